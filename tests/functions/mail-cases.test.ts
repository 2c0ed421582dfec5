import type { PairId } from "@turnabout/core/id.ts"
import { pairText } from "@turnabout/core/pair.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import type { ReceiptEvent } from "@turnabout/functions/inbound.ts"
import { requestsToOnePartner } from "@turnabout/functions/limits.ts"
import type { Ports } from "@turnabout/functions/ports.ts"
import PostalMime from "postal-mime"
import { beforeEach, describe, expect, test } from "vitest"
import type { SentMail } from "../support/fake-ports.ts"
import { active, anaAsksBen, livesUntil, pairIn, scene, sentTo, unconfirmed } from "./scene.ts"
import type { Scene } from "./scene.ts"

// Mail that has happened to someone, each through the whole of what takes mail in. Ana's prompt is out; what she would
// answer is the measure of what somebody else must not be able to do.

let on: Scene
let id: PairId
let prompt: SentMail
beforeEach(async () => {
  on = scene()
  id = await active(on)
  await livesUntil(on, id, "2026-11-25T18:00:00Z")
  prompt = on.sent.find(({ kind, to }) => kind === "prompt" && to === "ana@example.org")!
  on.sent.length = 0
})

type Verdict = "PASS" | "FAIL" | "GRAY"
type Verdicts = Partial<Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", Verdict>>
type Mail = {
  readonly head?: string
  readonly from?: string
  readonly source?: string
  readonly body?: string
  readonly verdicts?: Verdicts
  readonly messageId?: string
  /** SES's own id for this delivery. */
  readonly delivery?: string
}

function rawOf({ from = "Ana <ana@example.org>", head = "", body = "skip", messageId = "<1@mail.example.org>" }: Mail) {
  const reply = `In-Reply-To: ${messageIdOf(prompt)}\r\n`
  return `From: ${from}\r\nTo: ${prompt.from}\r\nSubject: Re: Your hour\r\nMessage-ID: ${messageId}\r\n${reply}${head}\r\n${body}\r\n`
}

function messageIdOf({ raw }: SentMail): string {
  return /^Message-ID: (.*)\r$/m.exec(raw)?.[1] ?? ""
}

function eventOf(
  { source = "ana@example.org", verdicts = {}, delivery = "delivery-1" }: Mail,
  to: string,
): ReceiptEvent {
  const status = (of: keyof Verdicts) => ({ status: verdicts[of] ?? ("PASS" as const) })
  const receipt = {
    recipients: [to],
    spamVerdict: status("spam"),
    virusVerdict: status("virus"),
    spfVerdict: status("spf"),
    dkimVerdict: status("dkim"),
    dmarcVerdict: status("dmarc"),
  }
  return { Records: [{ ses: { mail: { messageId: delivery, source }, receipt } }] }
}

type Taking = { readonly raw?: string; readonly to?: string; readonly ports?: Ports }

/** Takes in one mail; answers whether the pair is another one afterwards. */
async function takes(mail: Mail, { raw = rawOf(mail), to = prompt.from, ports = on.ports }: Taking = {}) {
  const before = pairText(await pairIn(on, id))
  let isKept = true
  const mails = {
    get: async () => (isKept ? Buffer.from(raw) : null),
    delete: async () => void (isKept = false),
  }
  await takeIn(eventOf(mail, to), mails, ports)
  expect(isKept).toBe(false)
  const { told: _, ...after } = JSON.parse(pairText(await pairIn(on, id))) as Record<string, unknown>
  const { told: __, ...was } = JSON.parse(before) as Record<string, unknown>
  const facts = ({ status, sessions, members, commitments }: Record<string, unknown>) =>
    JSON.stringify([status, sessions, members, commitments])
  return facts(after) !== facts(was)
}

test("Ana's own answer skips the session, so that what follows could", async () => {
  expect(await takes({})).toBe(true)
  expect(sentTo(on)).toContain("skipped to ben")
})

describe("looks at no other letter than the one answered", () => {
  const without = (): Ports => {
    const letters = async () => Promise.reject(new Error("all letters were read"))
    return { ...on.ports, store: { ...on.ports.store, letters } }
  }

  test("if the mail names it by our own id, as programs repeat it", async () => {
    const [, references = ""] = /^References: ((?:.*\r\n[ \t])*.*)\r$/m.exec(prompt.raw) ?? []
    expect(references).toContain("@turnabout.example>")
    const head = `References: ${references}\r\n ${messageIdOf(prompt)}\r\n`
    expect(await takes({ head }, { ports: without() })).toBe(true)
    expect(sentTo(on)).toContain("skipped to ben")
  })

  test("if it is a calendar's, which names its event", async () => {
    const lines = [
      "BEGIN:VCALENDAR",
      "METHOD:REPLY",
      "BEGIN:VEVENT",
      `UID:${id}.1.0@turnabout.example`,
      "DTSTAMP:20261125T175900Z",
      "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org",
      "END:VEVENT",
      "END:VCALENDAR",
    ]
    const head = "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n"
    expect(await takes({ head, body: lines.join("\r\n") }, { ports: without() })).toBe(true)
    expect(sentTo(on)).toContain("skipped to ben")
  })
})

test.each(["evil.example", "mail.turnabout.example", "turnabout.example.evil.example"])(
  "a mail to her address at another domain, %s, is nobody's",
  async (domain) => {
    expect(await takes({}, { to: prompt.from.replace("turnabout.example", domain) })).toBe(false)
    expect(on.logged).toContainEqual(expect.objectContaining({ event: "mail-to-nobody" }))
  },
)

describe("changes nothing, and tells only the mailbox on file, once", () => {
  test.each<[string, Mail]>([
    ["a stranger with a forged In-Reply-To", { from: "Eve <eve@example.com>", source: "eve@example.com" }],
    [
      "the right address, a foreign sender by Ana's name",
      { from: '"ana@example.org" <eve@example.com>', source: "eve@example.com" },
    ],
    [
      "a verification mail of a third party",
      {
        from: "Shop <no-reply@shop.example>",
        source: "no-reply@shop.example",
        body: "Your code is 493817: https://shop.example/verify?c=493817",
      },
    ],
  ])("%s", async (_, mail) => {
    expect(await takes(mail)).toBe(false)
    await takes({ ...mail, messageId: "<2@mail.example.org>", delivery: "delivery-2" })
    expect(new Set(on.sent.map(({ to }) => to)).size).toBeLessThanOrEqual(1)
    expect(sentTo(on).filter((letter) => letter !== "foreign-sender to ana")).toEqual([])
    expect(on.sent.length).toBeLessThanOrEqual(1)
    for (const { raw } of on.sent) {
      const { text, html } = await PostalMime.parse(raw)
      expect(`${text} ${html}`).not.toMatch(/493817|shop\.example\/verify/)
    }
  })
})

describe("changes nothing, and nobody is answered", () => {
  test.each<[string, Mail]>([
    ["Ana's From with DMARC failed", { verdicts: { dmarc: "FAIL" } }],
    ["two mailboxes in From", { from: "Ana <ana@example.org>, Eve <eve@example.com>" }],
    ["From twice", { head: "From: Eve <eve@example.com>\r\n" }],
    [
      "From our own domain",
      { from: `Turnabout <r-${"a".repeat(26)}@turnabout.example>`, source: "x@turnabout.example" },
    ],
    ["spam", { verdicts: { spam: "FAIL" } }],
    ["a virus", { verdicts: { virus: "FAIL" } }],
    ["a mail of 2 MB", { body: `skip\r\n${"a".repeat(76)}\r\n`.repeat(26_000) }],
    ["no sender", { from: "" }],
  ])("%s", async (_, mail) => {
    expect(await takes(mail)).toBe(false)
    expect(sentTo(on)).toEqual([])
  })

  test.each<[string, string]>([
    ['a quoted mailbox: "a@evil.example x"@internal', '"a@evil.example x"@internal'],
    ["an address in quotes before another", '"ana@example.org x"@evil.example'],
    ["an address in a comment", "eve@example.com (ana@example.org)"],
    ["an encoded word that decodes to hers", "=?utf-8?q?ana=40example=2Eorg?= <eve@example.com>"],
    ["an encoded word with a line break in it", "=?utf-8?q?x=0D=0AFrom:_ana=40example=2Eorg?= <eve@example.com>"],
  ])("but a word to Ana: %s", async (_, from) => {
    expect(await takes({ from, source: "eve@example.com" })).toBe(false)
    expect(sentTo(on).filter((letter) => letter !== "foreign-sender to ana")).toEqual([])
  })
})

test("a DKIM signature of an unrelated domain vouches for nobody's END", async () => {
  const head = "Authentication-Results: amazonses.com; dkim=pass header.i=@evil.example\r\n"
  const body = "END"
  await takes({ head, body, verdicts: { dmarc: "GRAY", spf: "GRAY" }, source: "bounce@evil.example" })
  expect((await pairIn(on, id)).status.kind).toBe("active")
  await takes({
    head,
    body: "YES",
    messageId: "<2@x>",
    delivery: "2",
    verdicts: { dmarc: "GRAY", spf: "GRAY" },
    source: "bounce@evil.example",
  })
  expect((await pairIn(on, id)).status.kind).toBe("active")
})

describe("a question about what can't be taken back", () => {
  const weak: Verdicts = { dmarc: "GRAY" }
  const yes = (times: number, verdicts: Verdicts): Mail => ({
    body: "YES",
    messageId: `<yes-${times}@mail.example.org>`,
    delivery: `yes-${times}`,
    verdicts,
  })

  test.each([
    ["END", "end", "ended to ana"],
    ["EXPORT", "export", "exported to ana"],
    ["ERASE", "erase", "erased to ana"],
  ])(
    "%s is asked also of a mail that nobody vouches for, and answered by one that is vouched for alone",
    async (...row) => {
      const [body, about, letter] = row
      await takes({ body, verdicts: weak })
      expect((await pairIn(on, id)).members.a.question?.about).toBe(about)
      expect(sentTo(on)).toEqual(["question to ana"])
      prompt = on.sent[0]!
      expect(await takes(yes(1, weak))).toBe(false)
      expect(sentTo(on)).toEqual(["question to ana"])
      expect((await pairIn(on, id)).status.kind).toBe("active")
      expect(on.logged).toContainEqual(expect.objectContaining({ event: "mail-too-weak", command: "answer-question" }))
      expect(await takes(yes(2, {}))).toBe(true)
      expect(sentTo(on)).toContain(letter)
    },
  )
})

describe("the same mail twice has one effect", () => {
  test.each<[string, Mail, Mail]>([
    ["when Lambda is called again for it", {}, {}],
    ["when SES delivers it again, with the same Message-ID", {}, { delivery: "delivery-2" }],
    ["without a Message-ID, by its bytes", { messageId: "" }, { messageId: "", delivery: "delivery-2" }],
  ])("%s", async (_, first, second) => {
    expect(await takes({ ...first, body: "What I bring" })).toBe(true)
    const letters = sentTo(on)
    expect(await takes({ ...second, body: "What I bring" })).toBe(false)
    expect(sentTo(on)).toEqual(letters)
  })

  test("also when the pair was too busy to be told of a file in it: the second time it is", async () => {
    const file = 'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="holiday.pdf"\r\n\r\n%PDF'
    const mail: Mail = {
      head: 'Content-Type: multipart/mixed; boundary="b"\r\n',
      body: `--b\r\nContent-Type: text/plain\r\n\r\nWhat I bring\r\n--b\r\n${file}\r\n--b--`,
    }
    let saves = 0
    const save: Ports["store"]["save"] = async (pair) => {
      saves += 1
      // The answer comes through, and whatever follows it does not.
      return saves <= 2 && on.ports.store.save(pair)
    }
    await expect(takes(mail, { ports: { ...on.ports, store: { ...on.ports.store, save } } })).rejects.toThrow("busy")
    expect(sentTo(on)).not.toContain("not-understood to ana")
    await takes(mail)
    expect(sentTo(on).filter((letter) => letter === "not-understood to ana")).toHaveLength(1)
  })

  test("also when two dozen others have come since, of strangers or its own", async () => {
    const skip = { body: "SKIP", messageId: "<skip@x>" }
    expect(await takes(skip)).toBe(true)
    expect(await takes({ body: "UNSKIP", messageId: "<unskip@x>", delivery: "2" })).toBe(true)
    for (let number = 0; number < 24; number += 1) {
      const unclear = { body: `Hm ${number}`, messageId: `<${number}@x>`, delivery: `own-${number}` }
      await takes(unclear)
      await takes({ ...unclear, from: "eve@evil.example", delivery: `foreign-${number}` })
    }
    expect(await takes({ ...skip, delivery: "3" })).toBe(false)
    expect((await pairIn(on, id)).recentCommands).not.toHaveLength(0)
  })

  test("of strangers leave nothing in what a pair remembers of its own", async () => {
    const { recentCommands } = await pairIn(on, id)
    await takes({ from: "eve@evil.example", body: "SKIP" })
    expect((await pairIn(on, id)).recentCommands).toEqual(recentCommands)
  })

  test("but next week's equal words are other words", async () => {
    await takes({ body: "What I bring" })
    expect(await takes({ body: "What I bring", messageId: "<2@mail.example.org>", delivery: "2" })).toBe(true)
  })
})

// What grows faster than the mail would not end before the test's own limit.
describe("is taken in, however it is built", () => {
  test.each([
    ["100,000 parts", () => mime("--b\r\n\r\nx\r\n".repeat(100_000))],
    ["2,000 levels of parts", () => nested(2_000)],
    ["20,000 encoded words", () => rawOf({ head: `X-Words: ${"=?utf-8?q?a?=\r\n ".repeat(20_000)}\r\n` })],
  ])("%s", async (_, raw) => {
    expect(await takes({}, { raw: raw() })).toBeTypeOf("boolean")
  })

  function mime(parts: string): string {
    return rawOf({ head: 'Content-Type: multipart/mixed; boundary="b"\r\n', body: parts })
  }

  function nested(levels: number): string {
    const open = Array.from(
      { length: levels },
      (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`,
    )
    return rawOf({ head: open.join(""), body: "skip" })
  }
})

test("an unsubscribe is heard also where nobody vouches for the domain: it can be taken back", async () => {
  const weak = { dmarc: "GRAY", dkim: "GRAY" } as const
  expect(await takes({ head: "Subject: unsubscribe\r\n", verdicts: weak }, { raw: unsubscribing() })).toBe(true)
  expect((await pairIn(on, id)).members.a.unsubscribedAt).not.toBeNull()

  function unsubscribing(): string {
    return `From: <ana@example.org>\r\nTo: ${prompt.from}\r\nSubject: unsubscribe\r\nMessage-ID: <u@x>\r\n\r\n`
  }
})

test("a sign-up confirmed by reply counts against the requests that its partner gets a day", async () => {
  on = scene()
  for (let number = 0; number < requestsToOnePartner.atMost + 2; number += 1) {
    const email = `ana${number}@example.org`
    id = await unconfirmed(on, { ...anaAsksBen, email })
    prompt = on.sent.findLast(({ kind, to }) => kind === "confirm" && to === email)!
    await takes({ from: email, source: email, body: "Yes", messageId: `<${number}@x>`, delivery: `${number}` })
    expect((await pairIn(on, id)).status.kind).toBe("asked")
  }
  expect(sentTo(on).filter((letter) => letter === "partner-request to ben")).toHaveLength(requestsToOnePartner.atMost)
})
