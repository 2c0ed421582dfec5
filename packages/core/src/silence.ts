import { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused } from "./act.ts"
import { callOff, planned } from "./call-off.ts"
import type { CommandOf } from "./command.ts"
import type { MemberId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import { dropOwed, owe, oweBoth } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { isLast, isMeeting, withMember } from "./pair.ts"
import { awaitMember, goOn } from "./pause.ts"
import { askMember } from "./question.ts"
import type { Session } from "./session.ts"
import { hasStarted } from "./session.ts"

/** A member who gave no sign around this many sessions that their partner said didn't happen is asked. */
const deniedUntilAsked = 2
/** WAIT leaves things as they are for this long. */
const waitLasts = Temporal.Duration.from({ hours: 28 * 24 })
/** Sessions without a sign from either, after which both are asked; and after which the pair is paused. */
const silentUntilAsked = 6
const silentUntilPaused = 12

/** The notice that asks both: what its outbox key and what it is about begin with. */
export const stillMeeting = "still-meeting"

/** Any sign of life: the silence begins anew. Where letters don't arrive, only what lifts that ends the wait. */
export function takeSign(pair: Pair, by: MemberId, now: Temporal.Instant): Pair {
  const { suppressed, quiet } = pair.members[by]
  const waits = suppressed === null ? null : quiet
  const heard = withMember(pair, by, { lastSign: lastStarted(pair, now), denied: [], quiet: waits })
  const awake: Pair = { ...heard, silentSessions: 0, stillMeetingAsked: false }
  return dropOwed(awake, ({ kind, to }) => kind === "quiet-check" && to === by)
}

/** What stopped because nobody answered goes on with the first sign of who went quiet. */
export function wakeFromSilence(pair: Pair, by: MemberId, now: Temporal.Instant): Pair {
  if (pair.status.kind !== "paused" || pair.members[by].suppressed !== null) return pair
  const { reason } = pair.status
  const isAwaited = reason === "silent" || (reason === "quiet" && pair.status.by === by)
  return isAwaited ? goOn(pair, now) : pair
}

/** The number of the last session that has begun. */
function lastStarted(pair: Pair, now: Temporal.Instant): number {
  const started = pair.sessions.filter((session) => hasStarted(session, now)).map(({ number }) => number)
  const before = (pair.sessions[0]?.number ?? pair.nextNumber) - 1
  return Math.max(before, ...started)
}

/** A partner said that a session did, or did not, happen: what that says about a member who gave no sign around it. */
export function countDenial(
  pair: Pair,
  said: { session: Session; by: MemberId; did: boolean },
  now: Temporal.Instant,
): Pair {
  const silent = otherMember(said.by)
  const { lastSign, denied, quiet } = pair.members[silent]
  const { number } = said.session
  if (said.did) return withMember(pair, silent, { denied: denied.filter((other) => other !== number) })
  if (isLast(pair, said.session)) return said.session.state.kind === "missed" ? pair : askForAnother(pair, now)
  if (!isMeeting(pair) || lastSign >= number || denied.includes(number)) return pair
  const counted = withMember(pair, silent, { denied: [...denied, number].slice(-deniedUntilAsked) })
  // What stopped for their silence stops once, and who is about to end need not be asked.
  if (denied.length + 1 < deniedUntilAsked || quiet !== null || pair.status.kind !== "active") return counted
  const asked = withMember(counted, silent, { quiet: now })
  return owe(asked, { thing: "quiet-check", kind: "quiet-check", to: silent }, now)
}

/** The last session did not happen: both are asked whether they want another before the pair closes. */
function askForAnother(pair: Pair, now: Temporal.Instant): Pair {
  const asked = { about: "end" as const, session: null, times: [], words: null }
  return memberIds.reduce((asking, to) => askMember(asking, { ...asked, to }, now), pair)
}

/** A week after a quiet check without a sign: invitations stop, so that nobody waits in an empty call. */
export function stopForQuiet(pair: Pair, member: MemberId, now: Temporal.Instant): Pair {
  const off = callOff(pair, { sessions: planned(pair, now), kind: "invitation", about: "quiet", reason: "quiet" }, now)
  return awaitMember(off, member, now)
}

/**
 * Both silent for long: asked once, and paused if that changes nothing. Meeting happily without a word is fine. Only
 * sessions that took place count, as far as anybody knows: the ones before this, whose after-form still waits.
 */
export function countSilence(before: Pair, session: Session, now: Temporal.Instant): Pair {
  if (before.status.kind !== "active") return before
  const silentFor = before.silentSessions
  const isHeard = memberIds.some((member) => before.members[member].lastSign >= session.number)
  const pair: Pair = { ...before, silentSessions: isHeard ? 0 : silentFor + 1 }
  if (silentFor >= silentUntilPaused && pair.stillMeetingAsked) return pauseForSilence(pair, now)
  if (silentFor < silentUntilAsked || pair.stillMeetingAsked) return pair
  const asked: Pair = { ...pair, stillMeetingAsked: true }
  return oweBoth(asked, { thing: stillMeeting, kind: "quiet-notice", about: `${stillMeeting} ${silentFor}` }, now)
}

function pauseForSilence(pair: Pair, now: Temporal.Instant): Pair {
  const ahead = planned(pair, now)
  const off = callOff(pair, { sessions: ahead, kind: "paused", about: "silent", reason: "quiet" }, now)
  const told = ahead.length > 0 ? off : oweBoth(off, { thing: "paused", kind: "paused", about: "silent" }, now)
  return {
    ...told,
    status: {
      kind: "paused",
      since: now,
      reason: "silent",
      by: null,
      until: null,
      partnerTold: true,
      askAgainAt: null,
    },
  }
}

/** WAIT: everything stays as it is for four weeks, which one letter confirms; then the partner is asked once more. */
export function wait(pair: Pair, command: CommandOf<"wait">, now: Temporal.Instant): Act {
  const { status } = pair
  if (status.kind !== "paused" || status.reason !== "quiet" || status.by === command.by)
    return refused(pair, "nothing-asked")
  const waiting: Pair = { ...pair, status: { ...status, askAgainAt: now.add(waitLasts) } }
  return done(owe(waiting, { thing: "paused", kind: "paused", to: command.by, about: "wait" }, now))
}

export function askPartnerAgain(pair: Pair, now: Temporal.Instant): Pair {
  if (pair.status.kind !== "paused" || pair.status.by === null) return pair
  const asked: Pair = { ...pair, status: { ...pair.status, askAgainAt: null } }
  const to = otherMember(pair.status.by)
  return owe(asked, { thing: "quiet-notice", kind: "quiet-notice", to, about: "partner-quiet" }, now)
}
