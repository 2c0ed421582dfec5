import { describe, expect, test } from "vitest"
import type { Arrivals } from "./arrivals.ts"
import { arrivalsOf, minutesOfWeek } from "./arrivals.ts"
import type { Costs } from "./peak.ts"
import { latenessOf, loadOf, neededFor, scaled, wakingOf } from "./peak.ts"
import { slots } from "./zones.ts"

const cost = { letters: 1, workerSeconds: 0.1, indexUnits: 4 }
const costs: Costs = { prompt: cost, "coach-note": cost, "after-form": { ...cost, letters: 4 }, recap: cost }
const plenty = { sesRate: 1e6, shards: 64, workers: 1e6 }

function prompts(...at: readonly (readonly [minute: number, alarms: number])[]): Arrivals {
  const none = () => new Float64Array(minutesOfWeek)
  const prompt = none()
  for (const [minute, alarms] of at) prompt[minute] = alarms
  return { prompt, "coach-note": none(), "after-form": none(), recap: none() }
}

describe("lateness", () => {
  test("is the minute until the tick, where there is plenty of all", () => {
    const late = latenessOf(prompts([0, 6]), costs, plenty)
    expect(late).toEqual({ p50: 1, p99: 1, max: 1, dropsBehind: false })
  })

  test("follows from what SES takes: 600 letters at one a second are out after ten minutes", () => {
    const late = latenessOf(prompts([0, 600]), costs, { ...plenty, sesRate: 1 })
    expect(late).toMatchObject({ p50: 6, max: 11, dropsBehind: false })
  })

  test("follows from how many workers there are: 600 alarms of a tenth of a second", () => {
    expect(latenessOf(prompts([0, 600]), costs, { ...plenty, workers: 1 }).max).toBe(2)
  })

  test("passes on to the next minute what is not out by then", () => {
    // The first 120 are out three minutes after their minute; the second must wait a minute for them.
    expect(latenessOf(prompts([0, 120], [1, 120]), costs, { ...plenty, sesRate: 1 }).max).toBe(4)
  })

  test("is a minute more for what one tick does not take from a shard, and a sweep for what four don't", () => {
    expect(latenessOf(prompts([0, 20_000]), costs, { ...plenty, shards: 1 }).max).toBeCloseTo(3, 0)
    expect(latenessOf(prompts([0, 50_000]), costs, { ...plenty, shards: 1 }).max).toBeGreaterThan(30)
    expect(latenessOf(prompts([0, 40_000]), costs, plenty).max).toBeCloseTo(1, 1)
  })

  test("has no end where more comes in a week than goes", () => {
    const everyMinute = prompts(...Array.from({ length: minutesOfWeek }, (_, minute) => [minute, 120] as const))
    expect(latenessOf(everyMinute, costs, { ...plenty, sesRate: 1 }).dropsBehind).toBe(true)
  })
})

test("load is told by its mean and its worst minute", () => {
  expect(loadOf(prompts([5, minutesOfWeek]), costs)).toEqual({
    alarmsAMinute: { mean: 1, worst: minutesOfWeek },
    lettersAMinute: { mean: 1, worst: minutesOfWeek },
  })
})

test("as much is needed as keeps one letter in a hundred under five minutes, and it grows with the pairs", () => {
  const few = prompts([0, 500])
  expect(neededFor(few, costs)).toMatchObject({ sesRate: 5, shards: 1, workers: 2 })
  const many = neededFor(scaled(few, 100), costs)
  expect(many).toMatchObject({ sesRate: 300, shards: 16, workers: 30 })
  expect(many.lateness.p99).toBeLessThanOrEqual(5)
})

test("a message holds 25 alarms of one minute, and a call two messages; where few are to be expected, each is its own", () => {
  const weeks = 365 / 12 / 7
  expect(wakingOf(prompts([0, 100])).messages / weeks).toBeCloseTo(4)
  expect(wakingOf(prompts([0, 100])).calls / weeks).toBeCloseTo(2)
  expect(wakingOf(prompts([0, 0.01])).messages / weeks).toBeCloseTo(0.01)
})

describe("a week of alarms, as core says that they are to come", () => {
  const wednesday = slots().filter(
    ({ slot: { weekday, zone, time } }) => weekday === "wednesday" && zone === "Europe/Berlin" && time === "17:00",
  )
  const arrivals = arrivalsOf({
    pairs: 1000,
    unanswered: 0.2,
    idsPerSlot: 300,
    slots: wednesday.map(({ slot }) => ({ slot, share: 1 })),
  })
  const busy = (kind: keyof Arrivals) =>
    [...arrivals[kind]].flatMap((alarms, minute) => (alarms > 0 ? [[minute, Math.round(alarms * 1000) / 1000]] : []))
  const day = 24 * 60

  test("what has an exact minute has it: a day before, two hours before, five minutes after the hour", () => {
    const start = 2 * day + 16 * 60
    expect(busy("prompt")).toEqual([[start - day, 1000]])
    expect(busy("coach-note")).toEqual([[start - 120, 200]])
    expect(busy("after-form")).toEqual([[start + 65, 1000]])
  })

  test("recaps, which have none, are spread over three hours and fall on no minute together", () => {
    const minutes = busy("recap")
    // Two of each pair, on Tuesday the 1st from eight by the clock in Berlin.
    expect(minutes.reduce((sum, [, alarms = 0]) => sum + alarms, 0)).toBeCloseTo(2000, 0)
    expect(minutes.every(([minute = 0]) => minute >= day + 7 * 60 && minute < day + 10 * 60)).toBe(true)
    expect(minutes.length).toBeGreaterThan(160)
    expect(Math.max(...minutes.map(([, alarms = 0]) => alarms))).toBeLessThan(2000 / 50)
  })
})

test("the slots' shares come to one whole", () => {
  expect(slots().reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
})
