import { describe, expect, test } from "vitest"
import { readPart, textOf } from "../mail-part.ts"
import { practice } from "./practice.ts"
import type { Fields, Practice } from "./practice.ts"

/** Said by Ana after each of her own hours, and nothing by Ben. The ninth session, on 21 January, is the review. */
const said: readonly Fields[] = [
  { heard: "not-quite", mattered: "partly" },
  { heard: "mostly" },
  {},
  { heard: "fully", mattered: "yes" },
]

async function beforeReview(answers = said): Promise<Practice> {
  const here = practice()
  await here.begin()
  for (let number = 1; number <= 8; number += 1) {
    const session = here.pair().sessions.find((each) => each.number === number)!
    await here.moveTo(session.starts.add({ minutes: 65 }).toString())
    if (session.focus === "a") await here.post(here.link("after", "a", number), answers[(number - 1) / 2] ?? {})
  }
  await here.moveTo("2027-01-20T17:00:00Z")
  return here
}

function letterTo({ sent }: Practice, kind: string, name: string): string {
  return textOf(readPart(sent.findLast((mail) => mail.kind === kind && mail.to.startsWith(name))!.raw))
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ")
}

function linkIn(text: string): string {
  return /https:\/\/turnabout\.example(\/review\/\S+)/.exec(text)![1]!
}

describe("the letter before a review", () => {
  test("shows each their own hours in words, and links to the page that shows them to the partner", async () => {
    const here = await beforeReview()
    const letter = oneLine(letterTo(here, "review", "ana"))
    expect(letter).toContain("Thursday, 26 November: felt not quite heard, partly spent on what mattered")
    expect(letter).toContain("Thursday, 10 December: felt mostly heard Thursday, 7 January: felt fully heard, spent on")
    expect(letter).not.toMatch(/%|\d of \d|average|score/)
    const partners = letterTo(here, "review", "ben")
    expect(partners).not.toMatch(/heard|\/review\//)
  })

  test("says nothing of hours of which nothing was said", async () => {
    const here = await beforeReview([])
    expect(letterTo(here, "review", "ana")).not.toMatch(/How your own hours|\/review\//)
    expect((await here.get(here.link("review", "a", 9))).text).toContain("There is nothing to show")
    const before = here.kept()
    expect((await here.post(here.link("review", "a", 9))).status).toBe(410)
    expect(here.kept()).toBe(before)
  })
})

describe("the page that shows them", () => {
  test("changes nothing by GET, says what its button does, and sends the partner one letter", async () => {
    const here = await beforeReview()
    const url = linkIn(letterTo(here, "review", "ana"))
    const before = here.kept()
    const page = await here.get(url)
    expect(here.kept()).toBe(before)
    expect(page.html).toContain(`method="post" action="${url}"`)
    expect(page.text).toContain("felt not quite heard, partly spent on what mattered")
    expect(page.text).toContain("With the button Ben gets these lines in one letter")
    const count = here.sent.length
    const [shown, twice] = await Promise.all([here.post(url), here.post(url)])
    expect([shown.status, twice.status]).toEqual([200, 200])
    expect((await here.post(url)).text).toContain("Shown Ben gets these lines in a letter")
    expect((await here.get(url)).text).toContain("Shown")
    expect(here.sent.slice(count).map(({ kind, to }) => `${kind} ${to}`)).toEqual(["review ben@example.net"])
    const letter = oneLine(letterTo(here, "review", "ben"))
    expect(letter).toContain("Ana lets you see how the hours in which they were the focus felt to them.")
    expect(letter).toContain("Thursday, 26 November: felt not quite heard, partly spent on what mattered")
    expect(letter).not.toContain("Show yours")
  })

  test("is the author's: the partner's own link shows nothing of it", async () => {
    const here = await beforeReview()
    const page = await here.get(here.link("review", "b", 9))
    expect(page.text).toContain("There is nothing to show")
    expect(page.text).not.toContain("heard,")
  })

  test("closes with the review, and opens for no other session", async () => {
    const here = await beforeReview()
    const url = linkIn(letterTo(here, "review", "ana"))
    here.setClock("2027-01-21T17:59:59Z")
    expect((await here.get(url)).status).toBe(200)
    here.setClock("2027-01-21T18:00:00Z")
    const count = here.sent.length
    for (const link of [url, here.link("review", "a", 8), here.link("review", "a", 10)]) {
      expect((await here.get(link)).status).toBe(410)
      expect((await here.post(link)).text).toContain("Nothing to show at the moment")
    }
    expect(here.sent).toHaveLength(count)
  })

  test("shows the hours since the last review only", async () => {
    const here = await beforeReview()
    for (let number = 9; number <= 17; number += 1) {
      const session = here.pair().sessions.find((each) => each.number === number)!
      await here.moveTo(session.starts.add({ minutes: 65 }).toString())
      if (session.focus === "a") await here.post(here.link("after", "a", number), { heard: "mostly" })
    }
    const review = here.pair().sessions.find(({ focus }) => focus === "both")!
    await here.moveTo(review.starts.subtract({ hours: 20 }).toString())
    const letter = oneLine(letterTo(here, "review", "ana"))
    expect(letter.match(/felt mostly heard/g)!.length).toBeGreaterThan(2)
    expect(letter).not.toMatch(/November|not quite|fully/)
  })
})

describe("“not quite” twice running", () => {
  const offer = "You could open next time with: “I would like more ____ from you.”"

  test("brings the offer at once on the page and in the next letter before their own hour, and never to the partner", async () => {
    const here = practice()
    await here.begin()
    for (const [number, heard] of [
      [1, "not-quite"],
      [2, null],
      [3, "not-quite"],
    ] as const) {
      await here.moveTo(
        here
          .pair()
          .sessions.find((each) => each.number === number)!
          .starts.add({ minutes: 65 })
          .toString(),
      )
      const page = await here.post(here.link("after", "a", number), heard === null ? {} : { heard })
      expect(page.text.includes(offer)).toBe(number === 3)
    }
    await here.moveTo("2026-12-23T17:00:00Z")
    expect(oneLine(letterTo(here, "prompt", "ana"))).toContain(offer)
    const partners = here.sent.filter(({ to }) => to.startsWith("ben")).map(({ raw }) => oneLine(textOf(readPart(raw))))
    for (const letter of partners) expect(letter).not.toMatch(/I would like more|quite feel heard/)
    for (const moment of ["2026-12-24T18:05:00Z", "2026-12-31T18:05:00Z", "2027-01-06T17:00:00Z"])
      await here.moveTo(moment)
    expect(oneLine(letterTo(here, "prompt", "ana"))).not.toContain(offer)
  })
})
