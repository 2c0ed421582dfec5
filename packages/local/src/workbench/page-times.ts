import { Temporal } from "temporal-polyfill"
import { instantText } from "@turnabout/core/time.ts"

// By name, because the order and commas of a whole date differ from one Node to the next.
const weekday = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long" })
const month = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long" })

/** `Monday 23 November 2026 at 09:00`, in UTC. */
export function fullTime(instant: Temporal.Instant): string {
  const { day, year } = instant.toZonedDateTimeISO("UTC")
  const ms = instant.epochMilliseconds
  return `${weekday.format(ms)} ${day} ${month.format(ms)} ${year} at ${clockTime(instant)}`
}

/** `09:00`, in UTC. */
export function clockTime(instant: Temporal.Instant): string {
  return instantText(instant).slice(11, 16)
}

/** `in 2 days and 3 hours`: the two largest units. */
export function spanWords(from: Temporal.Instant, to: Temporal.Instant): string {
  const minutes = Math.max(1, Math.ceil((to.epochMilliseconds - from.epochMilliseconds) / 60_000))
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor((minutes % 1440) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
  return `in ${words.slice(0, 2).join(" and ")}`
}

/** `2026-12-04T10:00`, as a calendar's form has it, to `4 December 2026 at 10:00`. */
export function wallClock(local: string): string {
  const { day, month: number, year, hour, minute } = Temporal.PlainDateTime.from(local)
  const name = month.format(Date.UTC(year, number - 1, day))
  return `${day} ${name} ${year} at ${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
}
