import type { MemberId } from "@turnabout/core/id.ts"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import type { Temporal } from "temporal-polyfill"

/** A letter as it reached its mailbox: read from the mail itself, as a mail client would. */
export type SentLetter = {
  /** `KEY.REVISION`, from the id that we give it. */
  readonly id: string
  readonly key: string
  readonly kind: LetterKind
  readonly pair: string
  readonly to: MemberId
  /** The number of the session that its key names. */
  readonly session: number | null
  readonly sesId: string
  readonly at: Temporal.Instant
  readonly address: string
  readonly subject: string
  readonly ownId: string
  readonly raw: string
}

export function readSentLetter(
  raw: Uint8Array,
  { from, sesId, at }: { readonly from: string; readonly sesId: string; readonly at: Temporal.Instant },
): SentLetter {
  const mail = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString()
  const ownId = found(/^Message-ID: <([^>]+)>/m, mail)
  const id = ownId.slice(0, ownId.indexOf(".pair_"))
  const kind = letterKinds.find((each) => each === found(/^X-Turnabout-Letter: (\S+)/m, mail))
  if (kind === undefined) throw new Error(`a letter of no kind: ${ownId}`)
  const key = id.slice(0, id.lastIndexOf("."))
  const number = /\.(\d+)\.[ab]$/.exec(key)?.[1]
  return {
    id,
    key,
    kind,
    pair: found(/pair=(pair_[a-z2-7]{16})/, mail),
    to: found(/member=([ab])/, mail) === "a" ? "a" : "b",
    session: number === undefined || key.startsWith("recap") ? null : Number(number),
    sesId,
    at,
    address: from,
    subject: found(/^Subject: (.*)\r$/m, mail),
    ownId,
    raw: mail,
  }
}

/** The calendar file in it; null if there is none. */
export function calendarIn({ raw }: SentLetter): string | null {
  const encoded = /filename=invite\.ics\r\n.*base64\r\n\r\n([\s\S]+?)\r\n--/.exec(raw)?.[1]
  return encoded === undefined ? null : Buffer.from(encoded, "base64").toString()
}

const textPart = /Content-Type: text\/plain[^\r]*\r\nContent-Transfer-Encoding: (\S+)\r\n\r\n([\s\S]*?)\r\n--/

export function textIn({ raw }: SentLetter): string {
  const [, encoding, body = ""] = textPart.exec(raw) ?? []
  if (encoding === "quoted-printable") return fromQuotedPrintable(body)
  return encoding === "base64" ? Buffer.from(body, "base64").toString() : body
}

/** The link in its text whose path begins so. */
export function linkIn(letter: SentLetter, path: string): string {
  return found(new RegExp(`https://[^\\s>]*${path}[^\\s>?]*`), textIn(letter))
}

/** RFC 2045 section 6.7. */
function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([\dA-F]{2})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
  return Buffer.from(bytes, "latin1").toString()
}

function found(pattern: RegExp, text: string): string {
  const match = pattern.exec(text)
  const value = match?.[1] ?? match?.[0]
  if (value === undefined) throw new Error(`nothing like ${pattern} in a letter`)
  // A part of a text keeps the whole of it alive, and these are remembered for longer than their mail.
  return Buffer.from(value).toString()
}
