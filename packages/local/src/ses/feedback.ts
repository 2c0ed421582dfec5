import { randomUUID } from "node:crypto"
import { instantText } from "@turnabout/core/time.ts"
import type { SesKnobs } from "./knobs.ts"
import type { SentMessage } from "./sent-mail.ts"

/** What SES publishes about a mail later: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
export type FeedbackEvent = { readonly mail: FeedbackMail } & (
  | { readonly eventType: "Bounce"; readonly bounce: Bounce }
  | { readonly eventType: "Complaint"; readonly complaint: Complaint }
)

type FeedbackMail = {
  readonly timestamp: string
  readonly source: string
  readonly messageId: string
  readonly destination: readonly string[]
  readonly tags: Readonly<Record<string, readonly string[]>>
}
type Bounce = {
  readonly feedbackId: string
  readonly timestamp: string
  readonly bounceType: "Permanent"
  readonly bounceSubType: "General" | "OnAccountSuppressionList"
  readonly bouncedRecipients: readonly {
    readonly emailAddress: string
    readonly action: "failed"
    readonly status: string
    readonly diagnosticCode: string
  }[]
}
type Complaint = {
  readonly feedbackId: string
  readonly timestamp: string
  readonly complainedRecipients: readonly { readonly emailAddress: string }[]
  readonly complaintFeedbackType: "abuse"
}
export type Tags = FeedbackMail["tags"]

/** Whom a mail does not reach. */
export function isUndeliverable(mailbox: string, { suppressed, bouncing }: SesKnobs): boolean {
  return suppressed.includes(mailbox.toLowerCase()) || bouncing.includes(mailbox.toLowerCase())
}

/** The events that a mail causes, as the knobs have its mailboxes. */
export function feedbackOn(message: SentMessage, tags: Tags, knobs: SesKnobs): readonly FeedbackEvent[] {
  const timestamp = instantText(message.sent)
  const mail = { timestamp, source: message.source, messageId: message.id, destination: message.to, tags }
  const among = (mailboxes: readonly string[]) => message.to.filter((to) => mailboxes.includes(to.toLowerCase()))
  const bounce = (mailboxes: readonly string[], bounceSubType: Bounce["bounceSubType"]): FeedbackEvent[] => {
    if (mailboxes.length === 0) return []
    const bouncedRecipients = mailboxes.map((emailAddress) => ({ emailAddress, ...failure(bounceSubType) }))
    const facts = { feedbackId: randomUUID(), timestamp, bounceType: "Permanent", bounceSubType } as const
    return [{ eventType: "Bounce", bounce: { ...facts, bouncedRecipients }, mail }]
  }
  const suppressed = among(knobs.suppressed)
  const complained = among(knobs.complaining).filter((mailbox) => !isUndeliverable(mailbox, knobs))
  const complaint = {
    feedbackId: randomUUID(),
    timestamp,
    complainedRecipients: complained.map((emailAddress) => ({ emailAddress })),
    complaintFeedbackType: "abuse",
  } as const
  return [
    ...bounce(suppressed, "OnAccountSuppressionList"),
    ...bounce(
      among(knobs.bouncing).filter((mailbox) => !suppressed.includes(mailbox)),
      "General",
    ),
    ...(complained.length === 0 ? [] : [{ eventType: "Complaint", complaint, mail } as const]),
  ]
}

/** As SNS hands it to a Lambda function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function snsEvent(event: FeedbackEvent) {
  const topic = "arn:aws:sns:eu-west-1:000000000000:feedback"
  const Sns = {
    Type: "Notification",
    MessageId: randomUUID(),
    TopicArn: topic,
    Subject: "Amazon SES Email Event Notification",
    Message: JSON.stringify(event),
    Timestamp: event.mail.timestamp,
    SignatureVersion: "1",
    MessageAttributes: {},
  }
  return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: `${topic}:local`, Sns }] }
}

function failure(subType: Bounce["bounceSubType"]) {
  const diagnosticCode =
    subType === "General"
      ? "smtp; 550 5.1.1 no such user"
      : "Amazon SES did not send the message to this address because it is on the suppression list for your account."
  return { action: "failed", status: "5.1.1", diagnosticCode } as const
}
