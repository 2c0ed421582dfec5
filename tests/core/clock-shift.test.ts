import { clockShift, usualSlot } from "@turnabout/core/clock-shift.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { at, thursdays } from "../support/pair-builder.ts"

/** What a reader in `zone` is told in each week of `slot` from a date on: "60 until 2027-04-01", or nothing. */
function told(slot: Slot, zone: string, span: readonly [from: string, weeks: number]): (string | null)[] {
  const [from, weeks] = span
  return Array.from({ length: weeks }, (_, week) => {
    const shift = clockShift(slot, Temporal.PlainDate.from(from).add({ weeks: week }), zone)
    return shift === null ? null : `${shift.minutes} until ${shift.until}`
  })
}

const newYork: Slot = { ...thursdays, zone: "America/New_York", time: "12:00" }

describe("the notice of a clock change", () => {
  it("says between the American change and the European that it is an hour later in New York", () => {
    expect(told(thursdays, "America/New_York", ["2027-03-11", 4])).toEqual([
      null,
      "60 until 2027-04-01",
      "60 until 2027-04-01",
      null,
    ])
  })

  it("says an hour earlier to a reader in Berlin of a slot in New York", () => {
    expect(told(newYork, "Europe/Berlin", ["2027-03-11", 4])).toEqual([
      null,
      "-60 until 2027-04-01",
      "-60 until 2027-04-01",
      null,
    ])
  })

  it("says the same in the one week of autumn", () => {
    expect(told(thursdays, "America/New_York", ["2027-10-28", 3])).toEqual([null, "60 until 2027-11-11", null])
  })

  it("is never given to who lives in the slot's own zone, nor where both change together", () => {
    expect(told(thursdays, "Europe/Berlin", ["2027-01-07", 52])).toEqual(Array(52).fill(null))
    expect(told(thursdays, "Europe/Lisbon", ["2027-01-07", 52])).toEqual(Array(52).fill(null))
  })

  it.each([
    ["America/Denver", "America/Phoenix"],
    ["America/Phoenix", "America/Denver"],
    ["Europe/Berlin", "Africa/Lagos"],
    ["Africa/Lagos", "Europe/Berlin"],
    ["Asia/Tokyo", "Europe/London"],
    ["Australia/Sydney", "Australia/Lord_Howe"],
  ])("does not nag for half a year: a slot in %s, a reader in %s", (zone, reader) => {
    expect(told({ ...thursdays, zone }, reader, ["2026-11-05", 105])).toEqual(Array(105).fill(null))
  })

  // Of the past, because governments change what is to come, and with it the data of each Node.
  it("speaks of Ramadan, when Casablanca turned its clocks back for some weeks", () => {
    const shifts = told({ ...thursdays, zone: "Africa/Lagos" }, "Africa/Casablanca", ["2025-02-13", 10])
    expect(shifts).toEqual([null, null, ...Array(6).fill("-60 until 2025-04-10"), null, null])
  })

  it("does not speak of what lasts for a quarter of the year, from either of its ends", () => {
    expect(told(thursdays, "Africa/Casablanca", ["2026-11-05", 13])).toEqual(Array(13).fill(null))
  })

  it("is silent where one hemisphere's change only makes way for the other's", () => {
    expect(told(thursdays, "Australia/Sydney", ["2027-09-02", 16])).toEqual(Array(16).fill(null))
  })

  it("lasts from its first week to its last, with one and the same end", () => {
    for (const zone of ["America/New_York", "America/Los_Angeles", "America/Havana"]) {
      const shifts = told(thursdays, zone, ["2026-11-05", 157])
      const ends = shifts.map((shift, week) => [shift, shifts[week + 1]])
      const broken = ends.filter(([shift, next]) => shift && next && shift !== next)
      expect(shifts.some((shift) => shift !== null)).toBe(true)
      expect(broken).toEqual([])
    }
  })
})

describe("a slot, said to a reader", () => {
  const said = (slot: Slot, zone: string, now: string) => {
    const { starts, exception } = usualSlot(slot, zone, at(now))
    const time = (instant: Temporal.Instant) =>
      instant.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: "minute" })
    return exception === null ? time(starts) : `${time(starts)}, ${time(exception.starts)} until ${exception.until}`
  }

  it.each([
    // The slot of Thursday the 11th, at 17:00 in Berlin, is the last before the American change.
    ["2027-03-11T16:00:00Z", "11:00"],
    ["2027-03-11T16:00:01Z", "11:00, 12:00 until 2027-04-01"],
    ["2027-03-25T16:00:00Z", "11:00, 12:00 until 2027-04-01"],
    ["2027-03-25T16:00:01Z", "11:00"],
  ])("at %s is %s in New York: the usual hour, and what it is for some weeks", (now, expected) => {
    expect(said(thursdays, "America/New_York", now)).toBe(expected)
  })

  it("is as it stands where it will stay so for months", () => {
    expect(said(thursdays, "Africa/Lagos", "2027-01-07T09:00:00Z")).toBe("17:00")
    expect(said(thursdays, "Africa/Lagos", "2027-07-07T09:00:00Z")).toBe("16:00")
  })
})
