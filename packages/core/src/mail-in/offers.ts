import type { LetterKind } from "../letter-kind.ts"

export type OfferedWord = "yes" | "no" | "here" | "wait" | "last"

/**
 * What a letter asks. `words`: those that count only in answer to it. `asks`: whether an answer without any reference is
 * taken to be to it. `form`: how a text that is no command is read.
 */
export type Offer = {
  readonly words: readonly OfferedWord[]
  readonly asks: boolean
  readonly form: "answer" | "after" | "statuses"
}

const nothing: Offer = { words: [], asks: false, form: "answer" }

export const offers: Readonly<Record<LetterKind, Offer>> = {
  confirm: { words: ["yes"], asks: true, form: "answer" },
  "partner-request": { words: ["yes", "no"], asks: true, form: "answer" },
  "answer-no": nothing,
  proposal: { words: ["yes", "no"], asks: true, form: "answer" },
  welcome: { words: [], asks: true, form: "answer" },
  // Of a last session, or of one that was skipped: LAST said again is answered by how things stand.
  invitation: { words: ["last"], asks: false, form: "answer" },
  prompt: { words: [], asks: true, form: "answer" },
  "coach-note": nothing,
  "after-form": { words: [], asks: true, form: "after" },
  recap: { words: [], asks: true, form: "statuses" },
  skipped: { words: ["last"], asks: false, form: "answer" },
  moved: nothing,
  "not-moved": nothing,
  changed: nothing,
  paused: nothing,
  "back-soon": nothing,
  question: { words: ["yes", "no", "last"], asks: true, form: "answer" },
  "quiet-check": { words: ["yes", "no", "here"], asks: true, form: "answer" },
  "quiet-notice": { words: ["yes", "no", "wait", "here"], asks: true, form: "answer" },
  review: { words: [], asks: true, form: "answer" },
  ended: nothing,
  exported: nothing,
  erased: nothing,
  "foreign-sender": nothing,
  "not-understood": nothing,
}
