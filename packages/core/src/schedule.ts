import { Temporal } from "temporal-polyfill"
import type { MemberId } from "./id.ts"
import { memberIds } from "./id.ts"
import { isReachable } from "./member.ts"
import type { Pair, PairStatus } from "./pair.ts"
import { openCommitments, partnerOf, sessionOf } from "./pair.ts"
import { invitedAhead } from "./plan.ts"
import { questionLasts } from "./question.ts"
import { nextRecap } from "./recap.ts"
import type { Session } from "./session.ts"
import { afterFormDelay, heldAfter, sessionEnd } from "./session.ts"
import { earliest, isBefore } from "./time.ts"

/** A confirm link lives this long; then the sign-up is forgotten. */
export const confirmWithin = Temporal.Duration.from({ hours: 48 })
const remindAfter = Temporal.Duration.from({ hours: 5 * 24 })
/** A partner who has not answered by then is forgotten. */
export const lapseAfter = Temporal.Duration.from({ hours: 14 * 24 })
/** How long a pair that never began stays after its last letter, before it is erased. */
const forgetAfter = Temporal.Duration.from({ hours: 1 })
const promptLead = Temporal.Duration.from({ hours: 24 })
/** Less than this before the session a prompt is too late to be of use. */
export const promptLeadAtLeast = Temporal.Duration.from({ hours: 2 })
const coachNoteLead = Temporal.Duration.from({ hours: 2 })
/** How long after an unsubscribe the partner is told that letters are on hold. */
const tellPartnerAfter = Temporal.Duration.from({ hours: 7 * 24 })

/** How long a quiet check waits for its answer. */
const quietCheckWaits = Temporal.Duration.from({ hours: 7 * 24 })
/** After an end everything is kept this long, so that both may still ask for it. */
export const keptAfterEnd = Temporal.Duration.from({ hours: 30 * 24 })

/** One thing that a pair needs done at an instant. */
export type Thing = { readonly at: Temporal.Instant } & (
  | { readonly kind: "forget" }
  | { readonly kind: "remind" }
  | { readonly kind: "lapse" }
  | { readonly kind: "prompt"; readonly session: Session }
  | { readonly kind: "coach-note"; readonly session: Session }
  | { readonly kind: "after-form"; readonly session: Session }
  | { readonly kind: "recap"; readonly member: MemberId }
  | { readonly kind: "tell-partner"; readonly member: MemberId }
  /** The first of the two is to be told that the pause is nearly over. */
  | { readonly kind: "come-back"; readonly until: Temporal.PlainDate }
  /** A quiet check has waited long enough. */
  | { readonly kind: "stop-for-quiet"; readonly member: MemberId }
  | { readonly kind: "ask-partner-again" }
  /** The last session is over, or won't be. */
  | { readonly kind: "end" }
  | { readonly kind: "erase-again" }
  /** A session off passes by, and makes room for the next one in the list. */
  | { readonly kind: "make-room" }
)

/** Everything that is to come for a pair, as it now stands; in no order. What has been done is not among it. */
export function thingsToCome(pair: Pair): Thing[] {
  const { status } = pair
  switch (status.kind) {
    case "unconfirmed":
      return forget(pair, status.since.add(confirmWithin))
    case "asked": {
      const lapse: Thing = { kind: "lapse", at: status.since.add(lapseAfter) }
      return status.reminded ? [lapse] : [lapse, { kind: "remind", at: status.since.add(remindAfter) }]
    }
    case "countered":
      return [{ kind: "lapse", at: status.since.add(lapseAfter) }]
    case "active":
      return [...sessionsToCome(pair), ...recaps(pair), ...room(pair), ...quietChecks(pair)]
    case "paused":
      return [...recaps(pair), ...pauseThings(pair, status)]
    case "ending":
      return [...sessionsToCome(pair), ...recaps(pair), { kind: "end", at: endOfLast(pair, status) }]
    case "ended":
      return [...forget(pair, status.since.add(keptAfterEnd)), ...eraseAgain(status)]
    case "declined":
    case "lapsed":
      return forget(pair, status.since.add(forgetAfter))
  }
}

/**
 * The alarm: the earliest thing to come, or the moment the outbox can go on: the end of a running claim, which is when
 * a sender that died must be replaced, else the earliest letter that may be tried again.
 */
export function alarmOf(pair: Pair): Temporal.Instant | null {
  const letters =
    pair.outbox.length === 0
      ? []
      : pair.claim === null
        ? pair.outbox.map((letter) => letter.notBefore)
        : [pair.claim.until]
  return earliest([...thingsToCome(pair).map((thing) => thing.at), ...letters])
}

/** Nothing is forgotten before its last letter is sent or given up, nor while somebody may be sending. */
function forget(pair: Pair, at: Temporal.Instant): Thing[] {
  return pair.outbox.length > 0 ? [] : [{ kind: "forget", at }]
}

type StatusOf<Kind extends PairStatus["kind"]> = Extract<PairStatus, { kind: Kind }>

function pauseThings(pair: Pair, status: StatusOf<"paused">): Thing[] {
  const things: Thing[] = []
  if (status.until !== null) things.push({ kind: "come-back", until: status.until, at: backSoonAt(pair, status.until) })
  if (status.askAgainAt !== null) things.push({ kind: "ask-partner-again", at: status.askAgainAt })
  const canTell = status.by !== null && isReachable(partnerOf(pair, status.by))
  if (status.by !== null && canTell && !status.partnerTold) {
    things.push({ kind: "tell-partner", member: status.by, at: status.since.add(tellPartnerAfter) })
  }
  return things
}

/** When the first of the two has their nine o'clock, three days before the first day back. */
export function backSoonAt(pair: Pair, until: Temporal.PlainDate): Temporal.Instant {
  const [one, other] = [backSoonOf(pair, "a", until), backSoonOf(pair, "b", until)]
  return isBefore(one, other) ? one : other
}

/** The back-soon letter comes three days before the first day back, at nine in the morning of each member. */
export function backSoonOf(pair: Pair, member: MemberId, until: Temporal.PlainDate): Temporal.Instant {
  const plainTime = Temporal.PlainTime.from("09:00")
  return until.subtract({ days: 3 }).toZonedDateTime({ timeZone: pair.members[member].zone, plainTime }).toInstant()
}

function quietChecks(pair: Pair): Thing[] {
  return memberIds.flatMap((member): Thing[] => {
    const { quiet } = pair.members[member]
    return quiet === null ? [] : [{ kind: "stop-for-quiet", member, at: quiet.add(quietCheckWaits) }]
  })
}

/**
 * Three hours after the last session. One that was skipped can come back, or find another time, until it would have
 * ended; when it did not happen, both are asked, and the question lasts as long as any.
 */
export function endOfLast(pair: Pair, { last, since }: StatusOf<"ending">): Temporal.Instant {
  const session = sessionOf(pair, last)
  switch (session?.state.kind) {
    case "planned":
    case "held":
      return sessionEnd(session).add(heldAfter)
    case "skipped":
      return sessionEnd(session)
    case "missed":
      return sessionEnd(session).add(questionLasts)
    case "void":
    case undefined:
      return since
  }
}

function eraseAgain({ eraseAgainAt }: StatusOf<"ended">): Thing[] {
  return eraseAgainAt === null ? [] : [{ kind: "erase-again", at: eraseAgainAt }]
}

function sessionsToCome(pair: Pair): Thing[] {
  return pair.sessions.flatMap((session) => sessionThings(pair, session))
}

function sessionThings(pair: Pair, session: Session): Thing[] {
  const { kind } = session.state
  if (kind !== "planned" && kind !== "held") return []
  const things: Thing[] = []
  if (!session.done.includes("prompt"))
    things.push({ kind: "prompt", session, at: session.starts.subtract(promptLead) })
  if (owesCoachNote(pair, session))
    things.push({ kind: "coach-note", session, at: session.starts.subtract(coachNoteLead) })
  if (!session.done.includes("after-form")) {
    things.push({ kind: "after-form", session, at: sessionEnd(session).add(afterFormDelay) })
  }
  return things
}

/** With the list full of sessions that are off, no planned one would ring when the next can be invited. */
function room(pair: Pair): Thing[] {
  const ahead = pair.sessions.filter(({ state, done }) => state.kind === "planned" && !done.includes("after-form"))
  const off = pair.sessions.filter(({ state }) => state.kind === "skipped" || state.kind === "void")
  const first = ahead.length < invitedAhead ? earliest(off.map(({ starts }) => starts)) : null
  return first === null ? [] : [{ kind: "make-room", at: first }]
}

/** A coach's note two hours before is owed only if there is something to share: the focus person's open commitments. */
function owesCoachNote(pair: Pair, session: Session): boolean {
  if (session.focus === "both" || session.done.includes("coach-note")) return false
  // An answer is passed on at once; it waits here only if the session was off or the roles were others meanwhile.
  if (session.answers[session.focus]?.shared === true) return true
  return pair.members[session.focus].sharesCommitments && openCommitments(pair, session.focus).length > 0
}

function recaps(pair: Pair): Thing[] {
  return memberIds.flatMap((member): Thing[] => {
    const recap = nextRecap(pair, member)
    return recap === null ? [] : [{ kind: "recap", member, at: recap.at }]
  })
}
