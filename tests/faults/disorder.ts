import type { MemberId, PairId } from "@turnabout/core/id.ts"
import { readPair } from "@turnabout/core/pair.ts"
import { spread } from "@turnabout/core/spread.ts"
import { instantText } from "@turnabout/core/time.ts"
import { signLink } from "@turnabout/functions/adapters/link-token.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import { takeFeedback } from "@turnabout/functions/feedback.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { work } from "@turnabout/functions/worker.ts"
import { Temporal } from "temporal-polyfill"
import { formText } from "../functions/pages/practice.ts"
import type { Fields } from "../functions/pages/practice.ts"
import { active, scene } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"
import { feedbackOf, rawOf, receiptOf } from "./given.ts"
import type { Written } from "./given.ts"
import { nextTick } from "./ticks.ts"
import { compared, kindOf, mailOf, subjectOf } from "./world.ts"

const ways = ["message", "mail", "feedback", "form"] as const
type Way = (typeof ways)[number]

/** What the world hands to the service. How often and when it comes is not for the service to choose. */
type Delivery = { readonly way: Way; readonly name: string; readonly give: (time: number) => Promise<void> }

/** How many minutes after it was sent a delivery comes, each time that it comes; the first is the one that counts. */
export type Disorder = (delivery: Pick<Delivery, "way" | "name">) => readonly number[]

/** Everything once, as it is sent. */
export const inOrder: Disorder = () => [0]

/** A queue may hold a message back. What members write has no other order than that in which it comes. */
const firstWithinMinutes: Record<Way, number> = { message: 3, mail: 0, feedback: 0, form: 0 }
/** A form that is posted again after something else has happened is a new form: browsers repeat one at once, or never. */
const againWithinMinutes: Record<Way, number> = { message: 60, mail: 4 * 24 * 60, feedback: 4 * 24 * 60, form: 0 }

/** Everything two or three times, and overtaken by what was sent after it. */
export function disorderOf(seed: number): Disorder {
  return ({ way, name }) => {
    const chance = (what: string, below: number) => spread(`${seed} ${what} of ${name}`, below)
    const again = Array.from({ length: 1 + chance("copies", 2) }, (_, copy) =>
      chance(`delay ${copy}`, againWithinMinutes[way] + 1),
    )
    return [chance("delay", firstWithinMinutes[way] + 1), ...again]
  }
}

export type Fortnight = {
  /** The pair, and all that is kept beside it, in the end. */
  readonly pair: string
  readonly kept: readonly string[]
  /** "skipped to ana@example.org: Skipped: …", sorted. */
  readonly sent: readonly string[]
  /** How often something was given to the service, and how much there was to give. */
  readonly given: number
  readonly deliveries: Readonly<Record<Way, number>>
}

const until = "2026-12-11T09:00:00Z"

/** The first weeks of a pair, in which both do by page and by mail what can be done. */
export async function liveFortnight(disorder: Disorder): Promise<Fortnight> {
  const on = scene()
  const id = await active(on)
  const agenda: { readonly at: string; readonly time: number; readonly delivery: Delivery }[] = []
  const deliveries: Record<Way, number> = { message: 0, mail: 0, feedback: 0, form: 0 }
  const put = (sent: string, delivery: Delivery) => {
    deliveries[delivery.way] += 1
    for (const [time, minutes] of disorder(delivery).entries())
      agenda.push({ at: instantText(Temporal.Instant.from(sent).add({ minutes })), time, delivery })
    agenda.sort((one, other) => one.at.localeCompare(other.at) || one.time - other.time)
  }
  for (const { at, ...delivery } of writtenIn({ on, id })) put(at, delivery)
  let given = 0
  for (;;) {
    const ring = await nextRing(on)
    const next = agenda[0]
    if ((next?.at ?? until) >= until && ring >= until) break
    if (next !== undefined && next.at <= ring) {
      agenda.shift()
      on.moveTo(next.at)
      await next.delivery.give(next.time)
      given += 1
      continue
    }
    on.moveTo(ring)
    for (const message of await tickedOff(on))
      put(ring, { way: "message", name: `${ring} ${message}`, give: async () => work(message, on.ports, worker) })
  }
  return { ...endOf(on, id), given, deliveries }
}

const nowhere = { send: async (message: string) => Promise.reject(new Error(`${message} could not be worked on`)) }
const worker = { queue: nowhere, pairsAtOnce: 1 }

async function nextRing(on: Scene): Promise<string> {
  const earliest = await on.ports.store.earliest(0)
  return earliest === null ? until : instantText(nextTick(on.ports.clock(), Temporal.Instant.from(earliest)))
}

async function tickedOff(on: Scene): Promise<string[]> {
  const messages: string[] = []
  const queue = { send: async (message: string) => void messages.push(message) }
  const now = on.date()
  const options = { now, shards: 1, sweep: isSweepMinute(now.getUTCMinutes()) }
  await tick({ dueIndex: on.ports.store, queue, log: on.ports.log }, options)
  return messages
}

function endOf(on: Scene, id: PairId): Pick<Fortnight, "pair" | "kept" | "sent"> {
  // Marks of mails that were seen, and counts against abuse, are about deliveries and not about the pair.
  const { pairs, letters, seen: _seen, counts: _counts, postponed: _postponed, ...kept } = on.ports.store.kept
  return {
    // A form that comes again has another id, and no effect.
    pair: unnamed(compared({ ...readPair(pairs.get(id)!), recentCommands: [] })),
    kept: [
      ...Object.entries(kept).flatMap(([name, map]) =>
        [...map].map(([key, value]) => unnamed(`${name} ${key}: ${JSON.stringify(value)}`)),
      ),
      ...[...letters.keys()].map((key) => `letter ${key.replace(/\.\d+$/, "")}`),
    ].toSorted(),
    sent: on.sent
      .map(({ raw, to }) => mailOf({ raw, to }))
      .map((mail) => `${kindOf(mail)} to ${mail.to}: ${subjectOf(mail)}`)
      .toSorted(),
  }
}

/** What follows from how often the pair had been saved by then is no matter here: a form's id, and a letter's revision. */
function unnamed(text: string): string {
  return text.replaceAll(/[\w-]{16}(?=[".: \\])/g, "a form").replaceAll(/("unclear\.[^"]+)\.\d+\.([ab]")/g, "$1.$2")
}

type Practice = { readonly on: Scene; readonly id: PairId }
type Sent = Delivery & { readonly at: string }

const ana = { by: "a", from: "ana@example.org" } as const
const ben = { by: "b", from: "ben@example.net" } as const

function writtenIn({ on, id }: Practice): Sent[] {
  const app = createApp(on.ports)
  const form = (at: string, page: "rsvp" | "after", { by, session, fields }: Posted): Sent => ({
    at,
    way: "form",
    name: `${page} ${session} ${by} ${at}`,
    give: async () => {
      const pair = readPair(on.ports.store.kept.pairs.get(id)!)
      const claims = { purpose: page, pair: id, member: by, session, links: pair.members[by].links, expires: null }
      const answer = await app.request(`/${page}/${signLink(claims, on.ports.config.linkKeys)}`, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: formText(fields),
      })
      if (answer.status !== 200) throw new Error(`${page} at ${at} answered ${answer.status}`)
    },
  })
  const mail = (at: string, written: Written): Sent => {
    let raw: Promise<Uint8Array> | null = null
    return {
      at,
      way: "mail",
      name: `mail ${written.text} ${at}`,
      // Sometimes SES hears of the same mail again, and sometimes it comes to SES again: its bytes are still there.
      give: async (time) => {
        raw ??= rawOf(written, { on, id })
        const bytes = await raw
        const messageId = `${at} ${time % 2}`
        const event = await receiptOf(written, { on, id, messageId })
        await takeIn(event, { get: async () => bytes, delete: async () => {} }, on.ports)
      },
    }
  }
  const feedback = (at: string): Sent => {
    const event = feedbackOf("Bounce", id, at)
    return { at, way: "feedback", name: `bounce ${at}`, give: async () => takeFeedback(event, on.ports) }
  }
  return [
    form("2026-11-24T10:00:00Z", "rsvp", { by: "a", session: 1, fields: { answer: "yes" } }),
    mail("2026-11-24T11:00:00Z", { ...ben, text: "NOTE" }),
    mail("2026-11-25T19:00:00Z", { ...ana, text: "What I keep putting off.", answers: "prompt.1.a" }),
    form("2026-11-26T18:30:00Z", "after", {
      by: "a",
      session: 1,
      fields: {
        happened: "yes",
        commitment: ["call Dora on Monday", "", ""],
        line: "Lighter than I thought.",
        heard: "fully",
        mattered: "yes",
      },
    }),
    form("2026-11-26T20:00:00Z", "after", {
      by: "b",
      session: 1,
      fields: { happened: "yes", commitment: ["rest", "", ""], line: "" },
    }),
    mail("2026-11-27T10:00:00Z", { ...ana, text: "MOVE Friday 18:00" }),
    form("2026-11-28T09:00:00Z", "rsvp", { by: "b", session: 2, fields: { answer: "skip" } }),
    mail("2026-11-28T12:00:00Z", { ...ben, text: "UNSKIP" }),
    feedback("2026-12-01T08:00:00Z"),
    mail("2026-12-01T09:00:00Z", { ...ben, text: "Here I am." }),
    mail("2026-12-05T09:00:00Z", { ...ben, text: "PAUSE until 20 December" }),
    mail("2026-12-06T09:00:00Z", { ...ana, text: "Thanks!" }),
  ]
}

type Posted = { readonly by: MemberId; readonly session: number; readonly fields: Fields }
