import { createHash } from "node:crypto"
import type { PairId } from "@turnabout/core/id.ts"
import { commandIdSchema } from "@turnabout/core/id.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import { handle, sendOwed } from "@turnabout/functions/handle.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import { strangersOnAws } from "@turnabout/functions/limits.ts"
import type { Mailer, Ports, Store } from "@turnabout/functions/ports.ts"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { cutMail } from "@turnabout/local/mail-head.ts"
import { createMessages } from "@turnabout/local/messages.ts"
import { receiptEvent } from "@turnabout/local/receipt.ts"
import type { SentMessage } from "@turnabout/local/ses/sent-mail.ts"
import { Temporal } from "temporal-polyfill"
import { calendarReply, gmailReply } from "../support/running-service.ts"
import type { Message } from "../support/running-service.ts"

/** What makes the service do something: `beginning` is all until the two have begun. */
export type Cause = "beginning" | "alarm" | "mail" | "form"

/** One thing that was done: by what it was caused, with the kinds of the letters that it sent. */
export type Done = {
  readonly cause: Cause
  readonly letters: readonly string[]
  readonly logBytes: number
  readonly attachedBytes: number
  readonly pageBytes: number
  /** The processor's time. */
  readonly cpuMs: number
}

type Life = {
  readonly store: (clock: () => Temporal.Instant) => Store
  /** How many days the two are together. */
  readonly days: number
  readonly number: number
  /** Told before each thing that is done, and once more when it is done. */
  readonly before: (cause: Cause, now: Temporal.Instant) => Promise<void>
  readonly after: (done: Done) => void
}

const begins = Temporal.Instant.from("2026-11-23T09:00:00Z")

/**
 * A pair's ordinary life on the real handlers, from its sign-up on, and nothing but the clock made up. Each week the focus
 * answers the prompt by mail, one of the two accepts the invitation in their calendar, both fill in the after-form on its
 * page, with a commitment each. Every ninth session is skipped by mail; every seventh prompt is left unanswered.
 */
export async function live(life: Life): Promise<PairId> {
  const world = worldOf(life)
  await world.doing("beginning", () => beginning(world, life.number))
  const end = begins.add({ hours: 24 * life.days })
  for (;;) {
    world.plans.push(...(await reactionsTo(await world.unread())))
    const alarm = (await world.looking.load(world.id))?.dueAt ?? null
    const [plan] = world.plans.toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
    const isPlanFirst = plan !== undefined && (alarm === null || isBefore(plan.at, alarm))
    const next = isPlanFirst ? plan.at : alarm
    if (next === null || isBefore(end, next)) return world.id
    world.moveTo(next)
    if (isPlanFirst) {
      world.plans.splice(world.plans.indexOf(plan), 1)
      await world.doing(plan.cause, () => plan.act(world))
    } else await world.doing("alarm", () => sendOwed(world.id, world.ports))
  }
}

type World = ReturnType<typeof worldOf>
type Plan = { readonly at: Temporal.Instant; readonly cause: Cause; readonly act: (world: World) => Promise<unknown> }

function worldOf(life: Life) {
  let now = begins
  let logBytes = 0
  let pageBytes = 0
  let drawn = 0
  const clock = () => now
  const raws: Uint8Array[] = []
  const sent: SentMessage[] = []
  const draw = (length: number) => {
    drawn += 1
    return createHash("sha256").update(`${life.number} ${drawn}`).digest("hex").slice(0, length)
  }
  const base32 = (length: number) =>
    draw(length).replaceAll(/[0189]/g, (digit) => ({ 0: "g", 1: "h", 8: "i", 9: "j" })[digit] ?? "")
  const id = `pair_${base32(16)}` as PairId
  const mailer: Mailer = {
    send: async ({ raw, from, to }) => {
      const number = raws.push(raw)
      const kind = /^X-Turnabout-Letter: (.+)\r$/m.exec(Buffer.from(raw).toString("latin1"))?.[1] ?? ""
      const sesId = `0102019abcdef123-4d5e6f70-8192-4a3b-9c4d-${String(number).padStart(12, "0")}-000000`
      sent.push({ id: sesId, kind, source: from, to: [to], sent: now, deliveredTo: [to] })
      return { kind: "sent", sesId }
    },
  }
  const ports: Ports = {
    store: life.store(clock),
    mailer,
    clock,
    chance: {
      pairId: () => id,
      addressToken: () => base32(26),
      commandId: () => commandIdSchema.parse(draw(16)),
      drawMember: () => "a",
    },
    evenly: (work) => work,
    log: (event) => void (logBytes += lineBytes(event)),
    config: {
      mailDomain: "turnabout.example",
      baseUrl: "https://turnabout.example",
      linkKeys: [new Uint8Array(32).fill(7)],
      operator: { name: "The example circle", contact: "circle@example.org", postalAddress: "1 Example Street" },
      crisisContacts: [],
      signUp: { kind: "anyone" },
      strangers: strangersOnAws,
    },
  }
  const app = createApp(ports)
  const place = (sesId: string) => raws[sent.findIndex(({ id }) => id === sesId)] ?? null
  const messages = createMessages({ messages: () => sent, delivered: async (sesId) => place(sesId) })
  let read = 0
  const plans: Plan[] = []
  return {
    id,
    ports,
    looking: life.store(clock),
    /** What a browser asks for, and how much it gets. */
    browse: async (path: string, posted?: URLSearchParams): Promise<string> => {
      const response = await app.request(path, posted === undefined ? {} : { method: "POST", body: posted })
      const text = await response.text()
      if (response.status !== 200) throw new Error(`a page was answered with ${response.status}`)
      pageBytes += Buffer.byteLength(text)
      return text
    },
    plans,
    moveTo: (instant: Temporal.Instant) => void (now = instant),
    /** The letters since the last look, as their mailboxes have them. */
    unread: async (): Promise<readonly Message[]> => {
      const fresh = (await messages.list(null)).slice(read).map((each) => ({ ...each, kind: each.kind ?? "" }))
      read += fresh.length
      // The id that SES gives is the one that a reply names.
      return fresh.map((each) => ({
        ...each,
        headers: { ...each.headers, "message-id": `<${each.id}@eu-west-1.amazonses.com>` },
      }))
    },
    doing: async (cause: Cause, act: () => Promise<unknown>) => {
      const already = sent.length
      logBytes = 0
      pageBytes = 0
      await life.before(cause, now)
      const used = process.cpuUsage()
      await act()
      const { user, system } = process.cpuUsage(used)
      const cpuMs = (user + system) / 1000
      const letters = sent.slice(already).map(({ kind }) => kind ?? "")
      const attachedBytes = raws.slice(already).reduce((sum, raw) => sum + attachmentBytes(raw), 0)
      life.after({ cause, letters, logBytes, attachedBytes, pageBytes, cpuMs })
    },
  }
}

/** The file with the event, as it stands in the mail: after the header of its part. */
function attachmentBytes(raw: Uint8Array): number {
  const text = Buffer.from(raw).toString("latin1")
  const start = text.lastIndexOf("Content-Disposition: attachment")
  return start < 0 ? 0 : text.length - text.indexOf("\r\n\r\n", start)
}

/** As powertools writes it on Lambda, with the trace's id; CloudWatch counts 26 bytes more for each line. */
function lineBytes({ event, ...facts }: Parameters<Ports["log"]>[0]): number {
  const added = {
    level: "INFO",
    message: event,
    timestamp: "2026-11-27T09:00:00.000Z",
    service: "turnabout-production",
    sampling_rate: 0,
    xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
  }
  return Buffer.byteLength(JSON.stringify({ ...added, ...facts })) + 26
}

async function beginning({ ports, id }: World, number: number): Promise<void> {
  await signUp(
    {
      name: "Ana Abendroth",
      email: `ana${number}@example.org`,
      partnerName: "Ben Bergström",
      partnerEmail: `ben${number}@example.net`,
      note: "An hour a week until spring?",
      slot: { weekday: "thursday", time: "17:00", zone: "Europe/Lisbon", minutes: 60 },
      firstFocus: "me",
      meetingLink: "https://meet.example/ana-ben",
    },
    ports,
  )
  const command = () => ({ id: ports.chance.commandId(), via: "page" }) as const
  await handle(id, { kind: "confirm", ...command(), refused: false }, ports)
  const answer = { kind: "yes", zone: "Europe/Berlin" } as const
  await handle(id, { kind: "join", ...command(), by: "b", answer, drawn: "a" }, ports)
}

async function reactionsTo(letters: readonly Message[]): Promise<Plan[]> {
  return letters.flatMap((letter): Plan[] => {
    const at = (hours: number) => Temporal.Instant.from(letter.date).add({ hours })
    const session = Number(/session\.(\d+)\./.exec(letter.headers["references"] ?? "")?.[1] ?? 0)
    const isAna = letter.to.startsWith("ana")
    const by = isAna ? { name: "Ana Abendroth", mailbox: letter.to } : { name: "Ben Bergström", mailbox: letter.to }
    switch (letter.kind) {
      case "prompt":
        if (session % 7 === 0) return []
        return [
          {
            at: at(4),
            cause: "mail",
            act: (world) => mails(world, gmailReply(letter, by, session % 9 === 0 ? "skip" : words)),
          },
        ]
      case "review":
        return [{ at: at(isAna ? 4 : 6), cause: "mail", act: (world) => mails(world, gmailReply(letter, by, "agree")) }]
      case "invitation":
        // One of the two has a calendar that answers.
        return isAna && /METHOD:REQUEST/.test(letter.calendar ?? "")
          ? [{ at: at(2), cause: "mail", act: (world) => mails(world, calendarReply(letter, by, "ACCEPTED")) }]
          : []
      case "after-form":
        return [{ at: at(isAna ? 1 : 3), cause: "form", act: (world) => fillsIn(world, letter) }]
      default:
        return []
    }
  })
}

const words =
  "I keep putting off the talk with my manager about the new role.\nI would like to find out what I am afraid of, and what a first small step could be."

async function mails({ ports }: World, mail: ReturnType<typeof gmailReply>): Promise<void> {
  const raw = Buffer.from(mail.raw.replaceAll(/\r?\n/g, "\r\n"))
  const messageId = createHash("sha256").update(raw).digest("hex").slice(0, 40)
  const verdicts = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" } as const
  const event = receiptEvent({
    messageId,
    mail: cutMail(raw),
    source: mail.from,
    recipients: [mail.to],
    verdicts,
    at: ports.clock(),
  })
  await takeIn(event, { get: async () => raw, delete: async () => {} }, ports)
}

async function fillsIn({ browse }: World, letter: Message): Promise<void> {
  const link = letter.links.map((url) => new URL(url)).find(({ pathname }) => pathname.startsWith("/after/"))
  if (link === undefined) throw new Error("an after-form without its link")
  const page = await browse(link.pathname)
  const open = [...page.matchAll(/name="(status\.[^"]+)"/g)].map(([, name = ""]) => name)
  const fields = new URLSearchParams({
    happened: "yes",
    line: "I can ask before I decide.",
    heard: "mostly",
    mattered: "yes",
    commitment: "write to her before Thursday lunch, and ask for half an hour",
    ...Object.fromEntries(open.map((name) => [name, "kept"])),
  })
  await browse(link.pathname, fields)
}
