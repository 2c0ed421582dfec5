import type { PairId } from "@turnabout/core/id.ts"
import { readPair } from "@turnabout/core/pair.ts"
import { instantText } from "@turnabout/core/time.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { work } from "@turnabout/functions/worker.ts"
import { Temporal } from "temporal-polyfill"
import { active, anaAsksBen, scene } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"
import type { SentMail } from "../support/fake-ports.ts"
import { pairIdOf } from "../support/pair-builder.ts"

/** When pairs meet, in Lisbon, on Thursday the 26th. */
const hours = ["08:00", "12:00", "13:30", "15:30", "21:00"] as const
export const shards = 4
const firstTick = "2026-11-26T13:00:00Z"
/** How long a worker takes for one message of up to 25 pairs. */
const messageTakes = "PT3S"

export type Served = {
  readonly starts: string
  /** When it was to be woken, and when it was. */
  readonly alarm: string
  readonly woken: string
  /** `KIND to NAME`, and when. */
  readonly letters: readonly { readonly letter: string; readonly at: string }[]
  readonly stillOwed: number
}

/** In the order in which they were first woken. */
export type Backlog = { readonly pairs: readonly Served[]; readonly stillDue: string | null; readonly now: string }

/** Pairs who meet on Thursday; from Tuesday on no tick comes, until Thursday at one. */
export async function serveAfterADay(howMany: number): Promise<Backlog> {
  const on = scene("2026-11-23T09:00:00Z", shards)
  const models: Model[] = []
  for (const [number, time] of hours.entries()) models.push(await modelOf(on, time, number))
  on.ports.store.kept.pairs.clear()
  const ids = Array.from({ length: howMany }, (_, number) => pairIdOf(number + 1))
  const starts = new Map<PairId, string>()
  for (const [number, id] of ids.entries()) {
    const model = models[number % models.length]!
    on.ports.store.kept.pairs.set(id, model.text.replaceAll(model.id, id))
    starts.set(id, instantText(readPair(model.text).sessions[0]!.starts))
  }
  const alarms = new Map(ids.map((id) => [id, alarmIn(on, id)]))
  on.sent.length = 0
  on.moveTo(firstTick)
  const woken = await workOff(on)
  const letters = new Map<string, SentMail[]>(ids.map((id) => [id, []]))
  for (const mail of on.sent) letters.get(/^Message-ID: <.+\.(pair_[a-z2-7]+)/m.exec(mail.raw)?.[1] ?? "")?.push(mail)
  return {
    pairs: [...woken].map(([id, at]) => ({
      starts: starts.get(id)!,
      alarm: alarms.get(id)!,
      woken: at,
      letters: (letters.get(id) ?? []).map(({ kind, to, at: sent }) => ({
        letter: `${kind} to ${to.split("@")[0]?.replace(/\d+/, "")}`,
        at: sent,
      })),
      stillOwed: readPair(on.ports.store.kept.pairs.get(id)!).outbox.length,
    })),
    stillDue: await earliestOf(on),
    now: instantText(on.ports.clock()),
  }
}

async function earliestOf(on: Scene): Promise<string | null> {
  const perShard = await Promise.all(Array.from({ length: shards }, async (_, shard) => on.ports.store.earliest(shard)))
  return perShard.filter((alarm) => alarm !== null).toSorted()[0] ?? null
}

type Model = { readonly id: PairId; readonly text: string }

async function modelOf(on: Scene, time: string, number: number): Promise<Model> {
  const slot = { ...anaAsksBen.slot, time }
  const id = await active(on, {
    ...anaAsksBen,
    email: `ana${number}@example.org`,
    partnerEmail: `ben${number}@example.net`,
    slot,
  })
  return { id, text: on.ports.store.kept.pairs.get(id)! }
}

function alarmIn(on: Scene, id: PairId): string {
  return instantText(readPair(on.ports.store.kept.pairs.get(id)!).dueAt!)
}

/** Ticks each minute beside one worker, until a sweep finds nothing more. When each pair was first woken. */
async function workOff(on: Scene): Promise<ReadonlyMap<PairId, string>> {
  const woken = new Map<PairId, string>()
  const messages: string[] = []
  const queue = { send: async (message: string) => void messages.push(message) }
  let minute = Temporal.Instant.from(firstTick)
  for (;;) {
    const now = new Date(minute.epochMilliseconds)
    const sweep = isSweepMinute(now.getUTCMinutes())
    const { due } = await tick({ dueIndex: on.ports.store, queue, log: on.ports.log }, { now, shards, sweep })
    if (sweep && due === 0) return woken
    minute = minute.add({ minutes: 1 })
    while (messages.length > 0 && Temporal.Instant.compare(on.ports.clock(), minute) < 0) {
      const message = messages.shift()!
      for (const id of JSON.parse(message) as PairId[]) if (!woken.has(id)) woken.set(id, instantText(on.ports.clock()))
      await work(message, on.ports, { queue, pairsAtOnce: 1 })
      on.moveBy(messageTakes)
    }
    if (messages.length === 0) on.moveTo(instantText(minute))
  }
}

/** What must not be, in words; empty if all is as promised. */
export function wrongIn({ pairs, stillDue, now }: Backlog): string[] {
  const wrong = pairs.flatMap(({ starts, woken, letters, stillOwed }) => {
    const kinds = letters.map(({ letter }) => letter.split(" ")[0] ?? "")
    const late = letters.filter(({ letter, at }) => beforehand.has(letter.split(" ")[0] ?? "") && at >= starts)
    const expected = expectedFor(starts, woken)
    return [
      ...late.map(({ letter, at }) => `${letter} at ${at}, for a session at ${starts}`),
      ...(kinds.toSorted().join() === expected.toSorted().join()
        ? []
        : [`${kinds.join()} instead of ${expected.join()} for a session at ${starts}`]),
      ...(stillOwed === 0 ? [] : [`${stillOwed} letters still owed`]),
    ]
  })
  const overtaken = overtakenBy(pairs.map(({ alarm }) => alarm))
  if (overtaken > 25 + pairs.length / 20) wrong.push(`one was woken after ${overtaken} younger ones`)
  if (stillDue !== null && stillDue <= now) wrong.push(`an alarm of ${stillDue} at ${now}`)
  return wrong
}

/**
 * The most that were woken before one whose alarm is older. A shard's pairs are in order, and all shards' go out side by
 * side: where one has some more than another, some of its older ones come after the other's younger ones.
 */
export function overtakenBy(alarms: readonly string[]): number {
  const before = new Map<string, number>()
  let most = 0
  for (const alarm of alarms) {
    const younger = [...before].reduce((sum, [other, count]) => (other > alarm ? sum + count : sum), 0)
    most = Math.max(most, younger)
    before.set(alarm, (before.get(alarm) ?? 0) + 1)
  }
  return most
}

const beforehand: ReadonlySet<string> = new Set(["prompt", "coach-note"])

/** A session that is over is asked about, and the one after the next is booked; a prompt needs two hours. */
function expectedFor(starts: string, woken: string): string[] {
  const hoursAhead = (Date.parse(starts) - Date.parse(woken)) / 3_600_000
  if (hoursAhead <= 0) return ["after-form", "after-form", "invitation", "invitation"]
  return hoursAhead < 2 ? [] : ["prompt"]
}
