import ICAL from "ical.js"
import { Temporal } from "temporal-polyfill"

/** One event as a calendar file carries it. */
export type CalendarFile = {
  readonly method: string
  readonly uid: string
  readonly sequence: number
  readonly stamp: Temporal.Instant
  readonly starts: Temporal.Instant
  readonly ends: Temporal.Instant
  readonly summary: string
  readonly status: string
  readonly partstats: Readonly<Record<string, string>>
}

/** Reads a calendar file of ours with ical.js; throws unless it is one VEVENT whose times are all in UTC. */
export function readCalendarFile(text: string): CalendarFile {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const events = calendar.getAllSubcomponents("vevent")
  const [event] = events
  if (event === undefined || events.length !== 1) throw new Error(`${events.length} events in one file`)
  return {
    method: textOf(calendar, "method"),
    uid: textOf(event, "uid"),
    sequence: Number(event.getFirstPropertyValue("sequence")),
    stamp: instantOf(event, "dtstamp"),
    starts: instantOf(event, "dtstart"),
    ends: instantOf(event, "dtend"),
    summary: textOf(event, "summary"),
    status: textOf(event, "status"),
    partstats: Object.fromEntries(
      event
        .getAllProperties("attendee")
        .map((attendee) => [String(attendee.getFirstValue()), String(attendee.getParameter("partstat"))]),
    ),
  }
}

function textOf(component: ICAL.Component, name: string): string {
  return String(component.getFirstPropertyValue(name) ?? "")
}

function instantOf(component: ICAL.Component, name: string): Temporal.Instant {
  const value = component.getFirstPropertyValue(name)
  if (!(value instanceof ICAL.Time) || value.zone.tzid !== "UTC") throw new Error(`${name} is not in UTC`)
  return Temporal.Instant.from(value.toString())
}

/** A member's calendar: what it shows after all the files it was sent. */
export type CalendarReplay = {
  /** Takes one file in, as RFC 5546 section 2.1.5 orders them; says whether it was older than what the calendar had. */
  readonly receive: (text: string) => { readonly file: CalendarFile; readonly isOlder: boolean }
  /** The events it shows, by UID. */
  readonly shown: () => ReadonlyMap<string, CalendarFile>
}

export function calendarReplay(): CalendarReplay {
  const latest = new Map<string, CalendarFile>()
  return {
    receive: (text) => {
      const file = readCalendarFile(text)
      const known = latest.get(file.uid)
      if (known === undefined || isNewer(file, known)) latest.set(file.uid, file)
      return { file, isOlder: known !== undefined && isNewer(known, file) }
    },
    shown: () => new Map([...latest].filter(([, file]) => file.method === "REQUEST")),
  }
}

function isNewer(one: CalendarFile, other: CalendarFile): boolean {
  if (one.sequence !== other.sequence) return one.sequence > other.sequence
  return Temporal.Instant.compare(one.stamp, other.stamp) > 0
}
