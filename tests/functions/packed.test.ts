import { readFileSync } from "node:fs"
import { pack, unpack } from "@turnabout/functions/adapters/packed.ts"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

describe("a packed text", () => {
  test("is the same when it is unpacked, whatever it was", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 3000 }), fc.json({ maxDepth: 4 })), (text) => {
        // What is no text in UTF-8 is not kept as it was, packed or not.
        const kept = Buffer.from(text).toString()
        expect(unpack(pack(text))).toBe(kept)
        expect(pack(text).length).toBeLessThanOrEqual(Buffer.byteLength(text) + 1)
      }),
      { numRuns: 300 },
    )
  })

  test("of a pair is a quarter of it, or less", () => {
    const pairs = JSON.parse(readFileSync("tests/fixtures/pairs/2026-11-23.json", "utf8")) as readonly unknown[]
    for (const pair of pairs.map((each) => JSON.stringify(each))) {
      expect(pack(pair).length).toBeLessThan(pair.length / 4)
    }
  })

  test("opens as it was packed on 27 November 2026: the dictionary is the one of then", () => {
    expect(unpack(Buffer.from(packedThen, "base64"))).toBe(textThen)
  })

  test.each(['{"id":"pair_a"}', "", "What I bring", "Grüße"])("opens %j as it was kept before", (text) => {
    expect(unpack(Buffer.from(text))).toBe(text)
  })

  test.each([1, 2, 3])("that has lost its last %i bytes throws", (count) => {
    expect(() => unpack(pack(textThen).subarray(0, -count))).toThrow()
  })
})

const textThen = `{"id":"pair_q","version":3,"members":{"a":{"name":"Ana","zone":"Europe/Lisbon","sharesAnswers":true}}}\nThe shape of the hour, Grüße`
const packedThen = "AUPunRQid0+MCXQycHQksLQQa2trubAOJukouBcd3nN4fioA"
