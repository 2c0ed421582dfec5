import { Temporal } from "temporal-polyfill"
import type { MemberId } from "./id.ts"
import { memberIds } from "./id.ts"
import type { LetterKind } from "./letter-kind.ts"
import { eventThing, owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { sessionOf, withSession } from "./pair.ts"
import type { Session } from "./session.ts"
import { hasStarted, isAhead } from "./session.ts"
import { firstSlotDate, slotStart } from "./slot.ts"
import { takeBackSteps } from "./step.ts"
import { latest } from "./time.ts"
import { assignFocus } from "./turn.ts"

/** How many sessions are always invited ahead. */
export const invitedAhead = 2
/**
 * How many sessions a pair lists at most. A calendar that declines every invitation by itself would otherwise be sent
 * one for each of its answers, without an end: from here on the next one waits until the first of them has passed.
 */
export const listedAtMost = 12
/** A session is never planned for sooner than this. */
export const notice = Temporal.Duration.from({ hours: 24 })

/** Why roles may change: what the letter with the new title says. */
export type RolesNews = "roles-after-skip" | "roles-after-return" | "roles-after-correction"

type Retitled = { readonly session: Session; readonly news: RolesNews }

/**
 * The pair with at least two sessions ahead and every session's roles as the turns now stand: new sessions are invited,
 * and a session whose roles have changed is invited again under its new title.
 */
export function plan(pair: Pair, news: RolesNews, now: Temporal.Instant): Pair {
  const { kind } = pair.status
  if (kind !== "active" && kind !== "paused" && kind !== "ending") return pair
  const known = new Map(pair.sessions.map((session) => [session.number, session.focus]))
  const toppedUp = kind === "active" ? topUp(pair, now) : pair
  const assigned = { ...toppedUp, sessions: assignFocus(toppedUp.before, toppedUp.sessions) }
  return assigned.sessions.reduce((next, session) => {
    const focusBefore = known.get(session.number)
    if (focusBefore === undefined) return inviteBoth(next, session, now)
    if (focusBefore === session.focus || session.state.kind !== "planned" || hasStarted(session, now)) return next
    return retitle(next, { session, news }, now)
  }, assigned)
}

function topUp(pair: Pair, now: Temporal.Instant): Pair {
  const wanted = invitedAhead - pair.sessions.filter((session) => isAhead(session, now)).length
  const missing = Math.min(wanted, listedAtMost - pair.sessions.length)
  let next = pair
  for (let added = 0; added < missing; added += 1) next = withNewSession(next, now)
  return next
}

function withNewSession(pair: Pair, now: Temporal.Instant): Pair {
  const slotDate = nextSlotDate(pair, now)
  const session: Session = {
    number: pair.nextNumber,
    slotDate,
    starts: slotStart(pair.slot, slotDate),
    minutes: pair.slot.minutes,
    focus: pair.before.focus,
    state: { kind: "planned" },
    event: { revival: 0, sequence: 0, stamp: now, partstat: { a: "NEEDS-ACTION", b: "NEEDS-ACTION" } },
    prompt: null,
    done: [],
    answers: {},
    reflections: {},
    happened: {},
  }
  return { ...pair, nextNumber: pair.nextNumber + 1, sessions: [...pair.sessions, session] }
}

/** One more session than there is, for the two to say goodbye in. */
export function planLast(pair: Pair, now: Temporal.Instant): Pair {
  const added = withNewSession(pair, now)
  return { ...added, sessions: assignFocus(added.before, added.sessions) }
}

/** The first slot at least a day ahead, and not before a pause is over. */
export function soonestSlotDate(pair: Pair, now: Temporal.Instant): Temporal.PlainDate {
  const firstDay = pair.sessionsFrom?.toZonedDateTime(pair.slot.zone).toInstant()
  const soonest = now.add(notice)
  return firstSlotDate(pair.slot, firstDay === undefined ? soonest : latest(soonest, firstDay))
}

/** The slot after the last one used, by the pair's rhythm; if that is too soon or gone by, the first one far enough. */
function nextSlotDate(pair: Pair, now: Temporal.Instant): Temporal.PlainDate {
  const soonest = soonestSlotDate(pair, now)
  // A void session gives its slot back: who resumes early meets early.
  const last = pair.sessions.findLast((session) => session.state.kind !== "void")
  if (last === undefined) return soonest
  // A slot on another weekday since: the first one of the week that follows, by the rhythm.
  const step = pair.rhythm === "weekly" ? 7 : 14
  const next = firstSlotDate(pair.slot, slotStart(pair.slot, last.slotDate.add({ days: step })))
  return Temporal.PlainDate.compare(next, soonest) < 0 ? soonest : next
}

function inviteBoth(pair: Pair, session: Session, now: Temporal.Instant): Pair {
  return memberIds.reduce((next, to) => oweEvent(next, { kind: "invitation", session, to }, now), pair)
}

/** RFC 5546 section 3.2.2.3: the same time, so the same SEQUENCE; only DTSTAMP tells the newer title. */
function retitle(pair: Pair, { session, news }: Retitled, now: Temporal.Instant): Pair {
  const cleared = takeBackSteps(pair, session)
  const stamped = withSession(cleared, restamped(sessionOf(cleared, session.number) ?? session, now))
  return memberIds.reduce((next, to) => {
    const unsent = next.outbox.find((letter) => letter.key === `${eventThing(session.number)}.${to}`)
    // An unsent letter about this event is composed from what is true when it is sent: it only has to be newer.
    return unsent === undefined
      ? oweEvent(next, { kind: "invitation", session, to, about: news }, now)
      : oweEvent(
          next,
          { kind: unsent.kind, session, to, ...(unsent.about === null ? {} : { about: unsent.about }) },
          now,
        )
  }, stamped)
}

type EventLetter = {
  readonly kind: LetterKind
  readonly session: Session
  readonly to: MemberId
  readonly about?: string
}

/** Owes a letter that carries a session's calendar event. */
export function oweEvent(pair: Pair, letter: EventLetter, now: Temporal.Instant): Pair {
  return owe(pair, { ...letter, thing: eventThing(letter.session.number), session: letter.session.number }, now)
}

/** The session with a newer DTSTAMP: always later than the last one, so that two mails about an event are ordered. */
export function restamped(session: Session, now: Temporal.Instant): Session {
  const { stamp } = session.event
  return { ...session, event: { ...session.event, stamp: latest(now, stamp.add({ seconds: 1 })) } }
}

/** RFC 5546 section 2.1.4: a change of time, or a cancellation, raises SEQUENCE. */
export function resequenced(session: Session, now: Temporal.Instant): Session {
  const next = restamped(session, now)
  return { ...next, event: { ...next.event, sequence: session.event.sequence + 1 } }
}
