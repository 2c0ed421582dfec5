import type { MemberId, PairId } from "@turnabout/core/id.ts"
import { pairIdSchema } from "@turnabout/core/id.ts"
import { weekdays } from "@turnabout/core/slot.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { Temporal } from "temporal-polyfill"
import type { Dice } from "./dice.ts"
import { diceOf } from "./dice.ts"

export type Person = { readonly name: string; readonly mailbox: string; readonly zone: string }

/** Two people who will sign up, and when they want to meet. `a` asks `b`. */
export type Couple = {
  readonly number: number
  readonly id: PairId
  readonly a: Person
  readonly b: Person
  readonly slot: Slot
  readonly firstFocus: "me" | "partner" | "draw"
  readonly meetingLink: string
  readonly signsUpAt: Temporal.Instant
}

/** Clocks that change in March and October, in September and April, at other times, and never; and by half an hour. */
const zones: readonly [string, ...string[]] = [
  "Europe/Lisbon",
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/Los_Angeles",
  "America/Santiago",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Tokyo",
  "America/Sao_Paulo",
]
const names: readonly [string, ...string[]] = ["Ana", "Chidi", "Dörte", "Emre", "Farah"]
const partnerNames: readonly [string, ...string[]] = ["Ben", "Goran", "Hana", "Ísold", "Jo"]

export const begins = Temporal.Instant.from("2026-11-23T00:00:00Z")
/** They sign up within so many hours. */
const signUpHours = 96

export function coupleOf(seed: number, number: number): Couple {
  const dice = diceOf(`couple ${seed} ${number}`)
  const zone = dice.pick(zones)
  const partnerZone = dice.chance(0.6) ? dice.pick(zones) : zone
  const person = (member: MemberId, ownZone: string): Person => ({
    name: dice.pick(member === "a" ? names : partnerNames),
    mailbox: `${member}${number}@example.org`,
    zone: ownZone,
  })
  return {
    number,
    id: pairIdSchema.parse(`pair_${base32(`${seed}`, 6)}${base32(number.toString(), 10)}`),
    a: person("a", zone),
    b: person("b", partnerZone),
    slot: { ...timeOf(dice), zone },
    firstFocus: dice.pick(["me", "partner", "draw"]),
    meetingLink: dice.chance(0.5) ? `https://meet.example/room-${number}` : "",
    signsUpAt: begins.add({ seconds: dice.between(0, signUpHours * 3600) }),
  }
}

/** Awake hours: the hour that a change of clocks skips or doubles is the tests' business. */
export function timeOf(dice: Dice): Omit<Slot, "zone"> {
  const half = dice.between(13, 43)
  return {
    weekday: dice.pick(weekdaysThere),
    time: `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 === 0 ? "00" : "30"}`,
    minutes: dice.pick([60, 60, 45, 90]),
  }
}

const [monday, ...laterDays] = weekdays
const weekdaysThere: readonly [Slot["weekday"], ...Slot["weekday"][]] = [monday, ...laterDays]

export function otherZone(dice: Dice): string {
  return dice.pick(zones)
}

export function addressToken(couple: Couple, member: MemberId): string {
  return `${couple.id.slice("pair_".length)}${base32(member === "a" ? "1" : "2", 10)}`
}

/** Digits as letters that base32 has. */
function base32(digits: string, length: number): string {
  return Array.from(digits, (digit) => "abcdefghij"[Number(digit)] ?? "k")
    .join("")
    .slice(-length)
    .padStart(length, "z")
}
