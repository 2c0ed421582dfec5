import type { Settings } from "@turnabout/core/command.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import { slotShown } from "@turnabout/core/settings.ts"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"
import { emptyForm, everyLetter, joined } from "./letters.ts"
import { readPart, textOf } from "./mail-part.ts"
import type { Scene } from "./scene.ts"
import { anaAsksBen, asked, does, livesUntil, pairIn, scene, sentTo, unconfirmed } from "./scene.ts"

let on: Scene
beforeEach(() => {
  on = scene()
})

/** The newest letter of a kind to Ana or Ben, on one line. */
function letter(kind: string, name: string): string {
  const found = on.sent.findLast((sent) => sent.kind === kind && sent.to.startsWith(name))
  expect(found, `${kind} to ${name}, among ${sentTo(on).join(", ")}`).toBeDefined()
  return textOf(readPart(found!.raw)).replaceAll(/\s+/g, " ")
}

describe("WAIT", () => {
  test("is confirmed with the day until which things stay as they are", async () => {
    const id = await joined(on)
    for (const [session, instant] of [
      [1, "2026-11-26T18:30:00Z"],
      [2, "2026-12-03T18:30:00Z"],
    ] as const) {
      await livesUntil(on, id, instant)
      await does(on, id, { kind: "after", by: "b", session, form: { ...emptyForm, happened: false } })
    }
    await livesUntil(on, id, "2026-12-12T09:00:00Z")
    await does(on, id, { kind: "wait", by: "b", via: "mail" })
    expect(letter("paused", "ben")).toContain("We leave things as they are, and write again on Saturday, 9 January.")
  })
})

describe("an answer to a question that has expired", () => {
  const answered = async (id: PairId, about: "export" | "fortnightly" | "time") => {
    await does(on, id, { kind: "ask", by: "a", question: { about, session: null, times: [] }, written: null })
    on.moveBy("PT192H")
    await does(on, id, { kind: "answer-question", by: "a", answer: "yes", via: "mail" })
    return letter("not-understood", "ana")
  }

  test.each([
    ["export", "If you still want it, reply EXPORT."],
    ["fortnightly", "If you still want it, reply FORTNIGHTLY."],
    ["time", "write once more what you wrote before it"],
  ] as const)("about %s says how to ask again", async (about, words) => {
    expect(await answered(await joined(on), about)).toContain(words)
  })
})

describe("a word before the pair has begun", () => {
  const skips = async (id: PairId, by: MemberId) => {
    await does(on, id, { kind: "skip", by, session: null, via: "mail" })
    const text = letter("not-understood", by === "a" ? "ana" : "ben")
    expect(text).not.toContain("30 days")
    return text
  }

  test("is told what it waits for, and the way out", async () => {
    const id = await unconfirmed(on)
    expect(await skips(id, "a")).toContain("you have not confirmed your sign-up")
    await does(on, id, { kind: "confirm", refused: false })
    on.moveBy("PT25H")
    expect(await skips(id, "a")).toContain("There is nothing you need to do")
    expect(await skips(id, "b")).toContain("NO closes it, and everything is forgotten")
  })

  test("has other words once it was declined", async () => {
    const id = await asked(on)
    await does(on, id, { kind: "join", by: "b", answer: { kind: "no" }, drawn: "a" })
    expect(await skips(id, "b")).toContain("This pair did not begin")
  })
})

describe("a change of when they meet", () => {
  const save = async (id: PairId, changed: Partial<Settings>) => {
    const pair = await pairIn(on, id)
    const { name, zone, sharesAnswers, sharesCommitments } = pair.members.a
    const shown = slotShown(pair.slot, zone, on.ports.clock())
    const { minutes } = pair.slot
    const own = { name, zone, sharesAnswers, sharesCommitments, minutes }
    const kept = { ...own, ...shown, rhythm: pair.rhythm, meetingLink: pair.meetingLink }
    await does(on, id, { kind: "save", by: "a", settings: { ...kept, ...changed } })
  }

  test("before a last session is for that one, and has no rhythm", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "end", by: "b", last: true })
    await save(id, { weekday: "friday", rhythm: "fortnightly" })
    const text = letter("changed", "ben")
    expect(text).toContain("It is still your last session")
    expect(text).not.toMatch(/from now on|every week|every other week/)
    expect((await pairIn(on, id)).rhythm).toBe("weekly")
  })

  test("of the rhythm alone does not speak of a new time", async () => {
    const id = await joined(on)
    await save(id, { rhythm: "fortnightly" })
    expect(letter("invitation", "ben")).toContain("the time is as it was")
    expect(letter("invitation", "ben")).not.toContain("This is the new time")
  })

  test("is not what the events that come to a new mailbox tell of", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "ask-mailbox", by: "a", mailbox: "ana@example.com", suppressed: null })
    await does(on, id, { kind: "take-mailbox", by: "a", mailbox: "ana@example.com", suppressed: null })
    expect(letter("invitation", "ana@example.com")).toContain("Your letters come to this mailbox from now on.")
  })
})

describe("the letter about the end", () => {
  test("says that sessions are gone from the calendar only if there were any", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "end", by: "a", last: true })
    await livesUntil(on, id, "2026-11-27T09:00:00Z")
    expect(letter("ended", "ben")).not.toContain("gone from your calendar")
  })

  test("says so where one was planned", async () => {
    await does(on, await joined(on), { kind: "end", by: "a", last: false })
    expect(letter("ended", "ben")).toContain("gone from your calendar")
  })
})

describe("a word about a session that it does not fit", () => {
  const moves = (by: MemberId) =>
    ({ kind: "move", by, session: null, starts: Temporal.Instant.from("2026-11-27T17:00:00Z"), via: "mail" }) as const

  test("UNSKIP, where nothing of theirs is skipped", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "unskip", by: "a", session: null, via: "mail" })
    expect(letter("not-understood", "ana")).toContain("You have skipped no session that is still to come")
  })

  test("MOVE, where the session has just been skipped", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    await does(on, id, moves("a"))
    expect(letter("not-understood", "ana")).toContain("That session is skipped, so it cannot be moved")
  })
})

describe("a last session", () => {
  /** Ana has asked for one last session, on Thursday the 26th, in which she is the focus. */
  const ending = async () => {
    const id = await joined(on)
    await does(on, id, { kind: "end", by: "a", last: true })
    return id
  }

  test("says in the letter that books it who asked for it, and no reason", async () => {
    await ending()
    const booked = (name: string) =>
      on.sent
        .filter(({ kind, to }) => kind === "invitation" && to.startsWith(name))
        .map(({ raw }) => textOf(readPart(raw)).replaceAll(/\s+/g, " "))
        .find((text) => text.includes("your last session") || text.includes("one last session"))
    expect(booked("ana")).toContain("This is your last session, as you asked. After it the pair closes.")
    expect(booked("ben")).toContain("Ana asked for one last session, and this is it. After it the pair closes.")
    for (const name of ["ana", "ben"]) expect(booked(name)).toContain("What do I wish I had said?")
    expect(booked("ben")).toContain("Reply END to close the pair now.")
    expect(booked("ben")).not.toContain("PAUSE")
  })

  test("is known as the last by the event, the prompt and the coach's note", async () => {
    const id = await ending()
    const event = on.sent.findLast(({ kind, raw }) => kind === "invitation" && raw.includes("METHOD:REQUEST"))
    const calendar = textOf(readPart(event!.raw), "text/calendar").replaceAll(/\r?\n /g, "")
    expect(calendar).toContain("Your last session.")
    expect(calendar).toContain("What did I get from this?")
    await livesUntil(on, id, "2026-11-25T17:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "Thank you.", shared: true })
    expect(letter("prompt", "ana")).toContain("It is your last session.")
    expect(letter("prompt", "ana")).toContain("What did I see change in you?")
    expect(letter("coach-note", "ben")).toContain("It is your last session.")
    expect(letter("coach-note", "ben")).toContain("What did I see change in you?")
  })

  test("is followed by questions that ask for a line to keep, and for nothing to do before next time", async () => {
    const id = await ending()
    await livesUntil(on, id, "2026-11-26T18:30:00Z")
    for (const name of ["ana", "ben"]) {
      const questions = letter("after-form", name)
      expect(questions).toContain("Did it happen?")
      expect(questions).toContain("keep: …")
      expect(questions).not.toContain("before next time")
      expect(questions).not.toContain("When …")
    }
    expect(letter("after-form", "ana")).toContain("the pair closes on Thursday, 26 November, 21:00")
    await livesUntil(on, id, "2026-11-26T22:00:00Z")
    expect(letter("ended", "ben")).toContain("With your last session, the pair of you and Ana is closed.")
  })

  test("that is skipped says how it comes back, and when the pair closes if it does not", async () => {
    const id = await ending()
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    expect(letter("skipped", "ben")).toContain("It was to be your last session. Reply UNSKIP to bring it back, or with")
    expect(letter("skipped", "ben")).toContain("Otherwise the pair closes on Thursday, 26 November, 19:00.")
    expect(letter("skipped", "ana")).toContain("Reply with a day and a time, such as “Fri 17:00”, to find another one.")
    expect(letter("skipped", "ana")).toContain("Otherwise the pair closes on Thursday, 26 November, 18:00.")
    expect(letter("skipped", "ana")).not.toContain("The turn")
    await livesUntil(on, id, "2026-11-26T22:00:00Z")
    expect(letter("ended", "ana")).toContain("Your last session did not take place")
    expect(sentTo(on).filter((sent) => sent.startsWith("ended"))).toHaveLength(2)
  })

  test("END said again tells of the session that is booked, and offers another only when it is off", async () => {
    const id = await ending()
    const ask = { kind: "ask", by: "b", question: { about: "end", session: null, times: [] }, written: null } as const
    await does(on, id, { ...ask, via: "mail" })
    expect(letter("question", "ben")).toContain("Your last session with Ana is on Thursday, 26 November, 18:00")
    expect(letter("question", "ben")).not.toContain("LAST")
    await does(on, id, { kind: "skip", by: "a", session: 1 })
    await does(on, id, { ...ask, via: "mail" })
    expect(letter("question", "ben")).toContain("Reply LAST for one more session")
    expect(letter("question", "ben")).toContain("Without an answer the pair closes on Thursday, 26 November, 19:00.")
  })

  test("PAUSE and LAST are answered by how things stand", async () => {
    const id = await ending()
    await does(on, id, { kind: "answer-question", by: "b", answer: "last", via: "mail" })
    expect(letter("not-understood", "ben")).toContain("Your last session is booked")
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    on.moveBy("PT25H")
    await does(on, id, { kind: "pause", by: "b", until: null, via: "mail" })
    expect(letter("not-understood", "ben")).toContain("Your last session is off")
  })
})

/** The settings page of a member, saved with something changed. */
async function saves(id: PairId, by: MemberId, changed: Partial<Settings>): Promise<void> {
  const pair = await pairIn(on, id)
  const { name, zone, sharesAnswers, sharesCommitments } = pair.members[by]
  const { rhythm, meetingLink, slot } = pair
  const shown = slotShown(slot, zone, on.ports.clock())
  const own = { name, zone, sharesAnswers, sharesCommitments, rhythm, meetingLink, minutes: slot.minutes, ...shown }
  await does(on, id, { kind: "save", by, settings: { ...own, ...changed } })
}

describe("a change of slot or rhythm", () => {
  test("in a pause is told by the letter that ends it: to what, from what, and who changed it", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "pause", by: "a", until: Temporal.PlainDate.from("2027-01-07") })
    await saves(id, "b", { weekday: "tuesday", time: "19:00" })
    await saves(id, "b", { rhythm: "fortnightly" })
    expect(sentTo(on).filter((sent) => sent.startsWith("changed"))).toEqual([])
    await livesUntil(on, id, "2027-01-04T10:00:00Z")
    const toAna = letter("back-soon", "ana")
    expect(toAna).toContain("Ben has set another time for the two of you meanwhile.")
    expect(toAna).toContain("New: Tuesdays at 18:00, Lisbon time, 60 minutes, every other week")
    expect(toAna).toContain("For Ben: Tuesdays, 19:00, Berlin time")
    expect(toAna).toContain("Before: Thursdays at 17:00, 60 minutes, every week")
    expect(letter("back-soon", "ben")).toContain("The two of you have another time from now on, as you asked")
    expect((await pairIn(on, id)).unsaidChange).toBeNull()
  })

  test("taken back in the same pause is nothing to tell, nor one of a pause before", async () => {
    const id = await joined(on)
    const pause = { kind: "pause", by: "a", until: Temporal.PlainDate.from("2027-01-07") } as const
    await does(on, id, pause)
    await saves(id, "b", { time: "19:00" })
    await saves(id, "b", { time: "18:00" })
    await does(on, id, { kind: "resume", by: "a" })
    expect(letter("back-soon", "ana")).not.toContain("meanwhile")
    await does(on, id, pause)
    await saves(id, "b", { rhythm: "fortnightly" })
    await does(on, id, { kind: "resume", by: "a" })
    expect(letter("back-soon", "ana")).toContain("Ben has set another rhythm for the two of you meanwhile.")
    await does(on, id, pause)
    await does(on, id, { kind: "resume", by: "a" })
    expect(letter("back-soon", "ana")).not.toContain("meanwhile")
  })

  test("while one of them takes no letters is told when they are back", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "unsubscribe", by: "a" })
    await saves(id, "b", { time: "19:00" })
    await does(on, id, { kind: "sign-of-life", by: "a", via: "mail" })
    expect(letter("back-soon", "ana")).toContain("Ben has set another time for the two of you meanwhile.")
  })

  test("before a last session is told beside it", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "pause", by: "a", until: null })
    await saves(id, "b", { time: "19:00" })
    await does(on, id, { kind: "end", by: "a", last: true })
    expect(letter("changed", "ana")).toContain("It is still your last session")
  })

  test("of the rhythm alone says so, and what it was", async () => {
    const id = await joined(on)
    await saves(id, "b", { rhythm: "fortnightly" })
    const toAna = letter("changed", "ana")
    expect(toAna).toContain("Ben has set a new rhythm for the two of you: every other week, from now on.")
    expect(toAna).toContain("New: Thursdays at 17:00, Lisbon time, 60 minutes, every other week")
    expect(toAna).toContain("Before: Thursdays at 17:00, 60 minutes, every week")
    await does(on, id, { kind: "rhythm", by: "a", rhythm: "weekly", via: "mail" })
    expect(letter("changed", "ana")).toContain("You and Ben meet every week from now on, as you asked.")
    expect(letter("changed", "ana")).toContain("Before: Thursdays at 17:00, 60 minutes, every other week")
  })
})

describe("a slot, in the weeks in which the clocks of two zones differ", () => {
  test("is said at its usual hour, with the other one and its end beside it", async () => {
    on.moveTo("2026-10-24T09:00:00Z")
    const id = await joined(on, anaAsksBen, "America/New_York")
    await saves(id, "a", { minutes: 90 })
    expect(letter("changed", "ben")).toContain(
      "New: Thursdays at 12:00 (13:00 until 5 November), New York time, 90 minutes, every week",
    )
    expect(letter("changed", "ben")).toContain("For Ana: Thursdays, 17:00, Lisbon time")
    expect(letter("changed", "ana")).toContain("New: Thursdays at 17:00, Lisbon time, 90 minutes, every week")
    expect(letter("changed", "ana")).toContain("For Ben: Thursdays, 12:00 (13:00 until 5 November), New York time")
  })

  test("has its other day, too, where that differs", async () => {
    on.moveTo("2026-10-24T09:00:00Z")
    const id = await joined(on, anaAsksBen, "America/New_York")
    await saves(id, "a", { time: "04:30" })
    expect(letter("changed", "ben")).toContain("New: Wednesdays at 23:30 (Thursdays at 00:30 until 4 November)")
  })
})

test("a clock that is between two seconds sends the very same letters, of every kind", async () => {
  const between = () => {
    const late = scene()
    const { moveTo } = late
    late.moveTo = (instant) => {
      moveTo(instant)
      late.moveBy("PT0.789S")
    }
    late.moveTo(late.ports.clock().toString())
    return late
  }
  const raws = async (begin: () => Scene) => {
    const letters = await everyLetter(anaAsksBen, begin)
    return letters.map(({ raw }) => raw.replaceAll(/--_NmP-[0-9a-f]+-/g, "boundary-"))
  }
  expect(await raws(between)).toEqual(await raws(scene))
})
