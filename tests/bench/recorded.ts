import type { AttributeValue } from "@aws-sdk/client-dynamodb"
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import type { IndexRow, Units } from "@turnabout/local/units.ts"
import { indexWriteUnits, itemBytes, readUnits, writeUnits } from "@turnabout/local/units.ts"

type Item = Readonly<Record<string, AttributeValue>>

/** What one request cost, by the rules of DynamoDB; `item` is the kind of what it was about, such as `LETTER`. */
export type Request = Units & { readonly name: string; readonly item: string; readonly indexWrite: number }

/**
 * A client of the table that says of every request what it would cost on AWS. What a write costs depends on what was there
 * before, so another client, whose requests don't count, looks before and after. A Scan it refuses: nothing here may ever need one.
 */
export function recordedClient(endpoint: string, record: (request: Request) => void): DynamoDBClient {
  const client = new DynamoDBClient({ ...loopbackClient(endpoint), maxAttempts: 1 })
  const looking = new DynamoDBClient(loopbackClient(endpoint))
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const name = (context.commandName ?? "").replace(/Command$/, "")
      const input = args.input as unknown as Given
      if (name === "Scan") throw new Error("a Scan of the table")
      const places = placesIn(input)
      const before = await Promise.all(places.map((place) => itemAt(looking, place)))
      let output: Answer = {}
      try {
        const answered = await next(args)
        output = answered.output as unknown as Answer
        return answered
      } finally {
        const after = await Promise.all(places.map((place) => itemAt(looking, place)))
        const changes = before.map((item, place) => ({ before: item, after: after[place] ?? null }))
        for (const request of requestsOf(name, { input, output, places, changes })) record(request)
      }
    },
    { step: "initialize", name: "recorded" },
  )
  return client
}

type Given = {
  readonly TableName?: string
  readonly IndexName?: string
  readonly ConsistentRead?: boolean
  readonly Key?: Item
  readonly Item?: Item
  readonly ExpressionAttributeValues?: Item
  readonly RequestItems?: Readonly<Record<string, unknown>>
}
type Answer = {
  readonly Item?: Item
  readonly Items?: readonly Item[]
  readonly Responses?: Readonly<Record<string, readonly Item[]>>
}
type Place = { readonly TableName: string; readonly Key: Item }
type Change = { readonly before: Item | null; readonly after: Item | null }

function placesIn({ TableName = "", Key, Item, RequestItems }: Given): readonly Place[] {
  const keyOf = (item: Item | undefined): Item => ({ pk: item?.["pk"] ?? { S: "" }, sk: item?.["sk"] ?? { S: "" } })
  if (Item !== undefined || Key !== undefined) return [{ TableName, Key: keyOf(Item ?? Key) }]
  return Object.entries(RequestItems ?? {}).flatMap(([table, requests]) => {
    if (Array.isArray(requests))
      return (requests as { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]).map((request) => ({
        TableName: table,
        Key: keyOf(request.PutRequest?.Item ?? request.DeleteRequest?.Key),
      }))
    const { Keys } = requests as { readonly Keys: readonly Item[] }
    return Keys.map((Key) => ({ TableName: table, Key }))
  })
}

async function itemAt(client: DynamoDBClient, { TableName, Key }: Place): Promise<Item | null> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { ...Key }, ConsistentRead: true }))
  return Item ?? null
}

type Done = {
  readonly input: Given
  readonly output: Answer
  readonly places: readonly Place[]
  readonly changes: readonly Change[]
}

function requestsOf(name: string, { input, output, places, changes }: Done): readonly Request[] {
  const consistent = input.ConsistentRead === true
  switch (name) {
    case "GetItem": {
      const bytes = output.Item === undefined ? 0 : itemBytes(output.Item)
      return [{ name, item: kindOf(input.Key), read: readUnits(bytes, { consistent }), write: 0, indexWrite: 0 }]
    }
    case "Query": {
      const bytes = (output.Items ?? []).reduce((sum, item) => sum + itemBytes(item), 0)
      const item = input.IndexName ?? kindOf({ sk: input.ExpressionAttributeValues?.[":prefix"] ?? { S: "all" } })
      return [{ name, item, read: readUnits(bytes, { consistent }), write: 0, indexWrite: 0 }]
    }
    case "BatchGetItem": {
      const asked = Object.values(input.RequestItems ?? {}) as readonly { readonly ConsistentRead?: boolean }[]
      const each = { consistent: asked.some(({ ConsistentRead }) => ConsistentRead === true) }
      return changes.map(({ before }, place) => ({
        name,
        item: kindOf(places[place]?.Key),
        // Every look-up of the batch is rounded up by itself.
        read: readUnits(before === null ? 0 : itemBytes(before), each),
        write: 0,
        indexWrite: 0,
      }))
    }
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
    case "BatchWriteItem":
      return changes.map((change, place) => ({
        name,
        item: kindOf(places[place]?.Key),
        read: 0,
        ...unitsOfWrite(change),
      }))
  }
  throw new Error(`nobody has said what a ${name} costs`)
}

function unitsOfWrite({ before, after }: Change): { readonly write: number; readonly indexWrite: number } {
  const size = (item: Item | null) => (item === null ? 0 : itemBytes(item))
  return {
    write: writeUnits({ before: size(before), after: size(after) }),
    indexWrite: indexWriteUnits(indexRow(before), indexRow(after)),
  }
}

/** As it stands in the index `due`: its keys, the table's, and the status. */
function indexRow(item: Item | null): IndexRow | null {
  if (item?.["dueShard"] === undefined || item["dueAt"] === undefined) return null
  const row = Object.fromEntries(
    Object.entries(item).filter(([name]) => ["pk", "sk", "dueShard", "dueAt", "status"].includes(name)),
  )
  const { status, ...keys } = row
  return { key: JSON.stringify(keys), rest: JSON.stringify(status ?? null), bytes: itemBytes(row) }
}

function kindOf(key: Item | undefined): string {
  const [kind = ""] = (key?.["sk"]?.S ?? "").split("#")
  return kind
}
