import type { Temporal } from "temporal-polyfill"
import * as z from "zod"
import type { Result } from "@turnabout/core/result.ts"
import { handIn } from "./hand-in.ts"

const mailbox = z
  .string()
  .trim()
  .regex(/^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,253}$/, "must be one mail address")

/** A mail that a member writes: a plain text, in answer to a letter or not. */
export const replySchema = z.strictObject({
  from: mailbox,
  to: mailbox,
  subject: z.string().max(900).default(""),
  /** The Message-ID of the letter it answers, with its angle brackets. */
  inReplyTo: z
    .string()
    .regex(/^(<[^<>\s]{3,900}>)?$/, "must be a Message-ID in angle brackets")
    .default(""),
  text: z.string().min(1, "is empty").max(500_000),
})
export type Reply = z.infer<typeof replySchema>

/** Sends it through the SMTP door, as a member's mail client would. A refusal is what the door said. */
export async function sendReply(
  reply: Reply,
  door: { readonly smtpPort: number; readonly now: Temporal.Instant },
): Promise<Result<null, string>> {
  const { from, to, subject, inReplyTo, text } = reply
  const answers = inReplyTo === "" ? {} : { inReplyTo, references: inReplyTo }
  return handIn({ from, to, subject, text, date: new Date(door.now.epochMilliseconds), ...answers }, door.smtpPort)
}
