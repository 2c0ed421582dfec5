import type { PairId } from "@turnabout/core/id.ts"
import { beforeEach, describe, expect, test } from "vitest"
import { emptyForm, joined } from "./letters.ts"
import { readPart, textOf } from "./mail-part.ts"
import type { Scene } from "./scene.ts"
import { does, livesUntil, scene, sentTo } from "./scene.ts"

let on: Scene
beforeEach(() => {
  on = scene()
})

/** The newest letter of a kind to Ana or Ben, on one line. */
function letter(kind: string, name: string): string {
  const found = on.sent.findLast((sent) => sent.kind === kind && sent.to.startsWith(name))
  expect(found, `${kind} to ${name}, among ${sentTo(on).join(", ")}`).toBeDefined()
  return textOf(readPart(found!.raw)).replaceAll(/\s+/g, " ")
}

describe("WAIT", () => {
  test("is confirmed with the day until which things stay as they are", async () => {
    const id = await joined(on)
    for (const [session, instant] of [
      [1, "2026-11-26T18:30:00Z"],
      [2, "2026-12-03T18:30:00Z"],
    ] as const) {
      await livesUntil(on, id, instant)
      await does(on, id, { kind: "after", by: "b", session, form: { ...emptyForm, happened: false } })
    }
    await livesUntil(on, id, "2026-12-12T09:00:00Z")
    await does(on, id, { kind: "wait", by: "b", via: "mail" })
    expect(letter("paused", "ben")).toContain("We leave things as they are, and write again on Saturday, 9 January.")
  })
})

describe("an answer to a question that has expired", () => {
  const answered = async (id: PairId, about: "export" | "fortnightly" | "time") => {
    await does(on, id, { kind: "ask", by: "a", question: { about, session: null, times: [] }, written: null })
    on.moveBy("PT192H")
    await does(on, id, { kind: "answer-question", by: "a", answer: "yes", via: "mail" })
    return letter("not-understood", "ana")
  }

  test.each([
    ["export", "If you still want it, reply EXPORT."],
    ["fortnightly", "If you still want it, reply FORTNIGHTLY."],
    ["time", "write once more what you wrote before it"],
  ] as const)("about %s says how to ask again", async (about, words) => {
    expect(await answered(await joined(on), about)).toContain(words)
  })
})
