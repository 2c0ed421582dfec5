import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda"
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs"
import * as z from "zod/mini"
import type { Operations } from "./operations.ts"

export type Redriven = {
  /** Dead letters that go back to their queue. */
  readonly deadLetters: number
  /** They were on their way back already, since an earlier call. */
  readonly isUnderWay: boolean
  /** Failed events given to their function again. */
  readonly events: number
  /** Failed events that nothing is to be done about: missed ticks, which the next one has made up for. */
  readonly dropped: number
  /** Failed events that are none this service knows: they stay on the queue, for somebody to look at. */
  readonly left: number
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
  const moved = await moveDeadLetters(operations)
  const { failedEventsUrl } = operations
  return {
    ...moved,
    ...(failedEventsUrl === null
      ? { events: 0, dropped: 0, left: 0 }
      : await repeatEvents({ ...operations, failedEventsUrl }, invoke)),
  }
}

/** SQS moves them by itself, within seconds; the number is as SQS knows it at the start. */
async function moveDeadLetters({
  sqs,
  deadLettersUrl,
}: Operations): Promise<Pick<Redriven, "deadLetters" | "isUnderWay">> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: deadLettersUrl,
      AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
    }),
  )
  const deadLetters = Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0)
  if (deadLetters === 0) return { deadLetters, isUnderWay: false }
  const SourceArn = Attributes?.["QueueArn"]
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
  // SQS moves with one task at a time, and throws at a second.
  const isUnderWay = Results.some(({ Status }) => Status === "RUNNING")
  if (!isUnderWay) await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }))
  return { deadLetters, isUnderWay }
}

type Failing = Operations & { readonly failedEventsUrl: string }

async function repeatEvents(
  { sqs, failedEventsUrl }: Failing,
  invoke: Invoke,
): Promise<Pick<Redriven, "events" | "dropped" | "left">> {
  let [events, dropped, left] = [0, 0, 0]
  while (events + dropped + left < eventsAtMost) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: failedEventsUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    )
    if (Messages.length === 0) break
    for (const { Body = "", ReceiptHandle } of Messages) {
      const failed = failedIn(Body)
      if (failed.kind === "unknown") {
        left += 1
        continue
      }
      if (failed.kind === "event") await invoke(failed.functionArn, failed.payload)
      if (failed.kind === "event") events += 1
      else dropped += 1
      // Only now: an event whose function could not be called stays.
      await sqs.send(new DeleteMessageCommand({ QueueUrl: failedEventsUrl, ReceiptHandle }))
    }
  }
  return { events, dropped, left }
}

/** As Lambda writes to an on-failure destination: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failedSchema = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.looseObject({ Records: z.array(z.unknown()) }),
})

type Failed =
  | { readonly kind: "event"; readonly functionArn: string; readonly payload: string }
  | { readonly kind: "tick" }
  | { readonly kind: "unknown" }

/** Scheduler's own event as it could not be delivered, or what Lambda says of a tick that failed: an object without records. */
function failedIn(body: string): Failed {
  const json = jsonOf(body)
  const read = failedSchema.safeParse(json)
  if (read.success) {
    const { requestContext, requestPayload } = read.data
    return { kind: "event", functionArn: requestContext.functionArn, payload: JSON.stringify(requestPayload) }
  }
  const event = z.looseObject({ requestPayload: z.optional(z.looseObject({})) }).safeParse(json)
  const isTick = event.success && !("Records" in event.data) && !("Records" in (event.data.requestPayload ?? {}))
  return { kind: isTick ? "tick" : "unknown" }
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

export function redrivenLines({ deadLetters, isUnderWay, events, dropped, left }: Redriven): string {
  if (deadLetters + events + dropped + left === 0)
    return "Nothing had failed: there are no dead letters and no failed events."
  return [
    isUnderWay
      ? `${deadLetters} dead letters: some are on their way back already. If any are left in the end, call this again.`
      : `${deadLetters} dead letters go back to the queue (25 pairs or fewer each).`,
    `${events} failed events of mail and feedback are given to their functions again.`,
    ...(dropped === 0 ? [] : [`${dropped} missed ticks are dropped: the next one has made up for them.`]),
    ...(left === 0 ? [] : [`${left} failed events are none that this service knows: they stay. Look at them in SQS.`]),
    "Look again in a few minutes: npm run health",
  ].join("\n")
}
