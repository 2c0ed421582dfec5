import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb"
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { startMemoryTable } from "./memory-table.ts"
import type { Request } from "./recorded.ts"
import { recordedClient } from "./recorded.ts"

const { TableName } = tableDefinition
let table: Awaited<ReturnType<typeof startMemoryTable>>
let client: DynamoDBClient
let requests: Request[] = []
beforeAll(async () => {
  table = await startMemoryTable()
  client = recordedClient(table.endpoint, (request) => requests.push(request))
})
afterAll(async () => {
  client.destroy()
  await table.stop()
})
beforeEach(() => void (requests = []))

const key = { pk: { S: "PAIR#x" }, sk: { S: "PAIR" } }
const put = (bytes: number, dueAt: string | null) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: {
        ...key,
        data: { B: new Uint8Array(bytes) },
        ...(dueAt === null ? {} : { dueShard: { S: "0" }, dueAt: { S: dueAt } }),
      },
    }),
  )

test("a put costs by the larger of what was there and what is, and two more in the index when the alarm moves", async () => {
  await put(900, "2026-11-23T09:00:00Z")
  await put(1500, "2026-11-24T09:00:00Z")
  await put(100, "2026-11-24T09:00:00Z")
  await put(100, null)
  expect(requests.map(({ name, item, write, indexWrite }) => [name, item, write, indexWrite])).toEqual([
    ["PutItem", "PAIR", 1, 1],
    ["PutItem", "PAIR", 2, 2],
    ["PutItem", "PAIR", 2, 0],
    ["PutItem", "PAIR", 1, 1],
  ])
})

test("a put that failed on its condition costs as much", async () => {
  await put(3000, null)
  const again = new PutItemCommand({ TableName, Item: key, ConditionExpression: "attribute_not_exists(pk)" })
  await expect(client.send(again)).rejects.toThrow("conditional")
  expect(requests.at(-1)).toMatchObject({ write: 3, indexWrite: 0 })
})

test("a read costs by 4 KB, and half of it where it need not be consistent", async () => {
  await put(5000, null)
  await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }))
  await client.send(new GetItemCommand({ TableName, Key: { ...key, sk: { S: "NONE" } } }))
  const ExpressionAttributeValues = { ":pk": key.pk }
  await client.send(new QueryCommand({ TableName, KeyConditionExpression: "pk = :pk", ExpressionAttributeValues }))
  expect(requests.slice(1).map(({ name, read }) => [name, read])).toEqual([
    ["GetItem", 2],
    ["GetItem", 0.5],
    ["Query", 1],
  ])
})

test("each of a batch is rounded up by itself", async () => {
  await put(5000, null)
  const Keys = [key, { ...key, sk: { S: "NONE" } }]
  for (const ConsistentRead of [true, false])
    await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead } } }))
  expect(requests.slice(1).map(({ read }) => read)).toEqual([2, 1, 1, 0.5])
})

test("a scan is refused", async () => {
  await expect(client.send(new ScanCommand({ TableName }))).rejects.toThrow("a Scan of the table")
  expect(requests).toEqual([])
})
