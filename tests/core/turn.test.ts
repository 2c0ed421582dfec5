import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { assignFocus, foldSession, heldSoFar } from "@turnabout/core/turn.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import {
  activePair,
  after,
  at,
  decided,
  form,
  monday,
  sentAll,
  sessionsOf,
  theSession,
} from "../support/pair-builder.ts"

function after1(did: boolean, by: MemberId, via: "mail" | "page" = "mail") {
  return { kind: "after", by, session: 1, form: form({ happened: did }), via } as const
}

/** Sessions in these states, one a week, each with the role that the turns give it. */
function sessions(states: readonly Session["state"]["kind"][], first: MemberId = "a"): string {
  const before: Pair["before"] = { focus: first, sinceReview: 0, held: 0, lastHeld: null, skips: 0 }
  const one = theSession(activePair(), 1)
  const listed = states.map((kind, place): Session => {
    const state = kind === "skipped" ? { kind, by: "a" as const } : { kind }
    return { ...one, number: place + 1, state, starts: one.starts.add({ hours: place * 168 }) }
  })
  return assignFocus(before, heldOnesFirst(before, listed))
    .map(({ focus, state }) => (state.kind === "void" ? "-" : focus))
    .join("")
}

/** A session that was held keeps the role it had when it was. */
function heldOnesFirst(before: Pair["before"], listed: readonly Session[]): Session[] {
  const asPlanned = listed.map((session): Session =>
    session.state.kind === "held" ? { ...session, state: { kind: "planned" } } : session,
  )
  return assignFocus(before, asPlanned).map((session, place) => ({ ...session, state: listed[place]!.state }))
}

describe("the turn", () => {
  it("goes from one to the other with every session held", () => {
    expect(sessions(["held", "held", "held", "planned", "planned"])).toBe("ababa")
  })

  it.each([
    ["skipped", "abba"],
    ["missed", "abba"],
    ["void", "a-ba"],
  ] as const)("stays where it is in a week that is %s", (kind, focus) => {
    expect(sessions(["held", kind, "planned", "planned"])).toBe(focus)
  })

  it("stays through any number of weeks that were not held", () => {
    expect(sessions(["skipped", "missed", "void", "skipped", "planned", "planned"])).toBe("aa-aab")
  })

  it("counts those still planned as if they will be held", () => {
    expect(sessions(["planned", "planned", "planned"], "b")).toBe("bab")
  })

  it("is the same whether sessions are still listed or have been filed", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("held", "skipped", "missed", "void"), { maxLength: 30 }), (kinds) => {
        let before: Pair["before"] = { focus: "a", sinceReview: 0, held: 0, lastHeld: null, skips: 0 }
        const one = theSession(activePair(), 1)
        const counts = { a: 0, b: 0 }
        for (const [place, kind] of kinds.entries()) {
          const planned: Session = { ...one, number: place + 1, state: { kind: "planned" } }
          const [assigned] = assignFocus(before, [planned])
          const state = kind === "skipped" ? { kind, by: "b" as const } : { kind }
          before = foldSession(before, { ...assigned!, state })
          if (kind === "held" && assigned!.focus !== "both") counts[assigned!.focus] += 1
          expect(Math.abs(counts.a - counts.b)).toBeLessThanOrEqual(1)
        }
        expect(before.held).toBe(kinds.filter((kind) => kind === "held").length)
      }),
    )
  })
})

describe("a session", () => {
  it.each([
    ["2026-11-26T19:59:59Z", "planned"],
    ["2026-11-26T20:00:00Z", "held"],
  ])("nobody denied is %s at %s: three hours after its planned end it counts as held", (instant, state) => {
    const pair = decided(activePair(), { kind: "sign-of-life", by: "a" }, instant).pair
    expect(theSession(pair, 1).state.kind).toBe(state)
  })

  it("that both say happened counts once it would have without a word", () => {
    const said = after(
      activePair(),
      ["2026-11-26T17:10:00Z", after1(true, "a")],
      ["2026-11-26T17:11:00Z", after1(true, "b")],
    )
    expect(theSession(said, 1).state.kind).toBe("planned")
    expect(theSession(after(said, ["2026-11-26T20:00:00Z", { kind: "wake" }]), 1).state.kind).toBe("held")
  })

  it("one of them denies was not held, and its turn is still to come", () => {
    const missed = decided(activePair(), after1(false, "b"), "2026-11-26T17:10:00Z")
    expect(sessionsOf(missed.pair)).toBe("1 a missed, 2 a planned, 3 b planned")
    expect(missed.owed).toEqual(["invitation 2 a", "invitation 2 b", "invitation 3 a", "invitation 3 b"])
    expect(missed.pair.outbox[0]?.about).toBe("roles-after-correction")
  })

  it.each([
    [true, false],
    [false, true],
  ])("with a yes and a no, in whichever order, was not held: the no outweighs it", (first, second) => {
    const pair = after(
      activePair(),
      ["2026-11-26T17:10:00Z", after1(first, "a")],
      ["2026-11-26T17:20:00Z", after1(second, "b")],
    )
    expect(theSession(pair, 1).state.kind).toBe("missed")
  })

  it("is held again when the author of the no takes it back, and only then", () => {
    const denied = after(activePair(), ["2026-11-26T21:00:00Z", after1(false, "b")])
    expect(theSession(after(denied, ["2026-11-27T09:00:00Z", after1(true, "a")]), 1).state.kind).toBe("missed")
    const back = after(denied, ["2026-11-27T09:00:00Z", after1(true, "b")])
    expect(sessionsOf(back)).toBe("1 a held, 2 b planned, 3 a planned")
  })

  it("on which a form says nothing stays as it is", () => {
    const denied = after(activePair(), ["2026-11-26T21:00:00Z", after1(false, "b")])
    const silent = { kind: "after", by: "b", session: 1, form: form({ line: "a line" }) } as const
    expect(theSession(after(denied, ["2026-11-27T09:00:00Z", silent]), 1).state.kind).toBe("missed")
  })

  it.each([
    ["2026-11-26T15:59:59Z", "refused", "planned"],
    ["2026-11-26T16:00:00Z", "done", "missed"],
    ["2026-12-03T15:59:59Z", "done", "missed"],
    ["2026-12-03T16:00:00Z", "refused", "held"],
  ])("can be corrected from its start until the next one starts: at %s %s", (instant, outcome, state) => {
    const week = decided(activePair(), after1(false, "a"), instant)
    expect(week.outcome.kind).toBe(outcome)
    const filed = week.records.flatMap((record) => (record.kind === "session" ? [record.session] : []))
    expect([...filed, ...week.pair.sessions].find(({ number }) => number === 1)?.state.kind).toBe(state)
  })

  it("can be corrected as long as the next one is skipped, which never starts", () => {
    const pair = after(activePair(), ["2026-11-30T09:00:00Z", { kind: "skip", by: "a", session: 2 }])
    expect(decided(pair, after1(false, "a"), "2026-12-03T17:00:00Z").outcome.kind).toBe("done")
    expect(decided(pair, after1(false, "a"), "2026-12-10T15:59:59Z").outcome.kind).toBe("done")
    expect(decided(pair, after1(false, "a"), "2026-12-10T16:00:00Z").outcome.kind).toBe("refused")
  })

  it("corrected too late is answered by mail with just that", () => {
    const late = decided(activePair(), after1(false, "a"), "2026-12-03T16:00:00Z")
    expect(late.pair.outbox.map(({ kind, about }) => `${kind} ${about}`)).toContain("not-understood too-late")
  })
})

describe("a correction that swaps the next roles", () => {
  /** Session 1 was held, and a day before session 2 the prompt for Ben is owed. */
  function promptOwed() {
    return decided(
      after(activePair(), ["2026-11-26T20:00:00Z", { kind: "wake" }]),
      { kind: "wake" },
      "2026-12-02T16:00:00Z",
    ).pair
  }

  it("takes an unsent prompt from who is now the coach and asks the focus", () => {
    expect(promptOwed().outbox.map(({ key }) => key)).toContain("prompt.2.b")
    const swapped = decided(promptOwed(), after1(false, "a"), "2026-12-02T16:00:10Z").pair
    expect(swapped.outbox.map(({ key }) => key)).not.toContain("prompt.2.b")
    const woken = decided(sentAll(swapped), { kind: "wake" }, "2026-12-02T16:01:00Z")
    expect(woken.owed).toEqual(["prompt 2 a"])
    expect(woken.pair.members.b).toMatchObject({ prompts: [], unanswered: 0 })
  })

  it("sends no second prompt once one has left", () => {
    const swapped = decided(sentAll(promptOwed()), after1(false, "a"), "2026-12-02T16:00:10Z").pair
    expect(decided(sentAll(swapped), { kind: "wake" }, "2026-12-02T16:01:00Z").owed).toEqual([])
  })

  it("keeps what the one who was asked answers, for themselves", () => {
    const swapped = sentAll(decided(sentAll(promptOwed()), after1(false, "a"), "2026-12-02T16:00:10Z").pair)
    const answer = { kind: "answer", by: "b", session: 2, text: "the move", shared: null } as const
    const answered = decided(swapped, answer, "2026-12-02T17:00:00Z")
    expect(answered.outcome.kind).toBe("done")
    expect(answered.owed).toEqual([])
    expect(answered.records).toHaveLength(1)
    const back = decided(answered.pair, after1(true, "a"), "2026-12-02T18:00:00Z").pair
    expect(decided(sentAll(back), { kind: "wake" }, "2026-12-03T14:00:00Z").owed).toContain("coach-note 2 a")
  })
})

describe("the review", () => {
  /** The focus of every session in order, as they are held, with `skipped` ones skipped. */
  function practise(weeks: number, skipped: readonly number[] = []) {
    const life = liveOn(activePair(), monday)
    const focus: string[] = []
    for (let number = 1; number <= weeks; number += 1) {
      const session = theSession(life.pair, number)
      if (skipped.includes(number)) life.does({ kind: "skip", by: "a", session: number })
      life.movesTo(session.starts.add({ minutes: 30 }).toString())
      life.does({ kind: "sign-of-life", by: "b" })
      focus.push(
        skipped.includes(number) ? "-" : (life.pair.sessions.find((each) => each.number === number)?.focus ?? "?"),
      )
      life.movesTo(session.starts.add({ hours: 5 }).toString())
    }
    return { life, focus: focus.join(" ") }
  }

  it("is the session after every eighth held one, and uses no turn", () => {
    expect(practise(19).focus).toBe("a b a b a b a b both a b a b a b a b both a")
  })

  it("is shifted by a skip, also by its own", () => {
    expect(practise(12, [3, 10]).focus).toBe("a b - a b a b a b - both a")
  })

  it("goes to both in place of prompt and coach-note", () => {
    const { life } = practise(9)
    expect(life.letters().filter((letter) => letter.includes(" 9 "))).toEqual([
      "invitation 9 a",
      "invitation 9 b",
      "review 9 a",
      "review 9 b",
      "after-form 9 a",
      "after-form 9 b",
    ])
  })

  it("passes no answer on", () => {
    const { life } = practise(8)
    const starts = theSession(life.pair, 9).starts
    life.movesTo(starts.subtract({ hours: 20 }).toString())
    life.does({ kind: "answer", by: "b", session: 9, text: "a moment …", shared: null })
    expect(life.letters().filter((letter) => letter === "coach-note 9 a")).toEqual([])
    expect(theSession(life.pair, 9).answers.b?.shared).toBe(true)
  })

  it("is invited as such two sessions ahead, and given another title when a session before it falls out", () => {
    const { life } = practise(7)
    expect(sessionsOf(life.pair)).toContain("9 both planned")
    life.does({ kind: "skip", by: "b", session: 8 })
    expect(sessionsOf(life.pair)).toContain("9 b planned, 10 both planned")
  })
})

it("what was held is counted over listed and filed sessions", () => {
  const pair = after(activePair(), ["2026-12-03T20:00:00Z", { kind: "wake" }])
  expect(heldSoFar(pair)).toMatchObject({ held: 2, focus: "a", sinceReview: 2 })
  expect(heldSoFar(pair).lastHeld?.equals(at("2026-12-03T16:00:00Z"))).toBe(true)
})
