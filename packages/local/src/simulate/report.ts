import type { Units } from "../units.ts"
import type { CellReport } from "./cell.ts"
import { bothFound } from "./trouble.ts"
import type { Found, TroubleKind } from "./trouble.ts"

export type Report = {
  readonly pairs: number
  readonly weeks: number
  readonly seed: number
  readonly letters: Readonly<Record<string, number>>
  readonly lost: number
  readonly repeated: number
  readonly overBudget: number
  readonly turnGapMax: number
  readonly wrongHour: number
  readonly calendarMismatch: number
  readonly latestMinutes: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly units: Units
  readonly pairWeeksPerSecond: number
  readonly peakRssMb: number
}

type Lives = { readonly pairs: number; readonly weeks: number; readonly seed: number }
type Took = { readonly seconds: number; readonly peakRssMb: number }

/** What all cells together come to. */
export function reportOf({ pairs, weeks, seed }: Lives, cell: CellReport, { seconds, peakRssMb }: Took): Report {
  const { letters, found, turnGapMax, late, units } = cell
  return {
    pairs,
    weeks,
    seed,
    letters,
    lost: found.lost.count,
    repeated: found.repeated.count,
    overBudget: found.overBudget.count,
    turnGapMax,
    wrongHour: found.wrongHour.count,
    calendarMismatch: found.calendarMismatch.count,
    latestMinutes: { p50: share(late, 0.5), p99: share(late, 0.99), max: share(late, 1) },
    units,
    pairWeeksPerSecond: Math.round((10 * pairs * weeks) / seconds) / 10,
    peakRssMb: Math.round(peakRssMb),
  }
}

/** What is broken that must not be, a line each. Under faults a letter may come twice: an answer of SES's can be lost. */
export function brokenPromises(found: Found, { isFaulty }: { readonly isFaulty: boolean }): string[] {
  const kinds: readonly TroubleKind[] = ["lost", "overBudget", "wrongHour", "calendarMismatch", "turnGap"]
  const broken = isFaulty ? kinds : [...kinds, "repeated" as const]
  return broken.flatMap((kind) => {
    const { count, cases } = found[kind]
    return count === 0 ? [] : [`${kind}: ${count}, such as ${cases.join(" | ")}`]
  })
}

export function bothReports(one: CellReport, other: CellReport): CellReport {
  return {
    letters: summed(Object.entries(one.letters), Object.entries(other.letters)),
    found: bothFound(one.found, other.found),
    turnGapMax: Math.max(one.turnGapMax, other.turnGapMax),
    late: Object.entries(summed(one.late, other.late))
      .map(([minutes, letters]) => [Number(minutes), letters] as const)
      .toSorted(([earlier], [later]) => earlier - later),
    units: { read: one.units.read + other.units.read, write: one.units.write + other.units.write },
  }
}

type Counts = readonly (readonly [string | number, number])[]

function summed(...counts: readonly Counts[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>()
  for (const [name, count] of counts.flat()) sums.set(String(name), (sums.get(String(name)) ?? 0) + count)
  return Object.fromEntries([...sums].toSorted(([one], [other]) => one.localeCompare(other)))
}

/** The minutes within which this share of the letters left. */
function share(late: CellReport["late"], of: number): number {
  const all = late.reduce((sum, [, letters]) => sum + letters, 0)
  let seen = 0
  for (const [minutes, letters] of late) {
    seen += letters
    if (seen >= of * all) return minutes
  }
  return 0
}
