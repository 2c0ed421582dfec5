import type { AfterForm } from "@turnabout/core/command.ts"
import type { CommitmentState } from "@turnabout/core/commitment.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import { openCommitments, sessionOf } from "@turnabout/core/pair.ts"
import type { LinkPurpose } from "@turnabout/functions/adapters/link-token.ts"
import { ownIdOf } from "@turnabout/functions/own-id.ts"
import { readLink } from "@turnabout/functions/adapters/link-token.ts"
import type { SendResult } from "@turnabout/functions/ports.ts"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"
import { emptyForm, joined } from "./letters.ts"
import { bytesOf, header, leavesOf, readPart, textOf } from "./mail-part.ts"
import type { Scene } from "./scene.ts"
import { anaAsksBen, asked, countOf, does, livesUntil, pairIn, scene, sentTo, unconfirmed } from "./scene.ts"

let on: Scene
beforeEach(() => {
  on = scene()
})

describe("a link in a letter", () => {
  test("to confirm lives 48 hours", async () => {
    const id = await unconfirmed(on)
    expect(linksIn(last("confirm", "ana"))).toEqual([
      { purpose: "confirm", pair: id, member: "a", session: null, expires: "2026-11-25T09:00:00Z", links: 0 },
      { purpose: "unsubscribe", pair: id, member: "a", session: null, expires: null, links: 0 },
    ])
  })

  test("to join lives 14 days from the question, in the reminder too", async () => {
    on.moveTo("2026-11-23T08:00:00Z")
    const id = await unconfirmed(on)
    on.moveTo("2026-11-23T09:00:00Z")
    await does(on, id, { kind: "confirm", refused: false })
    await livesUntil(on, id, "2026-11-29T09:00:00Z")
    const join = { purpose: "join", pair: id, member: "b", session: null, expires: "2026-12-07T09:00:00Z", links: 0 }
    const letters = on.sent.filter(({ kind }) => kind === "partner-request")
    expect(letters.map((mail) => linksIn(textOf(readPart(mail.raw)))[0])).toEqual([join, join])
  })

  test("to take another time lives 14 days from the proposal", async () => {
    const id = await asked(on)
    on.moveTo("2026-11-30T09:00:00Z")
    const slot = { weekday: "tuesday", time: "19:00", zone: "Europe/Berlin", minutes: 60 } as const
    await does(on, id, { kind: "join", by: "b", answer: { kind: "other", slot }, drawn: "a" })
    expect(linksIn(last("proposal", "ana"))[0]).toEqual({
      purpose: "join",
      pair: id,
      member: "a",
      session: null,
      expires: "2026-12-14T09:00:00Z",
      links: 0,
    })
  })

  test("about a session is its reader's, and lives until the next one starts", async () => {
    const id = await joined(on)
    const invitation = on.sent.find(
      ({ kind, to, raw }) => kind === "invitation" && to.startsWith("ben") && raw.includes("<session.1."),
    )
    const rsvp = { purpose: "rsvp", pair: id, member: "b", session: 1, expires: "2026-12-03T17:00:00Z", links: 0 }
    expect(linksIn(textOf(readPart(invitation!.raw))).slice(0, 3)).toEqual([rsvp, rsvp, rsvp])
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    expect(linksIn(last("after-form", "ana"))[0]).toEqual({ ...rsvp, purpose: "after", member: "a" })
  })

  test("about the last session that is known lives two weeks", async () => {
    const id = await joined(on)
    const invitation = on.sent.findLast(({ kind, to }) => kind === "invitation" && to.startsWith("ana"))
    expect(linksIn(textOf(readPart(invitation!.raw)))[0]).toEqual({
      purpose: "rsvp",
      pair: id,
      member: "a",
      session: 2,
      expires: "2026-12-17T17:00:00Z",
      links: 0,
    })
  })

  test("stands in the page as it stands in the text", async () => {
    await joined(on)
    for (const { raw } of on.sent) {
      const part = readPart(raw)
      const inPage = [...textOf(part, "text/html").matchAll(/href="([^"]+)"/g)].map(([, url]) =>
        url?.replaceAll("&amp;", "&"),
      )
      expect(new Set(inPage)).toEqual(new Set(textOf(part).match(/https:\/\/\S+/g)))
    }
  })
})

describe("a pair that meets for half an hour", () => {
  const halfAnHour = { ...anaAsksBen, slot: { ...anaAsksBen.slot, minutes: 30 } }

  test("is asked for that, in the letters before it begins", async () => {
    await asked(on, halfAnHour)
    const request = last("partner-request", "ben")
    expect(request).toContain("would like to spend 30 minutes a week with you")
    expect(request).toContain("You meet for 30 minutes, and you take turns")
    expect(last("confirm", "ana")).toContain("to meet Ben for 30 minutes a week")
    for (const letter of [request, last("confirm", "ana")]) expect(letter).not.toContain("an hour a week")
  })

  test("has the steps of its own minutes, in the letter and in the calendar", async () => {
    await joined(on, halfAnHour)
    const raw = on.sent.findLast(({ kind, to }) => kind === "invitation" && to.startsWith("ana"))?.raw ?? ""
    expect(oneLine(raw)).toContain("The shape of these 30 minutes 0–5: Arrive.")
    expect(oneLine(raw)).toContain("29–30: What do you want to remember?")
    expect(calendarOf(raw)).toContain("5–20 The focus talks most.")
    for (const text of [oneLine(raw), calendarOf(raw)]) expect(text).not.toMatch(/10–40|58–60|of the hour/)
    expect(last("welcome", "ben")).toContain("The steps take sixty minutes and you have 30")
  })
})

describe("the times in a letter", () => {
  test("are the reader's, with the partner's beside them", async () => {
    await joined(on)
    expect(last("welcome", "ana")).toContain("When: Thursday, 26 November, 17:00–18:00, Lisbon time")
    expect(last("welcome", "ana")).toContain("For Ben: 18:00–19:00, Berlin time")
    expect(last("welcome", "ben")).toContain("When: Thursday, 26 November, 18:00–19:00, Berlin time")
    expect(last("welcome", "ben")).toContain("For Ana: 17:00–18:00, Lisbon time")
  })

  test("are said once to two whose clocks agree, also in different zones", async () => {
    await joined(on, anaAsksBen, "Europe/London")
    expect(last("welcome", "ben")).toContain("When: Thursday, 26 November, 17:00–18:00, London time")
    expect(last("welcome", "ben")).not.toContain("For Ana")
  })

  test("have the partner's day where that differs", async () => {
    await joined(on, anaAsksBen, "Pacific/Auckland")
    expect(last("welcome", "ben")).toContain("When: Friday, 27 November, 06:00–07:00, Auckland time")
    expect(last("welcome", "ben")).toContain("For Ana: Thursday, 26 November, 17:00–18:00, Lisbon time")
  })

  test("in a request are in the zone of the slot, the only one known", async () => {
    await asked(on)
    expect(last("partner-request", "ben")).toContain("Thursdays at 17:00, Lisbon time, 60 minutes")
    expect(last("partner-request", "ben")).toContain("On 7 December we forget your address")
  })

  test("in a proposal are both members', a day later for whom it is", async () => {
    const id = await asked(on)
    const slot = { weekday: "tuesday", time: "00:30", zone: "Europe/Berlin", minutes: 45 } as const
    await does(on, id, { kind: "join", by: "b", answer: { kind: "other", slot }, drawn: "a" })
    const letter = last("proposal", "ana")
    expect(letter).toContain("Proposed: Mondays at 23:30, Lisbon time, 45 minutes")
    expect(letter).toContain("For Ben: Tuesdays, 00:30, Berlin time")
    expect(letter).toContain("You asked for: Thursdays at 17:00")
  })

  test("say when the two zones change clocks apart, until they agree again", async () => {
    on.moveTo("2026-10-19T09:00:00Z")
    await joined(on, anaAsksBen, "America/New_York")
    const inHourOfBen = on.sent
      .filter(({ kind, to }) => kind === "invitation" && to.startsWith("ben"))
      .map(({ raw }) => oneLine(raw))
    expect(inHourOfBen[0]).toContain("When: Thursday, 22 October, 12:00–13:00, New York time")
    expect(inHourOfBen[0]).not.toContain("than usual")
    expect(inHourOfBen[1]).toContain("When: Thursday, 29 October, 13:00–14:00, New York time")
    expect(inHourOfBen[1]).toContain("This is an hour later than usual for you, until 5 November")
    expect(on.sent.filter(({ to, raw }) => to.startsWith("ana") && oneLine(raw).includes("than usual"))).toEqual([])
  })

  test("of a skip are both members', and so are those of the next session", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    const [toAna, toBen] = [oneLine(mail("skipped", "ana").raw), oneLine(mail("skipped", "ben").raw)]
    expect(toAna).toContain("Ben has skipped your session on Thursday, 26 November.")
    expect(toAna).toContain("Next: Thursday, 3 December, 17:00–18:00, Lisbon time. You are the focus; Ben coaches.")
    expect(toBen).toContain("Your session on Thursday, 26 November is skipped, as you asked.")
    expect(toBen).toContain("Next: Thursday, 3 December, 18:00–19:00, Berlin time. You coach; Ana is the focus.")
  })

  test("of a skip that was one already name the first who did", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "skip", by: "b", session: 1 })
    await does(on, id, { kind: "skip", by: "a", session: 1, via: "mail" })
    expect(oneLine(mail("skipped", "ana").raw)).toContain("Ben had the same thought a moment before you.")
  })

  test("of a move are both members', the old and the new one", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "move", by: "b", session: 1, starts: Temporal.Instant.from("2026-11-27T23:30:00Z") })
    const [toAna, toBen] = [oneLine(mail("moved", "ana").raw), oneLine(mail("moved", "ben").raw)]
    expect(toAna).toContain("Ben has moved your session to Friday, 27 November.")
    expect(toAna).toContain("When: Friday, 27 November, 23:30–00:30, Lisbon time")
    expect(toAna).toContain("For Ben: Saturday, 28 November, 00:30–01:30, Berlin time")
    expect(toAna).toContain("It was planned for Thursday, 26 November, 17:00. ")
    expect(toBen).toContain("is now on Saturday, 28 November, as you proposed.")
    expect(toBen).toContain("It was planned for Thursday, 26 November, 18:00. ")
  })

  test("of a move that can't be are what was asked and what stands", async () => {
    const id = await joined(on)
    const starts = Temporal.Instant.from("2026-12-02T23:30:00Z")
    await does(on, id, { kind: "move", by: "b", session: 1, starts, via: "mail" })
    const toBen = oneLine(mail("not-moved", "ben").raw)
    expect(toBen).toContain("You proposed Thursday, 3 December, 00:30, Berlin time. ")
    expect(toBen).toContain("A session can move by at most six days from its usual time")
    expect(toBen).toContain("When: Thursday, 26 November, 18:00–19:00, Berlin time")
    expect(sentTo(on)).not.toContain("not-moved to ana")
  })
})

describe("the prompt", () => {
  test("asks the focus person, with what is open, and says where the answer goes", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(id, { by: "b", session: 1 }, { commitments: ["call the landlord", "sleep on it"] })
    await livesUntil(on, id, "2026-12-02T17:00:00Z")
    const letter = last("prompt", "ben")
    expect(letter).toContain("Tomorrow the hour is yours, and Ana listens.")
    expect(letter).toContain("Last time you chose:\n\n1. call the landlord\n2. sleep on it")
    expect(letter).toContain("Your reply goes to Ana too")
    expect(sentTo(on).filter((sent) => sent === "prompt to ana")).toHaveLength(1)
  })

  test("says that answers stay private to whom it is so by default", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "share", by: "a", shares: false })
    await livesUntil(on, id, "2026-11-25T17:00:00Z")
    expect(last("prompt", "ana")).toContain("Your reply stays with you")
  })
})

describe("the coach-note", () => {
  test("has what the focus person wrote, their commitments and a line of advice", async () => {
    const id = await withCommitment()
    await livesUntil(on, id, "2026-12-09T18:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 3, text: "What I bring:\nthe big one.", shared: null })
    const letter = last("coach-note", "ben")
    expect(letter).toContain("Ana wrote, for you to read before you meet:\n\n> What I bring:\n> the big one.")
    expect(letter).toContain("Last time Ana chose:\n\n1. write the first page")
    expect(letter).toContain("For this one: ")
    expect(letter).toContain("Tomorrow you coach, and Ana is the focus.")
  })

  test("comes two hours before without an answer, if there is a commitment", async () => {
    const id = await withCommitment()
    await livesUntil(on, id, "2026-12-10T14:59:59Z")
    expect(sentTo(on)).not.toContain("coach-note to ben")
    await livesUntil(on, id, "2026-12-10T15:00:00Z")
    expect(last("coach-note", "ben")).toContain("Today you coach, and Ana is the focus.")
    expect(last("coach-note", "ben")).not.toContain("wrote, for you")
  })

  test("is late once the first has gone, and then without the advice", async () => {
    const id = await withCommitment()
    await livesUntil(on, id, "2026-12-10T15:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 3, text: "More.", shared: null })
    expect(last("coach-note", "ben")).toContain("There is something more for your session with Ana.")
    expect(last("coach-note", "ben")).not.toContain("For this one: ")
  })

  test("of an answer that sounds like a skip is sent, and its writer told that the session stands", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-25T18:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "Let's skip this week, I'm ill", shared: null })
    expect(last("coach-note", "ben")).toContain("> Let's skip this week, I'm ill")
    expect(last("not-understood", "ana")).toContain("If you meant to skip it, reply SKIP")
    expect(sessionOf(await pairIn(on, id), 1)?.state.kind).toBe("planned")
  })

  test("has the last thing written, not the first", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-25T18:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "First thoughts.", shared: null })
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "Second thoughts.", shared: null })
    expect(last("coach-note", "ben")).toContain("> Second thoughts.")
    expect(last("coach-note", "ben")).not.toContain("First thoughts")
  })

  test("is not sent when there is nothing to share after all", async () => {
    const id = await withCommitment()
    const later: SendResult = { kind: "throttled", reason: "Throttling" }
    await livesUntil(on, id, "2026-12-10T14:59:00Z")
    on.sesSays(later)
    await livesUntil(on, id, "2026-12-10T15:00:00Z")
    expect((await pairIn(on, id)).outbox).toMatchObject([{ kind: "coach-note" }])
    await changes(id, { "write the first page": "let-go" })
    await livesUntil(on, id, "2026-12-10T16:59:00Z")
    expect(sentTo(on)).not.toContain("coach-note to ben")
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], givenUp: 0 })
    expect(countOf(on, "letter-pointless")).toBe(1)
  })

  test("is not sent for an answer that is private, and never has its words", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-25T18:00:00Z")
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "Mine alone.", shared: false })
    await livesUntil(on, id, "2026-11-27T09:00:00Z")
    expect(sentTo(on)).not.toContain("coach-note to ben")
    expect(on.sent.some(({ raw }) => oneLine(raw).includes("Mine alone"))).toBe(false)
  })

  test("takes back what was shared first and made private before it left", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-25T18:00:00Z")
    on.sesSays({ kind: "throttled", reason: "Throttling" })
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "Take this.", shared: true })
    await does(on, id, { kind: "answer", by: "a", session: 1, text: "On second thoughts, no.", shared: false })
    await livesUntil(on, id, "2026-11-26T17:00:00Z")
    expect(sentTo(on)).not.toContain("coach-note to ben")
  })

  /** Ana has one thing open from session 1; session 3 is hers again. */
  async function withCommitment(): Promise<PairId> {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(id, { by: "a", session: 1 }, { commitments: ["write the first page"] })
    return id
  }
})

describe("the after-form", () => {
  test("numbers what was open before this session, and not what was just said of it", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(id, { by: "a", session: 1 }, { commitments: ["first", "second"] })
    await livesUntil(on, id, "2026-12-03T17:55:00Z")
    await fills(id, { by: "a", session: 2 }, { commitments: ["said already"] })
    await livesUntil(on, id, "2026-12-03T19:00:00Z")
    expect(last("after-form", "ana")).not.toContain("said already")
    expect(last("after-form", "ana")).toContain(
      "Still open from before, with the numbers to use:\n\n1. first\n2. second",
    )
    expect(last("after-form", "ben")).not.toContain("Still open")
    expect(last("after-form", "ben")).toContain("heard:")
    expect(last("after-form", "ana")).not.toContain("heard:")
  })
})

describe("the recap", () => {
  test("counts a session by its start in the member's own zone", async () => {
    // 23:30 on Monday, 30 November, in Lisbon is December in Berlin.
    const slot = { weekday: "monday", time: "23:30", zone: "Europe/Lisbon", minutes: 60 } as const
    on.moveTo("2026-11-29T09:00:00Z")
    const id = await joined(on, { ...anaAsksBen, slot })
    await livesUntil(on, id, "2026-12-03T09:00:00Z")
    expect(oneLine(mail("recap", "ana").raw)).toContain("In November you and Ben met once; you were the focus")
    expect(sentTo(on)).not.toContain("recap to ben")

    await livesUntil(on, id, "2027-01-03T09:00:00Z")
    // Lisbon's December has the sessions of the 7th, 14th, 21st and 28th; Berlin's that of 1 December as well.
    expect(oneLine(mail("recap", "ana").raw)).toContain(
      "In December you and Ben met four times; you were the focus twice.",
    )
    expect(oneLine(mail("recap", "ben").raw)).toContain(
      "In December you and Ana met five times; you were the focus twice.",
    )
  })

  test("leaves on the first, in the morning of the member's own clock", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-12-03T09:00:00Z")
    const hours = ["ana", "ben"].map((name) => mail("recap", name).at)
    const local = hours.map((at, place) =>
      Temporal.Instant.from(at).toZonedDateTimeISO(["Europe/Lisbon", "Europe/Berlin"][place]!),
    )
    expect(local.map((time) => time.toPlainDate().toString())).toEqual(["2026-12-01", "2026-12-01"])
    expect(local.every(({ hour }) => hour >= 8 && hour < 11)).toBe(true)
  })

  test("says what became of each commitment, and when, and keeps the lines", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(
      id,
      { by: "a", session: 1 },
      {
        commitments: ["to keep", "to keep partly", "to let go"],
        line: "It was never about the page.",
      },
    )
    await livesUntil(on, id, "2026-12-03T19:00:00Z")
    await fills(id, { by: "a", session: 2 }, { commitments: ["still to come"] })
    await changes(id, { "to keep": "kept", "to keep partly": "partly" })
    await livesUntil(on, id, "2026-12-20T09:00:00Z")
    await changes(id, { "to let go": "let-go" })
    await livesUntil(on, id, "2027-01-03T09:00:00Z")

    const letter = oneLine(mail("recap", "ana").raw)
    expect(header(readPart(mail("recap", "ana").raw), "Subject")).toBe("December: what you said you would do")
    expect(letter).toContain("Kept - to keep (said on 26 November; kept on 3 December)")
    expect(letter).toContain("Partly - to keep partly (said on 26 November; partly done on 3 December)")
    expect(letter).toContain("Let go - to let go (said on 26 November; let go on 20 December)")
    expect(letter).toContain("Still open 1. still to come (said on 3 December)")
    expect(letter).not.toContain("It was never about the page")
    expect(oneLine(mail("recap", "ben").raw)).toContain("You wrote nothing down.")
  })

  test("of the month before has its own: what was open, and the line", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(
      id,
      { by: "a", session: 1 },
      { commitments: ["to keep", "to let go"], line: "It was never about the page." },
    )
    await livesUntil(on, id, "2026-12-03T09:00:00Z")
    const letter = oneLine(mail("recap", "ana").raw)
    expect(letter).toContain("Still open 1. to keep (said on 26 November) 2. to let go (said on 26 November)")
    expect(letter).toContain("A line you kept > It was never about the page.")
    const [record] = (await on.ports.store.letters(id, "a")).filter(({ kind }) => kind === "recap")
    expect(record?.commitments).toEqual(openCommitments(await pairIn(on, id), "a").map((commitment) => commitment.id))
  })

  test("has a chart that counts by the month of closing, and what is open in its own", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(id, { by: "a", session: 1 }, { commitments: ["kept at once", "kept later", "open all along"] })
    await changes(id, { "kept at once": "kept" })
    await livesUntil(on, id, "2026-12-10T19:00:00Z")
    await changes(id, { "kept later": "kept" })
    await livesUntil(on, id, "2026-12-31T20:00:00Z")
    await fills(id, { by: "a", session: 6 }, { commitments: ["kept in January"] })
    await livesUntil(on, id, "2027-01-01T01:00:00Z")
    await changes(id, { "kept in January": "kept" })
    await livesUntil(on, id, "2027-01-03T09:00:00Z")

    const letter = oneLine(mail("recap", "ana").raw)
    expect(letter).toContain(
      "Kept - kept later (said on 26 November; kept on 10 December) Still open 1. open all along",
    )
    expect(letter).toContain("Month by month November: 1 kept December: 1 kept, 1 open A question")
  })

  test("tells in a later one what a pause left untold", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-27T09:00:00Z")
    await fills(id, { by: "a", session: 1 }, { commitments: ["to keep"] })
    await does(on, id, { kind: "unsubscribe", by: "b" })
    await livesUntil(on, id, "2026-12-05T09:00:00Z")
    expect(sentTo(on)).not.toContain("recap to ana")
    await does(on, id, { kind: "sign-of-life", by: "b", via: "mail" })
    await changes(id, { "to keep": "kept" })
    await livesUntil(on, id, "2027-01-03T09:00:00Z")
    const letter = oneLine(mail("recap", "ana").raw)
    expect(letter).toContain("In November and December you and Ben met five times;")
    expect(letter).toContain("Kept - to keep (said on 27 November; kept on 5 December)")
  })

  test("is not sent for a month in which nothing was held", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await does(on, id, { kind: "skip", by: "a", session: 1 })
    await livesUntil(on, id, "2026-12-03T09:00:00Z")
    expect(sentTo(on).filter((sent) => sent.startsWith("recap"))).toEqual([])
  })

  test("is the reader's alone: nothing of the other's stands in it", async () => {
    const id = await joined(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    await fills(id, { by: "a", session: 1 }, { commitments: ["Ana's own"], line: "Ana's line" })
    await fills(id, { by: "b", session: 1 }, { commitments: ["Ben's own"], line: "Ben's line" })
    await livesUntil(on, id, "2026-12-03T09:00:00Z")
    expect(oneLine(mail("recap", "ana").raw)).not.toContain("Ben's")
    expect(oneLine(mail("recap", "ben").raw)).not.toContain("Ana's")
    expect(oneLine(mail("recap", "ben").raw)).toContain("Ben's own")
  })
})

describe("other letters", () => {
  test("a confirm letter asked for again once the pair has begun says that there is one", async () => {
    await joined(on)
    on.moveBy("PT2H")
    await signUp(anaAsksBen, on.ports)
    expect(last("confirm", "ana")).toContain("You and Ben already have a pair here")
  })

  test("a foreign sender is named, with the time in the reader's zone", async () => {
    const id = await joined(on)
    const sender = { mailbox: "other@example.com", hash: "abc" }
    await does(on, id, { kind: "foreign-sender", to: "b", sender })
    expect(last("foreign-sender", "ben")).toContain("From: other@example.com")
    expect(last("foreign-sender", "ben")).toContain("When: Monday, 23 November, 10:00, Berlin time")
  })

  test("not understood quotes what was not", async () => {
    const id = await joined(on)
    await does(on, id, { kind: "not-understood", to: "a", letter: null, reason: "unclear", excerpt: "Wie bitte?\nSo?" })
    expect(last("not-understood", "ana")).toContain("You wrote:\n\n> Wie bitte?\n> So?")
  })

  test("a letter's record is its text, as it was sent", async () => {
    const id = await joined(on)
    const records = [...(await on.ports.store.letters(id, "a")), ...(await on.ports.store.letters(id, "b"))]
    for (const record of records) {
      const ownId = ownIdOf(record.key, id, "turnabout.example")
      const sent = on.sent.find(({ raw }) => header(readPart(raw), "Message-ID") === `<${ownId}>`)
      expect(textOf(readPart(sent!.raw))).toBe(record.text)
    }
    expect(records.length).toBe(on.sent.length)
  })
})

type Link = {
  readonly purpose: string
  readonly pair: string
  readonly member: string
  readonly expires: string | null
}

/** What the links with a token say, in their order; each is checked on its own page, and refused on every other. */
function linksIn(text: string): readonly Link[] {
  const purposes: readonly LinkPurpose[] = [
    "confirm",
    "join",
    "rsvp",
    "after",
    "recap",
    "unsubscribe",
    "me",
    "settings",
  ]
  const at = { keys: on.ports.config.linkKeys, now: on.ports.clock() }
  const links = [...text.matchAll(/https:\/\/turnabout\.example\/([a-z-]+)\/([\w.-]+)/g)]
  return links.map(([, page, token]) => {
    const read = purposes.flatMap((purpose) => {
      const link = readLink(token ?? "", purpose, at)
      return link.ok ? [link.value] : []
    })
    expect(read.map(({ purpose }) => purpose)).toEqual([page])
    return { ...read[0]!, expires: read[0]!.expires?.toString() ?? null }
  })
}

function mail(kind: string, name: string) {
  const found = on.sent.findLast((sent) => sent.kind === kind && sent.to.startsWith(name))
  expect(found, `${kind} to ${name}, among ${sentTo(on).join(", ")}`).toBeDefined()
  return found!
}

function last(kind: string, name: string): string {
  return textOf(readPart(mail(kind, name).raw))
}

function oneLine(raw: string): string {
  return textOf(readPart(raw)).replaceAll(/\s+/g, " ")
}

type After = { readonly by: MemberId; readonly session: number }

async function fills(id: PairId, after: After, form: Partial<AfterForm>): Promise<void> {
  const handled = await does(on, id, { kind: "after", ...after, form: { ...emptyForm, ...form } })
  expect(handled).toMatchObject({ outcome: { kind: "done" } })
}

/** Ana's commitments, by their words. */
async function changes(id: PairId, states: Readonly<Record<string, CommitmentState>>): Promise<void> {
  const open = openCommitments(await pairIn(on, id), "a")
  const texts = await on.ports.store.commitmentTexts(id, open)
  const all = open.flatMap((commitment) => {
    const state = states[texts.get(commitment.id) ?? ""]
    return state === undefined ? [] : [{ id: commitment.id, state }]
  })
  expect(all).toHaveLength(Object.keys(states).length)
  await does(on, id, { kind: "change-commitments", by: "a", changes: all })
}

/** The calendar in a mail, on one line a property. */
function calendarOf(raw: string): string {
  const part = leavesOf(readPart(raw)).find(({ type }) => type === "text/calendar")
  return part === undefined ? "" : bytesOf(part).toString().replaceAll("\r\n ", "")
}
