import type { Settings } from "./settings.ts"

/** The one table, and the sparse index through which the tick finds what is due. */
export type Table = { readonly name: $util.Output<string>; readonly arn: $util.Output<string>; readonly shards: number }

export function createTable({ shards }: Settings): Table {
  const table = new sst.aws.Dynamo("Table", {
    fields: { pk: "string", sk: "string", dueShard: "string", dueAt: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    // Only a pair with an alarm carries dueShard and dueAt. The status is there to be counted without a scan.
    globalIndexes: { due: { hashKey: "dueShard", rangeKey: "dueAt", projection: ["status"] } },
    ttl: "expiresAt",
    deletionProtection: $app.stage === "production",
  })
  return { name: table.name, arn: table.arn, shards }
}
