import type { MemberId } from "./id.ts"
import type { Outcome, Refusal } from "./command.ts"
import type { Pair } from "./pair.ts"
import type { PairRecord } from "./record.ts"

/** What one command makes of a pair, before sessions are topped up and the alarm is set. */
export type Act = {
  readonly pair: Pair
  readonly records: readonly PairRecord[]
  readonly outcome: Outcome
  /** Whose words are to be deleted once this is saved. */
  readonly erases?: MemberId
}

export function done(pair: Pair, records: readonly PairRecord[] = []): Act {
  return { pair, records, outcome: { kind: "done" } }
}

export function unchanged(pair: Pair): Act {
  return { pair, records: [], outcome: { kind: "already" } }
}

export function refused(pair: Pair, reason: Refusal): Act {
  return { pair, records: [], outcome: { kind: "refused", reason } }
}
