import { S3Client } from "@aws-sdk/client-s3"
import { mailBucket } from "../adapters/mail-bucket.ts"
import { receiptEventSchema, takeIn } from "../inbound.ts"
import { discreet } from "./discreet.ts"
import { need } from "./need.ts"
import { practicePorts } from "./practice.ts"

const { MAIL_BUCKET } = need(["MAIL_BUCKET"], process.env)
const mails = mailBucket({ client: new S3Client({}), bucket: MAIL_BUCKET, prefix: process.env["MAIL_PREFIX"] ?? "" })
const ports = practicePorts()

/** Takes in one mail that SES has received and stored. If it throws, Lambda calls twice more, then keeps the event. */
export const handler = discreet(async (event: unknown): Promise<void> => {
  await takeIn(receiptEventSchema.parse(event), mails, ports)
})
