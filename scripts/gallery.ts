import { addressOf, invitationCalendar } from "@turnabout/core/invitation.ts"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { sampleFrame } from "@turnabout/emails/frame.ts"
import { letters } from "@turnabout/emails/registry.ts"
import { render } from "@turnabout/emails/render.ts"
import { mime } from "@turnabout/functions/compose/mime.ts"
import type { MailCalendar } from "@turnabout/functions/compose/mime.ts"
import { samplePair } from "./sample-pair.ts"

/** One letter to sample people, in every form that it takes. */
export type Sample = {
  readonly kind: LetterKind
  readonly variant: string
  /** Of its files, without the ending: KIND, or KIND.VARIANT for all but the first of a kind. */
  readonly file: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Null if it carries no event. */
  readonly ics: string | null
  readonly eml: Uint8Array
}

const mailDomain = "turnabout.example"
const withEvent: Partial<Record<LetterKind, MailCalendar["method"]>> = {
  invitation: "REQUEST",
  moved: "REQUEST",
  "not-moved": "REQUEST",
  changed: "REQUEST",
  skipped: "CANCEL",
  paused: "CANCEL",
  ended: "CANCEL",
}

/** Every letter of every kind and variant. */
export async function gallery(): Promise<readonly Sample[]> {
  const all: Sample[] = []
  for (const kind of letterKinds) {
    for (const [place, { name: variant, props }] of letters[kind].samples.entries()) {
      const { subject, text, html } = render(kind, props, sampleFrame)
      const calendar = calendarFor(kind, variant)
      const file = place === 0 ? kind : `${kind}.${variant}`
      const eml = await mailOf({ kind, subject, text, html, calendar })
      all.push({ kind, variant, file, subject, html, text, ics: calendar?.text ?? null, eml })
    }
  }
  return all
}

function calendarFor(kind: LetterKind, variant: string): MailCalendar | null {
  const usual = withEvent[kind]
  if (usual === undefined) return null
  const method = variant.includes("cancel") ? "CANCEL" : usual
  const { pair, session } = samplePair()
  return { method, text: invitationCalendar({ pair, session, event: session.event, to: "a", method, mailDomain }) }
}

type Written = Pick<Parameters<typeof mime>[0], "kind" | "subject" | "text" | "html" | "calendar">

function mailOf(written: Written): Promise<Uint8Array> {
  const { pair } = samplePair()
  const { name, mailbox } = pair.members.a
  return mime({
    ...written,
    address: addressOf(pair, "a", mailDomain),
    to: { name, mailbox },
    ownId: `${written.kind}.a.1.${pair.id}@${mailDomain}`,
    threadId: `session.1.${pair.id}@${mailDomain}`,
    unsubscribeUrl: sampleFrame.unsubscribeUrl ?? `https://${mailDomain}/`,
    tags: { pair: pair.id, member: "a" },
    isReply: false,
    date: new Date("2026-11-23T09:00:00Z"),
  })
}
