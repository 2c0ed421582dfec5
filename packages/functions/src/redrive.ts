import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda"
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs"
import * as z from "zod/mini"
import type { Operations } from "./operations.ts"

export type Redriven = {
  /** Dead letters that go back to their queue. */
  readonly deadLetters: number
  /** Failed events given to their function again. */
  readonly events: number
  /** Failed events that nothing is to be done about: missed ticks, which the next one has made up for. */
  readonly dropped: number
}

/** Calls a function again with an event that it failed on, without waiting for it. */
export type Invoke = (functionArn: string, payload: string) => Promise<void>

/** More than anybody has looked into one by one; the rest is for the next call. */
const eventsAtMost = 1000

/**
 * Gives what has failed again and again another try, after whatever made it fail has been mended. Harmless if repeated:
 * waking a pair that has nothing to do changes nothing, and mail or feedback taken in before is known.
 */
export async function redrive(operations: Operations, invoke: Invoke = invokeWith(operations)): Promise<Redriven> {
  const deadLetters = await moveDeadLetters(operations)
  const { failedEventsUrl } = operations
  return {
    deadLetters,
    ...(failedEventsUrl === null
      ? { events: 0, dropped: 0 }
      : await repeatEvents({ ...operations, failedEventsUrl }, invoke)),
  }
}

/** SQS moves them by itself, within seconds; the number is as SQS knows it at the start. */
async function moveDeadLetters({ sqs, deadLettersUrl }: Operations): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: deadLettersUrl,
      AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
    }),
  )
  const waiting = Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0)
  if (waiting > 0) await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }))
  return waiting
}

type Failing = Operations & { readonly failedEventsUrl: string }

async function repeatEvents(
  { sqs, failedEventsUrl }: Failing,
  invoke: Invoke,
): Promise<Pick<Redriven, "events" | "dropped">> {
  let [events, dropped] = [0, 0]
  while (events + dropped < eventsAtMost) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: failedEventsUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    )
    if (Messages.length === 0) break
    for (const { Body = "", ReceiptHandle } of Messages) {
      const failed = failedIn(Body)
      if (failed === null) dropped += 1
      else {
        await invoke(failed.functionArn, failed.payload)
        events += 1
      }
      // Only now: an event whose function could not be called stays.
      await sqs.send(new DeleteMessageCommand({ QueueUrl: failedEventsUrl, ReceiptHandle }))
    }
  }
  return { events, dropped }
}

/** As Lambda writes to an on-failure destination: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failedSchema = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.looseObject({ Records: z.array(z.unknown()) }),
})

/** Null for what is no event of mail or feedback: a tick has no records. */
function failedIn(body: string): { readonly functionArn: string; readonly payload: string } | null {
  const read = failedSchema.safeParse(jsonOf(body))
  if (!read.success) return null
  const { requestContext, requestPayload } = read.data
  return { functionArn: requestContext.functionArn, payload: JSON.stringify(requestPayload) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function invokeWith({ aws }: Operations): Invoke {
  const client = new LambdaClient(aws)
  return async (functionArn, payload) => {
    await client.send(
      new InvokeCommand({ FunctionName: functionArn, InvocationType: "Event", Payload: Buffer.from(payload) }),
    )
  }
}

export function redrivenLines({ deadLetters, events, dropped }: Redriven): string {
  if (deadLetters + events + dropped === 0) return "Nothing had failed: there are no dead letters and no failed events."
  return [
    `${deadLetters} dead letters go back to the queue (25 pairs or fewer each).`,
    `${events} failed events of mail and feedback are given to their functions again.`,
    ...(dropped === 0 ? [] : [`${dropped} missed ticks are dropped: the next one has made up for them.`]),
    "Look again in a few minutes: npm run health",
  ].join("\n")
}
