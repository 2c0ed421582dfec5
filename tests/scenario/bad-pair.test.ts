import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb"
import { health } from "@turnabout/functions/health.ts"
import { findOperations } from "@turnabout/functions/operations.ts"
import type { Operations } from "@turnabout/functions/operations.ts"
import { redrive } from "@turnabout/functions/redrive.ts"
import { tableDueIndex } from "@turnabout/functions/adapters/due-index.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ana, begin } from "../support/begun.ts"
import { runningService } from "../support/running-service.ts"
import type { RunningService } from "../support/running-service.ts"

const cleo = { name: "Cleo", mailbox: "cleo@example.org" }
const dan = { name: "Dan", mailbox: "dan@example.net" }

let service: RunningService
let operations: Operations
beforeAll(async () => {
  service = await runningService({ clock: "2026-11-23T09:00:00Z" })
  operations = await findOperations({ DATA_DIR: service.folder })
}, 30_000)
afterAll(async () => {
  for (const client of [operations.dynamo, operations.ses, operations.sqs]) client.destroy()
  await service.stop()
  await service.discard()
})

test("a pair that can't be read backs off to the dead letters beside one that goes on, and is redriven once mended", async () => {
  await begin(service)
  const [bad] = await pairs()
  await begin(service, cleo, dan)
  const before = (await kindsTo(ana.mailbox)).length

  const mend = await spoil(bad!)
  await service.moveTo("2026-11-26T12:00:00Z")
  expect((await kindsTo(cleo.mailbox)).at(-1)).toBe("prompt")
  expect(await kindsTo(ana.mailbox)).toHaveLength(before)
  // Three tries each time, once an hour, and the others are never found late for it.
  const tries = service.logged.filter(({ event, pair }) => event === "wake-failed" && pair === bad)
  const { deadLetters, oldestDueMinutes } = await health(await findOperations({ DATA_DIR: service.folder }))
  expect(deadLetters).toBeGreaterThan(0)
  // The last hour's may still be under way.
  expect(Math.floor(tries.length / 3)).toBe(deadLetters)
  expect(deadLetters).toBeLessThanOrEqual(24)
  expect(oldestDueMinutes).toBeLessThan(60)

  await mend()
  expect(await redrive(operations, async () => {})).toMatchObject({ deadLetters })
  await service.moveClock({ by: "PT1M" })
  expect((await kindsTo(ana.mailbox)).slice(before)).toEqual(["prompt"])
  expect(await health(operations)).toMatchObject({ deadLetters: 0 })
})

async function kindsTo(mailbox: string): Promise<string[]> {
  return (await service.messages(mailbox)).map(({ kind }) => kind)
}

async function pairs(): Promise<string[]> {
  const index = tableDueIndex({ client: operations.dynamo, tableName: operations.tableName })
  const everything = { since: null, until: "9999", limit: 100 }
  const found = Array.from({ length: operations.shards }, async (_, shard) => index.due(shard, everything))
  return (await Promise.all(found)).flat()
}

/** What is sealed in a pair's item is another's from now on; answers how to put it right. */
async function spoil(pair: string): Promise<() => Promise<void>> {
  const { dynamo, tableName } = operations
  const key = { pk: { S: `PAIR#${pair}` }, sk: { S: "PAIR" } }
  const { Item: item } = await dynamo.send(new GetItemCommand({ TableName: tableName, Key: key }))
  if (item === undefined) throw new Error("no such pair")
  const put = async (data: Uint8Array) => {
    await dynamo.send(new PutItemCommand({ TableName: tableName, Item: { ...item, data: { B: data } } }))
  }
  const sealed = item["data"]?.B ?? new Uint8Array()
  await put(sealed.toReversed())
  return async () => put(sealed)
}
