import { randomUUID } from "node:crypto"
import type { Temporal } from "temporal-polyfill"
import * as z from "zod"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { latest } from "@turnabout/core/time.ts"
import { localStart } from "@turnabout/functions/forms/rsvp.ts"
import type { WorkbenchMessage } from "../messages.ts"
import { type CalendarCard, readCard } from "./calendar-card.ts"
import { appleMail, type EventAnswer, googleMail, type Guest, outlookMail } from "./calendar-mail.ts"
import { ianaZone, windowsZone } from "./calendar-zone.ts"
import { handIn } from "./hand-in.ts"

export const calendarClients = ["google", "outlook", "apple"] as const
export type CalendarClient = (typeof calendarClients)[number]

/** What a member presses on the card of an event. `starts`: the time they propose, by their own clock. */
export const calendarAnswerSchema = z.strictObject({
  message: z.string().min(1, "is empty").max(200),
  answer: z.enum(["accept", "decline", "propose"]),
  starts: z.string().max(40).default(""),
  client: z.enum(calendarClients),
})
export type Pressed = z.infer<typeof calendarAnswerSchema>

type Scene = {
  /** The letter that carries the event; undefined if there is none of that id. */
  readonly letter: WorkbenchMessage | undefined
  /** The zone of the member whose calendar it is. */
  readonly zone: string
  readonly now: Temporal.Instant
  readonly smtpPort: number
}

/** Sends what that calendar would, through the SMTP door. A refusal is a sentence. */
export async function answerByCalendar(pressed: Pressed, scene: Scene): Promise<Result<null, string>> {
  const { letter, zone, now, smtpPort } = scene
  if (letter === undefined) return fail("message: there is no such letter")
  const card = letter.calendar === null ? null : readCard(letter.calendar)
  if (card === null) return fail("message: no event comes with this letter")
  if (card.isCancelled) return fail("message: this event was cancelled, and calendars answer only to what stands")
  const by = card.attendees.find(({ mailbox }) => mailbox.toLowerCase() === letter.to.toLowerCase())
  if (by === undefined) return fail(`message: ${letter.to} is not among those invited`)
  const answer = answerOf(pressed, zone)
  if (!answer.ok) return answer
  const messageId = `${randomUUID()}@mail.example.org`
  const mail = calendarMail(pressed.client, { card, by, answer: answer.value, zone, now, messageId })
  const sent = await handIn({ envelope: { from: by.mailbox, to: mail.to }, raw: Buffer.from(mail.raw) }, smtpPort)
  return sent.ok ? sent : fail(`The mail was not taken: ${sent.error}`)
}

function answerOf({ answer, starts }: Pressed, zone: string): Result<EventAnswer["answer"], string> {
  if (answer !== "propose") return ok({ kind: answer })
  const start = localStart(starts.trim(), zone)
  return start === null
    ? fail(`starts: must be a day and time such as 2026-11-27T10:00, by the clock of ${zone}`)
    : ok({ kind: answer, starts: start })
}

type Answering = Pick<EventAnswer, "answer" | "messageId"> & {
  readonly card: CalendarCard
  readonly by: Guest
  readonly zone: string
  readonly now: Temporal.Instant
}

/** The mail with which a calendar answers an invitation, and the address it goes to. */
export function calendarMail(client: CalendarClient, answering: Answering): { to: string; raw: Uint8Array } {
  const { card, by, zone, now, ...rest } = answering
  const others = card.attendees.filter(({ mailbox }) => mailbox.toLowerCase() !== by.mailbox.toLowerCase())
  // Nobody answers within the second of the letter, but a clock that stands still would have it so: then it looks stale.
  const answered = { event: { ...card, others }, by, comment: null, stamp: latest(card.stamp, now), ...rest }
  const raw = {
    google: () => googleMail(answered),
    outlook: () => outlookMail(answered, windowsZone(zone, card.starts)),
    apple: () => appleMail(answered, ianaZone(zone, card.starts)),
  }[client]()
  return { to: card.organizer, raw }
}
