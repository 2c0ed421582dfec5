import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch"
import { pairIdSchema } from "@turnabout/core/id.ts"
import type { PairId } from "@turnabout/core/id.ts"
import type { SQSBatchResponse, SQSEvent } from "aws-lambda"
import pLimit from "p-limit"
import * as z from "zod/mini"
import { reasonOf } from "./fault.ts"
import { sendOwed } from "./handle.ts"
import type { Ports } from "./ports.ts"
import type { Queue } from "./tick.ts"

const messageSchema = z.array(pairIdSchema).check(z.minLength(1), z.maxLength(25))

/** How long the sweep leaves a pair alone that failed alone; the queue tries it again sooner. */
const postponedByHours = 1

export type Worker = {
  /** Where pairs that failed are put back. */
  readonly queue: Queue
  /** How many pairs are woken at once: each sends one letter after the other, so this many sends are in flight. */
  readonly pairsAtOnce: number
}

/**
 * Wakes every pair named in one message. A pair that fails among others is put back alone; one that fails alone throws,
 * so that the queue tries it again and, in the end, moves it to the dead letters. Its alarm is put off, or every sweep
 * would find it again, and nobody would see how late the others are.
 */
export async function work(message: string, ports: Ports, { queue, pairsAtOnce }: Worker): Promise<void> {
  const ids = messageSchema.parse(JSON.parse(message))
  const limit = pLimit(pairsAtOnce)
  // All of them come to their end, also when one could not be put back: what is still under way would be frozen half done.
  const woken = await Promise.allSettled(
    ids.map(async (id) => limit(async () => wakeOne(id, ports, ids.length === 1 ? null : queue))),
  )
  for (const each of woken) if (each.status === "rejected") throw each.reason
}

/** `putBack`: where a pair goes that fails; null if it was alone already. */
async function wakeOne(id: PairId, ports: Ports, putBack: Queue | null): Promise<void> {
  try {
    const handled = await sendOwed(id, ports)
    if (handled.kind === "busy") throw new Error(`${id} was busy every time`)
  } catch (cause) {
    ports.log({ event: "wake-failed", pair: id, reason: reasonOf(cause) })
    if (putBack === null) {
      await postpone(id, ports)
      throw cause
    }
    await putBack.send(JSON.stringify([id]))
  }
}

/** Puts each pair of a message back alone; false if there was only one. */
async function takeApart(message: string, queue: Queue): Promise<boolean> {
  const ids = messageSchema.parse(JSON.parse(message))
  if (ids.length === 1) return false
  for (const id of ids) await queue.send(JSON.stringify([id]))
  return true
}

/** Failing to put it off must not hide what the pair failed on. */
async function postpone(id: PairId, { store, clock, log }: Ports): Promise<void> {
  try {
    await store.postpone(id, clock().add({ hours: postponedByHours }))
  } catch (cause) {
    log({ event: "postpone-failed", pair: id, reason: reasonOf(cause) })
  }
}

/** Works on messages one after the other. Those that could not be worked on are named, so that only they come again. */
export async function workBatch(event: SQSEvent, ports: Ports, worker: Worker): Promise<SQSBatchResponse> {
  const processor = new BatchProcessor(EventType.SQS)
  const workOn = async ({ messageId, body, attributes }: SQSEvent["Records"][number]): Promise<void> => {
    try {
      // Its worker died of it, or ran out of time: whichever pair that was, it must not take the others along.
      const comesAgain = Number(attributes.ApproximateReceiveCount) > 1
      if (!comesAgain || !(await takeApart(body, worker.queue))) await work(body, ports, worker)
    } catch (cause) {
      ports.log({ event: "message-failed", message: messageId, reason: reasonOf(cause) })
      throw cause
    }
  }
  return processPartialResponse(event, workOn, processor, { processInParallel: false, throwOnFullBatchFailure: false })
}
