import { createFunction, sending } from "./function.ts"
import type { Practice } from "./practice.ts"
import type { Settings } from "./settings.ts"

/** Shorter than a claim on a pair (packages/core/src/sending.ts: 120 s) by more than its margin. */
export const workerTimeoutSeconds = 60

/** 50 pairs: some 20 seconds' work, with two letters to each. */
const messagesAtOnce = 2

/** What one worker sends, one letter after the other, each some 150 ms of SES and table. */
const lettersPerSecond = 5

/** Wakes the pairs that are named on the queue, and sends the letters they owe. */
export function createWorker({ sendingRate }: Settings, practice: Practice, queue: sst.aws.Queue): sst.aws.Function {
  const worker = createFunction("Worker", {
    handler: "packages/functions/src/lambda/worker.handler",
    environment: { ...practice.environment, QUEUE_URL: queue.url },
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
      eventSourceMapping: { scalingConfig: { maximumConcurrency: workersFor(sendingRate) } },
    },
  })
  return worker
}

/**
 * As many workers as together send what SES allows; AWS takes 2 to 1,000. Where SES allows fewer than 10 a second, two
 * may be too fast for it: what it throttles stays owed, and is tried again.
 */
function workersFor(sendingRate: number): number {
  return Math.min(Math.max(Math.floor(sendingRate / lettersPerSecond), 2), 1000)
}
