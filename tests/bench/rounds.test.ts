import { expect, test } from "vitest"
import { interleave, spreadOf } from "./rounds.ts"

test("the median and the quartiles are between the nearest two", () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25 })
  expect(spreadOf([7])).toEqual({ median: 7, lower: 7, upper: 7 })
})

test("rounds take turns at who is first, warm-ups don't count, and a ratio is that of one round", async () => {
  const order: string[] = []
  const taking = (name: string, ...ms: readonly number[]) => {
    let round = 0
    return () => {
      order.push(name)
      round += 1
      return ms[round - 1] ?? 0
    }
  }
  const figures = await interleave({
    ways: { ours: taking("ours", 99, 2, 30), floor: taking("floor", 99, 1, 10) },
    baseline: "floor",
    rounds: 2,
    warmUps: 1,
  })
  expect(order).toEqual(["ours", "floor", "floor", "ours", "ours", "floor"])
  expect(figures.ours).toEqual({ ms: spreadOf([2, 30]), ratio: spreadOf([2, 3]) })
  expect(figures.floor.ratio.median).toBe(1)
})
