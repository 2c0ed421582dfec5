import type { Command } from "@turnabout/core/command.ts"
import type { PairId } from "@turnabout/core/id.ts"
import { commandIdSchema } from "@turnabout/core/id.ts"
import { readPair } from "@turnabout/core/pair.ts"
import { instantText } from "@turnabout/core/time.ts"
import type { handle } from "@turnabout/functions/handle.ts"
import type { DueIndex, Log, Ports } from "@turnabout/functions/ports.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { Temporal } from "temporal-polyfill"
import type { Around } from "./controlled.ts"
import { controlled } from "./controlled.ts"
import type { Begun } from "./world.ts"

export type Recovery = {
  readonly begun: Begun
  readonly handling: typeof handle
  /** How many ticks long the index shows the row before, and what that says. */
  readonly lag: number
  readonly rowBefore: string | null
  readonly around: Around
  readonly log: Log
}

/** More ticks than eight tries of a letter take: a stuck pair shows. */
const ticksAtMost = 60

/** Callers give again what they had no answer to; then the tick runs until nothing is owed. Throws if that never comes. */
export async function recover(recovery: Recovery, unheard: readonly Command[]): Promise<void> {
  const { begun, handling, around, log } = recovery
  const ports = { ...controlled(begun.on.ports, around), log }
  const index = laggingIndex(recovery)
  for (const command of unheard) await handling(begun.id, command, ports)
  let rings = 0
  for (let ticks = 0; ticks < ticksAtMost; ticks += 1) {
    const text = begun.on.ports.store.kept.pairs.get(begun.id)
    const pair = text === undefined ? null : readPair(text)
    if (pair === null || pair.outbox.length === 0) return
    if (pair.dueAt === null) throw new Error("letters are owed, and no alarm is set")
    moveToTick(begun, pair.dueAt, rings)
    rings += 1
    const date = begun.on.date()
    const sweep = isSweepMinute(date.getUTCMinutes())
    await tick({ dueIndex: index, queue: wakingQueue(handling, ports), log }, { now: date, shards: 1, sweep })
  }
  throw new Error(`${ticksAtMost} ticks later letters are still owed`)
}

/** To the minute after an alarm; should that tick have missed it, to the next that sweeps. */
function moveToTick({ on }: Begun, dueAt: Temporal.Instant, rings: number): void {
  const now = on.ports.clock()
  const minutes = (instant: Temporal.Instant) => Math.ceil(instant.epochMilliseconds / 60_000)
  const next = Math.max(minutes(now) + (rings === 0 ? 0 : 1), minutes(dueAt))
  const isMissed = minutes(now) > minutes(dueAt) + 2
  const minute = isMissed ? Math.ceil(next / 15) * 15 : next
  on.moveTo(instantText(Temporal.Instant.fromEpochMilliseconds(minute * 60_000)))
}

function wakingQueue(handling: typeof handle, ports: Ports) {
  return {
    send: async (message: string) => {
      for (const id of JSON.parse(message) as PairId[]) {
        await handling(id, { kind: "wake", via: "clock", id: commandIdSchema.parse("wake") }, ports)
      }
    },
  }
}

/** The index as it was one row ago, for some ticks; then as it is. */
function laggingIndex({ begun, lag, rowBefore }: Recovery): DueIndex {
  const { store } = begun.on.ports
  let left = lag
  return {
    ...store,
    due: async (shard, span) => {
      left -= 1
      if (left < 0) return store.due(shard, span)
      const isDue = rowBefore !== null && rowBefore <= span.until && (span.since === null || span.since <= rowBefore)
      return isDue ? [begun.id] : []
    },
  }
}
