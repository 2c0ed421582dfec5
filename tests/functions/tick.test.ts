import { pairIdSchema } from "@turnabout/core/id.ts"
import type { PairId } from "@turnabout/core/id.ts"
import type { DueSpan, Ports } from "@turnabout/functions/ports.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { beforeEach, describe, expect, test } from "vitest"
import { countOf, scene } from "./scene.ts"
import type { Scene } from "./scene.ts"

let on: Scene
let messages: string[]
const queue = { send: async (message: string) => void messages.push(message) }
beforeEach(() => {
  on = scene()
  messages = []
})

describe("a tick", () => {
  test("puts nothing on the queue when nothing is due", async () => {
    expect(await tick(withDue([[], []]), queue, { shards: 2, sweep: false })).toBe(0)
    expect([messages, on.logged]).toEqual([[], []])
  })

  test.each([
    [1, [1]],
    [25, [25]],
    [26, [25, 1]],
    [60, [25, 25, 10]],
  ])("puts %i ids on the queue as messages of %j", async (count, sizes) => {
    expect(await tick(withDue([ids(count)]), queue, { shards: 1, sweep: false })).toBe(count)
    expect(messages.map((message) => JSON.parse(message).length)).toEqual(sizes)
    expect(messages.flatMap((message) => JSON.parse(message))).toEqual(ids(count))
  })

  test("fills messages across shards", async () => {
    const all = ids(30)
    await tick(withDue([all.slice(0, 10), [], all.slice(10)]), queue, { shards: 3, sweep: false })
    expect(messages.map((message) => JSON.parse(message).length)).toEqual([25, 5])
  })

  test("asks every shard for what fell due in the last two minutes", async () => {
    const asked: string[] = []
    await tick(withDue([[], [], []], asked), queue, { shards: 3, sweep: false })
    expect(asked).toEqual(
      [0, 1, 2].map((shard) => `${shard} 2026-11-23T08:58:00Z to 2026-11-23T09:00:00Z at most 10000`),
    )
  })

  test("that sweeps asks for all that is due, however old", async () => {
    const asked: string[] = []
    await tick(withDue([[]], asked), queue, { shards: 1, sweep: true })
    expect(asked).toEqual(["0 null to 2026-11-23T09:00:00Z at most 10000"])
  })

  test("finds a pair from the second it falls due until two minutes later, and after that by a sweep", async () => {
    const seen: (readonly boolean[])[] = []
    const { pair, wakesAt } = await withOnePair()
    for (const at of ["09:59:59", "10:00:00", "10:02:00", "10:02:01"]) {
      on.moveTo(`2026-11-23T${at}Z`)
      const found = [false, true].map(async (sweep) => {
        const put: string[] = []
        await tick(on.ports, { send: async (message) => void put.push(message) }, { shards: 1, sweep })
        return put.join("").includes(pair)
      })
      seen.push(await Promise.all(found))
    }
    expect(wakesAt).toBe("2026-11-23T10:00:00Z")
    expect(seen).toEqual([
      [false, false],
      [true, true],
      [true, true],
      [false, true],
    ])
  })

  test("throws when the queue fails: the next one looks two minutes back", async () => {
    const full = { send: () => Promise.reject(new Error("no queue")) }
    await expect(tick(withDue([ids(1)]), full, { shards: 1, sweep: false })).rejects.toThrow("no queue")
    expect(countOf(on, "ticked")).toBe(0)
  })

  test("sweeps every fifteenth minute", () => {
    expect(Array.from({ length: 60 }, (_, minute) => minute).filter(isSweepMinute)).toEqual([0, 15, 30, 45])
  })
})

/** The scene's ports, whose store finds these ids due, shard by shard. */
function withDue(perShard: readonly (readonly PairId[])[], asked: string[] = []): Ports {
  const due = async (shard: number, { since, until, limit }: DueSpan) => {
    asked.push(`${shard} ${since} to ${until} at most ${limit}`)
    return perShard[shard] ?? []
  }
  return { ...on.ports, store: { ...on.ports.store, due } }
}

function ids(count: number): PairId[] {
  return Array.from({ length: count }, (_, number) =>
    pairIdSchema.parse(
      `pair_${number
        .toString(8)
        .replaceAll(/[01]/g, (digit) => "ab"[Number(digit)]!)
        .padStart(16, "z")}`,
    ),
  )
}

async function withOnePair(): Promise<{ pair: PairId; wakesAt: string }> {
  const { unconfirmed, pairIn } = await import("./scene.ts")
  on.moveTo("2026-11-21T10:00:00Z")
  const pair = await unconfirmed(on)
  return { pair, wakesAt: String((await pairIn(on, pair)).dueAt) }
}
