import { otherMember } from "./id.ts"
import type { Pair } from "./pair.ts"
import type { Session } from "./session.ts"

/** After this many held sessions the next one is a review of the practice itself. */
export const heldBeforeReview = 8

type Before = Pair["before"]

/**
 * The sessions with their roles: a turn is used up only by a session that was held, and those still planned count as
 * if they will be. A held session keeps the role it had; a review uses no turn.
 */
export function assignFocus(before: Before, sessions: readonly Session[]): Session[] {
  let state = before
  return sessions.map((session) => {
    const isFixed = session.state.kind === "held" || session.state.kind === "void"
    const assigned = isFixed ? session : { ...session, focus: nextFocus(state) }
    if (usesTurn(assigned)) state = foldHeld(state, assigned)
    return assigned
  })
}

/** What has come before once `session` is no longer listed. */
export function foldSession(before: Before, session: Session): Before {
  if (session.state.kind === "held") return foldHeld(before, session)
  return session.state.kind === "skipped" ? { ...before, skips: before.skips + 1 } : before
}

/** Everything held so far, the listed sessions included. */
export function heldSoFar(pair: Pair): Before {
  return pair.sessions.reduce(foldSession, pair.before)
}

function nextFocus(before: Before): Session["focus"] {
  return before.sinceReview >= heldBeforeReview ? "both" : before.focus
}

function usesTurn(session: Session): boolean {
  return session.state.kind === "held" || session.state.kind === "planned"
}

function foldHeld(before: Before, session: Session): Before {
  const counted = { ...before, held: before.held + 1, lastHeld: session.starts, skips: 0 }
  return session.focus === "both"
    ? { ...counted, sinceReview: 0 }
    : { ...counted, focus: otherMember(session.focus), sinceReview: before.sinceReview + 1 }
}
