import { fork } from "node:child_process"
import { once } from "node:events"
import { createRequire } from "node:module"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { setTimeout as wait } from "node:timers/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { startTable, type Table } from "@turnabout/local/table.ts"
import { repairIndex } from "@turnabout/local/table-index.ts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let folder: string
let stops: (() => Promise<void>)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-table-"))
  stops = []
})
afterEach(async () => {
  for (const stop of stops) await stop()
  rmSync(folder, { recursive: true, force: true })
})

describe("the table", () => {
  test("is made with the keys and the sparse index of the design", async () => {
    const { client } = await start()
    const { Table: made } = await client.send(new DescribeTableCommand({ TableName: "turnabout" }))
    expect(made?.TableStatus).toBe("ACTIVE")
    expect(made?.KeySchema).toEqual([
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ])
    expect(made?.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: "due",
        KeySchema: [
          { AttributeName: "dueShard", KeyType: "HASH" },
          { AttributeName: "dueAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["status"] },
      },
    ])
  })

  test("keeps what was put over a stop and a start, and finds what is due", async () => {
    const first = await start()
    await putPair(first.client, 1, "2026-11-23T09:00:00Z")
    await putPair(first.client, 2, "2026-11-24T09:00:00Z")
    await first.client.send(new PutItemCommand({ TableName: "turnabout", Item: { pk: { S: "x" }, sk: { S: "y" } } }))
    await first.table.stop()
    const second = await start()
    expect(await dueUntil(second.client, "2026-11-23T09:00:00Z")).toEqual(["PAIR#1"])
    expect(await dueUntil(second.client, "2026-11-24T09:00:00Z")).toEqual(["PAIR#1", "PAIR#2"])
  })

  test("lists again the rows that a killed process left out of the index, unchanged", async () => {
    const first = await start()
    await putPair(first.client, 1, "2026-11-23T09:00:00Z")
    await putPair(first.client, 2, "2026-11-23T10:00:00Z")
    await first.table.stop()
    await emptyIndex()
    const second = await start()
    expect(await dueUntil(second.client, "2026-11-24T00:00:00Z")).toEqual(["PAIR#1", "PAIR#2"])
    expect(await read(second.client, 2)).toEqual(pairRow(2, "2026-11-23T10:00:00Z"))
  })

  test("repairs beyond the first page", async () => {
    const first = await start()
    for (let batch = 0; batch < 44; batch += 1) {
      const RequestItems = {
        turnabout: Array.from({ length: 25 }, (_, row) => ({
          PutRequest: { Item: pairRow(batch * 25 + row, "2026-11-23T09:00:00Z") },
        })),
      }
      await first.client.send(new BatchWriteItemCommand({ RequestItems }))
    }
    await first.table.stop()
    await emptyIndex()
    const second = await start()
    expect(await countDue(second.client)).toBe(1100)
    expect(await repairIndex(second.client)).toBe(0)
  })

  test("is started again on its port when its process is killed, and has every row it had acknowledged", async () => {
    const { client, table, died } = await start()
    const killed = table.pid()
    const acknowledged: number[] = []
    const writing = (async () => {
      for (let row = 0; row < 400; row += 8) {
        const rows = Array.from({ length: 8 }, (_, offset) => row + offset)
        await Promise.all(
          rows.map(async (each) => {
            await putUntilTaken(client, each)
            acknowledged.push(each)
          }),
        )
        if (row === 200) process.kill(killed, "SIGKILL")
      }
    })()
    await writing
    expect(acknowledged).toHaveLength(400)
    expect(table.pid()).not.toBe(killed)
    expect(died).toEqual(["table-died"])
    const { Count } = await client.send(new ScanCommand({ TableName: "turnabout", Select: "COUNT" }))
    expect(Count).toBe(400)
    expect(await countDue(client)).toBe(400)
  })

  test("is made anew when its making was cut short, which dynalite never finishes", async () => {
    const first = await start()
    await first.table.stop()
    await setInLevel("table~turnabout", (made) => ({ ...made, TableStatus: "CREATING" }))
    const second = await start()
    await putPair(second.client, 1, "2026-11-23T09:00:00Z")
    expect(await countDue(second.client)).toBe(1)
  })

  test("says so, once, when it dies again and again", async () => {
    const { table, failures } = await start()
    for (let kill = 0; kill < 6; kill += 1) {
      const pid = table.pid()
      process.kill(pid, "SIGKILL")
      await until(() => table.pid() !== pid || failures.length > 0)
    }
    expect(failures.map(({ message }) => message)).toEqual(["the table died, and was started again 5 times"])
  })

  test("ends with the service that started it, even when that one is killed", async () => {
    const script = join(folder, "service.mts")
    const table = new URL("../../packages/local/src/table.ts", import.meta.url).href
    writeFileSync(
      script,
      `const { startTable } = await import(${JSON.stringify(table)})
      const table = await startTable({ folder: ${JSON.stringify(join(folder, "table"))}, log() {}, onFail() {} })
      process.send(table.pid())`,
    )
    const service = fork(script, [], { execArgv: ["--import", "tsx"] })
    const [pid] = await once(service, "message")
    expect(isRunning(pid)).toBe(true)
    service.kill("SIGKILL")
    await until(() => !isRunning(pid))
    expect(isRunning(pid)).toBe(false)
    const { client } = await start()
    expect(await countDue(client)).toBe(0)
  })

  test("refuses a folder that LevelDB cannot open, with what the process said", async () => {
    const file = join(folder, "a-file")
    writeFileSync(file, "")
    await expect(start(join(file, "table"))).rejects.toThrow("ENOTDIR")
  })
})

type Row = ReturnType<typeof pairRow>

function pairRow(id: number, dueAt: string) {
  return {
    pk: { S: `PAIR#${id}` },
    sk: { S: "PAIR" },
    dueShard: { S: "0" },
    dueAt: { S: dueAt },
    version: { N: "3" },
    data: { B: Uint8Array.from([1, 2, 3]) },
  }
}

async function start(at = join(folder, "table")): Promise<{
  table: Table
  client: DynamoDBClient
  died: string[]
  failures: Error[]
}> {
  const died: string[] = []
  const failures: Error[] = []
  const table = await startTable({
    folder: at,
    log: ({ event }) => died.push(event),
    onFail: (error) => failures.push(error),
  })
  const client = new DynamoDBClient({ ...loopbackClient(table.endpoint), maxAttempts: 1 })
  stops.push(() => table.stop())
  return { table, client, died, failures }
}

async function putPair(client: DynamoDBClient, id: number, dueAt: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: "turnabout", Item: pairRow(id, dueAt) }))
}

async function putUntilTaken(client: DynamoDBClient, id: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return await putPair(client, id, "2026-11-23T09:00:00Z")
    } catch {
      await wait(50)
    }
  }
  throw new Error("the table did not come back")
}

async function read(client: DynamoDBClient, id: number): Promise<Row | undefined> {
  const Key = { pk: { S: `PAIR#${id}` }, sk: { S: "PAIR" } }
  const { Item } = await client.send(new GetItemCommand({ TableName: "turnabout", Key, ConsistentRead: true }))
  return Item as Row | undefined
}

function dueQuery(until: string) {
  return {
    TableName: "turnabout",
    IndexName: "due",
    KeyConditionExpression: "dueShard = :shard AND dueAt <= :until",
    ExpressionAttributeValues: { ":shard": { S: "0" }, ":until": { S: until } },
  }
}

async function dueUntil(client: DynamoDBClient, until: string): Promise<(string | undefined)[]> {
  const { Items = [] } = await client.send(new QueryCommand(dueQuery(until)))
  return Items.map(({ pk }) => pk?.S)
}

async function countDue(client: DynamoDBClient): Promise<number> {
  const { Count } = await client.send(new QueryCommand({ ...dueQuery("2027-01-01T00:00:00Z"), Select: "COUNT" }))
  return Count ?? 0
}

/** What a SIGKILL between the two writes leaves behind, made certain: dynalite's rows without their index entries. */
async function emptyIndex(): Promise<void> {
  const range = { gte: "index-global~turnabout~due~", lt: "index-global~turnabout~due~\u{ff}" }
  const entries = await inLevel(async (level) => {
    const keys = await level.keys(range).all()
    await level.clear(range)
    return keys
  })
  expect(entries).not.toEqual([])
}

async function setInLevel(key: string, change: (value: object) => object): Promise<void> {
  await inLevel(async (level) => level.put(key, change(await level.get(key))))
}

type Level = {
  keys: (range: object) => { all: () => Promise<string[]> }
  clear: (range: object) => Promise<void>
  get: (key: string) => Promise<object>
  put: (key: string, value: object) => Promise<void>
  close: () => Promise<void>
}

/** dynalite's own copy of LevelDB, which is no dependency of ours. */
async function inLevel<T>(work: (level: Level) => Promise<T>): Promise<T> {
  const { Level } = createRequire(createRequire(import.meta.url).resolve("dynalite"))("level")
  const level: Level = new Level(join(folder, "table"), { valueEncoding: "json" })
  const result = await work(level)
  await level.close()
  return result
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isTrue(); tries += 1) await wait(20)
}
