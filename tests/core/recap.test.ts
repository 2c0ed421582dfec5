import { nextRecap, readRecapAbout } from "@turnabout/core/recap.ts"
import { openCommitments } from "@turnabout/core/pair.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import { activePair, form, monday } from "../support/pair-builder.ts"

function recaps(life: ReturnType<typeof liveOn>, to: "a" | "b" = "a"): string[] {
  return life.chronicle.sent
    .filter(({ letter }) => letter.kind === "recap" && letter.to === to)
    .map(({ letter, at }) => `${at.slice(0, 10)}: ${letter.about}`)
}

describe("the recap", () => {
  it("comes on the first of the month in the morning of each one's own zone", () => {
    const life = liveOn(activePair({ partnerZone: "Pacific/Auckland" }), monday)
    life.movesTo("2026-12-31T00:00:00Z")
    const hours = life.chronicle.sent
      .filter(({ letter }) => letter.kind === "recap")
      .map(({ letter, at }) => {
        const local = Temporal.Instant.from(at).toZonedDateTimeISO(life.pair.members[letter.to].zone)
        return { to: letter.to, day: local.day, hour: local.hour }
      })
    expect(hours.map(({ to, day }) => `${to} ${day}`).toSorted()).toEqual(["a 1", "b 1"])
    for (const { hour } of hours) expect([8, 9, 10]).toContain(hour)
  })

  it("comes once a month, and tells what began where the last one ended", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2027-01-05T00:00:00Z")
    life.does({ kind: "sign-of-life", by: "a" })
    life.movesTo("2027-03-15T00:00:00Z")
    expect(recaps(life)).toEqual([
      "2026-12-01: 2026-11 2026-11-23T09:00:00Z",
      "2027-01-01: 2026-12 2026-11-30T23:00:00Z",
      "2027-02-01: 2027-01 2026-12-31T23:00:00Z",
      "2027-03-01: 2027-02 2027-01-31T23:00:00Z",
    ])
  })

  it("does not come after a month without a session, and nothing of it is lost", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-01T12:00:00Z")
    for (const session of [2, 3, 4, 5, 6]) life.does({ kind: "skip", by: "a", session })
    life.movesTo("2027-02-02T00:00:00Z")
    expect(recaps(life)).toEqual([
      "2026-12-01: 2026-11 2026-11-23T09:00:00Z",
      "2027-02-01: 2027-01 2026-11-30T23:00:00Z",
    ])
    expect(life.chronicle.owed.filter(({ letter }) => letter.kind === "recap" && letter.to === "a")).toHaveLength(2)
  })

  it("waits while the pair is paused and then tells of the months before", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-20T12:00:00Z")
    life.does({ kind: "unsubscribe", by: "b" })
    life.movesTo("2027-02-10T12:00:00Z")
    expect(recaps(life)).toEqual(["2026-12-01: 2026-11 2026-11-23T09:00:00Z"])
    life.does({ kind: "sign-of-life", by: "b" })
    life.movesTo("2027-03-02T00:00:00Z")
    expect(recaps(life)[1]).toBe("2027-03-01: 2027-02 2026-11-30T23:00:00Z")
    expect(recaps(life, "b")[1]).toBe("2027-03-01: 2027-02 2026-11-30T23:00:00Z")
  })

  it.each(["refused", "throttled"] as const)("that was %s until the pair was paused is carried over, too", (says) => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-01T00:00:00Z")
    life.mailerSays((letter) => (letter.kind === "recap" ? says : "sent"))
    life.movesTo("2026-12-01T11:00:00Z")
    life.does({ kind: "unsubscribe", by: "b" })
    life.mailerSays(() => "sent")
    life.movesTo("2026-12-20T00:00:00Z")
    expect(recaps(life)).toEqual([])
    life.does({ kind: "sign-of-life", by: "b" })
    life.movesTo("2027-01-02T00:00:00Z")
    expect(recaps(life)).toEqual(["2027-01-01: 2026-12 2026-11-23T09:00:00Z"])
    expect(recaps(life, "b")).toEqual(["2027-01-01: 2026-12 2026-11-23T09:00:00Z"])
  })

  it("given up after its last try is told in the next one", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-12-01T00:00:00Z")
    life.mailerSays((letter) => (letter.kind === "recap" ? "failed" : "sent"))
    life.movesTo("2026-12-02T00:00:00Z")
    expect(life.pair.givenUp).toBe(2)
    life.mailerSays(() => "sent")
    life.movesTo("2027-01-02T00:00:00Z")
    expect(recaps(life)).toEqual(["2027-01-01: 2026-12 2026-11-23T09:00:00Z"])
  })

  it("lets go of what it has told of, and of nothing else", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T18:00:00Z")
    life.does({ kind: "after", by: "a", session: 1, form: form({ commitments: ["one", "two", "three"] }) })
    const [one, two] = openCommitments(life.pair, "a").map(({ id }) => id)
    life.does({ kind: "change-commitments", by: "a", changes: [{ id: one!, state: "kept" }] })
    life.movesTo("2026-12-01T07:00:00Z")
    // On the first itself: the recap of November does not tell of it.
    life.slowsDown(true)
    life.does({ kind: "change-commitments", by: "a", changes: [{ id: two!, state: "let-go" }] })
    life.slowsDown(false)
    life.movesTo("2026-12-01T12:00:00Z")
    expect(recaps(life)).toHaveLength(1)
    expect(life.pair.commitments.map(({ state }) => state)).toEqual(["let-go", "open"])
    life.movesTo("2027-01-02T00:00:00Z")
    expect(life.pair.commitments.map(({ state }) => state)).toEqual(["open"])
  })

  it("is that of November for a pair that began in November, in each one's own zone", () => {
    const pair = activePair({ at: "2026-11-30T23:30:00Z", partnerZone: "Asia/Tokyo" })
    expect(nextRecap(pair, "a")?.month).toBe("2026-12")
    expect(nextRecap(activePair({ at: "2026-11-30T22:30:00Z" }), "a")?.month).toBe("2026-11")
    expect(nextRecap(activePair({ at: "2026-11-30T14:30:00Z", partnerZone: "Asia/Tokyo" }), "b")?.month).toBe("2026-11")
    expect(nextRecap(activePair({ at: "2026-11-30T15:30:00Z", partnerZone: "Asia/Tokyo" }), "b")?.month).toBe("2026-12")
  })

  it("is about a month and what it begins with, and about nothing else", () => {
    expect(readRecapAbout("2026-11 2026-11-23T09:00:00Z").month).toBe("2026-11")
    expect(() => readRecapAbout("2026-11")).toThrow("not a recap's period")
  })
})
