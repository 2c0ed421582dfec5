import fc from "fast-check"
import { Temporal } from "temporal-polyfill"
import { describe, expect, test } from "vitest"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import type { SentLetter } from "@turnabout/core/mail-in/reading.ts"
import { whoWrote } from "@turnabout/core/mail-in/who-wrote.ts"
import { answers } from "../../fixtures/mail-in/answers.ts"
import { clients } from "../../fixtures/mail-in/clients.ts"
import { calendarClients } from "../../fixtures/mail-in/calendars.ts"
import { machineMails } from "../../fixtures/mail-in/machines.ts"
import { rawMail } from "@turnabout/local/client-mime.ts"
import { sentLetter } from "../../fixtures/mail-in/sent.ts"
import { input, letter } from "./mail-input.ts"

const ana = "From: Ana Example <ana@example.org>\nSubject: Re: hello\nMessage-ID: <one@example.org>\n"

function reply(
  text: string,
  to: SentLetter | null,
  more: { sessions?: readonly { number: number; starts: Temporal.Instant }[] } = {},
) {
  const refers = to === null ? "" : `In-Reply-To: <${to.sesId}@eu-west-1.amazonses.com>\n`
  return readMail(input(`${ana}${refers}\n${text}`, { letters: to === null ? [] : [to], ...more }))
}

describe("one mail, one reading", () => {
  const prompt = letter("prompt", { commitments: ["c.0", "c.1"] })
  const form = letter("after-form", { commitments: ["c.0", "c.1"] })
  const recap = letter("recap", { commitments: ["c.0", "c.1"] })

  test("a weekday in a fresh mail is that of the week of the next session, as in reply to its letter", async () => {
    const sessions = [{ number: 4, starts: Temporal.Instant.from("2026-12-03T16:00:00Z") }]
    expect(await reply("MOVE Saturday 11:00", null, { sessions })).toMatchObject({
      command: { word: "move", when: { local: Temporal.PlainDateTime.from("2026-12-05T11:00") } },
    })
  })

  test("words to a prompt are an answer", async () => {
    expect(await reply("The house.\nAll of it.", prompt)).toMatchObject({
      kind: "answer",
      answer: "The house.\nAll of it.",
      shared: null,
      letter: prompt,
      refersToLetter: true,
      from: "ana@example.org",
      messageId: "one@example.org",
    })
  })

  test("an answer that begins with PRIVATE is kept, without that word", async () => {
    expect(await reply("PRIVATE\nI am afraid.", prompt)).toMatchObject({
      kind: "answer",
      answer: "I am afraid.",
      shared: false,
    })
    expect(await reply("Share: I am afraid.", prompt)).toMatchObject({
      kind: "answer",
      answer: "I am afraid.",
      shared: true,
    })
    expect(await reply("private", prompt)).toMatchObject({ kind: "command", command: { word: "private" } })
  })

  test("yes is nothing to a prompt, an answer to a request and the beginning of an after-form", async () => {
    expect(await reply("yes", prompt)).toMatchObject({ kind: "answer", answer: "yes" })
    expect(await reply("yes", letter("partner-request"))).toMatchObject({ kind: "command", command: { word: "yes" } })
    expect(await reply("yes", form)).toMatchObject({ kind: "after", happened: true })
    expect(await reply("yes", null)).toMatchObject({ kind: "answer" })
  })

  test("skip is skip, whatever it answers", async () => {
    for (const to of [prompt, form, recap, letter("invitation"), null]) {
      expect(await reply("Skip, sorry", to)).toMatchObject({ kind: "command", command: { word: "skip" } })
    }
  })

  test("an after-form is its author's anyway, with PRIVATE before it or without", async () => {
    expect(await reply("PRIVATE\nyes\n- walk", form)).toMatchObject({
      kind: "after",
      happened: true,
      commitments: ["walk"],
    })
  })

  test("what became of commitments is heard in answer to a recap, and to a prompt that numbers them", async () => {
    const statuses = [
      { number: 1, status: "open" },
      { number: 2, status: "let-go" },
    ]
    expect(await reply("1 keep, 2 let go", recap)).toMatchObject({
      kind: "after",
      happened: null,
      statuses,
      line: null,
    })
    expect(await reply("1 keep\n2 let go\n\nThanks, that was good to read.", recap)).toMatchObject({
      kind: "after",
      statuses,
    })
    expect(await reply("1 keep, 2 let go", prompt)).toMatchObject({ kind: "after", statuses })
    expect(await reply("3 done", prompt)).toMatchObject({ kind: "answer" })
    expect(await reply("1 keep, 2 let go\nand the house", prompt)).toMatchObject({ kind: "answer" })
    expect(await reply("That was good to read.", recap)).toMatchObject({ kind: "answer" })
  })

  test("an after-form is known without its letter if it can be nothing else", async () => {
    expect(await reply("no\n- walk", null)).toMatchObject({ kind: "after", happened: false, commitments: ["walk"] })
  })

  test("a weekday is that of the week of the session that the letter is about", async () => {
    const sessions = [{ number: 3, starts: Temporal.Instant.from("2026-12-10T16:00:00Z") }]
    const reading = await reply("Friday 17:00", letter("invitation"), { sessions })
    expect(JSON.stringify(reading)).toContain("2026-12-11T16:00:00Z")
  })

  test("a mail without new words is empty, and no answer is made of its quote", async () => {
    const prompted = sentLetter("prompt")
    const quote = prompted.text
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n")
    expect(await reply(quote, letter("prompt", { text: prompted.text }))).toMatchObject({ kind: "empty", text: "" })
    expect(await reply("Sent from my iPhone", prompt)).toMatchObject({ kind: "empty" })
    expect(await reply("", prompt)).toMatchObject({ kind: "empty" })
  })

  test("a commitment made again is not taken for the letter's line", async () => {
    const sent = sentLetter("after-form")
    const quote = sent.text
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n")
    const text = `yes\n- email Ana before Thursday lunch\n- walk\n\nOn Thu, 26 Nov 2026 at 18:05, Turnabout wrote:\n${quote}`
    expect(await reply(text, letter("after-form", { text: sent.text }))).toMatchObject({
      commitments: ["email Ana before Thursday lunch", "walk"],
      line: null,
    })
  })

  test("“see below” is followed into the quote", async () => {
    const sent = sentLetter("prompt")
    const lines = sent.text.split("\n").map((line) => `> ${line}`)
    const text = ["See below.", "", ...lines.slice(0, 6), "> It is about Porto, mostly.", ...lines.slice(6)].join("\n")
    const reading = await reply(text, letter("prompt", { text: sent.text }))
    expect(reading).toMatchObject({ text: "See below.\n\nIt is about Porto, mostly." })
  })

  test("an answer written below an unmarked quote is found", async () => {
    const prompted = sentLetter("prompt")
    const block = "From: Turnabout\nSent: Wednesday, 25 November 2026 17:00\nTo: Ana\nSubject: Tomorrow\n"
    const text = `${block}\n${prompted.text}\n\nIt is about Porto.\nMostly.\n`
    const to = letter("prompt", { text: prompted.text })
    expect(await reply(text, to)).toMatchObject({ kind: "answer", text: "It is about Porto.\nMostly." })
  })

  test("an answer written between the lines of an unmarked quote is found", async () => {
    const prompted = sentLetter("prompt")
    const lines = prompted.text.split("\n")
    const block = "-----Original Message-----\nFrom: Turnabout\nSent: Wednesday, 25 November 2026 17:00\nTo: Ana\n"
    const text = [block, ...lines.slice(0, 9), "It is about Porto, mostly.", ...lines.slice(9)].join("\n")
    expect(await reply(text, letter("prompt", { text: prompted.text }))).toMatchObject({
      kind: "answer",
      text: "It is about Porto, mostly.",
    })
  })
})

describe("limits", () => {
  test.each([
    ["nothing", "", "no-sender"],
    ["no sender", "Subject: x\n\nyes", "no-sender"],
    ["a sender without a domain", "From: ana\n\nyes", "no-sender"],
    ["two senders", "From: ana@example.org, ben@example.net\n\nyes", "several-senders"],
    ["1 MB and a byte", `${ana}\n${"x".repeat(1024 * 1024)}`, "too-big"],
    ["16,001 lines", `${ana}\n${"x\n".repeat(16_001)}`, "too-many-lines"],
    [
      "201 parts",
      `${ana}Content-Type: multipart/mixed; boundary=b\n\n${"--b\n\nx\n".repeat(201)}--b--\n`,
      "too-many-parts",
    ],
    ["65 kB of header", `${ana}X: ${"x".repeat(66_000)}\n\nyes`, "headers-too-big"],
  ])("%s is refused", async (_name, raw, reason) => {
    expect(await readMail(input(raw))).toMatchObject({ kind: "refused", reason })
  })

  test("200 parts and 20 levels are read, 21 are not", async () => {
    const parts = `${ana}Content-Type: multipart/mixed; boundary=b\n\n${"--b\n\nyes\n".repeat(199)}--b--\n`
    expect((await readMail(input(parts))).kind).toBe("answer")
    expect((await readMail(input(nested(20)))).kind).toBe("answer")
    expect(await readMail(input(nested(21)))).toMatchObject({ kind: "refused", reason: "too-deep" })
  })

  test("a long subject is cut, and is one line", async () => {
    const reading = await readMail(
      input(`From: ana@example.org\nSubject: =?utf-8?q?a=0D=0ABcc:_x?= ${"y".repeat(500)}\n\nyes`),
    )
    expect(reading.subject.length).toBeLessThanOrEqual(200)
    expect(reading.subject).not.toMatch(/[\r\n]/)
  })

  test("at most 20 kB of text are kept", async () => {
    const reading = await readMail(input(`${ana}\n${"wörd 🎉 ".repeat(10_000)}`))
    const bytes = new TextEncoder().encode(reading.text).length
    expect(bytes).toBeLessThanOrEqual(20_000)
    expect(bytes).toBeGreaterThan(19_900)
    expect(reading.text).not.toContain("\ufffd")
    expect(() => encodeURIComponent(reading.text)).not.toThrow()
  })
})

function nested(depth: number): string {
  const levels = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
  )
  return `From: ana@example.org\n${levels.join("")}Content-Type: text/plain\n\nyes\n`
}

describe("character sets", () => {
  function encoded(charset: string, base64: string): string {
    return `From: ana@example.org\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: base64\n\n${base64}\n`
  }

  test.each([
    ["utf-8", "RMOpasOgIHZ1", "Déjà vu"],
    ["iso-8859-1", "ROlq4CB2dQ==", "Déjà vu"],
    ["windows-1252", "k1F1b3RlZJQgliBkYXNohQ==", "“Quoted” – dash…"],
    ["iso-8859-1", "k1F1b3RlZJQgliBkYXNohQ==", "“Quoted” – dash…"],
    ["koi8-r", "5M/N", "Дом"],
    ["iso-2022-jp", "GyRCMkgbKEI=", "家"],
    ["gb2312", "t7/X0w==", "房子"],
    ["shift_jis", "icY=", "家"],
    ["x-unknown", "aG91c2U=", "house"],
  ])("%s", async (charset, base64, text) => {
    expect((await readMail(input(encoded(charset, base64)))).text).toBe(text)
  })
})

describe("attachments", () => {
  const withPart = (type: string, more = "") =>
    `${ana}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nyes\n--b\nContent-Type: ${type}\n${more}\nsecret\n--b--\n`

  test.each([
    ["image/png", true],
    ["application/pdf", true],
    ["message/rfc822", true],
    ["application/pkcs7-signature", false],
    ["application/pgp-signature", false],
    ["text/calendar", false],
  ])("%s", async (type, isLeftOut) => {
    const reading = await readMail(input(withPart(type, "Content-Disposition: attachment; filename=x\n")))
    expect(reading).toMatchObject({ text: "yes", attachmentsLeftOut: isLeftOut })
  })

  test("the pictures of an HTML signature are not mentioned", async () => {
    const raw = `${ana}Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>yes</p><img src="cid:logo">\n--b\nContent-Type: image/png\nContent-ID: <logo>\nContent-Disposition: inline\n\nxx\n--b--\n`
    expect(await readMail(input(raw))).toMatchObject({ text: "yes", attachmentsLeftOut: false })
  })
})

describe("any bytes give a kind", () => {
  const known = [
    ...machineMails.map(({ raw }) => new TextEncoder().encode(raw)),
    ...calendarClients.map(({ mail }) => mail("accept")),
    ...clients
      .slice(0, 12)
      .map((client) =>
        rawMail(
          ["From: ana@example.org"],
          client.tree({ place: "top", text: answers[0]?.text ?? "" }, sentLetter("prompt")),
        ),
      ),
  ]

  test("whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (raw) => {
        expect(typeof (await readMail(input(raw))).kind).toBe("string")
      }),
      { numRuns: 300 },
    )
  })

  test("mails cut off, turned around and with bytes changed", async () => {
    const mutated = fc.tuple(
      fc.constantFrom(...known),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    await fc.assert(
      fc.asyncProperty(mutated, async ([raw, changes, cut]) => {
        const bytes = raw.slice(0, Math.ceil(raw.length * cut))
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
        expect(typeof (await readMail(input(bytes, { letters: [letter("prompt", { text: "Hello" })] }))).kind).toBe(
          "string",
        )
      }),
      { numRuns: 300 },
    )
  })

  test("headers of any text", async () => {
    const header = fc.tuple(
      fc.constantFrom("From", "Subject", "Content-Type", "In-Reply-To", "Authentication-Results", "DKIM-Signature"),
      fc.string({ unit: "grapheme", maxLength: 80 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(header, { maxLength: 8 }), fc.string({ maxLength: 200 }), async (headers, body) => {
        const raw = `${headers.map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${body}`
        expect(typeof (await readMail(input(raw))).kind).toBe("string")
      }),
      { numRuns: 300 },
    )
  })

  test("and nobody but the mailbox on file is ever taken for the member", async () => {
    const sender = fc.oneof(
      fc.emailAddress(),
      fc.constantFrom(
        "ana@example.org.evil.example",
        "ana@example.orgg",
        "xana@example.org",
        `"ana@example.org"@evil.example`,
      ),
    )
    await fc.assert(
      fc.asyncProperty(sender, fc.string({ maxLength: 60 }), async (from, body) => {
        const mail = input(`From: Ana <${from}>\n\n${body}`)
        const writer = whoWrote(await readMail(mail), mail.receipt, "ana@example.org")
        expect(writer.kind).toBe("foreign")
      }),
      { numRuns: 200 },
    )
  })
})
