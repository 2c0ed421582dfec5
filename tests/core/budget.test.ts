import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds } from "@turnabout/core/id.ts"
import { openCommitments } from "@turnabout/core/pair.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import type { Life } from "../support/life.ts"
import { activePair, form, monday, theSession } from "../support/pair-builder.ts"

/** What one member does in one normal week: reads, answers, fills in, or not. */
const week = fc.record({
  answersHoursBefore: fc.option(fc.integer({ min: 3, max: 24 }), { nil: null }),
  isPrivate: fc.boolean(),
  forms: fc.record({ a: fc.integer({ min: -1, max: 2 }), b: fc.integer({ min: -1, max: 2 }) }),
  saysYes: fc.boolean(),
  accepts: fc.constantFrom("none", "a", "b", "both"),
})
type Week = typeof week extends fc.Arbitrary<infer T> ? T : never

function liveThrough(life: Life, number: number, doing: Week): void {
  const { starts, focus, event } = theSession(life.pair, number)
  for (const by of memberIds) {
    if (doing.accepts !== by && doing.accepts !== "both") continue
    const version = { session: number, revival: event.revival, sequence: event.sequence }
    life.does({ kind: "rsvp", by, event: version, partstat: "ACCEPTED" })
  }
  if (doing.answersHoursBefore !== null && focus !== "both") {
    life.movesTo(starts.subtract({ hours: doing.answersHoursBefore }).toString())
    life.does({ kind: "answer", by: focus, session: number, text: "words", shared: doing.isPrivate ? false : null })
  }
  life.movesTo(starts.add({ minutes: 80 }).toString())
  for (const by of memberIds) fillIn(life, { number, by, doing })
  life.movesTo(starts.add({ hours: 30 }).toString())
}

function fillIn(life: Life, { number, by, doing }: { number: number; by: MemberId; doing: Week }): void {
  const count = doing.forms[by]
  if (count < 0) return
  const changes = openCommitments(life.pair, by).map(({ id }) => ({ id, state: "kept" as const }))
  const commitments = ["one", "two"].slice(0, count)
  life.does({
    kind: "after",
    by,
    session: number,
    form: form({ happened: doing.saysYes || null, commitments, changes }),
  })
}

/** Letters to a member from one after-form, itself included, to the next; without what the budget leaves out. */
function weeksOf(life: Life, member: MemberId): string[][] {
  const weeks: string[][] = []
  for (const letter of life.lettersTo(member)) {
    if (letter.startsWith("after-form")) weeks.push([])
    if (!letter.startsWith("recap") && !letter.startsWith("review")) weeks.at(-1)?.push(letter)
  }
  return weeks.slice(0, -1)
}

describe("in normal weeks", () => {
  it("nobody gets more than three letters from one after-form to the next", () => {
    fc.assert(
      fc.property(fc.array(week, { minLength: 3, maxLength: 12 }), (weeks) => {
        const life = liveOn(activePair(), monday)
        for (const [place, doing] of weeks.entries()) liveThrough(life, place + 1, doing)
        for (const member of memberIds) {
          for (const letters of weeksOf(life, member)) expect(letters.length).toBeLessThanOrEqual(3)
        }
      }),
      { numRuns: 30 },
    )
  })

  it("the three are the after-form, the invitation, and the prompt or the note", () => {
    const life = liveOn(activePair(), monday)
    const doing: Week = {
      answersHoursBefore: 20,
      isPrivate: false,
      forms: { a: 1, b: 1 },
      saysYes: true,
      accepts: "both",
    }
    for (const number of [1, 2, 3]) liveThrough(life, number, doing)
    expect(weeksOf(life, "a")).toEqual([
      ["after-form 1 a", "invitation 3 a", "coach-note 2 a"],
      ["after-form 2 a", "invitation 4 a", "prompt 3 a"],
    ])
    expect(weeksOf(life, "b")).toEqual([
      ["after-form 1 b", "invitation 3 b", "prompt 2 b"],
      ["after-form 2 b", "invitation 4 b", "coach-note 3 b"],
    ])
  })

  it("the after-form and the invitation that follows leave together", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2027-01-10T00:00:00Z")
    const at = (kind: string) =>
      life.chronicle.sent.filter(({ letter }) => letter.kind === kind && letter.to === "a").map((sent) => sent.at)
    expect(at("invitation")).toEqual(at("after-form"))
  })
})

it("a pair that is paused gets nothing beyond what says so", () => {
  const life = liveOn(activePair(), monday)
  life.movesTo("2026-12-05T00:00:00Z")
  life.does({ kind: "unsubscribe", by: "b" })
  const paused = life.chronicle.sent.length
  life.movesTo("2027-06-05T00:00:00Z")
  expect(life.chronicle.sent.slice(paused).map(({ letter }) => letter.kind)).toEqual(["paused"])
})
