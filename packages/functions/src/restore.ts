import { setTimeout as wait } from "node:timers/promises"
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  ScanCommand,
} from "@aws-sdk/client-dynamodb"
import type { AttributeValue, KeysAndAttributes, WriteRequest } from "@aws-sdk/client-dynamodb"
import { batchGetAtMost, batchWriteAtMost, untilProcessed } from "./adapters/batches.ts"
import type { Operations } from "./operations.ts"

export type RestoreOptions = {
  /** The table that AWS has restored beside the service's own. */
  readonly from: string
  /** Without it nothing is written; what would be is counted. */
  readonly write: boolean
  /** Told after each page of a table, which is 1 MB or less. */
  readonly onProgress: (restored: Restored) => void
}

export type Restored = {
  readonly copied: number
  /** Items that the service's table has and the restored one has not. */
  readonly deleted: number
}

type Item = Record<string, AttributeValue>
type Tables = Pick<Operations, "dynamo" | "tableName"> & { readonly from: string }

const batchesAtOnce = 8
/** 1 MB each: more than any practice keeps. */
const pagesAtMost = 10_000_000

/**
 * Makes the service's table what a restored one is: copies every item, and deletes what is not there. The functions must
 * be stopped. Repeating it is harmless, so one that broke off is begun again.
 */
export async function restore(
  { dynamo, tableName }: Pick<Operations, "dynamo" | "tableName">,
  { from, write, onProgress }: RestoreOptions,
): Promise<Restored> {
  const tables = { dynamo, tableName, from }
  if (from === tableName) throw new Error(`${from} is the service's own table: name the one that AWS has restored.`)
  await checkRestored(tables)
  let restored: Restored = { copied: 0, deleted: 0 }
  for await (const items of pagesOf(tables, { TableName: from })) {
    const puts = items.map((Item) => ({ PutRequest: { Item } }))
    if (write) await writeAll(tables, puts)
    restored = { ...restored, copied: restored.copied + items.length }
    onProgress(restored)
  }
  // Whoever names the wrong table must not lose everything.
  if (restored.copied === 0) throw new Error(`${from} is empty: nothing has been changed.`)
  for await (const keys of pagesOf(tables, { TableName: tableName, ProjectionExpression: "pk, sk" })) {
    const strays = await missingIn(tables, keys)
    const deletions = strays.map((Key) => ({ DeleteRequest: { Key } }))
    if (write) await writeAll(tables, deletions)
    restored = { ...restored, deleted: restored.deleted + strays.length }
    onProgress(restored)
  }
  return restored
}

async function checkRestored({ dynamo, from }: Tables): Promise<void> {
  const described = await dynamo.send(new DescribeTableCommand({ TableName: from })).catch((cause: unknown) => {
    if (!(cause instanceof ResourceNotFoundException)) throw cause
    throw new Error(`There is no table ${from} in this account and region: aws dynamodb list-tables`, { cause })
  })
  const { TableStatus, KeySchema = [] } = described.Table ?? {}
  if (TableStatus !== "ACTIVE") throw new Error(`${from} is not there yet (${TableStatus}): try again later.`)
  const names = KeySchema.map(({ AttributeName }) => AttributeName)
  if (names.join(" ") !== "pk sk")
    throw new Error(`${from} is no table of this service: its key is ${names.join(", ")}.`)
}

type Reading = { readonly TableName: string; readonly ProjectionExpression?: string }

async function* pagesOf({ dynamo }: Tables, reading: Reading): AsyncGenerator<readonly Item[]> {
  let from: Item | undefined
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { Items, LastEvaluatedKey } = await dynamo.send(
      new ScanCommand({
        ...reading,
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    yield Items ?? []
    from = LastEvaluatedKey
    if (from === undefined) return
  }
  throw new Error(`more than ${pagesAtMost} pages in ${reading.TableName}`)
}

async function writeAll({ dynamo, tableName }: Tables, requests: readonly WriteRequest[]): Promise<void> {
  await batched(requests, batchWriteAtMost, async (batch) => {
    await untilProcessed<WriteRequest[]>(
      { [tableName]: batch },
      async (RequestItems) => (await dynamo.send(new BatchWriteItemCommand({ RequestItems }))).UnprocessedItems,
      pause,
    )
  })
}

/** Those of the service's keys that the restored table has not. */
async function missingIn({ dynamo, from }: Tables, keys: readonly Item[]): Promise<readonly Item[]> {
  const found = new Set<string>()
  await batched(keys, batchGetAtMost, async (Keys) => {
    const asked = { [from]: { Keys, ConsistentRead: true, ProjectionExpression: "pk, sk" } }
    await untilProcessed<KeysAndAttributes>(
      asked,
      async (RequestItems) => {
        const { Responses, UnprocessedKeys } = await dynamo.send(new BatchGetItemCommand({ RequestItems }))
        for (const item of Responses?.[from] ?? []) found.add(nameOf(item))
        return UnprocessedKeys
      },
      pause,
    )
  })
  return keys.filter((key) => !found.has(nameOf(key)))
}

function nameOf(item: Item): string {
  return JSON.stringify([item["pk"]?.S, item["sk"]?.S])
}

async function batched<T>(all: readonly T[], size: number, each: (batch: T[]) => Promise<void>): Promise<void> {
  const together = size * batchesAtOnce
  for (let start = 0; start < all.length; start += together) {
    const now = all.slice(start, start + together)
    const batches = Array.from({ length: Math.ceil(now.length / size) }, (_, place) =>
      now.slice(place * size, (place + 1) * size),
    )
    await Promise.all(batches.map(each))
  }
}

async function pause(attempt: number): Promise<void> {
  await wait(100 * 2 ** attempt)
}

/** As lines for a terminal. */
export function restoredLines(
  { copied, deleted }: Restored,
  { from, write }: Omit<RestoreOptions, "onProgress">,
): string {
  if (write) return `${copied} items copied from ${from}, ${deleted} deleted that were not in it.`
  return [
    `${copied} items would be copied from ${from}, ${deleted} deleted that are not in it. Nothing has been changed.`,
    "Stop the functions first (docs/deploy.md), then say --yes.",
  ].join("\n")
}
