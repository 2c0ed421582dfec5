import type { Settings } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { slotShown } from "@turnabout/core/settings.ts"
import { describe, expect, it } from "vitest"
import { readCalendarFile } from "../support/calendar-replay.ts"
import { calendarOf, liveOn } from "../support/life.ts"
import { activePair, after, at, decided, sentAll, sessionsOf, theSession } from "../support/pair-builder.ts"

const tuesday = "2026-11-24T09:00:00Z"

/** The settings page of a member as it stands, with something changed. */
function save(pair: Pair, by: MemberId, changed: Partial<Settings> = {}) {
  const { name, zone, sharesAnswers, sharesCommitments } = pair.members[by]
  const { rhythm, meetingLink, slot } = pair
  const shown = slotShown(slot, zone, at(tuesday))
  const settings = {
    name,
    zone,
    sharesAnswers,
    sharesCommitments,
    rhythm,
    meetingLink,
    minutes: slot.minutes,
    ...shown,
    ...changed,
  }
  return { kind: "save", by, settings, via: "page" } as const
}

function starts(pair: Pair): string[] {
  return pair.sessions.map((session) => session.starts.toString())
}

describe("saving the settings as they are", () => {
  it("changes nothing, for either, in any zone", () => {
    const pair = activePair({ partnerZone: "Asia/Kathmandu" })
    for (const by of ["a", "b"] as const) {
      const saved = decided(pair, save(pair, by), tuesday)
      expect(saved.owed).toEqual([])
      expect(saved.pair.slot).toEqual(pair.slot)
      expect(saved.pair.sessions).toEqual(pair.sessions)
    }
  })
})

describe("a new slot", () => {
  it("takes the k-th session to the k-th new slot at least a day ahead, and both are told", () => {
    const pair = activePair()
    const changed = decided(pair, save(pair, "a", { weekday: "tuesday", time: "08:00" }), tuesday)
    expect(starts(changed.pair)).toEqual(["2026-12-01T07:00:00Z", "2026-12-08T07:00:00Z"])
    expect(changed.owed).toEqual(["changed 1 a", "changed 1 b", "invitation 2 a", "invitation 2 b"])
    const [file] = changed.pair.outbox.map((letter) => readCalendarFile(calendarOf(changed.pair, letter) ?? ""))
    expect(file).toMatchObject({ method: "REQUEST", sequence: 1 })
    expect(file?.partstats).toEqual({ "mailto:ana@example.org": "ACCEPTED", "mailto:ben@example.net": "NEEDS-ACTION" })
    expect(sessionsOf(changed.pair)).toBe("1 a planned, 2 b planned")
  })

  it.each([
    ["2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z"],
    ["2026-11-24T08:00:01Z", "2026-12-02T08:00:00Z"],
  ])("saved at %s first meets at %s", (instant, first) => {
    const pair = activePair()
    const changed = decided(pair, save(pair, "a", { weekday: "wednesday", time: "09:00" }), instant)
    expect(starts(changed.pair)[0]).toBe(first)
  })

  it("takes a moved session with it, too", () => {
    const pair = after(activePair(), [
      tuesday,
      { kind: "move", by: "b", session: 1, starts: at("2026-11-28T10:00:00Z") },
    ])
    const changed = decided(pair, save(pair, "a", { time: "18:00" }), tuesday)
    expect(starts(changed.pair)).toEqual(["2026-11-26T17:00:00Z", "2026-12-03T17:00:00Z"])
  })

  it("is meant by the clock of who saves it", () => {
    const pair = activePair({ partnerZone: "America/New_York" })
    const changed = decided(pair, save(pair, "b", { time: "12:00" }), tuesday)
    expect(changed.pair.slot).toEqual({ weekday: "thursday", time: "12:00", zone: "America/New_York", minutes: 60 })
    expect(starts(changed.pair)[0]).toBe("2026-11-26T17:00:00Z")
  })

  it("leaves a session under way, and what is skipped can't come back into another order", () => {
    const pair = after(activePair(), [tuesday, { kind: "skip", by: "a", session: 2 }])
    const changed = decided(pair, save(pair, "a", { weekday: "monday" }), "2026-11-26T16:30:00Z")
    expect(starts(changed.pair)[0]).toBe("2026-11-26T16:00:00Z")
    expect(theSession(changed.pair, 2).state.kind).toBe("void")
    expect(theSession(changed.pair, 3).starts.toString()).toBe("2026-11-30T16:00:00Z")
  })

  it("is none, in the weeks in which the clocks of two zones differ, for whoever saves the usual hour that is shown", () => {
    const pair = activePair({ partnerZone: "America/New_York", at: "2027-03-15T09:00:00Z" })
    const now = "2027-03-15T09:00:00Z"
    expect(slotShown(pair.slot, "America/New_York", at(now))).toEqual({ weekday: "thursday", time: "11:00" })
    const same = decided(pair, save(pair, "b", { weekday: "thursday", time: "11:00" }), now)
    expect(same.pair.slot).toEqual(pair.slot)
    const noon = decided(pair, save(pair, "b", { weekday: "thursday", time: "12:00" }), now)
    expect(noon.pair.slot).toEqual({ weekday: "thursday", time: "12:00", zone: "America/New_York", minutes: 60 })
  })

  it("of another length gives every session that length", () => {
    const pair = activePair()
    const changed = decided(pair, save(pair, "a", { minutes: 90 }), tuesday).pair
    expect(changed.sessions.map(({ minutes }) => minutes)).toEqual([90, 90])
  })
})

describe("a new zone", () => {
  it("changes what its member is shown, never the slot", () => {
    const pair = activePair()
    const shown = slotShown(pair.slot, "Asia/Tokyo", at(tuesday))
    expect(shown).toEqual({ weekday: "friday", time: "01:00" })
    const saved = decided(pair, save(pair, "a", { zone: "Asia/Tokyo" }), tuesday)
    expect(saved.pair.members.a.zone).toBe("Asia/Tokyo")
    expect(saved.pair.slot).toEqual(pair.slot)
    expect(saved.owed).toEqual([])
  })
})

describe("a new name or place", () => {
  it("brings the events ahead again with a newer DTSTAMP and the same SEQUENCE", () => {
    const pair = activePair()
    const saved = decided(pair, save(pair, "a", { name: "Annie", meetingLink: "https://meet.example/room" }), tuesday)
    expect(saved.owed).toEqual(["invitation 1 a", "invitation 1 b", "invitation 2 a", "invitation 2 b"])
    const file = readCalendarFile(calendarOf(saved.pair, saved.pair.outbox[0]!) ?? "")
    expect(file).toMatchObject({ sequence: 0, summary: "Ben coaches Annie" })
    expect(file.stamp.toString()).toBe(tuesday)
  })

  it("leaves the words of a letter about the event that has not left yet", () => {
    const pair = activePair()
    const moved = decided(pair, { kind: "move", by: "b", session: 1, starts: at("2026-11-27T10:00:00Z") }, tuesday).pair
    const saved = decided(moved, save(pair, "a", { name: "Annie" }), tuesday).pair
    expect(saved.outbox.map(({ kind, session, to, about }) => `${kind} ${session} ${to} ${about}`)).toEqual([
      "moved 1 a b 2026-11-26T16:00:00Z",
      "moved 1 b b 2026-11-26T16:00:00Z",
      "invitation 2 a details",
      "invitation 2 b details",
    ])
  })
})

describe("every other week", () => {
  it("leaves the next session and takes the others after it two weeks apart", () => {
    const pair = activePair()
    const changed = decided(pair, { kind: "rhythm", by: "b", rhythm: "fortnightly" }, tuesday)
    expect(starts(changed.pair)).toEqual(["2026-11-26T16:00:00Z", "2026-12-10T16:00:00Z"])
    expect(changed.owed).toEqual(["changed 1 a", "changed 1 b", "invitation 2 a", "invitation 2 b"])
    const life = liveOn(sentAll(changed.pair), tuesday)
    life.movesTo("2026-12-11T00:00:00Z")
    expect(starts(life.pair).slice(-2)).toEqual(["2026-12-24T16:00:00Z", "2027-01-07T16:00:00Z"])
  })

  it("leaves the next session where it was moved to, also when its slot has gone by", () => {
    const moved = after(activePair(), [
      tuesday,
      { kind: "move", by: "a", session: 1, starts: at("2026-11-28T10:00:00Z") },
    ])
    const changed = decided(moved, { kind: "rhythm", by: "b", rhythm: "fortnightly" }, "2026-11-27T09:00:00Z")
    expect(starts(changed.pair)).toEqual(["2026-11-28T10:00:00Z", "2026-12-10T16:00:00Z"])
    expect(theSession(changed.pair, 1).event.sequence).toBe(1)
  })

  it("asked for again is as it is", () => {
    const again = decided(activePair(), { kind: "rhythm", by: "b", rhythm: "weekly" }, tuesday)
    expect(again.pair.outbox).toEqual([expect.objectContaining({ kind: "not-understood", about: "as-it-is" })])
  })
})

describe("another mailbox", () => {
  const mailbox = "annie@example.org"
  const asked = () =>
    after(activePair(), [tuesday, { kind: "ask-mailbox", by: "a", mailbox, suppressed: null, via: "page" }])

  it("is asked at the new one first", () => {
    expect(
      decided(activePair(), { kind: "ask-mailbox", by: "a", mailbox, suppressed: null, via: "page" }, tuesday).owed,
    ).toEqual(["confirm a"])
    expect(asked().members.a.mailbox).toBe("ana@example.org")
  })

  it.each([
    ["2026-11-26T08:59:59Z", mailbox],
    ["2026-11-26T09:00:00Z", "ana@example.org"],
  ])("confirmed at %s makes it %s", (instant, now) => {
    const taken = decided(asked(), { kind: "take-mailbox", by: "a", mailbox, suppressed: null, via: "page" }, instant)
    expect(taken.pair.members.a.mailbox).toBe(now)
  })

  it("is told to the old one, and its own calendar is filled; for the partner nothing has changed", () => {
    const taken = decided(asked(), { kind: "take-mailbox", by: "a", mailbox, suppressed: null, via: "page" }, tuesday)
    expect(taken.pair.outbox.map(({ kind, about, to }) => `${kind} ${about} ${to}`)).toEqual([
      "changed mailbox a",
      "invitation new-mailbox a",
      "invitation new-mailbox a",
    ])
    expect(taken.pair.members.a.former).toBe("ana@example.org")
  })

  it("that nobody asked for is not taken", () => {
    const other = decided(
      asked(),
      { kind: "take-mailbox", by: "a", mailbox: "eve@example.com", suppressed: null, via: "page" },
      tuesday,
    )
    expect(other.outcome.kind).toBe("refused")
    expect(
      decided(activePair(), { kind: "take-mailbox", by: "a", mailbox, suppressed: null, via: "page" }, tuesday).outcome
        .kind,
    ).toBe("refused")
  })
})

describe("a time that may be two", () => {
  const times = [at("2026-11-27T08:00:00Z"), at("2026-11-27T20:00:00Z")]
  const question = { about: "time", session: 1, times } as const

  it("is asked about, and the number in the answer is the move", () => {
    const asked = decided(
      activePair(),
      { kind: "ask", by: "a", question, written: "friday at eight", id: "friday" },
      tuesday,
    )
    expect(asked.owed).toEqual(["question a"])
    expect(asked.pair.outbox[0]?.about).toBe("time friday")
    expect(asked.records).toEqual([{ kind: "note", command: "friday", text: "friday at eight" }])
    const moved = decided(sentAll(asked.pair), { kind: "answer-question", by: "a", answer: 2 }, tuesday)
    expect(theSession(moved.pair, 1).starts.toString()).toBe("2026-11-27T20:00:00Z")
    expect(decided(sentAll(asked.pair), { kind: "answer-question", by: "a", answer: 3 }, tuesday).outcome.kind).toBe(
      "refused",
    )
  })
})
