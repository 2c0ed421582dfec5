import type { Temporal } from "temporal-polyfill"
import type { LetterKind } from "../letter-kind.ts"
import { looksLikeAfterAnswer, readAfterAnswer } from "./after-answer.ts"
import type { AfterAnswer } from "./after-answer.ts"
import { dkimDomains } from "./dkim-domains.ts"
import { readItip } from "./itip.ts"
import type { Proposal, Rsvp } from "./itip.ts"
import { automaticOf, reportOf } from "./machine.ts"
import type { MachineKind } from "./machine.ts"
import { newTextOf } from "./new-text.ts"
import { offers } from "./offers.ts"
import { isMailbox, mailLimits, openMail } from "./raw-mail.ts"
import type { RawMail } from "./raw-mail.ts"
import { readStatuses } from "./statuses.ts"
import { whichLetter } from "./which-letter.ts"
import { readCommand, readPrivacy } from "./words.ts"
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
  /** The letters sent to this member, in any order. */
  readonly letters: readonly SentLetter[]
  readonly member: { readonly mailbox: string; readonly zone: string }
  readonly mailDomain: string
  readonly now: Temporal.Instant
  /** The letter answered, where the caller knows it without the mail's own ids. */
  readonly answered?: SentLetter
  /** When the sessions ahead start: "Thursday" means the one in the week of the session a letter is about. */
  readonly sessions?: readonly { readonly number: number; readonly starts: Temporal.Instant }[]
}

export type RefusalReason =
  "too-big" | "too-deep" | "too-many-parts" | "headers-too-big" | "unreadable" | "no-sender" | "several-senders"

type Understood =
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
  /** The mailbox in From, lower case; empty if there is none that can be used. */
  readonly from: string
  /** Without angle brackets; empty if the mail has none. */
  readonly messageId: string
  readonly subject: string
  /** The letter this mail answers, as far as can be told. */
  readonly letter: SentLetter | null
  /** Whether the mail refers to that letter, or it is only the newest that asks for an answer. */
  readonly refersToLetter: boolean
  readonly attachmentsLeftOut: boolean
  /** The domains for which SES says a DKIM signature passed. */
  readonly dkimDomains: readonly string[]
}

export type Reading = MailFacts & Understood
export type ReadingKind = Reading["kind"]

/** Reads one mail, in the order of the design's "Mail in". Whatever the bytes, it answers with a kind and never throws. */
export async function readMail(input: MailInput): Promise<Reading> {
  const opened = await openMail(input.raw)
  if (!opened.ok) return { ...noFacts, kind: "refused", reason: opened.error }
  const mail = opened.value
  const known = input.answered === undefined ? null : { letter: input.answered, refers: true }
  const answered = known ?? whichLetter(mail.answers, input.letters)
  const facts: MailFacts = {
    text: newTextOf(mail, answered.letter?.text ?? null).slice(0, mailLimits.textLength),
    from: mail.from.find(isMailbox) ?? "",
    messageId: mail.messageId,
    subject: mail.subject,
    letter: answered.letter,
    refersToLetter: answered.refers,
    attachmentsLeftOut: mail.attachmentsLeftOut,
    dkimDomains: dkimDomains(mail, input.receipt),
  }
  return { ...facts, ...understand(mail, facts, input) }
}

const noFacts: MailFacts = {
  text: "",
  from: "",
  messageId: "",
  subject: "",
  letter: null,
  refersToLetter: false,
  attachmentsLeftOut: false,
  dkimDomains: [],
}

function understand(mail: RawMail, facts: MailFacts, input: MailInput): Understood {
  const report = reportOf(mail, input.receipt, input.mailDomain)
  if (report !== null) return report
  if (mail.from.length > 1) return { kind: "refused", reason: "several-senders" }
  const answer = readItip(mail.calendars, { from: facts.from, mailbox: input.member.mailbox, zone: input.member.zone })
  if (answer !== null && facts.from === "") return { kind: "refused", reason: "no-sender" }
  if (answer?.proposal) return { kind: "proposal", rsvp: answer.rsvp, proposal: answer.proposal }
  if (answer !== null) return { kind: "rsvp", rsvp: answer.rsvp }
  const machine = automaticOf(mail, input.receipt)
  if (machine !== null) return machine
  if (facts.from === "") return { kind: "refused", reason: "no-sender" }
  if (facts.text === "") return { kind: "empty" }
  return readWords(facts, mail.fromName, input)
}

function readWords(facts: MailFacts, name: string, input: MailInput): Understood {
  const { letter, text } = facts
  const privacy = readPrivacy(text)
  if (privacy !== null && privacy.text !== "") return { kind: "answer", answer: privacy.text, shared: privacy.shared }
  const near = input.sessions?.find(({ number }) => number === letter?.session)?.starts ?? null
  const scene = { now: input.now, zone: input.member.zone, near, letter: letter?.kind ?? null }
  const command = readCommand(text, scene)
  if (command !== null) return { kind: "command", command }
  const count = letter?.commitments.length ?? 0
  const form = letter === null ? null : offers[letter.kind].form
  const isAfter = form === "after" || (letter === null && looksLikeAfterAnswer(text))
  if (isAfter) return { kind: "after", ...readAfterAnswer(text, { commitments: count, name }) }
  return onlyStatuses(text, { count, isAsked: form === "statuses" }) ?? { kind: "answer", answer: text, shared: null }
}

/**
 * "1 keep, 2 let go", to a recap or to a prompt that numbers commitments. A recap asks for nothing else, so other words
 * around it do no harm; in answer to anything else the whole text has to be of this form.
 */
function onlyStatuses(text: string, recap: { readonly count: number; readonly isAsked: boolean }): Understood | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  const read = lines.map((line) => readStatuses(line, recap.count))
  const statuses = read.flatMap((changes) => changes ?? [])
  const isWhole = read.every((changes) => changes !== null) && statuses.every(({ number }) => number <= recap.count)
  if (statuses.length === 0 || !(recap.isAsked || isWhole)) return null
  return { kind: "after", happened: null, commitments: [], statuses, line: null, heard: null, mattered: null }
}
