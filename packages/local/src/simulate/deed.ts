import type { MemberId } from "@turnabout/core/id.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import type { Temporal } from "temporal-polyfill"
import type { SentLetter } from "./sent-letter.ts"

/** What somebody is going to do, and how it reaches the service. */
export type Deed = {
  /** In milliseconds. */
  readonly at: number
  readonly by: MemberId
  readonly way: Way
  /** Whether a normal week may hold it: nothing more is owed because of it than the week's own letters. */
  readonly isCalm: boolean
  /** The session that it may move, and to when, by the clock of who moves it. */
  readonly moves?: { readonly session: number; readonly to: Temporal.PlainDateTime }
}

export type Way =
  | { readonly kind: "sign-up" }
  | { readonly kind: "reply"; readonly letter: SentLetter; readonly text: string }
  | { readonly kind: "rsvp"; readonly letter: SentLetter; readonly partstat: "ACCEPTED" | "DECLINED" }
  /** Opens the page behind a link and presses its button. */
  | { readonly kind: "page"; readonly url: string; readonly fields: Fields }
  | {
      readonly kind: "after-page"
      readonly url: string
      readonly fields: Fields
      readonly closes: boolean
      readonly session: number | null
    }
  /** On the settings page: another time for both, or another zone for oneself. */
  | { readonly kind: "settings"; readonly slot: Omit<Slot, "zone"> | null; readonly zone: string | null }

export type Fields = readonly (readonly [name: string, value: string])[]
