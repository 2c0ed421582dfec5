import { instantText } from "@turnabout/core/time.ts"
import { memoryStore } from "@turnabout/local/memory-store.ts"
import type { Units } from "@turnabout/local/units.ts"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"
import { commandId, pairId, sampleLetter, samplePair } from "../contract/sample-pair.ts"

let now: Temporal.Instant
let billed: Units[]
let store: ReturnType<typeof memoryStore>
beforeEach(() => {
  now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  billed = []
  store = memoryStore({ clock: () => now, shards: 1, onUnits: (units) => void billed.push(units) })
})

describe("what has expired goes from the store in memory", () => {
  test("letters after sixty days, mails seen after a week, counters with their period", async () => {
    await store.putLetter(pairId(1), sampleLetter("prompt.1.a.1"))
    await store.markSeen("mail-1")
    await store.count("sign-ups", now.add({ hours: 1 }))
    await daysLater(8)
    await store.markSeen("mail-2")
    expect([[...store.kept.seen.keys()], store.kept.counts.size]).toEqual([["mail-2"], 0])
    await daysLater(51)
    await store.putLetter(pairId(1), sampleLetter("prompt.2.a.1"))
    expect(store.kept.letters.size).toBe(2)
    await daysLater(1)
    await store.putLetter(pairId(1), sampleLetter("prompt.3.a.1"))
    expect([...store.kept.letters.keys()].map((key) => key.split(" ")[1])).toEqual(["prompt.2.a.1", "prompt.3.a.1"])
  })
})

describe("a copy of what is kept", () => {
  test("has the same alarms, letters and words, and is forgotten as whole", async () => {
    const pair = { ...samplePair(1), dueAt: now }
    await store.begin(pair, [{ kind: "note", command: commandId("sign-up"), text: "Shall we?" }])
    await store.putLetter(pair.id, sampleLetter("prompt.1.a.1"))
    await store.postpone(pair.id, now.add({ hours: 1 }))
    const copy = memoryStore({ clock: () => now, shards: 1 })
    copy.restore(store.kept)
    expect(await copy.earliest(0)).toBe(instantText(now.add({ hours: 1 })))
    expect(await copy.letters(pair.id, "a")).toHaveLength(1)
    await copy.forget(pair)
    expect(Object.values(copy.kept).reduce((sum, map) => sum + map.size, 0)).toBe(0)
    expect(await store.letters(pair.id, "a")).toHaveLength(1)
  })
})

describe("the store in memory says what the table would bill", () => {
  test("for a pair that is loaded, saved and found by its alarm", async () => {
    const pair = { ...samplePair(1), dueAt: now }
    await store.begin(pair, [])
    expect(await unitsOf(() => store.load(pair.id))).toEqual({ read: 1, write: 0 })
    expect(await unitsOf(() => store.due(0, { since: null, until: "9", limit: 10 }))).toEqual({ read: 0.5, write: 0 })
    // Less than a kilobyte of pair, packed and sealed, and a row of the index that moves.
    const saved = { ...pair, version: pair.version + 1, dueAt: now.add({ hours: 1 }) }
    expect(await unitsOf(() => store.save(saved))).toEqual({ read: 0, write: 1 + 2 })
    expect(await unitsOf(() => store.save(saved))).toEqual({ read: 0, write: 1 })
  })
})

async function daysLater(days: number): Promise<void> {
  now = now.add({ hours: 24 * days })
}

async function unitsOf(request: () => Promise<unknown>): Promise<Units> {
  billed.length = 0
  await request()
  const total = (kind: keyof Units) => billed.reduce((sum, units) => sum + units[kind], 0)
  return { read: total("read"), write: total("write") }
}
