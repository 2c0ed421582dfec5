/** Half of the rounds lie between the quartiles. */
export type Spread = { readonly median: number; readonly lower: number; readonly upper: number }

/** What one way of doing it took; `ratio` to the baseline, each round's to that round's, so that a busy minute hits both. */
export type Figure = { readonly ms: Spread; readonly ratio: Spread }

/** Does a thing once and answers how long it took, in milliseconds: so that what has to be there before it is not counted. */
export type Way = () => Promise<number> | number

type Options<Name extends string> = {
  readonly ways: Readonly<Record<Name, Way>>
  readonly baseline: NoInfer<Name>
  readonly rounds: number
  /** Rounds that are not counted, for what is loaded and compiled on the way. */
  readonly warmUps: number
}

/** Rounds of A B C A B C …, each beginning with another one. */
export async function interleave<Name extends string>(
  options: Options<Name>,
): Promise<Readonly<Record<Name, Figure>> & { readonly rounds: number }> {
  const { ways, baseline, rounds, warmUps } = options
  const names = Object.keys(ways) as Name[]
  const taken = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = -warmUps; round < rounds; round += 1) {
    const first = (round + warmUps) % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const ms = await ways[name]()
      if (round >= 0) taken.get(name)?.push(ms)
    }
  }
  const floor = taken.get(baseline) ?? []
  const figures = names.map((name): [Name, Figure] => {
    const all = taken.get(name) ?? []
    return [name, { ms: spreadOf(all), ratio: spreadOf(all.map((ms, round) => ms / (floor[round] ?? Number.NaN))) }]
  })
  return { ...(Object.fromEntries(figures) as Record<Name, Figure>), rounds }
}

/** The same thing a number of times, and how long once took on average: for what is over in a moment. */
export function times(count: number, once: () => unknown): Way {
  return async () => {
    const began = performance.now()
    for (let time = 0; time < count; time += 1) await once()
    return (performance.now() - began) / count
  }
}

/** Median and quartiles, by linear interpolation between the two nearest. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (part: number) => {
    const place = part * (sorted.length - 1)
    const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
    return round(below + (above - below) * (place - Math.floor(place)))
  }
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) }
}

/** To four digits that say something. */
export function round(value: number): number {
  return Number(value.toPrecision(4))
}
