import { createApp } from "@turnabout/functions/app.tsx"
import {
  isWithin,
  mailboxesNamedByOneMember,
  requestsToOnePartner,
  settingsLinksOfOneMember,
  toConfirmAtOneMailbox,
} from "@turnabout/functions/limits.ts"
import { describe, expect, test } from "vitest"
import { fakePorts } from "../../support/fake-ports.ts"
import { formText, practice, signUpFields } from "./practice.ts"
import type { Fields } from "./practice.ts"

const many = 12
const numbers = Array.from({ length: many }, (_, number) => number)

describe("a limit", () => {
  const limit = { name: "test", atMost: 2, hours: 1 }

  test("lets through as many as it says, for each by itself, and begins anew with the next hour of UTC", async () => {
    const { ports, moveTo, logged } = fakePorts({ now: "2026-11-23T09:59:59Z" })
    expect(await times(3, "ana")).toEqual([true, true, false])
    expect(await times(3, "ben")).toEqual([true, true, false])
    moveTo("2026-11-23T10:00:00Z")
    expect(await times(3, "ana")).toEqual([true, true, false])
    expect(logged).toEqual([1, 2, 3].map(() => ({ event: "limit-reached", limit: "test" })))

    async function times(count: number, of: string): Promise<boolean[]> {
      const answers = []
      for (let time = 0; time < count; time += 1) answers.push(await isWithin(limit, of, ports))
      return answers
    }
  })

  test("of a day begins anew with the day", async () => {
    const { ports, moveTo } = fakePorts({ now: "2026-11-23T09:00:00Z" })
    const day = { name: "test", atMost: 1, hours: 24 }
    expect(await isWithin(day, "", ports)).toBe(true)
    moveTo("2026-11-23T23:59:59Z")
    expect(await isWithin(day, "", ports)).toBe(false)
    moveTo("2026-11-24T00:00:00Z")
    expect(await isWithin(day, "", ports)).toBe(true)
  })
})

describe("sign-ups with somebody else's mailbox", () => {
  test("bring one letter each, and no more than five a day, whoever is asked; the page stays the same", async () => {
    const { signUp, sent, ports, setClock } = practice()
    const pages = []
    for (const number of numbers) pages.push(await signUp({ partnerEmail: `ben${number}@example.net` }))
    expect(sent.map(({ kind, to }) => `${kind} ${to}`)).toEqual(
      Array(toConfirmAtOneMailbox.atMost).fill("confirm ana@example.org"),
    )
    expect(new Set(pages.map(({ status, html }) => `${status} ${html.replaceAll(/ben\d+/g, "ben")}`)).size).toBe(1)
    // Nothing is kept of those beyond.
    expect(ports.store.kept.pairs.size).toBe(toConfirmAtOneMailbox.atMost)

    setClock("2026-11-24T00:00:00Z")
    await signUp({ partnerEmail: "cleo@example.net" })
    expect(sent).toHaveLength(toConfirmAtOneMailbox.atMost + 1)
  })

  test("count one inbox once, whatever stands behind a plus", async () => {
    const { signUp, sent } = practice()
    for (const number of numbers) await signUp({ email: `ana+${number}@example.org` })
    expect(sent.filter(({ kind }) => kind === "confirm")).toHaveLength(toConfirmAtOneMailbox.atMost)
  })

  test("of two who have a pair count as well, and the page is that of any sign-up", async () => {
    const { begin, signUp, sent, moveTo } = practice()
    await begin()
    sent.length = 0
    const pages = []
    for (const hour of numbers) {
      await moveTo(`2026-11-23T${String(10 + hour).padStart(2, "0")}:00:00Z`)
      pages.push((await signUp()).html)
    }
    expect(sent.filter(({ kind }) => kind === "confirm")).toHaveLength(toConfirmAtOneMailbox.atMost - 1)
    expect(new Set(pages).size).toBe(1)
    const fresh = practice()
    expect((await fresh.signUp()).html).toBe(pages[0])
  })

  test("reach the person who is asked once each is confirmed, and no more than five a day; who asks beyond that sees no difference", async () => {
    const { signUp, post, linkOf, sent, ports } = confirming()
    const pages = []
    for (const number of numbers) {
      await signUp({ email: `ana${number}@example.org` })
      pages.push(await post(linkOf(number)))
    }
    const requests = sent.filter(({ kind }) => kind === "partner-request")
    expect(requests).toHaveLength(requestsToOnePartner.atMost)
    expect(new Set(pages.map(({ html }) => html)).size).toBe(1)
    expect(ports.store.kept.pairs.size).toBe(many)
  })

  test("are answered no sooner than every other, but for a form that is wrong", async () => {
    const { posts, evened } = counting()
    expect(await posts("/sign-up", signUpFields)).toBe(200)
    expect(await posts("/sign-up", signUpFields)).toBe(200)
    expect(await posts("/sign-up", { ...signUpFields, email: "" })).toBe(422)
    expect(evened).toEqual([["confirm to ana@example.org"], []])
  })

  test("once confirmed, and mailboxes that a member names, are answered no sooner than every other, too", async () => {
    const { posts, evened, link } = counting()
    await posts("/sign-up", signUpFields)
    for (const _time of [1, 2]) expect(await posts(link("confirm", "a"), {})).toBe(200)
    expect(evened.splice(0)).toEqual([["confirm to ana@example.org"], ["partner-request to ben@example.net"], []])
    await posts(link("join", "b"), { answer: "yes", timeZone: "Europe/Berlin", agree: "on" })
    expect(await posts(link("settings", "a"), { action: "mailbox", email: "ana@example.com" })).toBe(200)
    expect(await posts(link("settings", "a"), { action: "links" })).toBe(200)
    expect(evened).toEqual([["confirm to ana@example.com"]])
  })

  /** The pages, and what was sent in each answer that takes as long as every other. */
  function counting() {
    const here = practice()
    const evened: string[][] = []
    const evenly: typeof here.ports.evenly = async (work) => {
      const letters: string[] = []
      evened.push(letters)
      const before = here.sent.length
      const done = await work
      letters.push(...here.sent.slice(before).map(({ kind, to }) => `${kind} to ${to}`))
      return done
    }
    const app = createApp({ ...here.ports, evenly })
    const posts = async (path: string, fields: Fields) => {
      const headers = { "Content-Type": "application/x-www-form-urlencoded" }
      return (await app.request(path, { method: "POST", headers, body: formText(fields) })).status
    }
    return { ...here, posts, evened }
  }
})

describe("sign-ups from one network, and in total", () => {
  test("beyond the limit are refused plainly, with what was typed still there and nothing kept", async () => {
    const { ports, sent, logged } = fakePorts({
      config: { strangers: { signUpsFromOneNetwork: 2, signUpsInTotal: 3 } },
    })
    const signUp = async (viewer: string, number: number) => {
      const app = createApp(ports, { viewerOf: () => viewer })
      const headers = { "Content-Type": "application/x-www-form-urlencoded" }
      const body = formText({ ...signUpFields, email: `ana${number}@example.org` })
      return app.request("/sign-up", { method: "POST", headers, body })
    }
    expect((await signUp("2001:db8::1", 1)).status).toBe(200)
    expect((await signUp("2001:db8::2", 2)).status).toBe(200)
    const third = await signUp("2001:db8::3", 3)
    expect(third.status).toBe(429)
    const html = await third.text()
    expect(html).toContain("Try again later")
    expect(html).toContain('value="ana3@example.org"')
    expect((await signUp("192.0.2.1", 4)).status).toBe(200)
    expect((await signUp("192.0.2.2", 5)).status).toBe(429)
    expect(sent).toHaveLength(3)
    expect(ports.store.kept.pairs.size).toBe(3)
    expect(logged.filter(({ event }) => event === "limit-reached").map(({ limit }) => limit)).toEqual([
      "sign-ups-from-one-network",
      "sign-ups-in-total",
    ])
    expect(JSON.stringify(logged)).not.toMatch(/example\.org|192\.0|2001:/)
  })

  test("a form that is wrong uses nothing up", async () => {
    const { signUp, ports } = practice()
    await signUp({ email: "" })
    expect(ports.store.kept.counts.size).toBe(0)
  })
})

describe("the button that mails a link to the settings", () => {
  test("sends no more than one letter at once, whatever else is posted with it", async () => {
    const { begin, post, link, sent } = practice()
    await begin()
    sent.length = 0
    for (const number of numbers) await post(link("me", "a"), { action: String(number), padding: "x".repeat(number) })
    expect(sent.map(({ kind }) => kind)).toEqual(["confirm"])
  })

  test("sends five an hour, then says so; the other member has five of their own", async () => {
    const { begin, post, link, sent, setClock } = practice()
    await begin()
    sent.length = 0
    const statuses = []
    for (const number of numbers.slice(0, 7)) {
      setClock(`2026-11-23T09:${String(5 * number + 5).padStart(2, "0")}:00Z`)
      statuses.push((await post(link("me", "a"))).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    expect(sent).toHaveLength(settingsLinksOfOneMember.atMost)
    expect((await post(link("me", "b"))).status).toBe(200)
  })
})

describe("a member who names other people's mailboxes as their own", () => {
  test("has five of them written to a day, then hears so", async () => {
    const { begin, post, link, sent } = practice()
    await begin()
    sent.length = 0
    const statuses = []
    for (const number of numbers.slice(0, 7)) {
      statuses.push(
        (await post(link("settings", "a"), { action: "mailbox", email: `eve${number}@example.com` })).status,
      )
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    expect(sent).toHaveLength(mailboxesNamedByOneMember.atMost)
  })

  test("sees no difference when such a mailbox has had as many letters as it gets", async () => {
    const here = practice()
    await here.begin()
    for (const number of numbers)
      await here.signUp({ email: "eve@example.com", partnerEmail: `ben${number}@example.net` })
    here.sent.length = 0
    const full = await here.post(here.link("settings", "a"), { action: "mailbox", email: "eve@example.com" })
    const other = await here.post(here.link("settings", "b"), { action: "mailbox", email: "fay@example.com" })
    expect(here.sent.map(({ to }) => to)).toEqual(["fay@example.com"])
    expect(full.status).toBe(200)
    expect(full.text.replace("eve@", "fay@")).toBe(other.text)
  })
})

/** A practice in which several sign-ups are confirmed, each by its own letter. */
function confirming() {
  const here = practice()
  const linkOf = (number: number) => {
    const mail = here.sent.filter(({ kind }) => kind === "confirm")[number]!
    const text = mail.raw.replaceAll("=\r\n", "").replaceAll("=3D", "=")
    return /https:\/\/turnabout\.example(\/confirm\/[\w.-]+)/.exec(text)![1]!
  }
  return { ...here, linkOf }
}
