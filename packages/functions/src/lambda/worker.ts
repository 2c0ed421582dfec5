import type { SQSBatchResponse, SQSEvent } from "aws-lambda"
// What it is there for is loaded while it starts, and not with its first letter.
import "../compose/compose.ts"
import "./mailer.ts"
import type { Queue } from "../tick.ts"
import { workBatch } from "../worker.ts"
import { discreet } from "./discreet.ts"
import { need } from "./need.ts"
import { practicePorts } from "./practice.ts"

const { QUEUE_URL, PAIRS_AT_ONCE } = need(["QUEUE_URL", "PAIRS_AT_ONCE"], process.env)
const worker = { queue: queueForFailed(QUEUE_URL), pairsAtOnce: Number(PAIRS_AT_ONCE) }
const ports = practicePorts()

/** Wakes the pairs named on the queue. */
export const handler = discreet(async (event: SQSEvent): Promise<SQSBatchResponse> => {
  return workBatch(event, ports, worker)
})

/** Loaded with the first pair that fails among others: hardly any start sees one. */
function queueForFailed(queueUrl: string): Queue {
  let queue: Promise<Queue> | null = null
  return {
    send: async (message) => {
      queue ??= import("./queue.ts").then(({ queueOnAws }) => queueOnAws(queueUrl))
      return (await queue).send(message)
    },
  }
}
