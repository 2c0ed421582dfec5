import PostalMime, { type Attachment, type Email } from "postal-mime"
import { decodeEntities } from "@turnabout/core/mail-in/entities.ts"
import { instantText } from "@turnabout/core/time.ts"
import type { Ses } from "./ses.ts"
import type { SentMessage } from "./ses/sent-mail.ts"

/** A letter as its mailbox has it; design.md, "On one machine". */
export type WorkbenchMessage = {
  readonly id: string
  readonly kind: string | null
  /** The mailbox it reached. */
  readonly to: string
  /** The address a reply goes to. */
  readonly from: string
  readonly subject: string
  /** `2026-11-23T09:00:00Z`, in simulated time. */
  readonly date: string
  readonly text: string
  readonly html: string
  /** The calendar's text, or null. */
  readonly calendar: string | null
  /** Lower-case names; a header that comes twice has both values, joined by ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** The web addresses in text and HTML, each once, in order. */
  readonly links: readonly string[]
}

export type Messages = {
  /** Oldest first; of one mailbox, or null for all. What reached no mailbox is left out. */
  readonly list: (mailbox: string | null) => Promise<readonly WorkbenchMessage[]>
}

const keptAtMost = 5_000

export function createMessages(ses: Pick<Ses, "messages" | "delivered">): Messages {
  // A mail never changes, so it is read once.
  const known = new Map<string, Promise<WorkbenchMessage>>()
  const read = (sent: SentMessage): Promise<WorkbenchMessage> => {
    const before = known.get(sent.id)
    if (before !== undefined) return before
    const message = readMessage(ses, sent)
    known.set(sent.id, message)
    message.catch(() => known.delete(sent.id))
    const [oldest] = known.keys()
    if (known.size > keptAtMost && oldest !== undefined) known.delete(oldest)
    return message
  }
  return {
    list: async (mailbox) => {
      const wanted = mailbox?.trim().toLowerCase() ?? null
      const reached = ses.messages().filter(({ deliveredTo }) => {
        const mailboxes = deliveredTo.map((each) => each.toLowerCase())
        return wanted === null ? mailboxes.length > 0 : mailboxes.includes(wanted)
      })
      return Promise.all(reached.map(read))
    },
  }
}

async function readMessage(ses: Pick<Ses, "delivered">, sent: SentMessage): Promise<WorkbenchMessage> {
  const raw = await ses.delivered(sent.id)
  if (raw === null) throw new Error(`the mail ${sent.id} is gone from DATA_DIR`)
  const email = await PostalMime.parse(raw, { attachmentEncoding: "utf8" })
  const text = email.text ?? ""
  const html = email.html ?? ""
  return {
    id: sent.id,
    kind: sent.kind,
    to: sent.deliveredTo.join(", "),
    from: email.from?.address ?? sent.source,
    subject: email.subject ?? "",
    date: instantText(sent.sent),
    text,
    html,
    calendar: calendarOf(email.attachments),
    headers: headersOf(email),
    links: linksOf(text, html),
  }
}

/** The part that a mail client shows answers for; the same text attached as a file where there is none. */
function calendarOf(parts: readonly Attachment[]): string | null {
  const part =
    parts.find(({ mimeType }) => mimeType === "text/calendar") ??
    parts.find(({ mimeType }) => mimeType === "application/ics")
  // The lines of a text part end in CRLF (RFC 2046 section 4.1.1); the parser hands them over with LF.
  return typeof part?.content === "string" ? part.content.replaceAll(/\r?\n/g, "\r\n") : null
}

function headersOf(email: Email): Readonly<Record<string, string>> {
  const headers = new Map<string, string>()
  for (const { key, value } of email.headers) {
    const before = headers.get(key)
    headers.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(headers)
}

function linksOf(text: string, html: string): readonly string[] {
  const inText = [...text.matchAll(/https?:\/\/[^\s<>"]{1,2000}/gi)].map(([link]) =>
    link.replace(/[.,;:!?'")\]}]+$/, ""),
  )
  const inHtml = [...html.matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(([, double, single]) =>
    decodeEntities(double ?? single ?? "").trim(),
  )
  return [...new Set([...inText, ...inHtml])].filter((link) => /^https?:\/\//i.test(link) && URL.canParse(link))
}
