import { SQSClient } from "@aws-sdk/client-sqs"
import type { SQSBatchResponse, SQSEvent } from "aws-lambda"
// What it is there for is loaded while it starts, and not with its first letter.
import "../compose/compose.ts"
import "./mailer.ts"
import { sqsQueue } from "../adapters/sqs.ts"
import { workBatch } from "../worker.ts"
import { discreet } from "./discreet.ts"
import { need } from "./need.ts"
import { practicePorts } from "./practice.ts"

const { QUEUE_URL, PAIRS_AT_ONCE } = need(["QUEUE_URL", "PAIRS_AT_ONCE"], process.env)
const worker = {
  queue: sqsQueue({ client: new SQSClient({}), queueUrl: QUEUE_URL }),
  pairsAtOnce: Number(PAIRS_AT_ONCE),
}
const ports = practicePorts()

/** Wakes the pairs named on the queue. */
export const handler = discreet(async (event: SQSEvent): Promise<SQSBatchResponse> => {
  return workBatch(event, ports, worker)
})
