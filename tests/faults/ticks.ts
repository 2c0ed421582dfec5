import { Temporal } from "temporal-polyfill"

/** The first whole minute after now at which the alarm has rung; a tick that would miss it waits for one that sweeps. */
export function nextTick(now: Temporal.Instant, alarm: Temporal.Instant): Temporal.Instant {
  const minuteOf = (instant: Temporal.Instant) => instant.epochMilliseconds / 60_000
  const soon = Math.max(Math.floor(minuteOf(now)) + 1, Math.ceil(minuteOf(alarm)))
  const minute = soon - minuteOf(alarm) > 2 ? Math.ceil(soon / 15) * 15 : soon
  return Temporal.Instant.fromEpochMilliseconds(minute * 60_000)
}
