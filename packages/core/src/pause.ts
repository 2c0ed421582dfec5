import { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { callOff, planned } from "./call-off.ts"
import type { CommandOf } from "./command.ts"
import type { MemberId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import type { OwedLetter } from "./outbox.ts"
import { dropOwed, owe, oweBoth } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { unreachableMember, withMember } from "./pair.ts"
import { backSoonAt, backSoonOf } from "./schedule.ts"
import { takeBackSteps } from "./step.ts"
import { isAtOrBefore, isBefore } from "./time.ts"

/** PAUSE without a date. */
const pauseWeeks = 4
const pauseYearsAtMost = 1

/**
 * Until a date, which is the first day back in the slot's zone: sessions that would start before it are off, and nothing
 * is sent until three days before. A pause inside a pause replaces its date.
 */
export function pause(pair: Pair, command: CommandOf<"pause">, now: Temporal.Instant): Act {
  const { by } = command
  if (pair.status.kind !== "active" && pair.status.kind !== "paused") return refused(pair, "wrong-state")
  const today = now.toZonedDateTimeISO(pair.slot.zone).toPlainDate()
  const until = command.until ?? today.add({ weeks: pauseWeeks })
  if (Temporal.PlainDate.compare(until, today) <= 0) return refused(pair, "past")
  if (Temporal.PlainDate.compare(today.add({ years: pauseYearsAtMost }), until) < 0) return refused(pair, "too-far")
  if (isFreeUntil(pair, until)) return unchanged(pair)
  return done(pauseUntil(pair, { by, until }, now))
}

/** A pause too short for a letter before its end leaves the pair active: it is known by the day it lasts until. */
function isFreeUntil({ status, sessionsFrom }: Pair, until: Temporal.PlainDate): boolean {
  if (status.kind === "paused") return status.until?.equals(until) === true
  return sessionsFrom?.equals(until) === true
}

/** Drops what is unsent about a pause as it was; the CANCEL in such a letter leaves all the same, with one line of text. */
function unsaid(pair: Pair): Pair {
  const silent = dropOwed(pair, ({ kind, session }) => kind === "back-soon" || (kind === "paused" && session === null))
  // The same letter still, so that one on its way is not sent a second time.
  const outbox = silent.outbox.map((letter): OwedLetter =>
    letter.kind === "paused" ? { ...letter, kind: "invitation", about: "paused" } : letter,
  )
  return { ...silent, outbox }
}

type Pause = { readonly by: MemberId; readonly until: Temporal.PlainDate }

function pauseUntil(pair: Pair, { by, until }: Pause, now: Temporal.Instant): Pair {
  const firstDay = until.toZonedDateTime(pair.slot.zone).toInstant()
  const affected = planned(pair, now).filter((session) => isBefore(session.starts, firstDay))
  const about = `until ${by} ${until.toString()}`
  const called = callOff(unsaid(pair), { sessions: affected, kind: "paused", about, reason: "paused" }, now)
  // Of a session that stands, on or after the first day back, nothing is sent before its own time either.
  const off = planned(called, now).reduce(takeBackSteps, called)
  const told = affected.length > 0 ? off : oweBoth(off, { thing: "paused", kind: "paused", about }, now)
  // A quiet check that is out waits for nobody now: what was asked for is a rest.
  const rested = memberIds.reduce((resting, member) => {
    const { suppressed, quiet } = resting.members[member]
    return withMember(resting, member, { quiet: suppressed === null ? null : quiet, denied: [] })
  }, told)
  const next: Pair = { ...rested, sessionsFrom: until }
  // A pause that would be over before its back-soon letter is a gap in the calendar, and nothing more.
  if (isAtOrBefore(backSoonAt(next, until), now)) return meetOrHold(next, now)
  return {
    ...next,
    status: { kind: "paused", since: now, reason: "asked", by, until, partnerTold: true, askAgainAt: null },
  }
}

/** A pair that is on hold for somebody who can't be written to stays so. */
function meetOrHold(pair: Pair, now: Temporal.Instant): Pair {
  const { status } = pair
  const unreachable = status.kind === "active" ? null : unreachableMember(pair)
  if (unreachable === null) return { ...pair, status: { kind: "active", since: now } }
  const isAwaited = status.kind === "paused" && status.reason !== "asked" && status.by === unreachable
  return isAwaited ? pair : holdFor(pair, unreachable, now)
}

/** The pause is nearly over: each hears at their own nine o'clock, and the invitations come again. */
export function comeBack(pair: Pair, until: Temporal.PlainDate, now: Temporal.Instant): Pair {
  const unreachable = unreachableMember(pair)
  if (unreachable !== null) return holdFor(pair, unreachable, now)
  const active: Pair = { ...pair, status: { kind: "active", since: now } }
  const quiet = memberIds.reduce(
    (next, member) => withMember(next, member, { quietUntil: backSoonOf(pair, member, until) }),
    active,
  )
  return oweBoth(quiet, { thing: "back-soon", kind: "back-soon", about: "soon" }, now)
}

/** Early, by either. */
export function resume(pair: Pair, now: Temporal.Instant): Act {
  switch (pair.status.kind) {
    case "active":
      return pair.sessionsFrom === null ? unchanged(pair) : done({ ...pair, sessionsFrom: null })
    case "paused":
      return resumePaused(pair, now)
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
    case "ending":
    case "ended":
      return refused(pair, "wrong-state")
  }
}

/** Where one of them can't be written to, there is nobody to resume with; a mail of theirs would have lifted that before. */
function resumePaused(pair: Pair, now: Temporal.Instant): Act {
  return unreachableMember(pair) === null ? done(goOn(pair, now)) : refused(pair, "wrong-state")
}

/** The pair meeting again, from the next slot on. */
export function goOn(pair: Pair, now: Temporal.Instant): Pair {
  const unreachable = unreachableMember(pair)
  if (unreachable !== null) return holdFor(pair, unreachable, now)
  const active: Pair = { ...unsaid(pair), status: { kind: "active", since: now }, sessionsFrom: null }
  // A pair that was paused before it had begun begins now.
  if (pair.nextNumber === 1) return welcomeBoth(active, now)
  return memberIds.reduce(
    (next, to) => owe(next, { thing: "back-soon", kind: "back-soon", to, about: "resumed" }, now),
    active,
  )
}

/** Paused until this member, who can't be written to, is heard from. */
export function holdFor(pair: Pair, member: MemberId, now: Temporal.Instant): Pair {
  if (pair.members[member].unsubscribedAt !== null) return { ...pair, status: stillPausedBy(member, now) }
  return awaitMember(pair, member, now)
}

/** Paused until a member who went quiet, or whose mailbox takes no letters, is heard from; the other hears it at once. */
export function awaitMember(pair: Pair, member: MemberId, now: Temporal.Instant): Pair {
  const quiet: Pair = {
    ...withMember(pair, member, { quiet: null, denied: [] }),
    status: {
      kind: "paused",
      since: now,
      reason: "quiet",
      by: member,
      until: null,
      partnerTold: true,
      askAgainAt: null,
    },
  }
  const to = otherMember(member)
  return owe(quiet, { thing: "quiet-notice", kind: "quiet-notice", to, about: "partner-quiet" }, now)
}

/** Paused without an end, because this member wants no letters. */
export function pausedBy(by: MemberId, now: Temporal.Instant): Paused {
  return { kind: "paused", since: now, reason: "unsubscribed", by, until: null, partnerTold: false, askAgainAt: null }
}

/** The same, where the pair was paused before, and somebody has been told so. */
export function stillPausedBy(by: MemberId, now: Temporal.Instant): Paused {
  return { ...pausedBy(by, now), afterPause: true }
}

type Paused = Extract<Pair["status"], { kind: "paused" }>

export function welcomeBoth(pair: Pair, now: Temporal.Instant): Pair {
  // The welcome says when they meet.
  return oweBoth({ ...pair, unsaidChange: null }, { thing: "welcome", kind: "welcome" }, now)
}
