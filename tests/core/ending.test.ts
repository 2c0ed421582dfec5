import type { MemberId } from "@turnabout/core/id.ts"
import { openCommitments } from "@turnabout/core/pair.ts"
import { lease } from "@turnabout/core/sending.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { describe, expect, it } from "vitest"
import { readCalendarFile } from "../support/calendar-replay.ts"
import { liveOn } from "../support/life.ts"
import {
  activePair,
  after,
  askedPair,
  at,
  decided,
  form,
  monday,
  sentAll,
  sessionsOf,
} from "../support/pair-builder.ts"

const tuesday = "2026-11-24T09:00:00Z"

function ask(by: MemberId, about: "end" | "export" | "erase") {
  return { kind: "ask", by, question: { about, session: null, times: [] }, written: null } as const
}

function says(by: MemberId, answer: "yes" | "no" | "last") {
  return { kind: "answer-question", by, answer } as const
}

describe("END by mail", () => {
  const asked = () => after(activePair(), [tuesday, ask("a", "end")])

  it("asks first", () => {
    const asking = decided(activePair(), ask("a", "end"), tuesday)
    expect(asking.owed).toEqual(["question a"])
    expect(asking.pair.status.kind).toBe("active")
  })

  it.each([
    ["2026-12-01T08:59:59Z", "ended"],
    ["2026-12-01T09:00:00Z", "active"],
  ])("answered with YES at %s leaves the pair %s: the question lasts seven days", (instant, status) => {
    expect(decided(asked(), says("a", "yes"), instant).pair.status.kind).toBe(status)
  })

  it.each([
    { of: "its week is over", instant: "2026-12-01T09:00:00Z", named: {}, reason: "expired" },
    { of: "a newer one has replaced it", instant: tuesday, named: { letter: "question.a.1" }, reason: "expired" },
    { of: "nothing of the kind was asked", instant: tuesday, named: null, reason: "nothing-asked" },
  ])("answered when $of says so", ({ instant, named, reason }) => {
    const pair = named === null ? activePair() : asked()
    const answered = decided(pair, { ...says("a", "yes"), ...named }, instant)
    expect(answered.outcome).toEqual({ kind: "refused", reason })
    expect(answered.pair.outbox[0]).toMatchObject({ kind: "not-understood", about: reason })
  })

  it("answered twice, with the letter named, has been answered", () => {
    const no = after(asked(), [tuesday, says("a", "no")])
    const letter = `question.a.${asked().members.a.question?.revision}`
    expect(decided(no, { ...says("a", "yes"), letter }, tuesday).outcome).toEqual({
      kind: "refused",
      reason: "expired",
    })
  })

  it("answered with NO changes nothing, and a YES after it answers nothing", () => {
    const no = after(asked(), [tuesday, says("a", "no")])
    expect(no.status.kind).toBe("active")
    expect(decided(no, says("a", "yes"), tuesday).outcome).toEqual({ kind: "refused", reason: "nothing-asked" })
  })

  it("asked of one is not answered by the other", () => {
    const other = decided(asked(), says("b", "yes"), tuesday)
    expect(other.outcome).toEqual({ kind: "refused", reason: "nothing-asked" })
    expect(other.pair.outbox).toEqual([expect.objectContaining({ kind: "not-understood", about: "nothing-asked" })])
  })

  it("before the pair has begun ends nothing", () => {
    expect(decided(askedPair(), ask("a", "end"), monday).outcome.kind).toBe("refused")
  })
})

describe("an end", () => {
  it("cancels what is ahead and tells both, the first event in that letter", () => {
    const ended = decided(activePair(), { kind: "end", by: "b", last: false, via: "page" }, tuesday)
    expect(ended.owed).toEqual(["ended 1 a", "ended 1 b", "invitation 2 a", "invitation 2 b"])
    expect(sessionsOf(ended.pair)).toBe("1 a void, 2 b void")
    expect(ended.pair.status).toMatchObject({ kind: "ended", by: "b" })
  })

  it("drops every letter owed but CANCELs", () => {
    const skipped = decided(activePair(), { kind: "skip", by: "a", session: 1 }, tuesday).pair
    const owing = decided(
      skipped,
      { kind: "foreign-sender", to: "a", sender: { mailbox: "x@example.com", hash: "x" } },
      tuesday,
    ).pair
    const ended = decided(owing, { kind: "end", by: "b", last: false, via: "page" }, tuesday).pair
    expect(ended.outbox.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
      "skipped event.1.a",
      "skipped event.1.b",
      "ended event.2.a",
      "ended event.2.b",
      "invitation event.3.a",
      "invitation event.3.b",
    ])
  })

  it("of a paused pair has no event to carry, and says nothing of the pause any more", () => {
    const life = liveOn(activePair(), monday)
    life.does({ kind: "unsubscribe", by: "b", via: "page" })
    life.slowsDown(true)
    life.movesTo("2026-11-30T09:00:00Z")
    expect(life.pair.outbox.map(({ key }) => key)).toEqual(["paused.a"])
    const ended = decided(life.pair, { kind: "end", by: "a", last: false, via: "page" }, "2026-11-30T09:00:00Z")
    expect(ended.pair.outbox.map(({ key }) => key)).toEqual(["ended.a"])
  })

  it("sends its letter also when the hour of the event it carries has passed", () => {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-26T15:50:00Z")
    life.mailerSays(() => "throttled")
    life.does({ kind: "end", by: "a", last: false, via: "page" })
    life.movesTo("2026-11-26T17:30:00Z")
    life.mailerSays(() => "sent")
    life.movesTo("2026-11-26T17:50:00Z")
    expect(life.letters("2026-11-26T15").toSorted()).toEqual([
      "ended 1 a",
      "ended 1 b",
      "invitation 2 a",
      "invitation 2 b",
    ])
  })

  it("is an end: nobody skips, moves or resumes, and twice is once", () => {
    const ended = sentAll(decided(activePair(), { kind: "end", by: "b", last: false }, tuesday).pair)
    expect(decided(ended, { kind: "skip", by: "a", session: null }, tuesday).pair.outbox).toEqual([
      expect.objectContaining({ kind: "not-understood", about: "ended" }),
    ])
    expect(decided(ended, { kind: "end", by: "a", last: false }, tuesday)).toMatchObject({
      outcome: { kind: "already" },
      owed: [],
    })
  })

  it.each([
    ["2026-12-24T08:59:59Z", false],
    ["2026-12-24T09:00:00Z", true],
  ])("is kept for thirty days, in which both may ask for their words: by %s all is gone: %s", (instant, isGone) => {
    const ended = decided(activePair(), { kind: "end", by: "b", last: false }, tuesday).pair
    const life = liveOn(ended, tuesday)
    life.movesTo(tuesday)
    life.does({ kind: "export", by: "a" })
    expect(life.letters().at(-1)).toBe("exported a")
    life.movesTo(instant)
    expect(life.isForgotten).toBe(isGone)
  })
})

describe("LAST", () => {
  const ending = () => after(activePair(), [tuesday, { kind: "end", by: "a", last: true }])

  it("keeps the next session as the last one, and cancels what comes after it", () => {
    const last = decided(activePair(), { kind: "end", by: "a", last: true }, tuesday)
    expect(sessionsOf(last.pair)).toBe("1 a planned, 2 b void")
    expect(last.owed).toEqual(["invitation 1 a", "invitation 1 b", "invitation 2 a", "invitation 2 b"])
    expect(last.pair.outbox.map(({ about }) => about)).toEqual(["last", "last", "ended", "ended"])
  })

  it("ends three hours after that session, with its prompt before and its questions after", () => {
    const life = liveOn(ending(), tuesday)
    life.movesTo("2026-11-26T19:59:59Z")
    expect(life.letters()).toEqual(["prompt 1 a", "after-form 1 a", "after-form 1 b"])
    expect(life.pair.status.kind).toBe("ending")
    life.movesTo("2026-11-26T20:00:00Z")
    expect(life.letters().slice(3)).toEqual(["ended a", "ended b"])
    expect(life.pair.status).toMatchObject({ kind: "ended", by: null })
  })

  it("in a pause books the next slot at least a day ahead", () => {
    const life = liveOn(activePair(), monday)
    life.does({ kind: "pause", by: "a", until: null })
    life.movesTo("2026-12-02T16:00:00Z")
    life.does({ kind: "end", by: "b", last: true })
    expect(sessionsOf(life.pair)).toContain("3 a planned")
    expect(life.letters("2026-12-02")).toEqual(["invitation 3 a", "invitation 3 b"])
  })

  it("shows a member back in time what became of that session meanwhile", () => {
    const life = liveOn(ending(), tuesday)
    life.does({ kind: "unsubscribe", by: "a", via: "page" })
    life.does({ kind: "move", by: "b", session: 1, starts: life.pair.sessions[0]!.starts.add({ hours: 3 }) })
    life.does({ kind: "sign-of-life", by: "a" })
    expect(life.lettersTo("a")).toEqual(["invitation 1 a"])
    expect(life.chronicle.sent.at(-1)?.letter.about).toBe("current")
  })
})

describe("erasing", () => {
  function written() {
    const life = liveOn(activePair(), monday)
    life.movesTo("2026-11-25T17:00:00Z")
    life.does({ kind: "answer", by: "a", session: 1, text: "words", shared: true })
    life.movesTo("2026-11-26T17:30:00Z")
    for (const by of ["a", "b"] as const)
      life.does({ kind: "after", by, session: 1, form: form({ commitments: ["one"] }) })
    return life
  }

  it("asks first when it comes by mail", () => {
    const asked = decided(activePair(), ask("a", "erase"), tuesday)
    expect(asked.owed).toEqual(["question a"])
    expect(decided(sentAll(asked.pair), says("a", "yes"), tuesday).pair.status).toMatchObject({
      kind: "ended",
      erased: ["a"],
    })
  })

  it("ends the pair, keeps one letter for who asked, and takes out every reference to what they wrote", () => {
    const life = written()
    life.does({ kind: "erase", by: "a", via: "page" })
    const { sessions } = life.pair
    expect(openCommitments(life.pair, "a")).toEqual([])
    expect(openCommitments(life.pair, "b")).toHaveLength(1)
    expect(sessions.flatMap(({ answers, reflections }) => [answers.a, reflections.a]).filter(Boolean)).toEqual([])
    expect(life.lettersTo("a", "2026-11-26T17:30")).toEqual(["invitation 2 a", "invitation 3 a", "erased a"])
    expect(life.lettersTo("b", "2026-11-26T17:30")).toContain("ended 2 b")
  })

  it("deletes once more after the longest claim, and then nobody is left there", () => {
    const life = written()
    life.does({ kind: "erase", by: "a", via: "page" })
    expect(life.pair.members.a.mailbox).toBe("ana@example.org")
    life.movesTo("2026-11-26T17:33:00Z")
    expect(life.pair.members.a).toMatchObject({ name: "", mailbox: "", prompts: [], recap: null })
    expect(life.pair.members.b.mailbox).toBe("ben@example.net")
  })

  it("comes back no sooner than a sender or handler that was under way by then can have finished", () => {
    const { pair } = decided(activePair(), { kind: "erase", by: "a", via: "page" }, tuesday)
    const again = pair.status.kind === "ended" ? pair.status.eraseAgainAt : null
    expect(again).not.toBeNull()
    expect(isBefore(at(tuesday).add(lease), again!)).toBe(true)
  })

  it("leaves no address, time zone, meeting place or stranger's code of who is gone, and the partner's as they were", () => {
    const before = activePair({ partnerZone: "Europe/Lisbon", meetingLink: "https://meet.example/ana-ben" })
    const life = liveOn(before, tuesday)
    for (const to of ["a", "b"] as const)
      life.does({ kind: "foreign-sender", to, sender: { mailbox: "eve@example.com", hash: `eve-to-${to}` } })
    life.does({ kind: "erase", by: "a", via: "page" })
    life.movesTo("2026-11-24T09:10:00Z")
    const { members, meetingLink, told } = life.pair
    expect(members.a.token).not.toBe(before.members.a.token)
    expect([members.a.zone, meetingLink]).toEqual(["UTC", null])
    const ofBen = told.map(({ about }) => about)
    expect(ofBen).toContain("foreign.eve-to-b.b")
    expect(ofBen.filter((about) => about.endsWith(".a"))).toEqual([])
    expect([members.b.token, members.b.zone]).toEqual([before.members.b.token, "Europe/Lisbon"])
  })

  it("still takes its events out of the partner's calendar when that letter is late", () => {
    const life = liveOn(activePair(), monday)
    life.mailerSays(({ to, kind }) => (to === "b" && kind !== "confirm" ? "throttled" : "sent"))
    life.does({ kind: "erase", by: "a", via: "page" })
    life.movesTo("2026-11-23T09:05:00Z")
    expect(life.pair.members.a.mailbox).toBe("")
    life.mailerSays(() => "sent")
    life.movesTo("2026-11-23T09:10:00Z")
    const late = life.chronicle.sent
      .filter(({ letter }) => letter.to === "b")
      .map((sent) => readCalendarFile(sent.calendar() ?? ""))
    expect(late.map(({ method, summary }) => `${method} ${summary}`)).toEqual([
      "CANCEL Ben coaches your partner",
      "CANCEL your partner coaches Ben",
    ])
    expect(Object.keys(late[0]!.partstats)).toEqual(["mailto:ben@example.net"])
  })
})
