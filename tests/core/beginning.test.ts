import { confirmWithin, lapseAfter } from "@turnabout/core/schedule.ts"
import type { JoinAnswer } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import {
  activePair,
  askedPair,
  at,
  decided,
  monday,
  sentAll,
  startedPair,
  theSession,
  thursdays,
  unconfirmedPair,
} from "../support/pair-builder.ts"

const fridays: Slot = { weekday: "friday", time: "08:30", zone: "Europe/Lisbon", minutes: 60 }
const mondays: Slot = { weekday: "monday", time: "18:00", zone: "Europe/Berlin", minutes: 60 }

function join(by: MemberId, answer: JoinAnswer) {
  return { kind: "join", by, answer, drawn: "b" } as const
}
const yes = { kind: "yes", zone: "Europe/Lisbon" } as const
const no = { kind: "no" } as const
const other = (slot: Slot) => ({ kind: "other", slot }) as const

/** The pair after Ben has proposed Fridays; the proposal is sent. */
function counteredPair(): Pair {
  return sentAll(decided(askedPair(), join("b", other(fridays)), monday).pair)
}

describe("signing up", () => {
  it("owes nothing but the confirm letter, to the one who asked", () => {
    const pair = unconfirmedPair()
    expect(pair.outbox.map(({ key }) => key)).toEqual(["confirm.a"])
    expect(pair.members.a.agreedAt?.toString()).toBe(monday)
    expect(pair.members.b.agreedAt).toBeNull()
  })

  it("asks the partner once it is confirmed, and only once", () => {
    const confirmed = decided(unconfirmedPair(), { kind: "confirm", refused: false }, monday)
    expect(confirmed.owed).toEqual(["partner-request b"])
    const again = decided(confirmed.pair, { kind: "confirm", refused: false }, monday)
    expect(again.outcome).toEqual({ kind: "already" })
    expect(again.owed).toEqual([])
  })

  it("confirmed while the partner has been asked by enough others, lapses as if it had not been answered", () => {
    const life = liveOn(
      decided(unconfirmedPair(), { kind: "confirm", refused: false, held: true }, monday).pair,
      monday,
    )
    life.movesTo("2026-12-07T08:59:59Z")
    expect(life.letters()).toEqual([])
    life.movesTo("2026-12-07T09:00:00Z")
    expect(life.letters()).toEqual(["answer-no a"])
  })

  it("held back, still reaches a partner who asks for it themselves", () => {
    const { pair } = decided(unconfirmedPair(), { kind: "confirm", refused: false, held: true }, monday)
    expect(decided(pair, { kind: "sign-up-again", by: "b" }, monday).owed).toEqual(["partner-request b"])
  })

  it.each([
    ["2026-11-25T08:59:59Z", false],
    ["2026-11-25T09:00:00Z", true],
  ])("unconfirmed at %s it is forgotten: %s", (instant, isForgotten) => {
    const life = liveOn(unconfirmedPair(), monday)
    life.movesTo(instant)
    expect(life.isForgotten).toBe(isForgotten)
    expect(life.letters()).toEqual(["confirm a"])
  })

  it("is not forgotten while its letter waits to be sent, and that letter goes once its link is dead", () => {
    const life = liveOn(unconfirmedPair(), monday)
    life.mailerSays(() => "throttled")
    life.oversleepsUntil("2026-11-25T08:59:30Z")
    life.mailerSays(() => "sent")
    life.movesTo("2026-11-25T09:00:00Z")
    expect(life.isForgotten).toBe(false)
    life.movesTo("2026-11-25T10:00:00Z")
    expect(life.isForgotten).toBe(true)
    expect(life.letters()).toEqual([])
  })

  it("again for the same two people tells the one who asked by mail, once an hour", () => {
    const pair = askedPair()
    const first = decided(pair, { kind: "sign-up-again", by: "a", via: "page" }, "2026-11-23T10:00:00Z")
    expect(first.owed).toEqual(["confirm a"])
    const sent = sentAll(first.pair)
    const soon = decided(sent, { kind: "sign-up-again", by: "a", via: "page" }, "2026-11-23T10:59:59Z")
    expect(soon.owed).toEqual([])
    const later = decided(sent, { kind: "sign-up-again", by: "a", via: "page" }, "2026-11-23T11:00:00Z")
    expect(later.owed).toEqual(["confirm a"])
  })

  it("by the one who was asked brings their request again", () => {
    const again = decided(askedPair(), { kind: "sign-up-again", by: "b", via: "page" }, "2026-11-23T10:00:00Z")
    expect(again.owed).toEqual(["partner-request b"])
  })

  it("by a partner of an unconfirmed pair tells nobody anything", () => {
    const pair = sentAll(unconfirmedPair())
    expect(decided(pair, { kind: "sign-up-again", by: "b", via: "page" }, monday).owed).toEqual([])
    const later = { kind: "sign-up-again", by: "a", via: "page" } as const
    expect(decided(pair, later, "2026-11-23T09:59:59Z").owed).toEqual([])
    expect(decided(pair, later, "2026-11-23T10:00:00Z").owed).toEqual(["confirm a"])
  })

  it("with a partner who said no to this inviter within a year is declined without asking them", () => {
    const refused = decided(unconfirmedPair(), { kind: "confirm", refused: true }, monday)
    expect(refused.owed).toEqual(["answer-no a"])
    expect(refused.pair.status.kind).toBe("declined")
  })
})

describe("the request", () => {
  it("is repeated once after five days and forgotten after fourteen", () => {
    const life = liveOn(askedPair(), monday)
    life.movesTo("2026-11-28T08:59:59Z")
    expect(life.letters()).toEqual([])
    life.movesTo("2026-11-28T09:00:00Z")
    expect(life.letters()).toEqual(["partner-request b"])
    expect(life.chronicle.sent[0]?.letter.about).toBe("reminder")
    life.movesTo("2026-12-07T08:59:59Z")
    expect(life.letters()).toEqual(["partner-request b"])
    expect(life.pair.status.kind).toBe("asked")
    life.movesTo("2026-12-07T09:00:00Z")
    expect(life.letters()).toEqual(["partner-request b", "answer-no a"])
    expect(life.pair.status.kind).toBe("lapsed")
    life.movesTo("2026-12-07T09:59:59Z")
    expect(life.isForgotten).toBe(false)
    life.movesTo("2026-12-07T10:00:00Z")
    expect(life.isForgotten).toBe(true)
  })

  it("that has lapsed while nobody was awake sends no reminder first", () => {
    const life = liveOn(askedPair(), monday)
    life.oversleepsUntil("2026-12-20T09:00:00Z")
    expect(life.letters()).toEqual(["answer-no a"])
  })

  it("answered in the last second starts the pair", () => {
    const joined = decided(askedPair(), join("b", yes), "2026-12-07T08:59:59Z")
    expect(joined.pair.status.kind).toBe("active")
  })

  it("cannot be answered by the one who asked", () => {
    expect(decided(askedPair(), join("a", yes), monday).outcome).toEqual({ kind: "refused", reason: "wrong-state" })
    expect(decided(askedPair(), join("a", other(fridays)), monday).outcome.kind).toBe("refused")
  })
})

describe("yes", () => {
  it("welcomes both, invites both to two sessions and takes the zone and the agreement", () => {
    const joined = decided(askedPair(), join("b", yes), "2026-11-23T12:00:00Z")
    expect(joined.owed).toEqual([
      "welcome a",
      "welcome b",
      "invitation 1 a",
      "invitation 1 b",
      "invitation 2 a",
      "invitation 2 b",
    ])
    expect(joined.pair.members.b.zone).toBe("Europe/Lisbon")
    expect(joined.pair.members.b.agreedAt?.toString()).toBe("2026-11-23T12:00:00Z")
    expect(joined.pair.slot.zone).toBe("Europe/Berlin")
  })

  it("said twice starts one pair", () => {
    const joined = decided(askedPair(), join("b", yes), monday)
    const again = decided(joined.pair, join("b", yes), monday)
    expect(again.outcome).toEqual({ kind: "already" })
    expect(again.owed).toEqual([])
  })

  it("by reply leaves the slot's zone", () => {
    const joined = decided(askedPair(), join("b", { kind: "yes", zone: null }), monday)
    expect(joined.pair.members.b.zone).toBe("Europe/Berlin")
  })

  it.each([
    ["2026-11-25T15:59:59Z", "2026-11-26T16:00:00Z"],
    ["2026-11-25T16:00:00Z", "2026-11-26T16:00:00Z"],
    ["2026-11-25T16:00:01Z", "2026-12-03T16:00:00Z"],
  ])("at %s makes %s the first session: at least 24 hours ahead", (instant, first) => {
    const { pair } = decided(askedPair(), join("b", yes), instant)
    expect(theSession(pair, 1).starts.toString()).toBe(first)
  })

  it.each([
    ["me", "a", "a"],
    ["me", "b", "a"],
    ["partner", "a", "b"],
    ["draw", "a", "a"],
    ["draw", "b", "b"],
  ] as const)("makes the first focus %s, with %s drawn, to %s", (firstFocus, drawn, focus) => {
    const pair = startedPair({ firstFocus, drawn })
    expect([theSession(pair, 1).focus, theSession(pair, 2).focus]).toEqual([focus, focus === "a" ? "b" : "a"])
  })
})

describe("no", () => {
  it("is told to the inviter and holds for a year", () => {
    const declined = decided(askedPair(), join("b", no), monday)
    expect(declined.owed).toEqual(["answer-no a"])
    expect(declined.records).toEqual([
      { kind: "refusal", inviter: "ana@example.org", partner: "ben@example.net", until: at("2027-11-23T09:00:00Z") },
    ])
  })

  it("is the end of it: no later yes brings it back, and the pair is forgotten within the hour", () => {
    const declined = decided(askedPair(), join("b", no), monday)
    expect(decided(declined.pair, join("b", yes), monday).outcome.kind).toBe("refused")
    const life = liveOn(declined.pair, monday)
    life.movesTo("2026-11-23T10:00:00Z")
    expect(life.isForgotten).toBe(true)
    expect(life.letters()).toEqual(["answer-no a"])
  })

  it("takes an unsent request with it", () => {
    const confirmed = decided(unconfirmedPair(), { kind: "confirm", refused: false }, monday)
    expect(decided(confirmed.pair, join("b", no), monday).pair.outbox.map(({ kind }) => kind)).toEqual(["answer-no"])
  })
})

describe("another time", () => {
  it("is a yes at that time: it goes to the inviter, and their yes starts the pair there", () => {
    const countered = decided(askedPair(), join("b", other(fridays)), "2026-11-23T12:00:00Z")
    expect(countered.owed).toEqual(["proposal a"])
    expect(countered.pair.members.b).toMatchObject({ zone: "Europe/Lisbon" })
    expect(countered.pair.members.b.agreedAt?.toString()).toBe("2026-11-23T12:00:00Z")
    const started = decided(sentAll(countered.pair), join("a", { kind: "yes", zone: null }), "2026-11-24T12:00:00Z")
    expect(started.pair.status.kind).toBe("active")
    expect(started.pair.slot).toEqual(fridays)
    expect(theSession(started.pair, 1).starts.toString()).toBe("2026-11-27T08:30:00Z")
    expect(started.pair.members.a.zone).toBe("Europe/Berlin")
  })

  it("begins the fourteen days again, without a reminder", () => {
    const proposed = decided(askedPair(), join("b", other(fridays)), "2026-12-01T09:00:00Z")
    const life = liveOn(proposed.pair, "2026-12-01T09:00:00Z")
    life.movesTo("2026-12-15T08:59:59Z")
    expect(life.letters()).toEqual(["proposal a"])
    life.movesTo("2026-12-15T09:00:00Z")
    expect(life.letters()).toEqual(["proposal a", "answer-no a"])
  })

  it("can be answered with yet another time, and so on, until one says yes", () => {
    const back = decided(counteredPair(), join("a", other(mondays)), "2026-11-24T09:00:00Z")
    expect(back.owed).toEqual(["proposal b"])
    const agreed = decided(sentAll(back.pair), join("b", yes), "2026-11-24T10:00:00Z")
    expect(agreed.pair.slot).toEqual(mondays)
    expect(agreed.pair.status.kind).toBe("active")
  })

  it("can be changed by the one who proposed it: the newest stands", () => {
    const changed = decided(counteredPair(), join("b", other(mondays)), "2026-11-23T10:00:00Z")
    expect(changed.owed).toEqual(["proposal a"])
    expect(changed.pair.status).toMatchObject({ kind: "countered", by: "b", proposed: mondays })
    const back = decided(counteredPair(), join("a", other(mondays)), "2026-11-24T09:00:00Z")
    const again = decided(sentAll(back.pair), join("a", other(thursdays)), "2026-11-24T09:30:00Z")
    expect(again.owed).toEqual(["proposal b"])
    expect(again.pair.status).toMatchObject({ kind: "countered", by: "a", proposed: thursdays })
  })

  it("is not accepted by the one who proposed it, and the proposal still goes out", () => {
    const countered = decided(askedPair(), join("b", other(fridays)), monday)
    const self = decided(countered.pair, { ...join("b", yes), via: "page" }, monday)
    expect(self.outcome).toEqual({ kind: "refused", reason: "wrong-state" })
    expect(self.pair.outbox.map(({ key }) => key)).toEqual(["proposal.a"])
  })

  it("refused by the inviter is told to the partner, and binds nobody for a year", () => {
    const declined = decided(counteredPair(), join("a", no), monday)
    expect(declined.owed).toEqual(["answer-no b"])
    expect(declined.records).toEqual([])
    expect(declined.pair.status.kind).toBe("declined")
  })

  it("taken back by the partner is their no", () => {
    const declined = decided(counteredPair(), join("b", no), monday)
    expect(declined.owed).toEqual(["answer-no a"])
    expect(declined.records).toHaveLength(1)
  })
})

describe("who wants no letters before the pair has begun", () => {
  it("gets none, and the request lapses quietly", () => {
    const life = liveOn(askedPair(), monday)
    life.does({ kind: "unsubscribe", by: "b", via: "page" })
    life.movesTo("2026-12-08T09:00:00Z")
    expect(life.letters()).toEqual(["answer-no a"])
  })

  it("and joins all the same on the page wants them again", () => {
    const silent = decided(askedPair(), { kind: "unsubscribe", by: "b", via: "page" }, monday)
    const joined = decided(silent.pair, { ...join("b", yes), via: "page" }, monday)
    expect(joined.pair.members.b.unsubscribedAt).toBeNull()
    expect(joined.owed).toContain("welcome b")
    expect(joined.owed).toContain("invitation 1 b")
  })

  it("and confirms all the same wants them again", () => {
    const silent = decided(unconfirmedPair(), { kind: "unsubscribe", by: "a", via: "page" }, monday)
    const confirmed = decided(silent.pair, { kind: "confirm", refused: false, via: "page" }, monday)
    expect(confirmed.pair.members.a.unsubscribedAt).toBeNull()
  })

  it("as inviter leaves a pair that is paused as soon as it begins, and that starts when they are back", () => {
    const silent = decided(askedPair(), { kind: "unsubscribe", by: "a", via: "page" }, monday)
    const joined = decided(silent.pair, { ...join("b", yes), via: "page" }, monday)
    expect(joined.pair.status).toMatchObject({ kind: "paused", until: null, by: "a", partnerTold: false })
    expect(joined.owed).toEqual([])
    const life = liveOn(joined.pair, monday)
    life.movesTo("2026-11-30T09:00:00Z")
    expect(life.letters()).toEqual(["paused b"])
    life.does({ kind: "sign-of-life", by: "a" })
    expect(life.letters("2026-11-30T09:00:00Z").slice(1)).toEqual([
      "welcome a",
      "welcome b",
      "invitation 1 a",
      "invitation 1 b",
      "invitation 2 a",
      "invitation 2 b",
    ])
  })
})

it("the link to confirm lives as long as the sign-up, the one to join as long as the request", () => {
  expect([confirmWithin.total("hours"), lapseAfter.total("hours")]).toEqual([48, 14 * 24])
  expect(activePair().status.kind).toBe("active")
})
