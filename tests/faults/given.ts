import type { MemberId, PairId } from "@turnabout/core/id.ts"
import type { ReceiptEvent } from "@turnabout/functions/inbound.ts"
import { ownIdOf } from "@turnabout/functions/own-id.ts"
import type { Scene } from "../functions/scene.ts"

/** A pair, and the service that keeps it. */
type Kept = { readonly on: Scene; readonly id: PairId }

/** A mail that a member writes, or somebody in their name. `answers`: the start of the key of the letter it replies to. */
export type Written = {
  readonly by: MemberId
  readonly from: string
  readonly subject?: string
  readonly text: string
  readonly answers?: string
  readonly file?: string
}

/** What SES says of a mail that it stored as `messageId`. */
export async function receiptOf(
  mail: Written,
  { on, id, messageId, to = null }: Kept & { readonly messageId: string; readonly to?: string | null },
): Promise<ReceiptEvent> {
  const pass = { status: "PASS" } as const
  const verdicts = { spamVerdict: pass, virusVerdict: pass, spfVerdict: pass, dkimVerdict: pass, dmarcVerdict: pass }
  const recipients = [to === null ? await addressOf(mail.by, { on, id }) : `${to}@${on.ports.config.mailDomain}`]
  return { Records: [{ ses: { mail: { messageId, source: mail.from }, receipt: { recipients, ...verdicts } } }] }
}

async function addressOf(member: MemberId, { on, id }: Kept): Promise<string> {
  const pair = await on.ports.store.load(id)
  return `r-${pair!.members[member].token}@${on.ports.config.mailDomain}`
}

/** The mail as its writer's client sends it. */
export async function rawOf(mail: Written, service: Kept): Promise<Uint8Array> {
  const { from, subject = "Us", text, answers, file } = mail
  const letters = await service.on.ports.store.letters(service.id, mail.by)
  const answered = answers === undefined ? undefined : letters.find(({ key }) => key.startsWith(answers))
  if (answers !== undefined && answered === undefined) throw new Error(`no ${answers} was sent`)
  const head = [
    `From: <${from}>`,
    `To: <${await addressOf(mail.by, service)}>`,
    `Subject: ${subject}`,
    `Message-ID: <${Buffer.from(text).toString("hex")}@mail.example>`,
    ...(answered === undefined
      ? []
      : [`References: <${ownIdOf(answered.key, service.id, service.on.ports.config.mailDomain)}>`]),
    "MIME-Version: 1.0",
  ]
  const plain = ["Content-Type: text/plain; charset=utf-8", "", text]
  const attached = ["Content-Type: application/pdf", `Content-Disposition: attachment; filename="${file}"`, "", "%PDF"]
  const mixed = ['Content-Type: multipart/mixed; boundary="m"', "", "--m", ...plain, "--m", ...attached, "--m--", ""]
  return Buffer.from([...head, ...(file === undefined ? plain : mixed)].join("\r\n"))
}

/** What SES tells through SNS about a letter to Ben, whose pair this is. */
export function feedbackOf(
  type: "Bounce" | "Complaint",
  pair: string,
  timestamp = "2026-11-25T17:00:00.000Z",
): unknown {
  const emailAddress = "ben@example.net"
  const mail = { timestamp, messageId: "0102", tags: { pair: [pair], member: ["b"] } }
  const bounce = { bounceType: "Permanent", feedbackId: "feedback", bouncedRecipients: [{ emailAddress }] }
  const complaint = { feedbackId: "feedback", timestamp, complainedRecipients: [{ emailAddress }] }
  const message = { eventType: type, mail, ...(type === "Bounce" ? { bounce } : { complaint }) }
  return { Records: [{ Sns: { Message: JSON.stringify(message) } }] }
}
