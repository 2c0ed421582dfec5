import type { Temporal } from "temporal-polyfill"
import type { CalendarComponent, CalendarLine } from "./calendar-text.ts"
import { componentsOf, lineOf, readCalendar, unescapeText } from "./calendar-text.ts"
import { calendarDuration, calendarInstant } from "./calendar-time.ts"
import { decodeEntities } from "./entities.ts"
import type { CalendarPart } from "./raw-mail.ts"

/** What a calendar answers to an invitation (RFC 5546 sections 3.2.3, 3.2.7 and 3.2.8). */
export type Rsvp = {
  readonly method: "REPLY" | "COUNTER" | "DECLINECOUNTER"
  readonly uid: string
  readonly recurrenceId: Temporal.Instant | null
  /** A mailbox in lower case, without `mailto:`; maybe an alias of the member's. */
  readonly attendee: string
  /** Null for anything but an answer we know: then nothing changes. */
  readonly partstat: "ACCEPTED" | "DECLINED" | "TENTATIVE" | "DELEGATED" | null
  /** Null where the calendar left it out. */
  readonly sequence: number | null
  readonly dtstamp: Temporal.Instant | null
  readonly comment: string | null
}

/** A new time that a member's calendar asks for. `end` is null where it can't be told: the session keeps its length. */
export type Proposal = { readonly start: Temporal.Instant; readonly end: Temporal.Instant | null }

export type ItipAnswer = { readonly rsvp: Rsvp; readonly proposal: Proposal | null }

type Writer = { readonly from: string; readonly mailbox: string; readonly zone: string }

/** The first calendar part that is an answer to an invitation, or null; our own REQUEST sent back is none. */
export function readItip(parts: readonly CalendarPart[], writer: Writer): ItipAnswer | null {
  for (const part of parts.slice(0, 4)) {
    const answer = readPart(part, writer)
    if (answer !== null) return answer
  }
  return null
}

function readPart(part: CalendarPart, writer: Writer): ItipAnswer | null {
  const root = readCalendar(part.text)
  const calendar = componentsOf(root, "VCALENDAR")[0] ?? root
  const method = methodOf(lineOf(calendar, "METHOD")?.value ?? part.method ?? "")
  if (method === null) return null
  const events = componentsOf(calendar, "VEVENT").slice(0, 20)
  const event = events.find((each) => attendeeOf(each, writer)?.parameters.has("PARTSTAT")) ?? events[0]
  if (event === undefined) return null
  const attendee = attendeeOf(event, writer)
  const proposal =
    method === "DECLINECOUNTER" ? null : proposalOf(event, { calendar, method, attendee, zone: writer.zone })
  return { rsvp: rsvpOf(event, { calendar, method, attendee, zone: writer.zone }), proposal }
}

type Scene = {
  readonly calendar: CalendarComponent
  readonly method: Rsvp["method"]
  readonly attendee: CalendarLine | null
  readonly zone: string
}

function rsvpOf(event: CalendarComponent, scene: Scene): Rsvp {
  const sequence = /^\s*(\d{1,9})/.exec(lineOf(event, "SEQUENCE")?.value ?? "")?.[1]
  return {
    method: scene.method,
    uid: (lineOf(event, "UID")?.value ?? "").trim().slice(0, 500),
    recurrenceId: instantOf(event, "RECURRENCE-ID", scene),
    attendee: scene.attendee === null ? "" : mailboxOf(scene.attendee),
    partstat: partstatOf(scene.attendee?.parameters.get("PARTSTAT") ?? ""),
    sequence: sequence === undefined ? null : Number(sequence),
    dtstamp: instantOf(event, "DTSTAMP", scene),
    comment: commentOf(event, scene.attendee),
  }
}

function methodOf(value: string): Rsvp["method"] | null {
  const method = value.trim().toUpperCase()
  return method === "REPLY" || method === "COUNTER" || method === "DECLINECOUNTER" ? method : null
}

function partstatOf(value: string): Rsvp["partstat"] {
  const partstat = value.trim().toUpperCase()
  switch (partstat) {
    case "ACCEPTED":
    case "DECLINED":
    case "TENTATIVE":
    case "DELEGATED":
      return partstat
  }
  return null
}

// A COUNTER from Google lists everybody; who answers is who wrote, else whoever has answered at all.
function attendeeOf(event: CalendarComponent, writer: Writer): CalendarLine | null {
  const attendees = event.lines.filter((line) => line.name === "ATTENDEE")
  const mine = attendees.find((line) => [writer.mailbox, writer.from].includes(mailboxOf(line)))
  const answered = attendees.find((line) => partstatOf(line.parameters.get("PARTSTAT") ?? "") !== null)
  return mine ?? answered ?? attendees[0] ?? null
}

function mailboxOf(attendee: CalendarLine): string {
  // An unquoted colon in CN leaves the end of the name before `mailto:`.
  const value = attendee.value.toLowerCase().split("mailto:").at(-1)?.trim() ?? ""
  // Exchange names an attendee by EMAIL when the value is its own X.500 name.
  return value.includes("@") ? value : (attendee.parameters.get("EMAIL") ?? value).toLowerCase()
}

function instantOf(event: CalendarComponent, name: string, scene: Scene): Temporal.Instant | null {
  const line = lineOf(event, name)
  return line === null ? null : calendarInstant(line, scene.calendar, scene.zone)
}

function proposalOf(event: CalendarComponent, scene: Scene): Proposal | null {
  const asked = appleProposal(scene.attendee?.parameters.get("TO-ALL-PROPOSED-NEW-TIME") ?? "", scene)
  if (asked !== null) return { start: asked, end: endAfter(asked, event, scene) }
  if (scene.method !== "COUNTER") return null
  // A day without a time is no time to meet.
  const isTimed = lineOf(event, "DTSTART")?.value.includes("T") === true
  const start = isTimed ? instantOf(event, "DTSTART", scene) : null
  return start === null ? null : { start, end: endAfter(start, event, scene) }
}

// iOS: TO-ALL-PROPOSED-NEW-TIME="DTSTART:20261126T170000Z;STATUS:NEEDS-ACTION". The time is absent once it is withdrawn.
function appleProposal(value: string, scene: Scene): Temporal.Instant | null {
  const match = /DTSTART(?:;TZID=([^:;]{1,80}))?:(\d{8}T\d{6}Z?)/i.exec(value)
  if (match === null) return null
  const parameters = new Map(match[1] === undefined ? [] : [["TZID", match[1]] as const])
  return calendarInstant({ name: "DTSTART", parameters, value: match[2] ?? "" }, scene.calendar, scene.zone)
}

/** The event is as long at its new time as in the calendar that answers. */
function endAfter(start: Temporal.Instant, event: CalendarComponent, scene: Scene): Temporal.Instant | null {
  const begins = instantOf(event, "DTSTART", scene)
  const ends = instantOf(event, "DTEND", scene)
  if (begins !== null && ends !== null && ends.epochMilliseconds > begins.epochMilliseconds) {
    return start.add(begins.until(ends))
  }
  const duration = calendarDuration(lineOf(event, "DURATION")?.value ?? "")
  return duration === null ? null : start.add(duration)
}

function commentOf(event: CalendarComponent, attendee: CalendarLine | null): string | null {
  const google = attendee?.parameters.get("X-RESPONSE-COMMENT")
  const apple = lineOf(event, "X-CALENDARSERVER-PRIVATE-COMMENT")?.value
  const written =
    google === undefined ? unescapeText(lineOf(event, "COMMENT")?.value ?? apple ?? "") : fromGoogle(google)
  const comment = written
    .replace(/[ \t]+/g, " ")
    .trim()
    .slice(0, 1000)
  return comment === "" ? null : comment
}

function fromGoogle(value: string): string {
  return decodeEntities(unescapeText(value))
}
