import { addressParser, decodeWords } from "postal-mime"
import type { Temporal } from "temporal-polyfill"
import * as z from "zod"
import { instantText } from "@turnabout/core/time.ts"
import { type CutMail, headerValue } from "./mail-head.ts"

export const verdictStatuses = ["PASS", "FAIL", "GRAY"] as const
export const verdictNames = ["spam", "virus", "spf", "dkim", "dmarc"] as const
export type Verdicts = Readonly<Record<(typeof verdictNames)[number], (typeof verdictStatuses)[number]>>

const verdictSchema = z.object({ status: z.enum(verdictStatuses) })
const mailSchema = z.object({
  timestamp: z.string(),
  source: z.string(),
  messageId: z.string(),
  destination: z.array(z.string()),
  headersTruncated: z.boolean(),
  commonHeaders: z.object({
    returnPath: z.string(),
    from: z.array(z.string()),
    to: z.array(z.string()),
    date: z.string().optional(),
    messageId: z.string().optional(),
    subject: z.string().optional(),
  }),
})
const receiptSchema = z.object({
  timestamp: z.string(),
  processingTimeMillis: z.number(),
  recipients: z.array(z.string()),
  spamVerdict: verdictSchema,
  virusVerdict: verdictSchema,
  spfVerdict: verdictSchema,
  dkimVerdict: verdictSchema,
  dmarcVerdict: verdictSchema,
  dmarcPolicy: z.enum(["none", "quarantine", "reject"]).optional(),
  action: z.object({ type: z.literal("Lambda"), functionArn: z.string(), invocationType: z.literal("Event") }),
})
const recordSchema = z.object({
  eventSource: z.literal("aws:ses"),
  eventVersion: z.literal("1.0"),
  ses: z.object({ mail: mailSchema, receipt: receiptSchema }),
})

/** What SES tells a Lambda function of one received mail: recipients and verdicts, and no body. */
export const receiptEventSchema = z.object({ Records: z.tuple([recordSchema]) })
export type ReceiptEvent = Readonly<z.infer<typeof receiptEventSchema>>

/** SES's event for a mail: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
export function receiptEvent(received: {
  readonly messageId: string
  readonly mail: CutMail
  readonly source: string
  readonly recipients: readonly string[]
  readonly verdicts: Verdicts
  readonly at: Temporal.Instant
}): ReceiptEvent {
  const { messageId, source, verdicts } = received
  const timestamp = instantText(received.at)
  const recipients = [...received.recipients]
  const mail = {
    timestamp,
    source,
    messageId,
    destination: recipients,
    headersTruncated: received.mail.fields.length > headersAtMost,
    commonHeaders: commonHeaders(received.mail, source),
  }
  const receipt = {
    timestamp,
    processingTimeMillis: 0,
    recipients,
    spamVerdict: { status: verdicts.spam },
    virusVerdict: { status: verdicts.virus },
    spfVerdict: { status: verdicts.spf },
    dkimVerdict: { status: verdicts.dkim },
    dmarcVerdict: { status: verdicts.dmarc },
    // SES names the policy of a domain whose mail failed it.
    ...(verdicts.dmarc === "FAIL" ? { dmarcPolicy: "reject" as const } : {}),
    action: { type: "Lambda" as const, functionArn: "arn:aws:lambda:local:inbound", invocationType: "Event" as const },
  }
  return { Records: [{ eventSource: "aws:ses", eventVersion: "1.0", ses: { mail, receipt } }] }
}

const headersAtMost = 200

function commonHeaders(mail: CutMail, returnPath: string) {
  const text = (name: string): string | undefined => headerValue(mail, name)?.slice(0, 1000)
  const date = text("date")
  const messageId = text("message-id")
  const subject = text("subject")
  return {
    returnPath,
    from: addresses(text("from")),
    to: addresses(text("to")),
    ...(date === undefined ? {} : { date }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(subject === undefined ? {} : { subject: decodeWords(subject) }),
  }
}

function addresses(value = ""): string[] {
  return addressParser(value, { flatten: true }).flatMap(({ name, address }) => {
    if (address === undefined || address === "") return []
    return [name === "" ? address : `${name} <${address}>`]
  })
}
