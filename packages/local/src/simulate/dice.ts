/** Chance that repeats itself: the same text gives the same throws. */
export type Dice = {
  /** From 0 up to, but never, 1. */
  readonly unit: () => number
  readonly chance: (share: number) => boolean
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
}

export function diceOf(text: string): Dice {
  let state = seedOf(text)
  // mulberry32, by Tommy Ettinger (public domain): 32 bits of state are plenty for who answers a letter and who does not.
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const twice = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((twice ^ (twice >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1))
  return {
    unit,
    chance: (share) => unit() < share,
    between,
    pick: ([first, ...rest]) => {
      const place = between(0, rest.length)
      return place === 0 ? first : (rest[place - 1] ?? first)
    },
  }
}

/** FNV-1a, 32 bits. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash
}
