import { firstSlotDate, slotStart, weekdays } from "@turnabout/core/slot.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import fc from "fast-check"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { at, thursdays } from "../support/pair-builder.ts"

/** Each has something of its own: half hours, clock changes at midnight, on a Friday, in Ramadan, by thirty minutes, none. */
const zones = [
  "Africa/Cairo",
  "Africa/Casablanca",
  "Africa/Johannesburg",
  "America/Caracas",
  "America/Havana",
  "America/Los_Angeles",
  "America/New_York",
  "America/Nuuk",
  "America/Phoenix",
  "America/Santiago",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Asia/Beirut",
  "Asia/Gaza",
  "Asia/Jerusalem",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Europe/Berlin",
  "Europe/Dublin",
  "Europe/Lisbon",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "UTC",
]

const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"))

const anySlot = fc.record({
  weekday: fc.constantFrom(...weekdays),
  time: anyTime,
  zone: fc.constantFrom(...zones),
  minutes: fc.constantFrom(30, 60, 90),
})

const anyInstant = fc
  .integer({ min: Date.parse("2026-01-01") / 60_000, max: Date.parse("2029-12-31") / 60_000 })
  .map((minute) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000))

/** The first `count` starts of a slot from an instant on. */
function starts(slot: Slot, from: string, count: number): string[] {
  const first = firstSlotDate(slot, at(from))
  return Array.from({ length: count }, (_, week) => slotStart(slot, first.add({ weeks: week })).toString())
}

describe("a slot", () => {
  it("stays at five when the clocks change", () => {
    expect(starts(thursdays, "2027-03-20T00:00:00Z", 2)).toEqual(["2027-03-25T16:00:00Z", "2027-04-01T15:00:00Z"])
    expect(starts(thursdays, "2027-10-25T00:00:00Z", 2)).toEqual(["2027-10-28T15:00:00Z", "2027-11-04T16:00:00Z"])
  })

  it.each([
    ["in the gap moves forward", "2027-03-28T00:00:00Z", "2027-03-28T01:30:00Z", "03:30"],
    ["in the hour that comes twice is in the first", "2027-10-31T00:00:00Z", "2027-10-31T00:30:00Z", "02:30"],
    ["just before the gap stays", "2027-03-21T02:00:00Z", "2027-03-28T01:30:00Z", "03:30"],
    ["a week after the gap is back at its own time", "2027-03-29T00:00:00Z", "2027-04-04T00:30:00Z", "02:30"],
  ])("%s", (...[, from, expected, wall]) => {
    const slot: Slot = { weekday: "sunday", time: "02:30", zone: "Europe/Berlin", minutes: 60 }
    const start = slotStart(slot, firstSlotDate(slot, at(from)))
    expect(start.toString()).toBe(expected)
    expect(start.toZonedDateTimeISO(slot.zone).toPlainTime().toString({ smallestUnit: "minute" })).toBe(wall)
  })

  it.each([
    ["2026-11-26T15:59:59Z", "2026-11-26T16:00:00Z"],
    ["2026-11-26T16:00:00Z", "2026-11-26T16:00:00Z"],
    ["2026-11-26T16:00:01Z", "2026-12-03T16:00:00Z"],
  ])("from %s on is first at %s", (from, expected) => {
    expect(starts(thursdays, from, 1)).toEqual([expected])
  })

  it("counts the day by its own zone, not by ours", () => {
    const apia: Slot = { weekday: "thursday", time: "08:00", zone: "Pacific/Apia", minutes: 60 }
    expect(starts(apia, "2026-11-23T09:00:00Z", 1)).toEqual(["2026-11-25T19:00:00Z"])
  })

  it("stands at its wall time on its weekday for three years, in zones of every kind", () => {
    fc.assert(
      fc.property(anySlot, anyInstant, (slot, from) => {
        let date = firstSlotDate(slot, from)
        expect(Temporal.Instant.compare(slotStart(slot, date), from)).toBeGreaterThanOrEqual(0)
        for (let week = 0; week < 157; week += 1) {
          const start = slotStart(slot, date)
          expect(isAtWallTime(slot, start) || isPastGap(slot, date)).toBe(true)
          expect(firstSlotDate(slot, start).equals(date)).toBe(true)
          date = firstSlotDate(slot, start.add({ seconds: 1 }))
        }
      }),
      { numRuns: 60 },
    )
  })

  it("comes exactly once a week, whatever the clocks do", () => {
    fc.assert(
      fc.property(anySlot, anyInstant, (slot, from) => {
        const date = firstSlotDate(slot, from)
        const next = firstSlotDate(slot, slotStart(slot, date).add({ seconds: 1 }))
        expect(date.until(next).days).toBe(7)
        expect(Temporal.Instant.compare(slotStart(slot, date.subtract({ days: 7 })), from)).toBeLessThan(0)
      }),
      { numRuns: 500 },
    )
  })
})

function isAtWallTime(slot: Slot, start: Temporal.Instant): boolean {
  const local = start.toZonedDateTimeISO(slot.zone)
  const wall = local.toPlainTime().toString({ smallestUnit: "minute" })
  return wall === slot.time && weekdays[local.dayOfWeek - 1] === slot.weekday
}

/** Only a wall time that its day does not have may give another one: then the clock's later side counts. */
function isPastGap(slot: Slot, date: Temporal.PlainDate): boolean {
  const wanted = date.toPlainDateTime(Temporal.PlainTime.from(slot.time))
  const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
    wanted.toZonedDateTime(slot.zone, { disambiguation }),
  )
  const hasGap = !earlier!.toPlainDateTime().equals(wanted) && !later!.toPlainDateTime().equals(wanted)
  return hasGap && slotStart(slot, date).equals(later!.toInstant())
}
