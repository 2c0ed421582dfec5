import type { Temporal } from "temporal-polyfill"
import { earliest, isAtOrBefore } from "@turnabout/core/time.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import { localRegion } from "./loopback.ts"
import { trackWork } from "./work-under-way.ts"

/** What a Lambda function gets from an SQS queue, as far as our handlers may look. */
export type QueueEvent = { readonly Records: readonly QueueRecord[] }
export type QueueRecord = {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string }
  readonly eventSource: "aws:sqs"
  readonly eventSourceARN: string
  readonly awsRegion: string
}
/** Nothing, or which messages of a batch are to come again (ReportBatchItemFailures). */
export type QueueHandler = (event: QueueEvent) => Promise<BatchResponse | void>
export type BatchResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }

export type DeadLetter = { readonly messageId: string; readonly body: string; readonly receives: number }

/** A queue in memory with SQS's semantics: at least once, in no promised order, hidden while it is worked on. */
export type LocalQueue = {
  /** At most 256 KiB of text. */
  readonly send: (body: string) => void
  /** Up to ten messages that can be seen now; each is then hidden for the visibility timeout. */
  readonly receive: () => readonly QueueRecord[]
  /** Done with: it does not come again. A receipt that is no longer the newest does nothing, as with SQS. */
  readonly remove: (receiptHandle: string) => void
  /** Hands batches to the handler, one after the other, until none can be seen. Never call it from the handler. */
  readonly drain: (handler: QueueHandler) => Promise<void>
  /** Resolves when no drain runs. */
  readonly settled: () => Promise<void>
  /** When the next message can be seen; null if there is none. */
  readonly nextVisible: () => Temporal.Instant | null
  readonly deadLetters: () => readonly DeadLetter[]
  /** For tests: the next `count` messages that are done with come once more. */
  readonly deliverTwice: (count: number) => void
}

type Message = {
  readonly messageId: string
  readonly body: string
  readonly sent: Temporal.Instant
  visible: Temporal.Instant
  receives: number
  receiptHandle: string
}

const batchSize = 10
const bodyBytesAtMost = 256 * 1024
const batchesAtMost = 100_000

export function createQueue(options: {
  readonly name: string
  readonly now: () => Temporal.Instant
  readonly visibilityTimeout: Temporal.Duration
  readonly receivesAtMost: number
  readonly log: Log
}): LocalQueue {
  const { name, now, log } = options
  let messages: Message[] = []
  const dead: DeadLetter[] = []
  let sent = 0
  let repeats = 0
  const drains = trackWork()
  let last: Promise<void> = Promise.resolve()

  const bury = (message: Message): void => {
    dead.push({ messageId: message.messageId, body: message.body, receives: message.receives })
    messages = messages.filter((each) => each !== message)
    log({ event: "dead-letter", queue: name, message: message.messageId, receives: message.receives })
  }
  const receive = (): readonly QueueRecord[] => {
    const at = now()
    const canBeSeen = messages.filter((message) => isAtOrBefore(message.visible, at))
    for (const message of canBeSeen) if (message.receives >= options.receivesAtMost) bury(message)
    return canBeSeen
      .filter((message) => message.receives < options.receivesAtMost)
      .slice(0, batchSize)
      .map((message) => take(message, at.add(options.visibilityTimeout), name))
  }
  const remove = (receiptHandle: string): void => {
    const message = messages.find((each) => each.receiptHandle === receiptHandle)
    if (message === undefined) return
    if (repeats > 0) {
      repeats -= 1
      message.visible = now()
    } else messages = messages.filter((each) => each !== message)
  }
  return {
    send: (body) => {
      if (Buffer.byteLength(body) > bodyBytesAtMost) throw new Error(`a message on ${name} is over 256 KiB`)
      sent += 1
      const at = now()
      messages.push({ messageId: `${name}-${sent}`, body, sent: at, visible: at, receives: 0, receiptHandle: "" })
    },
    receive,
    remove,
    drain: (handler) => {
      const drained = last.then(() => drain({ name, receive, remove, log }, handler))
      last = drained.catch(() => {})
      drains.add(drained)
      return drained
    },
    settled: drains.settled,
    nextVisible: () => earliest(messages.map(({ visible }) => visible)),
    deadLetters: () => [...dead],
    deliverTwice: (count) => {
      repeats += count
    },
  }
}

function take(message: Message, hiddenUntil: Temporal.Instant, queue: string): QueueRecord {
  message.receives += 1
  message.visible = hiddenUntil
  message.receiptHandle = `${message.messageId}-${message.receives}`
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: String(message.sent.epochMilliseconds),
    },
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${localRegion}:000000000000:${queue}`,
    awsRegion: localRegion,
  }
}

type Source = Pick<LocalQueue, "receive" | "remove"> & { readonly name: string; readonly log: Log }

async function drain({ name, receive, remove, log }: Source, handler: QueueHandler): Promise<void> {
  for (let batches = 0; batches < batchesAtMost; batches += 1) {
    const records = receive()
    if (records.length === 0) return
    const failed = await failures(handler, records, log)
    for (const { messageId, receiptHandle } of records) if (!failed.has(messageId)) remove(receiptHandle)
  }
  throw new Error(`the queue ${name} was not empty after ${batchesAtMost} batches`)
}

/** Whom to hand out again. As with Lambda, a handler that throws, or names a message it was not given, fails them all. */
async function failures(
  handler: QueueHandler,
  records: readonly QueueRecord[],
  log: Log,
): Promise<ReadonlySet<string>> {
  const all = new Set(records.map(({ messageId }) => messageId))
  try {
    const response = await handler({ Records: records })
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    return [...failed].every((id) => all.has(id)) ? failed : all
  } catch (error) {
    log({ event: "batch-failed", messages: records.length, reason: error instanceof Error ? error.name : "unknown" })
    return all
  }
}
