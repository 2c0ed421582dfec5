import type { Temporal } from "temporal-polyfill"
import type { Pressed } from "./calendar-answer.ts"

/** One answer that left from the workbench. */
export type Answered = {
  /** The letter that it answers. */
  readonly letter: string
  readonly at: Temporal.Instant
  /** The mailbox of who gave it. */
  readonly by: string
  readonly what: { readonly kind: "reply"; readonly text: string } | ({ readonly kind: "calendar" } & CalendarPress)
}
type CalendarPress = Pick<Pressed, "answer" | "client" | "starts">

/** The last thing done here, an answer or a move of the clock, and which of all the letters came of it. */
export type LastDone = { readonly came: { readonly from: number; readonly to: number } } & (
  { readonly kind: "answered"; readonly answered: Answered } | { readonly kind: "moved" }
)

/** What was done from the workbench since it started, in memory: mail that came in is deleted once it is read. */
export type Doings = {
  readonly answers: readonly Answered[]
  readonly last: LastDone | null
}

const answersAtMost = 1_000

export function noteDone({ answers }: Doings, last: LastDone): Doings {
  return { answers: last.kind === "answered" ? [...answers, last.answered].slice(-answersAtMost) : answers, last }
}
