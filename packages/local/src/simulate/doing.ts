import { createApp } from "@turnabout/functions/app.tsx"
import { slotShown } from "@turnabout/core/settings.ts"
import { commandIdSchema } from "@turnabout/core/id.ts"
import { handle } from "@turnabout/functions/handle.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import type { Ports } from "@turnabout/functions/ports.ts"
import type { Couple } from "./couple.ts"
import type { Deed, Fields, Way } from "./deed.ts"
import { receiptOf, reply, rsvp } from "./member-mail.ts"
import type { MemberMail } from "./member-mail.ts"

/** `id`: of this deed, the same when it is done once more. */
type Doing = { readonly deed: Deed; readonly couple: Couple; readonly id: string }

/** Does what a member does, through the door that it comes by on AWS: the pages' app, or the function that takes in mail. */
export async function doDeed({ deed, couple, id }: Doing, ports: Ports): Promise<void> {
  const { way, by } = deed
  const person = couple[by]
  switch (way.kind) {
    case "sign-up":
      return press(ports, "/sign-up", signUpFields(couple))
    case "page":
      return press(ports, pathOf(way.url), way.fields)
    case "after-page":
      return fillIn(ports, way)
    case "reply":
      return receive(reply({ letter: way.letter, by: person, id }, way.text), ports)
    case "rsvp":
      return receive(rsvp({ letter: way.letter, by: person, id }, way.partstat), ports)
    case "settings":
      return settle({ deed, couple, id }, way, ports)
  }
}

function signUpFields({ a, b, slot, firstFocus, meetingLink }: Couple): Fields {
  return [
    ["name", a.name],
    ["email", a.mailbox],
    ["partnerName", b.name],
    ["partnerEmail", b.mailbox],
    ["note", "An hour a week until spring?"],
    ["weekday", slot.weekday],
    ["time", slot.time],
    ["timeZone", slot.zone],
    ["minutes", String(slot.minutes)],
    ["firstFocus", firstFocus],
    ["meetingLink", meetingLink],
    ["agree", "on"],
  ]
}

function pathOf(url: string): string {
  return new URL(url).pathname
}

async function press(ports: Ports, path: string, fields: Fields): Promise<void> {
  const response = await createApp(ports).request(path, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
  })
  // What has expired or passed by meanwhile is told so: only a fault of the service's own is tried again.
  if (response.status >= 500) throw new Error(`POST ${path.slice(0, 8)} answered ${response.status}`)
}

/** Opens the page first, which names the commitments that it asks about. */
async function fillIn(ports: Ports, { url, fields, closes }: Extract<Way, { kind: "after-page" }>): Promise<void> {
  const path = pathOf(url)
  const response = await createApp(ports).request(path)
  if (response.status >= 500) throw new Error(`GET /after answered ${response.status}`)
  const page = await response.text()
  const named = new Set(Array.from(page.matchAll(/name="(status\.[^"]+)"/g), ([, name = ""]) => name))
  const statuses = [...named].map((name, place) => [name, closes && place % 2 === 0 ? "kept" : "open"] as const)
  return press(ports, path, [...fields, ...statuses])
}

async function receive(mail: MemberMail, ports: Ports): Promise<void> {
  const mails = { get: async () => Buffer.from(mail.raw), delete: async () => {} }
  await takeIn(receiptOf(mail), mails, ports)
}

type Settling = Extract<Way, { kind: "settings" }>

/** Presses "save" with one thing changed. The link to that page is mailed, and lives a quarter of an hour: the tests' business. */
async function settle({ deed, couple, id }: Doing, { slot, zone }: Settling, ports: Ports): Promise<void> {
  const pair = await ports.store.load(couple.id)
  if (pair === null) return
  const { name, zone: ownZone, sharesAnswers, sharesCommitments } = pair.members[deed.by]
  const shown = slotShown(pair.slot, ownZone, ports.clock())
  const settings = {
    name,
    zone: zone ?? ownZone,
    sharesAnswers,
    sharesCommitments,
    weekday: slot?.weekday ?? shown.weekday,
    time: slot?.time ?? shown.time,
    minutes: slot?.minutes ?? pair.slot.minutes,
    rhythm: pair.rhythm,
    meetingLink: pair.meetingLink,
  }
  const command = { kind: "save", id: commandIdSchema.parse(id), via: "page", by: deed.by, settings } as const
  const handled = await handle(couple.id, command, ports)
  if (handled.kind === "busy") throw new Error("busy every time")
}
