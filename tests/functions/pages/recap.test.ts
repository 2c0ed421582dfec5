import { describe, expect, test } from "vitest"
import { readPart, textOf } from "../mail-part.ts"
import { idsOf, practice } from "./practice.ts"
import type { Fields, Practice } from "./practice.ts"

/** Ana and Ben met once in November and wrote down what they will do; their recaps have just come. */
async function afterTheFirst(commitment: Fields[string] = ["email Ben before lunch", "block two hours"]) {
  const here = practice()
  await here.begin()
  await here.moveTo("2026-11-26T18:05:00Z")
  await here.post(here.link("after", "a", 1), { happened: "yes", commitment })
  await here.post(here.link("after", "b", 1), { commitment: "call the landlord" })
  await here.moveTo("2026-12-01T12:00:00Z")
  return here
}

/** The link in a member's newest recap. */
function linkInRecap({ sent }: Practice, name: string): string {
  const recap = sent.findLast(({ kind, to }) => kind === "recap" && to.startsWith(name))!
  return /https:\/\/turnabout\.example(\/recap\/\S+)/.exec(textOf(readPart(recap.raw)))![1]!
}

function states({ pair }: Practice, by: "a" | "b"): string[] {
  return pair()
    .commitments.filter((commitment) => commitment.by === by)
    .map(({ state }) => state)
}

describe("the page of a recap", () => {
  test("is linked in the letter, and asks about the reader's own open ones only", async () => {
    const here = await afterTheFirst()
    const page = await here.get(linkInRecap(here, "ana"))
    expect(page.status).toBe(200)
    for (const id of idsOf(here.pair(), "a")) expect(page.html).toContain(`name="status.${id}" value="open" checked`)
    expect(page.text).toContain("email Ben before lunch")
    expect(page.text).toContain("Done Partly Keep Let go")
    expect(page.text).not.toContain("landlord")
    expect(page.text).not.toMatch(/%|streak|score/)
  })

  test("keeps what became of each, shows it, and takes it back until the next recap", async () => {
    const here = await afterTheFirst()
    const url = linkInRecap(here, "ana")
    const [first, second] = idsOf(here.pair(), "a")
    const kept = await here.post(url, { [`status.${first}`]: "kept", [`status.${second}`]: "let-go" })
    expect(kept.text).toContain("email Ben before lunch: done")
    expect(kept.text).toContain("block two hours: let go")
    expect(kept.text).toContain("Until Friday, 1 January you can change this")
    expect(states(here, "a")).toEqual(["kept", "let-go"])
    expect((await here.get(url)).html).toContain(`name="status.${second}" value="let-go" checked`)
    await here.post(url, { [`status.${first}`]: "kept", [`status.${second}`]: "open" })
    expect(states(here, "a")).toEqual(["kept", "open"])
  })

  test("leaves alone what is not said, what is another's and what is nobody's", async () => {
    const here = await afterTheFirst()
    const [landlord] = idsOf(here.pair(), "b")
    const page = await here.post(linkInRecap(here, "ana"), {
      [`status.${landlord}`]: "kept",
      "status.nobody.0": "kept",
      "status.": "kept",
    })
    expect(page.status).toBe(200)
    expect([...states(here, "a"), ...states(here, "b")]).toEqual(["open", "open", "open"])
  })

  test("says at its field what is none of the answers, with what was chosen elsewhere", async () => {
    const here = await afterTheFirst()
    const [first, second] = idsOf(here.pair(), "a")
    const before = here.kept()
    const page = await here.post(linkInRecap(here, "ana"), {
      [`status.${first}`]: "done",
      [`status.${second}`]: "partly",
    })
    expect(page.status).toBe(422)
    expect(page.html).toContain(`<a href="#status.${first}">`)
    expect(page.html).toContain(`id="status.${first}-error"`)
    expect(page.html).toContain(`name="status.${second}" value="partly" checked`)
    expect(here.kept()).toBe(before)
  })

  test("does not let more than nine be open again", async () => {
    const here = await afterTheFirst(["one", "two", "three"])
    const url = linkInRecap(here, "ana")
    const old = idsOf(here.pair(), "a")
    await here.post(url, Object.fromEntries(old.map((id) => [`status.${id}`, "let-go"])))
    for (const session of [2, 3, 4]) {
      await here.moveTo(
        here
          .pair()
          .sessions.find(({ number }) => number === session)!
          .starts.add({ minutes: 65 })
          .toString(),
      )
      await here.post(here.link("after", "a", session), { commitment: ["one", "two", "three"] })
    }
    const again = { [`status.${old[0]}`]: "open" }
    const page = await here.post(url, again)
    expect(page.status).toBe(422)
    expect(page.html).toContain(`<a href="#status.${old[0]}">`)
    expect(page.text).toContain("More than nine open commitments")
    expect(states(here, "a").filter((state) => state === "open")).toHaveLength(9)
    const [, , , newest] = idsOf(here.pair(), "a")
    expect((await here.post(url, { ...again, [`status.${newest}`]: "kept" })).status).toBe(200)
  })

  test("lives until the next recap leaves", async () => {
    const here = await afterTheFirst()
    const url = linkInRecap(here, "ana")
    await here.moveTo("2027-01-01T07:59:59Z")
    expect((await here.get(url)).status).toBe(200)
    await here.moveTo("2027-01-01T11:00:00Z")
    const late = await here.get(url)
    expect(late.status).toBe(410)
    expect(late.text).toMatch(/until the next one comes.*newest letter/)
    expect((await here.get(linkInRecap(here, "ana"))).status).toBe(200)
  })

  test("no longer asks about what the recap before has told of", async () => {
    const here = await afterTheFirst()
    const [first] = idsOf(here.pair(), "a")
    await here.post(linkInRecap(here, "ana"), { [`status.${first}`]: "kept" })
    await here.moveTo("2027-01-01T12:00:00Z")
    const page = await here.get(linkInRecap(here, "ana"))
    expect(page.text).toContain("block two hours")
    expect(page.text).not.toContain("email Ben")
  })

  test("with nothing open says so", async () => {
    const here = await afterTheFirst([])
    expect((await here.get(here.link("recap", "a"))).text).toContain("Nothing is open")
    expect((await here.post(here.link("recap", "a"))).status).toBe(200)
  })

  test("of a pair that has ended says that", async () => {
    const here = await afterTheFirst()
    const url = linkInRecap(here, "ana")
    const [first] = idsOf(here.pair(), "a")
    await here.post(here.link("settings", "b"), { action: "end" })
    for (const page of [await here.get(url), await here.post(url, { [`status.${first}`]: "kept" })]) {
      expect(page.status).toBe(410)
      expect(page.text).toContain("Your pair has ended")
    }
  })
})
