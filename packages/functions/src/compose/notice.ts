import type { LetterProps } from "@turnabout/emails/registry.ts"
import type { NotUnderstood } from "@turnabout/core/command.ts"
import { commandIdSchema } from "@turnabout/core/id.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { isLastOff } from "@turnabout/core/pair.ts"
import type { PairStatus } from "@turnabout/core/pair.ts"
import { isExpired } from "@turnabout/core/question.ts"
import { sayDay, sayTime, sayZone } from "@turnabout/core/when.ts"
import { Temporal } from "temporal-polyfill"
import { meUrl } from "./reader.ts"
import type { Writing } from "./reader.ts"

/** Null if who it was has been erased meanwhile, with all that was kept of whoever asked for it. */
export async function foreignSenderProps(from: Writing): Promise<LetterProps["foreign-sender"] | null> {
  const { reader, letter } = from
  const [command, at] = (letter.about ?? "").split(" ")
  if (command === undefined || at === undefined) throw new Error("a foreign sender without a time")
  const received = Temporal.Instant.from(at)
  const sender = await noteOf(command, from)
  if (sender === null) return null
  return {
    sender,
    received: `${sayDay(received, reader.zone)}, ${sayTime(received, reader.zone)}, ${sayZone(reader.zone)}`,
    addUrl: meUrl(from),
  }
}

export async function notUnderstoodProps(from: Writing): Promise<LetterProps["not-understood"]> {
  const [reason, command, numbers] = (from.letter.about ?? "").split(" ")
  return {
    reason: reasonNow(reasonOf(reason ?? ""), from),
    excerpt: command === undefined || command === "-" ? null : await noteOf(command, from),
    numbers: numbers === undefined ? null : Number(numbers),
    page: null,
    again: againWord(from),
  }
}

const waiting: ReadonlySet<PairStatus["kind"]> = new Set(["unconfirmed", "asked", "countered"])

/** Whether there is a last session yet, and what a pair that has not begun waits for, is said as it stands now. */
function reasonNow(reason: NotUnderstood, { pair, letter }: Writing): LetterProps["not-understood"]["reason"] {
  // Before the beginning a yes or no is what is asked: SKIP and PAUSE would lead nowhere.
  const asksForAnswer = reason === "not-begun" || (reason === "unclear" && waiting.has(pair.status.kind))
  if (asksForAnswer) return beforeBeginning(pair.status, letter.to)
  return reason === "ending" && isLastOff(pair) ? "last-off" : reason
}

function beforeBeginning(status: PairStatus, to: MemberId): LetterProps["not-understood"]["reason"] {
  switch (status.kind) {
    case "unconfirmed":
      return "unconfirmed"
    case "asked":
      return to === "b" ? "awaits-you" : "awaits-partner"
    case "countered":
      return to === status.by ? "awaits-partner" : "awaits-you"
    case "declined":
    case "lapsed":
      return "nothing-came"
    // They have said yes since.
    case "active":
    case "paused":
    case "ending":
    case "ended":
      return "nothing-asked"
  }
}

/** The word that asks an expired question again, while it is still known which one it was. */
function againWord({ reader, now }: Writing): LetterProps["not-understood"]["again"] {
  const { question } = reader
  if (question === null || !isExpired(question, now)) return null
  switch (question.about) {
    case "end":
      return "END"
    case "export":
      return "EXPORT"
    case "erase":
      return "ERASE"
    case "fortnightly":
      return "FORTNIGHTLY"
    case "stale-decline":
      return "SKIP"
    case "time":
      return null
  }
}

const reasons: Record<NotUnderstood, NotUnderstood> = {
  unclear: "unclear",
  empty: "empty",
  "too-large": "too-large",
  attachments: "attachments",
  "nine-open": "nine-open",
  "too-late": "too-late",
  "nothing-asked": "nothing-asked",
  expired: "expired",
  "not-yours": "not-yours",
  "no-session": "no-session",
  "nothing-skipped": "nothing-skipped",
  skipped: "skipped",
  paused: "paused",
  "partner-away": "partner-away",
  ending: "ending",
  "not-begun": "not-begun",
  ended: "ended",
  "taken-as-no": "taken-as-no",
  "more-than-three": "more-than-three",
  recap: "recap",
  "kept-as-answer": "kept-as-answer",
  review: "review",
  past: "past",
  "too-far": "too-far",
  "as-it-is": "as-it-is",
}

function reasonOf(about: string): NotUnderstood {
  const reason = Object.values(reasons).find((known) => known === about)
  if (reason === undefined) throw new Error("not understood, for no known reason")
  return reason
}

/** A text kept under the command that brought it. */
export async function noteOf(command: string, { pair, ports }: Writing): Promise<string | null> {
  return ports.store.note(pair.id, commandIdSchema.parse(command))
}
