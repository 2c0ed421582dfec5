import type { Temporal } from "temporal-polyfill"
import type { LetterKind } from "../letter-kind.ts"
import type { AfterAnswer } from "./after-answer.ts"
import type { Proposal, Rsvp } from "./itip.ts"
import type { MachineKind } from "./machine.ts"
import type { WordCommand } from "./words.ts"

/** One letter as it was sent to the member who now writes. */
export type SentLetter = {
  readonly key: string
  readonly kind: LetterKind
  readonly session: number | null
  readonly to: "a" | "b"
  /** Our own id as it stands in References, without angle brackets. */
  readonly ownId: string
  /** The id SES gave it: the local part only, since the wire adds `@REGION.amazonses.com`. */
  readonly sesId: string
  /** The text part as it was sent. */
  readonly text: string
  readonly sentAt: Temporal.Instant
  /** The commitments numbered in it, in that order. */
  readonly commitments: readonly string[]
}

/** The letters sent to the member who writes. Most mails name the one they answer, and some need none: they are looked up as needed. */
export type SentLetters = {
  /** The one with this id of ours; null if there is none. */
  readonly withOwnId: (ownId: string) => Promise<SentLetter | null>
  /** In any order. */
  readonly all: () => Promise<readonly SentLetter[]>
}

/** Of somebody whom no letter was sent. */
export const noLetters: SentLetters = { withOwnId: async () => null, all: async () => [] }

export type Verdict = "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED"

/** What SES itself says of a mail: never taken from the mail's own headers. */
export type Receipt = {
  readonly recipients: readonly string[]
  /** The envelope's sender; empty in a bounce. */
  readonly source: string
  readonly verdicts: {
    readonly spam: Verdict
    readonly virus: Verdict
    readonly spf: Verdict
    readonly dkim: Verdict
    readonly dmarc: Verdict
  }
}

export type MailInput = {
  readonly raw: Uint8Array
  readonly receipt: Receipt
  readonly letters: SentLetters
  readonly member: { readonly mailbox: string; readonly zone: string }
  readonly mailDomain: string
  readonly now: Temporal.Instant
  /** The letter answered, where the caller knows it without the mail's own ids. */
  readonly answered?: SentLetter
  /** When the sessions ahead start: "Thursday" means the one in the week of the session a letter is about. */
  readonly sessions?: readonly { readonly number: number; readonly starts: Temporal.Instant }[]
}

export type RefusalReason =
  | "too-big"
  | "too-deep"
  | "too-many-lines"
  | "too-many-parts"
  | "headers-too-big"
  | "unreadable"
  | "no-sender"
  | "several-senders"

export type Understood =
  /** `answer` is the text without a leading PRIVATE or SHARE; `shared` is null where the member's default holds. */
  | { readonly kind: "answer"; readonly answer: string; readonly shared: boolean | null }
  | { readonly kind: "command"; readonly command: WordCommand }
  /** An after-form, or what became of commitments in answer to a recap or prompt: then only `statuses` is filled. */
  | ({ readonly kind: "after" } & AfterAnswer)
  | { readonly kind: "rsvp"; readonly rsvp: Rsvp }
  | { readonly kind: "proposal"; readonly rsvp: Rsvp; readonly proposal: Proposal }
  /** `reason` names the rule that told it from a person's. */
  | { readonly kind: MachineKind; readonly reason: string }
  | { readonly kind: "empty" }
  | { readonly kind: "refused"; readonly reason: RefusalReason }

/** What every mail has, whatever it is. */
export type MailFacts = {
  /** The new text, without quotes and signatures; at most 20 kB. */
  readonly text: string
  /** The mailbox in From, lower case; empty if there is none that can be used, or more than one. */
  readonly from: string
  /** Without angle brackets; empty if the mail has none. */
  readonly messageId: string
  readonly subject: string
  /** The letter this mail answers, as far as can be told; null for what is understood without its words, as a calendar's answer. */
  readonly letter: SentLetter | null
  /** Whether the mail refers to that letter, or it is only the newest that asks for an answer. */
  readonly refersToLetter: boolean
  readonly attachmentsLeftOut: boolean
  /** The domains for which SES says a DKIM signature passed. */
  readonly dkimDomains: readonly string[]
}

export type Reading = MailFacts & Understood
