/** What comes next, of things that come at an instant; of two at one instant, what was put first. */
export type Heap<T> = {
  readonly put: (thing: T) => void
  readonly first: () => T | undefined
  readonly take: () => T | undefined
}

export function heap<T extends { readonly at: number }>(): Heap<T> {
  const rows: { readonly thing: T; readonly order: number }[] = []
  let puts = 0
  const isBefore = (one: number, other: number): boolean => {
    const [a, b] = [rows[one], rows[other]]
    if (a === undefined || b === undefined) return false
    return a.thing.at === b.thing.at ? a.order < b.order : a.thing.at < b.thing.at
  }
  const swap = (one: number, other: number) => {
    const [a, b] = [rows[one], rows[other]]
    if (a !== undefined && b !== undefined) [rows[one], rows[other]] = [b, a]
  }
  return {
    put: (thing) => {
      puts += 1
      rows.push({ thing, order: puts })
      for (let place = rows.length - 1; place > 0;) {
        const above = (place - 1) >> 1
        if (!isBefore(place, above)) return
        swap(place, above)
        place = above
      }
    },
    first: () => rows[0]?.thing,
    take: () => {
      swap(0, rows.length - 1)
      const taken = rows.pop()?.thing
      for (let place = 0; ;) {
        const [left, right] = [2 * place + 1, 2 * place + 2]
        const next = isBefore(right, left) ? right : left
        if (!isBefore(next, place)) return taken
        swap(place, next)
        place = next
      }
    },
  }
}
