import { expect, test } from "vitest"
import { concurrencyFor } from "../../infra/concurrency.ts"

test.each([
  [1, 1, 2],
  [14, 1, 2],
  [80, 8, 2],
  [200, 20, 2],
  [1000, 20, 10],
  [10_000, 20, 100],
])(
  "SES taking %i mails a second is kept busy by %i pairs at once in each of %i workers",
  (rate, pairsAtOnce, workers) => {
    expect(concurrencyFor(rate)).toEqual({ pairsAtOnce, workers })
  },
)
