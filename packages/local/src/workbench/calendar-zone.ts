import { Temporal } from "temporal-polyfill"
import { windowsZones } from "@turnabout/core/mail-in/windows-zones.ts"

/** A zone as a calendar names it beside its wall times, and describes it: the lines of its VTIMEZONE. */
export type CalendarZone = { readonly zone: string; readonly name: string; readonly lines: readonly string[] }

const windowsNames = new Map([...windowsZones].map(([windows, iana]) => [iana, windows]))

/** As Exchange writes it: by Windows' name, with rules from 1601 on. One that has no such name gets Exchange's own for that. */
export function windowsZone(zone: string, at: Temporal.Instant): CalendarZone {
  const name = windowsNames.get(zone === "UTC" ? "Etc/UTC" : zone) ?? "Customized Time Zone"
  return { zone, name, lines: vtimezone(name, observancesOf(zone, at), "1601-01-01") }
}

/** As Apple writes it: by its IANA name, with the rules that hold at that time. */
export function ianaZone(zone: string, at: Temporal.Instant): CalendarZone {
  return { zone, name: zone, lines: vtimezone(zone, observancesOf(zone, at), null) }
}

/** Standard or summer time: when it began last, by the clock that ended then. */
type Observance = {
  readonly begins: Temporal.PlainDateTime
  readonly from: string
  readonly to: string
  readonly isDaylight: boolean
  readonly isYearly: boolean
}

/** Two clock changes further apart than this are no yearly habit. */
const yearlyWithinDays = 370

function observancesOf(zone: string, at: Temporal.Instant): readonly Observance[] {
  const here = at.toZonedDateTimeISO(zone)
  const last = here.getTimeZoneTransition("previous")
  const before = last?.getTimeZoneTransition("previous") ?? null
  const isYearly = [last, before].every((change) => change !== null && daysBetween(change, here) < yearlyWithinDays)
  if (last !== null && before !== null && isYearly) return [before, last].map(observance)
  const begins = Temporal.PlainDateTime.from("1970-01-01T00:00")
  return [{ begins, from: here.offset, to: here.offset, isDaylight: false, isYearly: false }]
}

function daysBetween(one: Temporal.ZonedDateTime, other: Temporal.ZonedDateTime): number {
  return (other.epochMilliseconds - one.epochMilliseconds) / 86_400_000
}

function observance(change: Temporal.ZonedDateTime): Observance {
  const before = change.subtract({ nanoseconds: 1 })
  return {
    begins: change.toInstant().toZonedDateTimeISO(before.offset).toPlainDateTime(),
    from: before.offset,
    to: change.offset,
    isDaylight: change.offsetNanoseconds > before.offsetNanoseconds,
    isYearly: true,
  }
}

/** RFC 5545 section 3.6.5. `since`: from which day on it is said to hold; null for when it began. */
function vtimezone(name: string, observances: readonly Observance[], since: string | null): readonly string[] {
  const parts = observances.flatMap(({ begins, from, to, isDaylight, isYearly }) => {
    const kind = isDaylight ? "DAYLIGHT" : "STANDARD"
    const first = since === null ? begins : Temporal.PlainDate.from(since).toPlainDateTime(begins.toPlainTime())
    return [
      `BEGIN:${kind}`,
      `DTSTART:${wallTime(first)}`,
      `TZOFFSETFROM:${from.replace(":", "")}`,
      `TZOFFSETTO:${to.replace(":", "")}`,
      ...(isYearly ? [`RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=${dayInMonth(begins)};BYMONTH=${begins.month}`] : []),
      `END:${kind}`,
    ]
  })
  return ["BEGIN:VTIMEZONE", `TZID:${name}`, ...parts, "END:VTIMEZONE"]
}

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

/** `-1SU`, `2SU`: clocks change on the last or the n-th of a weekday. */
function dayInMonth({ day, dayOfWeek, daysInMonth }: Temporal.PlainDateTime): string {
  const place = day + 7 > daysInMonth ? -1 : Math.ceil(day / 7)
  return `${place}${weekdays[dayOfWeek - 1] ?? ""}`
}

/** `20261126T170000` */
export function wallTime(time: Temporal.PlainDateTime): string {
  return time.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "")
}
