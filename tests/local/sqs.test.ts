import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs"
import { sqsQueue } from "@turnabout/functions/adapters/sqs.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { createQueue } from "@turnabout/local/queue.ts"
import type { LocalQueue } from "@turnabout/local/queue.ts"
import { startSqs } from "@turnabout/local/sqs.ts"
import type { Sqs } from "@turnabout/local/sqs.ts"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let now: Temporal.Instant
let queue: LocalQueue
let sqs: Sqs
let client: SQSClient
beforeEach(async () => {
  now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  const visibilityTimeout = Temporal.Duration.from({ seconds: 30 })
  queue = createQueue({ name: "wake", now: () => now, visibilityTimeout, receivesAtMost: 1, log: () => {} })
  sqs = await startSqs(queue)
  client = new SQSClient({ ...loopbackClient(sqs.endpoint), maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await sqs.stop()
})

describe("SQS on this machine, to the real client", () => {
  test("takes what the tick sends, and hands it out with a checksum that the client accepts", async () => {
    await sqsQueue({ client, queueUrl: sqs.urlOf(queue) }).send('["pair_aaaaaaaaaaaaaaaa"]')
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.urlOf(queue) }))
    expect(Messages).toMatchObject([{ Body: '["pair_aaaaaaaaaaaaaaaa"]' }])
  })

  test("forgets what is deleted", async () => {
    await client.send(new SendMessageCommand({ QueueUrl: sqs.urlOf(queue), MessageBody: "x" }))
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.urlOf(queue) }))
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle
    await client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf(queue), ReceiptHandle }))
    expect(queue.counts()).toEqual({ visible: 0, hidden: 0 })
  })

  test("counts the dead letters, and moves them back", async () => {
    queue.send("x")
    queue.receive()
    now = now.add({ seconds: 30 })
    queue.receive()
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: sqs.deadLettersUrlOf(queue), AttributeNames: ["All"] }),
    )
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "1" })
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }))
    expect([queue.deadLetters().length, queue.counts().visible]).toEqual([0, 1])
  })

  test("does not know other queues", async () => {
    const asking = client.send(new SendMessageCommand({ QueueUrl: `${sqs.endpoint}/000000000000/x`, MessageBody: "x" }))
    await expect(asking).rejects.toBeInstanceOf(QueueDoesNotExist)
  })
})
