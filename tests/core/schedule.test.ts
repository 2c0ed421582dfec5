import { alarmOf, thingsToCome } from "@turnabout/core/schedule.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import { activePair, decided, form, monday, sentAll, startedPair, theSession } from "../support/pair-builder.ts"

/** Session 1: Thursday the 26th, 16:00Z to 17:00Z, Ana's focus; session 2 a week later. */
const life = () => liveOn(activePair(), monday)

describe("a normal week", () => {
  it("asks the focus a day before, and both five minutes after the end, the next invitation with it", () => {
    const week = life()
    week.movesTo("2026-11-27T09:00:00Z")
    expect(week.chronicle.sent.map(({ letter, at }) => `${at} ${letter.key}`)).toEqual([
      "2026-11-25T16:00:00Z prompt.1.a",
      "2026-11-26T17:05:00Z after-form.1.a",
      "2026-11-26T17:05:00Z after-form.1.b",
      "2026-11-26T17:05:00Z event.3.a",
      "2026-11-26T17:05:00Z event.3.b",
    ])
  })

  it("asks the other one the week after", () => {
    const weeks = life()
    weeks.movesTo("2026-12-03T16:00:00Z")
    expect(weeks.letters("2026-12-02")).toEqual(["prompt 2 b"])
  })

  it("begins with a welcome and two invitations for each", () => {
    const start = liveOn(startedPair(), monday)
    start.does({ kind: "wake" })
    expect(start.lettersTo("a")).toEqual(["welcome a", "invitation 1 a", "invitation 2 a"])
    expect(start.lettersTo("b")).toEqual(["welcome b", "invitation 1 b", "invitation 2 b"])
  })
})

describe("the prompt", () => {
  it.each([
    ["2026-11-25T15:59:59Z", []],
    ["2026-11-25T16:00:00Z", ["prompt 1 a"]],
  ])("by %s: %j", (instant, letters) => {
    const week = life()
    week.movesTo(instant)
    expect(week.letters()).toEqual(letters)
  })

  it.each([
    ["2026-11-26T14:00:00Z", ["prompt 1 a"]],
    ["2026-11-26T14:00:01Z", []],
    ["2026-11-26T16:00:00Z", []],
  ])("when the alarm is heard only at %s: %j", (instant, letters) => {
    const week = life()
    week.oversleepsUntil(instant)
    expect(week.letters()).toEqual(letters)
  })

  it.each([
    ["2026-11-26T11:00:00Z", "2026-11-26T13:00:00Z", ["moved 1 a", "moved 1 b", "prompt 1 a"]],
    ["2026-11-26T11:00:01Z", "2026-11-26T13:00:00Z", ["moved 1 a", "moved 1 b"]],
  ])("moved at %s to %s, the prompt still to come goes at once or not at all", (instant, starts, letters) => {
    // The day before, nobody was awake.
    const week = life()
    week.setsClock(instant)
    week.does({ kind: "move", by: "b", session: 1, starts: theSession(week.pair, 1).starts.subtract({ hours: 3 }) })
    expect(theSession(week.pair, 1).starts.toString()).toBe(starts)
    week.movesTo(instant)
    expect(week.letters()).toEqual(letters)
  })

  it("comes once a session, also when it's moved after it", () => {
    const week = life()
    week.movesTo("2026-11-25T17:00:00Z")
    week.does({ kind: "move", by: "a", session: 1, starts: theSession(week.pair, 1).starts.add({ hours: 48 }) })
    week.movesTo("2026-11-28T16:00:00Z")
    expect(week.letters().filter((letter) => letter.startsWith("prompt"))).toEqual(["prompt 1 a"])
  })

  it("of a session that was skipped does not come, and comes with the session", () => {
    const week = life()
    week.does({ kind: "skip", by: "b", session: 1 })
    week.movesTo("2026-11-26T08:00:00Z")
    expect(week.letters().filter((letter) => letter.startsWith("prompt"))).toEqual([])
    week.does({ kind: "unskip", by: "b", session: 1 })
    week.movesTo("2026-11-26T08:00:00Z")
    expect(week.letters("2026-11-26")).toContain("prompt 1 a")
  })

  it("that may have left when its session was skipped does not come a second time", () => {
    const week = life()
    week.slowsDown(true)
    week.movesTo("2026-11-25T16:00:00Z")
    expect(week.pair.outbox.map(({ kind, tries }) => `${kind} ${tries}`)).toEqual(["prompt 1"])
    week.does({ kind: "skip", by: "b", session: 1 })
    week.does({ kind: "unskip", by: "b", session: 1 })
    week.slowsDown(false)
    week.sendsOn()
    week.movesTo("2026-11-25T16:10:00Z")
    expect(week.letters()).not.toContain("prompt 1 a")
  })

  it("that was still unsent when its session was skipped comes when the session comes back", () => {
    const week = life()
    week.slowsDown(true)
    week.movesTo("2026-11-25T16:00:00Z")
    const unsent = { ...week.pair, claim: null, outbox: week.pair.outbox.map((letter) => ({ ...letter, tries: 0 })) }
    const skipped = decided(unsent, { kind: "skip", by: "b", session: 1 }, "2026-11-25T16:00:30Z")
    expect(skipped.pair.outbox.map(({ kind }) => kind)).not.toContain("prompt")
    expect(skipped.pair.members.a).toMatchObject({ prompts: [], unanswered: 0 })
    const back = decided(sentAll(skipped.pair), { kind: "unskip", by: "b", session: 1 }, "2026-11-25T16:01:00Z")
    expect(decided(sentAll(back.pair), { kind: "wake" }, "2026-11-25T16:02:00Z").owed).toEqual(["prompt 1 a"])
    expect(alarmOf(back.pair)?.toString()).toBe("2026-11-25T16:00:00Z")
  })
})

describe("the after-form", () => {
  it.each([
    ["2026-11-26T17:04:59Z", 0],
    ["2026-11-26T17:05:00Z", 2],
  ])("by %s has left %i times", (instant, times) => {
    const week = life()
    week.movesTo(instant)
    expect(week.letters().filter((letter) => letter.startsWith("after-form"))).toHaveLength(times)
  })

  it.each([
    ["2026-12-03T15:59:59Z", ["after-form 1 a", "after-form 1 b"]],
    ["2026-12-03T16:00:00Z", []],
  ])("for which the alarm is heard only at %s: %j", (instant, letters) => {
    const week = life()
    week.movesTo("2026-11-26T16:30:00Z")
    week.oversleepsUntil(instant)
    expect(week.letters().filter((letter) => letter.startsWith("after-form"))).toEqual(letters)
    expect(week.chronicle.owed.filter(({ letter }) => letter.kind === "after-form")).toHaveLength(letters.length)
  })

  it("is not sent any more once nobody can correct the session", () => {
    const week = life()
    week.movesTo("2026-11-26T17:00:00Z")
    week.mailerSays(() => "throttled")
    week.movesTo("2026-11-26T17:05:00Z")
    week.mailerSays(() => "sent")
    week.oversleepsUntil("2026-12-03T16:00:00Z")
    expect(week.pair.outbox).toEqual([])
    expect(week.letters("2026-11-26T17").filter((letter) => letter.startsWith("after-form"))).toEqual([])
  })

  it("goes to nobody when the session did not happen, since somebody has said so already", () => {
    const week = life()
    week.movesTo("2026-11-26T16:20:00Z")
    week.does({ kind: "skip", by: "b", session: 1 })
    week.movesTo("2026-11-27T16:20:00Z")
    expect(week.letters().filter((letter) => letter.startsWith("after-form"))).toEqual([])
  })
})

describe("the coach's note", () => {
  /** Session 1 was held and Ben has something he wants to do; Ben is the focus of session 2. */
  function withCommitment() {
    const weeks = life()
    weeks.movesTo("2026-11-26T18:00:00Z")
    weeks.does({ kind: "after", by: "b", session: 1, form: form({ commitments: ["write to Cleo"] }) })
    return weeks
  }
  const notes = (letters: readonly string[]) => letters.filter((letter) => letter.startsWith("coach-note"))

  it.each([
    ["2026-12-03T13:59:59Z", []],
    ["2026-12-03T14:00:00Z", ["coach-note 2 a"]],
  ])("comes two hours before if there are commitments: by %s %j", (instant, letters) => {
    const weeks = withCommitment()
    weeks.movesTo(instant)
    expect(notes(weeks.letters())).toEqual(letters)
  })

  it.each([
    ["2026-12-03T15:59:59Z", ["coach-note 2 a"]],
    ["2026-12-03T16:00:00Z", []],
  ])("comes late as long as the session has not begun: at %s %j", (instant, letters) => {
    const weeks = withCommitment()
    weeks.movesTo("2026-12-03T13:00:00Z")
    weeks.oversleepsUntil(instant)
    expect(notes(weeks.letters())).toEqual(letters)
  })

  it("does not come if there is nothing to share", () => {
    const weeks = life()
    weeks.movesTo("2026-12-04T00:00:00Z")
    expect(notes(weeks.letters())).toEqual([])
  })

  it("does not ring for commitments made after the session it would have been for", () => {
    const weeks = life()
    weeks.movesTo("2026-11-26T18:00:00Z")
    weeks.does({ kind: "after", by: "a", session: 1, form: form({ commitments: ["write to Cleo"] }) })
    // The first of the month, for the recap.
    expect(weeks.pair.dueAt?.toString().slice(0, 10)).toBe("2026-12-01")
  })
})

describe("the alarm", () => {
  it("is set to the next thing of the week", () => {
    const week = life()
    week.does({ kind: "wake" })
    expect(week.pair.dueAt?.toString()).toBe("2026-11-25T16:00:00Z")
    week.movesTo("2026-11-25T16:00:00Z")
    expect(week.pair.dueAt?.toString()).toBe("2026-11-26T17:05:00Z")
  })

  it("rings for letters: at the end of a claim while there is one, else when the first may be tried", () => {
    const pair = startedPair()
    expect(pair.dueAt?.toString()).toBe(monday)
    const until = pair.outbox[0]!.notBefore.add({ seconds: 120 })
    expect(alarmOf({ ...pair, claim: { until, by: 3 } })?.toString()).toBe("2026-11-23T09:02:00Z")
    const later = pair.outbox.map((letter) => ({ ...letter, notBefore: until.add({ hours: 1 }) }))
    expect(alarmOf({ ...pair, outbox: later })?.toString()).toBe("2026-11-23T10:02:00Z")
  })

  it("rings for nothing once a pair is forgotten, and has nothing due that was done", () => {
    const week = life()
    week.movesTo("2026-12-31T00:00:00Z")
    expect(thingsToCome(week.pair).filter(({ at }) => at.toString() <= "2026-12-31T00:00:00Z")).toEqual([])
  })

  it("finds whoever slept for a month in order again, with two sessions ahead", () => {
    const month = life()
    month.oversleepsUntil("2026-12-24T12:00:00Z")
    expect(
      month.pair.sessions.filter(({ state }) => state.kind === "planned").map(({ starts }) => starts.toString()),
    ).toEqual(["2026-12-31T16:00:00Z", "2027-01-07T16:00:00Z"])
    expect(month.letters()).toEqual([
      "recap a",
      "recap b",
      "after-form 2 a",
      "after-form 2 b",
      "invitation 3 a",
      "invitation 3 b",
      "invitation 4 a",
      "invitation 4 b",
    ])
  })
})
