import { Temporal } from "temporal-polyfill"
import { describe, expect, test } from "vitest"
import { practice } from "./practice.ts"
import type { Fields } from "./practice.ts"

describe("an invitation's page", () => {
  test("shows when for both, who does what, where, and marks what the link named", async () => {
    const { begin, get, link } = practice()
    await begin()
    const page = await get(`${link("rsvp", "b", 1)}?answer=skip`)
    expect(page.status).toBe(200)
    expect(page.text).toContain("Thursday, 26 November, 18:00–19:00, Berlin time")
    expect(page.text).toContain("For Ana Thursday, 26 November, 17:00–18:00, Lisbon time")
    expect(page.text).toContain("You coach; Ana is the focus.")
    expect(page.html).toContain('href="https://meet.example/ana-ben"')
    expect(page.html).toMatch(/value="skip" checked/)
    expect(page.html.match(/ checked/g)).toHaveLength(1)
    expect(page.html).toContain('value="2026-11-26T18:00"')
    expect((await get(`${link("rsvp", "b", 1)}?answer=destroy`)).html).not.toMatch(/ checked/)
  })

  test("says yes", async () => {
    const { begin, post, get, link, pair, sent } = practice()
    await begin()
    const letters = sent.length
    expect((await post(link("rsvp", "a", 1), { answer: "yes" })).text).toContain("You will be there")
    expect(pair().sessions[0]!.event.partstat).toEqual({ a: "ACCEPTED", b: "NEEDS-ACTION" })
    expect(sent).toHaveLength(letters)
    expect((await get(link("rsvp", "a", 1))).text).toContain("You have said yes.")
  })

  test("skips, says what is next and how to come back; the partner's page says it too", async () => {
    const { begin, post, get, link, pair, sent } = practice()
    await begin()
    const page = await post(link("rsvp", "b", 1), { answer: "skip" })
    expect(page.text).toContain("This session is skipped")
    expect(page.text).toContain("Thursday, 3 December, 18:00–19:00, Berlin time. You coach; Ana is the focus.")
    expect(page.text).toContain("UNSKIP")
    expect(pair().sessions[0]!.state).toEqual({ kind: "skipped", by: "b" })
    expect(sent.filter(({ kind }) => kind === "skipped")).toHaveLength(2)
    const other = await get(link("rsvp", "a", 1))
    expect(other.text).toContain("Ben skipped it.")
    expect(other.text).not.toContain("UNSKIP")
    expect((await post(link("rsvp", "a", 1), { answer: "yes" })).text).toContain("Ben skipped it.")
    expect(pair().sessions[0]!.state).toEqual({ kind: "skipped", by: "b" })
  })

  test("moves to another time in the member's own zone", async () => {
    const { begin, post, link, pair } = practice()
    await begin()
    const page = await post(link("rsvp", "b", 1), { answer: "other", starts: "2026-11-27T09:30" })
    expect(page.text).toContain("Friday, 27 November, 09:30–10:30, Berlin time")
    expect(pair().sessions[0]!.starts.toString()).toBe("2026-11-27T08:30:00Z")
  })

  test("reads a time that a clock change skips as the later one, and one that comes twice as the first", async () => {
    for (const [starts, instant] of [
      ["2027-03-28T02:30", "2027-03-28T01:30:00Z"],
      ["2026-10-25T02:30", "2026-10-25T00:30:00Z"],
    ] as const) {
      const here = practice()
      here.setClock(
        Temporal.Instant.from(instant)
          .subtract({ hours: 24 * 9 })
          .toString(),
      )
      await here.begin({ weekday: "saturday" })
      const session = here
        .pair()
        .sessions.find((each) => Math.abs(each.starts.until(Temporal.Instant.from(instant)).total("hours")) < 48)!
      const page = await here.post(here.link("rsvp", "b", session.number), { answer: "other", starts })
      expect(page.status).toBe(200)
      expect(
        here
          .pair()
          .sessions.find(({ number }) => number === session.number)!
          .starts.toString(),
      ).toBe(instant)
    }
  })

  test.each([
    { what: "nothing chosen", fields: {}, field: "answer", message: /Choose one/ },
    { what: "an answer that is none", fields: { answer: "perhaps" }, field: "answer", message: /Choose one/ },
    ...[
      ["another time without one", "", /new day and time/],
      ["another time in words", "tomorrow", /new day and time/],
      ["a day that does not exist", "2026-11-31T10:00", /new day and time/],
      ["an hour that does not exist", "2026-11-27T25:00", /new day and time/],
      ["a time with a zone", "2026-11-27T10:00Z", /new day and time/],
      ["a time gone by", "2026-11-23T08:00", /has passed/],
      ["more than six days away", "2026-12-02T18:01", /six days/],
    ].map(([what, starts, message]) => ({ what, fields: { answer: "other", starts }, field: "starts", message })),
  ])("$what: the form again, the field named, nothing moved", async ({ fields, field, message }) => {
    const { begin, post, link, pair, sent } = practice()
    await begin()
    const [before, letters] = [JSON.stringify(pair().sessions), sent.length]
    const page = await post(link("rsvp", "b", 1), fields as Fields)
    expect(page.status).toBe(422)
    expect(page.html).toContain(`<a href="#${field}">`)
    expect(page.html).toContain(`id="${field}-error"`)
    expect(page.text).toMatch(message as RegExp)
    expect(JSON.stringify(pair().sessions)).toBe(before)
    expect(sent).toHaveLength(letters)
  })

  test("six days from the usual time is as far as a session goes", async () => {
    const { begin, post, link } = practice()
    await begin()
    const page = await post(link("rsvp", "b", 1), { answer: "other", starts: "2026-12-02T18:00" })
    expect(page.text).toContain("Wednesday, 2 December, 18:00–19:00, Berlin time")
  })

  test("a time too close to the session after it, or beyond it, is refused at its field", async () => {
    const { begin, post, link } = practice()
    await begin()
    await post(link("rsvp", "b", 2), { answer: "other", starts: "2026-11-30T18:00" })
    expect((await post(link("rsvp", "b", 1), { answer: "other", starts: "2026-11-30T12:00" })).text).toContain(
      "twelve hours",
    )
    const beyond = await post(link("rsvp", "b", 1), { answer: "other", starts: "2026-12-01T12:00" })
    expect(beyond.status).toBe(422)
    expect(beyond.text).toContain("beyond the session before or after it")
    expect(beyond.html).toContain('value="2026-12-01T12:00"')
  })
})

describe("a session that has begun", () => {
  test("can only be said not to have happened, until the next one begins", async () => {
    const { begin, moveTo, get, post, link, pair } = practice()
    await begin()
    await moveTo("2026-11-26T17:00:00Z")
    const page = await get(link("rsvp", "b", 1))
    expect(page.text).toContain("This session has begun")
    expect((await post(link("rsvp", "b", 1), { answer: "yes" })).text).toContain("This session has begun")
    expect((await post(link("rsvp", "b", 1), { answer: "other", starts: "2026-11-27T10:00" })).text).toContain(
      "has begun",
    )
    const missed = await post(link("rsvp", "b", 1), { answer: "skip" })
    expect(missed.text).toContain("Noted: it did not happen")
    expect(pair().sessions[0]!.state.kind).toBe("missed")
    expect((await get(link("rsvp", "a", 1))).text).toContain("This session did not happen")
    await moveTo("2026-12-03T17:00:00Z")
    expect((await get(link("rsvp", "b", 1))).status).toBe(410)
    expect((await post(link("rsvp", "b", 1), { answer: "skip" })).text).toContain("This session is over")
  })
})

test("while the pair is on hold there is nothing to answer", async () => {
  const { begin, get, post, link, kept } = practice()
  await begin()
  await post(link("unsubscribe", "a"))
  const before = kept()
  for (const page of [await get(link("rsvp", "b", 1)), await post(link("rsvp", "b", 1), { answer: "skip" })]) {
    expect(page.status).toBe(409)
    expect(page.text).toContain("on hold")
  }
  expect(kept()).toBe(before)
})

test("a session that a pause took out is not said to be over", async () => {
  const { begin, get, post, link } = practice()
  await begin()
  await post(link("settings", "a"), { action: "pause", until: "2027-01-07" })
  for (const number of [1, 2]) {
    const page = await get(link("rsvp", "b", number))
    expect(page.text).toContain("Your sessions are on hold")
    expect(page.text).toContain("Paused until Thursday, 7 January")
  }
})
