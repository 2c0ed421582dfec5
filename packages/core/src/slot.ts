import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import { isBefore } from "./time.ts"
import { zoneSchema } from "./zone.ts"

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const
export type Weekday = (typeof weekdays)[number]

/** When a pair meets: wall time and zone, never an offset, so that it stays at five when the clocks change. */
export const slotSchema = z.object({
  weekday: z.enum(weekdays),
  /** Wall time, `HH:MM`. */
  time: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
  zone: zoneSchema,
  minutes: z.int().check(z.minimum(15), z.maximum(240)),
})
export type Slot = Readonly<z.infer<typeof slotSchema>>

export const rhythmSchema = z.enum(["weekly", "fortnightly"])

/** The instant at which the slot of `date` begins. In a gap the clock's later side counts, in an overlap the first. */
export function slotStart(slot: Slot, date: Temporal.PlainDate): Temporal.Instant {
  return slotTime(slot, date).toInstant()
}

/** The same by the slot's own clock, on which days are days also when the clocks change. */
export function slotTime(slot: Slot, date: Temporal.PlainDate): Temporal.ZonedDateTime {
  return date.toZonedDateTime({ timeZone: slot.zone, plainTime: Temporal.PlainTime.from(slot.time) })
}

/** The date of the first slot that starts at or after `earliestStart`. */
export function firstSlotDate(slot: Slot, earliestStart: Temporal.Instant): Temporal.PlainDate {
  const day = earliestStart.toZonedDateTimeISO(slot.zone).toPlainDate()
  const daysAhead = (weekdays.indexOf(slot.weekday) + 1 - day.dayOfWeek + 7) % 7
  const date = day.add({ days: daysAhead })
  return isBefore(slotStart(slot, date), earliestStart) ? date.add({ days: 7 }) : date
}
