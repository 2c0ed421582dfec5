import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { retryDelay, triesAtMost } from "@turnabout/core/outbox.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { isPointless, lease, margin, settleLetters, takeLetters } from "@turnabout/core/sending.ts"
import type { Sending } from "@turnabout/core/sending.ts"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import {
  activePair,
  after,
  askedPair,
  at,
  decided,
  monday,
  startedPair,
  theSession,
  unconfirmedPair,
} from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"

const tuesday = "2026-11-24T09:00:00Z"

/** The pair with its letters claimed under the next version. */
function claimed(pair: Pair, instant = monday, rang: string | null = null) {
  return takeLetters(pair, { version: pair.version + 1, now: at(instant), rang: rang === null ? null : at(rang) })
}

function settled(pair: Pair, result: Sending["result"], { by = pair.version, instant = monday } = {}): Pair {
  const sendings = pair.outbox.map((letter): Sending => ({ letter, result }))
  return settleLetters(pair, { by, sendings }, at(instant))
}

/** One letter owed since Monday. */
function owing(rest: Partial<OwedLetter> = {}): Pair {
  const pair = unconfirmedPair()
  return { ...pair, outbox: pair.outbox.map((letter) => ({ ...letter, ...rest })) }
}

describe("claiming", () => {
  it("takes every letter that is due, for two minutes, and counts a try on each", () => {
    const taken = claimed(startedPair())
    expect(taken.letters).toHaveLength(6)
    expect(taken.letters.map(({ tries }) => tries)).toEqual(Array(6).fill(1))
    expect(taken.pair.outbox).toEqual(taken.letters)
    expect(taken.pair.claim).toEqual({ until: at("2026-11-23T09:02:00Z"), by: taken.pair.version })
    expect(taken.pair.dueAt?.toString()).toBe("2026-11-23T09:02:00Z")
  })

  it.each([
    ["2026-11-23T09:01:59Z", 0],
    ["2026-11-23T09:02:00Z", 6],
  ])(
    "at %s takes %i letters that somebody else has claimed: a claim that has run out is anybody's",
    (instant, count) => {
      const first = claimed(startedPair())
      const second = claimed(first.pair, instant)
      expect(second.letters).toHaveLength(count)
      expect(second.letters.map(({ tries }) => tries)).toEqual(Array(count).fill(2))
      expect(second.pair.claim?.by).toBe(count === 0 ? first.pair.version : second.pair.version)
    },
  )

  it("leaves what may not be tried yet, and rings for it", () => {
    const later = claimed(owing({ notBefore: at("2026-11-23T09:00:01Z") }))
    expect(later.letters).toEqual([])
    expect(later.pair.claim).toBeNull()
    expect(later.pair.dueAt?.toString()).toBe("2026-11-23T09:00:01Z")
  })

  it.each([
    ["2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", "stays, and the next tick finds it"],
    ["2026-11-23T08:59:01Z", "2026-11-23T08:59:01Z", "stays, and the next tick finds it"],
    [
      "2026-11-23T08:59:00Z",
      "2026-11-23T09:02:00Z",
      "moves to the claim's end: the next tick might not look so far back",
    ],
    ["2026-11-23T09:00:01Z", "2026-11-23T09:02:00Z", "moves to the claim's end: it was not what woke the pair"],
  ])("for an alarm at %s leaves it at %s: it %s", (rang, dueAt) => {
    const taken = claimed(owing(), monday, rang)
    expect(taken.letters).toHaveLength(1)
    expect(taken.pair.dueAt?.toString()).toBe(dueAt)
  })

  it("moves an alarm that stayed to the claim's end, when it's found again meanwhile", () => {
    const first = claimed(owing(), monday, monday)
    const again = claimed(first.pair, "2026-11-23T09:01:00Z", monday)
    expect(again.letters).toEqual([])
    expect(again.pair.dueAt?.toString()).toBe("2026-11-23T09:02:00Z")
  })

  it("does not claim when there is nothing to send, and lets go of a claim that has run out", () => {
    const idle = claimed({ ...activePair(), claim: { until: at(monday), by: 1 } })
    expect(idle.letters).toEqual([])
    expect(idle.pair.claim).toBeNull()
  })

  it("gives a letter up after its eighth try, and counts it", () => {
    expect(claimed(owing({ tries: triesAtMost - 1 })).letters).toHaveLength(1)
    const given = claimed(owing({ tries: triesAtMost }))
    expect(given.letters).toEqual([])
    expect(given.givenUp.map(({ key }) => key)).toEqual(["confirm.a"])
    expect(given.pair.outbox).toEqual([])
    expect(given.pair.givenUp).toBe(1)
  })

  it("leaves time for one request to SES between the last letter begun and the claim's end", () => {
    expect(lease.total("seconds")).toBeGreaterThan(60 + margin.total("seconds"))
    expect(margin.total("seconds")).toBeGreaterThan(10)
  })
})

describe("settling", () => {
  it.each(["sent", "pointless"] as const)("%s letters are no longer owed, and the claim is released", (result) => {
    const { pair } = claimed(startedPair())
    expect(settled(pair, result)).toMatchObject({ outbox: [], claim: null, givenUp: 0 })
  })

  it("refused letters are given up, on record", () => {
    const { pair } = claimed(startedPair())
    expect(settled(pair, "refused")).toMatchObject({ outbox: [], claim: null, givenUp: 6 })
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 15],
    [6, 15],
    [500, 15],
  ])("letters throttled for the %i. time wait %i minutes and have used no try", (waits, minutes) => {
    const { pair } = claimed(owing({ tries: 3, waits: waits - 1 }))
    const [letter] = settled(pair, "throttled").outbox
    expect(letter).toMatchObject({ tries: 3, waits })
    expect(letter?.notBefore.since(at(monday)).total("minutes")).toBe(minutes)
  })

  it("letters that were not reached are due at once and have used no try", () => {
    const { pair } = claimed(owing({ tries: 3 }))
    expect(settled(pair, "untried").outbox[0]).toMatchObject({ tries: 3, notBefore: at(monday) })
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [7, 64],
    [8, 120],
    [20, 120],
  ])("after try %i a failed letter waits %i minutes", (tries, minutes) => {
    expect(retryDelay(tries).total("minutes")).toBe(minutes)
    const { pair } = claimed(owing({ tries: Math.min(tries, 8) - 1 }))
    const [letter] = settled(pair, "failed").outbox
    expect(letter?.notBefore.since(at(monday)).total("minutes")).toBe(Math.min(minutes, 120))
  })

  it("leaves a newer letter about the same thing owed", () => {
    const { pair } = claimed(startedPair())
    const newer = decided(pair, { kind: "skip", by: "a", session: 1 }, "2026-11-23T09:00:30Z").pair
    const sendings = pair.outbox.map((letter): Sending => ({ letter, result: "sent" }))
    const left = settleLetters(newer, { by: pair.version, sendings }, at("2026-11-23T09:00:40Z"))
    expect(left.outbox.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
      "skipped event.1.a",
      "skipped event.1.b",
      "invitation event.2.a",
      "invitation event.2.b",
      "invitation event.3.a",
      "invitation event.3.b",
    ])
  })

  it("of one whose claim has passed to another leaves that one's claim", () => {
    const first = claimed(startedPair())
    const second = claimed(first.pair, "2026-11-23T09:02:00Z")
    const late = settled(second.pair, "sent", { by: first.pair.version, instant: "2026-11-23T09:02:10Z" })
    expect(late.claim?.by).toBe(second.pair.version)
    expect(late.outbox).toEqual([])
  })
})

describe("a letter that can't be sent", () => {
  it("is tried eight times over some hours, then given up and counted, and nothing rings for it", () => {
    const life = liveOn(activePair(), monday)
    const tried: string[] = []
    life.mailerSays(() => {
      tried.push(life.now.toString().slice(11, 16))
      return "failed"
    })
    life.movesTo("2026-11-25T15:59:00Z")
    tried.length = 0
    life.movesTo("2026-11-25T23:00:00Z")
    expect(tried).toEqual(["16:00", "16:01", "16:03", "16:07", "16:15", "16:31", "17:03", "18:07"])
    expect(life.pair).toMatchObject({ outbox: [], givenUp: 1 })
    expect(life.chronicle.unsent.map(({ letter, why }) => `${letter.key} ${why}`)).toEqual(["prompt.1.a given-up"])
  })

  it("because SES says later is never given up, as long as it has a point", () => {
    const life = liveOn(unconfirmedPair(), monday)
    life.mailerSays(() => "throttled")
    life.movesTo("2026-11-23T12:00:00Z")
    expect(life.pair.outbox[0]?.tries).toBe(0)
    expect(life.pair.givenUp).toBe(0)
    life.mailerSays(() => "sent")
    life.movesTo("2026-11-23T12:15:00Z")
    expect(life.letters()).toEqual(["confirm a"])
  })

  it("because SES says later for a day rings four times an hour, and not each minute", () => {
    const life = liveOn(unconfirmedPair(), monday)
    let asked = 0
    life.mailerSays(() => {
      asked += 1
      return "throttled"
    })
    life.movesTo("2026-11-24T09:00:00Z")
    expect(asked).toBe(100)
  })

  it("that was owed before waits were counted is read as one that has not waited", () => {
    const text = pairText(unconfirmedPair())
    expect(text).toContain('"waits":0,')
    expect(readPair(text.replace('"waits":0,', "")).outbox[0]?.waits).toBe(0)
  })

  it("because its sender died leaves when the claim has run out", () => {
    const life = liveOn(startedPair(), monday)
    life.mailerSays((letter) => (letter.kind === "welcome" && letter.to === "b" ? "dies" : "sent"))
    life.does({ kind: "wake" })
    expect(life.letters()).toEqual(["welcome a"])
    life.mailerSays(() => "sent")
    life.movesTo("2026-11-23T09:01:59Z")
    expect(life.letters()).toEqual(["welcome a"])
    life.movesTo("2026-11-23T09:02:00Z")
    // Nobody could write down that the first one had left.
    expect(life.letters().slice(1)).toHaveLength(6)
    expect(life.pair.outbox).toEqual([])
  })
})

/** Which kinds a pair in this state still has a reason to send, were they owed about session 1 to member a. */
function worthSending(pair: Pair, instant: string, rest: Partial<OwedLetter> = {}): LetterKind[] {
  return letterKinds.filter((kind) => {
    const letter: OwedLetter = {
      key: "thing.a",
      kind,
      to: "a",
      session: sessionKinds.has(kind) ? 1 : null,
      about: null,
      revision: 1,
      tries: 1,
      waits: 0,
      notBefore: at(monday),
      ...rest,
    }
    return !isPointless(pair, letter, at(instant))
  })
}

const sessionKinds: ReadonlySet<LetterKind> = new Set<LetterKind>([
  "changed",
  "invitation",
  "prompt",
  "coach-note",
  "after-form",
  "skipped",
  "moved",
  "not-moved",
  "review",
])

const skip: Doing = { kind: "skip", by: "b", session: 1 }

describe("a letter has a point", () => {
  const always: LetterKind[] = ["answer-no", "ended", "erased", "exported", "foreign-sender", "not-understood"]
  // A slot changed for good is news as long as there is a session to show it by.
  const active: LetterKind[] = ["back-soon", "changed", "quiet-notice", "recap", "welcome", ...always]
  const isNot = (off: LetterKind) => (kind: LetterKind) => kind !== off
  const rows: [string, Pair, string, LetterKind[]][] = [
    ["before its confirm link is dead", unconfirmedPair(), "2026-11-25T08:59:59Z", ["confirm", ...always]],
    ["after its confirm link is dead", unconfirmedPair(), "2026-11-25T09:00:00Z", always],
    ["while the partner is asked", askedPair(), tuesday, ["partner-request", ...always]],
    [
      "while a time is proposed",
      decided(
        askedPair(),
        { kind: "join", by: "b", drawn: "a", answer: { kind: "other", slot: askedPair().slot } },
        monday,
      ).pair,
      tuesday,
      ["proposal", ...always],
    ],
    [
      "before its session",
      activePair(),
      "2026-11-26T15:59:59Z",
      ["invitation", "prompt", "moved", "not-moved", ...active],
    ],
    [
      "once its session has begun",
      activePair(),
      "2026-11-26T16:00:00Z",
      ["invitation", "after-form", "moved", "not-moved", ...active],
    ],
    ["once its session has ended", activePair(), "2026-11-26T17:00:00Z", ["after-form", ...active]],
    ["once the next session has begun", activePair(), "2026-12-03T16:00:00Z", active],
    [
      "about a skipped session",
      after(activePair(), [tuesday, skip]),
      tuesday,
      ["skipped", ...active.filter(isNot("changed"))],
    ],
    [
      "about one that did not happen",
      after(activePair(), ["2026-11-26T16:10:00Z", skip]),
      "2026-11-26T17:30:00Z",
      ["after-form", ...active],
    ],
    [
      "while the pair is paused",
      after(activePair(), [tuesday, { kind: "unsubscribe", by: "b", via: "page" }]),
      tuesday,
      ["skipped", "paused", ...always],
    ],
    [
      "to who wants none: never",
      after(activePair(), [tuesday, { kind: "unsubscribe", by: "a", via: "page" }]),
      tuesday,
      [],
    ],
    [
      "in a pair that was declined",
      decided(askedPair(), { kind: "join", by: "b", answer: { kind: "no" }, drawn: "a" }, monday).pair,
      tuesday,
      always,
    ],
  ]

  it.each(rows)("%s", (...[, pair, instant, kinds]) => {
    expect(worthSending(pair, instant).toSorted()).toEqual([...kinds].toSorted())
  })

  it("with its reader's role only: the prompt for the focus, the note for the coach, the review for both", () => {
    const pair = activePair()
    const roles = (focus: "a" | "b" | "both") => {
      const next: Pair = { ...pair, sessions: pair.sessions.map((session) => ({ ...session, focus })) }
      return worthSending(next, tuesday).filter((kind) => ["prompt", "coach-note", "review"].includes(kind))
    }
    expect([roles("a"), roles("b"), roles("both")]).toEqual([["prompt"], ["coach-note"], ["review"]])
  })

  it("as a CANCEL while the session is off, and as a REQUEST while it is on", () => {
    const skipped = after(activePair(), [tuesday, skip])
    expect(worthSending(skipped, tuesday, { about: "paused" })).toContain("invitation")
    expect(worthSending(activePair(), tuesday, { about: "paused" })).not.toContain("invitation")
    expect(worthSending(activePair(), tuesday)).not.toContain("skipped")
  })

  it("as the CANCEL of an earlier UID whatever became of the session, until its hour has passed", () => {
    const about = "withdrawn 0 1"
    expect(worthSending(activePair(), tuesday, { about })).toContain("invitation")
    expect(worthSending(after(activePair(), [tuesday, skip]), tuesday, { about })).toContain("invitation")
    expect(worthSending(activePair(), "2026-11-26T16:59:59Z", { about })).toContain("invitation")
    expect(worthSending(activePair(), "2026-11-26T17:00:00Z", { about })).not.toContain("invitation")
  })

  it("as the answer to a second sign-up in any state", () => {
    expect(worthSending(activePair(), tuesday, { about: "existing" })).toContain("confirm")
  })

  it("never about a session that is no longer listed", () => {
    expect(worthSending(activePair(), tuesday, { session: 7 })).toEqual([])
  })
})

describe("a pair", () => {
  it("is kept as text and read back as it was", () => {
    for (const pair of [unconfirmedPair(), askedPair(), startedPair({ meetingLink: "https://meet.example/x" })]) {
      expect(readPair(pairText(pair))).toEqual(pair)
      expect(pairText(readPair(pairText(pair)))).toBe(pairText(pair))
    }
  })

  it("keeps whole seconds, so that its text is what it was after reading", () => {
    const instant = "2026-11-23T09:00:00.789Z"
    const pair = decided(activePair(), { kind: "skip", by: "a", session: 1 }, instant).pair
    expect(theSession(readPair(pairText(pair)), 1).event.stamp.toString()).toBe("2026-11-23T09:00:01Z")
    expect(pairText(readPair(pairText(pair)))).toBe(pairText(pair))
  })

  it("that has been tampered with is not read", () => {
    expect(() => readPair(pairText(activePair()).replace("active", "happy"))).toThrow()
  })
})
