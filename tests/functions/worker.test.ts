import { setImmediate } from "node:timers/promises"
import { instantText } from "@turnabout/core/time.ts"
import type { PairId } from "@turnabout/core/id.ts"
import type { Ports } from "@turnabout/functions/ports.ts"
import { tick } from "@turnabout/functions/tick.ts"
import { work, workBatch } from "@turnabout/functions/worker.ts"
import type { SQSEvent } from "aws-lambda"
import { beforeEach, describe, expect, test } from "vitest"
import type { Scene } from "./scene.ts"
import { anaAsksBen, countOf, pairIn, scene, sentTo, unconfirmed, watched } from "./scene.ts"

let on: Scene
let messages: string[]
const queue = { send: async (message: string) => void messages.push(message) }
const worker = { queue, pairsAtOnce: 1 }
beforeEach(() => {
  on = scene()
  messages = []
})

describe("a message", () => {
  test("wakes every pair in it, in its order", async () => {
    const ids = await owing(25)
    await work(JSON.stringify(ids), on.ports, worker)
    expect(sentTo(on)).toEqual(ids.map((_, number) => `confirm to ana${number}`))
    expect(messages).toEqual([])
  })

  test("with a pair that fails among others: it goes out alone, and the others are woken", async () => {
    const ids = await owing(25)
    await work(JSON.stringify(ids), failingFor(ids[7]!), worker)
    expect(messages).toEqual([JSON.stringify([ids[7]])])
    expect(sentTo(on)).toEqual(ids.map((_, number) => `confirm to ana${number}`).toSpliced(7, 1))
    expect(on.logged).toContainEqual({ event: "wake-failed", pair: ids[7], reason: "RangeError" })
  })

  test("with a pair that fails alone throws, so that the queue tries it again", async () => {
    const ids = await owing(1)
    await expect(work(JSON.stringify(ids), failingFor(ids[0]!), worker)).rejects.toThrow("unreadable")
    expect(messages).toEqual([])
    expect(countOf(on, "wake-failed")).toBe(1)
  })

  test("with a pair that was busy every time is tried again too", async () => {
    const ids = await owing(2)
    const ports = { ...on.ports, store: { ...on.ports.store, save: async () => false } }
    await work(JSON.stringify(ids), ports, worker)
    expect(messages).toEqual(ids.map((id) => JSON.stringify([id])))
    await expect(work(JSON.stringify([ids[0]]), ports, worker)).rejects.toThrow("busy")
  })

  test("about pairs that have gone since does nothing", async () => {
    const [id] = await owing(1)
    await on.ports.store.forget(await pairIn(on, id!))
    await work(JSON.stringify([id]), on.ports, worker)
    expect([on.arrived, messages]).toEqual([[], []])
  })

  test("heard of twice wakes each pair once more, and sends nothing twice", async () => {
    const ids = await owing(3)
    await work(JSON.stringify(ids), on.ports, worker)
    await work(JSON.stringify([...ids, ...ids]), on.ports, worker)
    expect(on.sent).toHaveLength(3)
  })

  test("wakes as many pairs at once as it may, and no more; each sends one letter after the other", async () => {
    const ids = await owing(10)
    const seen = inFlight()
    await work(JSON.stringify(ids), seen.ports, { queue, pairsAtOnce: 4 })
    expect(seen.most()).toBe(4)
    expect(sentTo(on).toSorted()).toEqual(ids.map((_, number) => `confirm to ana${number}`))
  })

  test("is over when all its pairs are, also when one that failed could not be put back", async () => {
    const ids = await owing(5)
    const full = { send: () => Promise.reject(new Error("no queue")) }
    await expect(work(JSON.stringify(ids), failingFor(ids[0]!), { queue: full, pairsAtOnce: 2 })).rejects.toThrow(
      "no queue",
    )
    expect(sentTo(on)).toHaveLength(4)
  })

  test.each([
    "",
    "nonsense",
    "[]",
    '["pair_x"]',
    '{"ids":[]}',
    JSON.stringify(Array(26).fill("pair_aaaaaaaaaaaaaaaa")),
  ])("that says %j throws", async (message) => {
    await expect(work(message, on.ports, worker)).rejects.toThrow()
  })
})

test("what a tick puts on the queue, a worker takes: all letters due leave, oldest first", async () => {
  const ids = await owing(60)
  on.moveBy("PT60S")
  await tick(tickPorts(), { now: on.date(), shards: 1, sweep: false })
  expect(messages.map((message) => JSON.parse(message).length)).toEqual([25, 25, 10])
  for (const message of messages.splice(0)) await work(message, on.ports, worker)
  expect(sentTo(on)).toEqual(ids.map((_, number) => `confirm to ana${number}`))
  await tick(tickPorts(), { now: on.date(), shards: 1, sweep: true })
  expect(messages).toEqual([])
})

describe("a message that comes again, since its worker died of it or ran out of time", () => {
  test("is taken apart, so that one pair can't take the others along", async () => {
    const ids = await owing(3)
    const response = await workBatch(batchOf(JSON.stringify(ids), 2), on.ports, worker)
    expect(response.batchItemFailures).toEqual([])
    expect(on.arrived).toEqual([])
    expect(messages).toEqual(ids.map((id) => JSON.stringify([id])))
  })

  test("is worked on if there is one pair in it, or if it comes for the first time", async () => {
    const ids = await owing(3)
    await workBatch(batchOf(JSON.stringify([ids[0]]), 2), on.ports, worker)
    await workBatch(batchOf(JSON.stringify(ids.slice(1)), 1), on.ports, worker)
    expect([on.arrived.length, messages]).toEqual([3, []])
  })

  function batchOf(body: string, receives: number) {
    const attributes = { ApproximateReceiveCount: String(receives) }
    return { Records: [{ messageId: "1", body, attributes, eventSource: "aws:sqs" }] } as unknown as SQSEvent
  }
})

describe("a pair that can't be read", () => {
  test("rings once an hour while the others go on, and when it can be read again its letter leaves", async () => {
    const [poison, other] = await owing(2)
    const dead = await quarters(5, failingFor(poison!))
    const alone = JSON.stringify([poison])
    expect(dead).toEqual([
      { quarter: 0, message: alone },
      { quarter: 4, message: alone },
    ])
    expect(sentTo(on)).toEqual(["confirm to ana1"])
    expect((await pairIn(on, other!)).outbox).toEqual([])

    for (const { message } of dead) await work(message, on.ports, worker)
    expect(sentTo(on)).toEqual(["confirm to ana1", "confirm to ana0"])
    const { dueAt } = await pairIn(on, poison!)
    expect(await on.ports.store.earliest(0)).toBe(dueAt === null ? null : instantText(dueAt))
  })

  test("and can't be put off either throws for what it failed on", async () => {
    const [id] = await owing(1)
    const ports = watched(failingFor(id!), ({ name }) => {
      if (name === "postpone") throw new TypeError("no table")
    })
    await expect(work(JSON.stringify([id]), ports, worker)).rejects.toThrow("unreadable")
    expect(on.logged).toContainEqual({ event: "postpone-failed", pair: id, reason: "TypeError" })
  })

  /** What failed alone, over quarters of an hour that each begin with a sweep; none but the first may find a pair late. */
  async function quarters(count: number, ports: Ports) {
    const dead: { readonly quarter: number; readonly message: string }[] = []
    for (let quarter = 0; quarter < count; quarter += 1) {
      const { oldestDueMinutes } = await tick(tickPorts(), { now: on.date(), shards: 1, sweep: true })
      expect(oldestDueMinutes).toBeLessThan(quarter === 0 ? 2 : 1)
      for (let left = messages.shift(); left !== undefined; left = messages.shift()) {
        const message = left
        await work(message, ports, worker).catch(() => dead.push({ quarter, message }))
      }
      on.moveBy("PT15M")
    }
    return dead
  }
})

/** Pairs that owe one letter each, since one second after the other. */
async function owing(count: number): Promise<PairId[]> {
  const pairs: PairId[] = []
  const throttled = { kind: "throttled", reason: "Throttling" } as const
  for (let number = 0; number < count; number += 1) {
    on.sesSays(throttled)
    pairs.push(await unconfirmed(on, { ...anaAsksBen, email: `ana${number}@example.org` }))
    on.moveBy("PT1S")
  }
  on.moveBy("PT60S")
  on.logged.length = 0
  on.arrived.length = 0
  return pairs
}

/** Ports whose mails take a while, and the most that were under way at once. */
function inFlight() {
  let [now, most] = [0, 0]
  const send: Ports["mailer"]["send"] = async (mail) => {
    now += 1
    most = Math.max(most, now)
    await setImmediate()
    now -= 1
    return on.ports.mailer.send(mail)
  }
  return { ports: { ...on.ports, mailer: { send } }, most: () => most }
}

function failingFor(id: PairId): Ports {
  return watched(on.ports, ({ name, given }) => {
    if (name === "load" && given[0] === id) throw new RangeError("an unreadable pair")
  })
}

function tickPorts() {
  return { dueIndex: on.ports.store, queue, log: on.ports.log }
}
