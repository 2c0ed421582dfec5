import type { MemberId } from "@turnabout/core/id.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import type { Life } from "../support/life.ts"
import { activePair, form, monday, sessionsOf, theSession } from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"

/** Lives until half an hour after the after-form of a session. */
function liveUntilAfter(life: Life, number: number): void {
  life.movesTo(theSession(life.pair, number).starts.add({ minutes: 95 }).toString())
}

function didNot(by: MemberId, session: number): Doing {
  return { kind: "after", by, session, form: form({ happened: false }) }
}

function quietLetters(life: Life): string[] {
  return life.letters().filter((letter) => letter.startsWith("quiet") || letter.startsWith("paused"))
}

describe("two who meet and never answer", () => {
  it("are left in peace for six sessions, asked once, and paused after twelve, both told", () => {
    const life = liveOn(activePair(), monday)
    const heard: Record<number, string[]> = {}
    for (let number = 1; number <= 13; number += 1) {
      const before = quietLetters(life).length
      liveUntilAfter(life, number)
      const letters = quietLetters(life).slice(before)
      if (letters.length > 0) heard[number] = letters
    }
    expect(heard).toEqual({ 7: ["quiet-notice a", "quiet-notice b"], 13: ["paused 14 a", "paused 14 b"] })
    expect(life.pair.status).toMatchObject({ kind: "paused", reason: "silent", until: null })
    expect(sessionsOf(life.pair)).toMatch(/13 \w+ planned, 14 \w+ void$/)
    life.movesTo("2027-09-01T00:00:00Z")
    expect(quietLetters(life)).toHaveLength(4)
  })

  it("go on with any sign of either, and are asked again only after six more", () => {
    const life = liveOn(activePair(), monday)
    for (let number = 1; number <= 7; number += 1) liveUntilAfter(life, number)
    expect(quietLetters(life)).toHaveLength(2)
    life.does({ kind: "sign-of-life", by: "b" })
    for (let number = 8; number <= 13; number += 1) liveUntilAfter(life, number)
    expect(quietLetters(life)).toHaveLength(2)
    liveUntilAfter(life, 14)
    expect(quietLetters(life)).toHaveLength(4)
    expect(life.pair.status.kind).toBe("active")
  })

  it("are not asked for sessions that a pause called off, and never paused without having been asked", () => {
    const life = liveOn(activePair(), monday)
    // Each pause ends before the session that is next by then, and calls off the two that were invited.
    for (let round = 0; round < 8; round += 1) {
      life.does({ kind: "pause", by: "a", until: null })
      const { status } = life.pair
      if (status.kind !== "paused" || status.until === null) throw new Error("not paused")
      life.movesTo(status.until.subtract({ days: 2 }).toZonedDateTime("Europe/Berlin").toInstant().toString())
    }
    expect(life.pair.status.kind).toBe("active")
    const first = life.pair.sessions.find(({ state }) => state.kind === "planned")?.number ?? 0
    expect(first).toBeGreaterThan(14)
    const asked = () => life.letters().filter((letter) => letter.startsWith("quiet"))
    for (let number = first; number < first + 6; number += 1) liveUntilAfter(life, number)
    expect([life.pair.status.kind, asked()]).toEqual(["active", []])
    liveUntilAfter(life, first + 6)
    expect([life.pair.status.kind, asked()]).toEqual(["active", ["quiet-notice a", "quiet-notice b"]])
  })

  it("come back with the first word after a pause for silence", () => {
    const life = liveOn(activePair(), monday)
    for (let number = 1; number <= 13; number += 1) liveUntilAfter(life, number)
    life.movesTo("2027-06-01T00:00:00Z")
    life.does({ kind: "sign-of-life", by: "a", via: "page" })
    expect(life.pair.status.kind).toBe("active")
    expect(life.letters("2027-06-01").slice(0, 2)).toEqual(["back-soon a", "back-soon b"])
  })

  it.each([
    { kind: "rsvp", by: "a", event: { session: 3, revival: 0, sequence: 0 }, partstat: "ACCEPTED" },
    { kind: "answer", by: "a", session: 3, text: "words", shared: false },
    { kind: "after", by: "b", session: 2, form: form({}), via: "page" },
    { kind: "not-understood", to: "b", letter: null, reason: "unclear", excerpt: null },
  ] satisfies Doing[])("give a sign by %j", (doing) => {
    const life = liveOn(activePair(), monday)
    for (let number = 1; number <= 2; number += 1) liveUntilAfter(life, number)
    life.does(doing)
    for (let number = 3; number <= 8; number += 1) liveUntilAfter(life, number)
    expect(quietLetters(life)).toEqual([])
    liveUntilAfter(life, 9)
    expect(quietLetters(life)).toHaveLength(2)
  })
})

describe("one whose partner says that sessions did not happen", () => {
  /** Ben says so of sessions 1 and 2; Ana gives no sign. */
  function denied() {
    const life = liveOn(activePair(), monday)
    for (const number of [1, 2]) {
      liveUntilAfter(life, number)
      life.does(didNot("b", number))
    }
    return life
  }

  it("is asked after the second one, and only then", () => {
    const life = liveOn(activePair(), monday)
    liveUntilAfter(life, 1)
    life.does(didNot("b", 1))
    expect(quietLetters(life)).toEqual([])
    liveUntilAfter(life, 2)
    life.does(didNot("b", 2))
    expect(quietLetters(life)).toEqual(["quiet-check a"])
  })

  it("is not asked if they gave a sign in between, nor about one session told of twice", () => {
    const life = liveOn(activePair(), monday)
    liveUntilAfter(life, 1)
    life.does(didNot("b", 1))
    life.does(didNot("b", 1))
    life.does({ kind: "sign-of-life", by: "a", via: "page" })
    liveUntilAfter(life, 2)
    life.does(didNot("b", 2))
    expect(quietLetters(life)).toEqual([])
  })

  it("is not asked for a session around which they gave a sign themselves", () => {
    const life = liveOn(activePair(), monday)
    liveUntilAfter(life, 1)
    life.does({ kind: "sign-of-life", by: "a", via: "page" })
    life.does(didNot("b", 1))
    liveUntilAfter(life, 2)
    life.does(didNot("b", 2))
    expect(quietLetters(life)).toEqual([])
    liveUntilAfter(life, 3)
    life.does(didNot("b", 3))
    expect(quietLetters(life)).toEqual(["quiet-check a"])
  })

  it("is not asked when the partner takes it back", () => {
    const life = liveOn(activePair(), monday)
    liveUntilAfter(life, 1)
    life.does(didNot("b", 1))
    life.does({ kind: "after", by: "b", session: 1, form: form({ happened: true }) })
    liveUntilAfter(life, 2)
    life.does(didNot("b", 2))
    expect(quietLetters(life)).toEqual([])
  })

  it("has seven days; then the invitations stop and the partner hears of it", () => {
    const life = denied()
    const asked = life.now
    life.movesTo(
      asked
        .add({ hours: 7 * 24 })
        .subtract({ seconds: 1 })
        .toString(),
    )
    expect(life.pair.status.kind).toBe("active")
    life.movesTo(asked.add({ hours: 7 * 24 }).toString())
    expect(quietLetters(life)).toEqual(["quiet-check a", "quiet-notice b"])
    expect(life.pair.status).toMatchObject({ kind: "paused", reason: "quiet", by: "a" })
    expect(sessionsOf(life.pair)).toBe("3 a planned, 4 b void, 5 a void")
  })

  it("stays in the pair with one word in time", () => {
    const life = denied()
    life.does({ kind: "sign-of-life", by: "a" })
    life.movesTo(life.now.add({ hours: 8 * 24 }).toString())
    expect(life.pair.status.kind).toBe("active")
    expect(quietLetters(life)).toEqual(["quiet-check a"])
  })

  it("brings everything back with a word after that, and nobody else does", () => {
    const life = denied()
    life.movesTo(life.now.add({ hours: 7 * 24 }).toString())
    life.does({ kind: "sign-of-life", by: "b" })
    expect(life.pair.status.kind).toBe("paused")
    life.does({ kind: "sign-of-life", by: "a" })
    expect(life.pair.status.kind).toBe("active")
  })

  it("leaves their partner, who may wait: they are asked once more after four weeks", () => {
    const life = denied()
    life.movesTo(life.now.add({ hours: 7 * 24 }).toString())
    expect(life.does({ kind: "wait", by: "a" })).not.toEqual({ kind: "done" })
    const waiting = denied()
    waiting.movesTo(waiting.now.add({ hours: 7 * 24 }).toString())
    expect(waiting.does({ kind: "wait", by: "b" })).toEqual({ kind: "done" })
    const since = waiting.now
    waiting.movesTo(
      since
        .add({ hours: 28 * 24 })
        .subtract({ seconds: 1 })
        .toString(),
    )
    expect(quietLetters(waiting)).toEqual(["quiet-check a", "quiet-notice b", "paused b"])
    waiting.movesTo(since.add({ hours: 28 * 24 }).toString())
    expect(quietLetters(waiting)).toEqual(["quiet-check a", "quiet-notice b", "paused b", "quiet-notice b"])
  })
})

describe("three skips in a row", () => {
  it("bring up, once, whether every other week would suit the two better", () => {
    const questions = (life: Life) => life.letters().filter((letter) => letter.startsWith("question"))
    const life = liveOn(activePair(), monday)
    for (const session of [1, 2]) life.does({ kind: "skip", by: "a", session })
    expect(questions(life)).toEqual([])
    life.does({ kind: "skip", by: "b", session: 3 })
    expect(questions(life)).toEqual(["question a", "question b"])
    for (const session of [4, 5, 6]) life.does({ kind: "skip", by: "a", session })
    expect(questions(life)).toHaveLength(2)
    life.does({ kind: "answer-question", by: "b", answer: "yes" })
    expect(life.pair.rhythm).toBe("fortnightly")
  })
})
