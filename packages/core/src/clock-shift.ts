import type { Temporal } from "temporal-polyfill"
import type { Slot } from "./slot.ts"
import { firstSlotDate, slotStart } from "./slot.ts"

/** How far ahead and back a year of weekly slots reaches. */
const weeks = 26
/** A difference that lasts longer is no longer news. */
const newsForWeeks = 8

export type ClockShift = {
  /** How much earlier (negative) or later than usual it is for the reader. */
  readonly minutes: number
  /** The first date, in the reader's zone, on which it's as usual again. */
  readonly until: Temporal.PlainDate
  /** The slot's own date of that day. */
  readonly usualFrom: Temporal.PlainDate
}

/** When a slot usually is for a reader, and when it is next, if that is another hour. */
export type UsualSlot = {
  readonly starts: Temporal.Instant
  readonly exception: { readonly starts: Temporal.Instant; readonly until: Temporal.PlainDate } | null
}

/** A slot, not one of its sessions: what it is for some weeks only is said beside what it is for most of the year. */
export function usualSlot(slot: Slot, zone: string, now: Temporal.Instant): UsualSlot {
  const next = firstSlotDate(slot, now)
  const starts = slotStart(slot, next)
  const shift = clockShift(slot, next, zone)
  if (shift === null) return { starts, exception: null }
  return { starts: slotStart(slot, shift.usualFrom), exception: { starts, until: shift.until } }
}

/**
 * Where two zones change their clocks on different days, a slot that stays put for one moves for the other. How far a
 * slot's date is from the reader's usual hour, which is the one that most weeks of the year around it have; null if it
 * isn't, or if it will stay so for months.
 */
export function clockShift(slot: Slot, date: Temporal.PlainDate, zone: string): ClockShift | null {
  if (slot.zone === zone) return null
  const usual = usualDifference(slot, date, zone)
  const minutes = difference(slot, date, zone) - usual
  if (minutes === 0) return null
  const isUsual = (week: number) => difference(slot, date.add({ weeks: week }), zone) === usual
  const back = weeksUntil(isUsual, 1)
  const since = weeksUntil(isUsual, -1)
  // Counted from its first week: half a year of it would become news again when its end comes near.
  if (back === null || since === null || back + since > newsForWeeks + 1) return null
  const usualFrom = date.add({ weeks: back })
  return { minutes, until: slotStart(slot, usualFrom).toZonedDateTimeISO(zone).toPlainDate(), usualFrom }
}

/** By slot, date and zone: the invitations of one session, and many pairs' of one evening, ask the same. */
const usuals = new Map<string, number>()
const usualsAtMost = 5_000

function usualDifference(slot: Slot, date: Temporal.PlainDate, zone: string): number {
  const asked = `${slot.zone} ${slot.time} ${date.toString()} ${zone}`
  const known = usuals.get(asked)
  if (known !== undefined) return known
  const usual = mostCommon(
    Array.from({ length: 2 * weeks + 1 }, (_, week) => difference(slot, date.add({ weeks: week - weeks }), zone)),
  )
  if (usuals.size >= usualsAtMost) usuals.clear()
  usuals.set(asked, usual)
  return usual
}

/** In how many weeks, ahead or back, it is as usual; null if not soon enough to be news. */
function weeksUntil(isUsual: (week: number) => boolean, direction: 1 | -1): number | null {
  for (let week = 1; week <= newsForWeeks; week += 1) if (isUsual(direction * week)) return week
  return null
}

/** Minutes by which the reader's clock is ahead of the slot's at that week's slot. */
function difference(slot: Slot, date: Temporal.PlainDate, zone: string): number {
  const start = slotStart(slot, date)
  const offset = (name: string) => start.toZonedDateTimeISO(name).offsetNanoseconds
  return (offset(zone) - offset(slot.zone)) / 60e9
}

function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  const [first] = [...counts].toSorted(([, one], [, other]) => other - one)
  if (first === undefined) throw new Error("nothing to count")
  return first[0]
}
