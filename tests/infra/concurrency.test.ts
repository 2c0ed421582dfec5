import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { concurrencyFor } from "../../infra/concurrency.ts"

test.each([
  [1, 1, 2],
  [14, 1, 2],
  [80, 5, 3],
  [200, 6, 6],
  [1000, 6, 29],
  [100_000, 20, 1000],
])(
  "SES taking %i mails a second is kept busy by %i pairs at once in each of %i workers",
  (rate, pairsAtOnce, workers) => {
    expect(concurrencyFor(rate)).toEqual({ pairsAtOnce, workers })
  },
)

type Needed = { readonly pairs: number; readonly sesRate: number; readonly workers: number }
const { peak } = JSON.parse(readFileSync("docs/performance/bench.json", "utf8")) as {
  readonly peak: { readonly needed: readonly Needed[] }
}

test.each(peak.needed)("are as many workers as the bench says $pairs pairs need", ({ sesRate, workers }) => {
  expect(concurrencyFor(sesRate).workers).toBeGreaterThanOrEqual(workers)
})
