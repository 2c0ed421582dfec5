import type { ReceiptEvent } from "@turnabout/functions/inbound.ts"
import type { Person } from "./couple.ts"
import { calendarIn, textIn } from "./sent-letter.ts"
import type { SentLetter } from "./sent-letter.ts"

/** A mail that a member writes to their address, and its Message-ID's own part. */
export type MemberMail = { readonly id: string; readonly from: string; readonly to: string; readonly raw: string }

type Writing = { readonly letter: SentLetter; readonly by: Person; readonly id: string }

/** A reply above the letter it answers, as a mail client in plain text writes it. */
export function reply({ letter, by, id }: Writing, text: string): MemberMail {
  const quoted = textIn(letter)
    .split("\n")
    .map((line) => `> ${line.trimEnd()}`)
    .join("\n")
  return mail({ letter, by, id }, `Re: ${letter.subject}`, [
    `In-Reply-To: <${letter.sesId}@eu-west-1.amazonses.com>`,
    `References: <${letter.ownId}> <${letter.sesId}@eu-west-1.amazonses.com>`,
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    `${text}\n\nOn ${letter.at.toString().slice(0, 10)} Turnabout <${letter.address}> wrote:\n\n${quoted}`,
  ])
}

/** What a calendar mails when its owner answers an invitation (RFC 6047). */
export function rsvp({ letter, by, id }: Writing, partstat: "ACCEPTED" | "DECLINED"): MemberMail {
  const event = (calendarIn(letter) ?? "").replaceAll("\r\n ", "")
  const line = (name: string) => new RegExp(`^${name}[:;].*$`, "m").exec(event)?.[0].trim() ?? ""
  const calendar = [
    "BEGIN:VCALENDAR",
    "PRODID:-//Example//Calendar//EN",
    "VERSION:2.0",
    "METHOD:REPLY",
    "BEGIN:VEVENT",
    ...["UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "ORGANIZER"].map(line),
    `ATTENDEE;PARTSTAT=${partstat}:mailto:${by.mailbox}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n")
  return mail({ letter, by, id }, `${partstat}: ${letter.subject}`, [
    "Content-Type: text/calendar; charset=utf-8; method=REPLY",
    "Content-Transfer-Encoding: base64",
    "",
    (
      Buffer.from(calendar)
        .toString("base64")
        .match(/.{1,76}/g) ?? []
    ).join("\n"),
  ])
}

function mail({ letter, by, id }: Writing, subject: string, rest: readonly string[]): MemberMail {
  const head = [
    `From: ${by.mailbox}`,
    `To: Turnabout <${letter.address}>`,
    `Subject: ${subject}`,
    `Message-ID: <${id}@mail.example.org>`,
    "MIME-Version: 1.0",
  ]
  const raw = [...head, ...rest].join("\n").replaceAll(/\r?\n/g, "\r\n")
  return { id, from: by.mailbox, to: letter.address, raw: `${raw}\r\n` }
}

/** What SES says of it to the function that takes it in: vouched for in every way. */
export function receiptOf({ id, from, to }: MemberMail): ReceiptEvent {
  const pass = { status: "PASS" } as const
  const receipt = {
    recipients: [to],
    spamVerdict: pass,
    virusVerdict: pass,
    spfVerdict: pass,
    dkimVerdict: pass,
    dmarcVerdict: pass,
  }
  return { Records: [{ ses: { mail: { messageId: id, source: from }, receipt } }] }
}
