import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import dynalite from "dynalite"
import { listenOn } from "@turnabout/local/listening.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"

/** dynalite in memory, in this process, with tables of these names; each is made as the one on AWS is. */
export async function startMemoryTable(names: readonly string[] = [tableDefinition.TableName]) {
  const server = dynalite({ createTableMs: 0 })
  const endpoint = `http://127.0.0.1:${await listenOn(server, 0)}`
  const client = new DynamoDBClient(loopbackClient(endpoint))
  for (const TableName of names) {
    await client.send(new CreateTableCommand({ ...tableDefinition, TableName }))
    while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== "ACTIVE");
  }
  return {
    endpoint,
    /** For what is to be there before, and is not counted. */
    client,
    stop: async () => {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
