import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalAttendeeType,
  ICalCalendarMethod,
  ICalEventStatus,
} from "ical-generator"
import type { MemberId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import { withoutInvisible } from "./invisible.ts"
import { isLast } from "./pair.ts"
import type { Pair } from "./pair.ts"
import type { CalendarEvent, Partstat, Session } from "./session.ts"
import { eventUid, sessionEnd } from "./session.ts"
import { lastSession, shapeInFiveLines } from "./texts/guide.ts"
import type { Passage } from "./texts/passage.ts"
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
      return `${plain(b.name)} coaches ${plain(a.name)}`
    case "b":
      return `${plain(a.name)} coaches ${plain(b.name)}`
    case "both":
      return `${plain(a.name)} and ${plain(b.name)} look at their practice`
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
    // Who has erased everything is nobody here any more; the other's events still have to be cancelled.
    attendees: memberIds
      .filter((member) => pair.members[member].mailbox !== "")
      .map((member) => ({
        name: parameter(pair.members[member].name),
        email: pair.members[member].mailbox,
        type: ICalAttendeeType.INDIVIDUAL,
        role: ICalAttendeeRole.REQ,
        status: statuses[event.partstat[member]],
        rsvp: true,
      })),
    ...(pair.meetingLink === null ? {} : { location: pair.meetingLink }),
  })
  return `${linesOf(calendar.toString()).map(folded).join("\r\n")}\r\n`
}

/** The content lines, unfolded. ical-generator writes MAILTO in capitals; not every reader takes schemes without case. */
function linesOf(text: string): string[] {
  const lines = text.replaceAll("\r\n ", "").split("\r\n")
  return lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/^(ATTENDEE;.*):MAILTO:([^:]*)$/, "$1:mailto:$2"))
}

/** A content line of a calendar at most 75 octets wide, and no character cut in two (RFC 5545 section 3.1). */
export function folded(line: string): string {
  let text = ""
  let octets = 0
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) ?? 0)
    const isFull = octets + size > 75
    text += isFull ? `\r\n ${character}` : character
    octets = isFull ? size + 1 : octets + size
  }
  return text
}

/** In UTF-8 (RFC 3629 section 3). An encoder asked for each character takes longer than all the rest of the calendar. */
function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}

/** A name on one line that turns nothing around it. Forms refuse such characters; a calendar must not depend on that. */
function plain(name: string): string {
  const line = withoutInvisible(name.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")).trim()
  return line === "" ? "your partner" : line
}

/** RFC 5545 section 3.1: a quoted parameter has no way to hold a quotation mark, and none to escape one. */
function parameter(name: string): string {
  return plain(name).replaceAll('"', "'").replaceAll("\\", "/")
}

/** The same for both: it speaks of each by name, since either may read it. */
function description(pair: Pair, session: Session): string {
  const coach = session.focus === "both" ? null : plain(pair.members[otherMember(session.focus)].name)
  const focus = session.focus === "both" ? null : plain(pair.members[session.focus].name)
  const roles =
    coach === null || focus === null
      ? "No focus person this time: it is about how the two of you do this."
      : `${focus} is the focus.\nFor ${coach}, who listens: ${reminderFor(session, focus)}`
  const shape = isLast(pair, session)
    ? ["Your last session.", ...lastSession.passages.flatMap(linesOfPassage)]
    : shapeInFiveLines(session.minutes).map(({ minutes, what }) => `${minutes} ${what}`)
  return [
    roles,
    shape.join("\n"),
    "To skip this one, decline, or reply SKIP to any of our letters. To move it, propose a new time.",
    ...(pair.meetingLink === null ? [] : [`Where: ${pair.meetingLink}`]),
  ].join("\n\n")
}

function linesOfPassage(passage: Passage): readonly string[] {
  return passage.kind === "paragraph" ? [passage.text] : passage.items
}
