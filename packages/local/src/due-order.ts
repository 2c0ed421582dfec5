import type { PairId } from "@turnabout/core/id.ts"
import { shardOf } from "@turnabout/core/shard.ts"

/** An alarm as the index `due` has it: when, as text in UTC, and the status that is copied into it. */
export type Alarm = { readonly dueAt: string; readonly status: string }

type Span = { readonly since: string | null; readonly until: string; readonly limit: number }

/** The index `due` in memory: alarms by shard, earliest first, kept in order as they are set, so that a look costs what it finds. */
export type DueOrder = {
  readonly of: (id: PairId) => Alarm | null
  readonly set: (id: PairId, alarm: Alarm | null) => void
  readonly between: (shard: number, span: Span) => readonly PairId[]
  readonly earliest: (shard: number) => string | null
  readonly census: (shard: number) => ReadonlyMap<string, number>
}

type Row = { readonly id: PairId; readonly alarm: Alarm }

export function dueOrder(shards: number): DueOrder {
  const rows: Row[][] = Array.from({ length: shards }, () => [])
  const alarms = new Map<PairId, Alarm>()
  return {
    of: (id) => alarms.get(id) ?? null,
    set: (id, alarm) => {
      const shard = rows[shardOf(id, shards)] ?? []
      const before = alarms.get(id)
      if (before !== undefined) shard.splice(placeOf(shard, before.dueAt, id), 1)
      if (alarm === null) alarms.delete(id)
      else {
        alarms.set(id, alarm)
        shard.splice(placeOf(shard, alarm.dueAt, id), 0, { id, alarm })
      }
    },
    between: (shard, { since, until, limit }) => {
      const row = rows[shard] ?? []
      const found: PairId[] = []
      for (let place = placeOf(row, since ?? "", ""); place < row.length && found.length < limit; place += 1) {
        const { id, alarm } = row[place] ?? { alarm: { dueAt: "9" } }
        if (id === undefined || alarm.dueAt > until) break
        found.push(id)
      }
      return found
    },
    earliest: (shard) => rows[shard]?.[0]?.alarm.dueAt ?? null,
    census: (shard) => {
      const counts = new Map<string, number>()
      for (const { alarm } of rows[shard] ?? []) counts.set(alarm.status, (counts.get(alarm.status) ?? 0) + 1)
      return counts
    },
  }
}

/** Where an alarm stands, or is to stand, among those of its shard; of two at one instant, by their ids. */
function placeOf(rows: readonly Row[], dueAt: string, id: string): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row !== undefined && (row.alarm.dueAt < dueAt || (row.alarm.dueAt === dueAt && row.id < id))) low = middle + 1
    else high = middle
  }
  return low
}
