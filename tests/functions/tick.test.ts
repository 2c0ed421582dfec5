import type { PairId } from "@turnabout/core/id.ts"
import type { DueIndex } from "@turnabout/functions/ports.ts"
import type { TickPorts } from "@turnabout/functions/tick.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"
import { active, countOf, does, pairIn, scene, unconfirmed } from "./scene.ts"
import type { Scene } from "./scene.ts"

let on: Scene
let messages: string[]
const queue = { send: async (message: string) => void messages.push(message) }
const now = new Date("2026-11-23T09:00:00.400Z")
beforeEach(() => {
  on = scene()
  messages = []
})

describe("a tick", () => {
  test("puts nothing on the queue when nothing is due", async () => {
    const ticked = await tick(withDue([[], []]), { now, shards: 2, sweep: false })
    expect(ticked).toEqual({ due: 0, oldestDueMinutes: 0 })
    expect([messages, on.logged]).toEqual([[], []])
  })

  test.each([
    [1, [1]],
    [25, [25]],
    [26, [25, 1]],
    [60, [25, 25, 10]],
  ])("puts %i ids on the queue as messages of %j", async (count, sizes) => {
    expect((await tick(withDue([ids(count)]), { now, shards: 1, sweep: false })).due).toBe(count)
    expect(messages.map((message) => JSON.parse(message).length)).toEqual(sizes)
    expect(messages.flatMap((message) => JSON.parse(message))).toEqual(ids(count))
  })

  test("fills messages across shards", async () => {
    const all = ids(30)
    await tick(withDue([all.slice(0, 10), [], all.slice(10)]), { now, shards: 3, sweep: false })
    expect(messages.map((message) => JSON.parse(message).length)).toEqual([25, 5])
  })

  test("takes the oldest of every shard first", async () => {
    const [a, b, c, d, e] = ids(5)
    await tick(withDue([[a!, b!, c!], [d!], [e!]]), { now, shards: 3, sweep: false })
    expect(messages).toEqual([JSON.stringify([a, d, e, b, c])])
  })

  test("asks every shard for what fell due in the last three minutes", async () => {
    const asked: string[] = []
    await tick(withDue([[], [], []], asked), { now, shards: 3, sweep: false })
    expect(asked).toEqual(
      [0, 1, 2].map((shard) => `${shard} 2026-11-23T08:57:00Z to 2026-11-23T09:00:00Z at most 10000`),
    )
  })

  test("that sweeps asks for all that is due, however old", async () => {
    const asked: string[] = []
    await tick(withDue([[]], asked), { now, shards: 1, sweep: true })
    expect(asked).toEqual(["0 null to 2026-11-23T09:00:00Z at most 10000"])
  })

  test.each([
    [[null, null], 0],
    [["2026-11-23T09:00:01Z", null], 0],
    [["2026-11-23T08:59:01Z", null], 0],
    [["2026-11-23T08:59:00Z", "2026-11-23T08:49:00Z"], 11],
    [["2026-11-21T09:00:00Z", "2026-11-23T08:49:00Z"], 2880],
  ])("with first alarms at %j says that the oldest has waited for %i minutes", async (alarms, minutes) => {
    const ticked = await tick(withAlarms(alarms), { now, shards: alarms.length, sweep: false })
    expect(ticked.oldestDueMinutes).toBe(minutes)
  })

  test("finds a pair from the second it falls due until three minutes later, and after that by a sweep", async () => {
    on.moveTo("2026-11-21T10:00:00Z")
    const pair = await unconfirmed(on)
    expect(String((await pairIn(on, pair)).dueAt)).toBe("2026-11-23T10:00:00Z")
    const seen: (readonly boolean[])[] = []
    for (const at of ["09:59:59", "10:00:00", "10:03:00", "10:03:01"]) {
      const found = [false, true].map(async (sweep) => {
        const put: string[] = []
        const ports = {
          ...withDue([]),
          dueIndex: on.ports.store,
          queue: { send: async (to: string) => void put.push(to) },
        }
        await tick(ports, { now: new Date(`2026-11-23T${at}Z`), shards: 1, sweep })
        return put.join("").includes(pair)
      })
      seen.push(await Promise.all(found))
    }
    expect(seen).toEqual([
      [false, false],
      [true, true],
      [true, true],
      [false, true],
    ])
  })

  test("finds in its next minute a pair with something to do that should have been done before", async () => {
    on.moveTo("2026-11-24T09:00:00Z")
    const pair = await active(on)
    on.moveTo("2026-11-24T14:00:20Z")
    // In two hours and a bit, and its prompt would have come a day before.
    const starts = Temporal.Instant.from("2026-11-24T16:05:00Z")
    await does(on, pair, { kind: "move", by: "a", session: 1, starts, via: "mail" })
    const put: string[] = []
    const ports = { ...withDue([]), dueIndex: on.ports.store, queue: { send: async (to: string) => void put.push(to) } }
    await tick(ports, { now: new Date("2026-11-24T14:01:00Z"), shards: 1, sweep: false })
    expect(put).toEqual([JSON.stringify([pair])])
  })

  test("throws when the queue fails: the next one looks three minutes back", async () => {
    const full = { send: () => Promise.reject(new Error("no queue")) }
    await expect(tick({ ...withDue([ids(1)]), queue: full }, { now, shards: 1, sweep: false })).rejects.toThrow(
      "no queue",
    )
    expect(countOf(on, "ticked")).toBe(0)
  })

  test("sweeps every fifteenth minute", () => {
    expect(Array.from({ length: 60 }, (_, minute) => minute).filter(isSweepMinute)).toEqual([0, 15, 30, 45])
  })
})

const emptyIndex: DueIndex = { due: async () => [], earliest: async () => null, census: async () => new Map() }

/** An index that finds these ids due, shard by shard. */
function withDue(perShard: readonly (readonly string[])[], asked: string[] = []): TickPorts {
  const due: DueIndex["due"] = async (shard, { since, until, limit }) => {
    asked.push(`${shard} ${since} to ${until} at most ${limit}`)
    return perShard[shard] ?? []
  }
  return { dueIndex: { ...emptyIndex, due }, queue, log: on.ports.log }
}

function withAlarms(alarms: readonly (string | null)[]): TickPorts {
  return { ...withDue([]), dueIndex: { ...emptyIndex, earliest: async (shard) => alarms[shard] ?? null } }
}

function ids(count: number): PairId[] {
  return Array.from({ length: count }, (_, number) => `pair_${String(number).padStart(16, "z")}` as PairId)
}
