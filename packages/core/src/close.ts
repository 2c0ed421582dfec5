import type { Temporal } from "temporal-polyfill"
import type { MemberId } from "./id.ts"
import type { Pair } from "./pair.ts"
import { isLast, unreachableMember, withSession } from "./pair.ts"
import type { PairRecord } from "./record.ts"
import type { Session } from "./session.ts"
import { hasStarted, heldAfter, sessionEnd } from "./session.ts"
import { isAtOrBefore } from "./time.ts"
import { foldSession } from "./turn.ts"

/**
 * The pair as the passing of time alone makes it: sessions nobody denied count as held three hours after their end, and
 * those that nobody can correct any more are filed as records.
 */
export function closePast(pair: Pair, now: Temporal.Instant): { pair: Pair; records: PairRecord[] } {
  const closed = { ...pair, sessions: pair.sessions.map((session) => closeIfPast(session, now)) }
  return filePast(closed, now)
}

/** Whether a session is over and one of them has said that it happened: nobody need wait to see whether it will be denied. */
export function isSaidHeld(session: Session, now: Temporal.Instant): boolean {
  const isSaid = session.happened.a === true || session.happened.b === true
  return session.state.kind === "planned" && isSaid && isAtOrBefore(sessionEnd(session), now)
}

function closeIfPast(session: Session, now: Temporal.Instant): Session {
  const isOver = isAtOrBefore(sessionEnd(session).add(heldAfter), now)
  return session.state.kind === "planned" && isOver ? { ...session, state: { kind: "held" } } : session
}

function filePast(pair: Pair, now: Temporal.Instant): { pair: Pair; records: PairRecord[] } {
  const records: PairRecord[] = []
  let next = pair
  let areEarlierFiled = true
  for (const session of pair.sessions) {
    const isFiled: boolean = (areEarlierFiled || session.state.kind === "void") && isFinal(next, session, now)
    areEarlierFiled &&= isFiled
    if (!isFiled) continue
    records.push({ kind: "session", session })
    next = fileSession(next, session)
  }
  return { pair: next, records }
}

/** Nobody can correct or revive it any more, no calendar has still to hear of it, and no letter about it is owed. */
function isFinal(pair: Pair, session: Session, now: Temporal.Instant): boolean {
  if (pair.outbox.some((letter) => letter.session === session.number)) return false
  // What became of it decides when, and with which words, the pair closes.
  if (isLast(pair, session)) return false
  switch (session.state.kind) {
    case "planned":
      return false
    case "void":
      return hasStarted(session, now) || unreachableMember(pair) === null
    case "skipped":
      return hasStarted(session, now)
    case "held":
    case "missed":
      return pair.sessions.some((later) => later.number > session.number && hasBegun(later, now))
  }
}

/** The next session has started, or would have, had it not been skipped. */
function hasBegun(session: Session, now: Temporal.Instant): boolean {
  return (
    hasStarted(session, now) &&
    (session.state.kind === "planned" || session.state.kind === "held" || session.state.kind === "missed")
  )
}

function fileSession(pair: Pair, session: Session): Pair {
  return {
    ...pair,
    before: foldSession(pair.before, session),
    sessions: pair.sessions.filter((other) => other.number !== session.number),
    commitments: pair.commitments.map((commitment) =>
      session.state.kind === "held" && commitment.state === "open" && commitment.session < session.number
        ? { ...commitment, carried: commitment.carried + 1 }
        : commitment,
    ),
  }
}

/** Whether a member can still say that `session` did or didn't happen: from its start until the next one starts. */
export function canCorrect(pair: Pair, session: Session, now: Temporal.Instant): boolean {
  if (session.state.kind === "skipped" || session.state.kind === "void" || !hasStarted(session, now)) return false
  return !pair.sessions.some((later) => later.number > session.number && hasBegun(later, now))
}

/** What a member says of a session. One "no" outweighs a "yes" until its author takes it back. */
export function sayHappened(pair: Pair, said: Said, now: Temporal.Instant): Pair {
  const happened = { ...said.session.happened, [said.by]: said.did }
  const denied = happened.a === false || happened.b === false
  return withSession(
    pair,
    closeIfPast({ ...said.session, happened, state: { kind: denied ? "missed" : "planned" } }, now),
  )
}

type Said = { readonly session: Session; readonly by: MemberId; readonly did: boolean }
