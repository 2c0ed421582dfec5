import type { Temporal } from "temporal-polyfill"
import { memberIds } from "./id.ts"
import type { LetterKind } from "./letter-kind.ts"
import type { Pair } from "./pair.ts"
import { isLast, sessionOf, withSession } from "./pair.ts"
import { oweEvent, resequenced } from "./plan.ts"
import type { Session } from "./session.ts"
import { hasStarted } from "./session.ts"
import { takeBackSteps } from "./step.ts"

/** Why sessions are called off: the reason in the letters that take further events out of the calendars. */
export type CallOffReason = "paused" | "ended" | "quiet"

/** Which sessions, and the letter that tells of the change itself and carries the first event that goes. */
type CallingOff = {
  readonly sessions: readonly Session[]
  readonly kind: LetterKind
  readonly about: string
  readonly reason: CallOffReason
}

/** The sessions that are planned and have not begun. */
export function planned(pair: Pair, now: Temporal.Instant): readonly Session[] {
  return pair.sessions.filter((session) => session.state.kind === "planned" && !hasStarted(session, now))
}

/** Voids sessions, uses up no turn, and owes both members the CANCEL of each: the first in the letter about the change. */
export function callOff(pair: Pair, { sessions, kind, about, reason }: CallingOff, now: Temporal.Instant): Pair {
  return sessions.reduce((next, session, place) => {
    const cleared = takeBackSteps(next, session)
    const current = sessionOf(cleared, session.number) ?? session
    const voided: Session = { ...resequenced(current, now), state: { kind: "void" } }
    const letter = place === 0 ? { kind, about } : { kind: "invitation" as const, about: reason }
    return memberIds.reduce(
      (owing, to) => oweEvent(owing, { ...letter, session: voided, to }, now),
      withSession(cleared, voided),
    )
  }, pair)
}

/**
 * A skipped session can't come back to a time that the new order of things has no place for. A last one can: nothing
 * comes after it.
 */
export function withoutSkipped(pair: Pair, now: Temporal.Instant): Pair {
  const isGone = (session: Session) =>
    session.state.kind === "skipped" && !hasStarted(session, now) && !isLast(pair, session)
  const sessions = pair.sessions.map((session): Session =>
    isGone(session) ? { ...session, state: { kind: "void" } } : session,
  )
  return { ...pair, sessions }
}
