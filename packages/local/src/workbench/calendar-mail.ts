import type { Temporal } from "temporal-polyfill"
import { folded } from "@turnabout/core/invitation.ts"
import { instantText } from "@turnabout/core/time.ts"
import {
  alternative,
  headerMailbox,
  headerText,
  htmlPart,
  mixed,
  type Part,
  plainPart,
  rawMail,
  type Tree,
} from "../client-mime.ts"
import { type CalendarZone, wallTime } from "./calendar-zone.ts"

export type Guest = { readonly name: string; readonly mailbox: string }

/** What a member answers to which event, whatever their calendar makes of it. */
export type EventAnswer = {
  readonly event: {
    readonly uid: string
    readonly sequence: number
    readonly title: string
    readonly starts: Temporal.Instant
    readonly ends: Temporal.Instant
    /** The address that the invitation came from. */
    readonly organizer: string
    readonly others: readonly Guest[]
  }
  readonly by: Guest
  readonly answer:
    | { readonly kind: "accept" }
    | { readonly kind: "decline" }
    | { readonly kind: "propose"; readonly starts: Temporal.Instant }
  /** What they write beside it. */
  readonly comment: string | null
  readonly stamp: Temporal.Instant
  /** Their mail's Message-ID, without angle brackets. */
  readonly messageId: string
}

/**
 * As Google Calendar answers: labelled REPLY also where it proposes a time, the calendar once more as a file, sent by
 * Google for the member.
 */
export function googleMail(answered: EventAnswer): Uint8Array {
  const { event, by, answer, comment, stamp } = answered
  const isProposal = answer.kind === "propose"
  const note = comment === null ? "" : `;X-RESPONSE-COMMENT="${googleEntities(comment)}"`
  const guest = (partstat: string, { name, mailbox }: Guest, more: string) =>
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${partstat};CN=${parameter(name)};X-NUM-GUESTS=0${more}:mailto:${mailbox}`
  const others = event.others.map((other) => guest("NEEDS-ACTION", other, ""))
  const { starts, ends } = timesOf(answered)
  const ics = calendarText("-//Google Inc//Google Calendar 70.9054//EN", isProposal ? "COUNTER" : "REPLY", [
    "BEGIN:VEVENT",
    `DTSTART:${utc(starts)}`,
    `DTEND:${utc(ends)}`,
    `DTSTAMP:${utc(stamp)}`,
    `ORGANIZER;CN=Turnabout:mailto:${event.organizer}`,
    `UID:${event.uid}`,
    ...(isProposal ? others : []),
    guest({ accept: "ACCEPTED", decline: "DECLINED", propose: "DECLINED" }[answer.kind], by, note),
    `SEQUENCE:${event.sequence}`,
    "STATUS:CONFIRMED",
    `SUMMARY:${escapeText(event.title)}`,
    "TRANSP:OPAQUE",
    "END:VEVENT",
  ])
  const subject = { accept: "Accepted", decline: "Declined", propose: "Proposed new time" }[answer.kind]
  const headers = [
    ...headersOf(answered, `${subject}: ${event.title}`),
    "Sender: Google Calendar <calendar-notification@google.com>",
    `Reply-To: ${headerMailbox(by)}`,
    "Auto-Submitted: auto-generated",
  ]
  const words = `${by.name} has answered this invitation.`
  const html = htmlPart(`<p>${words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`)
  return rawMail(
    headers,
    mixed(alternative(plainPart(words), html, calendarPart(ics, "REPLY", plainest(ics))), icsFile(ics)),
  )
}

/** As Outlook and Exchange answer: base64, without ORGANIZER, in a Windows zone; what the old time was stands beside a new one. */
export function outlookMail(answered: EventAnswer, zone: CalendarZone): Uint8Array {
  const { event, by, answer, comment, stamp } = answered
  const time = (name: string, instant: Temporal.Instant) => zonedTime(name, instant, zone)
  const { starts, ends } = timesOf(answered)
  const subject = { accept: "Accepted", decline: "Declined", propose: "New Time Proposed" }[answer.kind]
  const method = answer.kind === "propose" ? "COUNTER" : "REPLY"
  const ics = calendarText("Microsoft Exchange Server 2010", method, [
    ...zone.lines,
    "BEGIN:VEVENT",
    `ATTENDEE;PARTSTAT=${{ accept: "ACCEPTED", decline: "DECLINED", propose: "TENTATIVE" }[answer.kind]};CN=${parameter(by.name)}:MAILTO:${by.mailbox}`,
    ...(comment === null ? [] : [`COMMENT;LANGUAGE=en-GB:${escapeText(`${comment}\n`)}`]),
    `UID:${event.uid}`,
    `SUMMARY;LANGUAGE=en-GB:${escapeText(`${subject}: ${event.title}`)}`,
    time("DTSTART", starts),
    time("DTEND", ends),
    "CLASS:PUBLIC",
    "PRIORITY:5",
    `DTSTAMP:${utc(stamp)}`,
    "TRANSP:OPAQUE",
    "STATUS:CONFIRMED",
    `SEQUENCE:${event.sequence}`,
    ...(answer.kind === "propose"
      ? [time("X-MS-OLK-ORIGINALSTART", event.starts), time("X-MS-OLK-ORIGINALEND", event.ends)]
      : []),
    `X-MICROSOFT-CDO-APPT-SEQUENCE:${event.sequence}`,
    "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    "END:VEVENT",
  ])
  const headers = [
    ...headersOf(answered, `${subject}: ${event.title}`),
    `Thread-Topic: ${headerText(event.title)}`,
    "X-MS-Has-Attach:",
    "X-Auto-Response-Suppress: DR, OOF, AutoReply",
  ]
  return rawMail(headers, alternative(plainPart(`${comment ?? ""}\n`), calendarPart(ics, method, "base64")))
}

/** As the iPhone answers: REPLY also where it proposes a time, which stands in a parameter of the attendee. */
export function appleMail(answered: EventAnswer, zone: CalendarZone): Uint8Array {
  const { event, by, answer, comment, stamp } = answered
  const proposed =
    answer.kind === "propose" ? `;TO-ALL-PROPOSED-NEW-TIME="DTSTART:${utc(answer.starts)};STATUS:NEEDS-ACTION"` : ""
  const partstat = { accept: "ACCEPTED", decline: "DECLINED", propose: "TENTATIVE" }[answer.kind]
  const ics = calendarText("-//Apple Inc.//iOS 26.1//EN", "REPLY", [
    ...zone.lines,
    "BEGIN:VEVENT",
    `ATTENDEE;CN="${quotable(by.name)}";CUTYPE=INDIVIDUAL;PARTSTAT=${partstat};EMAIL="${by.mailbox}"${proposed};X-CALENDARSERVER-DTSTAMP=${utc(stamp)}:mailto:${by.mailbox}`,
    zonedTime("DTEND", event.ends, zone),
    `DTSTAMP:${utc(stamp)}`,
    zonedTime("DTSTART", event.starts, zone),
    `LAST-MODIFIED:${utc(stamp)}`,
    `ORGANIZER;CN="Turnabout";EMAIL="${event.organizer}":mailto:${event.organizer}`,
    `SEQUENCE:${event.sequence}`,
    `SUMMARY:${escapeText(event.title)}`,
    "TRANSP:OPAQUE",
    `UID:${event.uid}`,
    ...(comment === null ? [] : [`X-CALENDARSERVER-PRIVATE-COMMENT:${escapeText(comment)}`]),
    "END:VEVENT",
  ])
  return rawMail(
    headersOf(answered, `Re: ${event.title}`),
    alternative(plainPart(`${by.name} has answered.`), calendarPart(ics, "REPLY", "quoted-printable")),
  )
}

function headersOf({ event, by, stamp, messageId }: EventAnswer, subject: string): readonly string[] {
  return [
    `From: ${headerMailbox(by)}`,
    `To: Turnabout <${event.organizer}>`,
    `Subject: ${headerText(subject)}`,
    `Message-ID: <${messageId}>`,
    `Date: ${new Date(stamp.epochMilliseconds).toUTCString().replace("GMT", "+0000")}`,
  ]
}

/** The hour as the answer has it: where it proposes another time, as long as before. */
function timesOf({ event, answer }: EventAnswer): Pick<EventAnswer["event"], "starts" | "ends"> {
  if (answer.kind !== "propose") return event
  return { starts: answer.starts, ends: answer.starts.add(event.starts.until(event.ends)) }
}

function calendarText(program: string, method: "REPLY" | "COUNTER", lines: readonly string[]): string {
  const all = ["BEGIN:VCALENDAR", `PRODID:${program}`, "VERSION:2.0", `METHOD:${method}`, ...lines, "END:VCALENDAR"]
  return `${all.map(folded).join("\n")}\n`.replaceAll("\r\n", "\n")
}

function calendarPart(body: string, method: string, encoding: Part["encoding"]): Tree {
  return { type: `text/calendar; charset="UTF-8"; method=${method}`, body, encoding }
}

function icsFile(body: string): Tree {
  const headers = ['Content-Disposition: attachment; filename="invite.ics"']
  return { type: 'application/ics; name="invite.ics"', body, encoding: "base64", headers }
}

function plainest(text: string): Part["encoding"] {
  return /^[\n -~]*$/.test(text) ? "7bit" : "8bit"
}

/** `20261126T160000Z` */
function utc(instant: Temporal.Instant): string {
  return instantText(instant).replaceAll(/[-:]/g, "")
}

function zonedTime(name: string, instant: Temporal.Instant, zone: CalendarZone): string {
  const local = instant.toZonedDateTimeISO(zone.zone).toPlainDateTime()
  return `${name};TZID=${parameter(zone.name)}:${wallTime(local)}`
}

/** RFC 5545 section 3.3.11. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n")
}

/** RFC 5545 section 3.2: quoted where it has to be, and a quotation mark has no way to stand in it. */
function parameter(text: string): string {
  return /[:;,]/.test(text) ? `"${quotable(text)}"` : quotable(text)
}

function quotable(text: string): string {
  return text.replaceAll('"', "'")
}

/** Google writes a comment's marks as HTML, and escapes the semicolons of that. */
function googleEntities(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp", "<": "&lt", ">": "&gt", '"': "&quot", "'": "&#39" }
  return text.replaceAll(/[&<>"']/g, (mark) => `${entities[mark] ?? mark}\\;`)
}
