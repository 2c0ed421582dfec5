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

describe("a last session", () => {
  /** Ana has asked for one last session, on Thursday the 26th, in which she is the focus. */
  const ending = async () => {
    const id = await joined(on)
    await does(on, id, { kind: "end", by: "a", last: true })
    return id
  }

  test("says in the letter that books it who asked for it, and no reason", async () => {
    await ending()
    const booked = (name: string) =>
      on.sent
        .filter(({ kind, to }) => kind === "invitation" && to.startsWith(name))
        .map(({ raw }) => textOf(readPart(raw)).replaceAll(/\s+/g, " "))
        .find((text) => text.includes("your last session") || text.includes("one last session"))
    expect(booked("ana")).toContain("This is your last session, as you asked. After it the pair closes.")
    expect(booked("ben")).toContain("Ana asked for one last session, and this is it. After it the pair closes.")
    for (const name of ["ana", "ben"]) expect(booked(name)).toContain("What do I wish I had said?")
    expect(booked("ben")).toContain("Reply END to close the pair now.")
    expect(booked("ben")).not.toContain("PAUSE")
  })

  test("is known as the last by the event, the prompt and the coach's note", async () => {
    const id = await ending()
    const event = on.sent.findLast(({ kind, raw }) => kind === "invitation" && raw.includes("METHOD:REQUEST"))
    const calendar = textOf(readPart(event!.raw), "text/calendar").replaceAll(/\r?\n /g, "")
    expect(calendar).toContain("Your last session.")
    expect(calendar).toContain("What did I get from this?")
    await livesUntil(on, id, "2026-11-25T17:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "Thank you.", shared: true })
    expect(letter("prompt", "ana")).toContain("It is your last session.")
    expect(letter("prompt", "ana")).toContain("What did I see change in you?")
    expect(letter("coach-note", "ben")).toContain("It is your last session.")
    expect(letter("coach-note", "ben")).toContain("What did I see change in you?")
  })

  test("is followed by questions that ask for a line to keep, and for nothing to do before next time", async () => {
    const id = await ending()
    await livesUntil(on, id, "2026-11-26T18:30:00Z")
    for (const name of ["ana", "ben"]) {
      const questions = letter("after-form", name)
      expect(questions).toContain("Did it happen?")
      expect(questions).toContain("keep: …")
      expect(questions).not.toContain("before next time")
      expect(questions).not.toContain("When …")
    }
    expect(letter("after-form", "ana")).toContain("the pair closes on Thursday, 26 November, 21:00")
    await livesUntil(on, id, "2026-11-26T22:00:00Z")
    expect(letter("ended", "ben")).toContain("With your last session, the pair of you and Ana is closed.")
  })

  test("that is skipped says how it comes back, and when the pair closes if it does not", async () => {
    const id = await ending()
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    expect(letter("skipped", "ben")).toContain("It was to be your last session. Reply UNSKIP to bring it back, or with")
    expect(letter("skipped", "ben")).toContain("Otherwise the pair closes on Thursday, 26 November, 19:00.")
    expect(letter("skipped", "ana")).toContain("Reply with a day and a time, such as “Fri 17:00”, to find another one.")
    expect(letter("skipped", "ana")).toContain("Otherwise the pair closes on Thursday, 26 November, 18:00.")
    expect(letter("skipped", "ana")).not.toContain("The turn")
    await livesUntil(on, id, "2026-11-26T22:00:00Z")
    expect(letter("ended", "ana")).toContain("Your last session did not take place")
    expect(sentTo(on).filter((sent) => sent.startsWith("ended"))).toHaveLength(2)
  })

  test("END said again tells of the session that is booked, and offers another only when it is off", async () => {
    const id = await ending()
    const ask = { kind: "ask", by: "b", question: { about: "end", session: null, times: [] }, written: null } as const
    await does(on, id, { ...ask, via: "mail" })
    expect(letter("question", "ben")).toContain("Your last session with Ana is on Thursday, 26 November, 18:00")
    expect(letter("question", "ben")).not.toContain("LAST")
    await does(on, id, { kind: "skip", by: "a", session: 1 })
    await does(on, id, { ...ask, via: "mail" })
    expect(letter("question", "ben")).toContain("Reply LAST for one more session")
    expect(letter("question", "ben")).toContain("Without an answer the pair closes on Thursday, 26 November, 19:00.")
  })

  test("PAUSE and LAST are answered by how things stand", async () => {
    const id = await ending()
    await does(on, id, { kind: "answer-question", by: "b", answer: "last", via: "mail" })
    expect(letter("not-understood", "ben")).toContain("Your last session is booked")
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    on.moveBy("PT25H")
    await does(on, id, { kind: "pause", by: "b", until: null, via: "mail" })
    expect(letter("not-understood", "ben")).toContain("Your last session is off")
  })
})
