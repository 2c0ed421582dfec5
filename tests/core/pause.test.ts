import type { MemberId } from "@turnabout/core/id.ts"
import { Temporal } from "temporal-polyfill"
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

/** Sessions 1 and 2 are on Thursday the 26th of November and the 3rd of December, at 16:00Z. */
const tuesday = "2026-11-24T09:00:00Z"

function pause(by: MemberId, until: string | null) {
  return { kind: "pause", by, until: until === null ? null : Temporal.PlainDate.from(until) } as const
}

function resume(by: MemberId) {
  return { kind: "resume", by } as const
}

describe("a pause", () => {
  it("takes the sessions before its first day back out of both calendars, one CANCEL each, and keeps the turn", () => {
    const paused = decided(activePair(), pause("a", "2027-01-07"), tuesday)
    expect(sessionsOf(paused.pair)).toBe("1 a void, 2 b void")
    expect(paused.owed).toEqual(["paused 1 a", "paused 1 b", "invitation 2 a", "invitation 2 b"])
    expect(paused.pair.outbox.map(({ about }) => about)).toEqual([
      "until a 2027-01-07",
      "until a 2027-01-07",
      "paused",
      "paused",
    ])
    expect(paused.pair.before.focus).toBe("a")
  })

  it.each([
    ["2026-12-03", "1 a void, 2 a planned"],
    ["2026-12-04", "1 a void, 2 b void"],
  ])("until %s leaves: %s", (until, sessions) => {
    expect(
      sessionsOf(decided(activePair(), pause("b", until), tuesday).pair)
        .split(", ")
        .slice(0, 2)
        .join(", "),
    ).toBe(sessions)
  })

  it("leaves a session that begins with the first minute of its first day back", () => {
    const midnight = activePair({ slot: { time: "00:00" } })
    expect(sessionsOf(decided(midnight, pause("a", "2026-12-03"), tuesday).pair)).toBe("1 a void, 2 a planned")
  })

  it("takes a session that was moved to before its first day back, too", () => {
    const moved = after(activePair(), [
      tuesday,
      { kind: "move", by: "a", session: 2, starts: at("2026-12-02T16:00:00Z") },
    ])
    expect(sessionsOf(decided(moved, pause("a", "2026-12-03"), tuesday).pair)).toBe("1 a void, 2 b void")
  })

  it("leaves a session under way", () => {
    const paused = decided(activePair(), pause("a", "2027-01-07"), "2026-11-26T16:00:00Z")
    expect(sessionsOf(paused.pair)).toBe("1 a planned, 2 b void")
  })

  it.each([
    ["2026-11-24", "past"],
    ["2026-11-25", "done"],
    ["2027-11-24", "done"],
    ["2027-11-25", "too-far"],
  ])("until %s: %s; from tomorrow on, at most a year", (until, outcome) => {
    const { outcome: said } = decided(activePair(), pause("a", until), tuesday)
    expect(said.kind === "refused" ? said.reason : said.kind).toBe(outcome)
  })

  it("without a date lasts four weeks", () => {
    expect(decided(activePair(), pause("a", null), tuesday).pair.status).toMatchObject({
      kind: "paused",
      until: Temporal.PlainDate.from("2026-12-22"),
    })
  })

  it("is quiet until three days before, at nine of each member; the invitations come with that letter", () => {
    const life = liveOn(activePair({ partnerZone: "America/New_York" }), monday)
    life.movesTo(tuesday)
    life.does(pause("a", "2027-01-07"))
    life.movesTo("2027-01-04T07:59:59Z")
    expect(life.letters()).toEqual(["paused 1 a", "paused 1 b", "invitation 2 a", "invitation 2 b"])
    life.movesTo("2027-01-04T08:00:00Z")
    expect(life.letters("2027")).toEqual(["back-soon a", "invitation 3 a", "invitation 4 a"])
    life.movesTo("2027-01-04T13:59:59Z")
    expect(life.lettersTo("b", "2027")).toEqual([])
    life.movesTo("2027-01-04T14:00:00Z")
    expect(life.lettersTo("b", "2027")).toEqual(["back-soon b", "invitation 3 b", "invitation 4 b"])
    expect(theSession(life.pair, 3).starts.toString()).toBe("2027-01-07T16:00:00Z")
    expect(theSession(life.pair, 3).focus).toBe("a")
  })

  it("keeps what is written for the session after it until the hour of the coach's note", () => {
    const life = liveOn(after(activePair(), [tuesday, pause("a", "2026-12-03")]), tuesday)
    life.does({ kind: "answer", by: "a", session: 2, text: "words", shared: true })
    life.movesTo("2026-11-29T09:00:00Z")
    expect(life.letters()).toEqual([])
    life.movesTo("2026-12-03T13:59:59Z")
    expect(life.letters()).not.toContain("coach-note 2 b")
    life.movesTo("2026-12-03T14:00:00Z")
    expect(life.letters()).toContain("coach-note 2 b")
  })

  it("sends nothing late into it: neither the questions of the session before, nor a note for the one after", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T17:00:00Z")
    life.mailerSays(() => "throttled")
    life.does({ kind: "answer", by: "b", session: 2, text: "words", shared: true })
    life.movesTo("2026-11-26T17:05:30Z")
    life.does(pause("a", "2026-12-03"))
    life.mailerSays(() => "sent")
    life.movesTo("2026-11-29T09:00:00Z")
    expect(life.letters("2026-11-26T17:05:31Z")).toEqual(["invitation 3 a", "invitation 3 b", "paused a", "paused b"])
    life.movesTo("2026-12-03T14:00:00Z")
    expect(life.letters("2026-12-03")).toContain("coach-note 2 a")
  })

  it("inside a pause replaces its date", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(tuesday)
    life.does(pause("a", "2027-01-07"))
    life.does(pause("b", "2026-12-17"))
    expect(life.letters(tuesday).slice(4)).toEqual(["paused a", "paused b"])
    life.movesTo("2026-12-14T08:00:00Z")
    expect(life.letters("2026-12")).toEqual([
      "back-soon a",
      "back-soon b",
      "invitation 3 a",
      "invitation 3 b",
      "invitation 4 a",
      "invitation 4 b",
    ])
    expect(theSession(life.pair, 3).starts.toString()).toBe("2026-12-17T16:00:00Z")
  })

  it("inside a pause, before its letters have left, loses no CANCEL", () => {
    const first = decided(activePair(), pause("a", "2027-01-07"), tuesday).pair
    const second = decided(first, pause("a", "2027-01-14"), tuesday).pair
    expect(second.outbox.map(({ key, kind, about }) => `${key} ${kind} ${about}`)).toEqual([
      "event.1.a invitation paused",
      "event.1.b invitation paused",
      "event.2.a invitation paused",
      "event.2.b invitation paused",
      "paused.a paused until a 2027-01-14",
      "paused.b paused until a 2027-01-14",
    ])
  })

  it("that would be over before its letter is a gap and nothing more", () => {
    const paused = decided(activePair(), pause("a", "2026-11-27"), tuesday)
    expect(paused.pair.status.kind).toBe("active")
    expect(sessionsOf(paused.pair)).toBe("1 a void, 2 a planned, 3 b planned")
    expect(paused.owed).toContain("paused 1 b")
  })

  it("lets nobody skip or move, and says why by mail", () => {
    const paused = after(activePair(), [tuesday, pause("a", "2027-01-07")])
    const skip = decided(paused, { kind: "skip", by: "b", session: null }, tuesday)
    expect(skip.pair.outbox).toEqual([expect.objectContaining({ kind: "not-understood", about: "paused" })])
  })

  it("keeps what is filled in about the session before", () => {
    const held = after(activePair(), ["2026-11-26T17:10:00Z", { kind: "wake" }])
    const paused = after(held, ["2026-11-26T17:20:00Z", pause("a", "2027-01-07")])
    const filled = { kind: "after", by: "b", session: 1, form: form({ commitments: ["write to Cleo"] }) } as const
    const told = decided(paused, filled, "2026-11-27T17:20:00Z")
    expect(told.outcome.kind).toBe("done")
    expect(told.owed).toEqual([])
  })

  it("whose partner unsubscribes meanwhile ends in a pause without an end, and nobody is invited to wait", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(tuesday)
    life.does(pause("a", "2026-12-01"))
    expect(sessionsOf(life.pair)).toContain("2 a planned")
    life.does({ kind: "unsubscribe", by: "b", via: "page" })
    expect(sessionsOf(life.pair)).toContain("2 a void")
    expect(life.lettersTo("a", tuesday).at(-1)).toBe("invitation 2 a")
    life.movesTo("2026-12-01T09:00:00Z")
    expect(life.pair.status).toMatchObject({ kind: "paused", reason: "unsubscribed", by: "b" })
    expect(life.lettersTo("a", "2026-11-24T10")).toEqual([])
  })
})

describe("resuming", () => {
  const paused = () => after(activePair(), [tuesday, pause("a", "2027-01-07")])

  it("by either goes on from the next slot at least a day ahead, and both hear of it", () => {
    const resumed = decided(paused(), resume("b"), "2026-12-02T15:00:00Z")
    expect(resumed.owed).toEqual([
      "back-soon a",
      "back-soon b",
      "invitation 3 a",
      "invitation 3 b",
      "invitation 4 a",
      "invitation 4 b",
    ])
    expect(theSession(resumed.pair, 3).starts.toString()).toBe("2026-12-03T16:00:00Z")
    expect(resumed.pair.outbox[0]?.about).toBe("resumed")
  })

  it("what is not paused is told to be so already", () => {
    const resumed = decided(activePair(), resume("a"), tuesday)
    expect(resumed.outcome).toEqual({ kind: "already" })
    expect(resumed.pair.outbox).toEqual([expect.objectContaining({ kind: "not-understood", about: "as-it-is" })])
    expect(decided(activePair(), { ...resume("a"), via: "page" }, tuesday).owed).toEqual([])
  })

  it("before the pause's letters have left sends every CANCEL, and no word of the pause", () => {
    const unsent = decided(activePair(), pause("a", "2027-01-07"), tuesday).pair
    const resumed = decided(unsent, resume("a"), tuesday).pair
    expect(resumed.outbox.filter(({ about }) => about === "paused").map(({ key }) => key)).toEqual([
      "event.1.a",
      "event.1.b",
      "event.2.a",
      "event.2.b",
    ])
    expect(resumed.outbox.some(({ kind }) => kind === "paused")).toBe(false)
  })

  it("with a partner who wants no letters is refused", () => {
    const silent = after(paused(), [tuesday, { kind: "unsubscribe", by: "b", via: "page" }])
    expect(decided(silent, resume("a"), tuesday).outcome).toEqual({ kind: "refused", reason: "wrong-state" })
  })

  it("is nothing for who has ended", () => {
    const ended = sentAll(decided(paused(), { kind: "end", by: "a", last: false }, tuesday).pair)
    expect(decided(ended, resume("a"), tuesday).outcome.kind).toBe("refused")
  })
})
