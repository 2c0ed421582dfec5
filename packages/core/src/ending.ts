import type { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { callOff, planned, withoutSkipped } from "./call-off.ts"
import { isSaidHeld } from "./close.ts"
import type { CommandOf } from "./command.ts"
import type { MemberId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import type { OwedLetter } from "./outbox.ts"
import { dropOwed, owe, oweBoth } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { hasBegun, isLastOff, unreachableMember, withMember, withSession } from "./pair.ts"
import { oweEvent, planLast, restamped } from "./plan.ts"
import type { Session } from "./session.ts"
import { isCancel, lease } from "./sending.ts"
import { changeAbout } from "./slot-change.ts"

/** Erased again after the longest claim, in case a sender was under way. */
const erasedAgainAfter = lease.add({ minutes: 1 })

/** By either, now or after one last session. */
export function end(pair: Pair, command: CommandOf<"end">, now: Temporal.Instant): Act {
  const { by, last } = command
  switch (pair.status.kind) {
    case "active":
    case "paused":
      return done(last ? bookLast(pair, by, now) : endNow(pair, by, now))
    case "ending":
      if (!last) return done(endNow(pair, by, now))
      return isLastOff(pair) ? done(bookLast(pair, by, now)) : unchanged(pair)
    case "ended":
      return unchanged(pair)
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
      return refused(pair, "wrong-state")
  }
}

/** Of the sessions ahead the first stays and is the last; if there is none, one is planned. */
function bookLast(pair: Pair, by: MemberId, now: Temporal.Instant): Pair {
  // With somebody who can't be written to there is no last session to meet in.
  if (unreachableMember(pair) !== null) return endNow(pair, by, now)
  const awake: Pair = { ...toldOfSlot(pair, now), status: { kind: "active", since: now }, sessionsFrom: null }
  // Before what is skipped makes room: nobody wants to meet at the very time that was given away.
  const booked = planned(awake, now).length > 0 ? awake : planLast(awake, now)
  const withLast = withoutSkipped(booked, now)
  const [first, ...further] = planned(withLast, now)
  if (first === undefined) throw new Error(`${pair.id} has no session to end with`)
  const off = callOff(
    inviteToLast(withLast, first, now),
    { sessions: further, kind: "invitation", about: "ended", reason: "ended" },
    now,
  )
  return { ...off, status: { kind: "ending", since: now, by, last: first.number } }
}

/** No letter says any more that they go on: a change of the slot made in the pause is told by itself. */
function toldOfSlot(pair: Pair, now: Temporal.Instant): Pair {
  if (pair.unsaidChange === null) return pair
  const about = changeAbout(pair.unsaidChange.by, pair.unsaidChange)
  return oweBoth({ ...pair, unsaidChange: null }, { thing: "changed", kind: "changed", about }, now)
}

function inviteToLast(pair: Pair, last: Session, now: Temporal.Instant): Pair {
  const stamped = restamped(last, now)
  return memberIds.reduce(
    (owing, to) => oweEvent(owing, { kind: "invitation", session: stamped, to, about: "last" }, now),
    withSession(pair, stamped),
  )
}

/** What is owed is dropped, but for what has to leave the calendars; each hears that it has ended, and no reason. */
export function endNow(before: Pair, by: MemberId | null, now: Temporal.Instant): Pair {
  const pair = { ...before, sessions: before.sessions.map((session) => heldIfSaid(session, now)) }
  const silent = dropOwed(pair, (letter) => letter.session === null || !isCancel(letter))
  const about = by ?? (isLastOff(pair) ? "last-off" : "last")
  const ahead = planned(silent, now)
  const off = callOff(silent, { sessions: ahead, kind: "ended", about, reason: "ended" }, now)
  const told = ahead.length > 0 ? off : oweBoth(off, { thing: "ended", kind: "ended", about }, now)
  const members = memberIds.reduce((next, member) => withMember(next, member, { question: null, quiet: null }), told)
  return { ...members, status: { kind: "ended", since: now, by, erased: [], eraseAgainAt: null } }
}

/** There are no three hours left in which it might be denied. */
function heldIfSaid(session: Session, now: Temporal.Instant): Session {
  return isSaidHeld(session, now) ? { ...session, state: { kind: "held" } } : session
}

/** One mail with everything of theirs, to the mailbox on file. */
export function exportOwn(pair: Pair, command: CommandOf<"export">, now: Temporal.Instant): Act {
  const { by } = command
  if (!hasBegun(pair)) return refused(pair, "wrong-state")
  return done(owe(pair, { thing: "exported", kind: "exported", to: by }, now))
}

/**
 * Everything a member wrote goes at once, and the pair ends with it. They get one last letter; the partner hears only
 * that it has ended, and keeps what they wrote themselves.
 */
export function erase(pair: Pair, command: CommandOf<"erase">, now: Temporal.Instant): Act {
  const { by } = command
  if (!hasBegun(pair)) return refused(pair, "wrong-state")
  const ended = pair.status.kind === "ended" ? pair : endNow(pair, by, now)
  if (ended.status.kind !== "ended" || ended.status.erased.includes(by)) return unchanged(pair)
  const { status } = ended
  const erased: Pair = {
    ...withoutWords(ended, by),
    status: { ...status, erased: [...status.erased, by], eraseAgainAt: now.add(erasedAgainAfter) },
  }
  const own = dropOwed(erased, ({ to, kind }) => to === by && kind !== "ended" && kind !== "invitation")
  const told = owe(onlyCancels(own, by), { thing: "erased", kind: "erased", to: by }, now)
  return { ...done(told), erases: by }
}

/** What has to leave the calendar of who erased everything leaves it without the words about the end: `erased` has those. */
function onlyCancels(pair: Pair, by: MemberId): Pair {
  const outbox = pair.outbox.flatMap((letter): OwedLetter[] => {
    if (letter.to !== by || letter.kind !== "ended") return [letter]
    return letter.session === null ? [] : [{ ...letter, kind: "invitation", about: "ended" }]
  })
  return { ...pair, outbox }
}

/** The pair without anything that leads to what a member wrote. */
function withoutWords(pair: Pair, by: MemberId): Pair {
  const silenced = withMember(pair, by, { understood: null, felt: [] })
  const without = <T extends { a?: unknown; b?: unknown }>(entries: T): T => ({ ...entries, [by]: undefined })
  return {
    ...silenced,
    note: by === "a" ? null : pair.note,
    agreed: { ...pair.agreed, [by]: null },
    commitments: pair.commitments.filter((commitment) => commitment.by !== by),
    sessions: pair.sessions.map((session) => ({
      ...session,
      answers: without(session.answers),
      reflections: without(session.reflections),
    })),
  }
}

/** What stands for the address of who has left: never drawn, so no mail to it finds anybody. */
const noToken = "2".repeat(26)

/** Once their last letter has left: no name, no mailbox, no address. Until then the alarm comes back to it. */
export function eraseAgain(
  pair: Pair,
  now: Temporal.Instant,
): { readonly pair: Pair; readonly erases: MemberId | null } {
  if (pair.status.kind !== "ended") return { pair, erases: null }
  const by = pair.status.erased.find((member) => pair.members[member].mailbox !== "")
  if (by === undefined) return { pair: { ...pair, status: { ...pair.status, eraseAgainAt: null } }, erases: null }
  if (pair.outbox.some((letter) => letter.to === by)) {
    return { pair: { ...pair, status: { ...pair.status, eraseAgainAt: now.add(erasedAgainAfter) } }, erases: null }
  }
  const nobody = {
    name: "",
    mailbox: "",
    token: noToken,
    zone: "UTC",
    pending: null,
    former: null,
    suppressed: null,
    prompts: [],
    agreedAt: null,
    recap: null,
  }
  const isLeft = pair.status.erased.includes(otherMember(by)) && pair.members[otherMember(by)].mailbox !== ""
  const eraseAgainAt = isLeft ? now.add(erasedAgainAfter) : null
  // Whoever wrote in their name is somebody they know; and the two don't meet any more.
  const told = pair.told.filter(({ about }) => !about.endsWith(`.${by}`))
  const left: Pair = { ...withMember(pair, by, nobody), meetingLink: null, told }
  return { pair: { ...left, status: { ...pair.status, eraseAgainAt } }, erases: by }
}
