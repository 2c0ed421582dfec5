import type { PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { readPair } from "@turnabout/core/pair.ts"
import { isPointless } from "@turnabout/core/sending.ts"
import { spread } from "@turnabout/core/spread.ts"
import type { Weekday } from "@turnabout/core/slot.ts"
import { instantText } from "@turnabout/core/time.ts"
import type { LetterRecord, SendResult } from "@turnabout/functions/ports.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { work } from "@turnabout/functions/worker.ts"
import { Temporal } from "temporal-polyfill"
import { active, anaAsksBen, does, scene } from "../functions/scene.ts"
import type { Operation, Scene } from "../functions/scene.ts"
import { form } from "../support/pair-builder.ts"
import { controlled } from "./controlled.ts"
import type { Mail } from "./world.ts"
import { mailOf } from "./world.ts"

/** `taken late`: it took the mail, and its answer came too late. */
type Says = "sent" | "throttled" | "refused" | "taken late"
type Weather = (now: string, count: number) => Says

const between =
  (from: string, until: string): Weather =>
  (now) =>
    from <= now && now < until ? "throttled" : "sent"

/** How SES is during a week in which a few pairs meet. */
export const weathers = {
  "all is well": () => "sent",
  "throttled half the time": (_, count) => (spread(`throttled ${count}`, 2) === 0 ? "throttled" : "sent"),
  "the daily quota is gone for a day": between("2026-11-25T12:00:00Z", "2026-11-26T12:00:00Z"),
  "the account is paused for three days": between("2026-11-24T09:00:00Z", "2026-11-27T09:00:00Z"),
  "every tenth message is rejected": (_, count) => (count % 10 === 9 ? "refused" : "sent"),
  "every fourth answer comes too late": (_, count) => (count % 4 === 3 ? "taken late" : "sent"),
} satisfies Record<string, Weather>
export type WeatherName = keyof typeof weathers

export type Week = {
  readonly owed: number
  readonly sent: number
  readonly repeated: number
  readonly givenUp: number
  /** Their point was gone when their turn came: not sent, and carried over where something else can tell of it. */
  readonly lapsed: number
  /** A later decision replaced or dropped them before they had left. */
  readonly replaced: number
  /** None of these. */
  readonly lost: readonly string[]
  /** Sent although they had no point any more. */
  readonly pointless: readonly string[]
  /** The longest a letter waited that was sent in the end, and the longest it waited while SES took mail, in minutes. */
  readonly lateMinutes: number
  readonly lateWhileOpenMinutes: number
  /** The most often one pair was woken in an hour. */
  readonly wakesAnHour: number
}

const monday = "2026-11-23T09:00:00Z"
const sunday = "2026-11-29T21:00:00Z"

/** A busy week of up to four pairs. */
export async function liveWeek(name: WeatherName, howMany: 1 | 2 | 3 | 4): Promise<Week> {
  const weather: Weather = weathers[name]
  const on = scene(monday)
  const pairs: PairId[] = []
  const days = (["tuesday", "wednesday", "thursday", "friday"] as const).slice(-howMany)
  for (const [number, weekday] of days.entries()) pairs.push(await begun(on, number, weekday))
  const book = accounts(on, weather)
  const ports = controlled(on.ports, book.step)
  const noting = { ...ports, log: book.log }
  const messages: string[] = []
  const queue = { send: async (message: string) => void messages.push(message) }
  for (const { at, act } of actsOf(pairs)) {
    await ringUntil(at)
    await act({ ports: noting })
  }
  await ringUntil(sunday)
  return book.close()

  async function ringUntil(until: string): Promise<void> {
    for (;;) {
      const earliest = await on.ports.store.earliest(0)
      const minute = Math.max(
        Math.floor(on.ports.clock().epochMilliseconds / 60_000) + 1,
        Math.ceil(Date.parse(earliest ?? until) / 60_000),
      )
      const next = instantText(Temporal.Instant.fromEpochMilliseconds(minute * 60_000))
      if (next >= until) return on.moveTo(until)
      on.moveTo(next)
      const now = on.date()
      await tick(
        { dueIndex: on.ports.store, queue, log: book.log },
        { now, shards: 1, sweep: isSweepMinute(now.getUTCMinutes()) },
      )
      for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
        book.woken(message, next)
        await work(message, noting, { queue, pairsAtOnce: 1 })
      }
    }
  }
}

async function begun(on: Scene, number: number, weekday: Weekday): Promise<PairId> {
  return active(on, {
    ...anaAsksBen,
    email: `ana${number}@example.org`,
    partnerEmail: `ben${number}@example.net`,
    slot: { ...anaAsksBen.slot, weekday },
  })
}

type Act = {
  readonly at: string
  readonly act: (on: { readonly ports: Scene["ports"] | ReturnType<typeof controlled> }) => Promise<unknown>
}

/** A busy week: answers, moves, skips taken back, after-forms, and words that say nothing. */
function actsOf(pairs: readonly PairId[]): Act[] {
  const acts = pairs.flatMap((id, number): Act[] => {
    const day = 28 - pairs.length + number
    const says = (at: string, action: Parameters<typeof does>[2]): Act => ({
      at,
      act: async (on) => does(on, id, { via: "mail", ...action }),
    })
    return [
      says(`2026-11-${day - 1}T18:1${number}:00Z`, {
        kind: "answer",
        by: "a",
        session: 1,
        text: "What I put off",
        shared: null,
      }),
      says(`2026-11-24T10:0${number}:00Z`, { kind: "skip", by: "b", session: 2 }),
      says(`2026-11-24T10:2${number}:00Z`, { kind: "unskip", by: "b", session: 2 }),
      says(`2026-11-25T08:0${number}:00Z`, {
        kind: "not-understood",
        to: "b",
        letter: null,
        reason: "unclear",
        excerpt: null,
      }),
      says(`2026-11-${day}T18:3${number}:00Z`, {
        kind: "after",
        by: "a",
        session: 1,
        form: form({ happened: true, commitments: ["call once"] }),
      }),
      says(`2026-11-28T09:0${number}:00Z`, {
        kind: "move",
        by: "a",
        session: 2,
        starts: Temporal.Instant.from(`2026-12-0${day - 22}T18:00:00Z`),
      }),
      says(`2026-11-28T12:0${number}:00Z`, { kind: "pause", by: "b", until: Temporal.PlainDate.from("2027-01-07") }),
    ]
  })
  return acts.toSorted((one, other) => one.at.localeCompare(other.at))
}

type Owed = { readonly since: string; left: string | null; became: "sent" | "given up" | "lapsed" | "replaced" | null }

/** Notes of every letter what became of it. */
function accounts(on: Scene, weather: Weather) {
  const owed = new Map<string, Owed>()
  const known = new Map<PairId, Pair>()
  const pointless: string[] = []
  const wakes = new Map<string, number>()
  let [count, repeated] = [0, 0]
  const now = () => instantText(on.ports.clock())
  const nameOf = (id: PairId, { key, revision }: { readonly key: string; readonly revision: number }) =>
    `${id} ${key}.${revision}`

  const save = (before: Pair | null, after: Pair) => {
    for (const letter of after.outbox) {
      const name = nameOf(after.id, letter)
      if (!owed.has(name))
        owed.set(name, {
          since: now() > instantText(letter.notBefore) ? now() : instantText(letter.notBefore),
          left: null,
          became: null,
        })
    }
    for (const letter of before?.outbox ?? []) {
      const entry = owed.get(nameOf(after.id, letter))
      const isLeft = !after.outbox.some((other) => nameOf(after.id, other) === nameOf(after.id, letter))
      const isDecided =
        after.recentCommands.length !== before?.recentCommands.length ||
        after.recentCommands.at(-1) !== before.recentCommands.at(-1)
      if (isLeft && isDecided && entry !== undefined) entry.became ??= "replaced"
    }
  }

  const take = (mail: Mail) => {
    const id = [...known.keys()].find((pair) => mail.raw.includes(pair))!
    const pair = known.get(id)!
    const name = `${id} ${mail.letter}`
    const letter = pair.outbox.find((other) => nameOf(id, other) === name)
    if (letter === undefined || isPointless(pair, letter, on.ports.clock())) pointless.push(name)
    const entry = owed.get(name)
    if (entry === undefined) throw new Error(`${name} was never owed`)
    if (entry.became === "sent") repeated += 1
    entry.became = "sent"
    entry.left ??= now()
  }

  const send = async (mail: Mail, go: () => Promise<unknown>): Promise<SendResult> => {
    const says = weather(now(), count)
    count += 1
    if (says === "throttled") return { kind: "throttled", reason: "Throttling" }
    if (says === "refused") return { kind: "refused", reason: "MessageRejected" }
    take(mail)
    const result = (await go()) as SendResult
    return says === "sent" ? result : { kind: "failed", reason: "TimeoutError" }
  }

  return {
    step: async ({ name, given }: Operation, go: () => Promise<unknown>): Promise<unknown> => {
      if (name === "send") return send(mailOf(given[0] as { raw: Uint8Array; to: string }), go)
      const text = name === "save" ? on.ports.store.kept.pairs.get((given[0] as Pair).id) : undefined
      const result = await go()
      if (name === "load" && result !== null) known.set(given[0] as PairId, result as Pair)
      if (name === "save" && result === true) {
        const pair = given[0] as Pair
        save(text === undefined ? null : readPair(text), pair)
        known.set(pair.id, pair)
      }
      if (name === "putLetter" && (given[1] as LetterRecord).sesId === null) {
        const entry = owed.get(`${String(given[0])} ${(given[1] as LetterRecord).key}`)
        if (entry !== undefined) entry.became ??= "given up"
      }
      return result
    },
    log: ({ event, pair, letter, revision }: Parameters<Scene["ports"]["log"]>[0]) => {
      const entry = owed.get(`${pair} ${letter}.${revision}`)
      if (event === "letter-pointless" && entry !== undefined) entry.became ??= "lapsed"
    },
    woken: (message: string, at: string) => {
      for (const id of JSON.parse(message) as string[])
        wakes.set(`${id} ${at.slice(0, 13)}`, (wakes.get(`${id} ${at.slice(0, 13)}`) ?? 0) + 1)
    },
    close: (): Week => {
      const all = [...owed.values()]
      const counted = (became: Owed["became"]) => all.filter((entry) => entry.became === became).length
      const late = all.flatMap(({ since, left }) => (left === null ? [] : [minutesBetween(since, left)]))
      const open = all.flatMap(({ since, left }) =>
        left === null ? [] : [minutesBetween(since, left) - closedMinutes(weather, since, left)],
      )
      return {
        owed: owed.size,
        sent: counted("sent"),
        repeated,
        givenUp: counted("given up"),
        lapsed: counted("lapsed"),
        replaced: counted("replaced"),
        lost: [...owed].flatMap(([name, { became }]) => (became === null ? [name] : [])),
        pointless,
        lateMinutes: Math.max(...late),
        lateWhileOpenMinutes: Math.max(...open),
        wakesAnHour: Math.max(...wakes.values()),
      }
    },
  }
}

function minutesBetween(from: string, until: string): number {
  return Math.ceil((Date.parse(until) - Date.parse(from)) / 60_000)
}

/** For how many of these minutes SES took nothing from anybody. */
function closedMinutes(weather: Weather, from: string, until: string): number {
  let closed = 0
  for (let at = Date.parse(from); at < Date.parse(until); at += 60_000) {
    const now = `${new Date(at).toISOString().slice(0, 19)}Z`
    if (Array.from({ length: 12 }, (_, count) => weather(now, count)).every((says) => says === "throttled")) closed += 1
  }
  return closed
}
