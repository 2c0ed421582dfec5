import type { MemberId } from "@turnabout/core/id.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import type { Couple } from "./couple.ts"
import { living } from "./member.ts"
import type { Living } from "./member.ts"
import { modelCalendar } from "./model-calendar.ts"
import type { ModelCalendar } from "./model-calendar.ts"

/** A couple, their calendars, and what the promises made to them are held against. Instants are in milliseconds. */
export type Household = {
  readonly couple: Couple
  readonly homes: Readonly<Record<MemberId, Home>>
  /** When they meet, as they last said; more than one while it is open whether a change was taken. */
  slots: readonly Slot[]
  /** Sessions that one of them asked to move. */
  readonly moved: Set<number>
  /** Sessions in whose hour one of them changed something: what follows an hour that took place may not follow these. */
  readonly interrupted: Set<number>
  /** When one of them last did anything, and anything that a normal week has not. */
  actedAt: number
  changedAt: number
  /** When the service last asked one of them whether they are still there. */
  quietCheckAt: number
  /** How many more held sessions were about `a` than about `b`, and the greatest such difference so far. */
  turns: { gap: number; greatest: number }
  readonly filed: Set<number>
}

export type Home = {
  readonly living: Living
  readonly calendar: ModelCalendar
  /** The letters of the last weeks, in the order in which they were owed. */
  week: { readonly since: number; readonly kind: string; readonly id: string }[]
}

export function household(seed: number, couple: Couple): Household {
  const home = (by: MemberId): Home => ({ living: living(seed, couple, by), calendar: modelCalendar(), week: [] })
  return {
    couple,
    homes: { a: home("a"), b: home("b") },
    slots: [couple.slot],
    moved: new Set(),
    interrupted: new Set(),
    actedAt: 0,
    changedAt: 0,
    quietCheckAt: 0,
    turns: { gap: 0, greatest: 0 },
    filed: new Set(),
  }
}

/** One of them does something that is more than a normal week has. */
export function changes(house: Household, at: number): void {
  house.changedAt = at
  for (const { calendar } of [house.homes.a, house.homes.b])
    for (const { session, starts, ends } of calendar.shown())
      if (starts <= at && at <= ends + afterFormMs) house.interrupted.add(session)
}

const afterFormMs = 5 * 60_000
