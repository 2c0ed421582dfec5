import { concurrencyFor } from "./concurrency.ts"
import { createFunction, sending } from "./function.ts"
import type { Practice } from "./practice.ts"
import type { Settings } from "./settings.ts"

/** Shorter than a claim on a pair (packages/core/src/sending.ts: 120 s) by more than its margin. */
export const workerTimeoutSeconds = 60

/** 50 pairs: some 20 seconds' work, with two letters to each. */
const messagesAtOnce = 2

/** Wakes the pairs that are named on the queue, and sends the letters they owe. */
export function createWorker({ sendingRate }: Settings, practice: Practice, queue: sst.aws.Queue): sst.aws.Function {
  const { pairsAtOnce, workers } = concurrencyFor(sendingRate)
  const worker = createFunction("Worker", {
    handler: "packages/functions/src/lambda/worker.handler",
    environment: { ...practice.environment, QUEUE_URL: queue.url, PAIRS_AT_ONCE: String(pairsAtOnce) },
    rights: [
      ...practice.rights,
      sending(queue),
      {
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [queue.arn],
      },
    ],
    timeoutSeconds: workerTimeoutSeconds,
  })
  // By its ARN: given a function to make, SST would add rights that a queue's reader needs only now and then.
  queue.subscribe(worker.arn, {
    batch: { size: messagesAtOnce, partialResponses: true },
    transform: {
      eventSourceMapping: { scalingConfig: { maximumConcurrency: workers } },
    },
  })
  return worker
}
