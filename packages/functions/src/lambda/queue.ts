import { SQSClient } from "@aws-sdk/client-sqs"
import { sqsQueue } from "../adapters/sqs.ts"
import type { Queue } from "../tick.ts"

/** Puts messages on SQS. */
export function queueOnAws(queueUrl: string): Queue {
  return sqsQueue({ client: new SQSClient({}), queueUrl })
}
