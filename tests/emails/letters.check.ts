import { spawnSync } from "node:child_process"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import { sayDay, sayTime, sayZone } from "@turnabout/core/when.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import { HtmlValidate } from "html-validate"
import PostalMime from "postal-mime"
import { beforeAll, describe, expect, test } from "vitest"
import { gallery } from "../../scripts/gallery.ts"
import type { Sample } from "../../scripts/gallery.ts"
import { anaAsksBen, scene } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"
import { readCalendarFile } from "../support/calendar-replay.ts"
import { tableOf } from "../faults/tables.ts"
import { livesWithEveryKind } from "./lives.ts"

const bytesAtMost = 30 * 1024

let samples: readonly Sample[]
beforeAll(async () => {
  samples = await gallery()
})

test("html-validate finds no error in any letter", async () => {
  const validator = new HtmlValidate({ extends: ["html-validate:standard"], rules: inMail })
  const found: string[] = []
  for (const { file, html } of samples) {
    const { results } = await validator.validateString(html)
    for (const { messages } of results)
      for (const { ruleId, line, message } of messages) found.push(`${file}:${line} ${ruleId}: ${message}`)
  }
  expect(found).toEqual([])
})

/** What the standard's rules are about in a page, and not in a mail. */
const inMail = {
  // Mail clients strip a style sheet or ignore it: what must hold stands at the element.
  "no-inline-style": "off",
} as const

test("every mail has CRLF, lines within 998 bytes, and at most 30 KB", () => {
  const found = samples.flatMap(({ file, eml }) => {
    const raw = Buffer.from(eml).toString("latin1")
    const longest = Math.max(...raw.split("\r\n").map((line) => line.length))
    return [
      ...(/[\r\n]/.test(raw.replaceAll("\r\n", "")) ? [`${file}: a bare CR or LF`] : []),
      ...(longest > 998 ? [`${file}: a line of ${longest}`] : []),
      ...(eml.length > bytesAtMost ? [`${file}: ${eml.length} bytes`] : []),
    ]
  })
  expect(found).toEqual([])
})

test("every calendar file is read again by ical.js, with its times in UTC, and is an event of its own", () => {
  const events = carried()
  expect(new Set(events.map(({ method }) => method))).toEqual(new Set(["REQUEST", "CANCEL"]))
  expect(new Set(events.map(({ starts, ends }) => ends.since(starts).total("minutes")))).toEqual(new Set([60]))
  expect(events.filter(({ ics }) => !/^DTSTART:\d{8}T\d{6}Z\r$/m.test(ics))).toEqual([])
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length)
  expect(events.length).toBeGreaterThan(50)
  expect(new Set(events.map(({ starts, summary }) => `${summary} ${starts}`)).size).toBeGreaterThan(10)
})

describe("the event of a letter", () => {
  /** Where the readers of letters are. */
  const zones = ["Europe/Lisbon", "Europe/Berlin", "Pacific/Auckland"]

  test("is when the letter says", () => {
    const saysWhen = carried().filter(({ kind }) => kind !== "paused" && kind !== "ended")
    const untold = saysWhen.filter(({ kind, words, starts }) => {
      // One that is called off may be told of by its day alone.
      const isSaid = (zone: string) =>
        words.includes(sayDay(starts, zone)) && (kind === "skipped" || words.includes(sayTime(starts, zone)))
      // Some letters name no zone: then it is Ana's.
      const named = zones.filter((zone) => words.includes(sayZone(zone)))
      return !(named.length === 0 ? zones.slice(0, 1) : named).some(isSaid)
    })
    expect(untold.map(({ file, starts }) => `${file} has ${starts}`)).toEqual([])
  })

  test("is of the two whom the letter is to and about, and asks the one whom it is to", async () => {
    const faults: string[] = []
    for (const { file, words, summary, partstats, eml } of carried()) {
      const { to = [] } = await PostalMime.parse(eml)
      const [reader] = to
      const partner = summary.replace(reader?.name ?? "", "").replace(/ (coaches|and) |look at their practice/g, "")
      if (!summary.includes(reader?.name ?? "?")) faults.push(`${file} to ${reader?.name} is about “${summary}”`)
      if (partner.trim() === "" || !words.includes(partner.trim())) faults.push(`${file} does not speak of ${partner}`)
      if (partstats[`mailto:${reader?.address}`] === undefined)
        faults.push(`${file} asks ${Object.keys(partstats).join(", ")}`)
    }
    expect(faults).toEqual([])
  })

  test("has the roles of the letter", () => {
    const faults = carried().flatMap(({ file, words, summary, method }) => {
      const says = /you (?:are the|will be the) focus|the hour is yours/i.test(words) ? "focus" : null
      const coaches = / you coach /i.test(words) ? "coach" : null
      const coach = /^(.*) coaches /.exec(summary)?.[1]
      if (method === "CANCEL" || coach === undefined || (says === null) === (coaches === null)) return []
      const isReaderCoach = !words.includes(coach)
      return isReaderCoach === (coaches !== null) ? [] : [`${file}: “${summary}”`]
    })
    expect(faults).toEqual([])
  })

  test("is in no letter about none", () => {
    const files = new Set(carried().map(({ file }) => file))
    const about = ["changed", "skipped", "paused", "ended", "question.stale-decline"]
    const aboutNone = ["changed.agreement", "changed.mailbox", "paused.wait", "question", "prompt"]
    expect([about.filter((file) => !files.has(file)), aboutNone.filter((file) => files.has(file))]).toEqual([[], []])
  })
})

/** The letters that carry an event, with what is in it. */
function carried() {
  return samples.flatMap(({ ics, ...sample }) => {
    const words = `${sample.subject} ${sample.text}`.replaceAll(/\s+/g, " ")
    return ics === null ? [] : [{ ...sample, words, ics, ...readCalendarFile(ics) }]
  })
}

describe("letters of every kind that were sent in somebody's life", () => {
  type Sent = {
    readonly life: string
    readonly kind: string
    readonly method: string | null
    readonly links: readonly Followed[]
  }
  type Followed = { readonly purpose: string; readonly url: string; readonly status: number | "elsewhere" }

  let sent: Sent[]
  beforeAll(async () => {
    sent = []
    await livesWithEveryKind((life) => following(sent, life))
  })

  /** Follows each link the moment the letter is sent, as its reader might. */
  function following(into: Sent[], life = ""): Scene {
    const on = scene()
    const app = createApp(on.ports)
    const send: Scene["ports"]["mailer"]["send"] = async (mail) => {
      const { html = "" } = await PostalMime.parse(mail.raw)
      const raw = Buffer.from(mail.raw).toString()
      const kind = /^X-Turnabout-Letter: (.+)\r$/m.exec(raw)?.[1] ?? ""
      const method = /^METHOD:(.+?)\r?$/m.exec(raw)?.[1] ?? null
      const result = await on.ports.mailer.send(mail)
      const links: Followed[] = []
      for (const [, address = ""] of html.matchAll(/<a [^>]*href="([^"]+)"/g)) {
        const url = address.replaceAll("&amp;", "&")
        const { pathname, search, hash, origin } = new URL(url)
        const isOurs = origin === on.ports.config.baseUrl
        // The page that it leads to, and what it has chosen there already: all but whose link it is.
        const purpose = isOurs ? `${purposeOf(pathname)}${search}${hash}` : url
        const status = isOurs ? (await app.request(`${pathname}${search}`)).status : "elsewhere"
        links.push({ purpose, url, status })
      }
      into.push({ life, kind, method, links })
      return result
    }
    return { ...on, ports: { ...on.ports, mailer: { send } } }
  }

  /** A link's own word for what it is for, which stands in its token; the page of one that has none. */
  function purposeOf(pathname: string): string {
    const [, page = "", token] = pathname.split("/")
    if (token === undefined) return page
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString())
    return Array.isArray(claims) ? `${page} ${claims[0]}` : page
  }

  test("have links that the service answers, each whole, and each purpose once a letter", ({ task }) => {
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(letterKinds))
    const links = sent.flatMap(({ life, kind, links: found }) => found.map((link) => ({ life, kind, ...link })))
    const elsewhere = links.filter(({ status }) => status === "elsewhere")
    expect(new Set(elsewhere.map(({ url }) => url))).toEqual(new Set([anaAsksBen.meetingLink]))
    const refused = links.filter(({ status }) => status !== 200 && status !== "elsewhere")
    expect(refused).toEqual([])
    const twice = sent.flatMap(({ kind, links: found }) => {
      const purposes = found.map(({ purpose }) => purpose)
      return purposes
        .filter((purpose, place) => purposes.indexOf(purpose) !== place)
        .map((purpose) => `${kind} has ${purpose} twice`)
    })
    expect(twice).toEqual([])
    task.meta.table = tableOf("Links followed the moment a letter is sent", [
      ["kinds of letters", "letters", "links", "answered"],
      [new Set(sent.map(({ kind }) => kind)).size, sent.length, links.length, links.length - refused.length],
    ])
  })

  test("carry an event where the samples do, and ask or cancel as they do", () => {
    const lived = new Set(sent.map(({ kind, method }) => `${kind} ${method}`))
    const shown = samples.map(({ kind, ics, file }) => ({
      file,
      says: `${kind} ${ics === null ? null : readCalendarFile(ics).method}`,
    }))
    expect(shown.filter(({ says }) => !lived.has(says))).toEqual([])
    expect(lived.size).toBeGreaterThan(letterKinds.length)
  })
})

describe("SpamAssassin", () => {
  test("finds nothing in any letter but that it has HTML, and knows a spam mail when it sees one", ({ task }) => {
    const mails = samples.map(({ eml }) => delivered(Buffer.from(eml).toString("latin1")))
    const verdicts = spamAssassin([...mails, delivered(spam)])
    expect(verdicts).toHaveLength(mails.length + 1)
    const control = verdicts.at(-1)!
    const letters = verdicts.slice(0, -1)
    task.meta.table = tableOf("SpamAssassin, local rules", [
      ["", "mails", "highest score", "rules"],
      ["letters", letters.length, Math.max(...letters.map(({ score }) => score)), rulesOf(letters)],
      ["a spam mail", 1, control.score, rulesOf([control]).slice(0, 60)],
    ])
    expect(letters.filter(({ score }) => score > 0.1)).toEqual([])
    expect(rulesOf(letters)).toBe("HTML_MESSAGE")
    expect(control.score).toBeGreaterThan(5)
  })

  type Verdict = { readonly score: number; readonly rules: readonly string[] }

  /** `-L`: no look-ups in the network. All in one process, as a mailbox file: starting it takes longer than a letter. */
  function spamAssassin(mails: readonly string[]): Verdict[] {
    const mailbox = mails.map(
      (mail, place) =>
        `From ana@example.org Mon Nov 23 09:00:00 2026\nX-Place: ${place}\n${mail.replaceAll("\r\n", "\n")}\n`,
    )
    const ran = spawnSync("spamassassin", ["-t", "-L", "--mbox"], {
      input: Buffer.from(mailbox.join("\n"), "latin1"),
      encoding: "latin1",
      maxBuffer: 256 * 1024 * 1024,
    })
    if (ran.error !== undefined)
      throw new Error("spamassassin could not be run: apt-get install spamassassin", { cause: ran.error })
    const status = /^X-Spam-Status: \w+, score=(-?[\d.]+) required=[\d.]+ tests=([\w,\s]*?)\s*autolearn/m
    // Several processes of it write into one: they come in another order.
    const verdicts = ran.stdout.split(/^From ana@example\.org /m).flatMap((mail) => {
      const [, score, tests = ""] = status.exec(mail) ?? []
      const place = /^X-Place: (\d+)$/m.exec(mail)?.[1]
      const rules = tests.split(/[\s,]+/).filter((rule) => rule !== "" && rule !== "none")
      return place === undefined ? [] : [{ place: Number(place), score: Number(score), rules }]
    })
    return verdicts.toSorted((one, other) => one.place - other.place)
  }

  function rulesOf(verdicts: readonly Verdict[]): string {
    return [...new Set(verdicts.flatMap(({ rules }) => rules))].toSorted().join(" ")
  }

  /** As it lies in a mailbox: with a word from the server that took it in. Addresses for examples are a mark of spam. */
  function delivered(mail: string): string {
    const date = /^Date: (.*?)\r?$/m.exec(mail)?.[1] ?? ""
    const received = `Received: from mail.turnabout.example (mail.turnabout.example [54.240.7.10])
\tby mx.example.org with ESMTPS id 1; ${date}`
    return `${received}\r\n${mail}`
  }

  const spam = `From: "Winner Department" <win@example.com>
To: undisclosed-recipients:;
Subject: YOU HAVE WON $1,000,000.00 !!! ACT NOW - 100% FREE - GUARANTEED
Date: Mon, 23 Nov 2026 09:00:00 +0000
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: text/html; charset=us-ascii

<html><body><font size="7" color="red">CONGRATULATIONS!!! You have won ONE MILLION DOLLARS ($1,000,000.00 USD)!</font>
<p>Dear friend, I am the dying widow of a minister in Nigeria. Your assistance in transferring the sum of forty million
US dollars to a foreign account is needed. Confidential. Viagra Cialis cheap meds no prescription, click here:
<a href="http://192.0.2.1/free/viagra">CLICK HERE NOW</a>. 100% risk free money back guarantee. Order now, limited time
offer, lose weight fast, work from home and earn $5000 per week, no credit check, refinance your mortgage.</p></body></html>
`
})

test("every kind is among them", () => {
  expect(new Set(samples.map(({ kind }) => kind))).toEqual(new Set(letterKinds))
})
