import { Temporal } from "temporal-polyfill"
import { zoneSchema } from "../zone.ts"
import type { CalendarComponent, CalendarLine } from "./calendar-text.ts"
import { componentsOf, lineOf } from "./calendar-text.ts"
import { windowsZones } from "./windows-zones.ts"

/**
 * The instant a DTSTART, DTSTAMP or RECURRENCE-ID names, or null if it can't be told. A zone is sought by its IANA name,
 * then by its Windows name, then in the calendar's own VTIMEZONE; never in this machine's settings. A floating time is
 * taken in `floatingZone`.
 */
export function calendarInstant(
  line: CalendarLine,
  calendar: CalendarComponent,
  floatingZone: string,
): Temporal.Instant | null {
  const time = wallTime(line.value)
  if (time === null) return null
  if (/Z$/i.test(line.value.trim())) return time.toZonedDateTime("UTC").toInstant()
  const name = line.parameters.get("TZID")
  if (name === undefined) return time.toZonedDateTime(floatingZone).toInstant()
  const zone = ianaZone(name)
  if (zone !== null) return time.toZonedDateTime(zone).toInstant()
  return inOwnZone(time, name, calendar)
}

/** RFC 5545 section 3.3.6: weeks, days, hours, minutes and seconds; null if it is none. */
export function calendarDuration(value: string): Temporal.Duration | null {
  const form = /^\+?P(?:\d{1,4}W|(?:\d{1,4}D)?(?:T(?:\d{1,5}H)?(?:\d{1,6}M)?(?:\d{1,8}S)?)?)$/i
  if (!form.test(value.trim()) || /P$|T$/i.test(value.trim())) return null
  const { weeks, days, hours, minutes, seconds } = Temporal.Duration.from(value.trim())
  return Temporal.Duration.from({ hours: hours + 24 * (days + 7 * weeks), minutes, seconds })
}

function wallTime(value: string): Temporal.PlainDateTime | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?)?Z?$/i.exec(value.trim())
  if (match === null) return null
  const numbers = match.slice(1, 7).map((digits) => Number(digits ?? 0))
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, seconds = 0] = numbers
  // RFC 5545 section 3.3.12: a leap second counts as the one before it.
  const second = Math.min(seconds, 59)
  try {
    return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }, { overflow: "reject" })
  } catch (cause) {
    if (cause instanceof RangeError) return null
    throw cause
  }
}

function ianaZone(name: string): string | null {
  const bare = name.trim().replace(/^\/+/, "")
  const segments = bare.split("/")
  // Libical and Evolution prefix the IANA name with a path of their own: /freeassociation.sourceforge.net/Europe/Berlin.
  const tails = segments.length > 2 ? [segments.slice(-3).join("/"), segments.slice(-2).join("/")] : []
  const windows = windowsZones.get(bare) ?? windowsZones.get(bare.replace(/ \d+$/, ""))
  const candidates = [windows, bare, ...tails]
  return candidates.find((candidate) => candidate !== undefined && zoneSchema.safeParse(candidate).success) ?? null
}

type Observance = { readonly offset: string; readonly starts: (year: number) => Temporal.PlainDateTime | null }

function inOwnZone(time: Temporal.PlainDateTime, name: string, calendar: CalendarComponent): Temporal.Instant | null {
  const zone = componentsOf(calendar, "VTIMEZONE").find((each) => lineOf(each, "TZID")?.value.trim() === name.trim())
  if (zone === undefined) return null
  const observances = zone.components.flatMap((each) => observance(each) ?? [])
  const only = observances[0]
  if (only === undefined) return null
  const begun = observances
    .flatMap((each) => [time.year, time.year - 1].map((year) => ({ each, starts: each.starts(year) })))
    .filter(({ starts }) => starts !== null && Temporal.PlainDateTime.compare(starts, time) <= 0)
    .toSorted((one, other) =>
      one.starts && other.starts ? Temporal.PlainDateTime.compare(other.starts, one.starts) : 0,
    )
  return time.toZonedDateTime(begun[0]?.each.offset ?? only.offset).toInstant()
}

function observance(component: CalendarComponent): Observance | null {
  const match = /^([+-])(\d{2})(\d{2})/.exec(lineOf(component, "TZOFFSETTO")?.value.trim() ?? "")
  const first = wallTime(lineOf(component, "DTSTART")?.value ?? "")
  if (match === null || first === null || Number(match[2]) > 14 || Number(match[3]) > 59) return null
  const offset = `${match[1]}${match[2]}:${match[3]}`
  const rule = yearlyRule(lineOf(component, "RRULE")?.value ?? "")
  if (rule === null) return { offset, starts: () => first }
  return { offset, starts: (year) => (year < first.year ? null : nthWeekday(year, rule, first)) }
}

type YearlyRule = { readonly month: number; readonly weekday: number; readonly nth: number }

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

// The only rule calendars write for a clock change: the n-th weekday of a month, each year.
function yearlyRule(value: string): YearlyRule | null {
  const day = /BYDAY=([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)/i.exec(value)
  const month = /BYMONTH=(\d{1,2})/i.exec(value)
  if (day === null || month === null || Number(month[1]) < 1 || Number(month[1]) > 12) return null
  return { month: Number(month[1]), weekday: weekdays.indexOf((day[2] ?? "").toUpperCase()) + 1, nth: Number(day[1]) }
}

function nthWeekday(year: number, rule: YearlyRule, time: Temporal.PlainDateTime): Temporal.PlainDateTime {
  const first = Temporal.PlainDate.from({ year, month: rule.month, day: 1 })
  const toFirst = (rule.weekday - first.dayOfWeek + 7) % 7
  const inMonth = Math.floor((first.daysInMonth - 1 - toFirst) / 7) + 1
  const nth = rule.nth < 0 ? Math.max(1, inMonth + rule.nth + 1) : Math.min(rule.nth, inMonth)
  return first.add({ days: toFirst + 7 * (nth - 1) }).toPlainDateTime(time.toPlainTime())
}
