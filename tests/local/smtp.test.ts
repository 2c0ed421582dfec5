import { connect } from "node:net"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type MailStore, messageIdOf, openMailStore } from "@turnabout/local/mail-store.ts"
import type { ReceiptEvent } from "@turnabout/local/receipt.ts"
import { type SmtpDoor, startSmtp } from "@turnabout/local/smtp.ts"
import { createTransport } from "nodemailer"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let folder: string
let store: MailStore
let door: SmtpDoor
let events: ReceiptEvent[]
let onMail: (event: ReceiptEvent) => Promise<void>
let logged: string[]
const now = Temporal.Instant.from("2026-11-23T09:00:00Z")
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-smtp-"))
  store = await openMailStore(folder)
  events = []
  logged = []
  onMail = async (event) => {
    events.push(event)
  }
  const started = await start(0)
  if (!started.ok) throw new Error(started.error.code)
  door = started.value
})
afterEach(async () => {
  await door.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe("a mail that comes in", () => {
  test("is stored to the byte, and its event says what SES would", async () => {
    const raw = Buffer.concat([Buffer.from(mail().join("\r\n")), Buffer.from([0xff, 0x80, 0x2b]), Buffer.from("\r\n")])
    await send(raw)
    const [event] = events
    if (event === undefined) throw new Error("no event")
    expect(event).toEqual({
      Records: [
        {
          eventSource: "aws:ses",
          eventVersion: "1.0",
          ses: {
            mail: {
              timestamp: "2026-11-23T09:00:00Z",
              source: "ana@example.org",
              messageId: expect.stringMatching(/^[a-z0-9]{40}$/),
              destination: ["r-token@turnabout.example"],
              headersTruncated: false,
              commonHeaders: {
                returnPath: "ana@example.org",
                from: ["Ana <ana@example.org>"],
                to: ["r-token@turnabout.example"],
                date: "Mon, 23 Nov 2026 08:59:00 +0000",
                messageId: "<one@example.org>",
                subject: "Re: für morgen",
              },
            },
            receipt: {
              timestamp: "2026-11-23T09:00:00Z",
              processingTimeMillis: 0,
              recipients: ["r-token@turnabout.example"],
              spamVerdict: { status: "PASS" },
              virusVerdict: { status: "PASS" },
              spfVerdict: { status: "PASS" },
              dkimVerdict: { status: "PASS" },
              dmarcVerdict: { status: "PASS" },
              action: { type: "Lambda", functionArn: "arn:aws:lambda:local:inbound", invocationType: "Event" },
            },
          },
        },
      ],
    })
    expect(await store.get(messageIdOf(event))).toEqual(raw)
  })

  test("has the verdicts of X-Test-Verdict, which is not stored", async () => {
    const verdicts = ["X-Test-Verdict: spf=fail dkim=FAIL", "x-test-verdict: dmarc=gray,", " spam=fail"]
    await send([...verdicts, ...mail()])
    const [event] = events
    expect(event?.Records[0].ses.receipt).toMatchObject({
      spfVerdict: { status: "FAIL" },
      dkimVerdict: { status: "FAIL" },
      dmarcVerdict: { status: "GRAY" },
      spamVerdict: { status: "FAIL" },
      virusVerdict: { status: "PASS" },
    })
    expect(event?.Records[0].ses.receipt.dmarcPolicy).toBeUndefined()
    expect(await stored(event)).toBe(mail().join("\r\n"))
  })

  test("that fails DMARC fails a policy", async () => {
    await send(["X-Test-Verdict: dmarc=fail", ...mail()])
    expect(events[0]?.Records[0].ses.receipt).toMatchObject({ dmarcVerdict: { status: "FAIL" }, dmarcPolicy: "reject" })
  })

  test("with a misspelt verdict is refused, and X-Test-Verdict in its text is only text", async () => {
    await expect(send(["X-Test-Verdict: spf=fial", ...mail()])).rejects.toMatchObject({ responseCode: 554 })
    const text = [...mail(), "X-Test-Verdict: spf=fail", ""]
    await send(text)
    expect(events).toHaveLength(1)
    expect(events[0]?.Records[0].ses.receipt.spfVerdict.status).toBe("PASS")
    expect(await stored(events[0])).toBe(text.join("\r\n"))
  })

  test("may have an empty sender, as bounces do", async () => {
    await send(mail(), ["r-token@turnabout.example"], "")
    expect(events[0]?.Records[0].ses.mail.source).toBe("")
  })

  test("is answered only when what it causes has happened", async () => {
    const steps: string[] = []
    onMail = async () => {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      steps.push("taken in")
    }
    await send(mail())
    steps.push("answered")
    expect(steps).toEqual(["taken in", "answered"])
  })

  test("that could not be taken in is sent again by its sender, and not kept here", async () => {
    onMail = async () => {
      throw new Error("the table is away")
    }
    await expect(send(mail())).rejects.toMatchObject({ responseCode: 451 })
    expect(readdirSync(folder)).toEqual([])
    expect(logged).toEqual(["mail-not-taken"])
  })

  test("is waited for by who wants to see all of it taken in", async () => {
    const steps: string[] = []
    const begun = new Promise<void>((resolve) => {
      onMail = async () => {
        resolve()
        await new Promise((later) => {
          setImmediate(later)
        })
        steps.push("taken in")
      }
    })
    const sending = send(mail())
    await begun
    await door.settled()
    steps.push("settled")
    await sending
    expect(steps).toEqual(["taken in", "settled"])
  })
})

describe("the door", () => {
  test("takes nothing of a mail whose sender goes away in the middle of it", async () => {
    const { socket } = await dataUnderWay()
    socket.write(`${mail().join("\r\n")}\r\nand then`)
    await new Promise((resolve) => {
      socket.end(() => resolve(null))
    })
    await expect.poll(() => logged).toEqual(["mail-not-taken"])
    expect(events).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  test("takes mail for its own domain only, in any case", async () => {
    await expect(send(mail(), ["ben@example.net"])).rejects.toMatchObject({ responseCode: 550 })
    await expect(send(mail(), ["x@sub.turnabout.example"])).rejects.toMatchObject({ responseCode: 550 })
    await send(mail(), ["R-TOKEN@Turnabout.Example"])
    expect(events).toHaveLength(1)
  })

  test("takes fifty recipients and no more", async () => {
    const many = Array.from({ length: 51 }, (_, each) => `r-${each}@turnabout.example`)
    const { rejected } = await send(mail(), many)
    expect(rejected).toEqual(["r-50@turnabout.example"])
    expect(events[0]?.Records[0].ses.receipt.recipients).toHaveLength(50)
  })

  test("takes a mail of more than a megabyte, so that the service is what refuses it, and none of more than 25", async () => {
    const line = `${"x".repeat(998)}\r\n`
    await send(Buffer.from(mail().join("\r\n") + line.repeat(2_000)))
    expect(events).toHaveLength(1)
    const tooLong = Buffer.from(mail().join("\r\n") + line.repeat(27_000))
    await expect(send(tooLong)).rejects.toMatchObject({ responseCode: 552 })
    await expect(dataWithoutSize(tooLong)).resolves.toMatch(/^552 /)
    expect(events).toHaveLength(1)
  })

  test("says when its port is taken", async () => {
    expect(await start(door.port)).toEqual({
      ok: false,
      error: { kind: "port-unusable", setting: "SMTP_PORT", port: door.port, code: "EADDRINUSE" },
    })
  })

  test("closes although a client hangs on", async () => {
    const socket = connect(door.port, "127.0.0.1")
    const closed = new Promise((resolve) => {
      socket.on("close", resolve)
    })
    await new Promise((resolve) => {
      socket.once("data", resolve)
    })
    await door.stop()
    await closed
    expect(socket.destroyed).toBe(true)
  })
})

describe("mail that is not yet read", () => {
  test("is listed in the order of arrival until it is deleted", async () => {
    await send(mail(), ["r-one@turnabout.example"])
    await send(mail(), ["r-two@turnabout.example"])
    const reopened = await openMailStore(folder)
    expect(await reopened.list()).toEqual(events)
    const [first] = events
    await reopened.delete(first === undefined ? "" : messageIdOf(first))
    await reopened.delete(first === undefined ? "" : messageIdOf(first))
    expect(await reopened.list()).toEqual(events.slice(1))
    expect(await reopened.get(first === undefined ? "" : messageIdOf(first))).toBeNull()
  })

  test("is dropped when two days have gone by", async () => {
    await send(mail())
    expect(await store.expire(now.add({ hours: 48 }))).toBe(0)
    expect(await store.expire(now.add({ hours: 48, seconds: 1 }))).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })

  test("has no name that leads out of its folder", async () => {
    await expect(store.get("../../etc/passwd")).rejects.toThrow("not a message id")
  })
})

function start(port: number) {
  return startSmtp({
    port,
    mailDomain: "turnabout.example",
    store,
    now: () => now,
    onMail: (event) => onMail(event),
    log: ({ event }) => logged.push(event),
  })
}

function mail(): string[] {
  return [
    "From: Ana <ana@example.org>",
    "To: r-token@turnabout.example",
    "Message-ID: <one@example.org>",
    "Date: Mon, 23 Nov 2026 08:59:00 +0000",
    "Subject: Re: =?utf-8?Q?f=C3=BCr_morgen?=",
    "",
    "I want to look at Monday.",
    "",
  ]
}

async function send(lines: readonly string[] | Buffer, to = ["r-token@turnabout.example"], from = "ana@example.org") {
  const transport = createTransport({ host: "127.0.0.1", port: door.port, ignoreTLS: true })
  try {
    const raw = Buffer.isBuffer(lines) ? lines : Buffer.from(lines.join("\r\n"))
    return await transport.sendMail({ envelope: { from, to }, raw })
  } finally {
    transport.close()
  }
}

async function stored(event: ReceiptEvent | undefined): Promise<string> {
  return Buffer.from((event && (await store.get(messageIdOf(event)))) ?? []).toString()
}

/** A client that does not say in advance how long its mail is. Answers the reply to its DATA. */
async function dataWithoutSize(raw: Buffer): Promise<string> {
  const { socket, say } = await dataUnderWay()
  const reply = await say(Buffer.concat([raw, Buffer.from("\r\n.\r\n")]))
  socket.destroy()
  return reply
}

async function dataUnderWay() {
  const socket = connect(door.port, "127.0.0.1")
  const replies: AsyncIterator<string> = lines(socket)
  const say = async (text: string | Buffer): Promise<string> => {
    socket.write(text)
    return (await replies.next()).value
  }
  await replies.next()
  await say("HELO ana\r\n")
  await say("MAIL FROM:<ana@example.org>\r\n")
  await say("RCPT TO:<r-token@turnabout.example>\r\n")
  await say("DATA\r\n")
  return { socket, say }
}

async function* lines(socket: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = ""
  for await (const chunk of socket) {
    rest += chunk.toString()
    const complete = rest.split("\r\n")
    rest = complete.pop() ?? ""
    yield* complete
  }
}
