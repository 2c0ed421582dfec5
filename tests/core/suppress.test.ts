import type { MemberId } from "@turnabout/core/id.ts"
import { withMember } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { liveOn } from "../support/life.ts"
import {
  activePair,
  after,
  askedPair,
  at,
  decided,
  monday,
  sentAll,
  sessionsOf,
  unconfirmedPair,
} from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"

const tuesday = "2026-11-24T09:00:00Z"
const aWeekLater = "2026-12-01T09:00:00Z"

function suppress(by: MemberId, reason: "bounce" | "complaint" = "bounce"): Doing {
  return { kind: "suppress", by, reason, via: "clock" }
}

function suppressed(pair: Pair = activePair(), by: MemberId = "b"): Pair {
  return after(pair, [tuesday, suppress(by)])
}

function pausing(by: MemberId, until: string): Doing {
  return { kind: "pause", by, until: Temporal.PlainDate.from(until), via: "page" }
}

describe("a mailbox that takes no letters", () => {
  it("gets none that is owed already, and none any more; the other one's still come", () => {
    const skipped = decided(activePair(), { kind: "skip", by: "a", session: 1, via: "page" }, tuesday).pair
    const stopped = decided(skipped, suppress("b"), tuesday).pair
    expect([...new Set(stopped.outbox.map(({ to }) => to))]).toEqual(["a"])
    const life = liveOn(sentAll(stopped), tuesday)
    life.movesTo("2026-12-20T09:00:00Z")
    expect(life.lettersTo("b")).toEqual([])
    expect(life.lettersTo("a")).not.toEqual([])
  })

  it("is no reason yet to call anything off: the week of a quiet check runs, which would not arrive", () => {
    expect(suppressed().status.kind).toBe("active")
    expect(sessionsOf(suppressed())).toBe("1 a planned, 2 b planned")
    const life = liveOn(suppressed(), tuesday)
    life.movesTo("2026-12-01T08:59:59Z")
    expect(life.pair.status.kind).toBe("active")
    life.movesTo(aWeekLater)
    expect(life.pair.status).toMatchObject({ kind: "paused", reason: "quiet", by: "b" })
    expect(life.lettersTo("a", aWeekLater)).toEqual(["invitation 2 a", "invitation 3 a", "quiet-notice a"])
  })

  it("does not begin the week anew for who was being asked already", () => {
    const asked = withMember(activePair(), "b", { quiet: at(monday) })
    expect(suppressed(asked).members.b.quiet?.toString()).toBe(monday)
  })

  it("is told of once, whatever comes after", () => {
    const again = decided(suppressed(), suppress("b", "complaint"), aWeekLater)
    expect(again.outcome).toEqual({ kind: "already" })
    expect(again.pair.members.b.suppressed).toEqual({ reason: "bounce", since: at(tuesday) })
  })

  it.each(["bounce", "complaint"] as const)("after a %s gets letters again by a mail, not by a button", (reason) => {
    const stopped = after(activePair(), [tuesday, suppress("b", reason)])
    const pressed = decided(stopped, { kind: "sign-of-life", by: "b", via: "page" }, tuesday).pair
    expect(pressed.members.b.suppressed?.reason).toBe(reason)
    expect(pressed.members.b.quiet).not.toBeNull()
    const written = decided(stopped, { kind: "sign-of-life", by: "b", via: "mail" }, tuesday)
    expect(written.pair.members.b).toMatchObject({ suppressed: null, quiet: null })
    expect(written.owed).toEqual(["invitation 1 b", "invitation 2 b"])
  })

  it("is not opened again by a calendar's answer: some answer by themselves", () => {
    const event = { session: 1, revival: 0, sequence: 0 }
    const answered = decided(suppressed(), { kind: "rsvp", by: "b", event, partstat: "ACCEPTED", via: "mail" }, tuesday)
    expect(answered.pair.members.b.suppressed).not.toBeNull()
  })

  it("keeps nobody from using a page", () => {
    const shared = decided(suppressed(), { kind: "share", by: "b", shares: false, via: "page" }, tuesday)
    expect(shared).toMatchObject({ outcome: { kind: "done" }, owed: [] })
  })

  it("of one who unsubscribed too is lifted alone by a mail to another pair", () => {
    const both = after(suppressed(), [tuesday, { kind: "unsubscribe", by: "b", via: "page" }])
    const lifted = decided(both, { kind: "lift", by: "b", via: "clock" }, aWeekLater)
    expect(lifted.pair.members.b).toMatchObject({ suppressed: null })
    expect(lifted.pair.members.b.unsubscribedAt).not.toBeNull()
    expect(lifted.owed).toEqual([])
    const written = decided(lifted.pair, { kind: "sign-of-life", by: "b", via: "mail" }, aWeekLater)
    expect(written.pair.status.kind).toBe("active")
  })
})

describe("who is back after their mailbox took no letters", () => {
  it("finds their calendar put right: what was skipped, moved and planned meanwhile", () => {
    const life = liveOn(suppressed(), tuesday)
    life.does({ kind: "skip", by: "a", session: 1, via: "page" })
    life.does({ kind: "move", by: "a", session: 2, starts: at("2026-12-04T16:00:00Z"), via: "page" })
    life.movesTo("2026-11-25T09:00:00Z")
    life.does({ kind: "sign-of-life", by: "b", via: "mail" })
    expect(life.lettersTo("b")).toEqual(["skipped 1 b", "invitation 2 b", "invitation 3 b"])
  })

  it("meets again from the next slot on, after the pair was on hold for them", () => {
    const life = liveOn(suppressed(), tuesday)
    life.movesTo("2026-12-14T09:00:00Z")
    life.does({ kind: "lift", by: "b", via: "clock" })
    expect(life.pair.status.kind).toBe("active")
    const since = "2026-12-14T09:00:00Z"
    expect(life.lettersTo("a", since)).toEqual(["back-soon a", "invitation 4 a", "invitation 5 a"])
    expect(life.lettersTo("b", since)).toEqual(["back-soon b", "invitation 4 b", "invitation 5 b"])
  })

  it("hears that the other one is waited for, if that was told to nobody", () => {
    const neither = after(suppressed(), [tuesday, suppress("a")])
    const life = liveOn(neither, tuesday)
    life.movesTo("2026-12-14T09:00:00Z")
    expect(life.letters()).toEqual([])
    const awaited = life.pair.status.kind === "paused" ? life.pair.status.by : null
    const other = awaited === "a" ? "b" : "a"
    life.does({ kind: "sign-of-life", by: other, via: "mail" })
    expect(life.letters()).toContain(`quiet-notice ${other}`)
    expect(life.pair.status).toMatchObject({ kind: "paused", reason: "quiet", by: awaited })
  })

  it.each([
    [unconfirmedPair(), "a", ["confirm a"]],
    [askedPair(), "b", ["partner-request b"]],
    [askedPair(), "a", []],
  ] as const)("before the pair began gets the letter that waits for their answer", (pair, by, owed) => {
    const stopped = after(sentAll(pair), ["2026-11-23T09:10:00Z", suppress(by)])
    expect(decided(stopped, { kind: "lift", by, via: "clock" }, "2026-11-23T10:00:00Z").owed).toEqual(owed)
  })

  it("carries what a recap could not tell into the next one", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-30T09:00:00Z")
    life.does(suppress("b"))
    life.movesTo("2026-12-02T09:00:00Z")
    life.does({ kind: "sign-of-life", by: "b", via: "mail" })
    life.movesTo("2027-01-02T09:00:00Z")
    const recap = life.chronicle.sent.find(({ letter }) => letter.kind === "recap" && letter.to === "b")
    expect(recap?.letter.about?.slice(0, "2026-12 2026-11-23".length)).toBe("2026-12 2026-11-23")
  })
})

describe("with a partner whose mailbox takes no letters", () => {
  const onHold = () => {
    const life = liveOn(suppressed(), tuesday)
    life.movesTo("2026-12-03T12:00:00Z")
    return life.pair
  }

  it("there is nobody to resume with, and a mail that asks for it is answered so", () => {
    const resumed = decided(onHold(), { kind: "resume", by: "a", via: "mail" }, "2026-12-03T12:00:00Z")
    expect(resumed.outcome).toEqual({ kind: "refused", reason: "wrong-state" })
    expect(resumed.pair.outbox.map(({ about }) => about)).toEqual(["partner-away"])
  })

  it("a pause too short for its letter does not start it either", () => {
    const short = decided(onHold(), pausing("a", "2026-12-04"), "2026-12-03T12:00:00Z")
    expect(short.pair.status).toMatchObject({ kind: "paused", reason: "quiet", by: "b" })
    expect(short.owed).toEqual(["paused a"])
    const silent = after(activePair(), [tuesday, { kind: "unsubscribe", by: "b", via: "page" }])
    expect(decided(silent, pausing("a", "2026-11-26"), tuesday).pair.status).toMatchObject({ reason: "unsubscribed" })
  })

  it("a short pause within the week lets the week run on", () => {
    const short = decided(suppressed(), pausing("a", "2026-11-27"), tuesday).pair
    expect(short.status.kind).toBe("active")
    expect(short.members.b.quiet?.toString()).toBe(tuesday)
  })

  it("a pause that is over ends in the notice, and nobody is invited to wait", () => {
    const life = liveOn(after(activePair(), [tuesday, pausing("a", "2027-01-07")], [tuesday, suppress("b")]), tuesday)
    life.movesTo("2027-01-05T12:00:00Z")
    expect(life.letters("2026-11-25")).toEqual(["quiet-notice a"])
  })

  it("WAIT holds for four weeks, END ends it, and no session is brought back that they may not know to be off", () => {
    expect(decided(onHold(), { kind: "wait", by: "a" }, "2026-12-03T12:00:00Z").outcome.kind).toBe("done")
    const ended = decided(onHold(), { kind: "end", by: "a", last: true, via: "mail" }, "2026-12-03T12:00:00Z")
    expect(ended.pair.status.kind).toBe("ended")
    expect(ended.owed).toEqual(["ended a"])
    const skipped = after(suppressed(), [tuesday, { kind: "skip", by: "a", session: 1, via: "page" }])
    const unskip: Doing = { kind: "unskip", by: "a", session: 1, via: "page" }
    expect(decided(skipped, unskip, tuesday).outcome).toEqual({ kind: "refused", reason: "no-session" })
  })

  it("a yes begins the pair on hold, and who said it hears why nothing comes", () => {
    const pair = after(askedPair(), ["2026-11-23T09:10:00Z", suppress("a")])
    const joined = decided(pair, { kind: "join", by: "b", answer: { kind: "yes", zone: null }, drawn: "a" }, tuesday)
    expect(joined.pair.status).toMatchObject({ kind: "paused", reason: "quiet", by: "a" })
    expect(joined.owed).toEqual(["quiet-notice b"])
    const back = decided(sentAll(joined.pair), { kind: "lift", by: "a", via: "clock" }, tuesday)
    expect(back.owed.filter((letter) => letter.startsWith("welcome"))).toEqual(["welcome a", "welcome b"])
  })
})

describe("another mailbox", () => {
  const mailbox = "ben@example.com"
  const bounced = { reason: "bounce", since: at(monday) } as const
  const asked = (pair: Pair) =>
    after(pair, [tuesday, { kind: "ask-mailbox", by: "b", mailbox, suppressed: null, via: "page" }])
  const take = (pair: Pair, suppressedAlready: typeof bounced | null) =>
    decided(pair, { kind: "take-mailbox", by: "b", mailbox, suppressed: suppressedAlready, via: "page" }, tuesday)

  it("can be asked for while the present one takes no letters: that letter goes to the new one", () => {
    const asking: Doing = { kind: "ask-mailbox", by: "b", mailbox, suppressed: null, via: "page" }
    expect(decided(suppressed(), asking, tuesday).owed).toEqual(["confirm b"])
  })

  it("that takes no letters itself is sent none, and stands as asked for", () => {
    const asking: Doing = { kind: "ask-mailbox", by: "b", mailbox, suppressed: bounced, via: "page" }
    const decision = decided(activePair(), asking, tuesday)
    expect(decision).toMatchObject({ outcome: { kind: "done" }, owed: [] })
    expect(decision.pair.members.b.pending?.mailbox).toBe(mailbox)
  })

  it("gets the letters that the one before did not take, and that one is told nothing", () => {
    const taken = take(asked(suppressed()), null)
    expect(taken.pair.members.b).toMatchObject({ mailbox, former: null, suppressed: null, quiet: null })
    expect(taken.owed).toEqual(["invitation 1 b", "invitation 2 b"])
  })

  it("starts again what was on hold for the one before", () => {
    const life = liveOn(suppressed(), tuesday)
    life.movesTo("2026-12-03T12:00:00Z")
    life.does({ kind: "ask-mailbox", by: "b", mailbox, suppressed: null, via: "page" })
    life.does({ kind: "take-mailbox", by: "b", mailbox, suppressed: null, via: "page" })
    expect(life.pair.status.kind).toBe("active")
    expect(life.letters("2026-12-03T12:00:00Z")).toContain("back-soon b")
  })

  it("whose owner has reported our letters is theirs, and gets none", () => {
    const taken = take(asked(activePair()), bounced)
    expect(taken.pair.members.b).toMatchObject({ mailbox, suppressed: { reason: "bounce" } })
    expect(taken.owed).toEqual(["changed b"])
  })
})
