import { createFunction, sending } from "./function.ts"
import { tableEnvironment } from "./practice.ts"
import type { Queues } from "./queue.ts"
import type { Table } from "./table.ts"

/** Each minute, puts the pairs with something due on the queue. */
export function createTick(table: Table, { queue, failedEvents }: Omit<Queues, "deadLetters">): sst.aws.Function {
  const tick = createFunction("Tick", {
    handler: "packages/functions/src/lambda/tick.handler",
    environment: { ...tableEnvironment(table), QUEUE_URL: queue.url },
    rights: [
      { actions: ["dynamodb:Query"], resources: [$interpolate`${table.arn}/index/due`] },
      sending(queue),
      // It is about the account, and IAM has no resource to name for it.
      { actions: ["ses:GetSendQuota"], resources: ["*"] },
    ],
    // Done before the next one starts.
    timeoutSeconds: 50,
    // The next tick makes up for one that failed: there is nothing to call it again for, and nothing to keep. Should none
    // come to its end, the alarm "oldest due" rings.
    retries: 0,
  })
  new sst.aws.CronV2("EachMinute", {
    schedule: "rate(1 minute)",
    function: tick.arn,
    retries: 2,
    dlq: failedEvents.arn,
  })
  return tick
}
