import { createServer } from "node:http"
import type { ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SESClient } from "@aws-sdk/client-ses"
import { sesMailer } from "@turnabout/functions/adapters/ses.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { memoryMailer } from "@turnabout/local/memory-mailer.ts"
import type { MailToSes } from "@turnabout/local/memory-mailer.ts"
import { startSes } from "@turnabout/local/ses.ts"
import { Temporal } from "temporal-polyfill"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { ArrivedMail, MailerUnderTest, SesBehaviour } from "./mailer.contract.ts"
import { mailerContract } from "./mailer.contract.ts"

mailerContract("the mailer in memory", async () => {
  const results = {
    "takes it": null,
    "says later": { kind: "throttled", reason: "Throttling" },
    "says no": { kind: "refused", reason: "MessageRejected" },
    breaks: { kind: "failed", reason: "InternalFailure" },
    "never answers": { kind: "failed", reason: "TimeoutError" },
  } as const
  const arrived: MailToSes[] = []
  const behaviour: SesBehaviour[] = []
  return {
    mailer: memoryMailer((mail) => {
      arrived.push(mail)
      return results[behaviour.shift() ?? "takes it"]
    }),
    sesWill: (...next) => void behaviour.push(...next),
    arrived: () => arrived,
    stop: async () => {},
  }
})

mailerContract("the mailer of SES", async () => ses())

mailerContract("the mailer of SES, at the stand-in of the local service", async () => {
  const folder = mkdtempSync(join(tmpdir(), "turnabout-mailer-"))
  const standIn = await startSes({
    folder,
    mailDomain: "turnabout.example",
    now: () => Temporal.Instant.from("2026-11-23T09:00:00Z"),
    onFeedback: async () => {},
    log: () => {},
  })
  const client = new SESClient({ ...loopbackClient(standIn.endpoint), maxAttempts: 1 })
  const requests: URLSearchParams[] = []
  client.middlewareStack.add(
    (next) => async (call) => {
      requests.push(new URLSearchParams(String((call.request as { readonly body?: unknown }).body)))
      return next(call)
    },
    { step: "deserialize" },
  )
  const knobs = {
    "takes it": {},
    "says later": { throttle: { next: 1 } },
    "says no": { reject: { next: 1 } },
    breaks: { loseAnswer: { next: 1 }, losing: "hang-up" },
    "never answers": { loseAnswer: { next: 1 }, losing: "silence" },
  } as const
  return {
    mailer: sesMailer({ client, configurationSet: null, timeoutMs: 1000 }),
    sesWill: (...next) => {
      for (const behaviour of next) standIn.set(knobs[behaviour])
    },
    arrived: () => requests.map(arrivedIn),
    stop: async () => {
      client.destroy()
      await standIn.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe("the mailer of SES", () => {
  let under: SesUnderTest
  beforeAll(async () => {
    under = await ses()
  })
  afterAll(() => under.stop())

  test.each([
    [400, "Throttling", "throttled"],
    [400, "ThrottlingException", "throttled"],
    [429, "TooManyRequestsException", "throttled"],
    [400, "LimitExceededException", "throttled"],
    [400, "AccountSendingPausedException", "throttled"],
    [400, "ConfigurationSetSendingPausedException", "throttled"],
    [503, "ServiceUnavailable", "throttled"],
    [400, "MessageRejected", "refused"],
    [400, "InvalidParameterValue", "refused"],
    [500, "InternalFailure", "failed"],
    [403, "AccessDenied", "throttled"],
    [403, "AccessDeniedException", "throttled"],
    [400, "MailFromDomainNotVerifiedException", "throttled"],
    [400, "ConfigurationSetDoesNotExist", "throttled"],
    [400, "ConfigurationSetDoesNotExistException", "throttled"],
    [403, "SignatureDoesNotMatch", "failed"],
    [500, "NobodyHasHeardOfIt", "failed"],
  ] as const)("an answer %i %s means that the letter is %s", async (status, code, kind) => {
    under.answers.push((response) => fault(response, status, code))
    const before = under.arrived().length
    expect(await send(under)).toEqual({ kind, reason: expect.stringContaining(code) })
    expect(under.arrived()).toHaveLength(before + 1)
  })

  test.each([
    [
      "Email address is not verified. The following identities failed the check in region EU-WEST-1: ana@example.org",
      "throttled",
    ],
    ["Email address not verified ana@example.org", "throttled"],
    ["Identity is not verified", "throttled"],
    ["Bad content", "refused"],
    ["Local address contains control or whitespace", "refused"],
  ] as const)("a rejection that says %j means that the letter is %s", async (message, kind) => {
    under.answers.push((response) => fault(response, 400, "MessageRejected", message))
    expect(await send(under)).toEqual({ kind, reason: "MessageRejected" })
  })

  test.each([
    ["a broken connection", (response: ServerResponse) => response.destroy()],
    ["an answer that is no XML", (response: ServerResponse) => response.end("<html>Bad gateway")],
    ["an answer without an id", (response: ServerResponse) => taken(response, "")],
    ["half an answer", (response: ServerResponse) => response.writeHead(200, { "content-length": 999 }).write("<Send")],
  ])("%s leaves open whether it was taken", async (_what, answer) => {
    under.answers.push(answer)
    expect((await send(under)).kind).toBe("failed")
  })

  test("names the configuration set, if there is one", async () => {
    await send(under)
    expect(under.requests.at(-1)?.get("ConfigurationSetName")).toBe("turnabout")
    expect(under.requests.at(-1)?.get("Destinations.member.2")).toBeNull()
  })
})

function send({ mailer }: SesUnderTest) {
  return mailer.send({ raw: Buffer.from("x"), from: "r-abc@turnabout.example", to: "ana@example.org" })
}

type Answer = (response: ServerResponse) => void
type SesUnderTest = MailerUnderTest & { readonly requests: URLSearchParams[]; readonly answers: Answer[] }

/** An SES of a few lines that misbehaves as it is told; it speaks the real client's protocol (AWS query). */
async function ses(): Promise<SesUnderTest> {
  const requests: URLSearchParams[] = []
  const answers: Answer[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      requests.push(new URLSearchParams(Buffer.concat(chunks).toString()))
      const answer = answers.shift() ?? ((to) => taken(to, `ses-${requests.length}`))
      answer(response)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  const { port } = server.address() as AddressInfo
  const client = new SESClient({ ...loopbackClient(`http://127.0.0.1:${port}`), maxAttempts: 1 })
  return {
    requests,
    answers,
    mailer: sesMailer({ client, configurationSet: "turnabout", timeoutMs: 1000 }),
    sesWill: (...next) => void answers.push(...next.map((behaviour) => behaviours[behaviour])),
    arrived: () => requests.map(arrivedIn),
    stop: async () => {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

const behaviours: Record<SesBehaviour, Answer> = {
  "takes it": (response) => taken(response, "ses-taken"),
  "says later": (response) => fault(response, 400, "Throttling"),
  "says no": (response) => fault(response, 400, "MessageRejected"),
  breaks: (response) => fault(response, 500, "InternalFailure"),
  "never answers": () => {},
}

function arrivedIn(request: URLSearchParams): ArrivedMail {
  return {
    raw: Buffer.from(request.get("RawMessage.Data") ?? "", "base64"),
    from: request.get("Source") ?? "",
    to: request.get("Destinations.member.1") ?? "",
  }
}

function taken(response: ServerResponse, id: string): void {
  const result = id === "" ? "" : `<MessageId>${id}</MessageId>`
  response.setHeader("content-type", "text/xml")
  response.end(
    `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>${result}</SendRawEmailResult></SendRawEmailResponse>`,
  )
}

type Fault = [status: number, code: string, message?: string]

/** As SES says it: with a message that quotes an address. */
function fault(response: ServerResponse, ...[status, code, message = "No: ana@example.org"]: Fault): void {
  response.writeHead(status, { "content-type": "text/xml" })
  response.end(
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  )
}
