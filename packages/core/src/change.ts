import { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { canCorrect, sayHappened } from "./close.ts"
import type { CommandOf, EventVersion, Refusal } from "./command.ts"
import type { MemberId } from "./id.ts"
import { memberIds } from "./id.ts"
import type { OwedLetter } from "./outbox.ts"
import { eventThing } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { isLast, isMeeting, sessionOf, unreachableMember, withSession } from "./pair.ts"
import { oweEvent, resequenced, restamped } from "./plan.ts"
import { askMember } from "./question.ts"
import type { Session } from "./session.ts"
import { askedBy, hasStarted, sessionEnd } from "./session.ts"
import { slotTime } from "./slot.ts"
import { countDenial } from "./silence.ts"
import { takeBackSteps } from "./step.ts"
import { foldSession } from "./turn.ts"
import { instantText, isAtOrBefore, isBefore } from "./time.ts"

/** How far a session may be moved from its slot, by the slot's own clock. */
const moveWithin = Temporal.Duration.from({ days: 6 })
/** What a move leaves between the end of one session and the start of the next. */
const betweenSessions = Temporal.Duration.from({ hours: 12 })

/** This many skips in a row bring up the question of the rhythm. */
const skipsUntilAsked = 3

/** A session, and the member who wants something of it. */
type Meant = { readonly session: Session; readonly by: MemberId }

/** The session a member means: the one their letter was about, else the next one by the clock, skipped or not. */
export function meantSession(pair: Pair, number: number | null, now: Temporal.Instant): Session | null {
  if (number !== null) return sessionOf(pair, number)
  return pair.sessions.find((session) => session.state.kind !== "void" && !hasStarted(session, now)) ?? null
}

/** A skip gives the week away, never the turn. After the start it means that the session did not happen. */
export function skip(pair: Pair, command: CommandOf<"skip">, now: Temporal.Instant): Act {
  if (!isMeeting(pair)) return refused(pair, "wrong-state")
  const session = meantSession(pair, command.session, now)
  if (session === null) return refused(pair, "no-session")
  switch (session.state.kind) {
    case "skipped":
      return command.via === "mail"
        ? done(sayAgain(pair, { session, by: command.by, isSecond: session.state.by !== command.by }, now))
        : unchanged(pair)
    case "void":
      return refused(pair, "no-session")
    case "planned":
    case "held":
    case "missed":
      return hasStarted(session, now)
        ? correct(pair, { session, by: command.by, did: false }, now)
        : done(skipPlanned(pair, { session, by: command.by }, now))
  }
}

function correct(pair: Pair, said: Parameters<typeof sayHappened>[1], now: Temporal.Instant): Act {
  if (!canCorrect(pair, said.session, now)) return refused(pair, "no-session")
  return done(countDenial(sayHappened(pair, said, now), said, now))
}

function skipPlanned(pair: Pair, { session, by }: Meant, now: Temporal.Instant): Pair {
  const cleared = takeBackSteps(pair, session)
  const skipped: Session = {
    ...withPartstat(resequenced(sessionOf(cleared, session.number) ?? session, now), by, "DECLINED"),
    state: { kind: "skipped", by },
  }
  const next = memberIds.reduce(
    (owing, to) => oweEvent(owing, { kind: "skipped", session: skipped, to }, now),
    withSession(cleared, skipped),
  )
  return askAboutRhythm(next, now)
}

/** After the third skip in a row, once: would every other week suit better? */
function askAboutRhythm(pair: Pair, now: Temporal.Instant): Pair {
  if (
    pair.status.kind !== "active" ||
    pair.fortnightlyAsked ||
    pair.rhythm === "fortnightly" ||
    skipsInARow(pair) < skipsUntilAsked
  )
    return pair
  const onceAsked: Pair = { ...pair, fortnightlyAsked: true }
  const asked = { about: "fortnightly" as const, session: null, times: [], words: null }
  return memberIds.reduce((asking, to) => askMember(asking, { ...asked, to }, now), onceAsked)
}

/** Since the last session held; those ahead count where they are skipped already. */
function skipsInARow(pair: Pair): number {
  return pair.sessions.reduce((before, session) => foldSession(before, session), pair.before).skips
}

/** The CANCEL once more, with who skipped it; who skips what the other has skipped already loses one week, not two. */
function sayAgain(
  pair: Pair,
  { session, by, isSecond }: Meant & { readonly isSecond: boolean },
  now: Temporal.Instant,
): Pair {
  if (pair.outbox.some((letter) => letter.key === `${eventThing(session.number)}.${by}`)) return pair
  const stamped = restamped(session, now)
  return oweEvent(
    withSession(pair, stamped),
    { kind: "skipped", session: stamped, to: by, ...(isSecond ? { about: "already" } : {}) },
    now,
  )
}

/** Brings a skipped session back at the time it had, with a new UID: clients differ on reviving a cancelled event. */
export function unskip(pair: Pair, command: CommandOf<"unskip">, now: Temporal.Instant): Act {
  if (!isMeeting(pair)) return refused(pair, "wrong-state")
  const { by } = command
  const session = command.session === null ? skippedAhead(pair, by, now) : sessionOf(pair, command.session)
  if (session === null) return refused(pair, "no-session")
  if (session.state.kind === "planned") return unchanged(pair)
  if (session.state.kind !== "skipped") return refused(pair, "no-session")
  if (session.state.by !== by) return refused(pair, "not-yours")
  // Who can't be written to may not know that it's off: revived under a new UID it would stand there twice.
  if (unreachableMember(pair) !== null) return refused(pair, "no-session")
  if (hasStarted(session, now)) return refused(pair, "started")
  return done(revive(pair, { session, by }, now))
}

/** Their own if there is one: the other's they are told they can't bring back. */
export function skippedAhead(pair: Pair, by: MemberId, now: Temporal.Instant): Session | null {
  const skipped = pair.sessions.filter((session) => session.state.kind === "skipped" && !hasStarted(session, now))
  return skipped.find(({ state }) => state.kind === "skipped" && state.by === by) ?? skipped[0] ?? null
}

function revive(pair: Pair, { session, by }: Meant, now: Temporal.Instant): Pair {
  const revival = session.event.revival + 1
  const stamped = restamped(session, now)
  const partstat = askedBy(by)
  const revived: Session = {
    ...stamped,
    state: { kind: "planned" },
    event: { ...stamped.event, revival, sequence: 0, partstat },
  }
  const kept = {
    ...pair,
    outbox: pair.outbox.map((letter) => (isEventOf(letter.key, session) ? withdrawal(letter, session) : letter)),
  }
  return memberIds.reduce(
    (owing, to) => oweEvent(owing, { kind: "invitation", session: revived, to, about: "unskipped" }, now),
    withSession(kept, revived),
  )
}

/** The CANCEL of the old UID, if it is still unsent, has to leave all the same: it gets a key of its own. */
function withdrawal(letter: OwedLetter, session: Session): OwedLetter {
  const { revival, sequence } = session.event
  const key = `withdrawn.${session.number}.${revival}.${letter.to}`
  return { ...letter, key, kind: "invitation", about: `withdrawn ${revival} ${sequence}` }
}

function isEventOf(key: string, session: Session): boolean {
  return memberIds.some((member) => key === `${eventThing(session.number)}.${member}`)
}

function withPartstat(session: Session, by: MemberId, partstat: Session["event"]["partstat"]["a"]): Session {
  return { ...session, event: { ...session.event, partstat: { ...session.event.partstat, [by]: partstat } } }
}

/** One session at another time, between its neighbours, because roles follow the order of sessions. */
export function move(pair: Pair, command: CommandOf<"move">, now: Temporal.Instant): Act {
  const { by, starts } = command
  if (!isMeeting(pair)) return refused(pair, "wrong-state")
  const session = meantSession(pair, command.session, now)
  if (session === null || session.state.kind === "void") return refused(pair, "no-session")
  if (session.starts.equals(starts) && session.state.kind === "planned") return unchanged(pair)
  const objection = objectionTo(pair, session, { starts, now })
  if (objection !== null) return refuseMove(pair, { session, command, reason: objection }, now)
  // Only a last session can be moved while it is skipped: either of them may find another time for it.
  const isBack = session.state.kind === "skipped"
  const on = isBack ? revive(pair, { session, by }, now) : pair
  if (isBack && session.starts.equals(starts)) return done(on)
  const current = sessionOf(on, session.number) ?? session
  // A new UID begins at SEQUENCE 0.
  const timed = isBack ? current : resequenced(current, now)
  const moved: Session = { ...timed, starts, event: { ...timed.event, partstat: askedBy(by) } }
  const next = withSession(on, moved)
  return done(
    memberIds.reduce(
      (owing, to) =>
        oweEvent(owing, { kind: "moved", session: moved, to, about: `${by} ${timeKnownTo(to, session, pair)}` }, now),
      next,
    ),
  )
}

/** The time that a member was last told: not one that was moved away from before its letter left. */
function timeKnownTo(to: MemberId, session: Session, pair: Pair): string {
  const unsent = pair.outbox.find((letter) => letter.key === `${eventThing(session.number)}.${to}`)
  const was = unsent?.kind === "moved" ? unsent.about?.split(" ").at(-1) : undefined
  return was ?? instantText(session.starts)
}

type Attempt = { readonly starts: Temporal.Instant; readonly now: Temporal.Instant }

function objectionTo(pair: Pair, session: Session, { starts, now }: Attempt): Refusal | null {
  if (!canMove(pair, session)) return "no-session"
  if (hasStarted(session, now)) return "started"
  if (isAtOrBefore(starts, now)) return "past"
  const slot = slotTime(pair.slot, session.slotDate)
  const [from, until] = [slot.subtract(moveWithin).toInstant(), slot.add(moveWithin).toInstant()]
  if (isBefore(starts, from) || isBefore(until, starts)) return "too-far"
  const others = pair.sessions.filter((other) => other.state.kind !== "void" && other.number !== session.number)
  for (const other of others) {
    const isEarlier = other.number < session.number
    if (isEarlier ? isBefore(starts, other.starts) : isBefore(other.starts, starts)) return "out-of-order"
    const [first, second] = isEarlier
      ? [sessionEnd(other), starts]
      : [starts.add({ minutes: session.minutes }), other.starts]
    if (isBefore(second, first.add(betweenSessions))) return "too-close"
  }
  return null
}

/** A session that is on; or the last one, which comes back by it, as it does by UNSKIP, if both can hear of it. */
function canMove(pair: Pair, session: Session): boolean {
  if (session.state.kind === "planned") return true
  return session.state.kind === "skipped" && isLast(pair, session) && unreachableMember(pair) === null
}

type RefusedMove = { readonly session: Session; readonly command: CommandOf<"move">; readonly reason: Refusal }

/** By mail the answer is a letter with the reason and the event as it stands, so that the calendar is right again. */
function refuseMove(pair: Pair, { session, command, reason }: RefusedMove, now: Temporal.Instant): Act {
  if (command.via !== "mail" || session.state.kind !== "planned") return refused(pair, reason)
  const stamped = restamped(session, now)
  const about = `${reason} ${instantText(command.starts)}`
  const owing = oweEvent(
    withSession(pair, stamped),
    { kind: "not-moved", session: stamped, to: command.by, about },
    now,
  )
  return { ...done(owing), outcome: { kind: "refused", reason } }
}

/** What a member's calendar says: yes is remembered, no skips the session, an answer to an older event is set right. */
export function rsvp(pair: Pair, command: CommandOf<"rsvp">, now: Temporal.Instant): Act {
  const { by, event, partstat } = command
  const session = sessionOf(pair, event.session)
  if (session === null || !isMeeting(pair)) return refused(pair, "no-session")
  if (isStale(event, session) || session.state.kind !== "planned") {
    const isOn = session.state.kind === "planned" && !hasStarted(session, now)
    return partstat === "DECLINED" && isOn
      ? askStaleDecline(pair, { session, by }, now)
      : sendCurrent(pair, { session, by }, now)
  }
  if (partstat === "DECLINED") {
    return hasStarted(session, now) ? unchanged(pair) : done(skipPlanned(pair, { session, by }, now))
  }
  if (session.event.partstat[by] === partstat) return unchanged(pair)
  return done(withSession(pair, withPartstat(session, by, partstat)))
}

/** Whether a calendar answers an older version of the event than it has been sent since. */
function isStale({ revival, sequence, stamp }: EventVersion, { event }: Session): boolean {
  if (revival !== event.revival) return revival < event.revival
  return sequence < event.sequence || (stamp !== undefined && stamp !== null && isBefore(stamp, event.stamp))
}

/** A no to what the event was before may not be one to what it is now: the question brings the event with it. */
function askStaleDecline(pair: Pair, { session, by }: Meant, now: Temporal.Instant): Act {
  const stamped = restamped(session, now)
  const asked = { to: by, about: "stale-decline" as const, session: session.number, times: [], words: null }
  return done(askMember(withSession(pair, stamped), asked, now))
}

/** Sends the event as it now stands to a member whose calendar has an older one; once per version. */
function sendCurrent(pair: Pair, { session, by }: Meant, now: Temporal.Instant): Act {
  const key = `${eventThing(session.number)}.${by}`
  if (hasStarted(session, now) || pair.outbox.some((letter) => letter.key === key)) return unchanged(pair)
  if (session.state.kind === "skipped") return done(sayAgain(pair, { session, by, isSecond: false }, now))
  if (session.state.kind !== "planned") return unchanged(pair)
  const stamped = restamped(session, now)
  return done(
    oweEvent(withSession(pair, stamped), { kind: "invitation", session: stamped, to: by, about: "current" }, now),
  )
}
