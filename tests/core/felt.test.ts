import type { AfterForm } from "@turnabout/core/command.ts"
import { wantsMore } from "@turnabout/core/felt.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import type { Life } from "../support/life.ts"
import { activePair, at, form, monday, theSession } from "../support/pair-builder.ts"

/** Lives until a session is over and says how it felt: Ana is the focus of 1, 3, 5 and 7, and the 9th is a review. */
function says(life: Life, session: number, heard: AfterForm["heard"]): void {
  life.movesTo(theSession(life.pair, session).starts.add({ minutes: 70 }).toString())
  life.does({ kind: "after", by: "a", session, form: form({ heard }), via: "page" })
}

function isOffered(life: Life): boolean {
  return wantsMore(life.pair.members.a)
}

describe("the offer to ask for more", () => {
  it("comes with the second “not quite” running, and to nobody else", () => {
    const life = liveOn(activePair(), monday)
    says(life, 1, "not-quite")
    expect(isOffered(life)).toBe(false)
    says(life, 2, "not-quite")
    expect(isOffered(life), "as the coach she is not asked").toBe(false)
    says(life, 3, "not-quite")
    expect(isOffered(life)).toBe(true)
    expect(wantsMore(life.pair.members.b)).toBe(false)
  })

  it.each(["fully", "mostly"] as const)("does not come where “%s” is between the two", (between) => {
    const life = liveOn(activePair(), monday)
    for (const [place, heard] of (["not-quite", between, "not-quite"] as const).entries())
      says(life, 2 * place + 1, heard)
    expect(isOffered(life)).toBe(false)
  })

  it("goes by the last thing said of a session, whichever way it was changed", () => {
    const life = liveOn(activePair(), monday)
    says(life, 1, "not-quite")
    for (const [heard, expected] of [
      ["not-quite", true],
      ["fully", false],
      ["not-quite", true],
      [null, false],
      ["not-quite", true],
    ] as const) {
      says(life, 3, heard)
      expect(isOffered(life)).toBe(expected)
    }
  })

  it("is made once: with the letter before the next turn, and then only after two more", () => {
    const life = liveOn(activePair(), monday)
    says(life, 1, "not-quite")
    says(life, 3, "not-quite")
    life.movesTo(theSession(life.pair, 4).starts.toString())
    expect(isOffered(life), "the note to the coach is not the letter for it").toBe(true)
    life.movesTo(theSession(life.pair, 5).starts.toString())
    expect(isOffered(life)).toBe(false)
    says(life, 5, "not-quite")
    expect(isOffered(life)).toBe(false)
    says(life, 7, "not-quite")
    expect(isOffered(life)).toBe(true)
  })

  it("waits for a letter that is really sent", () => {
    const life = liveOn(activePair(), monday)
    says(life, 1, "not-quite")
    says(life, 3, "not-quite")
    life.mailerSays(({ kind }) => (kind === "prompt" ? "refused" : "sent"))
    life.movesTo(theSession(life.pair, 5).starts.toString())
    expect(isOffered(life)).toBe(true)
  })

  it("is gone with everything else that is erased", () => {
    const life = liveOn(activePair(), monday)
    says(life, 1, "not-quite")
    life.does({ kind: "erase", by: "a", via: "page" })
    expect(life.pair.members.a.felt).toEqual([])
  })
})

/** Eight sessions are held, and the letters of the review are out. */
function beforeReview(): Life {
  const life = liveOn(activePair(), monday)
  for (const session of [1, 2, 3, 4, 5, 6, 7, 8]) says(life, session, "mostly")
  life.movesTo(theSession(life.pair, 9).starts.subtract({ hours: 20 }).toString())
  expect(theSession(life.pair, 9).focus).toBe("both")
  return life
}

function shows(life: Life, session: number, id?: string) {
  return life.does({ kind: "share-trend", by: "a", session, via: "page", ...(id === undefined ? {} : { id }) })
}

function reviewsTo(life: Life, to: "a" | "b"): (string | null)[] {
  return life.chronicle.sent
    .filter(({ letter }) => letter.kind === "review" && letter.to === to)
    .map(({ letter }) => letter.about)
}

describe("the trend", () => {
  it("goes to the partner on its author's word, once, and to nobody without it", () => {
    const life = beforeReview()
    expect([reviewsTo(life, "a"), reviewsTo(life, "b")]).toEqual([[null], [null]])
    expect(shows(life, 9, "shown")).toEqual({ kind: "done" })
    expect(shows(life, 9, "shown")).toEqual({ kind: "already" })
    expect([reviewsTo(life, "a"), reviewsTo(life, "b")]).toEqual([[null], [null, "trend"]])
  })

  it("can be shown until the review is over, and at no other session", () => {
    const life = beforeReview()
    expect(shows(life, 8)).toEqual({ kind: "refused", reason: "no-session" })
    expect(shows(life, 10)).toEqual({ kind: "refused", reason: "no-session" })
    life.movesTo(theSession(life.pair, 9).starts.add({ minutes: 59 }).toString())
    expect(shows(life, 9)).toEqual({ kind: "done" })
    life.movesTo(theSession(life.pair, 9).starts.add({ minutes: 60 }).toString())
    expect(shows(life, 9)).toEqual({ kind: "refused", reason: "no-session" })
  })

  it("is not sent once the review is off, and does not bring the other letters of it again", () => {
    const life = beforeReview()
    life.slowsDown(true)
    shows(life, 9)
    life.does({ kind: "skip", by: "b", session: 9, via: "page" })
    life.slowsDown(false)
    life.sendsOn()
    life.does({ kind: "unskip", by: "b", session: 9, via: "page" })
    life.movesTo(theSession(life.pair, 9).starts.toString())
    expect([reviewsTo(life, "a"), reviewsTo(life, "b")]).toEqual([[null], [null]])
  })

  it("moves with its review", () => {
    const life = beforeReview()
    const { starts } = theSession(life.pair, 9)
    life.does({ kind: "move", by: "b", session: 9, starts: starts.add({ hours: 24 }) })
    life.movesTo(starts.add({ hours: 23 }).toString())
    expect(shows(life, 9)).toEqual({ kind: "done" })
    expect(reviewsTo(life, "b")).toEqual([null, "trend"])
    expect(at(life.chronicle.sent.at(-1)!.at).equals(starts.add({ hours: 23 }))).toBe(true)
  })
})
