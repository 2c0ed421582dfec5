import { memberIds, pairIdSchema } from "@turnabout/core/id.ts"
import { invitationCalendar } from "@turnabout/core/invitation.ts"
import { type Pair, withSession } from "@turnabout/core/pair.ts"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SendRawEmailCommand, SESClient } from "@aws-sdk/client-ses"
import { mime, type Mail } from "@turnabout/functions/compose/mime.ts"
import { createAdvance } from "@turnabout/local/advance.ts"
import { openClock } from "@turnabout/local/clock.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { openMailStore } from "@turnabout/local/mail-store.ts"
import { type Ses, startSes } from "@turnabout/local/ses.ts"
import { type SmtpDoor, startSmtp } from "@turnabout/local/smtp.ts"
import type { WorkbenchMessage } from "@turnabout/local/messages.ts"
import { createWorkbench, type WorkbenchDeps } from "@turnabout/local/workbench.tsx"
import type { Hono } from "hono"
import PostalMime from "postal-mime"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { input } from "../core/mail-in/mail-input.ts"
import { activePair, ben, theSession } from "../support/pair-builder.ts"

let folder: string
let ses: Ses
let smtp: SmtpDoor
let app: Hono
let arrived: Uint8Array[]
let onMail: () => Promise<void>
let due: Temporal.Instant[]
let pair: Pair | null
let deps: WorkbenchDeps
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-workbench-"))
  const { clock } = openClock({ folder, start: at("2026-11-23T09:00:00Z"), realNowMs: () => 0 })
  const store = await openMailStore(join(folder, "mail-in"))
  const log = () => {}
  const mailDomain = "turnabout.example"
  arrived = []
  onMail = async () => {}
  due = []
  pair = null
  ses = await startSes({ folder: join(folder, "sent"), mailDomain, now: clock.now, onFeedback: async () => {}, log })
  const door = await startSmtp({
    port: 0,
    mailDomain,
    store,
    now: clock.now,
    onMail: async ({ Records: [record] }) => {
      arrived.push((await store.get(record.ses.mail.messageId)) ?? new Uint8Array())
      await onMail()
    },
    log,
  })
  if (!door.ok) throw new Error(door.error.code)
  smtp = door.value
  const nextThing = async () => due[0] ?? null
  const runDue = async () => {
    due = []
    await deliver({ kind: "prompt" })
  }
  const letters = () => ses.messages().length
  const advance = createAdvance({ clock, earliestDue: nextThing, runDue, settled: async () => {}, letters, log })
  const pairs: WorkbenchDeps["store"] = {
    addressee: async (token) => {
      const member = memberIds.find((each) => pair?.members[each].token === token)
      return pair === null || member === undefined ? null : { pair: pair.id, member }
    },
    load: async () => pair,
  }
  deps = { ses, clock, advance, nextThing, store: pairs, smtpPort: smtp.port, mailDomain }
  app = createWorkbench(deps)
})
afterEach(async () => {
  await Promise.all([ses.stop(), smtp.stop()])
  rmSync(folder, { recursive: true, force: true })
})

describe("the letters", () => {
  test("are JSON, of all mailboxes or of one", async () => {
    await deliver({})
    await deliver({ to: { name: "Ben", mailbox: "ben@example.net" } })
    expect(await json("/workbench/messages")).toMatchObject([{ to: "ana@example.org" }, { to: "ben@example.net" }])
    expect(await json("/workbench/messages?to=ben%40example.net")).toMatchObject([{ to: "ben@example.net" }])
    expect(await json("/workbench/messages?to=nobody@example.org")).toEqual([])
  })

  test("can be had raw, as SES got them", async () => {
    const raw = await deliver({})
    const [message] = (await json("/workbench/messages")) as { id: string }[]
    const answer = await app.request(`/workbench/messages/${message?.id}.eml`)
    expect(answer.headers.get("Content-Type")).toBe("message/rfc822")
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(raw))
    const source = await app.request(`/workbench/messages/${message?.id}.txt`)
    expect(source.headers.get("Content-Type")).toBe("text/plain; charset=utf-8")
    expect(Buffer.from(await source.arrayBuffer())).toEqual(Buffer.from(raw))
  })

  test("that do not exist are not found", async () => {
    for (const file of ["none.eml", "none.txt"]) {
      const answer = await app.request(`/workbench/messages/${file}`)
      expect([answer.status, await answer.json()]).toEqual([404, { error: "There is no such mail." }])
    }
  })
})

describe("the clock", () => {
  test("is read, moved by a duration or to an instant, and says how many letters that caused", async () => {
    expect(await json("/workbench/clock")).toEqual({ now: "2026-11-23T09:00:00Z" })
    due = [at("2026-11-24T09:00:00Z")]
    expect(await (await post("/workbench/clock", { by: "P7D" })).json()).toEqual({
      now: "2026-11-30T09:00:00Z",
      letters: 1,
    })
    expect(await (await post("/workbench/clock", { to: "2026-12-24T09:00:00Z" })).json()).toEqual({
      now: "2026-12-24T09:00:00Z",
      letters: 0,
    })
    expect(await json("/workbench/clock")).toEqual({ now: "2026-12-24T09:00:00Z" })
  })

  test("takes weeks, days, hours and minutes, also together", async () => {
    await post("/workbench/clock", { by: "P1W" })
    await post("/workbench/clock", { by: "P1DT1H30M" })
    expect(await json("/workbench/clock")).toEqual({ now: "2026-12-01T10:30:00Z" })
  })

  test("goes on until a letter comes", async () => {
    due = [at("2026-11-25T12:00:00Z")]
    const answer = await post("/workbench/clock", { until: "letter" })
    expect(await answer.json()).toEqual({ now: "2026-11-25T12:00:00Z", letters: 1 })
  })

  test("takes JSON that curl calls a form", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" }
    const answer = await app.request("/workbench/clock", { method: "POST", headers, body: '{"by": "P1D"}' })
    expect(await answer.json()).toEqual({ now: "2026-11-24T09:00:00Z", letters: 0 })
  })

  test.each([
    ["{", 'Send either {"by": "P7D"} or {"to": "2026-12-24T09:00:00Z"}.'],
    [{}, 'Send either {"by": "P7D"} or {"to": "2026-12-24T09:00:00Z"}.'],
    [{ by: "P7D", to: "2026-12-24T09:00:00Z" }, 'Send either {"by": "P7D"} or {"to": "2026-12-24T09:00:00Z"}.'],
    [{ until: "Christmas" }, 'Send either {"by": "P7D"} or {"to": "2026-12-24T09:00:00Z"}.'],
    [{ by: "7 days" }, '"by" must be an ISO 8601 duration such as P7D, P2W, PT36H or P1DT30M.'],
    [{ by: "-P1D" }, 'The clock cannot be set back: "by" must not be negative.'],
    [{ by: "P999999Y" }, "The clock moves at most 10 years at a time."],
    [{ by: "P10YT1S" }, "The clock moves at most 10 years at a time."],
    [{ to: "2026-12-24" }, '"to" must be an instant such as 2026-12-24T09:00:00Z, with Z or an offset.'],
    [{ to: "2037-01-01T00:00:00Z" }, "The clock moves at most 10 years at a time."],
    [{ to: "2026-11-23T08:59:59Z" }, "It is 2026-11-23T09:00:00Z already, and the clock cannot be set back."],
  ])("refuses %o with what to do", async (body, error) => {
    const answer = await post("/workbench/clock", body)
    expect([answer.status, await answer.json()]).toEqual([422, { error }])
    expect(await json("/workbench/clock")).toEqual({ now: "2026-11-23T09:00:00Z" })
  })

  test("is moved by the page's buttons, which lead back to the page", async () => {
    const answer = await postForm("/workbench/clock", { by: "P1W" })
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/workbench"])
    expect(await json("/workbench/clock")).toEqual({ now: "2026-11-30T09:00:00Z" })
    const refused = await postForm("/workbench/clock", { to: "2026-11-23T09:00:00Z" })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain("It is 2026-11-30T09:00:00Z already")
  })
})

describe("the reply box", () => {
  test("sends a mail through the SMTP door as the member, in answer to the letter", async () => {
    const reply = {
      from: "ana@example.org",
      to: "r-ana@turnabout.example",
      subject: "Re: What will you bring?",
      inReplyTo: "<one@eu-west-1.amazonses.com>",
      text: "I want to look at Monday.\n",
    }
    const answer = await postForm("/workbench/mail", reply)
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/workbench"])
    expect(await (await post("/workbench/mail", reply)).json()).toEqual({ sent: true })
    const [mail] = await Promise.all(arrived.map((raw) => PostalMime.parse(raw)))
    expect(mail).toMatchObject({
      from: { address: "ana@example.org" },
      to: [{ address: "r-ana@turnabout.example" }],
      subject: "Re: What will you bring?",
      inReplyTo: "<one@eu-west-1.amazonses.com>",
      references: "<one@eu-west-1.amazonses.com>",
      text: "I want to look at Monday.\n",
      date: "2026-11-23T09:00:00.000Z",
    })
    expect(arrived).toHaveLength(2)
  })

  test("leads back to the letter, which says what was answered, and what came of it", async () => {
    await deliver({ kind: "prompt" })
    const [letter] = (await json("/workbench/messages")) as WorkbenchMessage[]
    const reply = {
      from: "ana@example.org",
      to: "r-ana@turnabout.example",
      inReplyTo: letter?.headers["message-id"] ?? "",
      text: "I want to look at <Monday>.",
    }
    onMail = async () => void (await deliver({ kind: "coach-note", to: { name: "Ben", mailbox: "ben@example.net" } }))
    const answer = await postForm("/workbench/mail", reply)
    expect(answer.headers.get("Location")).toBe(`/workbench#letter-${letter?.id}`)
    const page = await (await app.request("/workbench")).text()
    expect(page).toMatch(new RegExp(`<details class="letter" id="letter-${letter?.id}" open`))
    expect(page).toMatch(
      /<p class="news" role="status"><strong>Sent.<\/strong> <bdi>ana@example.org<\/bdi> replied; 1 letter came: <a href="#letter-[^"]+">coach-note to ben@example.net<\/a>\./,
    )
    expect(page).toContain("<pre>I want to look at &lt;Monday&gt;.</pre>")
  })

  test.each([
    [{ text: "" }, "text: is empty"],
    [{ from: "ana" }, "from: must be one mail address"],
    [{ to: "a@example.org, b@example.org" }, "to: must be one mail address"],
    [{ inReplyTo: "x\r\nBcc: y" }, "inReplyTo: must be a Message-ID in angle brackets"],
    [{ to: "ben@example.net" }, "The mail was not taken: 550 Mail is taken for turnabout.example only"],
  ])("refuses %o", async (changes, error) => {
    const answer = await post("/workbench/mail", {
      from: "ana@example.org",
      to: "r-ana@turnabout.example",
      text: "Hello",
      ...changes,
    })
    expect([answer.status, await answer.json()]).toEqual([422, { error }])
    expect(arrived).toEqual([])
  })
})

describe("the buttons of a calendar card", () => {
  test.each(["google", "outlook", "apple"] as const)(
    "answer as %s would, by the member's own clock",
    async (client) => {
      const message = await invite(activePair({ partnerZone: "America/New_York" }))
      const answers = [{ answer: "accept" }, { answer: "decline" }, { answer: "propose", starts: "2026-11-27T11:00" }]
      for (const pressed of answers) {
        const answer = await postForm("/workbench/calendar", { message, client, starts: "", ...pressed })
        expect([answer.status, answer.headers.get("Location")]).toEqual([303, `/workbench#letter-${message}`])
      }
      const readings = await Promise.all(
        arrived.map((raw) => readMail(input(raw, { member: { mailbox: ben.mailbox, zone: "America/New_York" } }))),
      )
      const rsvp = { uid: "pair_aaaaaaaaaaaaaaaa.1.0@turnabout.example", sequence: 0, attendee: ben.mailbox }
      expect(readings).toMatchObject([
        { kind: "rsvp", rsvp: { ...rsvp, method: "REPLY", partstat: "ACCEPTED" } },
        { kind: "rsvp", rsvp: { ...rsvp, method: "REPLY", partstat: "DECLINED" } },
        { kind: "proposal", rsvp: { ...rsvp, method: client === "apple" ? "REPLY" : "COUNTER" } },
      ])
      const proposal = readings[2]?.kind === "proposal" ? readings[2].proposal : null
      expect([proposal?.start.toString(), proposal?.end?.toString()]).toEqual([
        "2026-11-27T16:00:00Z",
        "2026-11-27T17:00:00Z",
      ])
    },
  )

  test("are on the card of an event that is ahead, each labelled, with the reader's zone", async () => {
    const message = await invite(activePair({ partnerZone: "America/New_York" }))
    const page = await (await app.request("/workbench")).text()
    expect(page).toContain(`name="message" value="${message}"`)
    expect(page).toMatch(
      /<label>Another time \(New York time\)<input type="datetime-local" name="starts" value="2026-11-26T11:00"/,
    )
    expect(page.match(/name="answer" value="(?:accept|decline|propose)"/g)).toHaveLength(3)
    await post("/workbench/clock", { to: "2026-11-26T16:00:00Z" })
    expect(await (await app.request("/workbench")).text()).not.toContain('name="answer"')
  })

  test("are gone once a later letter has brought the event anew, or taken it out", async () => {
    const first = await invite(activePair())
    const second = await invite(activePair())
    const page = await (await app.request("/workbench")).text()
    expect(page).not.toContain(`name="message" value="${first}"`)
    expect(page).toContain(`name="message" value="${second}"`)
    expect(page).toContain("Changed by a later letter")
    const cancelled = await invite(activePair(), "CANCEL")
    expect(await (await app.request("/workbench")).text()).not.toContain('name="answer"')
    const refused = await post("/workbench/calendar", { message: cancelled, answer: "accept", client: "google" })
    expect(await refused.json()).toEqual({
      error: "message: this event was cancelled, and calendars answer only to what stands",
    })
  })

  test("show at once what was answered", async () => {
    const before = activePair()
    await invite(before)
    expect(await (await app.request("/workbench")).text()).toContain("<li>Ben: not answered</li>")
    const session = theSession(before, 1)
    const partstat = { a: "NEEDS-ACTION", b: "ACCEPTED" } as const
    pair = withSession(before, { ...session, event: { ...session.event, partstat } })
    expect(await (await app.request("/workbench")).text()).toContain("<li>Ben: accepted</li>")
  })

  test("say beneath the letter who answered what, from where", async () => {
    const message = await invite(activePair())
    const pressed = { message, answer: "propose", client: "outlook", starts: "2026-11-27T11:00" }
    await postForm("/workbench/calendar", pressed)
    await postForm("/workbench/calendar", { message, answer: "decline", client: "apple" })
    const page = await (await app.request("/workbench")).text()
    expect(page).toContain("<strong>Sent.</strong> <bdi>Ben</bdi> said no, from Apple; no letter came.")
    expect([...page.matchAll(/<div class="said"><p>(.*?)<span/g)].map(([, said]) => said)).toEqual([
      "<bdi>Ben</bdi> proposed 27 November 2026 at 11:00, from Outlook",
      "<bdi>Ben</bdi> said no, from Apple",
    ])
  })

  test("know no zone but UTC where no pair is known", async () => {
    await deliver({ calendar: { method: "REQUEST", text: calendar } })
    expect(await (await app.request("/workbench")).text()).toContain("Another time (UTC)")
  })

  test.each([
    [{ message: "none" }, "message: there is no such letter"],
    [{ message: "" }, "message: is empty"],
    [{ answer: "maybe" }, 'answer: Invalid option: expected one of "accept"|"decline"|"propose"'],
    [{ client: "lotus" }, 'client: Invalid option: expected one of "google"|"outlook"|"apple"'],
    [{ answer: "propose" }, "starts: must be a day and time such as 2026-11-27T10:00, by the clock of Europe/Berlin"],
    [
      { answer: "propose", starts: "2026-11-31T10:00" },
      "starts: must be a day and time such as 2026-11-27T10:00, by the clock of Europe/Berlin",
    ],
  ])("refuse %o", async (changes, error) => {
    const message = await invite(activePair())
    const answer = await post("/workbench/calendar", { message, answer: "accept", client: "google", ...changes })
    expect([answer.status, await answer.json()]).toEqual([422, { error }])
    expect(arrived).toEqual([])
  })

  test("refuse a letter without an event, in words on a page of its own", async () => {
    await deliver({})
    const [message] = (await json("/workbench/messages")) as { id: string }[]
    const pressed = { message: message?.id ?? "", answer: "accept", client: "google" }
    const answer = await postForm("/workbench/calendar", pressed)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain("message: no event comes with this letter")
  })
})

test("SES is told to fail, and answers how it is set", async () => {
  const answer = await post("/workbench/ses", { throttle: { next: 1 }, suppressed: ["Ben@example.net"] })
  expect(await answer.json()).toMatchObject({ throttle: { next: 1 }, suppressed: ["ben@example.net"], paused: false })
  await expect(deliver({})).rejects.toMatchObject({ name: "Throttling" })
  const refused = await post("/workbench/ses", { throtle: { next: 1 } })
  expect([refused.status, await refused.json()]).toEqual([422, { error: 'Unrecognized key: "throtle"' }])
})

describe("the page", () => {
  test("explains itself before there is anything to see", async () => {
    const page = await (await app.request("/workbench")).text()
    expect(page).toContain("It is <strong>Monday 23 November 2026 at 09:00</strong> (UTC). Nothing is planned.")
    expect(page).toMatch(/<details[^>]* open[^>]*><summary>The practice in five minutes/)
    expect(page).not.toContain("Next thing</button>")
  })

  test("shows each mailbox with its letters, the newest and the next session open, as mail, text and calendar card", async () => {
    await deliver({ calendar: { method: "REQUEST", text: calendar } })
    await deliver({ to: { name: "Ben", mailbox: "ben@example.net" } })
    await deliver({ kind: "prompt", subject: "What will <b>you</b> bring?" })
    const page = await (await app.request("/workbench")).text()
    expect([...page.matchAll(/<h2 id="mailbox-[^"]+">([^<]+)/g)].map(([, mailbox]) => mailbox)).toEqual([
      "ana@example.org",
      "ben@example.net",
    ])
    const [newest, older] = [
      page.indexOf("What will &lt;b&gt;you&lt;/b&gt; bring?"),
      page.indexOf('<p class="title">Ana coaches Ben'),
    ]
    expect(newest).toBeGreaterThan(0)
    expect(older).toBeGreaterThan(newest)
    expect(page).toContain("Tuesday 24 November 2026 at 17:00 to 18:00 (UTC)")
    expect(page).toContain("<li>Ben: not answered</li>")
    expect(page.match(/<details class="letter"[^>]* open/g)).toHaveLength(3)
    expect(page).toContain('name="inReplyTo" value="&lt;')
  })

  test("says how the pair stands, and no word that either of them has written", async () => {
    expect(await (await app.request("/workbench")).text()).toContain("Nobody has signed up yet.")
    await invite(activePair())
    const page = await (await app.request("/workbench")).text()
    expect(page).toContain('<bdi>Ana</bdi><span class="hint"> (ana@example.org)</span> with <bdi>Ben</bdi>')
    expect(page).toContain("<strong>Active.</strong> They meet every week: Thursdays, 17:00, Berlin time.")
    expect(page).toContain("Next session: <strong>Ben coaches Ana</strong>")
    expect(page).toContain(
      "Wednesday 25 November 2026 at 16:00 (UTC), in 2 days and 7 hours: Ana is asked what to bring",
    )
    expect(page).toContain("No letter is owed.")
  })

  test("is shown though what is kept of a pair can't be read", async () => {
    await invite(activePair())
    app = createWorkbench({ ...deps, store: { ...deps.store, load: () => Promise.reject(new Error("spoiled")) } })
    const answer = await app.request("/workbench")
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining("What is kept of 1 more can’t be read."),
    ])
  })

  test("says what came when the clock was moved", async () => {
    due = [at("2026-11-25T12:00:00Z")]
    await postForm("/workbench/clock", { until: "letter" })
    expect(await (await app.request("/workbench")).text()).toMatch(
      /role="status">The clock was moved; 1 letter came: <a href="#letter-[^"]+">prompt to ana@example.org<\/a>\./,
    )
  })

  test("shows letters in frames that run no script and open links outside", async () => {
    await deliver({ html: '<script>alert(1)</script><p>"Hello"</p>' })
    const answer = await app.request("/workbench")
    const page = await answer.text()
    // The page may measure them, since nothing in them runs.
    expect(page).toContain('sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"')
    expect(page).toContain('srcdoc="&lt;base target=&quot;_blank&quot;&gt;&lt;script&gt;')
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/workbench/frames.js" defer="">'])
    expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'")
    expect((await app.request("/workbench/frames.js")).headers.get("Content-Type")).toMatch("text/javascript")
  })

  test("offers what comes next, with how long that is", async () => {
    due = [at("2026-11-25T12:00:00Z")]
    const page = await (await app.request("/workbench")).text()
    expect(page).toContain("The next thing is due in 2 days and 3 hours: Wednesday 25 November 2026 at 12:00.")
    expect(page).toContain('<button name="until" value="letter">Next thing</button>')
    due = [at("2026-11-20T12:00:00Z")]
    const late = await (await app.request("/workbench")).text()
    expect(late).toContain("The next thing is due now.")
  })

  test("takes no post from another site", async () => {
    const foreign = await app.request("/workbench/clock", {
      method: "POST",
      headers: { Origin: "https://elsewhere.example", "Content-Type": "text/plain" },
      body: '{"by":"P1D"}',
    })
    expect(foreign.status).toBe(403)
    expect(await json("/workbench/clock")).toEqual({ now: "2026-11-23T09:00:00Z" })
    const own = await app.request("http://localhost:3000/workbench/clock", {
      method: "POST",
      headers: { Origin: "http://localhost:3000" },
      body: '{"by":"P1D"}',
    })
    expect(own.status).toBe(200)
  })

  test("takes no endless body", async () => {
    expect((await post("/workbench/mail", { text: "x".repeat(1024 * 1024) })).status).toBe(413)
  })
})

/** Ben has the invitation to the pair's first session; its id. */
async function invite(invited: Pair, method: "REQUEST" | "CANCEL" = "REQUEST"): Promise<string> {
  pair = invited
  const session = theSession(invited, 1)
  const { event } = session
  const text = invitationCalendar({
    pair: invited,
    session,
    event,
    to: "b",
    method,
    mailDomain: "turnabout.example",
  })
  const address = `r-${ben.token}@turnabout.example`
  await deliver({ address, to: ben, calendar: { method, text } })
  return ((await json("/workbench/messages")) as { id: string }[]).at(-1)?.id ?? ""
}

const calendar = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  "UID:1@turnabout.example",
  "SEQUENCE:0",
  "DTSTAMP:20261123T090000Z",
  "ORGANIZER;CN=Turnabout:mailto:r-ana@turnabout.example",
  "DTSTART:20261124T170000Z",
  "DTEND:20261124T180000Z",
  "SUMMARY:Ana coaches Ben",
  "DESCRIPTION:First five minutes\\, then\\nthe rest",
  "ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@example.org",
  "ATTENDEE;CN=Ben;PARTSTAT=NEEDS-ACTION:mailto:ben@example.net",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n")

async function deliver(changes: Partial<Mail>): Promise<Uint8Array> {
  const mail: Mail = {
    kind: "invitation",
    address: "r-ana@turnabout.example",
    to: { name: "Ana", mailbox: "ana@example.org" },
    subject: "Tuesday at 17:00",
    text: "See you",
    html: "<p>See you</p>",
    calendar: null,
    ownId: "own@turnabout.example",
    threadId: null,
    unsubscribeUrl: "http://localhost:3000/unsubscribe/x",
    tags: { pair: pairIdSchema.parse("pair_aaaaaaaaaaaaaaaa"), member: "a" },
    isReply: false,
    date: new Date(0),
    ...changes,
  }
  const raw = await mime(mail)
  const client = new SESClient({ ...loopbackClient(ses.endpoint), maxAttempts: 1 })
  await client.send(new SendRawEmailCommand({ RawMessage: { Data: raw }, Destinations: [mail.to.mailbox] }))
  return raw
}

async function json(path: string): Promise<unknown> {
  return (await app.request(path)).json()
}

async function post(path: string, body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return app.request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: text })
}

async function postForm(path: string, fields: Record<string, string>): Promise<Response> {
  return app.request(path, { method: "POST", body: new URLSearchParams(fields) })
}

function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text)
}
