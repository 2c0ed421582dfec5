import { beforeAll, describe, expect, test } from "vitest"
import { disorderOf, inOrder, liveFortnight } from "./disorder.ts"
import type { Fortnight } from "./disorder.ts"
import { isAlike } from "./world.ts"

let once: Fortnight
beforeAll(async () => {
  once = await liveFortnight(inOrder)
})

test("a fortnight in which everything comes once does what it says", () => {
  expect(once.given).toBe(Object.values(once.deliveries).reduce((sum, count) => sum + count, 0))
  expect(once.sent).toMatchInlineSnapshot(`
    [
      "after-form to ana@example.org: Before it fades: Thursday, 26 November with Ben",
      "after-form to ana@example.org: Before it fades: Thursday, 3 December with Ben",
      "after-form to ben@example.net: Before it fades: Thursday, 26 November with Ana",
      "after-form to ben@example.net: Before it fades: Thursday, 3 December with Ana",
      "coach-note to ana@example.org: You are coaching Ben today",
      "coach-note to ben@example.net: You are coaching Ana tomorrow",
      "invitation to ana@example.org: Cancelled: Thursday, 17 December with Ben",
      "invitation to ana@example.org: Thursday, 10 December: Ben coaches you",
      "invitation to ana@example.org: Thursday, 10 December: Ben coaches you",
      "invitation to ana@example.org: Thursday, 10 December: you coach Ben",
      "invitation to ana@example.org: Thursday, 17 December: Ben coaches you",
      "invitation to ana@example.org: Thursday, 17 December: you coach Ben",
      "invitation to ana@example.org: Thursday, 3 December: you coach Ben",
      "invitation to ben@example.net: Cancelled: Thursday, 17 December with Ana",
      "invitation to ben@example.net: Thursday, 10 December: Ana coaches you",
      "invitation to ben@example.net: Thursday, 10 December: you coach Ana",
      "invitation to ben@example.net: Thursday, 10 December: you coach Ana",
      "invitation to ben@example.net: Thursday, 10 December: you coach Ana",
      "invitation to ben@example.net: Thursday, 17 December: Ana coaches you",
      "invitation to ben@example.net: Thursday, 17 December: Ana coaches you",
      "invitation to ben@example.net: Thursday, 17 December: you coach Ana",
      "invitation to ben@example.net: Thursday, 3 December: Ana coaches you",
      "invitation to ben@example.net: Thursday, 3 December: Ana coaches you",
      "not-understood to ana@example.org: We did not understand your reply",
      "not-understood to ana@example.org: Your reply came a little late",
      "not-understood to ben@example.net: We did not understand your reply",
      "not-understood to ben@example.net: We did not understand your reply",
      "paused to ana@example.org: Paused until Sunday, 20 December",
      "paused to ben@example.net: Paused until Sunday, 20 December",
      "prompt to ana@example.org: Tomorrow is your hour with Ben",
      "prompt to ben@example.net: Tomorrow is your hour with Ana",
      "recap to ana@example.org: November: what you said you would do",
      "recap to ben@example.net: November: what you said you would do",
      "skipped to ana@example.org: Skipped: Thursday, 3 December with Ben",
      "skipped to ben@example.net: Skipped: Thursday, 3 December with Ana",
    ]
  `)
})

// More of them: `npm run check:faults`.
describe("messages, mails and feedback that come twice, late and overtaken, and forms that come twice, have one effect", () => {
  test.each([1, 2])("seed %i", async (seed) => {
    const again = await liveFortnight(disorderOf(seed))
    expect(again.given).toBeGreaterThan(2 * once.given)
    expect(again.sent).toEqual(once.sent)
    expect(again.kept).toEqual(once.kept)
    expect(isAlike(again.pair, once.pair) ? once.pair : again.pair).toBe(once.pair)
  })
})
