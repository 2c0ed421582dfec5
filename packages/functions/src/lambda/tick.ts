import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { GetSendQuotaCommand, SESClient } from "@aws-sdk/client-ses"
import { SQSClient } from "@aws-sdk/client-sqs"
import { tableDueIndex } from "../adapters/due-index.ts"
import { sqsQueue } from "../adapters/sqs.ts"
import { isSweepMinute, tick } from "../tick.ts"
import { log } from "./log.ts"
import { discreet } from "./discreet.ts"
import { need } from "./need.ts"

const { TABLE_NAME, QUEUE_URL, SHARDS } = need(["TABLE_NAME", "QUEUE_URL", "SHARDS"], process.env)
const ports = {
  dueIndex: tableDueIndex({ client: new DynamoDBClient({}), tableName: TABLE_NAME }),
  queue: sqsQueue({ client: new SQSClient({}), queueUrl: QUEUE_URL }),
  log,
}
const ses = new SESClient({})
const metrics = new Metrics()

/** Each minute: puts on the queue what is due, and measures how late it is and how much of SES's daily quota is used. */
export const handler = discreet(async (): Promise<void> => {
  const now = new Date()
  const sweep = isSweepMinute(now.getUTCMinutes())
  const [ticked, quotaUsed] = await Promise.allSettled([
    tick(ports, { now, shards: Number(SHARDS), sweep }),
    quotaUsedPercent(),
  ])
  // Each even if the other is not known: without the first, an alarm says that nobody is woken.
  if (ticked.status === "fulfilled")
    metrics.addMetric("OldestDueMinutes", MetricUnit.Count, ticked.value.oldestDueMinutes)
  if (quotaUsed.status === "fulfilled") metrics.addMetric("SendQuotaUsedPercent", MetricUnit.Percent, quotaUsed.value)
  metrics.publishStoredMetrics()
  for (const each of [ticked, quotaUsed]) if (each.status === "rejected") throw each.reason
})

/** An account without a limit answers −1, and uses nothing of it. */
async function quotaUsedPercent(): Promise<number> {
  const { Max24HourSend = 0, SentLast24Hours = 0 } = await ses.send(new GetSendQuotaCommand({}))
  return Max24HourSend > 0 ? (100 * SentLast24Hours) / Max24HourSend : 0
}
