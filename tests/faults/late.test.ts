import { describe, expect, test } from "vitest"
import { work } from "@turnabout/functions/worker.ts"
import { active, does, livesUntil, pairIn, scene, sentTo } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"
import { serveAfterADay, wrongIn } from "./backlog.ts"

// With 5,000 pairs: `npm run check:faults`.
test("after a day without a tick every pair is served, oldest first, with what still has a point", async () => {
  const backlog = await serveAfterADay(30)
  expect(wrongIn(backlog)).toEqual([])
  const kinds = new Set(backlog.pairs.flatMap(({ letters }) => letters.map(({ letter }) => letter)))
  expect([...kinds].toSorted()).toEqual([
    "after-form to ana",
    "after-form to ben",
    "invitation to ana",
    "invitation to ben",
    "prompt to ana",
  ])
})

describe("two workers with the same pair at once", () => {
  test("send each letter once, and the other one has nothing to do", async () => {
    const [on, id] = await promptDue()
    const message = JSON.stringify([id])
    const worker = { queue: { send: async () => Promise.reject(new Error("it was to work")) }, pairsAtOnce: 1 }
    await Promise.all([work(message, on.ports, worker), work(message, on.ports, worker)])
    expect(sentTo(on)).toEqual(["prompt to ana"])
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })
})

describe("a clock that is set back", () => {
  test.each(["PT1M", "PT2H", "PT24H"])("by %s neither loses a letter nor repeats one", async (by) => {
    const as = async (isSetBack: boolean) => {
      const [on, id] = await promptDue()
      await does(on, id, { kind: "wake", via: "clock" })
      await does(on, id, {
        kind: "move",
        by: "a",
        session: 2,
        starts: (await pairIn(on, id)).sessions[1]!.starts.add({ hours: 1 }),
      })
      if (isSetBack) {
        on.moveTo(on.ports.clock().subtract(by).toString())
        await does(on, id, { kind: "wake", via: "clock" })
      }
      await does(on, id, { kind: "skip", by: "b", session: 2 })
      await livesUntil(on, id, "2026-12-06T09:00:00Z")
      return on.sent
        .map(
          ({ raw, to }) =>
            `${to} ${/^Message-ID: <(.+)\.\d+\.pair_/m.exec(raw)?.[1]} ${/^SEQUENCE:\d+/m.exec(raw)?.[0]}`,
        )
        .toSorted()
    }
    expect(await as(true)).toEqual(await as(false))
  })
})

/** Ana's prompt is due this minute. */
async function promptDue(): Promise<readonly [Scene, Awaited<ReturnType<typeof active>>]> {
  const on = scene()
  const id = await active(on)
  const { dueAt } = await pairIn(on, id)
  on.moveTo(dueAt!.toString())
  return [on, id]
}
