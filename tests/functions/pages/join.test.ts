import { describe, expect, test } from "vitest"
import { practice } from "./practice.ts"

const yes = { answer: "yes", timeZone: "Europe/Berlin", agree: "on" }
const tuesday = { answer: "other", weekday: "tuesday", time: "19:00", timeZone: "Europe/Berlin", agree: "on" }

describe("the partner's page", () => {
  test("says who asks, in their words, when, and holds the working agreement", async () => {
    const { ask, get, link } = practice()
    await ask()
    const page = await get(link("join", "b"))
    expect(page.text).toContain("Ana asks: would you try an hour a week together?")
    expect(page.text).toContain("Shall we try?")
    expect(page.text).toContain("Thursdays at 17:00, Lisbon time, an hour")
    expect(page.text).toContain("Ana; you listen")
    expect(page.text).toContain("We meet for an hour on Thursday at 17:00, Lisbon time.")
    expect(page.html).toMatch(/<option value="" selected(="")?>Please choose/)
    expect(page.html).not.toMatch(/ checked/)
  })

  test("asks for as long as it is", async () => {
    const { ask, get, link } = practice()
    await ask({ minutes: "30" })
    const page = await get(link("join", "b"))
    expect(page.text).toContain("Ana asks: would you try 30 minutes a week together?")
    expect(page.text).not.toContain("an hour")
  })

  test("shows the time in the partner's zone, without a script too", async () => {
    const { ask, get, link } = practice()
    await ask()
    const page = await get(`${link("join", "b")}?answer=yes&timeZone=Asia%2FTokyo&weekday=&time=`)
    expect(page.status).toBe(200)
    expect(page.text).toContain("Fridays at 02:00, Tokyo time")
    expect(page.html).toMatch(/value="yes" checked/)
    expect(page.html).toMatch(/<option value="Asia\/Tokyo" selected/)
    expect((await get(`${link("join", "b")}?timeZone=nowhere`)).status).toBe(200)
  })

  test("says the time once to who shares the clock of whoever asks", async () => {
    const { ask, get, link } = practice()
    await ask()
    const mine = /<div class="mine"( hidden(="")?)?>/
    const page = async (zone: string) => get(`${link("join", "b")}?timeZone=${encodeURIComponent(zone)}`)
    expect(mine.exec((await page("Europe/Lisbon")).html)?.[1]).toBeDefined()
    expect(mine.exec((await page("Europe/Berlin")).html)?.[1]).toBeUndefined()
  })

  test("a hostile name and note stand there as text", async () => {
    const { ask, get, link } = practice()
    const note = `</blockquote><script>alert("1")</script>' onload=x\nsecond line`
    await ask({ name: `A"n'a & co`, note })
    const page = await get(link("join", "b"))
    expect(page.html).not.toContain("<script>")
    expect(page.html).not.toContain('alert("1")')
    expect(page.html).toContain("&lt;/blockquote&gt;&lt;script&gt;")
    expect(page.html).toContain("<bdi>A&quot;n&#39;a &amp; co</bdi>")
    expect(page.html).toContain("second line")
  })
})

describe("a yes", () => {
  test("begins the pair in the partner's zone and says when, and who talks", async () => {
    const { ask, post, link, pair, sent } = practice()
    await ask()
    const page = await post(link("join", "b"), yes)
    expect(page.status).toBe(200)
    expect(page.text).toContain("Thursday, 26 November, 18:00–19:00, Berlin time")
    expect(page.text).toContain("You coach; Ana is the focus.")
    expect(pair()).toMatchObject({ status: { kind: "active" }, members: { b: { zone: "Europe/Berlin" } } })
    expect(sent.filter(({ kind }) => kind === "invitation")).toHaveLength(4)
  })

  test("left to chance, the first focus is the one drawn", async () => {
    const { begin, pair } = practice()
    await begin({ firstFocus: "draw" })
    expect(pair().sessions[0]!.focus).toBe("b")
  })

  test.each([
    ["no answer", { ...yes, answer: "" }, "answer"],
    ["an answer that is none", { ...yes, answer: "maybe" }, "answer"],
    ["no zone", { ...yes, timeZone: "" }, "timeZone"],
    ["a zone that does not exist", { ...yes, timeZone: "Mars/Base" }, "timeZone"],
    ["no agreement", { ...yes, agree: "" }, "agree"],
    ["another time without a day", { ...tuesday, weekday: "" }, "weekday"],
    ["another time without a time", { ...tuesday, time: "7pm" }, "time"],
    ["another time without a zone", { ...tuesday, timeZone: "" }, "timeZone"],
    ["another time without agreement", { ...tuesday, agree: "off" }, "agree"],
  ])("%s: the form again, the field named, nothing changed", async (_, fields, field) => {
    const { ask, post, link, kept } = practice()
    await ask()
    const before = kept()
    const page = await post(link("join", "b"), fields)
    expect(page.status).toBe(422)
    expect(page.html).toContain(`<a href="#${field}">`)
    expect(page.html).toContain(`id="${field}-error"`)
    expect(page.html.match(/class="error"/g)).toHaveLength(1)
    expect(kept()).toBe(before)
  })

  test("after the yes, the link says that both have said yes", async () => {
    const { begin, get, post, link, kept } = practice()
    await begin()
    const before = kept()
    expect((await get(link("join", "b"))).text).toContain("You have both said yes")
    expect((await post(link("join", "b"), { answer: "no" })).text).toContain("You have both said yes")
    expect(kept()).toBe(before)
  })
})

describe("a no", () => {
  test("needs neither zone nor agreement, closes the request and tells the inviter", async () => {
    const { ask, post, get, link, pair, sent } = practice()
    await ask()
    expect((await post(link("join", "b"), { answer: "no" })).text).toContain("hears that it was a no, and nothing else")
    expect(pair().status.kind).toBe("declined")
    expect(sent.at(-1)).toMatchObject({ kind: "answer-no", to: "ana@example.org" })
    const again = await get(link("join", "b"))
    expect([again.status, again.text]).toEqual([410, expect.stringContaining("This is closed")])
    expect((await post(link("join", "b"), yes)).status).toBe(410)
    expect(pair().status.kind).toBe("declined")
  })
})

describe("another time", () => {
  test("goes to the inviter, who says yes without agreeing or choosing a zone again", async () => {
    const { ask, post, get, link, pair, sent } = practice()
    await ask()
    const page = await post(link("join", "b"), tuesday)
    expect(page.text).toContain("Tuesdays at 19:00, Berlin time")
    expect(sent.at(-1)).toMatchObject({ kind: "proposal", to: "ana@example.org" })

    const proposal = await get(link("join", "a"))
    expect(proposal.text).toContain("Ben would like to, at another time")
    expect(proposal.text).toContain("Tuesdays at 19:00, Berlin time")
    expect(proposal.text).toContain("Tuesdays at 18:00, Lisbon time")
    expect(proposal.html).not.toContain('name="agree"')
    expect(proposal.text).not.toContain("Shall we try?")

    const joined = await post(link("join", "a"), { answer: "yes" })
    expect(joined.text).toContain("Tuesday, 24 November, 18:00–19:00, Lisbon time")
    expect(pair()).toMatchObject({
      status: { kind: "active" },
      slot: { weekday: "tuesday", time: "19:00", zone: "Europe/Berlin" },
      members: { a: { zone: "Europe/Lisbon" }, b: { zone: "Europe/Berlin" } },
    })
  })

  test("posted twice it's one letter; changed and changed back it's one each", async () => {
    const { ask, post, link, sent } = practice()
    await ask()
    const wednesday = { ...tuesday, weekday: "wednesday" }
    for (const form of [tuesday, tuesday, wednesday, tuesday]) await post(link("join", "b"), form)
    expect(sent.filter(({ kind }) => kind === "proposal")).toHaveLength(3)
  })

  test("whoever proposed it can still change it or take it back, and the inviter waits while it's not their turn", async () => {
    const { ask, post, get, link, pair } = practice()
    await ask()
    expect((await get(link("join", "a"))).text).toContain("Nothing to answer yet")
    await post(link("join", "b"), tuesday)
    const own = await get(link("join", "b"))
    expect(own.text).toContain("You have asked Ana")
    expect(own.html).not.toMatch(/name="answer" value="yes"/)
    await post(link("join", "a"), { answer: "other", weekday: "monday", time: "08:00", timeZone: "Europe/Lisbon" })
    expect((await get(link("join", "a"))).text).toContain("Nothing to answer yet")
    expect((await get(link("join", "b"))).text).toContain("Mondays at 09:00, Berlin time")
    await post(link("join", "b"), { answer: "yes" })
    expect(pair()).toMatchObject({ status: { kind: "active" }, slot: { weekday: "monday", zone: "Europe/Lisbon" } })
  })
})
