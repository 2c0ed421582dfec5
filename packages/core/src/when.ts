import type { Temporal } from "temporal-polyfill"

/** Letters are in English. Asking Intl for each word would make a formatter for each. */
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
]

/** "Thursday, 26 November" in that zone. */
export function sayDay(instant: Temporal.Instant, zone: string): string {
  const date = instant.toZonedDateTimeISO(zone).toPlainDate()
  return `${sayWeekday(date)}, ${sayDate(date)}`
}

/** "Thursday" */
export function sayWeekday(date: Temporal.PlainDate): string {
  return nameOf(weekdays, date.dayOfWeek)
}

/** "17:00" in that zone, by the 24-hour clock. */
export function sayTime(instant: Temporal.Instant, zone: string): string {
  const time = instant.toZonedDateTimeISO(zone).toPlainTime()
  return time.toString({ smallestUnit: "minute" })
}

/** "Berlin time", after the city in the zone's name: clearer to most people than CET, and right on both sides of a clock change. */
export function sayZone(zone: string): string {
  const city = zone.split("/").at(-1) ?? zone
  return zone.includes("/") && !zone.startsWith("Etc/")
    ? `${city.replaceAll("_", " ")} time`
    : city.replaceAll("_", " ")
}

/** "Thursday, 26 November, 17:00 (Berlin time)". */
export function sayWhen(instant: Temporal.Instant, zone: string): string {
  return `${sayDay(instant, zone)}, ${sayTime(instant, zone)} (${sayZone(zone)})`
}

/** "November" */
export function sayMonth(month: Temporal.PlainYearMonth): string {
  return nameOf(months, month.month)
}

/** "24 November" */
export function sayDate(date: Temporal.PlainDate): string {
  return `${date.day} ${nameOf(months, date.month)}`
}

/** "24 November 2026": for what may be years ago, or ahead. */
export function sayDateOfYear(date: Temporal.PlainDate): string {
  return `${sayDate(date)} ${date.year}`
}

/** "an hour", "45 minutes" */
export function sayLength(minutes: number): string {
  return minutes === 60 ? "an hour" : `${minutes} minutes`
}

/** The `number`th of them, from 1. */
function nameOf(names: readonly string[], number: number): string {
  const name = names[number - 1]
  if (name === undefined) throw new Error(`no ${number}th of ${names.length} names`)
  return name
}
