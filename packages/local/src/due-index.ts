import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb"
import { Temporal } from "temporal-polyfill"
import { earliest, instantText } from "@turnabout/core/time.ts"
import { tableDefinition } from "./table-definition.ts"

const [{ IndexName: indexName }] = tableDefinition.GlobalSecondaryIndexes

/** The first alarm of all pairs, or the first one later than `after`; null if none is set. */
export async function firstAlarm(
  client: DynamoDBClient,
  shards: number,
  after: Temporal.Instant | null,
): Promise<Temporal.Instant | null> {
  const firsts = await Promise.all(Array.from({ length: shards }, (_, shard) => firstOfShard(client, shard, after)))
  return earliest(firsts.filter((first) => first !== null))
}

async function firstOfShard(
  client: DynamoDBClient,
  shard: number,
  after: Temporal.Instant | null,
): Promise<Temporal.Instant | null> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: tableDefinition.TableName,
      IndexName: indexName,
      KeyConditionExpression: "dueShard = :shard AND dueAt > :after",
      ExpressionAttributeValues: {
        ":shard": { S: String(shard) },
        ":after": { S: after === null ? "0" : instantText(after) },
      },
      Limit: 1,
    }),
  )
  const dueAt = Items?.[0]?.["dueAt"]?.S
  return dueAt === undefined ? null : Temporal.Instant.from(dueAt)
}
