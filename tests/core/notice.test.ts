import { decide } from "@turnabout/core/decide.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { commandMemory } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import {
  activePair,
  after,
  at,
  commandFrom,
  decided,
  form,
  monday,
  sentAll,
  sessionsOf,
  theSession,
} from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"

const tuesday = "2026-11-24T09:00:00Z"

function foreign(hash: string, to: MemberId = "a") {
  return { kind: "foreign-sender", to, sender: { mailbox: `${hash}@example.com`, hash } } as const
}

function unclear(letter: string | null, to: MemberId = "a") {
  return { kind: "not-understood", to, letter, reason: "unclear", excerpt: "perhaps Thursday" } as const
}

describe("mail from another mailbox", () => {
  it("changes nothing, and the member is told who wrote and when", () => {
    const told = decided(activePair(), { ...foreign("eve"), id: "eve-1" }, tuesday)
    expect(told.owed).toEqual(["foreign-sender a"])
    expect(told.pair.outbox[0]?.about).toBe("eve-1 2026-11-24T09:00:00Z")
    expect(told.records).toEqual([{ kind: "note", command: "eve-1", text: "eve@example.com" }])
    expect(sessionsOf(told.pair)).toBe(sessionsOf(activePair()))
  })

  it.each([
    ["2026-12-01T08:59:59Z", []],
    ["2026-12-01T09:00:00Z", ["foreign-sender a"]],
  ])("again at %s owes %j: once per sender in seven days", (instant, owed) => {
    const told = after(activePair(), [tuesday, foreign("eve")])
    const again = decided(told, foreign("eve"), instant).owed.filter((letter) => letter.startsWith("foreign"))
    expect(again).toEqual(owed)
  })

  it("is told once for each sender and for each of the two", () => {
    const told = after(activePair(), [tuesday, foreign("eve")])
    expect(decided(told, foreign("mal"), tuesday).owed).toEqual(["foreign-sender a"])
    expect(decided(told, foreign("eve", "b"), tuesday).owed).toEqual(["foreign-sender b"])
  })

  it("in floods does not flood the member, nor does it silence other notices", () => {
    let pair = activePair()
    let owed: readonly string[] = []
    for (let sender = 0; sender < 40; sender += 1) {
      const told = decided(pair, foreign(`sender-${sender}`), tuesday)
      owed = [...owed, ...told.owed]
      pair = sentAll(told.pair)
    }
    expect(owed).toHaveLength(8)
    expect(decided(pair, foreign("sender-0"), tuesday).owed).toEqual([])
    expect(decided(pair, unclear("prompt.1.a.4"), tuesday).owed).toEqual(["not-understood a"])
  })

  it("does not lift an unsubscribe", () => {
    const silent = after(activePair(), [tuesday, { kind: "unsubscribe", by: "a" }])
    expect(decided(silent, foreign("eve"), tuesday)).toMatchObject({ owed: [] })
    expect(decided(silent, foreign("eve"), tuesday).pair.status.kind).toBe("paused")
  })
})

describe("what was not understood", () => {
  it("is answered with the first lines of it", () => {
    const told = decided(activePair(), { ...unclear("prompt.1.a.4"), id: "mail-1" }, tuesday)
    expect(told.pair.outbox[0]?.about).toBe("unclear mail-1")
    expect(told.records).toEqual([{ kind: "note", command: "mail-1", text: "perhaps Thursday" }])
  })

  it.each([
    ["2026-11-25T08:59:59Z", []],
    ["2026-11-25T09:00:00Z", ["not-understood a"]],
  ])("again at %s owes %j: once a day for one letter answered", (instant, owed) => {
    const told = after(activePair(), [tuesday, unclear("prompt.1.a.4")])
    expect(decided(told, unclear("prompt.1.a.4"), instant).owed).toEqual(owed)
    expect(decided(told, unclear("event.1.a.4"), instant).owed).toEqual(["not-understood a"])
    expect(decided(told, unclear("prompt.1.a.4", "b"), instant).owed).toEqual(["not-understood b"])
  })

  it("is not answered any more once sixteen such notices are fresh, and is the next day", () => {
    let pair = activePair()
    for (let letter = 0; letter < 16; letter += 1) pair = after(pair, [tuesday, unclear(`letter-${letter}`)])
    expect(decided(pair, unclear("one-more"), "2026-11-25T08:59:59Z").owed).toEqual([])
    expect(decided(pair, unclear("one-more"), "2026-11-25T09:00:00Z").owed).toEqual(["not-understood a"])
  })

  it("lifts an unsubscribe, since it's the member's own mail, and then has done what it could", () => {
    const silent = after(activePair(), [tuesday, { kind: "unsubscribe", by: "a", via: "page" }])
    const { pair, owed } = decided(silent, unclear(null), tuesday)
    expect(pair.status.kind).toBe("active")
    expect(owed).not.toContain("not-understood a")
  })

  it.each([
    [{ kind: "join", by: "a", answer: { kind: "no" }, drawn: "a" }, "nothing-asked"],
    [{ kind: "unskip", by: "a", session: null }, "nothing-skipped"],
    [{ kind: "unskip", by: "a", session: 7 }, "too-late"],
    [{ kind: "after", by: "a", session: 1, form: form() }, "no-session"],
  ] satisfies [Doing, string][])("%j on an active pair is answered: %s", (doing, about) => {
    expect(decided(activePair(), doing, tuesday).pair.outbox).toEqual([
      expect.objectContaining({ kind: "not-understood", about }),
    ])
  })
})

describe("unsubscribing", () => {
  const silenced = () => decided(activePair(), { kind: "unsubscribe", by: "a", via: "page" }, tuesday)

  it("ends letters to that member at once, and clears the partner's calendar", () => {
    expect(silenced().owed).toEqual(["invitation 1 b", "invitation 2 b"])
    expect(silenced().pair.outbox.map(({ about }) => about)).toEqual(["quiet", "quiet"])
    expect(sessionsOf(silenced().pair)).toBe("1 a void, 2 b void")
    expect(silenced().pair.status).toMatchObject({ kind: "paused", until: null, by: "a" })
  })

  it("takes every letter to them out of the outbox, and those about sessions that are off", () => {
    const owing = decided(activePair(), { kind: "wake" }, "2026-11-25T16:00:00Z").pair
    expect(owing.outbox.map(({ key }) => key)).toEqual(["prompt.1.a"])
    const silent = decided(owing, { kind: "unsubscribe", by: "b", via: "page" }, "2026-11-25T16:00:01Z").pair
    expect(silent.outbox.map(({ key }) => key)).toEqual(["event.1.a", "event.2.a"])
  })

  it("twice does it once", () => {
    expect(decided(silenced().pair, { kind: "unsubscribe", by: "a" }, tuesday)).toMatchObject({
      outcome: { kind: "already" },
      owed: [],
    })
  })

  it.each([
    ["2026-12-01T08:59:59Z", []],
    ["2026-12-01T09:00:00Z", ["paused b"]],
  ])("has told the partner by %s: %j", (instant, letters) => {
    const life = liveOn(sentAll(silenced().pair), tuesday)
    life.movesTo(instant)
    expect(life.letters()).toEqual(letters)
  })

  it("sends nothing else while it lasts", () => {
    const life = liveOn(silenced().pair, tuesday)
    life.movesTo("2027-03-24T09:00:00Z")
    expect(life.letters()).toEqual(["invitation 1 b", "invitation 2 b", "paused b"])
  })

  it("of the partner is not told once they are back", () => {
    const life = liveOn(sentAll(silenced().pair), tuesday)
    life.mailerSays(() => "throttled")
    life.movesTo("2026-12-01T09:00:30Z")
    expect(life.pair.outbox.map(({ key }) => key)).toContain("paused.b")
    life.mailerSays(() => "sent")
    life.slowsDown(true)
    life.does({ kind: "sign-of-life", by: "a" })
    life.slowsDown(false)
    life.movesTo("2026-12-01T12:00:00Z")
    expect(life.letters()).not.toContain("paused b")
  })

  it("is over for the partner who was told of it with a letter that says so", () => {
    const life = liveOn(sentAll(silenced().pair), tuesday)
    life.movesTo("2026-12-01T09:00:00Z")
    life.does({ kind: "resume", by: "a" })
    expect(life.letters("2026-12-01T09")).toEqual(expect.arrayContaining(["paused b", "back-soon a", "back-soon b"]))
  })

  it("in a pause, of which both had been told, is over with the letter they were promised, and not before its day", () => {
    const life = liveOn(activePair(), monday)
    life.does({ kind: "pause", by: "b", until: Temporal.PlainDate.from("2026-12-24") })
    life.movesTo("2026-12-10T09:00:00Z")
    life.does({ kind: "unsubscribe", by: "a", via: "page" })
    life.movesTo("2026-12-22T09:00:00Z")
    expect(life.pair.status).toMatchObject({ kind: "paused", reason: "unsubscribed", by: "a" })
    expect(life.letters("2026-12-10")).toEqual([])
    life.does({ kind: "sign-of-life", by: "a" })
    expect(life.letters("2026-12-22")).toEqual(expect.arrayContaining(["back-soon a", "back-soon b"]))
    const planned = life.pair.sessions.filter(({ state }) => state.kind === "planned")
    expect(planned.map(({ slotDate }) => slotDate.toString())).toEqual(["2026-12-24", "2026-12-31"])
  })

  it("leaves a session under way to its end", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T16:10:00Z")
    life.does({ kind: "unsubscribe", by: "b", via: "page" })
    life.movesTo("2026-11-27T00:00:00Z")
    life.does({ kind: "sign-of-life", by: "b" })
    expect(sessionsOf(life.pair)).toMatch(/^1 a held, 2 b void, 3 b planned, 4 a planned$/)
  })

  it("is lifted by any mail of theirs, never by a button", () => {
    const silent = sentAll(silenced().pair)
    expect(decided(silent, { kind: "sign-of-life", by: "a", via: "page" }, tuesday).pair.status.kind).toBe("paused")
    for (const doing of [
      { kind: "sign-of-life", by: "a" },
      { kind: "share", by: "a", shares: true },
      { kind: "skip", by: "a", session: null },
    ] satisfies Doing[]) {
      expect(decided(silent, doing, tuesday).pair.status.kind).toBe("active")
    }
    expect(decided(silent, { kind: "sign-of-life", by: "b" }, tuesday).pair.status.kind).toBe("paused")
  })

  it("when lifted gives the sessions back at their slots, and takes the old events out of the calendar that missed it", () => {
    const back = decided(sentAll(silenced().pair), { kind: "sign-of-life", by: "a" }, "2026-11-24T10:00:00Z")
    expect(back.owed).toEqual([
      "invitation 1 a",
      "invitation 2 a",
      "invitation 3 a",
      "invitation 3 b",
      "invitation 4 a",
      "invitation 4 b",
    ])
    expect(back.pair.outbox.slice(0, 2).map(({ about }) => about)).toEqual(["quiet", "quiet"])
    expect(theSession(back.pair, 3).starts.toString()).toBe("2026-11-26T16:00:00Z")
    expect(theSession(back.pair, 3).focus).toBe("a")
  })

  it("and coming back over and over does not fill the pair", () => {
    const life = liveOn(activePair(), monday)
    for (let times = 0; times < 30; times += 1) {
      life.does({ kind: "unsubscribe", by: "a", via: "page" })
      life.does({ kind: "sign-of-life", by: "a" })
    }
    life.does({ kind: "wake" })
    expect(life.pair.sessions.filter(({ state }) => state.kind === "planned")).toHaveLength(2)
    expect(life.pair.sessions.length).toBeLessThanOrEqual(6)
  })

  it("drops no CANCEL that another event still needs", () => {
    const skipped = decided(activePair(), { kind: "skip", by: "b", session: 1 }, tuesday).pair
    const back = decided(skipped, { kind: "unskip", by: "b", session: 1 }, tuesday).pair
    const silent = decided(back, { kind: "unsubscribe", by: "a", via: "page" }, tuesday).pair
    expect(silent.outbox.map(({ key }) => key)).toContain("withdrawn.1.0.b")
  })

  it("with a skip they have not heard of yet leaves nothing in their calendar when they are back", () => {
    const skipped = decided(activePair(), { kind: "skip", by: "b", session: 1 }, tuesday).pair
    const silent = decided(skipped, { kind: "unsubscribe", by: "a", via: "page" }, tuesday).pair
    expect(sessionsOf(silent)).toBe("1 a void, 2 a void, 3 b void")
    expect(silent.outbox.map(({ key }) => key)).toContain("event.1.b")
    const returned = decided(sentAll(silent), { kind: "sign-of-life", by: "a" }, tuesday)
    expect(returned.owed.slice(0, 3)).toEqual(["invitation 1 a", "invitation 2 a", "invitation 3 a"])
  })

  describe("by both", () => {
    const both = () =>
      after(
        activePair(),
        [tuesday, { kind: "unsubscribe", by: "a", via: "page" }],
        ["2026-11-25T09:00:00Z", { kind: "unsubscribe", by: "b", via: "page" }],
      )

    it("sends nothing to anybody", () => {
      const life = liveOn(both(), "2026-11-25T09:00:00Z")
      life.movesTo("2027-02-01T00:00:00Z")
      expect(life.letters()).toEqual([])
    })

    it("goes on only when both are back, and tells the first one back after a week that the other is not", () => {
      const life = liveOn(both(), "2026-11-25T09:00:00Z")
      life.movesTo("2026-11-28T09:00:00Z")
      life.does({ kind: "sign-of-life", by: "a" })
      expect(life.pair.status).toMatchObject({ kind: "paused", by: "b" })
      life.movesTo("2026-12-02T08:59:59Z")
      expect(life.letters("2026-11-28T10")).toEqual([])
      life.movesTo("2026-12-02T09:00:00Z")
      expect(life.letters("2026-11-28T10")).toEqual(["paused a"])
      life.does({ kind: "sign-of-life", by: "b" })
      expect(life.pair.status.kind).toBe("active")
    })

    it("welcomes who had been told of the first one's before wanting no letters either", () => {
      const life = liveOn(activePair(), monday)
      life.does({ kind: "unsubscribe", by: "a", via: "page" })
      life.movesTo("2026-12-01T09:00:00Z")
      expect(life.letters()).toContain("paused b")
      life.does({ kind: "unsubscribe", by: "b", via: "page" })
      life.movesTo("2026-12-03T09:00:00Z")
      life.does({ kind: "sign-of-life", by: "a" })
      life.movesTo("2026-12-04T09:00:00Z")
      life.does({ kind: "sign-of-life", by: "b" })
      expect(life.letters("2026-12-03")).toEqual(expect.arrayContaining(["back-soon a", "back-soon b"]))
    })

    it("tells the first one back at once if the week is over", () => {
      const life = liveOn(both(), "2026-11-25T09:00:00Z")
      life.movesTo("2027-01-10T09:00:00Z")
      life.does({ kind: "sign-of-life", by: "b" })
      life.movesTo("2027-01-10T09:00:00Z")
      expect(life.letters()).toEqual(["paused b"])
    })
  })
})

describe("the same thing heard of twice", () => {
  it.each([
    { kind: "skip", by: "a", session: 1 },
    { kind: "move", by: "a", session: 1, starts: at("2026-11-27T10:00:00Z") },
    { kind: "answer", by: "a", session: 1, text: "words", shared: null },
    { kind: "agree", by: "a", changes: "fewer rules" },
    { kind: "foreign-sender", to: "a", sender: { mailbox: "eve@example.com", hash: "eve" } },
    { kind: "unsubscribe", by: "a" },
  ] satisfies Doing[])("changes nothing: %j", (doing) => {
    const first = decided(activePair(), { ...doing, id: "same" }, tuesday)
    const second = decide(first.pair, commandFrom({ ...doing, id: "same" }), at("2026-11-24T09:00:01Z"))
    expect(second).toEqual({ kind: "next", pair: first.pair, records: [], outcome: { kind: "already" }, erases: null })
  })

  it("is remembered over the next commands, and waking up is none of them", () => {
    const first = decided(activePair(), { kind: "share", by: "a", shares: true, id: "same" }, tuesday).pair
    let pair: Pair = first
    for (let command = 1; command < commandMemory; command += 1) {
      pair = decided(pair, { kind: "share", by: "b", shares: true }, tuesday).pair
      pair = decided(pair, { kind: "wake" }, tuesday).pair
    }
    expect(pair.recentCommands).toHaveLength(commandMemory)
    expect(pair.recentCommands[0]).toBe("same")
  })
})
