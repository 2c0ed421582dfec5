import type { LetterProps } from "@turnabout/emails/registry.ts"
import { canCorrect } from "@turnabout/core/close.ts"
import type { Commitment, CommitmentState } from "@turnabout/core/commitment.ts"
import { trend, wantsMore } from "@turnabout/core/felt.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { otherMember } from "@turnabout/core/id.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import { isLast, openCommitments, sessionOf } from "@turnabout/core/pair.ts"
import { reminderFor } from "@turnabout/core/reminder.ts"
import { endOfLast } from "@turnabout/core/schedule.ts"
import { isCancel, isWithdrawal } from "@turnabout/core/sending.ts"
import type { Session } from "@turnabout/core/session.ts"
import { carriedForLong } from "@turnabout/core/prompt.ts"
import { prompts, promptText } from "@turnabout/core/texts/prompts.ts"
import { heldSoFar } from "@turnabout/core/turn.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { sayDay, sayTime, sayZone } from "@turnabout/core/when.ts"
import { Temporal } from "temporal-polyfill"
import { agreedChanges } from "./agreement.ts"
import {
  afterFormUrl,
  meetingTime,
  nearnessOf,
  pageUrl,
  reviewUrl,
  roleOf,
  sessionAbout,
  sessionLinks,
  shiftOf,
  whenOf,
} from "./reader.ts"
import type { Writing } from "./reader.ts"
import { trendOf } from "./trend.ts"

/** The words of open commitments, in the order of their numbers. */
export async function textsOf({ pair, ports }: Writing, commitments: readonly Commitment[]): Promise<string[]> {
  const texts = await ports.store.commitmentTexts(pair.id, commitments)
  return commitments.map(({ id }) => {
    const text = texts.get(id)
    if (text === undefined) throw new Error(`${pair.id} lists a commitment that is not kept`)
    return text
  })
}

/** The line of listening advice, for whoever coaches; none in a review. */
function listening(session: Session, { pair }: Writing): string | null {
  return session.focus === "both" ? null : reminderFor(session, pair.members[session.focus].name)
}

export function invitationProps(from: Writing): LetterProps["invitation"] {
  const { pair, letter, partner } = from
  const session = sessionAbout(from)
  const when = whenOf(session, from)
  if (isCancel(letter)) {
    return { variant: "cancel", reason: cancelReasonOf(letter), partner: partner.name, when }
  }
  return {
    variant: "request",
    news: newsOf(letter.about),
    partner: partner.name,
    when,
    role: roleOf(session, letter.to),
    minutes: session.minutes,
    clockShift: shiftOf(session, from),
    meetingLink: pair.meetingLink,
    listening: listening(session, from),
    understood: null,
    links: sessionLinks(session, from),
    last: askedForLast(session, from),
  }
}

/** Who asked for this last session; null if it is not one. */
function askedForLast({ number }: Session, { pair: { status }, letter }: Writing): "you" | "partner" | null {
  if (status.kind !== "ending" || status.last !== number) return null
  return status.by === letter.to ? "you" : "partner"
}

/** When a pair whose last session this is closes by itself, by the reader's clock: "Thursday, 26 November, 21:00". */
function closesOf(session: Session, { pair, reader }: Writing): string | null {
  if (pair.status.kind !== "ending" || pair.status.last !== session.number) return null
  const at = endOfLast(pair, pair.status)
  return `${sayDay(at, reader.zone)}, ${sayTime(at, reader.zone)}`
}

function cancelReasonOf(letter: OwedLetter): Extract<LetterProps["invitation"], { variant: "cancel" }>["reason"] {
  if (isWithdrawal(letter)) return "skipped"
  return letter.about === "ended" || letter.about === "quiet" ? letter.about : "paused"
}

type News = Extract<LetterProps["invitation"], { variant: "request" }>["news"]

const news: Readonly<Record<string, News>> = {
  "roles-after-skip": "roles-after-skip",
  "roles-after-return": "roles-after-return",
  "roles-after-correction": "roles-after-correction",
  unskipped: "returned",
  current: "resent",
  details: "details",
  "slot-changed": "slot-changed",
  "rhythm-changed": "rhythm-changed",
  "new-mailbox": "mailbox",
  last: "last",
}

function newsOf(about: string | null): News {
  return (about === null ? undefined : news[about]) ?? "new"
}

export async function promptProps(from: Writing): Promise<LetterProps["prompt"]> {
  const { pair, letter, reader, partner } = from
  const session = sessionAbout(from)
  const prompt = prompts.find(({ id }) => id === session.prompt)
  if (prompt === undefined) throw new Error(`session ${session.number} of ${pair.id} has no prompt`)
  const carried = carriedForLong(pair, letter.to)
  const [carriedText = null] = await textsOf(from, carried === null ? [] : [carried])
  return {
    partner: partner.name,
    when: whenOf(session, from),
    nearness: nearnessOf(session, from),
    prompt: promptText(prompt, partner.name, carriedText),
    commitments: await textsOf(from, openCommitments(pair, letter.to)),
    sharing: reader.sharesAnswers ? "shared" : "private",
    meetingLink: pair.meetingLink,
    asksForMore: wantsMore(reader),
    understood: await understoodOf(from),
    isLast: isLast(pair, session),
  }
}

/** Null if there is nothing to share after all: the advice alone is in the calendar event already. */
export async function coachNoteProps(from: Writing): Promise<LetterProps["coach-note"] | null> {
  const { pair, letter, partner, ports } = from
  const session = sessionAbout(from)
  if (session.focus === "both") return null
  const answer = session.answers[session.focus]
  const key = answer?.shared === true ? { session: session.number, by: session.focus, command: answer.command } : null
  const shared = key === null ? null : await ports.store.answer(pair.id, key)
  const commitments = partner.sharesCommitments ? openCommitments(pair, session.focus) : []
  if (shared === null && commitments.length === 0) return null
  const isLate = letter.about === "late"
  return {
    partner: partner.name,
    when: whenOf(session, from),
    nearness: nearnessOf(session, from),
    variant: isLate ? "late" : "first",
    shared,
    commitments: await textsOf(from, commitments),
    listening: isLate ? null : listening(session, from),
    meetingLink: pair.meetingLink,
    understood: await understoodOf(from),
    isLast: isLast(pair, session),
  }
}

export async function afterFormProps(from: Writing): Promise<LetterProps["after-form"]> {
  const { letter, reader, partner } = from
  const session = sessionAbout(from)
  return {
    partner: partner.name,
    role: roleOf(session, letter.to),
    day: sayDay(session.starts, reader.zone),
    commitments: await textsOf(from, earlierCommitments(from, letter.to, session)),
    formUrl: afterFormUrl(session, from),
    understood: null,
    closes: closesOf(session, from),
  }
}

const stateWords: Readonly<Record<CommitmentState, string>> = {
  open: "Still open",
  kept: "Kept",
  partly: "Partly kept",
  "let-go": "Let go",
}

/** What a reply to the last after-form was taken to say, while it can still be corrected on the page. */
async function understoodOf(from: Writing): Promise<LetterProps["prompt"]["understood"]> {
  const { pair, letter, reader, now, ports } = from
  const session = sessionOf(pair, reader.understood?.session ?? null)
  if (reader.understood === null || session === null || !canCorrect(pair, session, now)) return null
  const key = { session: session.number, by: letter.to, command: reader.understood.command }
  const said = await ports.store.reflection(pair.id, key)
  if (said === null) return null
  const made = pair.commitments.filter(({ by, session: after }) => by === letter.to && after === session.number)
  const changed = pair.commitments.filter(({ id }) => said.changes.some((change) => change.id === id))
  const [madeTexts, changedTexts] = await Promise.all([textsOf(from, made), textsOf(from, changed)])
  const lines = [
    ...(said.happened === null ? [] : [said.happened ? "It happened." : "It did not happen."]),
    ...madeTexts.map((text) => `You will: ${text}`),
    ...changedTexts.map((text, place) => `${stateWords[changed[place]?.state ?? "open"]}: ${text}`),
    ...(said.line === null ? [] : [`You keep: ${said.line}`]),
  ]
  return lines.length === 0 ? null : { text: lines.join("\n"), correctUrl: afterFormUrl(session, from) }
}

/** Those that were open before this session: what has been said of it already is on the page. */
function earlierCommitments({ pair }: Writing, member: MemberId, session: Session): readonly Commitment[] {
  return openCommitments(pair, member).filter((commitment) => commitment.session < session.number)
}

/** The commitments that a letter numbers, in that order: "1 done" in a reply means the first of these. */
export function numberedIn(from: Writing): readonly Commitment[] {
  const { pair, letter } = from
  if (letter.kind === "prompt" || letter.kind === "recap") return openCommitments(pair, letter.to)
  return letter.kind === "after-form" ? earlierCommitments(from, letter.to, sessionAbout(from)) : []
}

export function skippedProps(from: Writing): LetterProps["skipped"] {
  const { pair, letter, partner, now } = from
  const session = sessionAbout(from)
  const skippedByReader = session.state.kind === "skipped" && session.state.by === letter.to
  const next = pair.sessions.find((other) => other.state.kind === "planned" && isBefore(now, other.starts))
  return {
    variant: letter.about === "already" ? "already" : skippedByReader ? "you" : "partner",
    partner: partner.name,
    when: whenOf(session, from),
    next: next === undefined ? null : meetingTime(next, from),
    closes: closesOf(session, from),
  }
}

export function movedProps(from: Writing): LetterProps["moved"] {
  const { pair, letter, reader, partner } = from
  const session = sessionAbout(from)
  const { by, was } = readMoved(letter.about)
  return {
    by: by === letter.to ? "you" : "partner",
    partner: partner.name,
    when: whenOf(session, from),
    was: `${sayDay(was, reader.zone)}, ${sayTime(was, reader.zone)}`,
    role: roleOf(session, letter.to),
    meetingLink: pair.meetingLink,
    links: sessionLinks(session, from),
  }
}

function readMoved(about: string | null): { readonly by: string; readonly was: Temporal.Instant } {
  const [by, was] = (about ?? "").split(" ")
  if (by === undefined || was === undefined) throw new Error("a move without the time it had")
  return { by, was: Temporal.Instant.from(was) }
}

export function notMovedProps(from: Writing): LetterProps["not-moved"] {
  const { pair, letter, reader, partner } = from
  const session = sessionAbout(from)
  const [reason, asked] = (letter.about ?? "").split(" ")
  if (reason === undefined || asked === undefined) throw new Error("a refused move without its time")
  const time = Temporal.Instant.from(asked)
  return {
    reason: reasonOf(reason),
    asked: `${sayDay(time, reader.zone)}, ${sayTime(time, reader.zone)}, ${sayZone(reader.zone)}`,
    partner: partner.name,
    when: whenOf(session, from),
    role: roleOf(session, letter.to),
    meetingLink: pair.meetingLink,
    links: sessionLinks(session, from),
  }
}

function reasonOf(reason: string): LetterProps["not-moved"]["reason"] {
  switch (reason) {
    case "past":
    case "too-far":
    case "out-of-order":
    case "too-close":
      return reason
    default:
      return "not-planned"
  }
}

/** Null if what was to be shown to the partner has been taken back. */
export async function reviewProps(from: Writing): Promise<LetterProps["review"] | null> {
  const { pair, letter, reader, partner, ports } = from
  const session = sessionAbout(from)
  const trendFor = (of: MemberId) => trendOf(pair, { of, review: session, zone: reader.zone }, ports)
  const own = await trendFor(letter.to)
  const showUrl = own.length === 0 ? null : reviewUrl(session, from)
  if (letter.about === trend) {
    const felt = await trendFor(otherMember(letter.to))
    return felt.length === 0 ? null : { variant: "trend", partner: partner.name, felt, showUrl }
  }
  return {
    variant: "look-back",
    partner: partner.name,
    when: whenOf(session, from),
    nearness: nearnessOf(session, from),
    met: heldSoFar(pair).held,
    changes: await agreedChanges(pair, ports),
    agreementUrl: pageUrl("/guide#working-agreement", from),
    felt: own,
    showUrl,
    asksForMore: wantsMore(reader),
    meetingLink: pair.meetingLink,
    isLast: isLast(pair, session),
  }
}
