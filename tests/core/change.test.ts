import type { Refusal } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Partstat } from "@turnabout/core/session.ts"
import { describe, expect, it } from "vitest"
import { calendarOf, liveOn } from "../support/life.ts"
import { activePair, after, at, decided, monday, sentAll, sessionsOf, theSession } from "../support/pair-builder.ts"
import { readCalendarFile } from "../support/calendar-replay.ts"

const tuesday = "2026-11-24T09:00:00Z"

function skip(by: MemberId, session: number | null = null) {
  return { kind: "skip", by, session } as const
}

function unskip(by: MemberId, session: number | null = null) {
  return { kind: "unskip", by, session } as const
}

function move(by: MemberId, session: number | null, starts: string) {
  return { kind: "move", by, session, starts: at(starts) } as const
}

type Version = { readonly revival?: number; readonly sequence?: number; readonly stamp?: string }

function rsvp(by: MemberId, partstat: Partstat, version: Version = {}) {
  const { revival = 0, sequence = 0, stamp } = version
  const event = { session: 1, revival, sequence, ...(stamp === undefined ? {} : { stamp: at(stamp) }) }
  return { kind: "rsvp", by, event, partstat } as const
}

/** The pair with both calendars' answers in. */
function accepted(): Pair {
  return after(activePair(), [monday, rsvp("a", "ACCEPTED")], [monday, rsvp("b", "ACCEPTED")])
}

/** What the outbox says of session 1: SEQUENCE, METHOD by kind, by key. */
function files(pair: Pair) {
  return pair.outbox.flatMap((letter) => {
    const text = calendarOf(pair, letter)
    return text === null ? [] : [{ key: letter.key, ...readCalendarFile(text) }]
  })
}

describe("skipping", () => {
  it("gives the week away and leaves the turn where it is", () => {
    const skipped = decided(activePair(), skip("b", 1), tuesday)
    expect(sessionsOf(skipped.pair)).toBe("1 a skipped, 2 a planned, 3 b planned")
    expect(skipped.owed).toEqual([
      "skipped 1 a",
      "skipped 1 b",
      "invitation 2 a",
      "invitation 2 b",
      "invitation 3 a",
      "invitation 3 b",
    ])
  })

  it("cancels the event with SEQUENCE+1 and retitles the next one with its own SEQUENCE and a newer DTSTAMP", () => {
    const skipped = decided(activePair(), skip("b", 1), tuesday).pair
    const [cancel] = files(skipped)
    expect(cancel).toMatchObject({ method: "CANCEL", status: "CANCELLED", sequence: 1 })
    expect(cancel?.stamp.toString()).toBe(tuesday)
    const retitled = files(skipped).find(({ key }) => key === "event.2.a")
    expect(retitled).toMatchObject({ method: "REQUEST", sequence: 0, summary: "Ben coaches Ana" })
    expect(retitled?.stamp.toString()).toBe(tuesday)
    expect(skipped.outbox.find(({ key }) => key === "event.2.a")?.about).toBe("roles-after-skip")
  })

  it("without a letter means the next slot by the clock", () => {
    expect(sessionsOf(decided(activePair(), skip("a"), "2026-11-26T15:59:59Z").pair)).toContain("1 a skipped")
    const underWay = decided(activePair(), skip("a"), "2026-11-26T16:00:00Z").pair
    expect(sessionsOf(underWay)).toBe("1 a planned, 2 b skipped, 3 b planned")
  })

  it("means the session that the answered letter is about, be it the one after", () => {
    expect(sessionsOf(decided(activePair(), skip("a", 2), tuesday).pair)).toBe("1 a planned, 2 b skipped, 3 b planned")
  })

  it("by both in the same minute loses one week, and the second hears that it is so", () => {
    const first = decided(activePair(), skip("a"), tuesday)
    const second = decided(sentAll(first.pair), skip("b"), "2026-11-24T09:00:30Z")
    expect(sessionsOf(second.pair)).toBe(sessionsOf(first.pair))
    expect(second.owed).toEqual(["skipped 1 b"])
    expect(second.pair.outbox[0]?.about).toBe("already")
    const sooner = decided(first.pair, skip("b"), "2026-11-24T09:00:00Z")
    expect(sooner.owed).toEqual([])
    expect(sessionsOf(sooner.pair)).toBe(sessionsOf(first.pair))
  })

  it("on the page, of what is skipped already, owes nothing", () => {
    const first = decided(activePair(), skip("a"), tuesday)
    expect(decided(sentAll(first.pair), { ...skip("b"), via: "page" }, tuesday)).toMatchObject({
      outcome: { kind: "already" },
      owed: [],
    })
  })

  it("after the start means that it did not happen", () => {
    const missed = decided(activePair(), skip("b", 1), "2026-11-26T16:00:00Z")
    expect(sessionsOf(missed.pair)).toBe("1 a missed, 2 a planned, 3 b planned")
    expect(missed.pair.outbox.find(({ key }) => key === "event.2.a")?.about).toBe("roles-after-correction")
    expect(missed.owed.some((letter) => letter.startsWith("skipped"))).toBe(false)
  })

  it("a session long past is told to be too late, by mail only", () => {
    const pair = after(activePair(), ["2026-12-03T16:00:00Z", { kind: "wake" }])
    const late = decided(pair, skip("b", 1), "2026-12-03T16:10:00Z")
    expect(late.outcome).toEqual({ kind: "refused", reason: "no-session" })
    expect(late.pair.outbox.map(({ kind, about }) => `${kind}: ${about}`)).toEqual(["not-understood: too-late"])
    expect(decided(pair, { ...skip("b", 1), via: "page" }, "2026-12-03T16:10:00Z").owed).toEqual([])
  })

  it("is refused where nobody meets", () => {
    const paused = after(activePair(), [tuesday, { kind: "unsubscribe", by: "a" }])
    const refused = decided(paused, skip("b"), tuesday)
    expect(refused.outcome).toEqual({ kind: "refused", reason: "wrong-state" })
    expect(refused.pair.outbox[0]).toMatchObject({ kind: "not-understood", about: "partner-away" })
  })
})

describe("taking a skip back", () => {
  const skipped = () => after(activePair(), [tuesday, skip("b", 1)])

  it("returns the session at its time under a new UID, and keeps the one invited meanwhile, retitled", () => {
    const back = decided(skipped(), unskip("b"), "2026-11-25T09:00:00Z")
    expect(sessionsOf(back.pair)).toBe("1 a planned, 2 b planned, 3 a planned")
    const event = files(back.pair).find(({ key }) => key === "event.1.a")
    expect(event).toMatchObject({ method: "REQUEST", sequence: 0, status: "CONFIRMED" })
    expect(event?.uid).toBe("pair_aaaaaaaaaaaaaaaa.1.1@turnabout.example")
    expect(event?.starts.toString()).toBe("2026-11-26T16:00:00Z")
    expect(event?.partstats).toEqual({ "mailto:ana@example.org": "NEEDS-ACTION", "mailto:ben@example.net": "ACCEPTED" })
    expect(back.pair.outbox.find(({ key }) => key === "event.1.a")?.about).toBe("unskipped")
    expect(back.pair.outbox.find(({ key }) => key === "event.3.a")?.about).toBe("roles-after-return")
  })

  it("returns it at the time it had been moved to", () => {
    const moved = after(activePair(), [tuesday, move("a", 1, "2026-11-27T10:00:00Z")], [tuesday, skip("b", 1)])
    const back = decided(moved, unskip("b", 1), tuesday)
    expect(theSession(back.pair, 1).starts.toString()).toBe("2026-11-27T10:00:00Z")
  })

  it.each([
    ["2026-11-26T15:59:59Z", "b", { kind: "done" }],
    ["2026-11-26T16:00:00Z", "b", { kind: "refused", reason: "no-session" }],
    ["2026-11-25T09:00:00Z", "a", { kind: "refused", reason: "not-yours" }],
  ] as const)("at %s by %s: %j", (instant, by, outcome) => {
    expect(decided(skipped(), unskip(by, 1), instant).outcome).toEqual(outcome)
  })

  it("without a letter means their own skip, and says so of the other's", () => {
    expect(decided(skipped(), unskip("b"), "2026-11-25T09:00:00Z").outcome.kind).toBe("done")
    expect(decided(skipped(), unskip("a"), "2026-11-25T09:00:00Z").outcome).toEqual({
      kind: "refused",
      reason: "not-yours",
    })
  })

  it("twice does it once", () => {
    const back = decided(skipped(), unskip("b", 1), "2026-11-25T09:00:00Z")
    expect(decided(back.pair, unskip("b", 1), "2026-11-25T09:00:01Z")).toMatchObject({
      outcome: { kind: "already" },
      owed: [],
    })
  })

  it("before the CANCEL has left sends it all the same, since the old event must go", () => {
    const unsent = decided(activePair(), skip("b", 1), tuesday).pair
    const back = decided(unsent, unskip("b", 1), "2026-11-24T09:00:10Z").pair
    const about = files(back).filter(({ uid }) => uid.includes(".1."))
    expect(
      about.map(({ key, method, uid, sequence }) => [key, method, uid.split("@")[0]?.slice(-3), sequence]),
    ).toEqual([
      ["withdrawn.1.0.a", "CANCEL", "1.0", 1],
      ["withdrawn.1.0.b", "CANCEL", "1.0", 1],
      ["event.1.a", "REQUEST", "1.1", 0],
      ["event.1.b", "REQUEST", "1.1", 0],
    ])
  })

  it("again and again keeps every event apart", () => {
    const pair = [1, 2, 3].reduce(
      (next) => after(next, [tuesday, skip("b", 1)], [tuesday, unskip("b", 1)]),
      activePair(),
    )
    expect(theSession(pair, 1).event).toMatchObject({ revival: 3, sequence: 0 })
    expect(theSession(pair, 1).event.stamp.toString()).toBe("2026-11-24T09:00:05Z")
  })
})

describe("moving", () => {
  it("raises SEQUENCE, is accepted by who asked, asks the other, and tells both what it was", () => {
    const moved = decided(accepted(), move("b", 1, "2026-11-27T10:00:00Z"), tuesday)
    expect(moved.owed).toEqual(["moved 1 a", "moved 1 b"])
    expect(moved.pair.outbox.map(({ about }) => about)).toEqual(["b 2026-11-26T16:00:00Z", "b 2026-11-26T16:00:00Z"])
    const [event] = files(moved.pair)
    expect(event).toMatchObject({ method: "REQUEST", sequence: 1 })
    expect(event?.starts.toString()).toBe("2026-11-27T10:00:00Z")
    expect(event?.ends.toString()).toBe("2026-11-27T11:00:00Z")
    expect(event?.partstats).toEqual({ "mailto:ana@example.org": "NEEDS-ACTION", "mailto:ben@example.net": "ACCEPTED" })
  })

  it("before the last move's letter has left says the time that was last told", () => {
    const moved = decided(activePair(), move("b", 1, "2026-11-27T10:00:00Z"), tuesday).pair
    const again = decided(moved, move("a", 1, "2026-11-28T10:00:00Z"), tuesday).pair
    expect(again.outbox.map(({ about }) => about)).toEqual(["a 2026-11-26T16:00:00Z", "a 2026-11-26T16:00:00Z"])
  })

  const refusal = (reason: Refusal) => ({ kind: "refused", reason })
  const done = { kind: "done" }
  it.each([
    // Within six days of its slot, by the slot's clock.
    ["2026-12-02T16:00:00Z", tuesday, done],
    ["2026-12-02T16:00:01Z", tuesday, refusal("too-far")],
    ["2026-12-04T16:00:00Z", tuesday, refusal("too-far")],
    // In the future.
    ["2026-11-24T09:00:00Z", tuesday, refusal("past")],
    ["2026-11-24T09:00:01Z", tuesday, done],
    ["2026-11-20T16:00:00Z", tuesday, refusal("past")],
    // Not once it has begun.
    ["2026-11-27T10:00:00Z", "2026-11-26T15:59:59Z", done],
    ["2026-11-27T10:00:00Z", "2026-11-26T16:00:00Z", refusal("started")],
  ])("to %s, at %s: %j", (starts, instant, outcome) => {
    expect(decided(activePair(), move("a", 1, starts), instant).outcome).toEqual(outcome)
  })

  it.each([
    // Session 1 ends on the 26th at 17:00Z, session 2 begins on the 3rd at 16:00Z.
    [1, "2026-12-03T03:00:00Z", { moved: 2, to: "2026-12-05T16:00:00Z" }, refusal("too-far")],
    [2, "2026-11-27T05:00:00Z", null, refusal("too-far")],
    [2, "2026-11-27T16:00:00Z", null, done],
    [2, "2026-11-27T16:00:00Z", { moved: 1, to: "2026-11-27T03:00:00Z" }, done],
    [2, "2026-11-27T16:00:00Z", { moved: 1, to: "2026-11-27T03:00:01Z" }, refusal("too-close")],
    [2, "2026-11-27T16:00:00Z", { moved: 1, to: "2026-11-27T16:00:00Z" }, refusal("too-close")],
    [2, "2026-11-27T16:00:00Z", { moved: 1, to: "2026-11-27T16:00:01Z" }, refusal("out-of-order")],
    [1, "2026-12-01T03:00:00Z", { moved: 2, to: "2026-12-01T16:00:00Z" }, done],
    [1, "2026-12-01T03:00:01Z", { moved: 2, to: "2026-12-01T16:00:00Z" }, refusal("too-close")],
    [1, "2026-12-01T17:00:00Z", { moved: 2, to: "2026-12-01T16:00:00Z" }, refusal("out-of-order")],
  ] as const)("session %i to %s, after %j: %j", (...[session, starts, before, outcome]) => {
    const pair = before === null ? activePair() : after(activePair(), [tuesday, move("b", before.moved, before.to)])
    expect(decided(pair, move("a", session, starts), tuesday).outcome).toEqual(outcome)
  })

  it("leaves room for a skipped session to come back", () => {
    const pair = after(activePair(), [tuesday, skip("b", 1)])
    expect(decided(pair, move("a", 2, "2026-11-27T16:00:00Z"), tuesday).outcome).toEqual(done)
    expect(decided(pair, move("a", 2, "2026-11-26T10:00:00Z"), tuesday).outcome.kind).toBe("refused")
  })

  it.each([
    // Sunday the 31st of October 2027: the clocks go back, and six days from Tuesday the 26th have 145 hours.
    ["2027-11-01T16:00:00Z", "tuesday", "2027-10-26T15:00:00Z", done],
    ["2027-11-01T16:00:01Z", "tuesday", "2027-10-26T15:00:00Z", refusal("too-far")],
    // Sunday the 28th of March 2027: they go forward, and have 143.
    ["2027-03-29T15:00:00Z", "tuesday", "2027-03-23T16:00:00Z", done],
    ["2027-03-29T15:00:01Z", "tuesday", "2027-03-23T16:00:00Z", refusal("too-far")],
  ] as const)(
    "to %s is within six days or not when the clocks change in between",
    (...[starts, weekday, first, outcome]) => {
      const begun = at(first).subtract({ hours: 48 }).toString()
      const pair = activePair({ at: begun, slot: { weekday } })
      expect(theSession(pair, 1).starts.toString()).toBe(first)
      const later = after(pair, [
        begun,
        move(
          "b",
          2,
          at(first)
            .add({ hours: 9 * 24 })
            .toString(),
        ),
      ])
      expect(decided(later, move("a", 1, starts), begun).outcome).toEqual(outcome)
    },
  )

  it("that is refused is answered by mail with the reason and the event as it is", () => {
    const refused = decided(activePair(), move("a", 1, "2026-12-30T16:00:00Z"), tuesday)
    expect(refused.owed).toEqual(["not-moved 1 a"])
    expect(refused.pair.outbox[0]?.about).toBe("too-far 2026-12-30T16:00:00Z")
    const [event] = files(refused.pair)
    expect(event).toMatchObject({ method: "REQUEST", sequence: 0 })
    expect(event?.starts.toString()).toBe("2026-11-26T16:00:00Z")
    expect(event?.stamp.toString()).toBe(tuesday)
  })

  it("that is refused on the page owes nothing", () => {
    const refused = decided(activePair(), { ...move("a", 1, "2026-12-30T16:00:00Z"), via: "page" }, tuesday)
    expect(refused).toMatchObject({ outcome: refusal("too-far"), owed: [] })
  })

  it("a session that is off is told in words", () => {
    const skipped = after(activePair(), [tuesday, skip("b", 1)])
    const refused = decided(skipped, move("a", 1, "2026-11-27T16:00:00Z"), tuesday)
    expect(refused.outcome).toEqual(refusal("no-session"))
    expect(refused.owed).toEqual(["not-understood a"])
  })

  it("that failed for the one does not silence the other", () => {
    const unsent = decided(activePair(), move("a", 1, "2026-12-30T16:00:00Z"), tuesday).pair
    const other = decided(unsent, unskip("b"), tuesday)
    expect(other.owed).toEqual(["not-understood b"])
  })

  it("to the time it has changes nothing", () => {
    expect(decided(activePair(), move("a", 1, "2026-11-26T16:00:00Z"), tuesday)).toMatchObject({
      outcome: { kind: "already" },
      owed: [],
    })
  })

  it("keeps its session's turn and its place", () => {
    const moved = decided(activePair(), move("a", 1, "2026-12-02T16:00:00Z"), tuesday).pair
    expect(sessionsOf(moved)).toBe("1 a planned, 2 b planned")
  })
})

describe("a calendar's answer", () => {
  it.each(["ACCEPTED", "TENTATIVE"] as const)("%s is remembered and owes nothing", (partstat) => {
    const answered = decided(activePair(), rsvp("b", partstat), tuesday)
    expect(answered.owed).toEqual([])
    expect(theSession(answered.pair, 1).event.partstat).toEqual({ a: "NEEDS-ACTION", b: partstat })
  })

  it("stays in the event when it is only retitled", () => {
    const pair = after(activePair(), [
      monday,
      { ...rsvp("b", "ACCEPTED"), event: { session: 2, revival: 0, sequence: 0 } },
    ])
    const skipped = decided(pair, skip("a", 1), tuesday).pair
    const retitled = files(skipped).find(({ key }) => key === "event.2.a")
    expect(retitled?.partstats).toEqual({
      "mailto:ana@example.org": "NEEDS-ACTION",
      "mailto:ben@example.net": "ACCEPTED",
    })
  })

  it("no skips the session", () => {
    const declined = decided(activePair(), rsvp("b", "DECLINED"), tuesday)
    expect(sessionsOf(declined.pair)).toBe("1 a skipped, 2 a planned, 3 b planned")
    expect(declined.owed.slice(0, 2)).toEqual(["skipped 1 a", "skipped 1 b"])
    expect(theSession(declined.pair, 1).state).toEqual({ kind: "skipped", by: "b" })
    expect(theSession(declined.pair, 1).event.partstat.b).toBe("DECLINED")
  })

  it.each([
    ["2026-11-26T15:59:59Z", "skipped"],
    ["2026-11-26T16:00:00Z", "planned"],
  ])("no at %s leaves the session %s: after the start it says nothing", (instant, state) => {
    expect(theSession(decided(activePair(), rsvp("b", "DECLINED"), instant).pair, 1).state.kind).toBe(state)
  })

  it.each([
    ["ACCEPTED", "invitation", "current"],
    ["DECLINED", "question", "stale-decline"],
  ] as const)("%s to an older SEQUENCE changes nothing and brings the event again, as %s", (partstat, kind, about) => {
    const moved = after(activePair(), [tuesday, move("a", 1, "2026-11-27T10:00:00Z")])
    const stale = decided(moved, rsvp("b", partstat), "2026-11-24T10:00:00Z")
    expect(stale.owed).toEqual([`${kind} 1 b`])
    expect(theSession(stale.pair, 1).event.partstat).toEqual({ a: "ACCEPTED", b: "NEEDS-ACTION" })
    expect(files(stale.pair)[0]).toMatchObject({ method: "REQUEST", sequence: 1 })
    expect(files(stale.pair)[0]?.stamp.toString()).toBe("2026-11-24T10:00:00Z")
    expect(stale.pair.outbox[0]?.about).toBe(about)
  })

  it("no to an older SEQUENCE asks nothing any more once the session is skipped, and brings no event back", () => {
    const life = liveOn(activePair(), monday)
    life.does(move("a", 1, "2026-11-27T10:00:00Z"))
    life.slowsDown(true)
    life.does(rsvp("b", "DECLINED"))
    life.does(skip("a", 1))
    life.sendsOn()
    expect(life.letters().slice(2)).toEqual([
      "skipped 1 a",
      "skipped 1 b",
      "invitation 2 a",
      "invitation 2 b",
      "invitation 3 a",
      "invitation 3 b",
    ])
  })

  it.each([
    ["2026-11-24T08:59:59Z", "NEEDS-ACTION", ["invitation 1 b"]],
    ["2026-11-24T09:00:00Z", "ACCEPTED", []],
    ["2026-11-24T09:00:01Z", "ACCEPTED", []],
  ] as const)("given at %s, the event being of 09:00, leaves %s", (stamp, partstat, owed) => {
    const resent = after(activePair(), [tuesday, move("a", 1, "2026-12-30T16:00:00Z")])
    const answered = decided(resent, rsvp("b", "ACCEPTED", { stamp }), "2026-11-24T10:00:00Z")
    expect(answered.owed).toEqual(owed)
    expect(theSession(answered.pair, 1).event.partstat.b).toBe(partstat)
  })

  it("yes to a cancelled event brings the CANCEL again", () => {
    const skipped = after(activePair(), [tuesday, skip("a", 1)])
    const yes = decided(skipped, rsvp("b", "ACCEPTED"), "2026-11-24T10:00:00Z")
    expect(yes.owed).toEqual(["skipped 1 b"])
    expect(files(yes.pair)[0]).toMatchObject({ method: "CANCEL", sequence: 1 })
    expect(sessionsOf(yes.pair)).toBe(sessionsOf(skipped))
  })

  it("yes to an event whose session has come back under a new one is stale", () => {
    const back = after(activePair(), [tuesday, skip("b", 1)], [tuesday, unskip("b", 1)])
    const yes = decided(back, rsvp("a", "ACCEPTED", { sequence: 7 }), "2026-11-24T10:00:00Z")
    expect(yes.owed).toEqual(["invitation 1 a"])
    expect(theSession(yes.pair, 1).event.partstat.a).toBe("NEEDS-ACTION")
  })

  it("to an older version does not bring it again while it is on its way, but a prompt on its way is no reason", () => {
    const moved = decided(activePair(), move("a", 1, "2026-11-27T10:00:00Z"), tuesday).pair
    expect(decided(moved, rsvp("b", "ACCEPTED"), tuesday)).toMatchObject({ outcome: { kind: "already" }, owed: [] })
    const prompted = decided(sentAll(moved), { kind: "wake" }, "2026-11-26T10:00:00Z")
    expect(prompted.owed).toEqual(["prompt 1 a"])
    expect(decided(prompted.pair, rsvp("a", "ACCEPTED"), "2026-11-26T10:00:01Z").owed).toEqual(["invitation 1 a"])
  })

  it("to a session that is gone, or while the pair is paused, is left alone", () => {
    const gone = after(activePair(), ["2026-12-10T16:00:00Z", { kind: "wake" }])
    expect(decided(gone, rsvp("b", "ACCEPTED"), "2026-12-10T16:00:00Z").owed).toEqual([])
    const paused = after(activePair(), [tuesday, { kind: "unsubscribe", by: "a" }])
    expect(decided(paused, rsvp("b", "DECLINED"), tuesday).owed).toEqual([])
  })

  it("that comes twice counts once", () => {
    const first = decided(activePair(), { ...rsvp("b", "DECLINED"), id: "same" }, tuesday)
    const second = decided(first.pair, { ...rsvp("b", "DECLINED"), id: "same" }, tuesday)
    expect(second).toMatchObject({ outcome: { kind: "already" }, owed: [] })
    expect(second.pair.sessions).toEqual(first.pair.sessions)
  })
})

describe("a calendar that declines every invitation by itself", () => {
  it("is not sent one after the other without an end, and gets the next when the first has passed", () => {
    const life = liveOn(activePair(), monday)
    for (let answers = 0; answers < 60; answers += 1) {
      const next = life.pair.sessions.find(({ state }) => state.kind === "planned")
      if (next === undefined) break
      const { revival, sequence } = next.event
      life.does({ kind: "rsvp", by: "b", event: { session: next.number, revival, sequence }, partstat: "DECLINED" })
    }
    expect(life.pair.sessions).toHaveLength(12)
    expect(
      life.letters().filter((letter) => letter.startsWith("invitation") && letter.endsWith("b")).length,
    ).toBeLessThan(25)
    life.movesTo("2026-11-26T16:00:00Z")
    expect(life.letters("2026-11-26T16")).toEqual(["invitation 13 a", "invitation 13 b"])
  })
})

describe("DTSTAMP", () => {
  it("rises with every change of an event, also within one second", () => {
    let pair = activePair()
    let last = theSession(pair, 1).event.stamp
    const starts = ["2026-11-27T10:00:00Z", "2026-11-27T11:00:00Z", "2026-11-27T12:00:00Z"]
    for (const time of starts) {
      pair = decided(pair, move("a", 1, time), monday).pair
      expect(theSession(pair, 1).event.stamp.since(last).total("seconds")).toBe(1)
      last = theSession(pair, 1).event.stamp
    }
    pair = decided(pair, skip("a", 1), monday).pair
    expect(theSession(pair, 1).event).toMatchObject({ sequence: 4 })
    expect(theSession(pair, 1).event.stamp.toString()).toBe("2026-11-23T09:00:04Z")
    pair = decided(pair, unskip("a", 1), "2026-11-24T09:00:00Z").pair
    expect(theSession(pair, 1).event.stamp.toString()).toBe("2026-11-24T09:00:00Z")
  })
})
