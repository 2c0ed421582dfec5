import { createHash, randomUUID } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import * as z from "zod"
import { listenOn } from "./listening.ts"
import type { LocalQueue } from "./queue.ts"
import { requestBody } from "./request-body.ts"
import { stopServer } from "./web.ts"

/** Amazon SQS on this machine, as far as we use it: queues with their dead letters, which live in memory. */
export type Sqs = {
  readonly endpoint: string
  readonly urlOf: (queue: LocalQueue) => string
  readonly deadLettersUrlOf: (queue: LocalQueue) => string
  readonly stop: () => Promise<void>
}

type Answer = { readonly status: 200 | 400; readonly body: unknown }
type Request = { readonly queue: LocalQueue; readonly isDead: boolean; readonly fields: unknown }

const bytesAtMost = 1024 * 1024

/** Speaks SQS's JSON protocol: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export async function startSqs(...queues: readonly LocalQueue[]): Promise<Sqs> {
  const server = createServer((request, response) => {
    answer(queues, request).then(
      ({ status, body }) => {
        const headers = { "Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": randomUUID() }
        response.writeHead(status, headers).end(JSON.stringify(body))
      },
      () => response.destroy(),
    )
  })
  const endpoint = `http://127.0.0.1:${await listenOn(server, 0)}`
  return {
    endpoint,
    urlOf: ({ name }) => `${endpoint}/${account}/${name}`,
    deadLettersUrlOf: (queue) => `${endpoint}/${account}/${deadName(queue)}`,
    stop: () => stopServer(server),
  }
}

const account = "000000000000"

function deadName({ name }: LocalQueue): string {
  return `${name}-dead`
}

async function answer(queues: readonly LocalQueue[], request: IncomingMessage): Promise<Answer> {
  const text = (await requestBody(request, bytesAtMost))?.toString("utf8") ?? null
  if (text === null) return fault("InvalidParameterValue", "The request is too large.")
  const fields: unknown = JSON.parse(text)
  const action = String(request.headers["x-amz-target"]).replace("AmazonSQS.", "")
  if (action === "StartMessageMoveTask") return startMove(queues, fields)
  // Here they are moved at once: no task is ever running.
  if (action === "ListMessageMoveTasks") return { status: 200, body: { Results: [] } }
  const { QueueUrl } = z.object({ QueueUrl: z.string() }).parse(fields)
  const name = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1)
  const queue = queues.find((each) => name === each.name || name === deadName(each))
  if (queue === undefined) return fault("QueueDoesNotExist", "The specified queue does not exist.")
  const call = { queue, isDead: name === deadName(queue), fields }
  switch (action) {
    case "SendMessage":
      return sendMessage(call)
    case "ReceiveMessage":
      return receiveMessage(call)
    case "DeleteMessage":
      return deleteMessage(call)
    case "GetQueueAttributes":
      return attributes(call)
  }
  return fault("InvalidAction", `The action ${action} is not one that this machine's SQS knows.`)
}

function sendMessage({ queue, isDead, fields }: Request): Answer {
  if (isDead) return fault("InvalidParameterValue", "Dead letters come here by themselves.")
  const { MessageBody } = z.object({ MessageBody: z.string() }).parse(fields)
  return { status: 200, body: { MessageId: queue.send(MessageBody), MD5OfMessageBody: md5(MessageBody) } }
}

function receiveMessage({ queue, isDead }: Request): Answer {
  const messages = isDead
    ? queue.deadLetters().map(({ messageId, body }) => ({ messageId, receiptHandle: `dead-${messageId}`, body }))
    : queue.receive()
  return {
    status: 200,
    body: {
      Messages: messages.map(({ messageId, receiptHandle, body }) => ({
        MessageId: messageId,
        ReceiptHandle: receiptHandle,
        Body: body,
        MD5OfBody: md5(body),
      })),
    },
  }
}

function deleteMessage({ queue, fields }: Request): Answer {
  queue.remove(z.object({ ReceiptHandle: z.string() }).parse(fields).ReceiptHandle)
  return { status: 200, body: {} }
}

function attributes({ queue, isDead }: Request): Answer {
  const { visible, hidden } = queue.counts()
  const counts = isDead ? [queue.deadLetters().length, 0] : [visible, hidden]
  return {
    status: 200,
    body: {
      Attributes: {
        QueueArn: arnOf(isDead ? deadName(queue) : queue.name),
        ApproximateNumberOfMessages: String(counts[0]),
        ApproximateNumberOfMessagesNotVisible: String(counts[1]),
      },
    },
  }
}

/** Here a move is over as soon as it has begun. */
function startMove(queues: readonly LocalQueue[], fields: unknown): Answer {
  const { SourceArn } = z.object({ SourceArn: z.string() }).parse(fields)
  const queue = queues.find((each) => SourceArn === arnOf(deadName(each)))
  if (queue === undefined) return fault("ResourceNotFoundException", "There are no dead letters by that name.")
  queue.redrive()
  return { status: 200, body: { TaskHandle: randomUUID() } }
}

function arnOf(name: string): string {
  return `arn:aws:sqs:eu-west-1:${account}:${name}`
}

function fault(code: string, message: string): Answer {
  return { status: 400, body: { __type: `com.amazonaws.sqs#${code}`, message } }
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex")
}
