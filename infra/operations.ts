import type { Queues } from "./queue.ts"
import type { Settings } from "./settings.ts"
import type { Table } from "./table.ts"

/**
 * What the operator's commands need to know. They run in `sst shell`, under the operator's own rights, and find it as
 * SST_RESOURCE_Operations; it brings no rights to anything.
 */
export function createOperations(
  { region, shards }: Settings,
  { table, queue, deadLetters, failedEvents }: Queues & { readonly table: Table },
): void {
  new sst.Linkable("Operations", {
    properties: {
      region,
      tableName: table.name,
      shards,
      queueUrl: queue.url,
      deadLettersUrl: deadLetters.url,
      failedEventsUrl: failedEvents.url,
    },
  })
}
