import { Temporal } from "temporal-polyfill"
import type { CommandOf, JoinAnswer } from "./command.ts"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import type { CommandId, MemberId, PairId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import type { Member } from "./member.ts"
import { dropOwed, owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { hasBegun, unreachableMember, withMember } from "./pair.ts"
import type { Slot } from "./slot.ts"
import { alarmOf } from "./schedule.ts"
import { notUnderstood, tell } from "./notice.ts"
import { holdFor, welcomeBoth } from "./pause.ts"

/** A no is final for that inviter for a year. */
const refusalLasts = Temporal.Duration.from({ hours: 365 * 24 })
/** A letter asked for again is not sent again within this time. */
const askAgainAfter = Temporal.Duration.from({ hours: 1 })

/** `suppressed`: where their mailbox takes no letters already. */
type NewMember = Pick<Member, "name" | "mailbox" | "token"> & Partial<Pick<Member, "suppressed">>

export type SignUp = {
  readonly id: PairId
  readonly command: CommandId
  readonly inviter: NewMember
  readonly partner: NewMember
  /** The slot as the inviter chose it, in their zone. */
  readonly slot: Slot
  readonly firstFocus: Pair["firstFocus"]
  readonly meetingLink: string | null
  readonly hasNote: boolean
}

/** A new pair, not yet confirmed, that owes its first letter. */
export function beginPair(signUp: SignUp, now: Temporal.Instant): Pair {
  const { id, command, inviter, partner, slot, firstFocus, meetingLink } = signUp
  const pair: Pair = {
    id,
    version: 0,
    status: { kind: "unconfirmed", since: now },
    members: { a: { ...newMember(inviter, slot.zone), agreedAt: now }, b: newMember(partner, slot.zone) },
    slot,
    rhythm: "weekly",
    meetingLink,
    note: signUp.hasNote ? command : null,
    firstFocus,
    agreed: { a: null, b: null },
    before: { focus: "a", sinceReview: 0, held: 0, lastHeld: null, skips: 0 },
    sessionsFrom: null,
    unsaidChange: null,
    fortnightlyAsked: false,
    silentSessions: 0,
    stillMeetingAsked: false,
    sessions: [],
    nextNumber: 1,
    commitments: [],
    outbox: [],
    givenUp: 0,
    claim: null,
    recentCommands: [command],
    // The form posted twice is one sign-up; a letter that was lost can be asked for again an hour later.
    told: [{ about: "sign-up.unconfirmed.a", until: now.add(askAgainAfter) }],
    dueAt: null,
  }
  const owing = owe(pair, { thing: "confirm", kind: "confirm", to: "a" }, now)
  return { ...owing, dueAt: alarmOf(owing) }
}

function newMember(who: NewMember, zone: string): Member {
  return {
    ...who,
    zone,
    agreedAt: null,
    sharesAnswers: true,
    sharesCommitments: true,
    pending: null,
    former: null,
    unsubscribedAt: null,
    suppressed: who.suppressed ?? null,
    quietUntil: null,
    question: null,
    understood: null,
    lastSign: 0,
    denied: [],
    quiet: null,
    links: 0,
    prompts: [],
    felt: [],
    unanswered: 0,
    recap: null,
  }
}

/** The one who signed up says that the mailbox is theirs. A partner who refused them before is not asked again. */
export function confirm(pair: Pair, command: CommandOf<"confirm">, now: Temporal.Instant): Act {
  if (pair.status.kind !== "unconfirmed") return unchanged(pair)
  // Who goes on with what they began wants its letters.
  const confirmed = withMember(
    dropOwed(pair, (letter) => letter.kind === "confirm"),
    "a",
    { unsubscribedAt: null },
  )
  if (command.refused) return done(decline({ ...confirmed, status: { kind: "declined", since: now } }, now))
  const asked: Pair = { ...confirmed, status: { kind: "asked", since: now, reminded: command.held === true } }
  // It lapses like any that is not answered: how many others ask them is not the inviter's to know.
  if (command.held === true) return done(asked)
  return done(owe(asked, { thing: "partner-request", kind: "partner-request", to: "b" }, now))
}

/** Somebody filled in the form for two people who have a pair: told by mail, at most once an hour, never on the page. */
export function signUpAgain(pair: Pair, command: CommandOf<"sign-up-again">, now: Temporal.Instant): Act {
  const { by } = command
  const telling = tell(pair, { about: `sign-up.${pair.status.kind}.${by}`, until: now.add(askAgainAfter) }, now)
  if (telling === null || pair.outbox.some((letter) => letter.to === by)) return unchanged(pair)
  switch (pair.status.kind) {
    case "unconfirmed":
      return by === "a" ? done(owe(telling, { thing: "confirm", kind: "confirm", to: by }, now)) : unchanged(pair)
    case "asked":
      if (by === "b") return done(owe(telling, { thing: "partner-request", kind: "partner-request", to: by }, now))
      return done(owe(telling, { thing: "confirm", kind: "confirm", to: by, about: "existing" }, now))
    case "countered":
    case "active":
    case "paused":
    case "ending":
      return done(owe(telling, { thing: "confirm", kind: "confirm", to: by, about: "existing" }, now))
    case "declined":
    case "lapsed":
    case "ended":
      return unchanged(pair)
  }
}

/**
 * The partner's answer to the request, or either one's to the other's proposal. Another time is a yes at that time; the
 * pair begins when the other says yes to it.
 */
export function join(pair: Pair, command: CommandOf<"join">, now: Temporal.Instant): Act {
  const { by, answer } = command
  if (pair.status.kind !== "asked" && pair.status.kind !== "countered") {
    const isJoined = hasBegun(pair) && pair.status.kind !== "ended"
    return isJoined && answer.kind === "yes" ? unchanged(pair) : refused(pair, "wrong-state")
  }
  const awaited = pair.status.kind === "asked" ? "b" : otherMember(pair.status.by)
  // Who proposed a time may change it or take it back, but not accept it; the inviter has nothing to answer before.
  if (by !== awaited && (pair.status.kind === "asked" || answer.kind === "yes")) return refused(pair, "wrong-state")
  const answered = dropOwed(pair, (letter) => letter.kind === "partner-request" || letter.kind === "proposal")
  return takeAnswer(answered, { id: command.id, by, answer, drawn: command.drawn }, now)
}

type Answered = {
  readonly id: CommandId
  readonly by: MemberId
  readonly answer: JoinAnswer
  readonly drawn: MemberId
}

function takeAnswer(pair: Pair, answered: Answered, now: Temporal.Instant): Act {
  const { by, answer } = answered
  switch (answer.kind) {
    case "yes": {
      const slot = pair.status.kind === "countered" ? pair.status.proposed : pair.slot
      return done(
        start({ ...agree(pair, { by, zone: answer.zone ?? pair.members[by].zone }, now), slot }, answered.drawn, now),
      )
    }
    case "no": {
      const closed = decline({ ...pair, status: { kind: "declined", since: now } }, now)
      const declined = answer.isOtherWord === true ? tellTakenAsNo(closed, answered, now) : closed
      if (by === "a") return done(pair.status.kind === "countered" ? tellPartnerNo(declined, now) : declined)
      const { a, b } = pair.members
      const refusal = { kind: "refusal", inviter: a.mailbox, partner: b.mailbox, until: now.add(refusalLasts) } as const
      return { ...done(declined), records: [refusal] }
    }
    case "other": {
      const agreed = agree(pair, { by, zone: answer.slot.zone }, now)
      const countered: Pair = { ...agreed, status: { kind: "countered", since: now, by, proposed: answer.slot } }
      return done(owe(countered, { thing: "proposal", kind: "proposal", to: otherMember(by) }, now))
    }
  }
}

type Agreed = { readonly by: MemberId; readonly zone: string }

function agree(pair: Pair, { by, zone }: Agreed, now: Temporal.Instant): Pair {
  return withMember(pair, by, { agreedAt: now, zone, unsubscribedAt: null })
}

/** Who asked for an end, or to be erased, hears that this is what a NO does. */
function tellTakenAsNo(pair: Pair, { by, id }: Answered, now: Temporal.Instant): Pair {
  return notUnderstood(pair, { id, to: by, letter: null, reason: "taken-as-no", excerpt: null }, now).pair
}

function decline(pair: Pair, now: Temporal.Instant): Pair {
  return owe(pair, { thing: "answer-no", kind: "answer-no", to: "a" }, now)
}

/** When it is the inviter who says no to the partner's time, it's the partner who has to hear. */
function tellPartnerNo(pair: Pair, now: Temporal.Instant): Pair {
  const silent = dropOwed(pair, (letter) => letter.kind === "answer-no")
  return owe(silent, { thing: "answer-no", kind: "answer-no", to: "b" }, now)
}

function start(pair: Pair, drawn: MemberId, now: Temporal.Instant): Pair {
  const focus = pair.firstFocus === "me" ? "a" : pair.firstFocus === "partner" ? "b" : drawn
  const unreachable = unreachableMember(pair)
  const started: Pair = { ...pair, status: { kind: "active", since: now }, before: { ...pair.before, focus } }
  const counting = memberIds.reduce(
    (next, member) => withMember(next, member, { recap: recapsFrom(next, member, now) }),
    started,
  )
  return unreachable === null ? welcomeBoth(counting, now) : holdFor(counting, unreachable, now)
}

/** The first recap is that of the month in which the pair began. */
function recapsFrom(pair: Pair, member: MemberId, now: Temporal.Instant): Member["recap"] {
  const today = now.toZonedDateTimeISO(pair.members[member].zone).toPlainDate()
  return { from: now, decided: today.toPlainYearMonth().subtract({ months: 1 }).toString() }
}
