import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { AttributeValue } from "@aws-sdk/client-dynamodb"
import { SESClient } from "@aws-sdk/client-ses"
import { SQSClient } from "@aws-sdk/client-sqs"
import { tableDueIndex } from "@turnabout/functions/adapters/due-index.ts"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import { sesMailer } from "@turnabout/functions/adapters/ses.ts"
import { sqsQueue } from "@turnabout/functions/adapters/sqs.ts"
import { tableStore } from "@turnabout/functions/adapters/table.ts"
import type { DueIndex, Mailer, Store } from "@turnabout/functions/ports.ts"
import type { Queue } from "@turnabout/functions/tick.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod"
import { firstAlarm } from "../due-index.ts"
import { loopbackClient } from "../loopback.ts"
import { memoryMailer } from "../memory-mailer.ts"
import { memoryStore } from "../memory-store.ts"
import { createQueue } from "../queue.ts"
import type { LocalQueue } from "../queue.ts"
import { startSes } from "../ses.ts"
import { startSqs } from "../sqs.ts"
import { tableDefinition } from "../table-definition.ts"
import { startTable } from "../table.ts"
import { indexWriteUnits, itemBytes, readUnits, writeUnits } from "../units.ts"
import type { IndexRow, Units } from "../units.ts"
import { atSignal } from "./at-signal.ts"

/** What the handlers stand on, and a clock that is moved by hand. */
export type World = {
  readonly store: Store
  readonly mailer: Mailer
  readonly dueIndex: DueIndex
  readonly shards: number
  /** What the worker reads from, and how the tick and the worker write to it. */
  readonly queue: LocalQueue
  readonly inbox: Queue
  readonly pairsAtOnce: number
  /** In milliseconds. */
  readonly now: () => number
  readonly clock: () => Temporal.Instant
  readonly moveTo: (ms: number) => void
  /** The first alarm of all, past or to come; looking costs no units. */
  readonly firstAlarm: () => Promise<number | null>
  readonly units: () => Units
  readonly stop: () => Promise<void>
}

const shards = 2
/** As infra/queue.ts and infra/worker.ts have it. */
const visibilityTimeout = Temporal.Duration.from({ minutes: 6 })
const receivesAtMost = 3
const messagesAtOnce = 2
/** As many as infra/concurrency.ts gives a worker at the most. */
const pairsAtOnceAtMost = 20

type Clock = Pick<World, "now" | "clock" | "moveTo">

function clockFrom(start: number): Clock {
  let now = start
  let instant = Temporal.Instant.fromEpochMilliseconds(start)
  return {
    now: () => now,
    clock: () => instant,
    moveTo: (ms) => {
      now = ms
      instant = Temporal.Instant.fromEpochMilliseconds(ms)
    },
  }
}

function unitCounter() {
  let total: Units = { read: 0, write: 0 }
  return {
    add: ({ read, write }: Units) => void (total = { read: total.read + read, write: total.write + write }),
    total: () => total,
  }
}

function queueOn({ clock }: Clock): LocalQueue {
  return createQueue({ name: "wake", now: clock, visibilityTimeout, receivesAtMost, messagesAtOnce, log: () => {} })
}

/** Everything in memory, by fakes that keep the adapters' contracts. */
export function memoryWorld(start: number): World {
  const clock = clockFrom(start)
  const units = unitCounter()
  const store = memoryStore({ clock: clock.clock, shards, onUnits: units.add })
  const queue = queueOn(clock)
  return {
    ...clock,
    store,
    dueIndex: store,
    mailer: memoryMailer(),
    shards,
    queue,
    inbox: { send: async (message) => void queue.send(message) },
    pairsAtOnce: pairsAtOnceAtMost,
    firstAlarm: async () => {
      const first = store.firstAlarm()
      return first === null ? null : Date.parse(first)
    },
    units: units.total,
    stop: async () => {},
  }
}

/** The adapters that run on AWS, over dynalite and the stand-ins for SES and SQS. */
export async function realWorld(start: number): Promise<World> {
  const clock = clockFrom(start)
  const units = unitCounter()
  const folder = mkdtempSync(join(tmpdir(), "turnabout-simulate-"))
  let tablePid: (() => number) | null = null
  const takeBack = atSignal(() => {
    // It minds no signal but this one, and would write on into the folder.
    if (tablePid !== null) process.kill(tablePid(), "SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  })
  const table = await startTable({ folder: join(folder, "table"), log: () => {}, onFail: () => {} })
  tablePid = table.pid
  const ses = await startSes({
    folder: join(folder, "sent"),
    mailDomain: "turnabout.example",
    now: clock.clock,
    onFeedback: async () => {},
    log: () => {},
  })
  const queue = queueOn(clock)
  const sqs = await startSqs(queue)
  const dynamo = meteredClient(table.endpoint, units.add)
  const looking = new DynamoDBClient(loopbackClient(table.endpoint))
  const sesClient = new SESClient({ ...loopbackClient(ses.endpoint), maxAttempts: 1 })
  const sqsClient = new SQSClient(loopbackClient(sqs.endpoint))
  const tableName = tableDefinition.TableName
  const seal = sealWith([{ id: 1, secret: new Uint8Array(32).fill(1) }])
  const indexSecret = new Uint8Array(32).fill(2)
  return {
    ...clock,
    store: tableStore({ client: dynamo, tableName, seal, indexSecret, shards, clock: clock.clock }),
    dueIndex: tableDueIndex({ client: dynamo, tableName }),
    mailer: sesMailer({ client: sesClient, configurationSet: null, timeoutMs: 10_000 }),
    shards,
    queue,
    inbox: sqsQueue({ client: sqsClient, queueUrl: sqs.urlOf(queue) }),
    // Which of several answers first is chance: the same seed would not live the same lives.
    pairsAtOnce: 1,
    firstAlarm: async () => (await firstAlarm(looking, shards, null))?.epochMilliseconds ?? null,
    units: units.total,
    stop: async () => {
      for (const client of [dynamo, looking, sesClient, sqsClient]) client.destroy()
      await Promise.all([sqs.stop(), ses.stop(), table.stop()])
      takeBack()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A client that is told by the table what each request has cost, and adds what dynalite leaves out: the index. */
function meteredClient(endpoint: string, add: (units: Units) => void): DynamoDBClient {
  const client = new DynamoDBClient(loopbackClient(endpoint))
  const rows = new Map<string, IndexRow>()
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: "TOTAL" })
        const answered = await next(args).catch((cause: unknown) => {
          if (cause instanceof ConditionalCheckFailedException) add({ read: 0, write: unitsInVain(args.input) })
          throw cause
        })
        const units = capacityIn(answered.output)
        const isVain = commandName === "QueryCommand" && units === 0
        const consistent = "ConsistentRead" in args.input && args.input.ConsistentRead === true
        // dynalite bills nothing for a query that finds nothing.
        const read = isVain ? readUnits(0, { consistent }) : units
        add(writes.test(commandName) ? { read: 0, write: units } : { read, write: 0 })
        if (commandName === "PutItemCommand" || commandName === "DeleteItemCommand")
          add({ read: 0, write: indexUnits(rows, args.input) })
        return answered
      },
    { step: "initialize", name: "countUnits" },
  )
  return client
}

const writes = /^(Put|Update|Delete|BatchWrite)/
const itemSchema = z.record(z.string(), z.custom<AttributeValue>())
const writeSchema = z.object({ Item: itemSchema.optional(), Key: itemSchema.optional() })

/** A write whose condition did not hold costs as if it had; what is there is taken to be as large as what was to be put. */
function unitsInVain(input: object): number {
  const { Item = {} } = writeSchema.parse(input)
  return writeUnits({ before: 0, after: itemBytes(Item) })
}

/** What a pair's item put or deleted has changed in the index. */
function indexUnits(rows: Map<string, IndexRow>, input: object): number {
  const { Item, Key } = writeSchema.parse(input)
  const { pk, sk, dueShard, dueAt, status } = Item ?? Key ?? {}
  const id = pk?.S ?? ""
  if (sk?.S !== "PAIR") return 0
  const before = rows.get(id) ?? null
  const projected = pk && dueShard && dueAt && status ? { pk, sk, dueShard, dueAt, status } : null
  const after =
    projected === null
      ? null
      : { key: `${projected.dueAt.S} ${id}`, rest: projected.status.S ?? "", bytes: itemBytes(projected) }
  if (after === null) rows.delete(id)
  else rows.set(id, after)
  return indexWriteUnits(before, after)
}

function capacityIn(output: object): number {
  if (!("ConsumedCapacity" in output)) return 0
  const all: readonly unknown[] = [output.ConsumedCapacity].flat()
  return all.reduce<number>((sum, each) => {
    const isCapacity = typeof each === "object" && each !== null && "CapacityUnits" in each
    return sum + (isCapacity ? Number(each.CapacityUnits) : 0)
  }, 0)
}
