import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  AccountSendingPausedException,
  GetSendQuotaCommand,
  MessageRejected,
  SendRawEmailCommand,
  SESClient,
} from "@aws-sdk/client-ses"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { type Ses, startSes } from "@turnabout/local/ses.ts"
import type { FeedbackEvent } from "@turnabout/local/ses/feedback.ts"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let folder: string
let ses: Ses
let feedback: FeedbackEvent[]
let now: Temporal.Instant
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-ses-"))
  feedback = []
  now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  ses = await start()
})
afterEach(async () => {
  await ses.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe("a mail that is taken", () => {
  test("is kept to the byte, with its envelope, kind and simulated date", async () => {
    const raw = Buffer.concat([Buffer.from(letter().join("\r\n")), Buffer.from([0xff, 0x00, 0x0a, 0x80, 0x2b, 0x25])])
    const { MessageId = "", $metadata } = await send(raw)
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(ses.messages()).toEqual([
      {
        id: MessageId,
        kind: "prompt",
        source: "r-ana@turnabout.example",
        to: ["ana@example.org"],
        deliveredTo: ["ana@example.org"],
        sent: now,
      },
    ])
    expect(await ses.raw(MessageId)).toEqual(raw)
    const [file] = readdirSync(folder).filter((name) => name.endsWith(".eml"))
    expect(readFileSync(join(folder, file ?? ""))).toEqual(raw)
  })

  test("reaches its mailbox with SES's Message-ID and Date in place of ours, and nothing else changed", async () => {
    const { MessageId = "" } = await send(letter())
    const delivered = Buffer.from((await ses.delivered(MessageId)) ?? []).toString()
    expect(delivered.split("\r\n")).toEqual([
      `Message-ID: <${MessageId}@eu-west-1.amazonses.com>`,
      "Date: Mon, 23 Nov 2026 09:00:00 +0000",
      "From: Turnabout <r-ana@turnabout.example>",
      "To: Ana <ana@example.org>",
      "Subject: What will you bring?",
      "X-Turnabout-Letter: prompt",
      "References: <one@turnabout.example>",
      " <two@turnabout.example>",
      "",
      "Date: is a line of the text",
      "",
    ])
  })

  test("is still there after a restart, in order, and the next one comes after it", async () => {
    const first = await send(letter())
    now = now.add({ hours: 1 })
    const second = await send(letter("after-form"))
    await ses.stop()
    ses = await start()
    const third = await send(letter("recap"))
    expect(ses.messages().map(({ id, kind }) => [id, kind])).toEqual([
      [first.MessageId, "prompt"],
      [second.MessageId, "after-form"],
      [third.MessageId, "recap"],
    ])
    expect(ses.messages().at(1)?.sent.toString()).toBe("2026-11-23T10:00:00Z")
  })

  test("goes to the recipients in its header when the envelope names none", async () => {
    await client().send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from(letter().join("\r\n")) } }))
    expect(ses.messages().at(0)?.to).toEqual(["ana@example.org"])
  })
})

describe("SES's rules", () => {
  test("ten megabytes are taken, one byte more is not", async () => {
    const head = Buffer.from(letter().join("\r\n"))
    const full = Buffer.concat([head, Buffer.alloc(10 * 1024 * 1024 - head.length, "x")])
    await send(full)
    await expect(send(Buffer.concat([full, Buffer.from("x")]))).rejects.toMatchObject({ name: "InvalidParameterValue" })
    expect(ses.messages()).toHaveLength(1)
  })

  test("50 recipients are taken, 51 are not", async () => {
    const mailboxes = Array.from({ length: 51 }, (_, each) => `member-${each}@example.org`)
    await send(letter(), mailboxes.slice(0, 50))
    await expect(send(letter(), mailboxes)).rejects.toMatchObject({ name: "InvalidParameterValue" })
    expect(ses.messages()).toHaveLength(1)
  })

  test("a sender of another domain is not verified, in the envelope and in From", async () => {
    const foreign = letter().map((line) => line.replace("r-ana@turnabout.example", "ana@example.org"))
    await expect(send(foreign)).rejects.toBeInstanceOf(MessageRejected)
    await expect(send(letter(), ["ana@example.org"], "ana@example.org")).rejects.toThrow(
      "Email address is not verified. The following identities failed the check in region EU-WEST-1: ana@example.org",
    )
    await expect(send(letter(), ["ana@example.org"], "x@notturnabout.example")).rejects.toThrow("not verified")
    await send(letter(), ["ana@example.org"], "x@mail.turnabout.example")
    expect(ses.messages()).toHaveLength(1)
  })

  test.each([
    { what: "no From", lines: letter().slice(1), message: "Missing required header 'From'." },
    { what: "a header twice", lines: ["Subject: one", ...letter()], message: "Duplicate header 'subject'." },
    { what: "no domain", to: ["ana"], message: "Missing final '@domain'" },
    { what: "two domains", to: ["ana@example.org@example.net"], message: "Illegal address" },
    {
      what: "no recipient",
      lines: letter().filter((line) => !line.startsWith("To")),
      to: [],
      message: "Missing required header 'To'.",
    },
  ])("$what is an invalid parameter", async ({ lines = letter(), to = ["ana@example.org"], message }) => {
    await expect(send(lines, to)).rejects.toMatchObject({ name: "InvalidParameterValue", message })
    expect(ses.messages()).toEqual([])
  })

  test("a request without a signature is refused", async () => {
    const answer = await fetch(ses.endpoint, { method: "POST", body: "Action=GetSendQuota" })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain("<Code>MissingAuthenticationToken</Code>")
  })
})

describe("told to fail", () => {
  test("it throttles the next two requests, then takes mail again", async () => {
    ses.set({ throttle: { next: 2 } })
    const throttled = { name: "Throttling", message: "Maximum sending rate exceeded." }
    await expect(send(letter())).rejects.toMatchObject(throttled)
    await expect(send(letter())).rejects.toMatchObject(throttled)
    await send(letter())
    expect(ses.messages()).toHaveLength(1)
    expect(ses.knobs().throttle).toBeNull()
  })

  test("it throttles an even share", async () => {
    ses.set({ throttle: { share: 0.25 } })
    const names: string[] = []
    for (let request = 0; request < 8; request += 1) names.push(await send(letter()).then(() => "sent", nameOf))
    expect(names).toEqual(["sent", "sent", "sent", "Throttling", "sent", "sent", "sent", "Throttling"])
  })

  test("a real client with its usual retries gets through a short throttling", async () => {
    ses.set({ throttle: { next: 1 } })
    const { $metadata } = await new SESClient(loopbackClient(ses.endpoint)).send(request(letter()))
    expect($metadata.attempts).toBe(2)
    expect(ses.messages()).toHaveLength(1)
  })

  test("over its daily quota, paused, or rejecting, it says so by SES's names", async () => {
    ses.set({ quotaExceeded: true })
    await expect(send(letter())).rejects.toMatchObject({ name: "Throttling", message: "Daily message quota exceeded." })
    ses.set({ quotaExceeded: false, paused: true })
    await expect(send(letter())).rejects.toBeInstanceOf(AccountSendingPausedException)
    ses.set({ paused: false, reject: { next: 1 } })
    await expect(send(letter())).rejects.toBeInstanceOf(MessageRejected)
    await send(letter())
    expect(ses.messages()).toHaveLength(1)
  })

  test("it takes a mail and stays silent until the caller gives up", async () => {
    ses.set({ loseAnswer: { next: 1 } })
    const sending = client().send(request(letter()), { abortSignal: AbortSignal.timeout(100) })
    await expect(sending).rejects.toMatchObject({ name: "AbortError" })
    expect(ses.messages()).toHaveLength(1)
  })

  test("it takes a mail and breaks the connection", async () => {
    ses.set({ loseAnswer: { next: 1 }, losing: "hang-up" })
    await expect(send(letter())).rejects.toMatchObject({ code: "ECONNRESET" })
    expect(ses.messages()).toHaveLength(1)
  })

  test("it stops while a caller still waits for an answer that never comes", async () => {
    ses.set({ loseAnswer: { next: 1 } })
    const sending = send(letter()).catch(nameOf)
    await expect.poll(() => ses.messages().length).toBe(1)
    await ses.stop()
    expect(await sending).toBeTypeOf("string")
    ses = await start()
  })

  test("it refuses knobs that it does not have", () => {
    expect(() => ses.set({ throttle: { share: 2 } })).toThrow()
    expect(() => ses.set({ thrrottle: null } as object)).toThrow()
  })
})

describe("feedback", () => {
  test("a mail to a suppressed mailbox is taken, not delivered, and bounces with the letter's tags", async () => {
    ses.set({ suppressed: ["Ben@example.net"] })
    const tagged = ["X-SES-MESSAGE-TAGS: pair=pair_a, kind=prompt", ...letter()]
    const { MessageId = "" } = await send(tagged, ["ana@example.org", "ben@example.net"])
    await ses.settled()
    expect(ses.messages().at(0)?.deliveredTo).toEqual(["ana@example.org"])
    expect(feedback).toMatchObject([
      {
        eventType: "Bounce",
        bounce: {
          bounceType: "Permanent",
          bounceSubType: "OnAccountSuppressionList",
          bouncedRecipients: [{ emailAddress: "ben@example.net" }],
          timestamp: "2026-11-23T09:00:00Z",
        },
        mail: { messageId: MessageId, tags: { pair: ["pair_a"], kind: ["prompt"] } },
      },
    ])
    expect(Buffer.from((await ses.delivered(MessageId)) ?? []).toString()).not.toContain("X-SES-MESSAGE-TAGS")
  })

  test("a mailbox that does not exist bounces; one that complains has the mail", async () => {
    ses.set({ bouncing: ["ana@example.org"], complaining: ["ben@example.net"] })
    await send(letter(), ["ana@example.org"])
    await send(letter(), ["ben@example.net"])
    await ses.settled()
    expect(feedback.map(({ eventType }) => eventType)).toEqual(["Bounce", "Complaint"])
    expect(ses.messages().map(({ deliveredTo }) => deliveredTo)).toEqual([[], ["ben@example.net"]])
  })
})

test("the quota counts the recipients of the last 24 hours", async () => {
  await send(letter(), ["ana@example.org", "ben@example.net"])
  now = now.add({ hours: 23 })
  await send(letter())
  expect(await client().send(new GetSendQuotaCommand())).toMatchObject({ Max24HourSend: 50_000, SentLast24Hours: 3 })
  now = now.add({ hours: 1 })
  expect(await client().send(new GetSendQuotaCommand())).toMatchObject({ MaxSendRate: 14, SentLast24Hours: 1 })
})

function start(): Promise<Ses> {
  return startSes({
    folder,
    mailDomain: "turnabout.example",
    now: () => now,
    onFeedback: async (event) => {
      feedback.push(event)
    },
    log: (entry) => {
      throw new Error(`unexpected: ${JSON.stringify(entry)}`)
    },
  })
}

function letter(kind = "prompt"): string[] {
  return [
    "From: Turnabout <r-ana@turnabout.example>",
    "To: Ana <ana@example.org>",
    "Message-ID: <ours@turnabout.example>",
    "Subject: What will you bring?",
    "Date: Sun, 01 Feb 2026 00:00:00 +0000",
    `X-Turnabout-Letter: ${kind}`,
    "References: <one@turnabout.example>",
    " <two@turnabout.example>",
    "",
    "Date: is a line of the text",
    "",
  ]
}

function client(): SESClient {
  return new SESClient({ ...loopbackClient(ses.endpoint), maxAttempts: 1 })
}

function request(lines: readonly string[] | Buffer, to = ["ana@example.org"], from = "r-ana@turnabout.example") {
  const Data = Buffer.isBuffer(lines) ? lines : Buffer.from(lines.join("\r\n"))
  return new SendRawEmailCommand({ RawMessage: { Data }, Source: from, Destinations: [...to] })
}

async function send(lines: readonly string[] | Buffer, to?: string[], from?: string) {
  return client().send(request(lines, to, from))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown"
}
