import { Temporal } from "temporal-polyfill"
import { componentsOf, lineOf, readCalendar, unescapeText } from "@turnabout/core/mail-in/calendar-text.ts"

/** What a calendar shows of an invitation. */
export type CalendarCard = {
  readonly isCancelled: boolean
  readonly title: string
  readonly starts: Temporal.Instant
  readonly ends: Temporal.Instant
  readonly description: string
  readonly attendees: readonly { readonly name: string; readonly answer: string }[]
}

/** Reads the first event of a calendar of ours, whose times are all in UTC; null for one that is not such. */
export function readCard(calendar: string): CalendarCard | null {
  const root = readCalendar(calendar)
  const [event] = componentsOf(root, "VEVENT")
  if (event === undefined) return null
  const value = (name: string): string => lineOf(event, name)?.value ?? ""
  const starts = readUtc(value("DTSTART"))
  const ends = readUtc(value("DTEND"))
  if (starts === null || ends === null) return null
  return {
    isCancelled: value("STATUS") === "CANCELLED",
    title: unescapeText(value("SUMMARY")),
    starts,
    ends,
    description: unescapeText(value("DESCRIPTION")),
    attendees: event.lines
      .filter(({ name }) => name === "ATTENDEE")
      .map(({ parameters, value: mailto }) => ({
        name: parameters.get("CN") ?? mailto.replace(/^mailto:/i, ""),
        answer: answerOf(parameters.get("PARTSTAT")),
      })),
  }
}

function readUtc(text: string): Temporal.Instant | null {
  return /^\d{8}T\d{6}Z$/.test(text) ? Temporal.Instant.from(text) : null
}

function answerOf(partstat = "NEEDS-ACTION"): string {
  return partstat === "NEEDS-ACTION" ? "not answered" : partstat.toLowerCase()
}
