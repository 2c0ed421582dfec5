import MailComposer from "nodemailer/lib/mail-composer/index.js"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"

export type MailCalendar = { readonly method: "REQUEST" | "CANCEL"; readonly text: string }

export type Attachment = { readonly filename: string; readonly contentType: string; readonly content: string }

export type Mail = {
  readonly kind: LetterKind
  /** The recipient's own address: From, Reply-To and ORGANIZER are the same, as calendars expect (RFC 6047 section 2.3). */
  readonly address: string
  readonly to: { readonly name: string; readonly mailbox: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly calendar: MailCalendar | null
  /** Without angle brackets. SES replaces Message-ID, so it stands in References too. */
  readonly ownId: string
  /** What all letters about one session refer to, so that mail clients keep them together. */
  readonly threadId: string | null
  /** Never beside a calendar: nodemailer would leave the calendar's own part out. */
  readonly files?: readonly Attachment[]
  /** Null for a letter to somebody who has nothing to unsubscribe from. */
  readonly unsubscribeUrl: string | null
  /** Come back with what SES tells of this letter. SES takes them out: no mailbox sees them. */
  readonly tags: { readonly pair: PairId; readonly member: MemberId }
  /** Whether it answers a member's mail (RFC 3834 section 5). */
  readonly isReply: boolean
  readonly date: Date
}

/** The whole MIME message, CRLF throughout; an invitation as the same bytes twice, as an alternative and as a file. */
export async function mime(mail: Mail): Promise<Uint8Array> {
  const references = [mail.threadId, mail.ownId].filter((id) => id !== null).map((id) => `<${id}>`)
  const composer = new MailComposer({
    from: { name: "Turnabout", address: mail.address },
    replyTo: mail.address,
    to: { name: mail.to.name, address: mail.to.mailbox },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.date,
    messageId: `<${mail.ownId}>`,
    references: references.join(" "),
    attachments: mail.files?.map((file) => ({ ...file })) ?? [],
    newline: "windows",
    headers: {
      "X-Turnabout-Letter": mail.kind,
      // Ids hold only what tags may: letters, digits, dash and underscore.
      "X-SES-MESSAGE-TAGS": `pair=${mail.tags.pair}, member=${mail.tags.member}`,
      "Auto-Submitted": mail.isReply ? "auto-replied" : "auto-generated",
      "X-Auto-Response-Suppress": "OOF, AutoReply",
      ...unsubscribeHeaders(mail),
    },
    ...(mail.calendar === null
      ? {}
      : { icalEvent: { method: mail.calendar.method, filename: "invite.ics", content: mail.calendar.text } }),
  })
  return composer.compile().build()
}

/** RFC 2369 section 3.2, RFC 8058 section 3.1. */
function unsubscribeHeaders({ unsubscribeUrl, address }: Mail): Readonly<Record<string, string>> {
  if (unsubscribeUrl === null) return {}
  return {
    "List-Unsubscribe": `<${unsubscribeUrl}>, <mailto:${address}?subject=unsubscribe>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  }
}
