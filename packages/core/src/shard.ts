import type { PairId } from "./id.ts"
import { spread } from "./spread.ts"

/** Which of `shards` parts of the due index a pair's alarm is in: 0 to `shards` − 1. */
export function shardOf(pair: PairId, shards: number): number {
  return spread(`shard ${pair}`, shards)
}
