import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  ScanCommand,
} from "@aws-sdk/client-dynamodb"
import { loopbackClient } from "./loopback.ts"
import { tableDefinition } from "./table-definition.ts"

const TableName = tableDefinition.TableName
const pageRows = 500
const pagesAtMost = 20_000

/** Makes the table if it is missing, else repairs its index. */
export async function prepareTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient(loopbackClient(endpoint))
  try {
    if (await isThere(client)) await repairIndex(client)
    else await client.send(new CreateTableCommand(tableDefinition))
  } finally {
    client.destroy()
  }
}

async function isThere(client: DynamoDBClient): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }))
    const found = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName).join(" ")
    const wanted = tableDefinition.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).join(" ")
    // dynalite can give no new index to a table that exists.
    if (found !== wanted)
      throw new Error(`the table has the indexes "${found}" where "${wanted}" is needed: start with an empty DATA_DIR`)
    return true
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false
    throw error
  }
}

/**
 * Puts every row that carries the index's keys again, unchanged: dynalite writes row and index one after the other, so a
 * killed one may leave rows out of it. What it lists too much stays; a due row is only a hint. Answers the number of rows.
 */
export async function repairIndex(client: DynamoDBClient): Promise<number> {
  let rows = 0
  let from: Record<string, AttributeValue> | undefined
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        Limit: pageRows,
        FilterExpression: "attribute_exists(dueShard) AND attribute_exists(dueAt)",
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    await Promise.all(Items.map((row) => putAgain(client, row)))
    rows += Items.length
    if (LastEvaluatedKey === undefined) return rows
    from = LastEvaluatedKey
  }
  throw new Error(`the table has more than ${pagesAtMost * pageRows} rows`)
}

// Only as it was read: after a restart others are writing, and a row that has changed since then has its entry anyway.
async function putAgain(client: DynamoDBClient, row: Record<string, AttributeValue>): Promise<void> {
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
