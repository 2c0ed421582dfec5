import { Temporal } from "temporal-polyfill"
import { callOff, planned } from "./call-off.ts"
import type { CommandOf } from "./command.ts"
import type { Act } from "./act.ts"
import { done, unchanged } from "./act.ts"
import type { MemberId } from "./id.ts"
import { otherMember } from "./id.ts"
import { isReachable } from "./member.ts"
import type { Member } from "./member.ts"
import type { OwedLetter } from "./outbox.ts"
import { dropOwed, owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { withMember, withSession } from "./pair.ts"
import { goOn, holdFor, pausedBy, stillPausedBy } from "./pause.ts"
import { oweEvent, restamped } from "./plan.ts"
import { carryOver } from "./recap.ts"
import type { Session } from "./session.ts"
import { hasStarted } from "./session.ts"
import type { PairRecord } from "./record.ts"
import { askPartnerAgain } from "./silence.ts"
import { instantText, isBefore } from "./time.ts"

/** A sender who is not the member is told of once in this time. */
const foreignSenderQuiet = Temporal.Duration.from({ hours: 7 * 24 })
/** At most one "not understood" per letter answered and member in this time. */
const notUnderstoodQuiet = Temporal.Duration.from({ hours: 24 })
/** That files are left out is said once. */
const filesQuiet = Temporal.Duration.from({ hours: 365 * 24 })
/** How many such notices a pair remembers; beyond that it keeps silent, or a flood of mail would pass through to the member. */
const toldAtMost = 16
/** How many of them foreign senders can use up. */
const foreignToldAtMost = 8

type Notice = Pair["told"][number]

/** The pair remembering that something was told; null if it was told before and it's too soon to say it again. */
export function tell(pair: Pair, notice: Notice, now: Temporal.Instant): Pair | null {
  const current = pair.told.filter((told) => isBefore(now, told.until))
  if (current.length >= toldAtMost || current.some((told) => told.about === notice.about)) return null
  return { ...pair, told: [...current, notice] }
}

/** Somebody wrote to a member's address from a mailbox that isn't theirs: the member hears of it, nothing else happens. */
export function foreignSender(pair: Pair, command: CommandOf<"foreign-sender">, now: Temporal.Instant): Act {
  const { to, sender, id } = command
  const isCurrent = ({ about, until }: Notice) => about.startsWith("foreign.") && isBefore(now, until)
  if (pair.told.filter(isCurrent).length >= foreignToldAtMost) return unchanged(pair)
  const telling = tell(pair, { about: `foreign.${sender.hash}.${to}`, until: now.add(foreignSenderQuiet) }, now)
  if (telling === null) return unchanged(pair)
  const owed = {
    thing: `foreign-sender.${sender.hash}`,
    kind: "foreign-sender",
    to,
    about: `${id} ${instantText(now)}`,
  } as const
  return done(owe(telling, owed, now), [{ kind: "note", command: id, text: sender.mailbox }])
}

type Telling = Pick<CommandOf<"not-understood">, "id" | "to" | "letter" | "reason" | "excerpt" | "numbers">

export function notUnderstood(pair: Pair, command: Telling, now: Temporal.Instant): Act {
  const { id, to, letter, reason, excerpt, numbers } = command
  const isOnce = reason === "attachments"
  const subject = isOnce ? `files.${to}` : `unclear.${letter ?? ""}.${to}`
  const telling = tell(pair, { about: subject, until: now.add(isOnce ? filesQuiet : notUnderstoodQuiet) }, now)
  if (telling === null) return unchanged(pair)
  const words = excerpt === null ? "-" : id
  const about =
    numbers === undefined ? (excerpt === null ? reason : `${reason} ${id}`) : `${reason} ${words} ${numbers}`
  const records: PairRecord[] = excerpt === null ? [] : [{ kind: "note", command: id, text: excerpt }]
  return done(owe(telling, { thing: "not-understood", kind: "not-understood", to, about }, now), records)
}

/**
 * No more letters to this member, at once. The pair is paused without an end, and the partner's calendar is cleared, so
 * that nobody waits in an empty call; the words for it follow after a week, in case it was a slip.
 */
export function unsubscribe(pair: Pair, command: CommandOf<"unsubscribe">, now: Temporal.Instant): Act {
  const { by } = command
  if (pair.members[by].unsubscribedAt !== null) return unchanged(pair)
  const unsent = unsentTo(pair, by)
  const quiet = withoutLetters(withMember(pair, by, { unsubscribedAt: now }), unsent)
  const { status } = quiet
  if (status.kind !== "active" && status.kind !== "paused") return done(quiet)
  const off = { kind: "invitation", about: "quiet", reason: "quiet" } as const
  const voided = callOff(quiet, { sessions: planned(quiet, now), ...off }, now)
  const cleared = unheard(voided, unsent)
  // A pause that was asked for has its own end; whoever is silent then is found out there.
  return done(status.kind === "paused" ? cleared : { ...cleared, status: pausedBy(by, now) })
}

/**
 * Their mailbox gets nothing more. It counts as a silence that has begun: no quiet check would arrive, so its week simply
 * runs, and then the partner hears that letters don't reach them; not why.
 */
export function suppress(
  pair: Pair,
  command: Pick<CommandOf<"suppress">, "by" | "reason">,
  now: Temporal.Instant,
): Act {
  const { by, reason } = command
  if (pair.members[by].suppressed !== null) return unchanged(pair)
  const unsent = unsentTo(pair, by).filter((letter) => letter.about !== "mailbox")
  const suppressed = { suppressed: { reason, since: now }, quiet: pair.members[by].quiet ?? now }
  return done(unheard(withoutLetters(withMember(pair, by, suppressed), unsent), unsent))
}

function unsentTo(pair: Pair, to: MemberId): readonly OwedLetter[] {
  return pair.outbox.filter((letter) => letter.to === to)
}

/** What the recaps among them were to tell is carried into later ones. */
function withoutLetters(pair: Pair, unsent: readonly OwedLetter[]): Pair {
  return dropOwed(carryOver(pair, unsent), (letter) => unsent.includes(letter))
}

/** What keeps letters from a member. */
export type Silencing = Pick<Member, "unsubscribedAt" | "suppressed">

type Lifting = { readonly by: MemberId; readonly lifts: Partial<Silencing> }

/** A member can be written to again, if nothing else keeps letters from them; the pair goes on when both can. */
export function signOfLife(pair: Pair, { by, lifts }: Lifting, now: Temporal.Instant): Pair {
  const before = pair.members[by]
  if (isReachable(before)) return pair
  const heard = withMember(pair, by, lifts)
  if (!isReachable(heard.members[by])) return heard
  const wasSuppressed = before.suppressed !== null
  const cleared = clearCalendar(heard, { to: by, wasSuppressed }, now)
  return goOnWith(wasSuppressed ? oweAwaited(cleared, by, now) : cleared, by, now)
}

/** What stood still because letters did not reach this member. */
function goOnWith(pair: Pair, by: MemberId, now: Temporal.Instant): Pair {
  const { status } = pair
  if (status.kind !== "paused") return pair
  const other = otherMember(by)
  switch (status.reason) {
    case "asked":
    case "silent":
      return pair
    case "quiet":
      // It's the other who is waited for, and this member couldn't be told so.
      return status.by === other ? askPartnerAgain(pair, now) : pair
    case "unsubscribed": {
      const { unsubscribedAt: otherSince } = pair.members[other]
      if (isReachable(pair.members[other])) return goOnAgain(pair, status, now)
      if (status.by === other) return pair
      if (otherSince === null) return holdFor(pair, other, now)
      const isKnown = status.partnerTold || status.afterPause === true
      return { ...pair, status: (isKnown ? stillPausedBy : pausedBy)(other, otherSince) }
    }
  }
}

/** The letter that waits for their answer, if the pair has not begun: it can't have reached them. */
function oweAwaited(pair: Pair, to: MemberId, now: Temporal.Instant): Pair {
  switch (pair.status.kind) {
    case "unconfirmed":
      return to === "a" ? owe(pair, { thing: "confirm", kind: "confirm", to }, now) : pair
    case "asked":
      return to === "b" ? owe(pair, { thing: "partner-request", kind: "partner-request", to }, now) : pair
    case "countered":
      return to === pair.status.by ? pair : owe(pair, { thing: "proposal", kind: "proposal", to }, now)
    case "active":
    case "paused":
    case "ending":
    case "ended":
    case "declined":
    case "lapsed":
      return pair
  }
}

/** The partner who has been told of the pause hears that it is over; for one who hasn't, the invitations say enough, unless the slot has changed. */
function goOnAgain(pair: Pair, status: Paused, now: Temporal.Instant): Pair {
  if (status.partnerTold || pair.nextNumber === 1) return goOn(pair, now)
  // The day that a pause was to last until still holds.
  if (status.afterPause === true) return { ...goOn(pair, now), sessionsFrom: pair.sessionsFrom }
  if (pair.unsaidChange !== null) return goOn(pair, now)
  return { ...pair, status: { kind: "active", since: now } }
}

type Paused = Extract<Pair["status"], { kind: "paused" }>

/** What was skipped, but not yet told to the one who now wants no letters, can't come back before their calendar knows. */
function unheard(pair: Pair, unsent: readonly OwedLetter[]): Pair {
  const isUnheard = (session: Session) =>
    session.state.kind === "skipped" &&
    unsent.some((letter) => letter.kind === "skipped" && letter.session === session.number)
  const sessions = pair.sessions.map((session): Session =>
    isUnheard(session) ? { ...session, state: { kind: "void" } } : session,
  )
  return { ...pair, sessions }
}

/** Who is back may still see in their calendar what was called off, or moved, while nothing was sent to them. */
function clearCalendar(
  pair: Pair,
  { to, wasSuppressed }: { readonly to: MemberId; readonly wasSuppressed: boolean },
  now: Temporal.Instant,
): Pair {
  const ahead = pair.sessions.filter((session) => !hasStarted(session, now))
  return ahead.reduce((owing, session) => {
    const stamped = restamped(session, now)
    const next = withSession(owing, stamped)
    switch (session.state.kind) {
      case "void":
        return oweCancel(next, { session: stamped, to }, now)
      case "planned":
        return oweEvent(next, { kind: "invitation", session: stamped, to, about: "current" }, now)
      case "skipped":
        if (pair.status.kind === "ended") return oweCancel(next, { session: stamped, to }, now)
        // While one of them wants no letters only a last session can be skipped: any other was heard of before.
        return wasSuppressed || pair.status.kind === "ending"
          ? oweEvent(next, { kind: "skipped", session: stamped, to }, now)
          : owing
      case "held":
      case "missed":
        return owing
    }
  }, pair)
}

type Cancelled = { readonly session: Session; readonly to: MemberId }

function oweCancel(pair: Pair, { session, to }: Cancelled, now: Temporal.Instant): Pair {
  const about = pair.status.kind === "ended" ? "ended" : "quiet"
  return oweEvent(pair, { kind: "invitation", session, to, about }, now)
}
