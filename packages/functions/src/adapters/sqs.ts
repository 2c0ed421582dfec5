import { SendMessageCommand } from "@aws-sdk/client-sqs"
import type { SQSClient } from "@aws-sdk/client-sqs"
import type { Queue } from "../tick.ts"

/** Puts messages on an SQS queue; throws if one was not taken. */
export function sqsQueue({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }): Queue {
  return {
    send: async (message) => {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: message }))
    },
  }
}
