import type { Command } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { instantText } from "@turnabout/core/time.ts"
import { takeFeedback } from "@turnabout/functions/feedback.ts"
import { handle } from "@turnabout/functions/handle.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import { tick } from "@turnabout/functions/tick.ts"
import { work } from "@turnabout/functions/worker.ts"
import { active, anaAsksBen, livesUntil, scene } from "../functions/scene.ts"
import { commandFrom, decided, newlyOwed, pairIdOf } from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"
import { rows as commandRows, scenes, waysOf } from "../support/state-table.ts"
import type { RowName, Scene, StatusName } from "../support/state-table.ts"
import type { Row, Service } from "./cell.ts"
import type { Begun } from "./world.ts"
import { feedbackOf, rawOf, receiptOf } from "./given.ts"
import type { Written } from "./given.ts"
import { copyOf } from "./world.ts"

/**
 * Every command of the state table, which has a row for each kind or does not compile, where it does most; the alarm in
 * every state of a pair; and each way into the service.
 */
export function allRows(): readonly Row[] {
  const states = Object.entries(scenes).map(([name, make]) => ({ name: name as StatusName, scene: make() }))
  const names = (Object.keys(commandRows) as RowName[]).filter((name) => name !== "wake")
  return [
    ...names.map((name) => commandRow(name, states)),
    ...states.map(({ name, scene: { pair, records } }) => alarmRow(name, pair, records)),
    ...waysIn(states.find(({ name }) => name === "active")!.scene),
  ]
}

type State = { readonly name: StatusName; readonly scene: Scene }
type Attempt = {
  readonly pair: Pair
  readonly records: readonly PairRecord[]
  readonly now: string
  readonly doing: Doing
}

function commandRow(name: RowName, states: readonly State[]): Row {
  const attempts = states.flatMap(({ scene: given }) =>
    memberIds.map((by) => ({ ...attemptOf(name, by, given), records: given.records, now: given.now })),
  )
  const [most] = attempts
    .map((attempt) => ({ attempt, weight: weightOf(attempt) }))
    .toSorted((one, other) => other.weight - one.weight)
  const { pair, records, now, doing } = most!.attempt
  const command = commandFrom(doing)
  return { name, begin: async () => serviceOf({ pair, records, now }), asks: asking(command) }
}

function attemptOf(name: RowName, by: MemberId, given: Scene): Pick<Attempt, "pair" | "doing"> {
  const { pair, doing } = commandRows[name](by, given)
  const [via = "mail"] = waysOf(doing.kind)
  return { pair, doing: { ...doing, via } }
}

/** How much there is that could go wrong. A third letter shows nothing that two don't, and each one more costs time. */
function weightOf({ pair, now, doing }: Attempt): number {
  const result = decided(pair, doing, now)
  const letters = newlyOwed(pair, result.pair).length
  return (
    (result.outcome.kind === "done" ? 100 : 0) + 10 * (letters > 2 ? 1.5 : letters) + Math.min(result.records.length, 4)
  )
}

function alarmRow(name: StatusName, pair: Pair, records: readonly PairRecord[]): Row {
  const wake = commandFrom({ kind: "wake" })
  return {
    name: `wake (${name})`,
    begin: async () => serviceOf({ pair, records, now: instantText(pair.dueAt!) }),
    asks: asking(wake),
  }
}

function asking(command: Command): Row["asks"] {
  return async ({ ports }, { id }) => {
    const handled = await handle(id, command, ports)
    if (handled.kind === "busy") throw new Error("busy")
  }
}

async function serviceOf({ pair, records, now }: Omit<Attempt, "doing">): Promise<Service> {
  const on = scene(now)
  const { store } = on.ports
  await store.begin(pair, records)
  const { a, b } = pair.members
  await store.takeCouple({ inviter: a.mailbox, partner: b.mailbox }, pair.id, null)
  for (const { mailbox } of [a, b]) if (mailbox !== "") await store.joinMailbox(mailbox, pair.id)
  return { on, id: pair.id, messages: [], mails: new Map() }
}

function waysIn({ pair, records }: Scene): Row[] {
  const ringing = async () => serviceOf({ pair, records, now: instantText(pair.dueAt!) })
  const meeting = onceBegun()
  return [
    {
      name: "tick",
      begin: ringing,
      asks: async ({ dueIndex, queue, ports }, { on }) => {
        await tick({ dueIndex, queue, log: ports.log }, { now: on.date(), shards: 1, sweep: false })
      },
    },
    {
      name: "worker",
      begin: ringing,
      asks: async ({ ports, queue }, { id }) => work(JSON.stringify([id]), ports, { queue, pairsAtOnce: 1 }),
    },
    {
      name: "worker, with another pair",
      begin: ringing,
      asks: async ({ ports, queue }, { id }) =>
        work(JSON.stringify([pairIdOf(7), id]), ports, { queue, pairsAtOnce: 1 }),
    },
    ...Object.entries(mails).map(([name, mail]): Row => mailRow(name, mail, meeting)),
    mailRow("from a mailbox that had bounced", { ...bens, text: "Here I am." }, suppressed(meeting)),
    mailRow("to nobody, from a mailbox that had bounced", { ...bens, text: "Hello?" }, suppressed(meeting), "hello"),
    ...(["Bounce", "Complaint"] as const).map((type): Row => ({
      name: `feedback: ${type.toLowerCase()}`,
      begin: meeting,
      asks: async ({ ports }, { id }) => takeFeedback(feedbackOf(type, id), ports),
    })),
  ]
}

/** Ana's pair and Cleo's, both with Ben; on Wednesday evening Ana has her prompt. */
function onceBegun(): () => Promise<Service> {
  const begin = async (): Promise<Begun> => {
    const on = scene()
    const id = await active(on)
    await active(on, { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" })
    await livesUntil(on, id, "2026-11-25T17:30:00Z")
    return { on, id, before: [] }
  }
  let begun: Promise<Begun> | null = null
  return async () => {
    begun ??= begin()
    const { on, id } = copyOf(await begun)
    return { on, id, messages: [], mails: new Map() }
  }
}

const anas = { by: "a", from: "ana@example.org" } as const
const bens = { by: "b", from: "ben@example.net" } as const

const mails = {
  "an answer to the prompt": { ...anas, text: "I want to find out what I keep putting off.", answers: "prompt.1.a" },
  SKIP: { ...anas, text: "SKIP" },
  "SKIP, with a file": { ...anas, text: "SKIP", file: "holiday.pdf" },
  MOVE: { ...bens, text: "MOVE Friday 18:00" },
  PAUSE: { ...bens, text: "PAUSE until 6 January" },
  END: { ...anas, text: "END" },
  "words that say nothing": { ...bens, text: "Thanks!" },
  unsubscribe: { ...bens, subject: "unsubscribe", text: "" },
  "from another mailbox": { ...anas, from: "eve@example.com", text: "SKIP" },
} satisfies Record<string, Written>

/** The same, but that Ben's mailbox takes no letters in either of his pairs. */
function suppressed(meeting: () => Promise<Service>): () => Promise<Service> {
  return async () => {
    const service = await meeting()
    await takeFeedback(feedbackOf("Bounce", service.id), service.on.ports)
    service.on.moveBy("PT1H")
    return service
  }
}

/** `to`: another address of ours than the member's own. */
// oxlint-disable-next-line max-params -- a table's row, and one of them is for two of its rows
function mailRow(name: string, mail: Written, meeting: () => Promise<Service>, to: string | null = null): Row {
  return {
    name: `inbound: ${name}`,
    begin: async () => {
      const service = await meeting()
      service.mails.set("mail", await rawOf(mail, service))
      return service
    },
    asks: async (process, { on, id }) => {
      await takeIn(await receiptOf(mail, { on, id, messageId: "mail", to }), process.mails, process.ports)
    },
  }
}
