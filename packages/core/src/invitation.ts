import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalAttendeeType,
  ICalCalendarMethod,
  ICalEventStatus,
} from "ical-generator"
import type { MemberId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import type { Pair } from "./pair.ts"
import type { CalendarEvent, Partstat, Session } from "./session.ts"
import { eventUid, sessionEnd } from "./session.ts"
import { shapeInFiveLines } from "./texts/guide.ts"
import { reminderFor } from "./reminder.ts"

export type Invitation = {
  readonly pair: Pair
  readonly session: Session
  readonly event: CalendarEvent
  readonly to: MemberId
  readonly method: "REQUEST" | "CANCEL"
  readonly mailDomain: string
}

const statuses: Record<Partstat, ICalAttendeeStatus> = {
  "NEEDS-ACTION": ICalAttendeeStatus.NEEDSACTION,
  ACCEPTED: ICalAttendeeStatus.ACCEPTED,
  DECLINED: ICalAttendeeStatus.DECLINED,
  TENTATIVE: ICalAttendeeStatus.TENTATIVE,
}

/** The local part of a member's address is `r-TOKEN`: one per member, for good. */
export function addressOf(pair: Pair, member: MemberId, mailDomain: string): string {
  return `r-${pair.members[member].token}@${mailDomain}`
}

/** "Ana coaches Ben", or both names when a session is about the practice itself. */
export function sessionTitle(pair: Pair, session: Session): string {
  const { a, b } = pair.members
  switch (session.focus) {
    case "a":
      return `${b.name} coaches ${a.name}`
    case "b":
      return `${a.name} coaches ${b.name}`
    case "both":
      return `${a.name} and ${b.name} look at their practice`
  }
}

/**
 * The iCalendar object of one session for one member: one VEVENT, times in UTC, so that no VTIMEZONE is needed (RFC 5545
 * section 3.3.5, form 2). The organizer is the recipient's own address, so that their answer comes back through it
 * (RFC 6047 section 2.3). Lines end in CRLF.
 */
export function invitationCalendar(invitation: Invitation): string {
  const { pair, session, event, to, method, mailDomain } = invitation
  const calendar = ical({
    prodId: { company: "Turnabout", product: "Turnabout", language: "EN" },
    method: method === "REQUEST" ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.CANCEL,
  })
  calendar.createEvent({
    id: eventUid(pair.id, { ...session, event }, mailDomain),
    sequence: event.sequence,
    // Plain Dates and no time zone anywhere: a calendar-level zone would take the Z off DTSTAMP.
    stamp: new Date(event.stamp.epochMilliseconds),
    start: new Date(session.starts.epochMilliseconds),
    end: new Date(sessionEnd(session).epochMilliseconds),
    summary: sessionTitle(pair, session),
    description:
      method === "REQUEST" ? description(pair, session) : "This session is off. Whose turn it is stays as it was.",
    status: method === "REQUEST" ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    organizer: { name: "Turnabout", email: addressOf(pair, to, mailDomain) },
    attendees: memberIds.map((member) => ({
      name: pair.members[member].name,
      email: pair.members[member].mailbox,
      type: ICalAttendeeType.INDIVIDUAL,
      role: ICalAttendeeRole.REQ,
      status: statuses[event.partstat[member]],
      rsvp: true,
    })),
    ...(pair.meetingLink === null ? {} : { location: pair.meetingLink }),
  })
  const text = calendar.toString()
  return text.endsWith("\r\n") ? text : `${text}\r\n`
}

function description(pair: Pair, session: Session): string {
  const coach = session.focus === "both" ? null : otherMember(session.focus)
  const focusName = session.focus === "both" ? null : pair.members[session.focus].name
  const roles =
    coach === null || focusName === null
      ? "No focus person this time: the hour is about how the two of you do this."
      : `${focusName} is the focus. ${pair.members[coach].name} listens.\n${pair.members[coach].name}: ${reminderFor(session, focusName)}`
  return [
    roles,
    shapeInFiveLines.map(({ minutes, what }) => `${minutes} ${what}`).join("\n"),
    "To skip this week, decline, or reply SKIP to any of our letters. To move it, propose a new time.",
    ...(pair.meetingLink === null ? [] : [`Where: ${pair.meetingLink}`]),
  ].join("\n\n")
}
