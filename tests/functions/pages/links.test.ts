import { describe, expect, test } from "vitest"
import { signLink } from "@turnabout/functions/adapters/link-token.ts"
import { idsOf, practice } from "./practice.ts"
import type { Fields, Practice } from "./practice.ts"

const purposes = ["confirm", "join", "rsvp", "after", "recap", "unsubscribe"] as const
type Purpose = (typeof purposes)[number]

/** A pair for which the link of this purpose can be used, and that link. */
async function usable(purpose: Purpose, here: Practice, expires: string | null = null): Promise<string> {
  switch (purpose) {
    case "confirm":
      await here.signUp()
      return here.linkUntil(expires, { purpose, member: "a", session: null })
    case "join":
      await here.ask()
      return here.linkUntil(expires, { purpose, member: "b", session: null })
    case "rsvp":
    case "unsubscribe":
      await here.begin()
      return here.linkUntil(expires, { purpose, member: "b", session: purpose === "rsvp" ? 1 : null })
    case "after":
      await here.begin()
      await here.moveTo("2026-11-26T18:05:00Z")
      return here.linkUntil(expires, { purpose, member: "b", session: 1 })
    case "recap":
      await here.begin()
      await here.moveTo("2026-11-26T18:05:00Z")
      await here.post(here.link("after", "b", 1), { commitment: "call the landlord" })
      await here.moveTo("2026-12-01T12:00:00Z")
      return here.linkUntil(expires, { purpose, member: "b", session: null })
  }
}

/** What its page posts. */
function bodyOf(purpose: Purpose, here: Practice): Fields {
  switch (purpose) {
    case "confirm":
      return {}
    case "join":
      return { answer: "yes", timeZone: "Europe/Berlin", agree: "on" }
    case "rsvp":
      return { answer: "skip" }
    case "after":
      return { happened: "no", commitment: "call the landlord" }
    case "recap":
      return Object.fromEntries(idsOf(here.pair(), "b").map((id) => [`status.${id}`, "let-go"]))
    case "unsubscribe":
      return { "List-Unsubscribe": "One-Click" }
  }
}

describe.each(purposes)("a %s link", (purpose) => {
  test("shows a page with one form that posts home, and changes nothing by GET or HEAD, however often", async () => {
    const here = practice()
    const url = await usable(purpose, here)
    const before = here.kept()
    for (let time = 0; time < 2; time += 1) {
      const page = await here.get(`${url}?answer=skip&timeZone=Asia/Tokyo&happened=no&List-Unsubscribe=One-Click`)
      expect(page.status).toBe(200)
      expect(page.html).toContain(`<form`)
      expect(page.html).toContain(`method="post" action="${url}"`)
      const head = await here.app.request(url, { method: "HEAD" })
      expect(head.status).toBe(200)
      expect(await head.text()).toBe("")
    }
    expect(here.kept()).toBe(before)
  })

  test("does something by POST, so that the test above can fail", async () => {
    const here = practice()
    const url = await usable(purpose, here)
    const before = here.kept()
    expect((await here.post(url, bodyOf(purpose, here))).status).toBe(200)
    expect(here.kept()).not.toBe(before)
  })

  test("posted twice, it has one effect and one page", async () => {
    const here = practice()
    const url = await usable(purpose, here)
    expect((await here.post(url, bodyOf(purpose, here))).status).toBe(200)
    const before = here.kept()
    const again = await here.post(url, bodyOf(purpose, here))
    expect(again.status).toBe(200)
    expect(here.kept()).toBe(before)
  })

  test("posted twice at the same moment, it has one effect", async () => {
    const [once, twice] = [practice(), practice()]
    const url = await usable(purpose, once)
    await once.post(url, bodyOf(purpose, once))
    const same = await usable(purpose, twice)
    const pages = await Promise.all([
      twice.post(same, bodyOf(purpose, twice)),
      twice.post(same, bodyOf(purpose, twice)),
    ])
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    expect(twice.sent.map(({ kind, to }) => [kind, to])).toEqual(once.sent.map(({ kind, to }) => [kind, to]))
    expect(twice.pair().commitments).toHaveLength(once.pair().commitments.length)
  })

  test("altered anywhere: a page that says so, and nothing changes", async () => {
    const here = practice()
    const url = await usable(purpose, here)
    const before = here.kept()
    const token = url.split("/").at(-1)!
    const altered = [token.slice(0, -1), `${token}A`, `A${token}`, token.replace(".", ""), token.split(".")[0]!, "x"]
    for (const place of [3, 20, token.length - 1]) {
      altered.push(token.slice(0, place) + (token[place] === "A" ? "B" : "A") + token.slice(place + 1))
    }
    for (const other of altered) {
      const page = await here.get(`/${purpose}/${other}`)
      expect(page.status).toBe(404)
      expect(page.text).toContain("This link is not whole")
      expect((await here.post(`/${purpose}/${other}`, bodyOf(purpose, here))).status).toBe(404)
    }
    expect(here.kept()).toBe(before)
  })

  test("of another purpose: the same", async () => {
    const here = practice()
    const url = await usable(purpose, here)
    const before = here.kept()
    for (const other of purposes.filter((each) => each !== purpose)) {
      const wrong = url.replace(`/${purpose}/`, `/${other}/`)
      expect((await here.get(wrong)).status).toBe(404)
      expect((await here.post(wrong, bodyOf(other, here))).status).toBe(404)
    }
    expect(here.kept()).toBe(before)
  })

  test("of a pair that is gone: a page that says so and what to do", async () => {
    const here = practice()
    const url = await usable(purpose, here)
    const body = bodyOf(purpose, here)
    await here.ports.store.forget(here.pair())
    const [shown, posted] = [await here.get(url), await here.post(url, body)]
    // Whoever unsubscribes from a pair that is gone has what they wanted; a mail provider needs to hear a yes.
    const expected = purpose === "unsubscribe" ? 200 : 410
    expect([shown.status, posted.status]).toEqual([expected, expected])
    expect(posted.text).toMatch(purpose === "unsubscribe" ? /No more letters/ : /no longer here.*(again|newest letter)/)
  })
})

describe.each(["confirm", "join", "rsvp", "after"] as const)("an expired %s link", (purpose) => {
  test("works until its last second and then says what to do instead", async () => {
    const here = practice()
    const url = await usable(purpose, here, "2026-11-26T18:10:00Z")
    const before = here.kept()
    here.setClock("2026-11-26T18:10:00Z")
    const page = await here.get(url)
    expect(page.status).toBe(410)
    expect(page.text).toMatch(/has expired.*(again|newest letter)/)
    expect((await here.post(url, bodyOf(purpose, here))).status).toBe(410)
    expect(here.kept()).toBe(before)
    here.setClock("2026-11-26T18:09:59Z")
    expect((await here.get(url)).text).not.toContain("has expired")
  })
})

describe("a confirm link", () => {
  test("used already says so", async () => {
    const { ask, get, post, link } = practice()
    await ask()
    expect((await get(link("confirm", "a"))).text).toContain("Already confirmed")
    expect((await post(link("confirm", "a"))).text).toContain("Already confirmed")
  })

  test("asks the partner, once it is pressed", async () => {
    const { signUp, post, link, sent, pair } = practice()
    await signUp()
    const page = await post(link("confirm", "a"))
    expect(page.text).toContain("Confirmed")
    expect(pair().status.kind).toBe("asked")
    expect(sent.map(({ kind, to }) => [kind, to])).toEqual([
      ["confirm", "ana@example.org"],
      ["partner-request", "ben@example.net"],
    ])
  })

  test("of an inviter who was refused within the year shows the same page and asks nobody", async () => {
    const [fresh, refused] = [practice(), practice()]
    await fresh.signUp()
    await refused.ask()
    await refused.post(refused.link("join", "b"), { answer: "no" })
    await refused.signUp()
    const again = refused.ports.store.kept.couples.values().next().value!
    const asked = refused.sent.filter(({ to }) => to === "ben@example.net").length
    const other = [...refused.ports.store.kept.pairs.keys()].indexOf(again)
    expect(other).toBe(1)
    const claims = { purpose: "confirm", pair: again, member: "a", session: null, expires: null, links: 0 } as const
    const page = await refused.post(`/confirm/${signLink(claims, refused.ports.config.linkKeys)}`)
    expect(page.html).toBe((await fresh.post(fresh.link("confirm", "a"))).html)
    expect(refused.sent.filter(({ to }) => to === "ben@example.net")).toHaveLength(asked)
  })
})

describe("unsubscribe", () => {
  test("takes the one-click POST of RFC 8058, as a form or as multipart, from anywhere, without redirect or cookie", async () => {
    const multipart = new FormData()
    multipart.set("List-Unsubscribe", "One-Click")
    const requests: RequestInit[] = [
      { body: multipart },
      { body: "List-Unsubscribe=One-Click", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
      {
        body: "List-Unsubscribe=One-Click",
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          Origin: "https://mail.example",
          "Sec-Fetch-Site": "cross-site",
        },
      },
    ]
    for (const request of requests) {
      const { app, begin, link, pair } = practice()
      await begin()
      const response = await app.request(link("unsubscribe", "b"), { method: "POST", ...request })
      expect(response.status).toBe(200)
      expect(response.headers.get("Set-Cookie")).toBeNull()
      expect(response.headers.get("Location")).toBeNull()
      expect(pair().members.b.unsubscribedAt?.toString()).toBe("2026-11-23T09:00:00Z")
      expect(pair().members.a.unsubscribedAt).toBeNull()
    }
  })

  test("says before it is pressed what becomes of the sessions, what the partner hears, and the way back", async () => {
    const here = practice()
    await here.begin()
    const page = await here.get(here.link("unsubscribe", "b"))
    expect(page.text).toMatch(/Your sessions with Ana stop.*leave their calendar at once/)
    expect(page.text).toContain("To yours we send nothing any more: what stands there is yours to delete.")
    expect(page.text).toMatch(/After a week Ana hears in one letter that your sessions are paused for now, and not why/)
    expect(page.text).toMatch(/such as RESUME, starts it again.*whose turn it is stays as it was/)
    const done = await here.post(here.link("unsubscribe", "b"))
    expect(done.text).toContain("Your sessions with Ana are paused")
    expect(done.text).toMatch(/reply to any letter you had from us, in a word such as RESUME/)
    expect((await here.get(here.link("unsubscribe", "b"))).text).toBe(done.text)
  })

  test.each([
    ["paused", { action: "pause", until: "2027-01-14" }, /stay so until you come back/],
    ["ending", { action: "end", last: "on" }, /The last session stays/],
    ["ended", { action: "end" }, /Your pair has ended/],
  ] as const)("in a pair that is %s promises nothing that will not come", async (_, action, says) => {
    const here = practice()
    await here.begin()
    await here.post(here.link("settings", "a"), action)
    const page = await here.get(here.link("unsubscribe", "b"))
    expect(page.text).toMatch(says)
    expect(page.text).not.toMatch(/leave their calendar/)
    expect((await here.post(here.link("unsubscribe", "b"))).status).toBe(200)
  })

  test("before the two have begun says how letters start again", async () => {
    const here = practice()
    await here.ask()
    expect((await here.get(here.link("unsubscribe", "b"))).text).toContain("The two of you have not begun")
  })

  test("used already says so", async () => {
    const { begin, get, post, link } = practice()
    await begin()
    await post(link("unsubscribe", "b"))
    expect((await get(link("unsubscribe", "b"))).text).toContain("No more letters")
  })
})
