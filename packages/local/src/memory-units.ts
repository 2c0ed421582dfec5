import type { PairId } from "@turnabout/core/id.ts"
import { pack } from "@turnabout/functions/adapters/packed.ts"
import type { Alarm } from "./due-order.ts"
import { indexWriteUnits, itemBytes, readUnits, textBytes, writeUnits } from "./units.ts"
import type { IndexRow, Units } from "./units.ts"

/** What the store in memory would cost as the table: each request is reckoned from the items that the real adapter reads and writes. */
export type UnitMeter = {
  /** One request that reads so many bytes together. */
  readonly read: (bytes: number, kind?: "consistent" | "eventual") => void
  readonly write: (sizes: { readonly before: number; readonly after: number }) => void
  readonly move: (id: PairId, alarms: { readonly before: Alarm | null; readonly after: Alarm | null }) => void
}

export function unitMeter(onUnits: (units: Units) => void): UnitMeter {
  return {
    read: (bytes, kind = "consistent") =>
      onUnits({ read: readUnits(bytes, { consistent: kind === "consistent" }), write: 0 }),
    write: (sizes) => onUnits({ read: 0, write: writeUnits(sizes) }),
    move: (id, { before, after }) => {
      const write = indexWriteUnits(rowOf(id, before), rowOf(id, after))
      if (write > 0) onUnits({ read: 0, write })
    },
  }
}

/** Key number, nonce and tag of what is sealed (adapters/seal.ts). */
const sealBytes = 29
const pkBytes = textBytes("pkPAIR#pair_aaaaaaaaaaaaaaaa") + textBytes("sk")
const shardText = { S: "0" }

export function pairBytes(text: string, { dueAt, status }: { readonly dueAt: string | null; readonly status: string }) {
  const due = dueAt === null ? {} : { dueShard: shardText, dueAt: { S: dueAt } }
  const plain = itemBytes({ version: { N: "1234" }, status: { S: status }, ...due })
  return pkBytes + textBytes("PAIR") + plain + textBytes("data") + sealedBytes(text)
}

/** A sealed text under a pair, such as an answer; `extra`: the bytes of its other attributes. */
export function textItemBytes(sortKey: string, text: string, extra = 0): number {
  return pkBytes + textBytes(sortKey) + textBytes("data") + sealedBytes(text) + extra
}

const known = new Map<string, number>()
const knownAtMost = 5_000

/** Of a text as it is kept, packed and sealed. A text is asked about each time that it is read: so it is packed once. */
function sealedBytes(text: string): number {
  const before = known.get(text)
  if (before !== undefined) return before
  const bytes = pack(text).length + sealBytes
  if (known.size >= knownAtMost) known.clear()
  known.set(text, bytes)
  return bytes
}

/** A time to live, with its name. */
export const expiryBytes = itemBytes({ expiresAt: { N: "1795737601" } })
/** What became of a commitment, beside its words. */
export const commitmentBytes = itemBytes({ made: { S: "2026-11-26" } })
export const commitmentStateBytes = itemBytes({ state: { S: "let-go" }, changed: { S: "2026-11-26" } })

const hashed = "h".repeat(43)
const pair = { S: "pair_aaaaaaaaaaaaaaaa" }
export const addressBytes = itemBytes({
  pk: { S: `ADDRESS#${hashed}` },
  sk: { S: "ADDRESS" },
  pair,
  member: { S: "a" },
})
export const coupleBytes = itemBytes({ pk: { S: `COUPLE#${hashed}` }, sk: { S: "COUPLE" }, pair })
export const mailboxBytes = itemBytes({
  pk: { S: `MAILBOX#${hashed}` },
  sk: { S: "MAILBOX" },
  pairs: { SS: ["pair_aaaaaaaaaaaaaaaa"] },
})
export const seenBytes = itemBytes({ pk: { S: `SEEN#${hashed}` }, sk: { S: "SEEN" } }) + expiryBytes
export const rateBytes =
  itemBytes({ pk: { S: `RATE#refusal#${hashed}` }, sk: { S: "RATE" }, times: { N: "1" } }) + expiryBytes

/** A row of the index: its two keys, those of the table, and the status (table-definition.ts). */
export const indexRowBytes =
  pkBytes +
  itemBytes({ sk: { S: "PAIR" }, dueShard: shardText, dueAt: { S: "2026-11-23T09:00:00Z" }, status: { S: "active" } }) -
  textBytes("sk")

function rowOf(id: PairId, alarm: Alarm | null): IndexRow | null {
  return alarm === null ? null : { key: `${alarm.dueAt} ${id}`, rest: alarm.status, bytes: indexRowBytes }
}
