import { createHash } from "node:crypto"
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda"
import type { Temporal } from "temporal-polyfill"
import { earliest, isAtOrBefore } from "@turnabout/core/time.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import { localRegion } from "./loopback.ts"
import { trackWork } from "./work-under-way.ts"

/** Nothing, or which messages of a batch are to come again (ReportBatchItemFailures). */
export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse | void>

export type DeadLetter = { readonly messageId: string; readonly body: string; readonly receives: number }

/** A queue in memory with SQS's semantics: at least once, in no promised order, hidden while it is worked on. */
export type LocalQueue = {
  readonly name: string
  /** At most 256 KiB of text. Answers the message's id. */
  readonly send: (body: string) => string
  /** The next messages that can be seen now; each is then hidden for the visibility timeout. */
  readonly receive: () => readonly SQSRecord[]
  /** Done with: it does not come again. A receipt that is no longer the newest does nothing, as with SQS. */
  readonly remove: (receiptHandle: string) => void
  /** Hands batches to the handler, one after the other, until none can be seen. Never call it from the handler. */
  readonly drain: (handler: QueueHandler) => Promise<void>
  /** Resolves when no drain runs. */
  readonly settled: () => Promise<void>
  /** When the next message can be seen; null if there is none. */
  readonly nextVisible: () => Temporal.Instant | null
  readonly deadLetters: () => readonly DeadLetter[]
  /** Gives every dead letter another life. */
  readonly redrive: () => void
  /** How many messages can be seen now, and how many are hidden. */
  readonly counts: () => { readonly visible: number; readonly hidden: number }
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

const messagesAtMost = 10
const bodyBytesAtMost = 256 * 1024
const batchesAtMost = 100_000

type QueueOptions = {
  readonly name: string
  readonly now: () => Temporal.Instant
  readonly visibilityTimeout: Temporal.Duration
  readonly receivesAtMost: number
  /** How many messages are handed out at once: up to ten, and ten unless it is said. */
  readonly messagesAtOnce?: number
  readonly log: Log
}

/** What is on the queue, and how often something done with is to come again all the same. */
type State = QueueOptions & { messages: Message[]; dead: DeadLetter[]; sent: number; repeats: number }

export function createQueue(options: QueueOptions): LocalQueue {
  const { name, now, log } = options
  const state: State = { ...options, messages: [], dead: [], sent: 0, repeats: 0 }
  const drains = trackWork()
  let last: Promise<void> = Promise.resolve()
  const receive = () => receiveFrom(state)
  const remove = (receiptHandle: string) => removeFrom(state, receiptHandle)
  return {
    name,
    send: (body) => sendTo(state, body),
    receive,
    remove,
    drain: (handler) => {
      const drained = last.then(() => drain({ name, receive, remove, log }, handler))
      last = drained.catch(() => {})
      drains.add(drained)
      return drained
    },
    settled: drains.settled,
    nextVisible: () => earliest(state.messages.map(({ visible }) => visible)),
    deadLetters: () => [...state.dead],
    redrive: () => {
      for (const { messageId, body } of state.dead) put(state, messageId, body)
      state.dead = []
    },
    counts: () => {
      const visible = state.messages.filter((message) => isAtOrBefore(message.visible, now())).length
      return { visible, hidden: state.messages.length - visible }
    },
    deliverTwice: (count) => {
      state.repeats += count
    },
  }
}

function sendTo(state: State, body: string): string {
  if (Buffer.byteLength(body) > bodyBytesAtMost) throw new Error(`a message on ${state.name} is over 256 KiB`)
  state.sent += 1
  const messageId = `${state.name}-${state.sent}`
  put(state, messageId, body)
  return messageId
}

function put(state: State, messageId: string, body: string): void {
  const at = state.now()
  state.messages.push({ messageId, body, sent: at, visible: at, receives: 0, receiptHandle: "" })
}

function receiveFrom(state: State): SQSRecord[] {
  const at = state.now()
  const canBeSeen = state.messages.filter((message) => isAtOrBefore(message.visible, at))
  for (const message of canBeSeen) if (message.receives >= state.receivesAtMost) bury(state, message)
  return canBeSeen
    .filter((message) => message.receives < state.receivesAtMost)
    .slice(0, state.messagesAtOnce ?? messagesAtMost)
    .map((message) => take(message, at.add(state.visibilityTimeout), state.name))
}

function bury(state: State, message: Message): void {
  const { messageId, body, receives } = message
  state.dead.push({ messageId, body, receives })
  state.messages = state.messages.filter((each) => each !== message)
  state.log({ event: "dead-letter", queue: state.name, message: messageId, receives })
}

function removeFrom(state: State, receiptHandle: string): void {
  const message = state.messages.find((each) => each.receiptHandle === receiptHandle)
  if (message === undefined) return
  if (state.repeats > 0) {
    state.repeats -= 1
    message.visible = state.now()
  } else state.messages = state.messages.filter((each) => each !== message)
}

function take(message: Message, hiddenUntil: Temporal.Instant, queue: string): SQSRecord {
  message.receives += 1
  message.visible = hiddenUntil
  message.receiptHandle = `${message.messageId}-${message.receives}`
  const sent = String(message.sent.epochMilliseconds)
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: sent,
      SenderId: "local",
      ApproximateFirstReceiveTimestamp: sent,
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(message.body).digest("hex"),
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
async function failures(handler: QueueHandler, records: readonly SQSRecord[], log: Log): Promise<ReadonlySet<string>> {
  const all = new Set(records.map(({ messageId }) => messageId))
  try {
    const response = await handler({ Records: [...records] })
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    return [...failed].every((id) => all.has(id)) ? failed : all
  } catch (error) {
    log({ event: "batch-failed", messages: records.length, reason: error instanceof Error ? error.name : "unknown" })
    return all
  }
}
