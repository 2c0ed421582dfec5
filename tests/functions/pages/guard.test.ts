import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createApp } from "@turnabout/functions/app.tsx"
import { practice, formText, signUpFields } from "./practice.ts"

const plainPages = ["/", "/sign-up", "/guide", "/safety", "/privacy", "/nowhere", "/confirm/x"]

describe("every answer", () => {
  test.each([...plainPages, "/zone.js", "/icon.svg", "/health"])("%s carries the headers", async (path) => {
    const { get } = practice()
    const { headers } = await get(path)
    const policy = headers.get("Content-Security-Policy")!.split("; ")
    expect(policy).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[\w+/]{43}='$/),
      "script-src 'self'",
      "img-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
    expect(headers.get("Referrer-Policy")).toBe("same-origin")
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff")
    expect(headers.get("Strict-Transport-Security")).toBe("max-age=31536000")
    expect(headers.get("Set-Cookie")).toBeNull()
  })

  test("behind a token nothing is stored, nor is an answer to a form", async () => {
    const { begin, get, signUp, link } = practice()
    expect((await signUp()).headers.get("Cache-Control")).toBe("no-store")
    await begin()
    for (const path of [link("join", "b"), link("rsvp", "b", 1), link("unsubscribe", "a"), "/after/broken"]) {
      expect((await get(path)).headers.get("Cache-Control")).toBe("no-store")
    }
    expect((await get("/")).headers.get("Cache-Control")).toBe("no-cache")
    expect((await get("/zone.js")).headers.get("Cache-Control")).toBe("public, max-age=3600")
  })

  test("without TLS there is no HSTS", async () => {
    const { ports } = practice()
    const app = createApp({ ...ports, config: { ...ports.config, baseUrl: "http://localhost:3000" } })
    expect((await app.request("/")).headers.get("Strict-Transport-Security")).toBeNull()
  })

  test.each(plainPages)(
    "%s is a whole page: language, one title, one heading, landmarks, no inline script, no style but the one sheet",
    async (path) => {
      const { get } = practice()
      const { html, headers } = await get(path)
      expect(html).toMatch(/^<!DOCTYPE html>\s*<html lang="en">/)
      expect(html.match(/<title>[^<]+<\/title>/g)).toHaveLength(1)
      expect(html.match(/<h1[ >]/g)).toHaveLength(1)
      for (const landmark of ["<header>", '<main id="main"', "<footer>", "<nav "]) expect(html).toContain(landmark)
      const [sheet, ...others] = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text = ""]) => text)
      expect(others).toEqual([])
      const digest = createHash("sha256").update(sheet!).digest("base64")
      expect(headers.get("Content-Security-Policy")).toContain(`style-src 'sha256-${digest}'`)
      expect(html).not.toMatch(/<style(?!>)|\sstyle=|\son\w+=|<script(?! src="\/zone\.js" defer)|javascript:/)
      expect(html).not.toMatch(/(?:src|href)="(?!\/|#|https:\/\/findahelpline\.com|mailto:)/)
    },
  )

  test("every link on the plain pages leads somewhere", async () => {
    const { get } = practice()
    const ids = new Map<string, string>()
    for (const path of ["/", "/guide", "/safety", "/privacy"]) ids.set(path, (await get(path)).html)
    for (const [path, html] of ids) {
      for (const [, target] of html.matchAll(/<a [^>]*?href="((?:\/|#)[^"]*)"/g)) {
        const [to, anchor] = (target!.startsWith("#") ? `${path}${target}` : target!).split("#")
        const page = await get(to!)
        expect(page.status).toBe(200)
        expect(page.html).toContain(`id="${anchor ?? "main"}"`)
      }
    }
  })

  test("the guide holds what letters link to", async () => {
    const { get } = practice()
    const { html } = await get("/guide")
    for (const id of ["working-agreement", "first-session", "hour"])
      expect(html.match(new RegExp(`id="${id}"`, "g"))).toHaveLength(1)
  })

  test("the privacy page says what asking to erase does not reach, and until when", async () => {
    const { app } = practice()
    const html = (await (await app.request("/privacy")).text()).replaceAll(/\s+/g, " ")
    expect(html).toContain("for two days, or three at the most, with the addresses in it")
    expect(html).toContain("any moment of the last 35 days")
  })

  test("the privacy page names who runs it", async () => {
    const { ports } = practice()
    const operator = {
      name: "The <example> circle",
      contact: "https://example.org/contact",
      postalAddress: "1 Sample Street",
    }
    const app = createApp({ ...ports, config: { ...ports.config, operator } })
    const html = await (await app.request("/privacy")).text()
    expect(html).toContain("The &lt;example&gt; circle")
    expect(html).toContain("1 Sample Street")
    expect(html).toContain('href="https://example.org/contact"')
  })
})

describe("a post that is no honest form", () => {
  const send = async (headers: Record<string, string>, body: RequestInit["body"] = formText(signUpFields)) => {
    const { app, kept } = practice()
    const before = kept()
    const response = await app.request("/sign-up", { method: "POST", headers, body: body ?? null })
    return { status: response.status, isKept: kept() !== before, html: await response.text() }
  }
  const form = { "Content-Type": "application/x-www-form-urlencoded" }

  test.each([
    ["from our own page", { ...form, Origin: "https://turnabout.example", "Sec-Fetch-Site": "same-origin" }],
    ["from the address that the browser used", { ...form, Origin: "http://localhost" }],
    ["from a tool", form],
    ["with a charset", { "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8" }],
  ])("but one %s is taken", async (_, headers) => {
    expect(await send(headers)).toMatchObject({ status: 200, isKept: true })
  })

  test.each([
    ["from another site", { ...form, Origin: "https://evil.example" }],
    ["from nowhere", { ...form, Origin: "null" }],
    ["that a browser calls cross-site", { ...form, "Sec-Fetch-Site": "cross-site" }],
  ])("%s is refused", async (_, headers) => {
    const answer = await send(headers)
    expect(answer).toMatchObject({ status: 403, isKept: false })
    expect(answer.html).toContain("This came from another site")
  })

  test.each([
    ["as JSON", { "Content-Type": "application/json" }, JSON.stringify(signUpFields)],
    ["as text", { "Content-Type": "text/plain" }, formText(signUpFields)],
    ["as multipart", {}, new FormData()],
  ])("%s is refused", async (_, headers, body) => {
    expect(await send(headers as Record<string, string>, body)).toMatchObject({ status: 415, isKept: false })
  })

  test("at 64 KB it is read, one byte longer it is refused, whether or not it says how long it is", async () => {
    const text = formText({ ...signUpFields, note: "" })
    const padded = (length: number) => `${text}&padding=`.padEnd(length, "x")
    const stream = (content: string) => new Blob([content]).stream()
    expect((await send(form, padded(65_536))).status).toBe(200)
    expect(await send(form, padded(65_537))).toMatchObject({ status: 413, isKept: false })
    const { app } = practice()
    const request = new Request("http://localhost/sign-up", {
      method: "POST",
      headers: form,
      body: stream(padded(200_000)),
      duplex: "half",
    } as RequestInit)
    expect((await app.request(request)).status).toBe(413)
  })
})

describe("when something fails", () => {
  test("the page says nothing of it but a reference, and the log has no word, name or token", async () => {
    const { ports, logged, link, ask } = practice()
    await ask()
    const broken = createApp({
      ...ports,
      store: {
        ...ports.store,
        load: async () => {
          throw new TypeError("ana@example.org could not be read")
        },
      },
    })
    const url = link("join", "b")
    const response = await broken.request(url)
    const html = await response.text()
    expect(response.status).toBe(500)
    expect(response.headers.get("Content-Security-Policy")).not.toBeNull()
    expect(html).not.toMatch(/ana@|TypeError|could not be read/)
    const entry = logged.find(({ event }) => event === "page-failed")!
    expect(entry).toMatchObject({ place: "GET /join", error: "TypeError" })
    expect(html).toContain(entry["reference"])
    expect(JSON.stringify(logged)).not.toMatch(/ana@|Ana|could not/)
    expect(JSON.stringify(logged)).not.toContain(url.split("/").at(-1))
  })

  test("when others are always faster, the page asks to try again", async () => {
    const { ports, link, begin } = practice()
    await begin()
    const busy = createApp({ ...ports, store: { ...ports.store, save: async () => false } })
    const response = await busy.request(link("rsvp", "b", 1), {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "answer=skip",
    })
    expect(response.status).toBe(503)
    expect(await response.text()).toContain("nothing was changed")
  })
})

test("whatever is posted, no page fails", async () => {
  const here = practice()
  await here.begin()
  await here.moveTo("2026-11-26T18:05:00Z")
  const urls = [
    "/sign-up",
    here.link("join", "b"),
    here.link("rsvp", "b", 2),
    here.link("after", "a", 1),
    "/rsvp/%E0%A4%A",
  ]
  const names = ["answer", "starts", "timeZone", "agree", "weekday", "time", "happened", "commitment", "line", "heard"]
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "yes",
      "no",
      "other",
      "on",
      "2026-11-27T10:00",
      "+275760-09-13T00:00",
      "UTC",
      "constructor",
      "__proto__",
    ),
  )
  const field = fc.tuple(
    fc.oneof(fc.constantFrom(...names, ...Object.keys(signUpFields)), fc.string({ maxLength: 10 })),
    value,
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...urls), fc.array(field, { maxLength: 12 }), async (url, fields) => {
      const body = new URLSearchParams(fields.map(([name, text]) => [name, text])).toString()
      const headers = { "Content-Type": "application/x-www-form-urlencoded" }
      const { status } = await here.app.request(url, { method: "POST", headers, body })
      expect([200, 404, 409, 410, 422]).toContain(status)
    }),
    { numRuns: 200 },
  )
})
