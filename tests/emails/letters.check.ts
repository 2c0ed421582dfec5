import { spawnSync } from "node:child_process"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import { HtmlValidate } from "html-validate"
import PostalMime from "postal-mime"
import { beforeAll, describe, expect, test } from "vitest"
import { gallery } from "../../scripts/gallery.ts"
import type { Sample } from "../../scripts/gallery.ts"
import { everyLetter } from "../functions/letters.ts"
import { anaAsksBen, scene } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"
import { readCalendarFile } from "../support/calendar-replay.ts"
import { tableOf } from "../faults/tables.ts"

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

test("every calendar file is read again by ical.js, with its times in UTC", () => {
  const events = samples.flatMap(({ ics }) => (ics === null ? [] : [{ ics, ...readCalendarFile(ics) }]))
  expect(events.length).toBeGreaterThan(20)
  expect(new Set(events.map(({ method }) => method))).toEqual(new Set(["REQUEST", "CANCEL"]))
  expect(new Set(events.map(({ starts, ends }) => ends.since(starts).total("minutes")))).toEqual(new Set([60]))
  expect(events.filter(({ ics }) => !/^DTSTART:\d{8}T\d{6}Z\r$/m.test(ics))).toEqual([])
})

describe("the links of letters that were sent", () => {
  type Followed = { readonly kind: string; readonly label: string; readonly url: string; readonly status: number }

  /** Follows each link the moment the letter is sent, as its reader might. */
  function following(into: Followed[]): Scene {
    const on = scene()
    const app = createApp(on.ports)
    const send: Scene["ports"]["mailer"]["send"] = async (mail) => {
      const { html = "" } = await PostalMime.parse(mail.raw)
      const kind = /^X-Turnabout-Letter: (.+)\r$/m.exec(Buffer.from(mail.raw).toString())?.[1] ?? ""
      const result = await on.ports.mailer.send(mail)
      for (const [, url = "", label = ""] of html.matchAll(/<a [^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/g)) {
        const plain = url.replaceAll("&amp;", "&")
        const { pathname, search, origin } = new URL(plain)
        const isOurs = origin === on.ports.config.baseUrl
        into.push({ kind, label, url: plain, status: isOurs ? (await app.request(`${pathname}${search}`)).status : 0 })
      }
      return result
    }
    return { ...on, ports: { ...on.ports, mailer: { send } } }
  }

  test("are whole addresses, each purpose once a letter, and the service answers each", async ({ task }) => {
    const followed: Followed[] = []
    await everyLetter(anaAsksBen, () => following(followed))
    const ours = followed.filter(({ status }) => status !== 0)
    expect(followed.filter(({ status }) => status === 0).map(({ url }) => url)).toEqual(
      followed.filter(({ status }) => status === 0).map(() => anaAsksBen.meetingLink),
    )
    expect(ours.filter(({ status }) => status !== 200)).toEqual([])
    const kinds = new Set(ours.map(({ kind }) => kind))
    expect(kinds.size).toBeGreaterThan(14)
    task.meta.table = tableOf("Links followed the moment a letter is sent", [
      ["kinds of letters", "links", "answered"],
      [kinds.size, ours.length, ours.filter(({ status }) => status === 200).length],
    ])
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
    const received = `Received: from mail.turnabout.example (mail.turnabout.example [54.240.7.10])
\tby mx.example.org with ESMTPS id 1; Mon, 23 Nov 2026 09:00:01 +0000`
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
