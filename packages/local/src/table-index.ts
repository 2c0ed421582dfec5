import { setTimeout as wait } from "node:timers/promises"
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  ScanCommand,
  type ScanCommandInput,
  type TableDescription,
} from "@aws-sdk/client-dynamodb"
import { loopbackClient } from "./loopback.ts"
import { tableDefinition } from "./table-definition.ts"

const TableName = tableDefinition.TableName
const [{ IndexName: indexName }] = tableDefinition.GlobalSecondaryIndexes
const carriesKeys = "attribute_exists(dueShard) AND attribute_exists(dueAt)"
const pageRows = 1000
const pagesAtMost = 20_000

/**
 * Makes the table if it is missing, else repairs its index. False for a table whose making was cut short: dynalite neither
 * finishes nor deletes such a one, and nothing was ever put in it.
 */
export async function prepareTable(endpoint: string): Promise<boolean> {
  const client = new DynamoDBClient(loopbackClient(endpoint))
  try {
    const found = await describe(client)
    if (found === null) await make(client)
    else if (found.TableStatus === "ACTIVE") await repairIndex(client)
    else return false
    return true
  } finally {
    client.destroy()
  }
}

async function describe(client: DynamoDBClient): Promise<TableDescription | null> {
  try {
    const { Table = null } = await client.send(new DescribeTableCommand({ TableName }))
    return Table
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null
    throw error
  }
}

async function make(client: DynamoDBClient): Promise<void> {
  await client.send(new CreateTableCommand(tableDefinition))
  for (let looks = 0; looks < 200; looks += 1) {
    const made = await describe(client)
    if (made?.TableStatus === "ACTIVE") return
    await wait(10)
  }
  throw new Error("the table was not made within two seconds")
}

/**
 * Puts every row that carries the index's keys and is not listed there again, unchanged, and answers how many it put:
 * dynalite writes row and index one after the other, so a killed one may leave rows out. What the index lists too much
 * stays; a due row is only a hint.
 */
export async function repairIndex(client: DynamoDBClient): Promise<number> {
  const listed = new Set<string>()
  await eachPage(client, { IndexName: indexName }, async (entries) => {
    for (const entry of entries) listed.add(entryOf(entry))
  })
  let rows = 0
  await eachPage(client, { FilterExpression: carriesKeys, ConsistentRead: true }, async (found) => {
    const missing = found.filter((row) => !listed.has(entryOf(row)))
    await Promise.all(missing.map((row) => putAgain(client, row)))
    rows += missing.length
  })
  return rows
}

type Row = Readonly<Record<string, AttributeValue>>

async function eachPage(
  client: DynamoDBClient,
  scan: Partial<ScanCommandInput>,
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let from: Row | undefined
  for (let page = 0; page < pagesAtMost; page += 1) {
    const ExclusiveStartKey = from === undefined ? {} : { ExclusiveStartKey: from }
    const answer = await client.send(new ScanCommand({ ...scan, TableName, Limit: pageRows, ...ExclusiveStartKey }))
    await take(answer.Items ?? [])
    if (answer.LastEvaluatedKey === undefined) return
    from = answer.LastEvaluatedKey
  }
  throw new Error(`the table has more than ${pagesAtMost * pageRows} rows`)
}

function entryOf({ pk, sk, dueShard, dueAt }: Row): string {
  return JSON.stringify([pk?.S, sk?.S, dueShard?.S, dueAt?.S])
}

// Only as it was read: after a restart others are writing, and a row that has changed since then has its entry anyway.
async function putAgain(client: DynamoDBClient, row: Row): Promise<void> {
  const { dueShard, dueAt, version } = row
  if (dueShard === undefined || dueAt === undefined) return
  const isUnchanged = "dueShard = :shard AND dueAt = :at"
  try {
    await client.send(
      new PutItemCommand({
        TableName,
        Item: row,
        ConditionExpression: version === undefined ? isUnchanged : `${isUnchanged} AND #version = :version`,
        ...(version === undefined ? {} : { ExpressionAttributeNames: { "#version": "version" } }),
        ExpressionAttributeValues: {
          ":shard": dueShard,
          ":at": dueAt,
          ...(version === undefined ? {} : { ":version": version }),
        },
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}
