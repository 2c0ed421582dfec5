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
  /** How long after its time a letter may leave. */
  readonly lateMs: number
  readonly homes: Readonly<Record<MemberId, Home>>
  /** When they meet, as they last said; more than one while it is open what a change was taken for. */
  slots: readonly Slot[]
  /** When one of them asked to move a session to, each of the times that it was asked of. */
  readonly moved: Map<number, number[]>
  /** Sessions in whose hour one of them changed something: what follows an hour that took place may not follow these. */
  readonly interrupted: Set<number>
  /** When one of them last did anything, and anything that a normal week has not. */
  actedAt: number
  changedAt: number
  /** When the service last called sessions off, and last asked one of them whether they are still there. */
  stoppedAt: number
  quietCheckAt: number
  /** One of them has asked for a last session: none is invited after it. */
  isEnding: boolean
  /** How many more held sessions were about `a` than about `b`, and the greatest such difference so far. */
  turns: { gap: number; greatest: number }
  readonly filed: Set<number>
}

export type Home = {
  readonly living: Living
  readonly calendar: ModelCalendar
  /** The letters of the last weeks, in the order in which they were owed. */
  week: { readonly since: number; readonly kind: string; readonly id: string }[]
  readonly knows: Knowledge
}

/** What a member knows of that lets them expect a letter. Instants are in milliseconds, sessions are numbers. */
export type Knowledge = {
  /** When they sent an answer that their coach may read. */
  readonly shared: Map<number, number>
  /** When their prompt came, if it named commitments of theirs. */
  readonly promptedWithOpen: Map<number, number>
  /** When the sessions began that nobody said did not happen. */
  readonly held: Map<number, number>
  /** When they last said what had become of a commitment, and that they live in another zone. */
  closedAt: number
  zoneSince: number
  /** When the after-form came after which it has still to be seen how many events are ahead. */
  formAt: number | null
  /** The month whose recap was looked for last, as `YYYY-MM`. */
  recapOf: string
}

export function household(seed: number, couple: Couple, lateMs: number): Household {
  const home = (by: MemberId): Home => ({
    living: living(seed, couple, by),
    calendar: modelCalendar(),
    week: [],
    knows: {
      shared: new Map(),
      promptedWithOpen: new Map(),
      held: new Map(),
      closedAt: 0,
      zoneSince: 0,
      formAt: null,
      recapOf: "",
    },
  })
  return {
    couple,
    lateMs,
    homes: { a: home("a"), b: home("b") },
    slots: [couple.slot],
    moved: new Map(),
    interrupted: new Set(),
    actedAt: 0,
    changedAt: 0,
    stoppedAt: 0,
    quietCheckAt: 0,
    isEnding: false,
    turns: { gap: 0, greatest: 0 },
    filed: new Set(),
  }
}

/** One of them does something that is more than a normal week has. */
export function changes(house: Household, at: number): void {
  house.changedAt = at
  interrupts(house, at)
}

/** The service calls sessions off: for good, for a pause, or until somebody answers. */
export function stops(house: Household, at: number): void {
  house.stoppedAt = at
  interrupts(house, at)
}

/** An after-form that is late by then is not sent into what has changed. */
function interrupts({ homes, interrupted, lateMs }: Household, at: number): void {
  for (const { calendar } of [homes.a, homes.b])
    for (const { session, starts, ends } of calendar.shown())
      if (starts <= at && at <= ends + afterFormMs + lateMs) interrupted.add(session)
}

const afterFormMs = 5 * 60_000
