import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { commandIdSchema } from "@turnabout/core/id.ts"
import { decide } from "@turnabout/core/decide.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, test } from "vitest"

const folder = "tests/fixtures/pairs"

/** Pairs as they were kept by the code of that day. Nobody may edit them: what is kept somewhere can't be edited either. */
describe.each(readdirSync(folder))("pairs kept by the version of %s", (file) => {
  const kept = JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly Record<string, unknown>[]

  test("are some, from the sign-up to a life that has had its turns", () => {
    const statuses = kept.map(({ status }) => (status as { kind: string }).kind)
    expect(new Set(statuses).size).toBeGreaterThanOrEqual(3)
  })

  test("open, with nothing lost of what they held", () => {
    for (const pair of kept) {
      const again = JSON.parse(pairText(readPair(JSON.stringify(pair)))) as Record<string, unknown>
      expect(again).toMatchObject(pair)
    }
  })

  test("go on living", () => {
    for (const pair of kept) {
      const opened = readPair(JSON.stringify(pair))
      const wake = { kind: "wake", via: "clock", id: commandIdSchema.parse("wake-up") } as const
      const decision = decide(opened, wake, Temporal.Instant.from(opened.dueAt?.toString() ?? "2027-01-01T00:00:00Z"))
      expect(["next", "forget"]).toContain(decision.kind)
    }
  })
})
