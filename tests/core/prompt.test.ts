import { choosePrompt } from "@turnabout/core/prompt.ts"
import type { Commitment } from "@turnabout/core/commitment.ts"
import { commitmentIdSchema } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { spread } from "@turnabout/core/spread.ts"
import { eventPrompts, prompts } from "@turnabout/core/texts/prompts.ts"
import type { PromptTag } from "@turnabout/core/texts/prompts.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import { activePair, at, form, monday, pairIdOf, theSession } from "../support/pair-builder.ts"

/** Pairs that differ in nothing but their id. */
function pairs(count: number): Pair[] {
  const active = activePair()
  return Array.from({ length: count }, (_, number) => ({ ...active, id: pairIdOf(number) }))
}

/** The pair with Ana having been asked before, `held` sessions held, and session 1 a week after the last of them. */
function experienced(pair: Pair, held: number, asked: readonly string[] = [eventPrompts.first]): Pair {
  const starts = theSession(pair, 1).starts.subtract({ hours: 7 * 24 })
  return {
    ...pair,
    before: { ...pair.before, held, lastHeld: held === 0 ? null : starts },
    members: { ...pair.members, a: { ...pair.members.a, prompts: [...asked] } },
  }
}

function chosen(pair: Pair): string {
  return choosePrompt(pair, theSession(pair, 1), "a")
}

function tagOf(id: string): PromptTag {
  return prompts.find((prompt) => prompt.id === id)!.tag
}

function shares(ids: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const id of ids) counts[tagOf(id)] = (counts[tagOf(id)] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).map(([tag, count]) => [tag, count / ids.length]))
}

const openOne: Commitment = {
  id: commitmentIdSchema.parse("made.0"),
  by: "a",
  session: 1,
  made: Temporal.PlainDate.from("2026-11-12"),
  state: "open",
  changed: Temporal.PlainDate.from("2026-11-12"),
  carried: 0,
}

describe("the prompt of a pair's early sessions", () => {
  const drawn = pairs(4000).map((pair) => chosen(experienced(pair, 2)))

  it("is half from being heard, a quarter from getting unstuck, a quarter from following through", () => {
    const { A, B, C, ...rest } = shares(drawn)
    expect(rest).toEqual({})
    expect(A).toBeCloseTo(0.5, 1)
    expect(B).toBeCloseTo(0.25, 1)
    expect(C).toBeCloseTo(0.25, 1)
    for (const [share, ideal] of [
      [A, 0.5],
      [B, 0.25],
      [C, 0.25],
    ] as const)
      expect(Math.abs(share! - ideal)).toBeLessThan(0.03)
  })

  it("is any one of its kind, about equally often", () => {
    const ofA = drawn.filter((id) => tagOf(id) === "A")
    const counts = prompts.filter(({ tag }) => tag === "A").map(({ id }) => ofA.filter((each) => each === id).length)
    for (const count of counts) expect(Math.abs(count / ofA.length - 1 / counts.length)).toBeLessThan(0.03)
  })

  it("does not ask about commitments that nobody has made", () => {
    expect(drawn).not.toContain("F18")
    const committed = pairs(2000).map((pair) => chosen({ ...experienced(pair, 2), commitments: [openOne] }))
    expect(committed).toContain("F18")
  })
})

describe("the longer view", () => {
  it.each([
    [3, false],
    [4, true],
  ])("with %i sessions held is asked for: %s", (held, isAsked) => {
    const tags = pairs(2000).map((pair) => tagOf(chosen(experienced(pair, held))))
    expect(tags.includes("D")).toBe(isAsked)
  })

  it("takes its part from following through, not from being heard", () => {
    const { A, B, C, D } = shares(pairs(4000).map((pair) => chosen(experienced(pair, 12))))
    expect(Math.abs(A! - 0.5)).toBeLessThan(0.03)
    expect(Math.abs(B! - 0.25)).toBeLessThan(0.03)
    expect(Math.abs(C! + D! - 0.25)).toBeLessThan(0.03)
  })
})

describe("an event", () => {
  it("chooses the first one's prompt", () => {
    expect(chosen(experienced(activePair(), 0, []))).toBe(eventPrompts.first)
    expect(chosen(experienced(activePair(), 1))).not.toBe(eventPrompts.first)
  })

  it.each([
    ["2026-11-16T16:00:00Z", false],
    ["2026-11-16T15:59:59Z", true],
  ])("(nothing held since %s, ten days before) welcomes back: %s", (lastHeld, isBack) => {
    const pair = experienced(activePair(), 3)
    const gap = { ...pair, before: { ...pair.before, lastHeld: at(lastHeld) } }
    expect(chosen(gap) === eventPrompts.comeback).toBe(isBack)
  })

  it("welcomes nobody back from a week in which the session was only moved close to the next", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-04T09:00:00Z")
    life.does({ kind: "move", by: "a", session: 3, starts: at("2026-12-16T16:00:00Z") })
    life.movesTo("2026-12-16T16:01:00Z")
    expect(theSession(life.pair, 4).prompt).toBeTruthy()
    expect(theSession(life.pair, 4).prompt).not.toBe(eventPrompts.comeback)
  })

  it("welcomes back after a skipped week, in the life of a pair", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-04T09:00:00Z")
    life.does({ kind: "skip", by: "a", session: 3 })
    life.movesTo("2026-12-17T09:00:00Z")
    expect(theSession(life.pair, 4).prompt).toBe(eventPrompts.comeback)
  })

  it("welcomes back also those who had not met before the gap, and not those who meet for the first time", () => {
    const skipped = liveOn(activePair(), monday)
    skipped.does({ kind: "skip", by: "a", session: 1 })
    skipped.movesTo("2026-12-03T09:00:00Z")
    expect(theSession(skipped.pair, 2).prompt).toBe(eventPrompts.comeback)
    const paused = liveOn(activePair(), monday)
    paused.does({ kind: "pause", by: "b", until: null })
    paused.movesTo("2026-12-24T09:00:00Z")
    expect(paused.pair.sessions.map(({ prompt }) => prompt)).toContain(eventPrompts.comeback)
    const moved = liveOn(activePair(), monday)
    moved.does({ kind: "move", by: "a", session: 1, starts: at("2026-12-02T16:00:00Z") })
    moved.movesTo("2026-12-02T09:00:00Z")
    expect(theSession(moved.pair, 1).prompt).toBe(eventPrompts.first)
  })

  it.each([
    ["2026-11-25T15:59:00Z", eventPrompts.comeback],
    ["2026-11-25T16:01:00Z", eventPrompts.first],
  ])("of a pair that began at %s, a day before its slot or less, calls for %s a week after it", (from, prompt) => {
    // Whoever stops the letters and takes that back has only void sessions before; nothing was missed by it.
    const life = liveOn(activePair({ at: from }), from)
    life.does({ kind: "unsubscribe", by: "a", via: "page" })
    life.does({ kind: "sign-of-life", by: "a" })
    const [first, second] = life.pair.sessions.filter(({ state }) => state.kind === "planned")
    const next = prompt === eventPrompts.first ? first : second
    if (prompt === eventPrompts.comeback) life.does({ kind: "skip", by: "a", session: first!.number })
    expect(next!.starts.toString()).toBe("2026-12-03T16:00:00Z")
    life.movesTo("2026-12-03T09:00:00Z")
    expect(theSession(life.pair, next!.number).prompt).toBe(prompt)
  })

  it.each([
    ["a commitment carried for long", { commitments: [{ ...openOne, carried: 3 }] }, [eventPrompts.first]],
    ["nothing else", {}, [eventPrompts.first]],
    ["their first own turn", {}, []],
  ])("welcomes back before it asks about %s", (_, changed, asked) => {
    const pair = { ...experienced(activePair(), 3, asked), ...changed }
    const gap = { ...pair, before: { ...pair.before, lastHeld: at("2026-11-16T15:59:59Z") } }
    expect(chosen(gap)).toBe(eventPrompts.comeback)
  })

  it("asks about what was carried for long before it asks why they said yes", () => {
    expect(chosen({ ...experienced(activePair(), 3, []), commitments: [{ ...openOne, carried: 3 }] })).toBe(
      eventPrompts.carried,
    )
  })

  it("welcomes back first and asks at the next own turn about what was carried, in the life of a pair", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T18:00:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ commitments: ["call"] }) })
    life.movesTo("2026-12-18T09:00:00Z")
    life.does({ kind: "skip", by: "b", session: 5 })
    life.movesTo("2027-01-14T17:00:00Z")
    const own = life.chronicle.records.flatMap((record) =>
      record.kind === "session" && record.session.focus === "a" ? [record.session] : [],
    )
    const prompts = [...own, ...life.pair.sessions.filter(({ focus }) => focus === "a")]
      .filter(({ prompt }) => prompt !== null)
      .map(({ number, prompt }) => `${number} ${prompt}`)
    expect(prompts.slice(-2)).toEqual(["6 F28", "8 F30"])
  })

  it.each([
    [1, false],
    [2, true],
    [3, true],
  ])("(%i prompts in a row without an answer) asks for nothing: %s", (unanswered, isQuiet) => {
    const pair = experienced(activePair(), 3)
    const quiet = { ...pair, members: { ...pair.members, a: { ...pair.members.a, unanswered } } }
    expect(chosen(quiet) === eventPrompts.quiet).toBe(isQuiet)
  })

  it.each([
    [2, false],
    [3, true],
  ])("(a commitment carried through %i sessions) asks about it: %s", (carried, isAsked) => {
    const pair = { ...experienced(activePair(), 3), commitments: [{ ...openOne, carried }] }
    expect(chosen(pair) === eventPrompts.carried).toBe(isAsked)
  })

  it("counts a commitment's sessions in the life of a pair", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T18:00:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ commitments: ["call"] }) })
    // Ana is the focus of 3 and 5: carried through 2, 3 and 4 by then.
    life.movesTo("2026-12-23T17:00:00Z")
    expect(theSession(life.pair, 5).prompt).toBe(eventPrompts.carried)
  })

  it("chooses its prompt only once within twelve turns", () => {
    const pair = experienced(activePair(), 3, [eventPrompts.first, eventPrompts.quiet])
    const quiet = { ...pair, members: { ...pair.members, a: { ...pair.members.a, unanswered: 5 } } }
    expect(chosen(quiet)).not.toBe(eventPrompts.quiet)
  })
})

describe("a member's prompts", () => {
  it("do not come again within twelve of their own turns, over years of all kinds of weeks", () => {
    for (const id of ["pair_aaaaaaaaaaaaaaaa", "pair_zzzzzzzzzzzzzzz7"]) {
      const life = liveOn(activePair({ id }), monday)
      const asked: Record<string, string[]> = { a: [], b: [] }
      for (let number = 1; number <= 70; number += 1) {
        const { starts } = theSession(life.pair, number)
        if (number % 7 === 0) life.does({ kind: "skip", by: "a", session: number })
        life.movesTo(starts.subtract({ hours: 1 }).toString())
        const session = theSession(life.pair, number)
        if (session.focus !== "both" && session.prompt !== null) asked[session.focus]?.push(session.prompt)
        if (number % 3 === 0 && session.focus !== "both") {
          life.does({ kind: "answer", by: session.focus, session: number, text: "words", shared: null })
        }
        life.movesTo(starts.add({ hours: 5 }).toString())
      }
      for (const ids of Object.values(asked)) {
        expect(ids.length).toBeGreaterThan(20)
        for (const [turn, prompt] of ids.entries())
          expect(ids.slice(Math.max(0, turn - 12), turn)).not.toContain(prompt)
      }
    }
  })
})

describe("spreading", () => {
  it("is even over ids that differ in one letter", () => {
    for (const below of [2, 4, 8, 9, 180]) {
      const counts = Array<number>(below).fill(0)
      for (let number = 0; number < 1000 * below; number += 1) counts[spread(`recap pair_${number} a`, below)]! += 1
      for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200)
    }
  })

  it("never changes: every pair's hour would", () => {
    expect(["a", "b", "c"].map((member) => spread(`recap pair_aaaaaaaaaaaaaaaa ${member}`, 180))).toEqual([5, 100, 123])
  })
})
