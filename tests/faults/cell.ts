import { instantText } from "@turnabout/core/time.ts"
import type { PairId } from "@turnabout/core/id.ts"
import type { Ports, SendResult } from "@turnabout/functions/ports.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { work } from "@turnabout/functions/worker.ts"
import { Temporal } from "temporal-polyfill"
import type { Operation, Scene } from "../functions/scene.ts"
import type { Around } from "./controlled.ts"
import { controlled, stepsOf } from "./controlled.ts"
import type { Mail } from "./world.ts"
import { nextTick } from "./ticks.ts"
import { isAlike, kindOf, mailOf, subjectOf, unnumbered } from "./world.ts"

/**
 * What comes of one step. `crash`: the process is gone before it; `crash after`: as soon as it is done. `fail`: it is not
 * done, and throws. `lost`: it is done, and throws. `hang`: no answer, until the time limit of the function ends it all.
 * SES is not waited for so long: its adapter says `failed` after ten seconds.
 */
const ways = ["crash", "crash after", "fail", "lost", "hang"] as const
export type Way = (typeof ways)[number]

/** What only looks: whether it was done before it failed is the same. */
const looking: ReadonlySet<Operation["name"] | "due" | "earliest" | "get"> = new Set([
  "load",
  "letter",
  "letters",
  "note",
  "answer",
  "reflection",
  "commitmentTexts",
  "everythingOf",
  "closedCommitments",
  "sessions",
  "addressee",
  "suppressionOf",
  "isRefused",
  "wasSeen",
  "due",
  "earliest",
  "get",
])

/** What can come of a step. To be gone after it is to be gone before the next one, if there is one. */
export function waysOf(step: Operation["name"], isLast: boolean): readonly Way[] {
  return ways.filter((way) => {
    if (way === "lost") return !looking.has(step)
    return way !== "crash after" || isLast
  })
}

/** A whole service around one pair, that outlives its processes. */
export type Service = {
  readonly on: Scene
  readonly id: PairId
  readonly messages: string[]
  readonly mails: Map<string, Uint8Array>
}

/** One process of it: what it does to the world goes through these. */
export type Process = {
  readonly ports: Ports
  readonly dueIndex: Scene["ports"]["store"]
  readonly queue: { readonly send: (message: string) => Promise<void> }
  readonly mails: {
    readonly get: (id: string) => Promise<Uint8Array | null>
    readonly delete: (id: string) => Promise<void>
  }
}

export type Row = {
  readonly name: string
  readonly begin: () => Promise<Service>
  /** What a caller asks of a process, and asks again of another one if that died or threw. */
  readonly asks: (process: Process, service: Service) => Promise<void>
}

export type Fault = { readonly step: number; readonly way: Way }

export type Ended = {
  readonly steps: readonly Operation["name"][]
  /** Every pair there is. */
  readonly pairs: string
  /** Everything else that is kept, but for letters. */
  readonly kept: string
  readonly letters: readonly string[]
  /** "skipped to ana@example.org: Skipped: …", in the order in which SES took them. */
  readonly sent: readonly string[]
}

const timeLimit = "PT60S"
const sesTimeout = "PT10S"

/** Lives one row, with a fault or without, until callers and alarms have made up for it. */
export async function live(row: Row, fault: Fault | null): Promise<Ended> {
  const service = await row.begin()
  const since = service.on.ports.clock()
  const sent: Mail[] = []
  const steps: Operation["name"][] = []
  const faulty = processOf(service, faultAt(fault, { service, steps }), sent)
  const end = await Promise.race([
    row.asks(faulty.process, service).then(
      () => "answered" as const,
      () => "threw" as const,
    ),
    faulty.died,
  ])
  if (end !== "answered") await row.asks(processOf(service, async (_, go) => go(), sent).process, service)
  await recover(service, since.add({ hours: 3 }), sent)
  const { pairs, letters, ...kept } = service.on.ports.store.kept
  return {
    steps,
    pairs: [...pairs.values()].toSorted().join("\n"),
    kept: JSON.stringify(
      Object.entries(kept).map(([name, map]) => [
        name,
        [...map].toSorted(([one], [other]) => one.localeCompare(other)),
      ]),
    ),
    letters: [...letters.keys()].map((key) => key.replace(/\.\d+$/, "")).toSorted(),
    sent: sent.map((mail) => `${kindOf(mail)} to ${mail.to}: ${subjectOf(mail)}`),
  }
}

type Place = { readonly service: Service; readonly steps: Operation["name"][] }
type Faulty = (operation: Operation, go: () => Promise<unknown>, die: () => Promise<never>) => Promise<unknown>

/** Lets every step be done but one. */
function faultAt(fault: Fault | null, { service, steps }: Place): Faulty {
  return async (operation, go, die) => {
    steps.push(operation.name)
    if (fault === null || steps.length - 1 !== fault.step) return go()
    const isMail = operation.name === "send" && operation.given.length === 1 && typeof operation.given[0] === "object"
    switch (fault.way) {
      case "crash":
        return die()
      case "crash after":
        await go()
        return die()
      case "fail":
        if (isMail) return noAnswer
        throw new Error("it is away")
      case "lost":
        await go()
        if (isMail) return noAnswer
        throw new Error("its answer was lost")
      case "hang":
        service.on.moveBy(isMail ? sesTimeout : timeLimit)
        return isMail ? noAnswer : die()
    }
  }
}

const noAnswer: SendResult = { kind: "failed", reason: "TimeoutError" }

/** A process, and the moment of its death: from then on it does nothing any more. */
function processOf(service: Service, faulty: Faulty, sent: Mail[]) {
  let isDead = false
  let tell = () => {}
  const died = new Promise<"died">((resolve) => {
    tell = () => resolve("died")
  })
  const forEver = async () => new Promise<never>(() => {})
  const die = async () => {
    isDead = true
    tell()
    return forEver()
  }
  const around: Around = async (operation, go) => {
    if (isDead) return forEver()
    return faulty(operation, async () => noting(operation, await go()), die)
  }
  const noting = ({ name, given }: Operation, result: unknown) => {
    if (name === "send" && (result as SendResult | undefined)?.kind === "sent")
      sent.push(mailOf(given[0] as { raw: Uint8Array; to: string }))
    return result
  }
  const { on, messages, mails } = service
  const process: Process = {
    ports: controlled(on.ports, around),
    dueIndex: stepsOf(on.ports.store, around),
    queue: stepsOf({ send: async (message: string) => void messages.push(message) }, around),
    mails: stepsOf(
      { get: async (id: string) => mails.get(id) ?? null, delete: async (id: string) => void mails.delete(id) },
      around,
    ),
  }
  return { process, died }
}

/** The tick runs each minute in which there is something for it, and the queue gives out what it holds. */
async function recover(service: Service, until: Temporal.Instant, sent: Mail[]): Promise<void> {
  const { on, messages } = service
  const { process } = processOf(service, async (_, go) => go(), sent)
  for (let ticks = 0; ticks < 60; ticks += 1) {
    for (let message = messages.shift(); message !== undefined; message = messages.shift())
      await work(message, process.ports, { queue: process.queue, pairsAtOnce: 1 })
    const earliest = await on.ports.store.earliest(0)
    const next = earliest === null ? until : nextTick(on.ports.clock(), Temporal.Instant.from(earliest))
    if (Temporal.Instant.compare(next, until) >= 0) {
      on.moveTo(instantText(until))
      // What has passed is closed when someone looks, and a fault may have been why someone did.
      return work(JSON.stringify([...on.ports.store.kept.pairs.keys(), service.id]), process.ports, {
        queue: process.queue,
        pairsAtOnce: 1,
      })
    }
    on.moveTo(instantText(next))
    const now = on.date()
    await tick(
      { dueIndex: on.ports.store, queue: process.queue, log: () => undefined },
      { now, shards: 1, sweep: isSweepMinute(now.getUTCMinutes()) },
    )
  }
  throw new Error(`the alarm of ${service.id} does not come to rest`)
}

export type Compared = {
  readonly lost: readonly string[]
  readonly repeated: readonly string[]
  readonly differs: readonly string[]
}

/**
 * What a fault has changed in the end. Instants may be up to three hours apart, since what failed was done again later;
 * how often the pair was saved, and what that numbers, is left out; everything else has to be the same.
 */
export function comparison(whole: Ended, faulty: Ended): Compared {
  const lost = without(whole.sent, faulty.sent)
  const repeated = without(faulty.sent, whole.sent)
  const differs = [
    ...(isAlike(unnumbered(whole.pairs), unnumbered(faulty.pairs)) ? [] : ["the pair"]),
    ...(isAlike(whole.kept, faulty.kept) ? [] : ["what is kept beside it"]),
    ...without(whole.letters, faulty.letters).map((letter) => `no record of ${letter}`),
    ...without(faulty.letters, whole.letters).map((letter) => `a record of ${letter}`),
    ...repeated.filter((letter) => !whole.sent.includes(letter)).map((letter) => `sent: ${letter}`),
  ]
  return { lost, repeated, differs }
}

function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return all.filter((one) => {
    const place = left.indexOf(one)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
}
