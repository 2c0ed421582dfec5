import PostalMime, { addressParser } from "postal-mime"
import type { Email } from "postal-mime"
import type { Result } from "../result.ts"
import { fail, ok } from "../result.ts"
import { withWindowsCharacters } from "./entities.ts"
import type { RefusalReason } from "./reading.ts"

export const mailLimits = {
  rawBytes: 1024 * 1024,
  depth: 20,
  parts: 200,
  lines: 16_000,
  headerBytes: 65_536,
  subjectLength: 200,
  textBytes: 20_000,
} as const

export type CalendarPart = { readonly text: string; readonly method: string | null }

/** A mail taken apart, its attachments unopened. */
export type RawMail = {
  /** Every value of each header, by lower-case name, in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly subject: string
  /** The mailboxes in From, lower case. */
  readonly from: readonly string[]
  /** The name beside the first of them. */
  readonly fromName: string
  readonly messageId: string
  /** The ids in In-Reply-To and References, nearest first, without angle brackets. */
  readonly answers: readonly string[]
  readonly html: string | null
  readonly text: string | null
  readonly calendars: readonly CalendarPart[]
  /** The MIME types of all parts but the text, lower case. */
  readonly partTypes: readonly string[]
  readonly contentType: string
  readonly attachmentsLeftOut: boolean
}

/** Parses a mail within the limits of `mailLimits`. */
export async function openMail(raw: Uint8Array): Promise<Result<RawMail, RefusalReason>> {
  if (raw.length > mailLimits.rawBytes) return fail("too-big")
  if (hasTooManyLines(raw)) return fail("too-many-lines")
  if (hasTooManyParts(raw)) return fail("too-many-parts")
  const email = await parse(raw)
  return email.ok ? ok(describe(email.value)) : email
}

async function parse(raw: Uint8Array): Promise<Result<Email, RefusalReason>> {
  try {
    // Attached messages stay unopened: a bounce may carry our own invitation.
    const email = await PostalMime.parse(raw, {
      maxNestingDepth: mailLimits.depth,
      maxHeadersSize: mailLimits.headerBytes,
      forceRfc822Attachments: true,
    })
    return ok(email)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : ""
    if (message.includes("nesting depth")) return fail("too-deep")
    if (message.includes("header size")) return fail("headers-too-big")
    return fail("unreadable")
  }
}

function describe(email: Email): RawMail {
  const headers = new Map<string, string[]>()
  for (const { key, value } of email.headers) headers.set(key, [...(headers.get(key) ?? []), value])
  const calendars = email.attachments.filter((part) => isCalendar(part.mimeType, part.filename))
  return {
    headers,
    subject: oneLine(email.subject ?? "").slice(0, mailLimits.subjectLength),
    from: senders(headers.get("from") ?? []),
    fromName: oneLine(email.from?.name ?? "").slice(0, 100),
    messageId: idsIn(email.messageId ?? "")[0] ?? oneLine(email.messageId ?? "").slice(0, 250),
    answers: [...idsIn(email.inReplyTo ?? ""), ...idsIn(email.references ?? "").toReversed()],
    html: email.html === undefined ? null : withWindowsCharacters(email.html),
    text: email.text === undefined ? null : withWindowsCharacters(email.text),
    calendars: calendars.map((part) => ({
      text: withWindowsCharacters(textOf(part.content)),
      method: part.method ?? null,
    })),
    partTypes: email.attachments.map((part) => part.mimeType),
    contentType: (headers.get("content-type")?.[0] ?? "").toLowerCase(),
    attachmentsLeftOut: email.attachments.some((part) => !isSilent(part) && !isCalendar(part.mimeType, part.filename)),
  }
}

// Every line costs postal-mime about 8 µs however short it is; 1 MB of base64 has at most 15,900.
function hasTooManyLines(raw: Uint8Array): boolean {
  let lines = 0
  for (let at = raw.indexOf(10); at >= 0; at = raw.indexOf(10, at + 1)) if (++lines > mailLimits.lines) return true
  return false
}

// Every sibling part costs postal-mime about 20 µs however empty it is, and it has no limit of its own.
function hasTooManyParts(raw: Uint8Array): boolean {
  const text = latin1.decode(raw)
  const boundaries = new Set<string>()
  for (const match of text.matchAll(/boundary\*?0?\*?=[ \t]*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/gi)) {
    boundaries.add(match[1] ?? match[2] ?? "")
    if (boundaries.size > mailLimits.parts) return true
  }
  let parts = 0
  for (const match of text.matchAll(/^--([^\r\n]{1,200})$/gm)) {
    if (boundaries.has((match[1] ?? "").trimEnd()) && ++parts > mailLimits.parts) return true
  }
  return false
}

const latin1 = new TextDecoder("latin1")
const utf8 = new TextDecoder("utf-8")

function textOf(content: ArrayBuffer | Uint8Array | string): string {
  return typeof content === "string" ? content : utf8.decode(content)
}

function isCalendar(mimeType: string, filename: string | null): boolean {
  return (
    mimeType === "text/calendar" || mimeType === "application/ics" || (filename ?? "").toLowerCase().endsWith(".ics")
  )
}

/** Parts nobody attached by hand: signatures, reports, the pictures of an HTML signature. */
function isSilent(part: Email["attachments"][number]): boolean {
  return (
    part.related === true ||
    /^message\/(?!rfc822$|global$)/.test(part.mimeType) ||
    part.mimeType === "application/ms-tnef" ||
    part.mimeType === "text/rfc822-headers" ||
    part.mimeType === "text/x-amp-html" ||
    /^application\/(?:x-)?(?:pkcs7|pgp)-/.test(part.mimeType)
  )
}

const mailboxForm = /^[^\s"<>@(),:;\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/

function senders(values: readonly string[]): readonly string[] {
  const mailboxes = values.flatMap((value) => addressesIn(value))
  return [...new Set(mailboxes)].slice(0, 10)
}

function addressesIn(value: string): readonly string[] {
  return addressParser(value.slice(0, 2000), { flatten: true })
    .map((address) => (address.address ?? "").trim().toLowerCase())
    .filter((address) => address !== "")
}

/** Whether this is a plain mailbox: no quoted local part, no address literal, no white space. */
export function isMailbox(text: string): boolean {
  return mailboxForm.test(text)
}

function idsIn(value: string): readonly string[] {
  return [...value.slice(0, 10_000).matchAll(/<([^<>\s]{1,250})>/g)].map((match) => match[1] ?? "")
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}
