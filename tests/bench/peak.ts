import { lookBackMinutes } from "@turnabout/functions/tick.ts"
import type { Arrivals, Ringing } from "./arrivals.ts"
import { minutesOfWeek, ringing } from "./arrivals.ts"
import { round } from "./rounds.ts"

/** What one alarm of a kind comes to: letters, and how long a worker takes for it when it has many. */
export type AlarmCost = { readonly letters: number; readonly workerSeconds: number; readonly indexUnits: number }
export type Costs = Readonly<Record<Ringing, AlarmCost>>

export type Capacity = {
  /** Mails that SES takes a second. */
  readonly sesRate: number
  readonly shards: number
  readonly workers: number
}

/** Of letters, in minutes after the minute they were due in; weighed by their number. */
export type Lateness = {
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly dropsBehind: boolean
}

/** What one shard can do: DynamoDB's own limit of a partition, and how many pairs a tick takes from it (tick.ts). */
const indexUnitsASecond = 1000
const perShardAtMost = 10_000
/** The tick of a minute comes at its end at the latest; how often all is swept. */
const untilTickSeconds = 60
const sweepMinutes = 15

/** What comes due in one minute of the week. */
type Due = {
  readonly minute: number
  readonly alarms: number
  readonly letters: number
  readonly workerSeconds: number
  readonly indexUnits: number
}

/**
 * How late letters are in a week, with so much of everything. Alarms of one minute are served together, the earlier ones
 * first, as fast as the slowest of SES, the workers and the index allows. What a tick can't take from a shard waits for the
 * next one, and what has left the tick's window for the sweep.
 */
export function latenessOf(arrivals: Arrivals, costs: Costs, capacity: Capacity): Lateness {
  return latenessIn(duesOf(arrivals, costs), capacity)
}

function latenessIn(dues: readonly Due[], capacity: Capacity): Lateness {
  const pieces: Piece[] = []
  const takenAtOnce = perShardAtMost * capacity.shards
  let freeAt = 0
  // Twice: the second week begins with what the first has left over.
  for (const week of [0, 1]) {
    for (const due of dues) {
      const rang = (due.minute + week * minutesOfWeek) * 60
      for (let turn = 0; turn * takenAtOnce < due.alarms; turn += 1) {
        const part = Math.min(1 - (turn * takenAtOnce) / due.alarms, takenAtOnce / due.alarms)
        const start = Math.max(freeAt, rang + untilTickSeconds + waitOf(turn) * 60)
        freeAt = start + secondsFor(due, capacity) * part
        if (week === 1) pieces.push(...split({ from: start - rang, to: freeAt - rang, letters: due.letters * part }))
      }
    }
  }
  // What is left over after a week is more than a week's worth: it grows without an end.
  return { ...quantilesOf(pieces), dropsBehind: freeAt > 2 * minutesOfWeek * 60 + 3600 }
}

function waitOf(turn: number): number {
  return turn <= lookBackMinutes ? turn : Math.ceil(turn / lookBackMinutes) * sweepMinutes
}

function duesOf(arrivals: Arrivals, costs: Costs): readonly Due[] {
  return Array.from({ length: minutesOfWeek }, (_, minute): Due => {
    const due = { minute, alarms: 0, letters: 0, workerSeconds: 0, indexUnits: 0 }
    for (const kind of ringing) {
      const alarms = arrivals[kind][minute] ?? 0
      due.alarms += alarms
      due.letters += alarms * costs[kind].letters
      due.workerSeconds += alarms * costs[kind].workerSeconds
      due.indexUnits += alarms * costs[kind].indexUnits
    }
    return due
  }).filter(({ alarms }) => alarms > 0)
}

function secondsFor({ letters, workerSeconds, indexUnits }: Due, { sesRate, workers, shards }: Capacity): number {
  return Math.max(letters / sesRate, workerSeconds / workers, indexUnits / (indexUnitsASecond * shards))
}

type Piece = { readonly late: number; readonly letters: number }

function quantilesOf(pieces: readonly Piece[]): Omit<Lateness, "dropsBehind"> {
  const sorted = pieces.toSorted((one, other) => one.late - other.late)
  const all = sorted.reduce((sum, { letters }) => sum + letters, 0)
  const at = (share: number) => {
    let seen = 0
    for (const { late, letters } of sorted) {
      seen += letters
      if (seen >= share * all) return round(late / 60)
    }
    return 0
  }
  return { p50: at(0.5), p99: at(0.99), max: round((sorted.at(-1)?.late ?? 0) / 60) }
}

/** Letters that leave one after the other, in at most 20 pieces. */
function split({ from, to, letters }: { from: number; to: number; letters: number }): readonly Piece[] {
  const count = Math.min(20, Math.max(1, Math.ceil((to - from) / 10)))
  return Array.from({ length: count }, (_, place) => ({
    late: from + ((to - from) * (place + 1)) / count,
    letters: letters / count,
  }))
}

/** The worst minute and the mean, of alarms and of letters. */
export function loadOf(arrivals: Arrivals, costs: Costs) {
  const dues = duesOf(arrivals, costs)
  const load = (of: (due: Due) => number) => ({
    mean: round(dues.reduce((sum, due) => sum + of(due), 0) / minutesOfWeek),
    worst: Math.round(Math.max(...dues.map(of))),
  })
  return { alarmsAMinute: load(({ alarms }) => alarms), lettersAMinute: load(({ letters }) => letters) }
}

export const latenessAim = { p99Minutes: 5 }
const asked = [1, 2, 5, 10, 14, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 2000]

/** The least of everything with which 99 of 100 letters are less than five minutes late. */
export function neededFor(arrivals: Arrivals, costs: Costs): Capacity & { readonly lateness: Lateness } {
  const dues = duesOf(arrivals, costs)
  const isGood = (capacity: Capacity) => latenessIn(dues, capacity).p99 <= latenessAim.p99Minutes
  const sesRate = asked.find((rate) => isGood({ sesRate: rate, shards: 64, workers: 1e6 })) ?? asked.at(-1) ?? 0
  const shards = [1, 2, 4, 8, 16, 32].find((count) => isRoomy(dues, sesRate, count)) ?? 64
  // As many as keep SES busy; AWS runs two at the least.
  const workers = Math.max(2, Math.ceil(sesRate * aLetter(dues, ({ workerSeconds }) => workerSeconds)))
  const capacity = { sesRate, shards, workers }
  return { ...capacity, lateness: latenessIn(dues, capacity) }
}

/** Half of what a shard can do is left: pairs are not spread over shards to the last one, and there is more than alarms. */
function isRoomy(dues: readonly Due[], sesRate: number, shards: number): boolean {
  const worst = Math.max(...dues.map(({ alarms }) => alarms))
  const unitsASecond = sesRate * aLetter(dues, ({ indexUnits }) => indexUnits)
  return worst <= (perShardAtMost * shards) / 2 && unitsASecond <= (indexUnitsASecond * shards) / 2
}

/** Per letter, over a week. */
function aLetter(dues: readonly Due[], of: (due: Due) => number): number {
  const total = (what: (due: Due) => number) => dues.reduce((sum, due) => sum + what(due), 0)
  return total(of) / total(({ letters }) => letters)
}

/** The same week with another number of pairs. */
export function scaled(arrivals: Arrivals, by: number): Arrivals {
  return {
    prompt: arrivals.prompt.map((alarms) => alarms * by),
    "coach-note": arrivals["coach-note"].map((alarms) => alarms * by),
    "after-form": arrivals["after-form"].map((alarms) => alarms * by),
    recap: arrivals.recap.map((alarms) => alarms * by),
  }
}

export function withoutRecaps(arrivals: Arrivals): Arrivals {
  return { ...arrivals, recap: new Float64Array(minutesOfWeek) }
}

/**
 * How a month's alarms reach the worker: 25 ids to a message, two messages to a call. In a minute in which few are to be
 * expected there is a message only if one comes (Poisson).
 */
export function wakingOf(arrivals: Arrivals): { readonly messages: number; readonly calls: number } {
  const weeks = 365 / 12 / 7
  const aWeek = Array.from({ length: minutesOfWeek }, (_, minute) => {
    const alarms = ringing.reduce((sum, kind) => sum + (arrivals[kind][minute] ?? 0), 0)
    const isAny = 1 - Math.exp(-alarms)
    return { messages: Math.max(isAny, alarms / 25), calls: Math.max(isAny, alarms / 50) }
  })
  const total = (of: (minute: (typeof aWeek)[number]) => number) =>
    weeks * aWeek.reduce((sum, minute) => sum + of(minute), 0)
  return { messages: total(({ messages }) => messages), calls: total(({ calls }) => calls) }
}
