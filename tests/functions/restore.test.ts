import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb"
import type { AttributeValue, BatchWriteItemCommandInput } from "@aws-sdk/client-dynamodb"
import { restore, restoredLines } from "@turnabout/functions/restore.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import { startTable } from "@turnabout/local/table.ts"
import type { Table } from "@turnabout/local/table.ts"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

type Item = Record<string, AttributeValue>

let folder: string
let table: Table
let dynamo: DynamoDBClient
let made = 0
let names: { readonly tableName: string; readonly from: string }
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-restore-"))
  table = await startTable({ folder, log: () => {}, onFail: () => {} })
})
beforeEach(async () => {
  made += 1
  dynamo = new DynamoDBClient({ ...loopbackClient(table.endpoint), maxAttempts: 1 })
  names = { tableName: `service-${made}`, from: `restored-${made}` }
  for (const TableName of Object.values(names)) await make({ ...tableDefinition, TableName })
})
afterAll(async () => {
  await table.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe("restoring", () => {
  test("makes the service's table what the restored one is, over more than one page of each", async () => {
    const [then, now] = [range(0, 30), range(10, 50)]
    await put(
      names.from,
      then.map((number) => item(number, "then")),
    )
    await put(
      names.tableName,
      now.map((number) => item(number, "now")),
    )
    pagesOf(12)
    const told: unknown[] = []
    const restored = await restoring({ write: true, onProgress: (so) => told.push(so) })
    expect(restored).toEqual({ copied: 30, deleted: 20 })
    expect(await all(names.tableName)).toEqual(await all(names.from))
    expect(await all(names.from)).toHaveLength(30)
    expect(told.length).toBeGreaterThan(3)
    expect(told.at(-1)).toEqual(restored)
    expect(await restoring({ write: true })).toEqual({ copied: 30, deleted: 0 })
  })

  test("that is not said yes to counts the same, and changes nothing", async () => {
    await put(names.from, [item(1, "then"), item(2, "then")])
    await put(names.tableName, [item(2, "now"), item(3, "now")])
    const before = await all(names.tableName)
    const would = await restoring({ write: false })
    expect(would).toEqual({ copied: 2, deleted: 1 })
    expect(restoredLines(would, { from: names.from, write: false })).toContain("Nothing has been changed")
    expect(await all(names.tableName)).toEqual(before)
  })

  test("asks again for what the table left undone", async () => {
    await put(
      names.from,
      range(0, 30).map((number) => item(number, "then")),
    )
    await put(names.tableName, [item(40, "now")])
    const undone = leaveUndone(2)
    expect(await restoring({ write: true })).toEqual({ copied: 30, deleted: 1 })
    expect(undone.left()).toBe(0)
    expect(await all(names.tableName)).toEqual(await all(names.from))
  })

  test("refuses a table that is the service's own, not there, empty, or none of the service's", async () => {
    await put(names.tableName, [item(1, "now")])
    const other = `other-${made}`
    await make({
      TableName: other,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    })
    const from = (name: string) => restoring({ write: true, from: name })
    await expect(from(names.tableName)).rejects.toThrow("the service's own table")
    await expect(from("nowhere")).rejects.toThrow("There is no table nowhere")
    await expect(from(names.from)).rejects.toThrow("is empty")
    await expect(from(other)).rejects.toThrow("its key is id")
    expect(await all(names.tableName)).toHaveLength(1)
  })
})

function restoring(options: Partial<Parameters<typeof restore>[1]>) {
  return restore(
    { dynamo, tableName: names.tableName },
    { from: names.from, write: false, onProgress: () => {}, ...options },
  )
}

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, place) => from + place)
}

function item(number: number, when: string): Item {
  const pk = `PAIR#${String(number).padStart(4, "0")}`
  return {
    pk: { S: pk },
    sk: { S: "PAIR" },
    data: { B: Buffer.from(when) },
    dueShard: { S: "0" },
    dueAt: { S: "2026" },
  }
}

/** As if so few items filled the 1 MB of a page. */
function pagesOf(items: number): void {
  dynamo.middlewareStack.add(
    (next, { commandName }) =>
      (call) =>
        next(commandName === "ScanCommand" ? { ...call, input: { ...call.input, Limit: items } } : call),
    { step: "initialize" },
  )
}

async function make(definition: ConstructorParameters<typeof CreateTableCommand>[0]): Promise<void> {
  await dynamo.send(new CreateTableCommand(definition))
  for (let looks = 0; looks < 500; looks += 1) {
    const { Table: seen } = await dynamo.send(new DescribeTableCommand({ TableName: definition.TableName }))
    if (seen?.TableStatus === "ACTIVE") return
  }
  throw new Error("the table was not made")
}

async function put(name: string, items: readonly Item[]): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }))
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }))
  }
}

async function all(name: string): Promise<Item[]> {
  const items: Item[] = []
  let from: Item | undefined
  do {
    const page = await dynamo.send(new ScanCommand({ TableName: name, ConsistentRead: true, ExclusiveStartKey: from }))
    items.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return items.toSorted((one, other) => String(one["pk"]?.S).localeCompare(String(other["pk"]?.S)))
}

/** The next few batches are not written at all but returned, as DynamoDB does when it has too much to do. */
function leaveUndone(batches: number) {
  let left = batches
  dynamo.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName !== "BatchWriteItemCommand" || left === 0) return next(call)
        left -= 1
        const { RequestItems } = call.input as BatchWriteItemCommandInput
        return { output: { $metadata: {}, UnprocessedItems: RequestItems }, response: {} }
      },
    { step: "initialize" },
  )
  return { left: () => left }
}
