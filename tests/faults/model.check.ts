import { beforeAll, expect, test } from "vitest"
import { explore, sample } from "./explore.ts"
import type { Explored } from "./explore.ts"
import type { Scenario } from "./model.ts"
import { couples, courses, coupleScenario, scenarioOfThree, threes } from "./scenarios.ts"
import { tableOf } from "./tables.ts"
import type { Begun } from "./world.ts"
import { lastBooked } from "./world.ts"

const minutes = 60_000
/** For all couples; what is complete sooner leaves its time to the rest. */
const forCouples = 3 * minutes
const forSamples = 0.5 * minutes
const runsAtRandom = 200

let begun: Begun
beforeAll(async () => {
  begun = await lastBooked()
})

const names = Object.keys(couples) as (keyof typeof couples)[]
/** By course, so that what is cut off is what has most orders. */
const coursesOfTwo = (Object.keys(courses) as (keyof typeof courses)[]).filter((course) => course !== "all of it")

test("two handlers in any order, with any one fault at any step, keep every promise", async ({ task }) => {
  const scenarios = coursesOfTwo.flatMap((course) => names.map((name) => coupleScenario(begun, name, course)))
  const found = await inTurn(scenarios, forCouples, async (scenario, ms) => explore(scenario, { ms }))
  task.meta.table = tableFor("Two handlers, every order of their steps", found)
  expect(found.flatMap(({ violation }) => violation ?? [])).toEqual([])
  expect(found.filter(({ name, isComplete }) => name.endsWith("no fault") && !isComplete)).toEqual([])
})

test("two and three handlers in orders at random, with two faults and a stall, keep every promise", async ({
  task,
}) => {
  const scenarios = [
    ...names.map((name) => coupleScenario(begun, name, "all of it")),
    ...(Object.keys(threes) as (keyof typeof threes)[]).map((name) => scenarioOfThree(begun, name, "all of it")),
  ]
  const found = await inTurn(scenarios, forSamples, async (scenario, ms) =>
    sample(scenario, { ms, seed: 20_261_127, runs: runsAtRandom }),
  )
  task.meta.table = tableFor(`Two and three handlers, up to ${runsAtRandom} runs of each at random`, found)
  expect(found.flatMap(({ violation }) => violation ?? [])).toEqual([])
})

type Found = Explored & { readonly name: string }

async function inTurn(
  scenarios: readonly Scenario[],
  ms: number,
  search: (scenario: Scenario, ms: number) => Promise<Explored>,
): Promise<Found[]> {
  const until = performance.now() + ms
  const found: Found[] = []
  for (const [place, scenario] of scenarios.entries()) {
    const share = (until - performance.now()) / (scenarios.length - place)
    found.push({ name: scenario.name, ...(await search(scenario, share)) })
  }
  return found
}

function tableFor(title: string, found: readonly Found[]): string {
  const rows = found.map(({ name, states, ends, isComplete, violation }) => [
    name,
    states,
    ends,
    violation === null ? (isComplete ? "complete" : "cut off") : violation.faults.join("; "),
  ])
  return tableOf(title, [["handlers: course", "states", "ends", "explored"], ...rows])
}
