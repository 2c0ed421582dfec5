import { Temporal } from "temporal-polyfill"
import { type MemberId, memberIds, otherMember } from "@turnabout/core/id.ts"
import { sessionTitle } from "@turnabout/core/invitation.ts"
import { isLast, isMeeting, type Pair } from "@turnabout/core/pair.ts"
import { type Thing, thingsToCome } from "@turnabout/core/schedule.ts"
import { coachOf, isAhead, type Session } from "@turnabout/core/session.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { sayDateOfYear, sayWhen } from "@turnabout/core/when.ts"
import { saySlot } from "@turnabout/functions/compose/reader.ts"

/** How a pair stands, for the page: names, mailboxes and times, and nothing that a member has written. */
export type PairWords = {
  readonly members: readonly { readonly name: string; readonly mailbox: string }[]
  readonly status: string
  readonly standing: string
  readonly next: {
    readonly title: string
    /** Who is the focus, and by whose clock it is when. */
    readonly lines: readonly string[]
  } | null
  /** Sessions still ahead that were called off. */
  readonly off: readonly string[]
  readonly toCome: readonly { readonly at: Temporal.Instant; readonly what: string }[]
  readonly lettersOwed: number
}

const thingsShown = 4

export function pairWords(pair: Pair, now: Temporal.Instant): PairWords {
  const name = (member: MemberId): string => nameOf(pair, member)
  const next = isMeeting(pair) ? pair.sessions.find((session) => isAhead(session, now)) : undefined
  return {
    members: memberIds.map((member) => ({ name: name(member), mailbox: pair.members[member].mailbox })),
    ...standingOf(pair, now),
    next: next === undefined ? null : nextSession(pair, next),
    off: pair.sessions.flatMap(({ state, starts }) =>
      state.kind === "skipped" && isBefore(now, starts) ? [`${name(state.by)} skips ${whenFor(pair, starts)}`] : [],
    ),
    toCome: thingsToCome(pair)
      .toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
      .slice(0, thingsShown)
      .map((thing) => ({ at: thing.at, what: sayThing(pair, thing) })),
    lettersOwed: pair.outbox.length,
  }
}

/** Who has had everything erased has no name any more. */
function nameOf(pair: Pair, member: MemberId): string {
  return pair.members[member].name || (member === "a" ? "the one who signed up" : "the partner")
}

function nextSession(pair: Pair, session: Session): NonNullable<PairWords["next"]> {
  const { focus, starts } = session
  const roles =
    focus === "both"
      ? "No focus this time: they look at their practice."
      : `${nameOf(pair, focus)} is the focus, ${nameOf(pair, otherMember(focus))} the coach.`
  return {
    title: isLast(pair, session) ? `${sessionTitle(pair, session)}, for the last time` : sessionTitle(pair, session),
    lines: [...memberIds.map((member) => `${nameOf(pair, member)}: ${whenOf(pair, member, starts)}`), roles],
  }
}

function whenOf(pair: Pair, member: MemberId, instant: Temporal.Instant): string {
  return sayWhen(instant, pair.members[member].zone)
}

/** By the clock of the one who set the slot. */
function whenFor({ slot }: Pair, instant: Temporal.Instant): string {
  return sayWhen(instant, slot.zone)
}

function standingOf(pair: Pair, now: Temporal.Instant): Pick<PairWords, "status" | "standing"> {
  const { status, slot, rhythm } = pair
  const [a, b] = [nameOf(pair, "a"), nameOf(pair, "b")]
  switch (status.kind) {
    case "unconfirmed":
      return { status: "Signed up", standing: `${a} has not confirmed yet.` }
    case "asked":
      return { status: "Asked", standing: `${b} has not answered ${a} yet.` }
    case "countered": {
      const [by, other] = [nameOf(pair, status.by), nameOf(pair, otherMember(status.by))]
      const time = saySlot(status.proposed, status.proposed.zone, now).time
      return { status: "Another time proposed", standing: `${by} would meet ${time}; ${other} has not answered yet.` }
    }
    case "active": {
      const often = rhythm === "weekly" ? "every week" : "every other week"
      return { status: "Active", standing: `They meet ${often}: ${saySlot(slot, slot.zone, now).time}.` }
    }
    case "paused":
      return { status: "Paused", standing: whyPaused(pair, status) }
    case "ending":
      return { status: "Ending", standing: `${nameOf(pair, status.by)} ends it, after one last session.` }
    case "ended":
      return {
        status: "Ended",
        standing: status.by === null ? "It ended after a last session." : `${nameOf(pair, status.by)} has ended it.`,
      }
    case "declined":
      return { status: "Declined", standing: "The answer was no." }
    case "lapsed":
      return { status: "Lapsed", standing: "It was not answered in time." }
  }
}

function whyPaused(pair: Pair, status: Extract<Pair["status"], { kind: "paused" }>): string {
  const until = status.until === null ? "" : ` until ${sayDateOfYear(status.until)}`
  const by = status.by === null ? "either of them" : nameOf(pair, status.by)
  switch (status.reason) {
    case "asked":
      return `${by} has paused it${until}.`
    case "unsubscribed":
      return `${by} wants no letters for now.`
    case "quiet":
      return `It waits until ${by} is heard from.`
    case "silent":
      return "Neither has given a sign for long; it waits until one of them does."
  }
}

function sayThing(pair: Pair, thing: Thing): string {
  switch (thing.kind) {
    case "forget":
      return "everything kept of this pair is erased"
    case "remind":
      return `${nameOf(pair, "b")} is reminded of the request`
    case "lapse":
      return "the request lapses"
    case "prompt":
      return thing.session.focus === "both"
        ? "both get the review"
        : `${nameOf(pair, thing.session.focus)} is asked what to bring (prompt)`
    case "coach-note": {
      const coach = coachOf(thing.session)
      return `${coach === null ? "the coach" : nameOf(pair, coach)} gets a coach-note`
    }
    case "after-form":
      return "both are asked how it went (after-form)"
    case "recap":
      return `${nameOf(pair, thing.member)} gets the recap of the month, if there is anything in it`
    case "tell-partner":
      return `${nameOf(pair, otherMember(thing.member))} is told that letters are on hold`
    case "come-back":
      return "both are told that the pause is nearly over (back-soon)"
    case "stop-for-quiet":
      return `invitations stop, unless ${nameOf(pair, thing.member)} gives a sign`
    case "ask-partner-again":
      return "the partner of the quiet one is asked once more"
    case "end":
      return "the pair ends"
    case "erase-again":
      return "what was erased is erased once more"
    case "make-room":
      return "a session that is off passes by, and the next one is invited"
  }
}
