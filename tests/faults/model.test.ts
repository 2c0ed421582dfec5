import { beforeAll, describe, expect, test } from "vitest"
import { explore, sample } from "./explore.ts"
import type { Mistake } from "./mistakes.ts"
import { handleWith, mistakes } from "./mistakes.ts"
import type { couples, courses } from "./scenarios.ts"
import { coupleScenario } from "./scenarios.ts"
import type { Begun } from "./world.ts"
import { lastBooked } from "./world.ts"

let begun: Begun
beforeAll(async () => {
  begun = await lastBooked()
})

// The rest of them, with their faults: `npm run check:faults`.
test.each(["skip, wake", "unclear twice"] as const)(
  "two handlers in any order keep every promise: %s",
  async (name) => {
    const found = await explore(coupleScenario(begun, name, "no fault"), { ms: 60_000 })
    expect(found).toMatchObject({ violation: null, isComplete: true })
    expect(found.states).toBeGreaterThan(40)
  },
)

type Finding = { readonly couple: keyof typeof couples; readonly course: keyof typeof courses; readonly says: RegExp }

/** Where each mistake shows, and what is said of it. */
const findings: Record<Mistake, Finding> = {
  "an entry is removed by its key alone": {
    couple: "skip, move",
    course: "no fault",
    says: /was owed, never sent, and is owed no more/,
  },
  "a claim per letter": { couple: "skip, move", course: "no fault", says: /was overtaken/ },
  "the replay guard stands outside the pair, written before the save": {
    couple: "skip, wake",
    course: "one crash",
    says: /skip was applied 0 times/,
  },
  "the replay guard stands outside the pair, written after the save": {
    couple: "unclear twice",
    course: "no fault",
    says: /unclear was applied 2 times/,
  },
}

describe("what looks simpler is found to fail", () => {
  test.each(Object.keys(mistakes) as Mistake[])(
    "%s",
    async (mistake) => {
      const { couple, course, says } = findings[mistake]
      const handling = await handleWith(mistake)
      const scenario = coupleScenario(begun, couple, course)
      const { violation } = await sample(scenario, { handling, ms: 60_000, seed: 1, runs: 500 })
      expect(violation?.faults.join("\n")).toMatch(says)
    },
    70_000,
  )
})
