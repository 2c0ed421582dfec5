import { describe, expect, test } from "vitest"
import { idsOf, practice } from "./practice.ts"
import type { Fields } from "./practice.ts"

/** Ana was the focus on 26 November; the questions have just gone out. */
async function afterwards(fields: Fields = {}) {
  const here = practice()
  await here.begin(fields)
  await here.moveTo("2026-11-26T18:05:00Z")
  return here
}

const whole: Fields = {
  happened: "yes",
  commitment: ["email Ben before lunch", "", "when I open the laptop, I will block two hours"],
  line: "It was lighter than I thought.",
  heard: "mostly",
  mattered: "yes",
}

describe("the questions", () => {
  test("the focus is asked two more than the coach, and nobody is asked about commitments they do not have", async () => {
    const { get, link } = await afterwards()
    const [focus, coach] = [await get(link("after", "a", 1)), await get(link("after", "b", 1))]
    for (const page of [focus, coach]) {
      expect(page.status).toBe(200)
      expect(page.html).toContain('name="happened"')
      expect(page.html.match(/<textarea[^>]*name="commitment"/g)).toHaveLength(3)
      expect(page.html).toContain('name="line"')
      expect(page.html).not.toContain('name="status.')
      expect(page.html).not.toMatch(/ checked/)
    }
    expect(focus.html).toContain('name="heard"')
    expect(focus.html).toContain('name="mattered"')
    expect(coach.html).not.toContain('name="heard"')
    expect(coach.html).not.toContain('name="mattered"')
  })

  test("what was said is kept, thanked for, and stands in the form again; the partner's form stays empty", async () => {
    const { get, post, link, pair } = await afterwards()
    const thanks = await post(link("after", "a", 1), whole)
    expect(thanks.status).toBe(200)
    expect(thanks.text).toContain("email Ben before lunch")
    expect(thanks.text).toContain("It was lighter than I thought.")
    expect(thanks.text).toContain("change this")
    expect(pair().commitments.map(({ by, state }) => [by, state])).toEqual([
      ["a", "open"],
      ["a", "open"],
    ])
    const again = await get(link("after", "a", 1))
    expect(again.html).toContain("when I open the laptop, I will block two hours")
    expect(again.html).toContain("It was lighter than I thought.")
    for (const mark of ['name="happened" value="yes"', 'name="heard" value="mostly"', 'name="mattered" value="yes"']) {
      expect(again.html).toContain(`${mark} checked`)
    }
    const partner = await get(link("after", "b", 1))
    expect(partner.html).not.toContain("lighter")
    expect(partner.html).not.toMatch(/ checked/)
  })

  test("after a last session nothing is asked for that would be done before a next one", async () => {
    const here = practice()
    await here.begin()
    await here.post(here.link("settings", "a"), { action: "end", last: "on" })
    await here.moveTo("2026-11-26T18:05:00Z")
    const page = await here.get(here.link("after", "a", 1))
    expect(page.status).toBe(200)
    expect(page.html).toContain('name="happened"')
    expect(page.html).toContain('name="line"')
    expect(page.html).not.toContain('name="commitment"')
    const kept = await here.post(here.link("after", "a", 1), { happened: "no" })
    expect(kept.text).toContain("Until the pair closes you can change this")
    expect((await here.get(here.link("settings", "b"))).text).toContain("Your last session is off")
    await here.post(here.link("settings", "b"), { action: "end", last: "on" })
    expect((await here.get(here.link("settings", "a"))).text).toContain("3 December")
  })

  test("an empty form is a complete answer", async () => {
    const { post, link, pair } = await afterwards()
    expect((await post(link("after", "b", 1))).status).toBe(200)
    expect(pair().commitments).toEqual([])
    expect(pair().sessions[0]!.happened).toEqual({})
  })

  test("the last form replaces the one before", async () => {
    const { post, get, link, pair } = await afterwards()
    await post(link("after", "a", 1), whole)
    await post(link("after", "a", 1), { happened: "yes", commitment: "only this" })
    expect(pair().commitments).toHaveLength(1)
    const page = await get(link("after", "a", 1))
    expect(page.html).toContain("only this")
    expect(page.html).not.toContain("email Ben")
    expect(page.html).not.toContain("lighter")
  })

  test("a no keeps the turn where it was, and says so to whoever says yes after it", async () => {
    const { post, link, pair } = await afterwards()
    expect((await post(link("after", "b", 1), { happened: "no" })).text).toContain("nobody’s turn was used up")
    expect(pair().sessions.map(({ focus, state }) => [focus, state.kind])).toEqual([
      ["a", "missed"],
      ["a", "planned"],
      ["b", "planned"],
    ])
    expect((await post(link("after", "a", 1), { happened: "yes" })).text).toContain("one no outweighs a yes")
  })

  test("the coach's heard and mattered are not read", async () => {
    const { post, ports, link, pair } = await afterwards()
    await post(link("after", "b", 1), { heard: "fully", mattered: "nonsense" })
    const command = pair().sessions[0]!.reflections.b!
    expect(await ports.store.reflection(pair().id, { session: 1, by: "b", command })).toMatchObject({
      heard: null,
      mattered: null,
    })
  })
})

describe("what became of earlier ones", () => {
  async function aWeekLater() {
    const here = await afterwards()
    await here.post(here.link("after", "a", 1), whole)
    await here.post(here.link("after", "b", 1), { commitment: "call the landlord" })
    await here.moveTo("2026-12-03T18:05:00Z")
    return here
  }

  test("each is asked about by its author only, carried on unless something else is said", async () => {
    const { get, link, pair } = await aWeekLater()
    const page = await get(link("after", "a", 2))
    const [first, second] = idsOf(pair(), "a")
    const [landlord] = idsOf(pair(), "b")
    for (const id of [first, second]) expect(page.html).toContain(`name="status.${id}" value="open" checked`)
    expect(page.html).not.toContain(`status.${landlord}`)
    expect(page.html).not.toContain("landlord")
  })

  test("their states are kept, shown, and can be changed until the next session", async () => {
    const { get, post, link, pair } = await aWeekLater()
    const [first, second] = idsOf(pair(), "a")
    const thanks = await post(link("after", "a", 2), { [`status.${first}`]: "kept", [`status.${second}`]: "let-go" })
    expect(thanks.text).toContain("email Ben before lunch: done")
    expect(thanks.text).toContain("block two hours: let go")
    expect((await get(link("after", "a", 2))).html).toContain(`name="status.${first}" value="kept" checked`)
    await post(link("after", "a", 2), { [`status.${first}`]: "open", [`status.${second}`]: "partly" })
    const states = new Map(pair().commitments.map(({ id, state }) => [id as string, state]))
    expect([states.get(first!), states.get(second!)]).toEqual(["open", "partly"])
  })

  test("another member's commitment, or one that is nobody's, is left alone", async () => {
    const { post, link, pair } = await aWeekLater()
    const [landlord] = idsOf(pair(), "b")
    const fields = { [`status.${landlord}`]: "kept", "status.nobody.0": "kept", "status.": "x", status: "kept" }
    expect((await post(link("after", "a", 2), fields)).status).toBe(200)
    expect(pair().commitments.every(({ state }) => state === "open")).toBe(true)
  })

  test("more than nine open ones are refused at the field, and nothing is kept", async () => {
    const here = await afterwards()
    const three = { commitment: ["one", "two", "three"] }
    for (const [session, at] of [
      [1, "2026-11-26T18:05:00Z"],
      [2, "2026-12-03T18:05:00Z"],
      [3, "2026-12-10T18:05:00Z"],
      [4, "2026-12-17T18:05:00Z"],
    ] as const) {
      await here.moveTo(at)
      const before = here.ports.store.kept.texts.size
      const page = await here.post(here.link("after", "a", session), three)
      expect(page.status).toBe(session === 4 ? 422 : 200)
      expect(page.html.includes('<a href="#commitment-1">')).toBe(session === 4)
      expect(here.ports.store.kept.texts.size === before).toBe(session === 4)
      expect(here.pair().commitments).toHaveLength(Math.min(session, 3) * 3)
    }
  })
})

describe("wrong input", () => {
  test.each([
    ["happened is neither", { happened: "perhaps" }, "happened"],
    ["four commitments", { commitment: ["a", "b", "c", "d"] }, "commitment-1"],
    ["a commitment of 301 characters", { commitment: ["", "x".repeat(301)] }, "commitment-2"],
    ["a line of 501 characters", { line: "x".repeat(501) }, "line"],
    ["heard is no answer", { heard: "very" }, "heard"],
    ["mattered is no answer", { mattered: "very" }, "mattered"],
  ])("%s: the form again with what was typed, the field named, nothing kept", async (_, fields, field) => {
    const { post, link, kept } = await afterwards()
    const before = kept()
    const page = await post(link("after", "a", 1), { ...whole, ...fields })
    expect(page.status).toBe(422)
    expect(page.html).toContain(`<a href="#${field}">`)
    expect(page.html).toContain(`id="${field}-error"`)
    for (const value of Object.values(fields)
      .flat()
      .filter((text) => text.length > 100))
      expect(page.html).toContain(value)
    expect(kept()).toBe(before)
  })

  test("a state that is none is named at its commitment", async () => {
    const here = await afterwards()
    await here.post(here.link("after", "a", 1), whole)
    await here.moveTo("2026-12-03T18:05:00Z")
    const [first] = idsOf(here.pair(), "a")
    const page = await here.post(here.link("after", "a", 2), { [`status.${first}`]: "finished" })
    expect(page.status).toBe(422)
    expect(page.html).toContain(`<a href="#status.${first}">`)
  })

  test("the edges are taken: 300 characters, 500 of line, line breaks folded", async () => {
    const { post, link, ports, pair } = await afterwards()
    const fields = { commitment: ["x".repeat(300), "two\r\nlines"], line: "y".repeat(500) }
    expect((await post(link("after", "a", 1), fields)).status).toBe(200)
    const texts = await ports.store.commitmentTexts(pair().id, pair().commitments)
    expect([...texts.values()]).toEqual(["x".repeat(300), "two lines"])
  })

  test("words that look like markup stay words", async () => {
    const { post, get, link } = await afterwards()
    const hostile = `</textarea><img src=x onerror="alert(1)">`
    const pages = [
      await post(link("after", "a", 1), { commitment: hostile, line: hostile }),
      await get(link("after", "a", 1)),
    ]
    for (const page of pages) {
      expect(page.html).not.toContain("<img")
      expect(page.html).toContain("&lt;/textarea&gt;&lt;img")
    }
  })
})

describe("when it is not the time", () => {
  test("before the session, after a skip and after the next session there is nothing to answer", async () => {
    const early = practice()
    await early.begin()
    expect((await early.get(early.link("after", "a", 1))).text).toContain("has not begun")
    expect((await early.post(early.link("after", "a", 1), whole)).status).toBe(409)
    await early.post(early.link("rsvp", "a", 1), { answer: "skip" })
    expect((await early.get(early.link("after", "a", 1))).text).toContain("was skipped")

    const late = await afterwards()
    await late.moveTo("2026-12-03T17:00:00Z")
    const before = late.kept()
    const page = await late.post(late.link("after", "a", 1), whole)
    expect([page.status, page.text]).toEqual([410, expect.stringContaining("The next session has begun")])
    expect(late.kept()).toBe(before)
  })
})
