import type { MemberId } from "@turnabout/core/id.ts"
import { heldSoFar } from "@turnabout/core/turn.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import { activePair, after, at, decided, form, monday, sessionsOf, theSession } from "../support/pair-builder.ts"

const tuesday = "2026-11-24T09:00:00Z"

/** Ana has asked for one last session: the one on Thursday the 26th, at 16:00Z. */
function ending() {
  const life = liveOn(after(activePair(), [tuesday, { kind: "end", by: "a", last: true }]), tuesday)
  life.movesTo(tuesday)
  return life
}

function skipped() {
  const life = ending()
  life.does({ kind: "skip", by: "b", session: 1 })
  return life
}

function says(by: MemberId, answer: "yes" | "no" | "last") {
  return { kind: "answer-question", by, answer } as const
}

describe("a last session that is skipped", () => {
  it("leaves the pair as it is until it would have ended, and then one letter closes it", () => {
    const life = skipped()
    life.movesTo("2026-11-26T16:59:59Z")
    expect(life.letters()).toEqual(["skipped 1 a", "skipped 1 b"])
    expect(life.pair.status.kind).toBe("ending")
    life.movesTo("2026-11-26T17:00:00Z")
    expect(life.letters().slice(2)).toEqual(["ended a", "ended b"])
    expect(life.chronicle.sent.at(-1)?.letter.about).toBe("last-off")
  })

  it("is the same when a calendar declines it", () => {
    const life = ending()
    const event = { session: 1, revival: 0, sequence: 0 }
    life.does({ kind: "rsvp", by: "b", event, partstat: "DECLINED" })
    expect(life.letters()).toEqual(["skipped 1 a", "skipped 1 b"])
    expect(life.pair.status.kind).toBe("ending")
  })

  it("comes back when who skipped it says so, and is followed by the end as ever", () => {
    const life = skipped()
    expect(life.does({ kind: "unskip", by: "a", session: null })).toEqual({ kind: "refused", reason: "not-yours" })
    life.does({ kind: "unskip", by: "b", session: null })
    life.movesTo("2026-11-26T19:59:59Z")
    expect(life.pair.status.kind).toBe("ending")
    life.movesTo("2026-11-26T20:00:00Z")
    expect(life.letters().filter((letter) => letter.startsWith("ended"))).toEqual(["ended a", "ended b"])
    expect(life.chronicle.sent.at(-1)?.letter.about).toBe("last")
  })

  it.each(["a", "b"] as const)("finds another time by a move of %s, as a new event", (by) => {
    const life = skipped()
    expect(life.does({ kind: "move", by, session: null, starts: at("2026-11-28T10:00:00Z") })).toEqual({ kind: "done" })
    expect(sessionsOf(life.pair)).toBe("1 a planned")
    expect(theSession(life.pair, 1).event).toMatchObject({ revival: 1, sequence: 0 })
    expect(life.letters().slice(2)).toEqual(["moved 1 a", "moved 1 b"])
    life.movesTo("2026-11-28T14:00:00Z")
    expect(life.letters().slice(-2)).toEqual(["ended a", "ended b"])
  })

  it("is back at its own time by a move to just that", () => {
    const life = skipped()
    life.does({ kind: "move", by: "a", session: 1, starts: at("2026-11-26T16:00:00Z") })
    expect(life.letters().slice(2)).toEqual(["invitation 1 a", "invitation 1 b"])
  })

  it("moves no further than any other, and not once it would have begun", () => {
    const far = { kind: "move", by: "a", session: 1, starts: at("2026-12-04T16:00:00Z") } as const
    expect(skipped().does(far)).toEqual({ kind: "refused", reason: "too-far" })
    const late = skipped()
    late.movesTo("2026-11-26T16:00:00Z")
    expect(late.does({ ...far, starts: at("2026-11-28T10:00:00Z") })).toEqual({ kind: "refused", reason: "started" })
  })

  it("can be followed by another: LAST books the slot after the one that was given away", () => {
    const life = skipped()
    life.does(says("a", "last"))
    expect(sessionsOf(life.pair)).toBe("1 a void, 3 a planned")
    expect(theSession(life.pair, 3).starts.toString()).toBe("2026-12-03T16:00:00Z")
    expect(life.letters().slice(2)).toEqual(["invitation 3 a", "invitation 3 b"])
    life.movesTo("2026-12-03T20:00:00Z")
    expect(life.pair.status).toMatchObject({ kind: "ended", by: null })
  })

  it("stays skipped, and can come back, when the slot is changed meanwhile", () => {
    const life = skipped()
    const own = { name: "Ana", zone: "Europe/Berlin", sharesAnswers: true, sharesCommitments: true }
    const slot = { weekday: "friday", time: "08:00", minutes: 60, rhythm: "weekly", meetingLink: null } as const
    life.does({ kind: "save", by: "a", via: "page", settings: { ...own, ...slot } })
    life.does({ kind: "unskip", by: "b", session: null })
    expect(sessionsOf(life.pair)).toBe("1 a planned")
  })
})

describe("a last session that did not happen", () => {
  function missed() {
    const life = ending()
    life.movesTo("2026-11-26T17:30:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ happened: false }) })
    return life
  }

  it("has both asked whether they want another, and the pair closes a week later", () => {
    const life = missed()
    expect(life.letters("2026-11-26T17:30")).toEqual(["question a", "question b"])
    life.movesTo("2026-12-03T16:59:59Z")
    expect(life.pair.status.kind).toBe("ending")
    life.movesTo("2026-12-03T17:00:00Z")
    expect(life.letters("2026-11-26T17:31")).toEqual(["ended a", "ended b"])
    expect(life.chronicle.sent.at(-1)?.letter.about).toBe("last-off")
  })

  it("asks once, however often it is said", () => {
    const life = missed()
    life.does({ kind: "after", by: "b", session: 1, form: form({ happened: false }) })
    life.does({ kind: "skip", by: "b", session: 1 })
    expect(life.letters("2026-11-26T17:30")).toEqual(["question a", "question b"])
  })

  it("is followed by another by LAST, of either", () => {
    const life = missed()
    life.does(says("b", "last"))
    expect(life.pair.status).toMatchObject({ kind: "ending", by: "b", last: 3 })
    expect(theSession(life.pair, 3).starts.toString()).toBe("2026-12-03T16:00:00Z")
  })

  it("that did happen after all closes the pair as ever", () => {
    const life = missed()
    life.movesTo("2026-11-27T09:00:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ happened: true }) })
    life.movesTo("2026-11-27T09:00:00Z")
    expect(life.letters("2026-11-27")).toEqual(["ended a", "ended b"])
    expect(life.chronicle.sent.at(-1)?.letter.about).toBe("last")
  })
})

describe("said again while the last session is booked", () => {
  it("LAST, with or without a question, is answered by how things stand", () => {
    const plain = decided(ending().pair, says("b", "last"), tuesday)
    expect(plain.outcome).toEqual({ kind: "already" })
    expect(plain.pair.outbox).toMatchObject([{ kind: "not-understood", about: "ending", to: "b" }])
  })

  it.each(["end"] as const)("%s asks, and YES closes the pair now", (about) => {
    const life = ending()
    life.does({ kind: "ask", by: "b", question: { about, session: null, times: [] }, written: null })
    expect(life.letters()).toEqual(["question b"])
    life.does(says("b", "no"))
    expect(life.pair.status.kind).toBe("ending")
    life.does({ kind: "ask", by: "b", question: { about, session: null, times: [] }, written: null })
    life.does(says("b", "yes"))
    expect(life.pair.status).toMatchObject({ kind: "ended", by: "b" })
  })
})

describe("after it has ended", () => {
  it("what somebody says of the last session is still kept, for as long as everything is", () => {
    const life = liveOn(activePair(), monday)
    life.does({ kind: "end", by: "a", last: true, via: "page" })
    life.movesTo("2026-11-26T21:00:00Z")
    expect(life.pair.status.kind).toBe("ended")
    const said = form({ happened: true, line: "We laughed." })
    expect(life.does({ kind: "after", by: "b", session: 1, form: said })).toEqual({ kind: "done" })
    expect(life.chronicle.records).toContainEqual(expect.objectContaining({ kind: "reflection", by: "b" }))
    expect(life.lettersTo("b", "2026-11-26T20:30")).toEqual([])
  })
})

describe("a session that somebody says was held", () => {
  it("counts in an end within three hours of it", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T17:30:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ happened: true }) })
    expect(heldSoFar(life.pair).held).toBe(0)
    life.does({ kind: "end", by: "a", last: false, via: "page" })
    expect(heldSoFar(life.pair).held).toBe(1)
  })

  it("does not count while it lasts", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T16:30:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ happened: true }) })
    life.does({ kind: "end", by: "a", last: false, via: "page" })
    expect(heldSoFar(life.pair).held).toBe(0)
  })
})
