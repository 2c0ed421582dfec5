/** What is promised, by what the report calls it when it is broken. */
export const troubleKinds = ["lost", "repeated", "overBudget", "wrongHour", "calendarMismatch", "turnGap"] as const
export type TroubleKind = (typeof troubleKinds)[number]

export type Found = Readonly<Record<TroubleKind, { readonly count: number; readonly cases: readonly string[] }>>

/** Collects what is broken, and of each kind the first few cases with the pair, the letter and the instant. */
export type Troubles = {
  readonly add: (kind: TroubleKind, where: string) => void
  readonly found: () => Found
}

const casesAtMost = 5

export function troubles(): Troubles {
  const cases = new Map<TroubleKind, string[]>()
  const counts = new Map<TroubleKind, number>()
  return {
    add: (kind, where) => {
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      const known = cases.get(kind) ?? []
      if (known.length < casesAtMost) cases.set(kind, [...known, where])
    },
    found: () => ofEach((kind) => ({ count: counts.get(kind) ?? 0, cases: cases.get(kind) ?? [] })),
  }
}

/** One found after the other. */
export function bothFound(one: Found, other: Found): Found {
  return ofEach((kind) => ({
    count: one[kind].count + other[kind].count,
    cases: [...one[kind].cases, ...other[kind].cases].slice(0, casesAtMost),
  }))
}

function ofEach(of: (kind: TroubleKind) => Found[TroubleKind]): Found {
  return {
    lost: of("lost"),
    repeated: of("repeated"),
    overBudget: of("overBudget"),
    wrongHour: of("wrongHour"),
    calendarMismatch: of("calendarMismatch"),
    turnGap: of("turnGap"),
  }
}

export function whenText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
