import { expect, test } from "vitest"
import { fuzzForms } from "../../support/form-fuzz.ts"

test("whatever is posted to whatever form, no page fails", async () => {
  const tally = await fuzzForms(300)
  expect(tally.get(200) ?? 0).toBeGreaterThan(20)
  expect(tally.get(422) ?? 0).toBeGreaterThan(20)
}, 60_000)
