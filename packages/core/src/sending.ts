import { Temporal } from "temporal-polyfill"
import type { CallOffReason } from "./call-off.ts"
import { canCorrect } from "./close.ts"
import { isReviewOn, trend, withoutOffer } from "./felt.ts"
import { takesLetter } from "./member.ts"
import type { OwedLetter } from "./outbox.ts"
import { retryDelay, throttledDelay, triesAtMost } from "./outbox.ts"
import { dropOwed } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { isMeeting, sessionOf, withMember } from "./pair.ts"
import { carryOver, forgetTold } from "./recap.ts"
import { alarmOf, confirmWithin } from "./schedule.ts"
import type { Session } from "./session.ts"
import { hasStarted, sessionEnd } from "./session.ts"
import { isAtOrBefore, isBefore, latest } from "./time.ts"

/**
 * How long a claim lasts. Lease > time limit of the function that sends (60 s) + margin, and margin > timeout of one
 * request to SES (10 s): so whoever finds a claim run out may take it.
 */
export const lease = Temporal.Duration.from({ seconds: 120 })
/** A sender begins no letter this close to the end of its claim. */
export const margin = Temporal.Duration.from({ seconds: 20 })
/**
 * An alarm that rang no longer ago than this is found again by the next tick: that comes within two minutes, and looks
 * three minutes back (functions/tick.ts).
 */
const foundAgainFor = Temporal.Duration.from({ seconds: 60 })

export type Taken = {
  readonly pair: Pair
  /** The letters that the saver of `pair` may now send, in order. */
  readonly letters: readonly OwedLetter[]
  /** Letters that were tried too often: no longer owed, and counted. */
  readonly givenUp: readonly OwedLetter[]
}

export type Taking = {
  readonly version: number
  readonly now: Temporal.Instant
  /** When the alarm rang that this is done for; null if it is done for none. */
  readonly rang: Temporal.Instant | null
}

/**
 * The pair as it is to be saved under `version`: if letters are due and nobody holds the claim, the claim is taken and
 * each letter's tries are counted now, so that a sender which dies has used one.
 */
export function takeLetters(pair: Pair, { version, now, rang }: Taking): Taken {
  if (pair.claim !== null && isBefore(now, pair.claim.until))
    return { pair: rung(pair, version, now), letters: [], givenUp: [] }
  const isDue = (letter: OwedLetter) => isAtOrBefore(letter.notBefore, now)
  const givenUp = pair.outbox.filter((letter) => isDue(letter) && letter.tries >= triesAtMost)
  const outbox = pair.outbox
    .filter((letter) => !givenUp.includes(letter))
    .map((letter) => (isDue(letter) ? { ...letter, tries: letter.tries + 1 } : letter))
  const letters = outbox.filter(isDue)
  const claim = letters.length > 0 ? { until: now.add(lease), by: version } : null
  const taken = { ...carryOver(pair, givenUp), outbox, claim, givenUp: pair.givenUp + givenUp.length }
  // To move the alarm to the claim's end, and away again a second later, would be most of what an alarm writes: one that
  // has just rung stays, and the next tick moves it if the sender is still at it.
  const stays = claim !== null && rang !== null && hasJustRung(rang, now)
  return { pair: stays ? { ...taken, version, dueAt: rang } : rung(taken, version, now), letters, givenUp }
}

function hasJustRung(rang: Temporal.Instant, now: Temporal.Instant): boolean {
  return isAtOrBefore(rang, now) && isBefore(now, rang.add(foundAgainFor))
}

/** What should have been done already is done next: the tick does not look for alarms that are set into the past. */
function rung(pair: Pair, version: number, now: Temporal.Instant): Pair {
  const alarm = alarmOf(pair)
  return { ...pair, version, dueAt: alarm === null ? null : latest(alarm, now) }
}

/** What became of a letter that was claimed. */
export type Sending = {
  readonly letter: OwedLetter
  readonly result: "sent" | "refused" | "pointless" | "throttled" | "failed" | "untried"
}

/** What a sender did under the claim saved with version `by`. */
export type Sent = { readonly by: number; readonly sendings: readonly Sending[] }

/** The pair after its letters were tried: by key and revision, so that a newer letter about the same thing stays owed. */
export function settleLetters(pair: Pair, { by, sendings }: Sent, now: Temporal.Instant): Pair {
  const settled = sendings.reduce((next, sending) => settle(next, sending, now), pair)
  return settled.claim?.by === by ? { ...settled, claim: null } : settled
}

function settle(pair: Pair, { letter, result }: Sending, now: Temporal.Instant): Pair {
  switch (result) {
    case "sent":
      return sent(pair, letter)
    case "pointless":
      return carryOver(gone(pair, letter), [letter])
    case "refused":
      return { ...carryOver(gone(pair, letter), [letter]), givenUp: pair.givenUp + 1 }
    case "throttled": {
      // Being told to wait is no fault of the letter's: it has not used up a try.
      const waits = letter.waits + 1
      return withOwed(pair, letter, { tries: letter.tries - 1, waits, notBefore: now.add(throttledDelay(waits)) })
    }
    case "failed":
      return withOwed(pair, letter, { notBefore: now.add(retryDelay(letter.tries)) })
    case "untried":
      return withOwed(pair, letter, { tries: letter.tries - 1 })
  }
}

function sent(pair: Pair, letter: OwedLetter): Pair {
  const next = withoutOffer(gone(pair, letter), letter)
  return letter.kind === "recap" ? forgetTold(next, letter.to) : next
}

function gone(pair: Pair, letter: OwedLetter): Pair {
  const next = dropOwed(pair, (owed) => isSameLetter(owed, letter))
  if (letter.kind === "prompt" || letter.kind === "coach-note") return withMember(next, letter.to, { understood: null })
  // The last of the letters that tell of it.
  if (letter.kind === "back-soon" && !next.outbox.some(({ kind }) => kind === "back-soon")) {
    return { ...next, unsaidChange: null }
  }
  const isToFormer = letter.kind === "changed" && letter.about === "mailbox"
  return isToFormer ? withMember(next, letter.to, { former: null }) : next
}

function withOwed(pair: Pair, letter: OwedLetter, change: Partial<OwedLetter>): Pair {
  return { ...pair, outbox: pair.outbox.map((owed) => (isSameLetter(owed, letter) ? { ...owed, ...change } : owed)) }
}

/** The same letter, and not a newer one about the same thing. */
export function isSameLetter(one: OwedLetter, other: OwedLetter): boolean {
  return one.key === other.key && one.revision === other.revision
}

/** Whether a letter has lost its point since it was owed: asked again at the moment of sending. */
export function isPointless(pair: Pair, letter: OwedLetter, now: Temporal.Instant): boolean {
  if (!takesLetter(pair.members[letter.to], letter.about)) return true
  const session = sessionOf(pair, letter.session)
  if (letter.session !== null && session === null) return true
  switch (letter.kind) {
    case "confirm":
      if (letter.about === "mailbox") return pair.members[letter.to].pending === null
      return letter.about === null && !canConfirm(pair, now)
    case "partner-request":
      return pair.status.kind !== "asked"
    case "proposal":
      return pair.status.kind !== "countered"
    case "prompt":
    case "review":
    case "coach-note":
      if (letter.about === trend) return session === null || !isReviewOn(session, now)
      return (
        session === null || !isReader(letter, session) || session.state.kind !== "planned" || hasStarted(session, now)
      )
    case "after-form":
      // In a pause the page still takes the answers; what is late by then is not sent into it.
      return !isMeeting(pair) || session === null || !canCorrect(pair, session, now)
    case "invitation":
    case "moved":
    case "not-moved":
    case "skipped":
      return session === null || isEventPointless(letter, session, now)
    case "welcome":
    case "back-soon":
      return pair.status.kind !== "active"
    case "recap":
      return !isMeeting(pair)
    case "question":
      // One about a declined event brings that event, which may be off by now.
      return pair.members[letter.to].question === null || (session !== null && isOff(session))
    case "quiet-check":
      return pair.members[letter.to].quiet === null
    case "quiet-notice":
      return pair.status.kind !== (letter.about === "partner-quiet" ? "paused" : "active")
    // These tell of more than the event they carry: its hour may pass before they leave.
    case "paused":
      return session === null && pair.status.kind !== "paused" && pair.sessionsFrom === null
    case "changed":
      return session !== null && isOff(session)
    case "ended":
    case "answer-no":
    case "exported":
    case "erased":
    case "foreign-sender":
    case "not-understood":
      return false
  }
}

function canConfirm({ status }: Pair, now: Temporal.Instant): boolean {
  return status.kind === "unconfirmed" && isBefore(now, status.since.add(confirmWithin))
}

/** A correction may have swapped the roles since: the prompt is for the focus, the note for the coach, the review for both. */
function isReader({ kind, to }: OwedLetter, session: Session): boolean {
  switch (session.focus) {
    case "both":
      return kind === "review"
    case "a":
    case "b":
      return kind === "prompt" ? session.focus === to : kind === "coach-note" && session.focus !== to
  }
}

/** A REQUEST for a session that is off, or a CANCEL for one that is on again; either after the hour has passed. */
function isEventPointless(letter: OwedLetter, session: Session, now: Temporal.Instant): boolean {
  if (isAtOrBefore(sessionEnd(session), now)) return true
  if (isWithdrawal(letter)) return false
  return isCancel(letter) ? !isOff(session) : isOff(session)
}

function isOff({ state }: Session): boolean {
  return state.kind === "skipped" || state.kind === "void"
}

const cancelKinds: ReadonlySet<OwedLetter["kind"]> = new Set(["skipped", "paused", "ended"])
const cancelReasons: ReadonlySet<string> = new Set(["paused", "ended", "quiet"] satisfies CallOffReason[])

/** Whether the calendar event in this letter is a CANCEL (RFC 5546 section 3.2.5) rather than a REQUEST. */
export function isCancel(letter: OwedLetter): boolean {
  return (
    cancelKinds.has(letter.kind) || (letter.about !== null && cancelReasons.has(letter.about)) || isWithdrawal(letter)
  )
}

/** The CANCEL of a session's earlier UID, which it had before it was revived. */
export function isWithdrawal(letter: OwedLetter): boolean {
  return letter.about?.startsWith("withdrawn ") ?? false
}

/** The event that a withdrawal cancels. */
export function withdrawnEvent(letter: OwedLetter, session: Session): Session["event"] {
  const [, revival, sequence] = (letter.about ?? "").split(" ").map(Number)
  if (revival === undefined || sequence === undefined) throw new Error(`not a withdrawal: ${letter.key}`)
  return { ...session.event, revival, sequence }
}
