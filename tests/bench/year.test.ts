import { expect, test } from "vitest"
import { benchYear } from "./year.ts"

test("what is counted for a prompt is what it asks of the table, and not what the bench does", async () => {
  const { alarms } = await benchYear({ isQuick: true, tell: () => {} })
  const prompts = alarms.find(({ letters }) => letters === "prompt")
  // Load, save, the letter's record, save; the second of the two also the text of a commitment, by the cheaper read.
  expect(prompts).toMatchObject({ tableWrites: 3, indexWrites: 2, reads: 1.25, requests: 4.5 })
})
