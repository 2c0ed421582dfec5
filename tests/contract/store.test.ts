import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AttributeValue, BatchGetItemCommandInput } from "@aws-sdk/client-dynamodb"
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb"
import { tableDueIndex } from "@turnabout/functions/adapters/due-index.ts"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import type { Seal } from "@turnabout/functions/adapters/seal.ts"
import { tableStore } from "@turnabout/functions/adapters/table.ts"
import type { Store } from "@turnabout/functions/ports.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import type { Table } from "@turnabout/local/table.ts"
import { startTable } from "@turnabout/local/table.ts"
import { Temporal } from "temporal-polyfill"
import { afterAll, beforeAll, expect, test } from "vitest"
import { bytesBelow, formsOf, inBase64 } from "../support/hidden.ts"
import { memoryStore } from "@turnabout/local/memory-store.ts"
import { commandId, pairId, sampleCommitment, sampleLetter, samplePair } from "./sample-pair.ts"
import type { StoreUnderTest } from "./store.contract.ts"
import { storeContract } from "./store.contract.ts"

let folder: string
let table: Table
let client: DynamoDBClient
let tables = 0
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-contract-"))
  table = await startTable({ folder: join(folder, "table"), log: () => {}, onFail: () => {} })
  client = new DynamoDBClient({ ...loopbackClient(table.endpoint), maxAttempts: 1 })
})
afterAll(async () => {
  client.destroy()
  await table.stop()
  rmSync(folder, { recursive: true, force: true })
})

storeContract("the store in memory", async (shards) => {
  let now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  const store = memoryStore({ clock: () => now, shards })
  return {
    store,
    dueIndex: store,
    moveTo: (instant) => void (now = Temporal.Instant.from(instant)),
    keys: async () => Object.values(store.kept).flatMap((map) => [...map.keys()]),
  }
})

storeContract("the store in a DynamoDB table", freshTable)

test("a commitment so new that a copy of the table may lack it is read all the same", async () => {
  const { store } = await freshTable(1)
  const made = ["c.0", "c.1"].map((id) => sampleCommitment(id))
  for (const commitment of made)
    await store.put(pairId(1), [{ kind: "commitment", commitment, text: `words of ${commitment.id}` }])
  const asked: unknown[] = []
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const done = await next(call)
        if (commandName !== "BatchGetItemCommand") return done
        const { RequestItems } = call.input as BatchGetItemCommandInput
        const { Keys = [], ConsistentRead } = Object.values(RequestItems ?? {})[0] ?? {}
        asked.push([Keys.length, ConsistentRead])
        const { Responses } = done.output as { readonly Responses: Record<string, unknown[]> }
        if (ConsistentRead !== true) for (const items of Object.values(Responses)) items.length = 1
        return done
      },
    { step: "initialize", name: "a copy that lacks the newest" },
  )
  try {
    const texts = await store.commitmentTexts(pairId(1), made)
    expect([...texts.values()].toSorted()).toEqual(["words of c.0", "words of c.1"])
    expect(asked).toEqual([
      [2, false],
      [1, true],
    ])
  } finally {
    client.middlewareStack.remove("a copy that lacks the newest")
  }
})

test("whoever reads the table reads no words, names, mailboxes or addresses in it", async () => {
  const { store } = await freshTable(1)
  const pair = samplePair(4)
  const { a, b } = pair.members
  await store.takeCouple({ inviter: a.mailbox, partner: b.mailbox }, pair.id, null)
  await store.joinMailbox(a.mailbox, pair.id)
  await store.suppress(a.mailbox, { reason: "complaint", since: now(), causedAt: now() })
  await store.begin(pair, [{ kind: "note", command: commandId("sign-up"), text: "secret words of a note" }])
  await store.put(pair.id, [
    {
      kind: "answer",
      session: 1,
      by: "a",
      command: commandId("c"),
      text: "secret words of an answer",
      shared: true,
      at: now(),
    },
    {
      kind: "reflection",
      session: 1,
      by: "a",
      command: commandId("c"),
      form: { happened: true, changes: [], line: "secret words of a line", heard: "not-quite", mattered: "no" },
      at: now(),
    },
    { kind: "commitment", commitment: sampleCommitment("c.0"), text: "secret words of a commitment" },
    { kind: "refusal", inviter: a.mailbox, partner: b.mailbox, until: now().add({ hours: 1 }) },
  ])
  await store.putLetter(pair.id, sampleLetter("prompt.1.a.1", { text: "secret words of a letter" }))
  await client.send(
    new PutItemCommand({
      TableName: tableName(),
      Item: { pk: { S: "control" }, sk: { S: "plain words" }, data: { B: Buffer.from("some plain words, unsealed") } },
    }),
  )

  const items = await scan()
  const inItems = items.flatMap((item) => Object.values(item).map(textOf)).join("\n")
  const onDisk = bytesBelow(folder)
  expect(items).toHaveLength(12)
  const hidden = [
    "secret words",
    "Abendroth",
    "Ben Bergstr",
    "@example.org",
    "meet.example",
    "not-quite",
    a.token,
    b.token,
  ]
  expect(hidden.filter((words) => inItems.includes(words))).toEqual([])
  expect(hidden.flatMap(formsOf).filter((form) => onDisk.includes(form))).toEqual([])
  // The search finds what is not hidden.
  expect([inItems, onDisk].map((kept) => kept.includes("plain words"))).toEqual([true, true])
  expect(inBase64("plain words").some((form) => onDisk.includes(form))).toBe(true)
})

test("what is kept for a time says until when, in seconds; what belongs to a pair stays as long as the pair", async () => {
  const { store } = await freshTable(1)
  const pair = samplePair(4)
  const { a, b } = pair.members
  await store.begin(pair, [{ kind: "note", command: commandId("sign-up"), text: "Shall we?" }])
  await store.takeCouple({ inviter: a.mailbox, partner: b.mailbox }, pair.id, null)
  await store.joinMailbox(a.mailbox, pair.id)
  await store.putLetter(pair.id, sampleLetter("prompt.1.a.1"))
  await store.markSeen("hash-1")
  const refused = { inviter: a.mailbox, partner: b.mailbox, until: now().add({ hours: 365 * 24 }) }
  await store.put(pair.id, [{ kind: "refusal", ...refused }])
  for (const _time of [1, 2]) await store.count("letters", Temporal.Instant.from("2026-11-23T10:00:00Z"))

  const expiries = (await scan()).map(({ pk, sk, expiresAt }) => {
    const kind = [pk?.S?.split("#")[0] === "RATE" ? pk.S.split("#")[1] : null, sk?.S?.split("#")[0]]
    const at = expiresAt?.N === undefined ? "never" : new Date(Number(expiresAt.N) * 1000).toISOString()
    return `${kind.filter((word) => word !== null).join(" ")}: ${at}`
  })
  expect(expiries.toSorted()).toEqual([
    "ADDRESS: never",
    "ADDRESS: never",
    "COUPLE: never",
    "LETTER: 2027-01-22T09:00:00.000Z",
    "MAILBOX: never",
    "NOTE: never",
    "PAIR: never",
    "SEEN: 2026-11-30T09:00:00.000Z",
    "count RATE: 2026-11-23T10:00:00.000Z",
    "refusal RATE: 2027-11-23T09:00:00.000Z",
  ])
})

test("a pair's text that is moved to another pair's item can't be read there", async () => {
  const { store } = await freshTable(1)
  await store.begin(samplePair(1), [])
  await store.begin(samplePair(2), [])
  const mine = (await scan()).find((item) => item["pk"]?.S === `PAIR#${pairId(1)}`)
  await client.send(new PutItemCommand({ TableName: tableName(), Item: { ...mine, pk: { S: `PAIR#${pairId(2)}` } } }))
  await expect(store.load(pairId(2))).rejects.toThrow()
})

test("after a change of keys what the old one sealed opens, what is saved is sealed with the new one, and needs the old one no more", async () => {
  await freshTable(1)
  const keys = [1, 2].map((id) => ({ id, secret: new Uint8Array(32).fill(id) }))
  const [older, newer] = [keys[0]!, keys[1]!]
  const under = (...held: readonly (typeof older)[]) => storeWith(sealWith(held))
  await under(older).begin(samplePair(1), [{ kind: "note", command: commandId("sign-up"), text: "Shall we?" }])
  const rotated = under(newer, older)
  const pair = await rotated.load(pairId(1))
  expect(await rotated.note(pairId(1), commandId("sign-up"))).toBe("Shall we?")
  await expect(under(newer).load(pairId(1))).rejects.toThrow("no content key 1")
  expect(await rotated.save({ ...pair!, version: pair!.version + 1 })).toBe(true)
  expect((await under(newer).load(pairId(1)))?.version).toBe(pair!.version + 1)
  await expect(under(older).load(pairId(1))).rejects.toThrow("no content key 2")
})

function storeWith(seal: Seal): Store {
  const indexSecret = new Uint8Array(32).fill(2)
  return tableStore({ client, tableName: tableName(), seal, indexSecret, shards: 1, clock: now })
}

function now(): Temporal.Instant {
  return Temporal.Instant.from("2026-11-23T09:00:00Z")
}

function tableName(): string {
  return `contract-${tables}`
}

async function freshTable(shards: number): Promise<StoreUnderTest> {
  tables += 1
  const TableName = tableName()
  await client.send(new CreateTableCommand({ ...tableDefinition, TableName }))
  await active(TableName)
  let instant = now()
  const store = tableStore({
    client,
    tableName: TableName,
    seal: sealWith([{ id: 1, secret: new Uint8Array(32).fill(1) }]),
    indexSecret: new Uint8Array(32).fill(2),
    shards,
    clock: () => instant,
  })
  return {
    store,
    dueIndex: tableDueIndex({ client, tableName: TableName }),
    moveTo: (text) => void (instant = Temporal.Instant.from(text)),
    keys: async () => (await scan()).map((item) => `${item["pk"]?.S} ${item["sk"]?.S}`),
  }
}

async function active(TableName: string): Promise<void> {
  for (let looks = 0; looks < 500; looks += 1) {
    const { Table: made } = await client.send(new DescribeTableCommand({ TableName }))
    if (made?.TableStatus === "ACTIVE") return
  }
  throw new Error("the table was not made")
}

async function scan(): Promise<Record<string, AttributeValue>[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({ TableName: tableName(), ConsistentRead: true }),
  )
  expect(LastEvaluatedKey).toBeUndefined()
  return Items
}

function textOf(value: AttributeValue): string {
  return value.S ?? value.N ?? Buffer.from(value.B ?? []).toString("latin1")
}
