import type { DueIndex, Log } from "./ports.ts"

/** Where the ids of pairs with something due are put. A message is JSON: an array of 1 to 25 ids. */
export type Queue = { readonly send: (message: string) => Promise<void> }

export type TickPorts = {
  readonly dueIndex: DueIndex
  readonly queue: Queue
  readonly log: Log
}

export type TickOptions = {
  readonly now: Date
  readonly shards: number
  /** Look for all that is due, however old, and not only for what fell due lately. */
  readonly sweep: boolean
}

export type Ticked = {
  /** How many pairs were put on the queue. */
  readonly due: number
  /** How long the pair has waited whose alarm rang first; 0 if none is waiting. */
  readonly oldestDueMinutes: number
}

/**
 * How far back a tick looks: three minutes, so that one that is late or lost is made up for by the next, and an alarm that
 * stays while its letters are sent is found again (core/sending.ts).
 */
export const lookBackMinutes = 3
/** How many pairs a tick takes from one shard; the rest waits for the next, oldest first. */
const perShardAtMost = 10_000
const idsPerMessage = 25

/**
 * Puts every pair whose alarm is due on the queue, 25 to a message. An index row is only a hint: waking a pair that has
 * nothing to do changes nothing. Its cost grows with what is due, not with how many pairs there are.
 */
export async function tick(ports: TickPorts, { now, shards, sweep }: TickOptions): Promise<Ticked> {
  const { dueIndex, queue, log } = ports
  const since = sweep ? null : textOf(new Date(now.getTime() - lookBackMinutes * 60_000))
  const perShard = await Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const [due, earliest] = await Promise.all([
        dueIndex.due(shard, { since, until: textOf(now), limit: perShardAtMost }),
        dueIndex.earliest(shard),
      ])
      return { due, earliest }
    }),
  )
  const due = inTurn(perShard.map((shard) => shard.due))
  for (const ids of messagesOf(due)) await queue.send(JSON.stringify(ids))
  const oldestDueMinutes = Math.max(...perShard.map(({ earliest }) => minutesSince(earliest, now)))
  if (due.length > 0) log({ event: "ticked", due: due.length, sweep, oldestDueMinutes })
  return { due: due.length, oldestDueMinutes }
}

/** Every fifteenth minute's tick sweeps. */
export function isSweepMinute(minute: number): boolean {
  return minute % 15 === 0
}

/** As the index keeps instants: whole seconds of UTC. */
function textOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** How many whole minutes ago an alarm rang; 0 if it is still to ring, or there is none. */
export function minutesSince(earliest: string | null, now: Date): number {
  return earliest === null ? 0 : Math.max(0, Math.floor((now.getTime() - Date.parse(earliest)) / 60_000))
}

/**
 * The first of each list, then the second of each, and so on. Each shard's pairs come oldest first, and are as many as any
 * other's: so the oldest of all go out together, first.
 */
function inTurn(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list[place] ?? [])).flat()
}

function messagesOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / idsPerMessage) }, (_, message) =>
    ids.slice(message * idsPerMessage, (message + 1) * idsPerMessage),
  )
}
