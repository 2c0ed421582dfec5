import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { SESClient } from "@aws-sdk/client-ses"
import { SQSClient } from "@aws-sdk/client-sqs"
import type { Operations } from "@turnabout/functions/operations.ts"
import { findOperations } from "@turnabout/functions/operations.ts"
import { redrive, redrivenLines } from "@turnabout/functions/redrive.ts"
import { loopbackClient, localRegion } from "@turnabout/local/loopback.ts"
import { createQueue } from "@turnabout/local/queue.ts"
import type { LocalQueue } from "@turnabout/local/queue.ts"
import { startSqs } from "@turnabout/local/sqs.ts"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let now: Temporal.Instant
let wake: LocalQueue
let failed: LocalQueue
let operations: Operations
let stop: () => Promise<void>
beforeEach(async () => {
  now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  const visibilityTimeout = Temporal.Duration.from({ seconds: 30 })
  const options = { now: () => now, visibilityTimeout, receivesAtMost: 1, log: () => {} }
  wake = createQueue({ ...options, name: "wake" })
  failed = createQueue({ ...options, name: "failed", receivesAtMost: 10 })
  const sqs = await startSqs(wake, failed)
  const client = new SQSClient(loopbackClient(sqs.endpoint))
  operations = {
    shards: 1,
    tableName: "turnabout",
    queueUrl: sqs.urlOf(wake),
    deadLettersUrl: sqs.deadLettersUrlOf(wake),
    failedEventsUrl: sqs.urlOf(failed),
    dynamo: new DynamoDBClient(loopbackClient("http://127.0.0.1:9")),
    ses: new SESClient(loopbackClient("http://127.0.0.1:9")),
    sqs: client,
    aws: { region: localRegion },
    now: () => new Date(now.epochMilliseconds),
  }
  stop = async () => {
    client.destroy()
    await sqs.stop()
  }
})
afterEach(() => stop())

describe("redriving", () => {
  test("gives dead letters back to their queue", async () => {
    bury("[1]")
    expect(await redrive(operations, neverInvoked)).toEqual({
      deadLetters: 1,
      isUnderWay: false,
      events: 0,
      dropped: 0,
      left: 0,
    })
    expect(wake.receive()).toMatchObject([{ body: "[1]" }])
    expect(await redrive(operations, neverInvoked)).toMatchObject({ deadLetters: 0 })
  })

  test("gives failed events of mail and feedback to the function that failed on them, and drops missed ticks", async () => {
    failed.send(failure("arn:aws:lambda:eu-west-1:000000000000:function:inbound", { Records: [{ ses: "receipt" }] }))
    failed.send(failure("arn:aws:lambda:eu-west-1:000000000000:function:feedback", { Records: [{ Sns: "event" }] }))
    failed.send(JSON.stringify({ "detail-type": "Scheduled Event" }))
    failed.send(failure("arn:aws:lambda:eu-west-1:000000000000:function:tick", {}))
    const invoked: (readonly [string, unknown])[] = []
    const redriven = await redrive(operations, async (arn, payload) => {
      invoked.push([arn.split(":").at(-1) ?? "", JSON.parse(payload)])
    })
    expect(redriven).toMatchObject({ deadLetters: 0, events: 2, dropped: 2, left: 0 })
    expect(invoked).toEqual([
      ["inbound", { Records: [{ ses: "receipt" }] }],
      ["feedback", { Records: [{ Sns: "event" }] }],
    ])
    expect(failed.counts()).toEqual({ visible: 0, hidden: 0 })
  })

  test.each(["nonsense", "null", "[]", '"tick"', '{"Records":[]}', '{"requestPayload":{"Records":[]}}'])(
    "leaves a failed event %j, which nobody knows, where it is, and counts it",
    async (body) => {
      failed.send(body)
      const redriven = await redrive(operations, neverInvoked)
      expect(redriven).toMatchObject({ events: 0, dropped: 0, left: 1 })
      expect(failed.counts()).toEqual({ visible: 0, hidden: 1 })
      expect(redrivenLines(redriven)).toContain("1 failed events are none that this service knows")
    },
  )

  test("goes on to the failed events where dead letters are on their way already, and says so", async () => {
    bury("[1]")
    failed.send(failure("arn:aws:lambda:eu-west-1:000000000000:function:inbound", { Records: [] }))
    operations.sqs.middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          if (commandName === "StartMessageMoveTaskCommand") throw new Error("There is already a task running.")
          if (commandName !== "ListMessageMoveTasksCommand") return next(call)
          return { output: { $metadata: {}, Results: [{ Status: "RUNNING" }] }, response: {} }
        },
      { step: "initialize" },
    )
    const redriven = await redrive(operations, async () => {})
    expect(redriven).toMatchObject({ deadLetters: 1, isUnderWay: true, events: 1 })
    expect(redrivenLines(redriven)).toContain("on their way back already")
  })

  test("keeps an event whose function could not be called", async () => {
    failed.send(failure("arn:aws:lambda:eu-west-1:000000000000:function:inbound", { Records: [] }))
    await expect(redrive(operations, () => Promise.reject(new Error("throttled")))).rejects.toThrow("throttled")
    expect(failed.counts()).toEqual({ visible: 0, hidden: 1 })
  })
})

describe("what is to be operated on", () => {
  const linked = {
    region: "eu-west-1",
    tableName: "turnabout-production-Table",
    shards: 4,
    queueUrl: "https://sqs.eu-west-1.amazonaws.com/000000000000/q",
    deadLettersUrl: "https://sqs.eu-west-1.amazonaws.com/000000000000/d",
    failedEventsUrl: "https://sqs.eu-west-1.amazonaws.com/000000000000/f",
  }

  test("in sst shell is what infra links, by the real clock and the operator's own rights", async () => {
    const found = await findOperations({ SST_RESOURCE_Operations: JSON.stringify(linked) })
    const { region, ...names } = linked
    expect(found).toMatchObject({ ...names, aws: { region } })
    expect(found.aws.credentials).toBeUndefined()
    expect(Math.abs(found.now().getTime() - Date.now())).toBeLessThan(60_000)
  })

  test("is nothing where neither is there, and the error says what to do", async () => {
    const folder = mkdtempSync(join(tmpdir(), "turnabout-"))
    await expect(findOperations({ DATA_DIR: folder })).rejects.toThrow(/npm start[^]*npx sst shell --stage/)
    rmSync(folder, { recursive: true })
  })
})

/** A message that nobody could work on. */
function bury(body: string): void {
  wake.send(body)
  wake.receive()
  now = now.add({ seconds: 30 })
  wake.receive()
}

/** What Lambda puts on a queue for an asynchronous event that failed to the end. */
function failure(functionArn: string, requestPayload: unknown): string {
  return JSON.stringify({
    version: "1.0",
    timestamp: "2026-11-23T09:00:00.000Z",
    requestContext: { requestId: "1", functionArn, condition: "RetriesExhausted", approximateInvokeCount: 3 },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: null,
  })
}

async function neverInvoked(): Promise<void> {
  throw new Error("no function was to be called")
}
