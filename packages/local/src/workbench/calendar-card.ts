import { Temporal } from "temporal-polyfill"
import { componentsOf, lineOf, readCalendar, unescapeText } from "@turnabout/core/mail-in/calendar-text.ts"

/** What a calendar shows of an invitation. */
export type CalendarCard = {
  readonly uid: string
  readonly sequence: number
  readonly stamp: Temporal.Instant
  /** Whose mailbox an answer goes to. */
  readonly organizer: string
  readonly isCancelled: boolean
  readonly title: string
  readonly starts: Temporal.Instant
  readonly ends: Temporal.Instant
  readonly description: string
  readonly attendees: readonly { readonly name: string; readonly mailbox: string; readonly answer: string }[]
}

/** Reads the first event of a calendar of ours, whose times are all in UTC; null for one that is not such. */
export function readCard(calendar: string): CalendarCard | null {
  const root = readCalendar(calendar)
  const [event] = componentsOf(root, "VEVENT")
  if (event === undefined) return null
  const value = (name: string): string => lineOf(event, name)?.value ?? ""
  const starts = readUtc(value("DTSTART"))
  const ends = readUtc(value("DTEND"))
  const stamp = readUtc(value("DTSTAMP"))
  if (starts === null || ends === null || stamp === null) return null
  return {
    uid: value("UID"),
    sequence: Number(value("SEQUENCE")),
    stamp,
    organizer: mailboxOf(value("ORGANIZER")),
    isCancelled: value("STATUS") === "CANCELLED",
    title: unescapeText(value("SUMMARY")),
    starts,
    ends,
    description: unescapeText(value("DESCRIPTION")),
    attendees: event.lines
      .filter(({ name }) => name === "ATTENDEE")
      .map(({ parameters, value: mailto }) => ({
        name: parameters.get("CN") ?? mailboxOf(mailto),
        mailbox: mailboxOf(mailto),
        answer: sayPartstat(parameters.get("PARTSTAT")),
      })),
  }
}

function mailboxOf(mailto: string): string {
  return mailto.trim().replace(/^mailto:/i, "")
}

function readUtc(text: string): Temporal.Instant | null {
  return /^\d{8}T\d{6}Z$/.test(text) ? Temporal.Instant.from(text) : null
}

/** "accepted", "not answered" */
export function sayPartstat(partstat = "NEEDS-ACTION"): string {
  return partstat === "NEEDS-ACTION" ? "not answered" : partstat.toLowerCase()
}
