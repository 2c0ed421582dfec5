import type { Slot, Weekday } from "@turnabout/core/slot.ts"

/*
 * Where a million pairs would live and when they would meet. Nobody has counted them: all of this is assumed, as a world of
 * people who work in offices, so that more alarms fall on one minute than would in a wider one.
 */

type Shares<T> = readonly (readonly [T, number])[]

const zones: Shares<string> = [
  ["America/New_York", 17],
  ["America/Chicago", 9],
  ["America/Los_Angeles", 10],
  ["America/Sao_Paulo", 5],
  ["Europe/London", 12],
  ["Europe/Berlin", 22],
  ["Europe/Athens", 3],
  ["Asia/Kolkata", 10],
  ["Asia/Singapore", 5],
  ["Asia/Tokyo", 3],
  ["Australia/Sydney", 4],
]

const weekdays: Shares<Weekday> = [
  ["monday", 15],
  ["tuesday", 22],
  ["wednesday", 22],
  ["thursday", 21],
  ["friday", 12],
  ["saturday", 3],
  ["sunday", 5],
]

const hours: Shares<number> = [
  [7, 2],
  [8, 7],
  [9, 9],
  [10, 9],
  [11, 8],
  [12, 10],
  [13, 6],
  [14, 6],
  [15, 6],
  [16, 8],
  [17, 10],
  [18, 8],
  [19, 6],
  [20, 5],
]

/** Four in five meet on the hour. */
const minutes: Shares<string> = [
  ["00", 80],
  ["30", 16],
  ["15", 4],
]

export type MeetingSlot = { readonly slot: Slot; readonly share: number }

/** Every slot with the share of pairs that meet in it; all shares together are 1. All meet for an hour. */
export function slots(): readonly MeetingSlot[] {
  const all = zones.flatMap(([zone, inZone]) =>
    weekdays.flatMap(([weekday, onDay]) =>
      hours.flatMap(([hour, atHour]) =>
        minutes.map(([minute, atMinute]) => ({
          slot: { weekday, time: `${String(hour).padStart(2, "0")}:${minute}`, zone, minutes: 60 },
          share: inZone * onDay * atHour * atMinute,
        })),
      ),
    ),
  )
  const sum = all.reduce((total, { share }) => total + share, 0)
  return all.map(({ slot, share }) => ({ slot, share: share / sum }))
}
