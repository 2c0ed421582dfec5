import type { AttributeValue } from "@aws-sdk/client-dynamodb"
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { shardOf } from "@turnabout/core/shard.ts"
import { tableDueIndex } from "@turnabout/functions/adapters/due-index.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { tick } from "@turnabout/functions/tick.ts"
import { pairIdOf } from "../support/pair-builder.ts"
import { startMemoryTable } from "./memory-table.ts"
import type { Options } from "./options.ts"
import { recordedClient } from "./recorded.ts"
import type { Way } from "./rounds.ts"
import { interleave } from "./rounds.ts"

const shards = 4
const due = 50
const now = new Date("2026-11-23T09:00:00Z")
const week = 7 * 24 * 60

type Sizes = readonly [number, ...number[]]

/** What a tick reads and how long it takes to find the 50 pairs that are due, among ever more pairs. */
export async function benchTick({ isQuick, tell }: Options) {
  const sizes: Sizes = isQuick ? [100, 500] : [1000, 10_000, 100_000]
  const table = await startMemoryTable(sizes.map(nameOf))
  try {
    for (const pairs of sizes) {
      tell(`tick: fills a table with ${pairs} pairs`)
      await fill(table.client, pairs)
    }
    const found = []
    for (const pairs of sizes) found.push(await counted(table.endpoint, pairs))
    const client = new DynamoDBClient(loopbackClient(table.endpoint))
    const ways = Object.fromEntries(sizes.map((pairs): [string, Way] => [String(pairs), timed(client, pairs)]))
    tell("tick: finds what is due")
    const time = await interleave({
      ways,
      baseline: String(sizes[0]),
      rounds: isQuick ? 2 : 41,
      warmUps: isQuick ? 1 : 10,
    })
    client.destroy()
    return { shards, due, found, time }
  } finally {
    await table.stop()
  }
}

function nameOf(pairs: number): string {
  return `pairs-${pairs}`
}

/** Rows as lean as the index needs them: 50 alarms in the last minute, all others within the week to come. */
async function fill(client: DynamoDBClient, pairs: number): Promise<void> {
  const TableName = nameOf(pairs)
  for (let start = 0; start < pairs; start += 25) {
    const rows = Array.from({ length: Math.min(25, pairs - start) }, (_, place) => row(start + place))
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: rows.map((Item) => ({ PutRequest: { Item } })) } }),
    )
  }
}

function row(number: number): Record<string, AttributeValue> {
  const id = pairIdOf(number)
  // 7919 is a prime: alarms are spread over the week, and no two tables have them elsewhere.
  const minutes = number < due ? 0 : 1 + ((number * 7919) % (week - 1))
  return {
    pk: { S: `PAIR#${id}` },
    sk: { S: "PAIR" },
    status: { S: "active" },
    dueShard: { S: String(shardOf(id, shards)) },
    dueAt: { S: `${new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19)}Z` },
  }
}

/** One tick of each kind over a client that counts. */
async function counted(endpoint: string, pairs: number) {
  let [readUnits, queries] = [0, 0]
  const client = recordedClient(endpoint, ({ read }) => {
    readUnits += read
    queries += 1
  })
  const lately = await ticked(client, pairs, false)
  const usual = { readUnits, queries }
  await ticked(client, pairs, true)
  client.destroy()
  return { pairs, due: lately, ...usual, sweepReadUnits: readUnits - usual.readUnits }
}

function timed(client: DynamoDBClient, pairs: number): Way {
  return async () => {
    const began = performance.now()
    await ticked(client, pairs, false)
    return performance.now() - began
  }
}

async function ticked(client: DynamoDBClient, pairs: number, sweep: boolean): Promise<number> {
  const ports = {
    dueIndex: tableDueIndex({ client, tableName: nameOf(pairs) }),
    queue: { send: async () => {} },
    log: () => {},
  }
  return (await tick(ports, { now, shards, sweep })).due
}
