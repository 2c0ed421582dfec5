import { addressOf, invitationCalendar } from "@turnabout/core/invitation.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { sessionOf } from "@turnabout/core/pair.ts"
import { isCancel, isWithdrawal, withdrawnEvent } from "@turnabout/core/sending.ts"
import type { Frame } from "@turnabout/emails/frame.ts"
import { render } from "@turnabout/emails/render.ts"
import { ownIdOf, threadIdOf } from "../own-id.ts"
import type { LetterRecord, Ports } from "../ports.ts"
import { mime } from "./mime.ts"
import type { MailCalendar } from "./mime.ts"
import { propsOf } from "./props.ts"
import { linkTo, meUrl, pageUrl, writing } from "./reader.ts"
import type { Writing } from "./reader.ts"
import { numberedIn } from "./session.ts"

export type ComposedMail = {
  readonly raw: Uint8Array
  readonly from: string
  readonly to: string
  readonly record: Omit<LetterRecord, "sesId" | "sentAt">
}

/** Writes one owed letter from what is true now. Null if it has nothing to say after all. */
export async function compose(pair: Pair, letter: OwedLetter, ports: Ports): Promise<ComposedMail | null> {
  const from = writing(pair, letter, ports)
  const written = await propsOf(from)
  if (written === null) return null
  const { subject, text, html } = render(written.kind, written.props, frameFor(from))
  const mailbox = mailboxFor(from)
  const { mailDomain } = ports.config
  const key = `${letter.key}.${letter.revision}`
  const ownId = ownIdOf(key, pair.id, mailDomain)
  const address = addressOf(pair, letter.to, mailDomain)
  const raw = await mime({
    kind: letter.kind,
    address,
    to: { name: from.reader.name, mailbox },
    subject,
    text,
    html,
    calendar: calendarFor(from),
    files: written.files ?? [],
    ownId,
    threadId: letter.session === null ? null : threadIdOf(letter.session, pair.id, mailDomain),
    unsubscribeUrl: unsubscribeUrl(from),
    tags: { pair: pair.id, member: letter.to },
    isReply: letter.kind === "not-understood" || letter.kind === "not-moved",
    date: new Date(from.now.epochMilliseconds),
  })
  const commitments = numberedIn(from).map(({ id }) => id)
  const { kind, to, session } = letter
  return { raw, from: address, to: mailbox, record: { key, kind, to, session, text, commitments } }
}

/** A mailbox that is not yet the member's has no say over their letters. */
function unsubscribeUrl(from: Writing): string | null {
  if (from.letter.kind === "confirm" && from.letter.about === "mailbox") return null
  return linkTo({ purpose: "unsubscribe", expires: null }, from)
}

function frameFor(from: Writing): Frame {
  const { operator } = from.ports.config
  return {
    language: "en",
    safetyUrl: pageUrl("/safety", from),
    settingsUrl: meUrl(from),
    isEnding: from.pair.status.kind === "ending",
    unsubscribeUrl: unsubscribeUrl(from),
    operator: { name: operator.name, postalAddress: operator.postalAddress },
  }
}

/** A new mailbox is asked at the new one, and the old one is told of it. */
function mailboxFor({ letter, reader }: Writing): string {
  if (letter.about !== "mailbox") return reader.mailbox
  return (letter.kind === "confirm" ? reader.pending?.mailbox : reader.former) ?? reader.mailbox
}

const withEvent: ReadonlySet<OwedLetter["kind"]> = new Set([
  "invitation",
  "skipped",
  "moved",
  "not-moved",
  "changed",
  "paused",
  "ended",
  "question",
])

/** The event that a letter about a change carries. */
function calendarFor({ pair, letter, ports }: Writing): MailCalendar | null {
  const session = sessionOf(pair, letter.session)
  if (session === null || !withEvent.has(letter.kind)) return null
  const method = isCancel(letter) ? "CANCEL" : "REQUEST"
  const event = isWithdrawal(letter) ? withdrawnEvent(letter, session) : session.event
  const text = invitationCalendar({ pair, session, event, to: letter.to, method, mailDomain: ports.config.mailDomain })
  return { method, text }
}
