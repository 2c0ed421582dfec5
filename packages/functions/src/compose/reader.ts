import type { ClockShift, MeetingTime, Nearness, Role, SessionLinks, When } from "@turnabout/emails/parts.ts"
import { clockShift, usualSlot } from "@turnabout/core/clock-shift.ts"
import type { UsualSlot } from "@turnabout/core/clock-shift.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { otherMember } from "@turnabout/core/id.ts"
import type { Member } from "@turnabout/core/member.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { sessionOf } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { sessionEnd } from "@turnabout/core/session.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { slotStart } from "@turnabout/core/slot.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { sayDate, sayDay, sayTime, sayWeekday, sayZone } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import type { LinkPurpose } from "../adapters/link-token.ts"
import { signLink } from "../adapters/link-token.ts"
import type { Ports } from "../ports.ts"

/** One letter about to be written: from what, to whom, when. */
export type Writing = {
  readonly pair: Pair
  readonly letter: OwedLetter
  readonly reader: Member
  readonly partner: Member
  readonly now: Temporal.Instant
  readonly ports: Ports
}

export function writing(pair: Pair, letter: OwedLetter, ports: Ports): Writing {
  const reader = pair.members[letter.to]
  const partner = pair.members[otherMember(letter.to)]
  return { pair, letter, reader, partner, now: ports.clock(), ports }
}

/** The session a letter is about. Whether it still exists was asked just before. */
export function sessionAbout({ pair, letter }: Writing): Session {
  const session = sessionOf(pair, letter.session)
  if (session === null) throw new Error(`${letter.key} is about no session`)
  return session
}

/** A session's time as the reader's clock and, where that differs, the partner's will show it. */
export function whenOf(session: Session, { reader, partner }: Writing): When {
  const ends = sessionEnd(session)
  const span = (zone: string) => `${sayTime(session.starts, zone)}–${sayTime(ends, zone)}`
  const day = sayDay(session.starts, reader.zone)
  const theirDay = sayDay(session.starts, partner.zone)
  const theirs = `${theirDay === day ? "" : `${theirDay}, `}${span(partner.zone)}, ${sayZone(partner.zone)}`
  const isSameClock = theirDay === day && span(partner.zone) === span(reader.zone)
  return { day, time: span(reader.zone), zone: sayZone(reader.zone), partner: isSameClock ? null : theirs }
}

export function roleOf(session: Session, member: MemberId): Role {
  if (session.focus === "both") return "both"
  return session.focus === member ? "focus" : "coach"
}

export function meetingTime(session: Session, from: Writing): MeetingTime {
  return { when: whenOf(session, from), role: roleOf(session, from.letter.to) }
}

/** How near a session is for the reader, by the dates of their own clock. */
export function nearnessOf(session: Session, { reader, now }: Writing): Nearness {
  const today = now.toZonedDateTimeISO(reader.zone).toPlainDate()
  const days = today.until(session.starts.toZonedDateTimeISO(reader.zone).toPlainDate()).days
  return days <= 0 ? "today" : days === 1 ? "tomorrow" : "later"
}

export function shiftOf(session: Session, { pair, reader }: Writing): ClockShift | null {
  // A moved session has a time of its own: "usual" says nothing about it.
  if (!session.starts.equals(slotStart(pair.slot, session.slotDate))) return null
  const shift = clockShift(pair.slot, session.slotDate, reader.zone)
  if (shift === null) return null
  const hours = Math.abs(shift.minutes) / 60
  const amount = hours === 1 ? "an hour" : hours === 0.5 ? "half an hour" : `${hours} hours`
  return { shift: `${amount} ${shift.minutes < 0 ? "earlier" : "later"}`, until: sayDate(shift.until) }
}

/**
 * A slot in the reader's zone: "Thursdays at 17:00, Lisbon time, 60 minutes". A shift across midnight changes the day.
 * While clocks that change apart make it another hour, that is said beside the usual one: "17:00 (16:00 until 5 April)".
 */
export function saySlot(
  slot: Slot,
  zone: string,
  now: Temporal.Instant,
): { readonly full: string; readonly short: string; readonly time: string } {
  const usual = usualSlot(slot, zone, now)
  const day = weekdayIn(usual.starts, zone)
  const time = `${sayTime(usual.starts, zone)}${exceptionIn(usual, zone)}`
  return {
    full: `${day}s at ${time}, ${sayZone(zone)}, ${slot.minutes} minutes`,
    short: `${day}s at ${time}`,
    time: `${day}s, ${time}, ${sayZone(zone)}`,
  }
}

function exceptionIn({ starts, exception }: UsualSlot, zone: string): string {
  if (exception === null) return ""
  const day = weekdayIn(exception.starts, zone)
  const other = day === weekdayIn(starts, zone) ? "" : `${day}s at `
  return ` (${other}${sayTime(exception.starts, zone)} until ${sayDate(exception.until)})`
}

function weekdayIn(instant: Temporal.Instant, zone: string): string {
  return sayWeekday(instant.toZonedDateTimeISO(zone).toPlainDate())
}

/** The same slot for the other one, if their clock shows something else. */
export function slotForOther(
  slot: Slot,
  zones: { readonly reader: string; readonly other: string },
  now: Temporal.Instant,
): string | null {
  const [mine, theirs] = [saySlot(slot, zones.reader, now), saySlot(slot, zones.other, now)]
  return mine.short === theirs.short ? null : theirs.time
}

export function pageUrl(path: string, { ports }: Pick<Writing, "ports">): string {
  return `${ports.config.baseUrl}${path}`
}

type LinkTo = { readonly purpose: LinkPurpose; readonly session?: number; readonly expires: Temporal.Instant | null }

/** Where a link of each purpose leads. */
const paths: Readonly<Record<LinkPurpose, string>> = {
  confirm: "confirm",
  join: "join",
  rsvp: "rsvp",
  after: "after",
  recap: "recap",
  review: "review",
  unsubscribe: "unsubscribe",
  me: "me",
  settings: "me",
  mailbox: "confirm",
}

/** A link that only its reader has, for one purpose. */
export function linkTo({ purpose, session, expires }: LinkTo, { pair, letter, reader, ports }: Writing): string {
  const { links } = reader
  const claims = { purpose, pair: pair.id, member: letter.to, session: session ?? null, expires, links }
  return `${ports.config.baseUrl}/${paths[purpose]}/${signLink(claims, ports.config.linkKeys)}`
}

export function sessionLinks(session: Session, from: Writing): SessionLinks {
  const url = linkTo({ purpose: "rsvp", session: session.number, expires: nextStart(session, from.pair) }, from)
  return { yesUrl: `${url}?answer=yes`, skipUrl: `${url}?answer=skip`, otherUrl: `${url}?answer=other` }
}

/** The page with one button that mails the short-lived link to the settings; null for who is no member yet, or none any more. */
export function meUrl(from: Writing): string | null {
  const { status } = from.pair
  const { kind } = status
  const isLeft = kind === "ended" && !status.erased.includes(from.letter.to)
  const isMember = kind === "active" || kind === "paused" || kind === "ending" || isLeft
  return isMember ? linkTo({ purpose: "me", expires: null }, from) : null
}

export function afterFormUrl(session: Session, from: Writing): string {
  return linkTo({ purpose: "after", session: session.number, expires: nextStart(session, from.pair) }, from)
}

export function reviewUrl(session: Session, from: Writing): string {
  return linkTo({ purpose: "review", session: session.number, expires: nextStart(session, from.pair) }, from)
}

/** Links about a session live until the next one starts: then nobody can change it any more. */
export function nextStart(session: Session, pair: Pair): Temporal.Instant {
  const next = pair.sessions.find((other) => other.state.kind === "planned" && isBefore(session.starts, other.starts))
  return next?.starts ?? session.starts.add({ hours: 14 * 24 })
}
