import { Temporal } from "temporal-polyfill"
import { isNameOf, looksLikeAfterAnswer, readAfterAnswer } from "./after-answer.ts"
import { dkimDomains } from "./dkim-domains.ts"
import { readItip } from "./itip.ts"
import { automaticOf, reportOf } from "./machine.ts"
import type { Line } from "./line.ts"
import { bodyLines, newTextOf } from "./new-text.ts"
import { offers } from "./offers.ts"
import { isMailbox, mailLimits, openMail } from "./raw-mail.ts"
import type { RawMail } from "./raw-mail.ts"
import type { MailFacts, MailInput, Reading, Understood } from "./reading.ts"
import { readStatuses } from "./statuses.ts"
import { findLetter } from "./which-letter.ts"
import type { Answered } from "./which-letter.ts"
import { asksForPrivacy, readCommand, readPrivacy } from "./words.ts"

/** Reads one mail, in the order of the design's "Mail in". Whatever the bytes, it answers with a kind and never throws. */
export async function readMail(input: MailInput): Promise<Reading> {
  const opened = await openMail(input.raw)
  if (!opened.ok) return { ...noFacts, kind: "refused", reason: opened.error }
  const mail = opened.value
  const bodies = bodyLines(mail)
  const machine = automaticOf(mail, input.receipt)
  const head = {
    from: onlySender(mail),
    messageId: mail.messageId,
    subject: mail.subject,
    attachmentsLeftOut: mail.attachmentsLeftOut,
    dkimDomains: dkimDomains(mail, input.receipt),
  }
  const known = input.answered === undefined ? null : { letter: input.answered, refers: true }
  const told = withoutWords(mail, { from: head.from, machine }, input)
  if (told !== null) return { ...head, ...answering(known ?? nothing, bodies), ...told }
  const answered = known ?? (await findLetter(mail.answers, bodies[0] ?? [], input.letters))
  const facts: MailFacts = { ...head, ...answering(answered, bodies) }
  return { ...facts, ...(await byWords(facts, { name: mail.fromName, machine }, input)) }
}

const nothing: Answered = { letter: null, refers: false }

function answering({ letter, refers }: Answered, bodies: readonly (readonly Line[])[]) {
  const text = cutTo(newTextOf(bodies, letter?.text ?? null), mailLimits.textBytes)
  return { text, letter, refersToLetter: refers }
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

function cutTo(text: string, bytes: number): string {
  // Of no UTF-8 byte sequence more than a whole character is written, so nothing is cut in half.
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read).trimEnd()
}

function onlySender(mail: RawMail): string {
  const [sender = ""] = mail.from
  return mail.from.length === 1 && isMailbox(sender) ? sender : ""
}

type Machine = ReturnType<typeof automaticOf>

/** What is understood whatever it says, and whichever letter it answers. */
function withoutWords(
  mail: RawMail,
  { from, machine }: { readonly from: string; readonly machine: Machine },
  input: MailInput,
): Understood | null {
  const report = reportOf(mail, input.receipt, input.mailDomain)
  if (report !== null) return report
  if (mail.from.length > 1) return { kind: "refused", reason: "several-senders" }
  const answer = readItip(mail.calendars, { from, mailbox: input.member.mailbox, zone: input.member.zone })
  if (answer !== null && from === "") return { kind: "refused", reason: "no-sender" }
  if (answer?.proposal) return { kind: "proposal", rsvp: answer.rsvp, proposal: answer.proposal }
  if (answer !== null) return { kind: "rsvp", rsvp: answer.rsvp }
  return machine?.reason === "subject" ? null : machine
}

async function byWords(
  facts: MailFacts,
  { name, machine }: { readonly name: string; readonly machine: Machine },
  input: MailInput,
): Promise<Understood> {
  if (machine !== null) {
    // "On leave" over the word SKIP is a person's subject: no machine gives commands.
    const words = await readWords(facts, name, input)
    return words.kind === "command" ? words : machine
  }
  if (facts.from === "") return { kind: "refused", reason: "no-sender" }
  if (facts.text === "") return { kind: "empty" }
  return readWords(facts, name, input)
}

async function readWords(facts: MailFacts, name: string, input: MailInput): Promise<Understood> {
  const { letter, text } = facts
  const form = letter === null ? null : offers[letter.kind].form
  const privacy = readPrivacy(text)
  const isPrefixed = privacy !== null && !isNameOf(name, privacy.text) && !pleasantry.test(privacy.text)
  if (isPrefixed && form !== "after") return { kind: "answer", answer: privacy.text, shared: privacy.shared }
  const near = sessionTalkedOf(letter, input)
  const scene = { now: input.now, zone: input.member.zone, near, letter: letter?.kind ?? null }
  // Nobody but its author sees an after-form: PRIVATE before it says nothing more.
  const words = isPrefixed ? privacy.text : text
  const command = await readCommand(words, scene)
  if (command !== null) return { kind: "command", command }
  const count = letter?.commitments.length ?? 0
  if (form === "after" || (letter === null && looksLikeAfterAnswer(words))) {
    return { kind: "after", ...readAfterAnswer(words, { commitments: count, name }) }
  }
  const shared = asksForPrivacy(text) ? false : null
  return onlyStatuses(text, { count, isAsked: form === "statuses" }) ?? { kind: "answer", answer: text, shared }
}

/** What may stand beside a word that is alone. */
const pleasantry = /^(?:(?:please|pls|thanks|thank you|thx|cheers)?[\s.!,]*)$/i

/** The session that the letter is about; without one the next by the clock, as everywhere. */
function sessionTalkedOf(letter: MailFacts["letter"], { sessions = [], now }: MailInput): Temporal.Instant | null {
  const named = sessions.find(({ number }) => number === letter?.session)
  return (named ?? sessions.find(({ starts }) => Temporal.Instant.compare(now, starts) < 0))?.starts ?? null
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
