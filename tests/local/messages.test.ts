import { pairIdSchema } from "@turnabout/core/id.ts"
import { mime, type Mail } from "@turnabout/functions/compose/mime.ts"
import { createMessages, type Messages } from "@turnabout/local/messages.ts"
import { deliveredCopy, type SentMessage } from "@turnabout/local/ses/sent-mail.ts"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"

const sent: SentMessage[] = []
const raws = new Map<string, Uint8Array>()
let reads = 0
let messages: Messages
beforeEach(() => {
  sent.length = 0
  raws.clear()
  reads = 0
  messages = createMessages({
    messages: () => sent,
    delivered: async (id) => {
      reads += 1
      const message = sent.find((each) => each.id === id)
      return message === undefined ? null : deliveredCopy(message, raws.get(id) ?? new Uint8Array())
    },
  })
})

describe("a letter in its mailbox", () => {
  test("has what the design promises, as delivered", async () => {
    await deliver("one", { calendar: { method: "REQUEST", text: calendar } })
    const [message] = await messages.list(null)
    expect(message).toMatchObject({
      id: "one",
      kind: "invitation",
      to: "ana@example.org",
      from: "r-ana@turnabout.example",
      subject: "Ana coaches Bén on Tuesday",
      date: "2026-11-23T09:00:00Z",
      calendar,
    })
    expect(message?.text.trim()).toBe(text)
    expect(message?.html).toContain("<p>Yes</p>")
    expect(message?.headers).toMatchObject({
      "message-id": "<one@eu-west-1.amazonses.com>",
      date: "Mon, 23 Nov 2026 09:00:00 +0000",
      "x-turnabout-letter": "invitation",
      references: "<thread@turnabout.example> <own@turnabout.example>",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
      "reply-to": "r-ana@turnabout.example",
    })
    expect(Object.keys(message?.headers ?? {})).toEqual(
      Object.keys(message?.headers ?? {}).map((name) => name.toLowerCase()),
    )
  })

  test("has its links once each, those of the text first, without the punctuation around them", async () => {
    await deliver("one", {})
    const [message] = await messages.list(null)
    expect(message?.links).toEqual([
      "http://localhost:3000/rsvp/abc.d-_e?answer=yes",
      "http://localhost:3000/guide",
      "https://meet.example/room?a=1&b=2",
    ])
  })

  test("has null for a calendar it does not carry, and for a kind it does not name", async () => {
    await deliver("one", {})
    sent[0] = { ...sent[0]!, kind: null }
    expect(await messages.list(null)).toMatchObject([{ calendar: null, kind: null }])
  })
})

describe("a mailbox", () => {
  test("has its own letters, oldest first, in whatever case it is asked for", async () => {
    await deliver("one", {})
    await deliver("two", { to: { name: "Ben", mailbox: "ben@example.net" } })
    await deliver("three", {})
    expect((await messages.list(" Ana@Example.ORG ")).map(({ id }) => id)).toEqual(["one", "three"])
    expect((await messages.list(null)).map(({ id }) => id)).toEqual(["one", "two", "three"])
    expect(await messages.list("nobody@example.org")).toEqual([])
  })

  test("does not have what bounced", async () => {
    await deliver("one", {})
    sent[0] = { ...sent[0]!, deliveredTo: [] }
    expect(await messages.list(null)).toEqual([])
    expect(await messages.list("ana@example.org")).toEqual([])
  })

  test("is read once, however often it is asked for", async () => {
    await deliver("one", {})
    await messages.list(null)
    await deliver("two", {})
    await messages.list(null)
    expect(reads).toBe(2)
  })
})

const text = "Yes? http://localhost:3000/rsvp/abc.d-_e?answer=yes\n(http://localhost:3000/guide)."
const html =
  '<p>Yes</p><a href="http://localhost:3000/rsvp/abc.d-_e?answer=yes">Yes</a>' +
  "<a href='https://meet.example/room?a=1&amp;b=2'>Room</a><a href=\"mailto:r-ana@turnabout.example\">Reply</a>"
const calendar = [
  "BEGIN:VCALENDAR",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  "SUMMARY:Ana coaches Bén",
  "END:VEVENT",
  "",
].join("\r\n")

async function deliver(id: string, changes: Partial<Mail>): Promise<void> {
  const mail: Mail = {
    kind: "invitation",
    address: "r-ana@turnabout.example",
    to: { name: "Ana", mailbox: "ana@example.org" },
    subject: "Ana coaches Bén on Tuesday",
    text,
    html,
    calendar: null,
    ownId: "own@turnabout.example",
    threadId: "thread@turnabout.example",
    unsubscribeUrl: "http://localhost:3000/unsubscribe/x",
    tags: { pair: pairIdSchema.parse("pair_aaaaaaaaaaaaaaaa"), member: "a" },
    isReply: false,
    date: new Date(0),
    ...changes,
  }
  raws.set(id, await mime(mail))
  const to = [mail.to.mailbox]
  const at = Temporal.Instant.from("2026-11-23T09:00:00Z")
  sent.push({ id, kind: mail.kind, source: mail.address, to, deliveredTo: to, sent: at })
}
