import { createHash } from "node:crypto"
import { commandIdSchema, memberIds, memberIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import type { CommandId, MemberId, PairId } from "@turnabout/core/id.ts"
import type { Suppressed } from "@turnabout/core/member.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import { forEach } from "./for-each.ts"
import type { Ports } from "./ports.ts"

/** SNS's event to a Lambda function; the message is JSON text. */
const notificationSchema = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) })

// Checked as text first: a codec that throws would make a malformed event come back for ever.
const timestampSchema = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text) => Temporal.Instant.from(text)),
)
const recipientsSchema = z.array(z.object({ emailAddress: z.string().check(z.maxLength(320)) })).check(z.maxLength(50))

/**
 * What SES publishes about a letter, as far as it is used. Event publishing names the kind `eventType`, an identity's own
 * notifications `notificationType`: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const feedbackSchema = z.object({
  eventType: z.optional(z.string()),
  notificationType: z.optional(z.string()),
  mail: z.object({
    timestamp: timestampSchema,
    messageId: z.string(),
    tags: z._default(z.record(z.string(), z.array(z.string())), {}),
  }),
  bounce: z.optional(z.object({ bounceType: z.string(), feedbackId: z.string(), bouncedRecipients: recipientsSchema })),
  complaint: z.optional(
    z.object({
      feedbackId: z.string(),
      timestamp: timestampSchema,
      complainedRecipients: recipientsSchema,
      complaintFeedbackType: z.nullish(z.string()),
    }),
  ),
})
type Feedback = z.infer<typeof feedbackSchema>

/** The letter that an event is about, by the tags it was sent with. */
type Tagged = { readonly pair: PairId; readonly member: MemberId }

/** That nothing more may go to some mailboxes. `causedAt`: when the letter was sent that bounced, or the complaint made. */
type Stop = {
  readonly reason: Suppressed["reason"]
  readonly feedbackId: string
  readonly causedAt: Temporal.Instant
  readonly recipients: readonly string[]
}

/**
 * Takes what SES tells of letters that were sent. A hard bounce or a complaint suppresses the mailbox for every pair that
 * writes to it; all else is noted. Throws only what may go well at the next try: hearing of the same event again, late or
 * out of order has no further effect.
 */
export async function takeFeedback(event: unknown, ports: Ports): Promise<void> {
  const notification = notificationSchema.safeParse(event)
  if (!notification.success) return ports.log({ event: "feedback-malformed", part: "notification" })
  for (const { Sns } of notification.data.Records) {
    const feedback = feedbackSchema.safeParse(jsonOf(Sns.Message))
    if (feedback.success) await takeOne(feedback.data, ports)
    else ports.log({ event: "feedback-malformed", part: "message" })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function takeOne(feedback: Feedback, ports: Ports): Promise<void> {
  const { mail } = feedback
  const type = kindOf(feedback)
  const letter = taggedIn(mail.tags)
  // Another application may send from the same account: what becomes of its mail says nothing about ours.
  if (letter === null) return ports.log({ event: "feedback-foreign", type, mail: mail.messageId })
  const facts = { type, pair: letter.pair, member: letter.member, mail: mail.messageId }
  // SES took it and found something bad in it: it is not tried again, as the same letter would be rejected again.
  if (type === "Reject") return ports.log({ event: "letter-given-up", ...facts })
  const stop = stopIn(feedback)
  if (stop === null) return ports.log({ event: "feedback", ...facts })
  for (const recipient of stop.recipients) {
    const mailbox = recipient.trim().toLowerCase()
    const result = await suppressMailbox(mailbox, { letter, stop }, ports)
    ports.log({ event: "feedback", ...facts, result, reason: stop.reason })
  }
}

const kinds = ["Bounce", "Complaint", "Delivery", "Send", "Reject", "DeliveryDelay"]

/** For the log: a kind we know, so that it holds nothing that a sender could write. */
function kindOf({ eventType, notificationType, bounce }: Feedback): string {
  const kind = kinds.find((known) => known === (eventType ?? notificationType)) ?? "other"
  if (kind !== "Bounce") return kind
  const bounceType = bounceTypes.find((known) => known === bounce?.bounceType) ?? "other"
  return `${kind} ${bounceType}`
}

const bounceTypes = ["Permanent", "Transient", "Undetermined"]

/**
 * A transient bounce has been retried by SES for as long as it makes sense, and the next letter may arrive; an
 * undetermined one says too little. "not-spam" takes a complaint back (RFC 5965 and its registry).
 */
function stopIn(feedback: Feedback): Stop | null {
  const { bounce, complaint, mail } = feedback
  switch (kindOf(feedback)) {
    case "Bounce Permanent": {
      if (bounce === undefined) return null
      const recipients = bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress)
      return { reason: "bounce", feedbackId: bounce.feedbackId, causedAt: mail.timestamp, recipients }
    }
    case "Complaint": {
      if (complaint === undefined || complaint.complaintFeedbackType === "not-spam") return null
      const recipients = complaint.complainedRecipients.map(({ emailAddress }) => emailAddress)
      return { reason: "complaint", feedbackId: complaint.feedbackId, causedAt: complaint.timestamp, recipients }
    }
  }
  return null
}

function taggedIn(tags: Feedback["mail"]["tags"]): Tagged | null {
  const pair = pairIdSchema.safeParse(tags["pair"]?.[0])
  const member = memberIdSchema.safeParse(tags["member"]?.[0])
  return pair.success && member.success ? { pair: pair.data, member: member.data } : null
}

/**
 * The mailbox first, then every pair that writes to it: whatever fails in between is made up for when the event comes
 * again. A letter to a mailbox that its member has left since suppresses that one, and not the present one.
 */
async function suppressMailbox(
  mailbox: string,
  { letter, stop }: { readonly letter: Tagged; readonly stop: Stop },
  ports: Ports,
): Promise<"suppressed" | "stale"> {
  const { reason, causedAt, feedbackId } = stop
  const pairs = await ports.store.suppress(mailbox, { reason, since: ports.clock(), causedAt })
  // Its owner has written from it since: what went wrong before is no news.
  if (pairs === null) return "stale"
  const news = { mailbox, id: commandIdFor(`${feedbackId}\n${mailbox}`), kind: "suppress", reason } as const
  await forEach(new Set([...pairs, letter.pair]), async (pair) => tellPair(pair, news, ports))
  return "suppressed"
}

/** `because`: the mail that was written. */
type Lift = { readonly mailbox: string; readonly except: PairId | null; readonly because: CommandId }

/** The owner of a mailbox wrote from it: it gets letters again, in every pair but the one whose own command says so. */
export async function liftMailbox({ mailbox, except, because }: Lift, ports: Ports): Promise<void> {
  const pairs = await ports.store.lift(mailbox, ports.clock())
  const id = commandIdFor(`lift ${because}`)
  await forEach(
    pairs.filter((pair) => pair !== except),
    async (pair) => tellPair(pair, { mailbox, id, kind: "lift" }, ports),
  )
}

type News = { readonly mailbox: string; readonly id: CommandId } & (
  { readonly kind: "suppress"; readonly reason: Suppressed["reason"] } | { readonly kind: "lift" }
)

/** Says it of whichever of the two has this mailbox by now, if one does. */
async function tellPair(id: PairId, { mailbox, ...news }: News, ports: Ports): Promise<void> {
  const pair = await ports.store.load(id)
  const by = memberIds.find((member) => pair?.members[member].mailbox === mailbox)
  if (pair === null || by === undefined) return
  const isSuppressed = pair.members[by].suppressed !== null
  if (isSuppressed === (news.kind === "suppress")) return
  // Loaded with the first of these: most of what SES tells of is a delivery, of which no pair hears.
  const { handle } = await import("./handle.ts")
  const handled = await handle(id, { ...news, via: "clock", by }, ports)
  if (handled.kind === "busy") throw new Error(`${id} was busy every time`)
}

/** The same event heard of again is the same command. */
function commandIdFor(text: string): CommandId {
  return commandIdSchema.parse(createHash("sha256").update(text).digest("base64url").slice(0, 16))
}
