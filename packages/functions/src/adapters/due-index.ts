import { QueryCommand } from "@aws-sdk/client-dynamodb"
import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { DueIndex, DueSpan } from "../ports.ts"

export type DueIndexOptions = { readonly client: DynamoDBClient; readonly tableName: string }

/** The index `due` of the table. Only queries, and each reads no more than it returns. */
export function tableDueIndex(options: DueIndexOptions): DueIndex {
  return {
    due: (shard, span) => due(options, shard, span),
    earliest: async (shard) => {
      const { Items } = await options.client.send(
        new QueryCommand({ ...inShard(options, shard, { since: "0", until: "9" }), Limit: 1 }),
      )
      return Items?.[0]?.["dueAt"]?.S ?? null
    },
    census: (shard) => census(options, shard),
  }
}

async function due(options: DueIndexOptions, shard: number, { since, until, limit }: DueSpan): Promise<string[]> {
  const found: string[] = []
  let from: Record<string, AttributeValue> | undefined
  do {
    const { Items, LastEvaluatedKey } = await options.client.send(
      new QueryCommand({
        ...inShard(options, shard, { since: since ?? "0", until }),
        Limit: limit - found.length,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    for (const item of Items ?? []) found.push(item["pk"]?.S?.replace("PAIR#", "") ?? "")
    from = LastEvaluatedKey
  } while (from !== undefined && found.length < limit)
  return found
}

async function census(options: DueIndexOptions, shard: number): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  let from: Record<string, AttributeValue> | undefined
  do {
    const { Items, LastEvaluatedKey } = await options.client.send(
      new QueryCommand({
        ...inShard(options, shard, { since: "0", until: "9" }),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    for (const item of Items ?? []) {
      const status = item["status"]?.S ?? "unknown"
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    from = LastEvaluatedKey
  } while (from !== undefined)
  return counts
}

/** Years begin with a 2, so "0" comes before every instant and "9" after. */
function inShard({ tableName }: DueIndexOptions, shard: number, span: { since: string; until: string }) {
  return {
    TableName: tableName,
    IndexName: "due",
    KeyConditionExpression: "dueShard = :shard AND dueAt BETWEEN :since AND :until",
    ExpressionAttributeValues: {
      ":shard": { S: String(shard) },
      ":since": { S: span.since },
      ":until": { S: span.until },
    },
  }
}
