import { addressOf, invitationCalendar } from "@turnabout/core/invitation.ts"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { sampleFrame } from "@turnabout/emails/frame.ts"
import { letters } from "@turnabout/emails/registry.ts"
import type { LetterToWrite } from "@turnabout/emails/registry.ts"
import { render } from "@turnabout/emails/render.ts"
import { mime } from "@turnabout/functions/compose/mime.ts"
import type { MailCalendar } from "@turnabout/functions/compose/mime.ts"
import { sampleMail } from "./sample-mail.ts"
import type { SampleMail } from "./sample-mail.ts"

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

/** Every letter of every kind and variant. */
export async function gallery(): Promise<readonly Sample[]> {
  const all: Sample[] = []
  for (const kind of letterKinds) {
    for (const [place, { name: variant, props }] of letters[kind].samples.entries()) {
      const file = place === 0 ? kind : `${kind}.${variant}`
      // oxlint-disable-next-line typescript/consistent-type-assertions -- a kind and one of its own samples: the compiler loses the tie
      all.push(await sampleOf({ kind, props } as LetterToWrite, { variant, file }))
    }
  }
  return all
}

async function sampleOf(
  written: LetterToWrite,
  { variant, file }: { readonly variant: string; readonly file: string },
): Promise<Sample> {
  const { subject, text, html } = render(written.kind, written.props, sampleFrame)
  const around = sampleMail(written, file)
  const calendar = calendarOf(around)
  const eml = await mailOf({ kind: written.kind, subject, text, html, calendar }, around)
  return { kind: written.kind, variant, file, subject, html, text, ics: calendar?.text ?? null, eml }
}

function calendarOf({ pair, to, event: carried }: SampleMail): MailCalendar | null {
  if (carried === null) return null
  const { session, method } = carried
  return { method, text: invitationCalendar({ pair, session, event: session.event, to, method, mailDomain }) }
}

type Written = Pick<Parameters<typeof mime>[0], "kind" | "subject" | "text" | "html" | "calendar">

function mailOf(written: Written, { pair, to, date }: SampleMail): Promise<Uint8Array> {
  const { name, mailbox } = pair.members[to]
  return mime({
    ...written,
    address: addressOf(pair, to, mailDomain),
    to: { name, mailbox },
    ownId: `${written.kind}.${to}.1.${pair.id}@${mailDomain}`,
    threadId: `session.1.${pair.id}@${mailDomain}`,
    unsubscribeUrl: sampleFrame.unsubscribeUrl ?? `https://${mailDomain}/`,
    tags: { pair: pair.id, member: to },
    isReply: false,
    date: new Date(date.epochMilliseconds),
  })
}
