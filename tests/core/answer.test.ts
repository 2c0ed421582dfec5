import type { CommitmentId, MemberId } from "@turnabout/core/id.ts"
import { openCommitments, pairText } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import { activePair, after, decided, form, monday, sentAll, theSession } from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"

/** Ana is the focus of session 1, Ben her coach. */
function answers(shared: boolean | null = null, session = 1, by: MemberId = "a") {
  return { kind: "answer", by, session, text: "the move to Lisbon", shared } as const
}

const afternoon = "2026-11-25T18:00:00Z"

/** After session 1: Ana and Ben each have commitments, named c1, c2 … by the command that made them. */
function fills(
  by: MemberId,
  commitments: readonly string[],
  rest: { readonly id?: string; readonly session?: number } = {},
) {
  const { session = 1, ...id } = rest
  return { kind: "after", by, session, form: form({ commitments }), ...id } as const
}

function changes(by: MemberId, id: CommitmentId, state: "kept" | "partly" | "let-go" | "open"): Doing {
  return { kind: "change-commitments", by, changes: [{ id, state }] }
}

function open(pair: Pair, by: MemberId): CommitmentId[] {
  return openCommitments(pair, by).map(({ id }) => id)
}

const evening = "2026-11-26T17:30:00Z"

describe("an answer to the prompt", () => {
  it("is kept and goes to the coach at once", () => {
    const answered = decided(activePair(), answers(), afternoon)
    expect(answered.owed).toEqual(["coach-note 1 b"])
    expect(answered.records).toEqual([
      expect.objectContaining({ kind: "answer", session: 1, by: "a", text: "the move to Lisbon", shared: true }),
    ])
    expect(theSession(answered.pair, 1).answers).toEqual({ a: { command: expect.any(String), shared: true } })
  })

  it("that is private is kept and goes to nobody, now and two hours before", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(afternoon)
    life.does(answers(false))
    life.movesTo("2026-11-26T16:00:00Z")
    expect(life.letters()).toEqual(["prompt 1 a"])
    expect(life.chronicle.records).toHaveLength(1)
  })

  it("is private by default once a member said so, and shared where this one says so, and again once they said that", () => {
    const pair = after(activePair(), [monday, { kind: "share", by: "a", shares: false }])
    expect(decided(pair, answers(), afternoon).owed).toEqual([])
    expect(decided(pair, answers(true), afternoon).owed).toEqual(["coach-note 1 b"])
    const back = after(pair, [monday, { kind: "share", by: "a", shares: true }])
    expect(decided(back, answers(), afternoon).owed).toEqual(["coach-note 1 b"])
    expect(decided(back, answers(false), afternoon).owed).toEqual([])
  })

  it("written again before the note has left makes one note of it, from the last one", () => {
    const first = decided(activePair(), answers(), afternoon).pair
    const second = decided(first, answers(), "2026-11-25T18:00:10Z").pair
    expect(second.outbox.map(({ key, about }) => `${key} ${about}`)).toEqual(["coach-note.1.b null"])
  })

  it("written again after the note has left follows in a late one, however often before that leaves", () => {
    const sent = after(activePair(), [afternoon, answers()])
    const late = decided(sent, answers(), "2026-11-25T19:00:00Z")
    expect(late.pair.outbox.map(({ key, about }) => `${key} ${about}`)).toEqual(["coach-note.1.b late"])
    const again = decided(late.pair, answers(), "2026-11-25T19:00:10Z")
    expect(again.pair.outbox.map(({ key, about }) => `${key} ${about}`)).toEqual(["coach-note.1.b late"])
  })

  it("made private before the note has left takes it back", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(afternoon)
    life.slowsDown(true)
    life.does(answers())
    life.does(answers(false))
    life.sendsOn()
    expect(life.letters()).toEqual(["prompt 1 a"])
  })

  it.each([
    ["2026-11-26T15:59:59Z", ["coach-note 1 b"]],
    ["2026-11-26T16:00:00Z", []],
    ["2026-11-26T21:00:00Z", []],
  ])("given at %s owes %j: from the start on it is only kept", (instant, owed) => {
    const late = decided(activePair(), answers(), instant)
    expect(late.owed.filter((letter) => letter.startsWith("coach-note"))).toEqual(owed)
    expect(late.records.map(({ kind }) => kind)).toContain("answer")
  })

  it("comes with the commitments: nothing more is sent two hours before", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(evening)
    life.does(fills("b", ["write to Cleo"]))
    life.movesTo("2026-12-03T10:00:00Z")
    life.does(answers(null, 2, "b"))
    life.movesTo("2026-12-03T16:00:00Z")
    expect(life.letters().filter((letter) => letter.startsWith("coach-note"))).toEqual(["coach-note 2 a"])
  })

  it("that is private leaves the commitments to be shared two hours before", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(evening)
    life.does(fills("b", ["write to Cleo"]))
    life.movesTo("2026-12-03T10:00:00Z")
    life.does(answers(false, 2, "b"))
    expect(life.letters()).not.toContain("coach-note 2 a")
    life.movesTo("2026-12-03T14:00:00Z")
    expect(life.letters()).toContain("coach-note 2 a")
  })

  it("to a session that is off or gone is refused, by mail with the reason", () => {
    const skipped = after(activePair(), [monday, { kind: "skip", by: "b", session: 1 }])
    expect(decided(skipped, answers(), afternoon).pair.outbox[0]).toMatchObject({
      kind: "not-understood",
      about: "no-session",
    })
    const gone = after(activePair(), ["2026-12-10T17:00:00Z", { kind: "wake" }])
    const late = decided(gone, answers(), "2026-12-10T17:00:00Z")
    expect(late.pair.outbox.find(({ kind }) => kind === "not-understood")?.about).toBe("too-late")
  })

  it("waits for its session if that is skipped, and goes to the coach when it's back", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(afternoon)
    life.slowsDown(true)
    life.does(answers())
    life.does({ kind: "skip", by: "b", session: 1 })
    life.slowsDown(false)
    life.sendsOn()
    expect(life.letters()).not.toContain("coach-note 1 b")
    const untried = decided(
      decided(activePair(), answers(), afternoon).pair,
      { kind: "skip", by: "b", session: 1 },
      afternoon,
    )
    const back = decided(sentAll(untried.pair), { kind: "unskip", by: "b", session: 1 }, afternoon)
    expect(decided(sentAll(back.pair), { kind: "wake" }, "2026-11-26T14:00:00Z").owed).toContain("coach-note 1 b")
  })

  it("ends the row of prompts without an answer", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-09T17:00:00Z")
    expect(life.pair.members.a.unanswered).toBe(2)
    life.does(answers(false, 3))
    expect(life.pair.members.a.unanswered).toBe(0)
  })
})

describe("an after-form", () => {
  it("keeps what the member will do, and what they wrote", () => {
    const filled = decided(activePair(), fills("a", ["email Ana", "two hours first"], { id: "first" }), evening)
    expect(filled.outcome).toEqual({ kind: "done" })
    expect(filled.records).toEqual([
      expect.objectContaining({ kind: "commitment", text: "email Ana" }),
      expect.objectContaining({ kind: "commitment", text: "two hours first" }),
      expect.objectContaining({ kind: "reflection", session: 1, by: "a", command: "first" }),
    ])
    expect(open(filled.pair, "a")).toEqual(["first.0", "first.1"])
    expect(open(filled.pair, "b")).toEqual([])
  })

  it("dates a commitment by its author's own day", () => {
    const apia = activePair({ partnerZone: "Pacific/Apia" })
    const filled = decided(apia, fills("b", ["swim"]), evening)
    expect(filled.pair.commitments[0]?.made.toString()).toBe("2026-11-27")
  })

  it("filled in again replaces that member's answers, and the other's stay", () => {
    const both = after(activePair(), [evening, fills("a", ["one", "two"])], [evening, fills("b", ["three"])])
    const again = decided(both, fills("a", ["four"], { id: "again" }), "2026-11-26T18:00:00Z")
    expect(open(again.pair, "a")).toEqual(["again.0"])
    expect(open(again.pair, "b")).toHaveLength(1)
    expect(theSession(again.pair, 1).reflections.a).toBe("again")
  })

  it("says what became of earlier ones, each its author's own", () => {
    const pair = after(activePair(), [evening, fills("a", ["one", "two"], { id: "own" })])
    const ids = open(pair, "a")
    const second = after(pair, ["2026-12-03T17:30:00Z", { kind: "wake" }])
    const changed = decided(
      second,
      { kind: "after", by: "a", session: 2, form: form({ changes: [{ id: ids[0]!, state: "kept" }] }) },
      "2026-12-03T17:30:00Z",
    )
    expect(open(changed.pair, "a")).toEqual([ids[1]])
    expect(changed.records).toContainEqual(
      expect.objectContaining({ kind: "commitment-state", id: ids[0], state: "kept" }),
    )
    const others = decided(
      second,
      { kind: "change-commitments", by: "b", changes: [{ id: ids[0]!, state: "kept" }] },
      evening,
    )
    expect(others.outcome).toEqual({ kind: "already" })
    expect(open(others.pair, "a")).toEqual(ids)
  })

  it("takes back what became of one", () => {
    const pair = after(activePair(), [evening, fills("a", ["one"], { id: "own" })])
    const id = open(pair, "a")[0]!
    const kept = after(pair, [evening, changes("a", id, "kept")])
    expect(open(kept, "a")).toEqual([])
    expect(open(after(kept, [evening, changes("a", id, "open")]), "a")).toEqual([id])
  })

  /** Three weeks with three commitments each: nine are open. */
  function nineOpen() {
    const starts = ["2026-11-26", "2026-12-03", "2026-12-10"]
    return starts.reduce((pair, day, place) => {
      const woken = after(pair, [`${day}T17:10:00Z`, { kind: "wake" }])
      return after(woken, [
        `${day}T17:30:00Z`,
        fills("a", ["one", "two", "three"], { id: `week-${place}`, session: place + 1 }),
      ])
    }, activePair())
  }
  const week4 = "2026-12-17T17:30:00Z"

  it("takes up to nine open commitments and refuses the tenth on the page, nothing of that form kept", () => {
    const nine = after(nineOpen(), [week4, { kind: "wake" }])
    expect(open(nine, "a")).toHaveLength(9)
    const tenth = {
      ...fills("a", ["ten"], { session: 4 }),
      form: form({ commitments: ["ten"], happened: false }),
      via: "page",
    } as const
    const refused = decided(nine, tenth, week4)
    expect(refused).toMatchObject({ outcome: { kind: "refused", reason: "too-many-open" }, records: [], owed: [] })
    expect(theSession(refused.pair, 4).happened).toEqual({})
    expect(decided(nine, { ...fills("a", [], { session: 4 }), via: "page" }, week4).outcome.kind).toBe("done")
  })

  it("by mail keeps all but the tenth, and says so", () => {
    const nine = after(nineOpen(), [week4, { kind: "wake" }])
    const tenth = {
      ...fills("a", ["ten"], { session: 4 }),
      form: form({ commitments: ["ten"], happened: false, line: "slower" }),
    }
    const refused = decided(nine, tenth, week4)
    expect(refused.outcome).toEqual({ kind: "refused", reason: "too-many-open" })
    expect(refused.records.map(({ kind }) => kind)).toEqual(["reflection"])
    expect(theSession(refused.pair, 4).state.kind).toBe("missed")
    expect(open(refused.pair, "a")).toHaveLength(9)
    expect(refused.pair.outbox.find(({ kind }) => kind === "not-understood")?.about).toBe("nine-open")
  })

  it("that closes one makes room for another", () => {
    const nine = after(nineOpen(), [week4, { kind: "wake" }])
    const swap = form({ commitments: ["ten"], changes: [{ id: open(nine, "a")[0]!, state: "let-go" }] })
    const swapped = decided(nine, { kind: "after", by: "a", session: 4, form: swap }, week4)
    expect(swapped.outcome.kind).toBe("done")
    expect(open(swapped.pair, "a")).toHaveLength(9)
    expect(open(swapped.pair, "a")[0]).toBe("week-0.1")
  })

  it("each week for years leaves a pair that can still be kept", () => {
    const life = liveOn(activePair(), monday)
    for (let number = 1; number <= 30; number += 1) {
      life.movesTo(theSession(life.pair, number).starts.add({ minutes: 90 }).toString())
      for (const by of ["a", "b"] as const) {
        const done = openCommitments(life.pair, by).map(({ id }) => ({ id, state: "kept" as const }))
        life.does({
          kind: "after",
          by,
          session: number,
          form: form({ commitments: ["one", "two", "three"], changes: done }),
        })
      }
      expect(life.pair.commitments.length).toBeLessThanOrEqual(58)
    }
    expect(pairText(life.pair).length).toBeLessThan(16_000)
  })

  it("counts through how many sessions a commitment was carried", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo(evening)
    life.does(fills("a", ["one"]))
    life.movesTo("2026-12-17T17:05:00Z")
    // Sessions 2 and 3 are filed: 4 has begun.
    expect(life.pair.commitments[0]).toMatchObject({ session: 1, carried: 2 })
  })
})

describe("agreeing to the working agreement", () => {
  it("is remembered with what they want changed", () => {
    const agreed = decided(activePair(), { kind: "agree", by: "b", changes: "no work talk", id: "agreed" }, monday)
    expect(agreed.pair.agreed).toEqual({ a: null, b: ["agreed"] })
    expect(agreed.records).toEqual([{ kind: "note", command: "agreed", text: "no work talk" }])
  })

  it("tells the other of a change, each one for itself, and of a word alone nothing", () => {
    const one = decided(activePair(), { kind: "agree", by: "b", changes: "no work talk", id: "one" }, monday)
    expect(one.owed).toEqual(["changed a"])
    const two = decided(one.pair, { kind: "agree", by: "b", changes: "ten minutes late is late", id: "two" }, monday)
    expect(two.pair.outbox.map(({ about }) => about)).toEqual(["agreement one", "agreement two"])
    expect(decided(two.pair, { kind: "agree", by: "a", changes: null }, monday).owed).toEqual([])
  })
})
