import { createQueue, type LocalQueue } from "@turnabout/local/queue.ts"
import type { SQSEvent } from "aws-lambda"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"

let now: Temporal.Instant
let events: string[]
let queue: LocalQueue
beforeEach(() => {
  now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  events = []
  queue = createQueue(options())
})

function options() {
  return {
    name: "wake",
    now: () => now,
    visibilityTimeout: Temporal.Duration.from({ seconds: 30 }),
    receivesAtMost: 3,
    log: ({ event }: { readonly event: string }) => events.push(event),
  }
}

describe("a queue", () => {
  test("hands out ten messages at a time", async () => {
    send(23)
    const batches: number[] = []
    await queue.drain(async ({ Records }) => {
      batches.push(Records.length)
    })
    expect(batches).toEqual([10, 10, 3])
    expect(queue.nextVisible()).toBeNull()
  })

  test("hands out fewer if it is told to", async () => {
    queue = createQueue({ ...options(), messagesAtOnce: 2 })
    send(5)
    const batches: number[] = []
    await queue.drain(async ({ Records }) => {
      batches.push(Records.length)
    })
    expect(batches).toEqual([2, 2, 1])
  })

  test("looks to a handler like SQS", async () => {
    send(1)
    let seen: SQSEvent | null = null
    await queue.drain(async (event) => {
      seen = event
    })
    expect(seen).toEqual({
      Records: [
        {
          messageId: "wake-1",
          receiptHandle: "wake-1-1",
          body: "message 1",
          attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: "1795424400000",
            SenderId: "local",
            ApproximateFirstReceiveTimestamp: "1795424400000",
          },
          messageAttributes: {},
          md5OfBody: "1db65a6a0a818fd39655b95e33ada11d",
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:wake",
          awsRegion: "eu-west-1",
        },
      ],
    })
  })

  test("says how many messages can be seen, and how many are hidden", () => {
    send(12)
    expect(queue.counts()).toEqual({ visible: 12, hidden: 0 })
    queue.receive()
    expect(queue.counts()).toEqual({ visible: 2, hidden: 10 })
    now = now.add({ seconds: 30 })
    expect(queue.counts()).toEqual({ visible: 12, hidden: 0 })
  })

  test("gives dead letters another life, each with all its tries", async () => {
    send(1)
    for (let receive = 0; receive < 4; receive += 1) {
      queue.receive()
      now = now.add({ seconds: 30 })
    }
    expect([queue.deadLetters().length, queue.counts().visible]).toEqual([1, 0])
    queue.redrive()
    expect(queue.deadLetters()).toEqual([])
    expect(queue.receive()).toMatchObject([{ body: "message 1", attributes: { ApproximateReceiveCount: "1" } }])
  })

  test("hides what was received until the visibility timeout is over", () => {
    send(1)
    expect(queue.receive()).toHaveLength(1)
    now = now.add({ seconds: 29 })
    expect(queue.receive()).toEqual([])
    expect(queue.nextVisible()?.toString()).toBe("2026-11-23T09:00:30Z")
    now = now.add({ seconds: 1 })
    expect(queue.receive()).toMatchObject([{ attributes: { ApproximateReceiveCount: "2" } }])
  })

  test("forgets what is removed by its newest receipt, and not by an older one", () => {
    send(1)
    const [first] = queue.receive()
    now = now.add({ seconds: 30 })
    const [second] = queue.receive()
    queue.remove(first?.receiptHandle ?? "")
    expect(queue.nextVisible()).not.toBeNull()
    queue.remove(second?.receiptHandle ?? "")
    expect(queue.nextVisible()).toBeNull()
  })

  test("hands out again only the messages of a batch that are named as failed", async () => {
    send(3)
    const tries: string[] = []
    const handler = async ({ Records }: SQSEvent) => {
      tries.push(...Records.map(({ body }) => body))
      const failed = Records.filter(({ body }) => body === "message 2")
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    }
    await queue.drain(handler)
    now = now.add({ seconds: 30 })
    await queue.drain(handler)
    expect(tries).toEqual(["message 1", "message 2", "message 3", "message 2"])
  })

  test.each([
    {
      what: "throws",
      handler: async () => {
        throw new Error("broken")
      },
    },
    {
      what: "names a message it was not given",
      handler: async () => ({ batchItemFailures: [{ itemIdentifier: "x" }] }),
    },
  ])("hands out the whole batch again when its handler $what", async ({ handler }) => {
    send(2)
    await queue.drain(handler)
    now = now.add({ seconds: 30 })
    expect(queue.receive()).toHaveLength(2)
  })

  test("puts aside what was received three times and not done with", async () => {
    send(1)
    let tries = 0
    for (let round = 0; round < 5; round += 1) {
      await queue.drain(async ({ Records }) => {
        tries += 1
        return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }
      })
      now = now.add({ seconds: 30 })
    }
    expect(tries).toBe(3)
    expect(queue.deadLetters()).toEqual([{ messageId: "wake-1", body: "message 1", receives: 3 }])
    expect(events).toEqual(["dead-letter"])
  })

  test("delivers twice when told to, as SQS sometimes does", async () => {
    send(3)
    queue.deliverTwice(2)
    const seen: string[] = []
    await queue.drain(async ({ Records }) => {
      seen.push(...Records.map(({ body }) => body))
    })
    expect(seen).toEqual(["message 1", "message 2", "message 3", "message 1", "message 2"])
    expect(queue.nextVisible()).toBeNull()
  })

  test("also drains what its handler sends", async () => {
    send(1)
    const seen: string[] = []
    await queue.drain(async ({ Records }) => {
      seen.push(...Records.map(({ body }) => body))
      if (seen.length < 3) queue.send(`after ${seen.length}`)
    })
    expect(seen).toEqual(["message 1", "after 1", "after 2"])
  })

  test("runs one drain after the other, and settles after the last", async () => {
    send(1)
    const steps: string[] = []
    const gates: (() => void)[] = []
    const gate = new Promise<void>((resolve) => {
      gates.push(resolve)
    })
    const first = queue.drain(async () => {
      steps.push("first begins")
      await gate
      steps.push("first ends")
    })
    const second = queue.drain(async () => {}).then(() => steps.push("second drained"))
    const settled = queue.settled().then(() => steps.push("settled"))
    await expect.poll(() => steps).toEqual(["first begins"])
    gates[0]?.()
    await Promise.all([first, second, settled])
    expect(steps).toEqual(["first begins", "first ends", "second drained", "settled"])
  })

  test("refuses a message over 256 KiB", () => {
    queue.send("x".repeat(256 * 1024))
    expect(() => queue.send("x".repeat(256 * 1024 + 1))).toThrow("over 256 KiB")
  })
})

function send(count: number): void {
  for (let message = 1; message <= count; message += 1) queue.send(`message ${message}`)
}
