/** Work that was begun and that somebody may want to see ended. */
export type WorkUnderWay = {
  readonly add: (work: Promise<unknown>) => void
  /** Resolves when all work added has ended, well or badly, and none was added meanwhile. */
  readonly settled: () => Promise<void>
}

export function trackWork(): WorkUnderWay {
  const underWay = new Set<Promise<void>>()
  return {
    add: (work) => {
      const ended: Promise<void> = Promise.allSettled([work]).then(() => void underWay.delete(ended))
      underWay.add(ended)
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
