import { mkdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { addressOf, invitationCalendar } from "@turnabout/core/invitation.ts"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { sampleFrame } from "@turnabout/emails/frame.ts"
import { letters } from "@turnabout/emails/registry.ts"
import { render } from "@turnabout/emails/render.ts"
import { mime } from "./compose/mime.ts"
import type { MailCalendar } from "./compose/mime.ts"
import { samplePair } from "./sample-pair.ts"

/*
 * npm run letters -- --out DIR
 * Every kind of letter with sample people, as KIND.eml, KIND.html, KIND.txt and, where it carries an event, KIND.ics; a
 * kind's other variants as KIND.VARIANT.*. An operator reads them before going live, a developer after a change.
 */

const usage = "usage: npm run letters -- --out DIR"
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

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: "string" }, help: { type: "boolean" } },
    allowPositionals: false,
  })
  if (values.help === true || values.out === undefined) {
    process.stdout.write(`${usage}\n`)
    process.exitCode = values.help === true ? 0 : 2
    return
  }
  const folder = resolve(values.out)
  await mkdir(folder, { recursive: true })
  let written = 0
  for (const kind of letterKinds) written += await writeKind(kind, folder)
  process.stdout.write(`${written} letters of ${letterKinds.length} kinds in ${folder}\n`)
}

async function writeKind(kind: LetterKind, folder: string): Promise<number> {
  const { samples } = letters[kind]
  for (const [place, { name, props }] of samples.entries()) {
    const { subject, text, html } = render(kind, props, sampleFrame)
    const calendar = calendarFor(kind, name)
    const file = join(folder, place === 0 ? kind : `${kind}.${name}`)
    await writeFile(`${file}.html`, html)
    await writeFile(`${file}.txt`, text)
    if (calendar !== null) await writeFile(`${file}.ics`, calendar.text)
    await writeFile(`${file}.eml`, await mailOf({ kind, subject, text, html, calendar }))
  }
  return samples.length
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
