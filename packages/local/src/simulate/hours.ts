import { weekdays } from "@turnabout/core/slot.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import type { Home, Household } from "./household.ts"
import type { CalendarEvent, Shown } from "./model-calendar.ts"
import type { SentLetter } from "./sent-letter.ts"

/*
 * When letters may leave, and events begin, by design.md and rules.md. Reckoned from the reader's calendar and clock
 * alone, with Intl and not with what the product reckons by.
 */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const weekMs = 7 * dayMs
/** How long a quiet check waits before sessions are called off. */
const quietCheckMs = 7 * dayMs

/** How long after its time a letter may leave: a tick each minute finds what fell due; what failed is tried again within hours. */
export function latenessFor({ isFaulty }: { readonly isFaulty: boolean }): number {
  return isFaulty ? 6 * hourMs : 2 * minuteMs
}

export function leavesAtItsHour(letter: SentLetter, house: Household): boolean {
  const { lateMs } = house
  const home = house.homes[letter.to]
  const at = letter.at.epochMilliseconds
  const isIn = (from: number, until: number) => from <= at && at <= until + lateMs
  const isAfterDeed = isIn(house.actedAt, house.actedAt)
  const shown = letter.session === null ? null : home.calendar.of(letter.session)
  switch (letter.kind) {
    case "prompt":
    case "review":
      return shown !== null && isDayBefore(shown, { isIn, isAfterDeed, at, lateMs })
    case "coach-note":
      // At once when the focus person has answered, else two hours before.
      return shown !== null && (isAfterDeed || isIn(shown.starts - 2 * hourMs, shown.starts - 2 * hourMs))
    case "after-form":
      return shown !== null && isIn(shown.ends + 5 * minuteMs, shown.ends + 5 * minuteMs)
    case "recap":
      return isFirstMorning(letter, home, lateMs)
    case "back-soon":
      return isAfterDeed || isNine(letter, home, lateMs)
    case "invitation":
      return (
        isAfterDeed ||
        isAfterSession(home, isIn) ||
        isIn(house.quietCheckAt + quietCheckMs, house.quietCheckAt + quietCheckMs) ||
        // With a back-soon letter, which may itself have to be tried again.
        isNine(letter, home, lateMs)
      )
    case "welcome":
    case "confirm":
    case "partner-request":
    case "proposal":
    case "answer-no":
    case "skipped":
    case "moved":
    case "not-moved":
    case "changed":
    case "paused":
    case "question":
    case "quiet-check":
    case "quiet-notice":
    case "ended":
    case "exported":
    case "erased":
    case "foreign-sender":
    case "not-understood":
      // They tell of something that somebody did, or did not do: no hour is promised.
      return true
  }
}

type Around = {
  readonly isIn: (from: number, until: number) => boolean
  readonly isAfterDeed: boolean
  readonly at: number
  readonly lateMs: number
}

/** 24 h before; at once, while two hours remain, if the session was not known by then, or its roles were others. */
function isDayBefore({ starts, timeSince, titleSince }: Shown, { isIn, isAfterDeed, at, lateMs }: Around): boolean {
  const due = starts - dayMs
  if (isIn(due, due)) return true
  const isNew = isAfterDeed || isIn(timeSince, timeSince) || isIn(titleSince, titleSince)
  return isNew && at >= due && at <= starts - 2 * hourMs + lateMs
}

function isAfterSession({ calendar }: Home, isIn: Around["isIn"]): boolean {
  return calendar.shown().some(({ ends }) => isIn(ends + 5 * minuteMs, ends + 5 * minuteMs))
}

function isFirstMorning({ at }: SentLetter, { living }: Home, lateMs: number): boolean {
  const { day, minutes } = localTime(at.epochMilliseconds, living.zone)
  return day === 1 && minutes >= 8 * 60 && minutes <= 11 * 60 + lateMs / minuteMs
}

function isNine({ at }: SentLetter, { living }: Home, lateMs: number): boolean {
  const { minutes } = localTime(at.epochMilliseconds, living.zone)
  return minutes >= 9 * 60 && minutes <= 9 * 60 + lateMs / minuteMs
}

/** Whether an event begins when the two meet, by the clock of the place where they said so, or when one of them asked it to. */
export function beginsAsAgreed(event: CalendarEvent, { slots, moved }: Household): boolean {
  if (event.method !== "REQUEST") return true
  const isMoved = moved.get(event.session)?.includes(event.starts) === true
  return isMoved ? slots.some(({ minutes }) => isLong(event, minutes)) : slots.some((slot) => isAt(event, slot))
}

function isLong({ starts, ends }: CalendarEvent, minutes: number): boolean {
  return ends - starts === minutes * minuteMs
}

function isAt(event: CalendarEvent, slot: Slot): boolean {
  const local = localTime(event.starts, slot.zone)
  return local.minutes === minutesOf(slot) && local.weekday === slot.weekday && isLong(event, slot.minutes)
}

/** Whether the two are one hour in any week of the year ahead, each by the clock of its place. */
export function meetAsOne(one: Slot, other: Slot, now: number): boolean {
  const apart = slotMinutes(one) - slotMinutes(other)
  return Array.from({ length: 52 }, (_, week) => now + week * weekMs).some((at) => {
    const clocksApart = minutesOfWeek(localTime(at, one.zone)) - minutesOfWeek(localTime(at, other.zone))
    return (apart - clocksApart) % (weekMs / minuteMs) === 0
  })
}

function slotMinutes(slot: Slot): number {
  return minutesOfWeek({ weekday: slot.weekday, minutes: minutesOf(slot) })
}

function minutesOfWeek({ weekday, minutes }: Pick<LocalTime, "weekday" | "minutes">): number {
  return (weekdays.findIndex((each) => each === weekday) * dayMs) / minuteMs + minutes
}

function minutesOf({ time }: Slot): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number)
  return hour * 60 + minute
}

type LocalTime = {
  readonly weekday: string
  /** As `YYYY-MM`. */
  readonly month: string
  readonly day: number
  readonly minutes: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

export function localTime(ms: number, zone: string): LocalTime {
  const known = formats.get(zone)
  const format =
    known ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "long",
      year: "numeric",
      month: "2-digit",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    })
  if (known === undefined) formats.set(zone, format)
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]))
  const weekday = weekdays.find((each) => each === parts.get("weekday")?.toLowerCase()) ?? ""
  return {
    weekday,
    month: `${parts.get("year")}-${parts.get("month")}`,
    day: Number(parts.get("day")),
    minutes: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  }
}
