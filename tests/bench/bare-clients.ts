import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb"
import { GetSendQuotaCommand, SESClient } from "@aws-sdk/client-ses"
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs"

const [table, ses, queue] = [new DynamoDBClient({}), new SESClient({}), new SQSClient({})]
const { TABLE_NAME, QUEUE_URL } = process.env

/** What AWS's own clients take to start and to ask each service once: no handler that needs them can be below it. */
export const handler = async (): Promise<void> => {
  const ofNobody = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": { S: "nobody" } } }
  await Promise.all([
    table.send(new QueryCommand({ TableName: TABLE_NAME, ...ofNobody })),
    ses.send(new GetSendQuotaCommand({})),
    queue.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: "[]" })),
  ])
}
