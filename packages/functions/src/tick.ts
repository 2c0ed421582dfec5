import type { PairId } from "@turnabout/core/id.ts"
import type { Ports } from "./ports.ts"

/** Where the ids of pairs with something due are put. A message is JSON: an array of 1 to 25 ids. */
export type Queue = { readonly send: (message: string) => Promise<void> }

export type TickOptions = {
  readonly shards: number
  /** Look for all that is due, however old, and not only for what fell due lately. */
  readonly sweep: boolean
}

/** How far back a tick looks: two minutes, so that one that is late or lost is made up for by the next. */
const recentMs = 2 * 60_000
/** How many pairs a tick takes from one shard; the rest waits for the next, oldest first. */
const perShardAtMost = 10_000
const idsPerMessage = 25

/**
 * Puts every pair whose alarm is due on the queue, 25 to a message. An index row is only a hint: waking a pair that has
 * nothing to do changes nothing. Its cost grows with what is due, not with how many pairs there are.
 */
export async function tick(ports: Ports, queue: Queue, { shards, sweep }: TickOptions): Promise<number> {
  const until = ports.clock()
  const since = sweep ? null : until.subtract({ milliseconds: recentMs })
  const perShard = await Promise.all(
    Array.from({ length: shards }, (_, shard) => ports.store.due(shard, { since, until, limit: perShardAtMost })),
  )
  const due = perShard.flat()
  for (const ids of messagesOf(due)) await queue.send(JSON.stringify(ids))
  if (due.length > 0) ports.log({ event: "ticked", due: due.length, sweep })
  return due.length
}

/** Every fifteenth minute's tick sweeps. */
export function isSweepMinute(minute: number): boolean {
  return minute % 15 === 0
}

function messagesOf(ids: readonly PairId[]): PairId[][] {
  return Array.from({ length: Math.ceil(ids.length / idsPerMessage) }, (_, message) =>
    ids.slice(message * idsPerMessage, (message + 1) * idsPerMessage),
  )
}
