import { keyOfOwnId, ownIdOf, threadIdOf } from "@turnabout/functions/own-id.ts"
import { expect, test } from "vitest"
import { pairId } from "../contract/sample-pair.ts"

const [pair, other] = [pairId(1), pairId(2)]
const domain = "turnabout.example"

test("the key of a letter is found in its own id", () => {
  for (const key of ["prompt.3.a.17", "not-understood.x_Y-9.a.2"])
    expect(keyOfOwnId(ownIdOf(key, pair, domain), pair, domain)).toBe(key)
})

test.each([
  ["", "no id"],
  [ownIdOf("prompt.3.a.17", other, domain), "another pair's"],
  [ownIdOf("prompt.3.a.17", pair, "elsewhere.example"), "another domain's"],
  [threadIdOf(3, pair, domain), "that of a session's letters"],
  [ownIdOf("", pair, domain), "one without a key"],
  [ownIdOf("a key\u0000", pair, domain), "what can't be a key"],
  [ownIdOf("x".repeat(2000), pair, domain), "longer than any key"],
])("no letter has %j: %s", (id) => {
  expect(keyOfOwnId(id, pair, domain)).toBeNull()
})
