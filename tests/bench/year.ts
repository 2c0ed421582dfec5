import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { DeleteItemCommand, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb"
import type { PairId } from "@turnabout/core/id.ts"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import { tableStore } from "@turnabout/functions/adapters/table.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import { itemBytes } from "@turnabout/local/units.ts"
import { fakePorts } from "../support/fake-ports.ts"
import type { Cause, Done } from "./life.ts"
import { live } from "./life.ts"
import { startMemoryTable } from "./memory-table.ts"
import type { Options } from "./options.ts"
import type { Request } from "./recorded.ts"
import { recordedClient } from "./recorded.ts"
import { round, spreadOf } from "./rounds.ts"

const daysOfMonth = 365 / 12
/** What DynamoDB adds to each item, in a table and in an index, when it bills for what is kept. */
const addedBytes = 100

type Watched = Done & { readonly requests: readonly Request[] }

/** What a pair costs in a simulated year on the table's real adapter, counted request by request by DynamoDB's rules. */
export async function benchYear({ isQuick, tell }: Options) {
  const days = isQuick ? 15 : 365
  const pairs = isQuick ? 1 : 2
  const table = await startMemoryTable()
  try {
    const all: Watched[] = []
    const kept = []
    for (let number = 0; number < pairs; number += 1) {
      tell(`year: pair ${number + 1} lives ${days} days`)
      const lived = await watchedLife(table, { days, number })
      all.push(...lived.done)
      kept.push(await keptOf(table, lived.id, lived.end))
    }
    const months = (pairs * days) / daysOfMonth
    const scope = { all, months }
    return {
      pairs,
      days,
      pairItemBytes: { atTheEnd: Math.max(...kept.map(({ pairBytes }) => pairBytes)), aim: 2048 },
      pageBytesAForm: meanOf(all.filter(({ cause }) => cause === "form").map(({ pageBytes }) => pageBytes)),
      attachedBytesAMonth: round(all.reduce((sum, { attachedBytes }) => sum + attachedBytes, 0) / months),
      keptBytes: meanOf(kept.map(({ bytes }) => bytes)),
      aMonth: { alarm: sumOf("alarm", scope), mail: sumOf("mail", scope), form: sumOf("form", scope) },
      alarms: alarmsByLetters(scope),
      writesByItem: byItem(scope, ({ write, indexWrite }) => write + indexWrite),
      readsByItem: byItem(scope, ({ read }) => read),
      cpuMs: await cpuOf({ days: isQuick ? 15 : 180, number: 0 }),
    }
  } finally {
    await table.stop()
  }
}

type Scope = { readonly all: readonly Watched[]; readonly months: number }

type MemoryTable = Awaited<ReturnType<typeof startMemoryTable>>

async function watchedLife(table: MemoryTable, { days, number }: { readonly days: number; readonly number: number }) {
  let requests: Request[] = []
  const done: Watched[] = []
  const clients: { destroy: () => void }[] = []
  let end = 0
  const id = await live({
    days,
    number,
    store: (clock) => {
      const client = recordedClient(table.endpoint, (request) => requests.push(request))
      clients.push(client)
      const seal = sealWith([{ id: 1, secret: new Uint8Array(32).fill(1) }])
      end = clock().epochMilliseconds
      const tableName = tableDefinition.TableName
      return tableStore({ client, tableName, seal, indexSecret: new Uint8Array(32).fill(2), shards: 4, clock })
    },
    before: async (cause, now) => {
      // What a mail answers is looked for among all letters that are there: those over their time are not, on AWS.
      if (cause === "mail") await deleteExpired(table.client, now.epochMilliseconds / 1000)
      requests = []
    },
    // The one that only looks when the next alarm is records too, between two things: that belongs to neither.
    after: (one) => void done.push({ ...one, requests: [...requests] }),
  })
  for (const client of clients) client.destroy()
  return { id, done, end: end + days * 24 * 3_600_000 }
}

/** As DynamoDB does by itself, which dynalite does not. */
async function deleteExpired(client: DynamoDBClient, now: number): Promise<void> {
  const expired = new ScanCommand({
    TableName: tableDefinition.TableName,
    FilterExpression: "expiresAt < :now",
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(now)) } },
  })
  const { Items = [] } = await client.send(expired)
  for (const { pk, sk } of Items)
    if (pk !== undefined && sk !== undefined)
      await client.send(new DeleteItemCommand({ TableName: tableDefinition.TableName, Key: { pk, sk } }))
}

/** What is kept of one pair in the end, and not yet over its time. */
async function keptOf(table: MemoryTable, id: PairId, end: number) {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: tableDefinition.TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `PAIR#${id}` } },
    }),
  )
  const alive = Items.filter(({ expiresAt }) => expiresAt === undefined || Number(expiresAt.N) * 1000 > end)
  const pair = Items.find(({ sk }) => sk?.S === "PAIR")
  if (pair === undefined) throw new Error("a pair that lived is gone")
  const bytes = alive.reduce((sum, item) => sum + itemBytes(item) + addedBytes, 0)
  return { pairBytes: itemBytes(pair), bytes }
}

function meanOf(values: readonly number[]): number {
  return round(values.reduce((sum, value) => sum + value, 0) / values.length)
}

/** What one pair causes in a month, by what caused it. */
function sumOf(cause: Cause, { all, months }: Scope) {
  const these = all.filter((done) => done.cause === cause)
  const total = (of: (done: Watched) => number) => these.reduce((sum, done) => sum + of(done), 0)
  const units = (of: (request: Request) => number) =>
    total(({ requests }) => requests.reduce((sum, each) => sum + of(each), 0))
  const letters = total((done) => done.letters.length)
  const tableWrites = units(({ write }) => write)
  const indexWrites = units(({ indexWrite }) => indexWrite)
  const amount = (value: number) => round(value / months)
  return {
    times: amount(these.length),
    letters: amount(letters),
    tableWrites: amount(tableWrites),
    indexWrites: amount(indexWrites),
    reads: amount(units(({ read }) => read)),
    requests: amount(total(({ requests }) => requests.length)),
    logBytes: amount(total(({ logBytes }) => logBytes)),
    writesEach: round((tableWrites + indexWrites) / these.length),
    writesALetter: letters === 0 ? null : round((tableWrites + indexWrites) / letters),
  }
}

/** Alarms by the letters that they sent: "prompt", "after-form after-form invitation invitation". */
function alarmsByLetters({ all, months }: Scope) {
  const alarms = all.filter(({ cause }) => cause === "alarm")
  const kinds = [...new Set(alarms.map(nameOf))].toSorted()
  return kinds.map((letters) => {
    const these = alarms.filter((alarm) => nameOf(alarm) === letters)
    const requests = these.flatMap((alarm) => alarm.requests)
    const mean = (of: (request: Request) => number) =>
      round(requests.reduce((sum, each) => sum + of(each), 0) / these.length)
    return {
      letters,
      aMonth: round(these.length / months),
      tableWrites: mean(({ write }) => write),
      indexWrites: mean(({ indexWrite }) => indexWrite),
      reads: mean(({ read }) => read),
      requests: round(requests.length / these.length),
    }
  })
}

function nameOf({ letters }: Done): string {
  return letters.toSorted().join(" ")
}

/** Where a month's units go: by what caused them, the request and the kind of item; the most expensive first. */
function byItem({ all, months }: Scope, unitsOf: (request: Request) => number) {
  const sums = new Map<string, { times: number; units: number }>()
  for (const { cause, requests } of all.filter((done) => done.cause !== "beginning")) {
    for (const request of requests) {
      const key = `${cause} ${request.name} ${request.item}`
      const { times, units } = sums.get(key) ?? { times: 0, units: 0 }
      sums.set(key, { times: times + 1, units: units + unitsOf(request) })
    }
  }
  return [...sums]
    .filter(([, { units }]) => units > 0)
    .toSorted(([, one], [, other]) => other.units - one.units)
    .map(([what, { times, units }]) => ({ what, times: round(times / months), units: round(units / months) }))
}

/** The same life with everything in memory: what is left is the handlers' own time. The first weeks, in which all is new, don't count. */
async function cpuOf({ days, number }: { readonly days: number; readonly number: number }) {
  const done: Done[] = []
  const inMemory = fakePorts({ shards: 4 })
  await live({
    days,
    number,
    store: () => inMemory.ports.store,
    before: async (_, now) => inMemory.moveTo(now.toString()),
    after: (one) => void done.push(one),
  })
  const warm = done.slice(Math.floor(done.length / 4))
  const of = (cause: Cause) => spreadOf(warm.filter((one) => one.cause === cause).map((one) => one.cpuMs))
  return { alarm: of("alarm"), mail: of("mail"), form: of("form") }
}
