import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb"
import type { PairId } from "@turnabout/core/id.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { createMessages } from "@turnabout/local/messages.ts"
import type { WorkbenchMessage } from "@turnabout/local/messages.ts"
import { cutMail } from "@turnabout/local/mail-head.ts"
import { receiptEvent } from "@turnabout/local/receipt.ts"
import { feedbackOn, snsEvent } from "@turnabout/local/ses/feedback.ts"
import { createKnobs } from "@turnabout/local/ses/knobs.ts"
import { Temporal } from "temporal-polyfill"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startAws } from "../support/aws.ts"
import type { Aws } from "../support/aws.ts"
import { bundleHandlers, handlerNames, invoke } from "../support/bundles.ts"
import type { Bundle, HandlerName } from "../support/bundles.ts"
import { gmailReply } from "../support/running-service.ts"
import { anaAsksBen } from "./scene.ts"

let aws: Aws
let folder: string
let bundles: Readonly<Record<HandlerName, Bundle>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-bundles-"))
  bundles = await bundleHandlers(folder)
  aws = await startAws()
}, 60_000)
afterAll(async () => {
  await aws.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe("a bundle", () => {
  test.each([
    ["web", 550],
    ["tick", 450],
    ["worker", 900],
    ["inbound", 1000],
    ["feedback", 450],
  ] as const)("of %s loads at most %i kB when it starts", (name, kilobytes) => {
    expect(bundles[name].startBytes / 1000).toBeLessThanOrEqual(kilobytes)
  })

  test.each(handlerNames)("of %s has nothing in it of the local service, tests or tools", (name) => {
    const own = bundles[name].sources.filter((source) => !source.includes("node_modules"))
    expect(own).toContain(`packages/functions/src/lambda/${name}.ts`)
    expect(own.filter((source) => !/^(packages\/(core|functions)|emails)\/src\//.test(source))).toEqual([])
    expect(bundles[name].sources.filter((source) => /dynalite|smtp-server|ical\.js|fast-check/.test(source))).toEqual(
      [],
    )
  })
})

describe("a pair's beginning, through the bundles", () => {
  test("goes from the form by two letters to a session in both calendars, and a reply is taken in", async () => {
    const answers = await web([page("/"), form("/sign-up", signUpFields)])
    expect(answers).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }])
    const confirm = await newest("ana@example.org", "confirm")
    expect(await web([page(linkIn(confirm, "/confirm/")), form(linkIn(confirm, "/confirm/"), {})])).toMatchObject([
      { statusCode: 200 },
      { statusCode: 200 },
    ])
    const request = await newest("ben@example.net", "partner-request")
    const yes = { answer: "yes", timeZone: "Europe/Berlin", agree: "on" }
    expect(await web([form(linkIn(request, "/join/"), yes)])).toMatchObject([{ statusCode: 200 }])
    expect((await newest("ana@example.org", "invitation")).calendar).toContain("METHOD:REQUEST")
    const invitation = await newest("ben@example.net", "invitation")

    expect(await received(gmailReply(invitation, { name: "Ben", mailbox: "ben@example.net" }, "skip"))).toEqual({
      invoked: [null],
      left: [],
    })
    expect((await newest("ana@example.org", "skipped")).calendar).toContain("METHOD:CANCEL")
  }, 30_000)

  test("what the pages say on AWS names the operator and their checked contacts", async () => {
    const [safety, privacy] = await web([page("/safety"), page("/privacy")])
    expect(bodyOf(safety)).toContain("000 111")
    expect(bodyOf(safety)).toContain("checked on 1 November 2026")
    expect(bodyOf(privacy)).toContain("1 Example Street")
  })

  test("are, byte for byte, the pages of the local service, and a form from another site is refused", async () => {
    const ports = aws.portsAt(Temporal.Now.instant().toString(), { kind: "sent", sesId: "x" })
    const local = createApp(ports)
    const foreign = form("/sign-up", signUpFields, "https://evil.example")
    const answers = await web([page("/guide"), page("/nowhere"), foreign])
    for (const [place, path] of ["/guide", "/nowhere"].entries())
      expect(bodyOf(answers[place])).toBe(await (await local.request(path)).text())
    expect(answers[2]).toMatchObject({ statusCode: 403 })
  })

  test("a form that is no good is shown again, and a broken link says so", async () => {
    const answers = await web([form("/sign-up", { ...signUpFields, email: "nonsense" }), page("/confirm/nonsense")])
    expect(answers.map((answer) => (answer as { statusCode: number }).statusCode)).toEqual([422, 404])
  })
})

describe("an alarm, through the bundles", () => {
  test("goes from the index to the queue, and a poison pair among the others goes out alone, then to the dead letters", async () => {
    const pairs = await owing(5)
    const [poison] = pairs
    await spoil(poison!)
    // Of the stand-in's 50,000 a day.
    const quotaUsed = (100 * aws.ses.messages().flatMap(({ to }) => to).length) / 50_000

    const ticked = await invoke(bundles.tick, [schedule], aws.environment)
    expect(ticked).toMatchObject({ ok: true, answers: [null] })
    expect(metricsIn(ticked)).toMatchObject([
      {
        service: "turnabout-test",
        OldestDueMinutes: 0,
        SendQuotaUsedPercent: expect.closeTo(quotaUsed),
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: "Turnabout",
              Dimensions: [["service"]],
              Metrics: [
                { Name: "OldestDueMinutes", Unit: "Count" },
                { Name: "SendQuotaUsedPercent", Unit: "Percent" },
              ],
            },
          ],
        },
      },
    ])

    // So that what is counted in logs is found: by its message, under the service.
    expect(logIn(ticked)).toMatchObject([{ service: "turnabout-test", message: "ticked", due: 5 }])

    const [first] = aws.queue.receive()
    expect((JSON.parse(first!.body) as string[]).toSorted()).toEqual(pairs.toSorted())
    expect(await worked([first])).toEqual([{ batchItemFailures: [] }])
    aws.queue.remove(first!.receiptHandle)
    const confirmed = (await Promise.all(pairs.map((_, number) => lettersTo(`ana${number}@example.org`)))).map(
      (letters) => letters.map(({ kind }) => kind),
    )
    expect(confirmed).toEqual([[], ["confirm"], ["confirm"], ["confirm"], ["confirm"]])

    const [alone] = aws.queue.receive()
    expect(JSON.parse(alone!.body)).toEqual([poison])
    expect(await worked([alone])).toEqual([{ batchItemFailures: [{ itemIdentifier: alone!.messageId }] }])
  }, 30_000)

  test("that is heard of twice sends nothing twice", async () => {
    const [pair] = await owing(1, "again")
    const record = { ...queueRecord, body: JSON.stringify([pair]) }
    expect(await worked([record, record])).toEqual([{ batchItemFailures: [] }])
    expect(await worked([record])).toEqual([{ batchItemFailures: [] }])
    expect(await lettersTo("again0@example.org")).toHaveLength(1)
  })

  test("a message that is none is named as failed, and the others are worked on", async () => {
    const [pair] = await owing(1, "beside")
    const records = [
      { ...queueRecord, messageId: "broken", body: "nonsense" },
      { ...queueRecord, body: JSON.stringify([pair]) },
    ]
    expect(await worked(records)).toEqual([{ batchItemFailures: [{ itemIdentifier: "broken" }] }])
    expect(await lettersTo("beside0@example.org")).toHaveLength(1)
  })
})

describe("feedback, through the bundle", () => {
  test("that a mailbox bounces, heard of twice, stops letters to it once; what is malformed changes nothing", async () => {
    const [pair] = await owing(1, "gone")
    const bounced = told("bouncing", { pair: pair!, mailbox: "gone0@example.org" })
    const malformed = [{ Records: "none" }, { Records: [{ Sns: { Message: "nonsense" } }] }]
    expect(answersOf(await invoke(bundles.feedback, malformed, aws.environment))).toEqual([null, null])
    expect((await kept(pair!))?.members.a.suppressed).toBeNull()

    expect(answersOf(await invoke(bundles.feedback, [bounced, bounced], aws.environment))).toEqual([null, null])
    expect((await kept(pair!))?.members.a.suppressed).toMatchObject({ reason: "bounce" })
    expect(await worked([{ ...queueRecord, body: JSON.stringify([pair]) }])).toEqual([{ batchItemFailures: [] }])
    expect(await lettersTo("gone0@example.org")).toEqual([])
  })

  test("of a complaint stops letters too", async () => {
    const [pair] = await owing(1, "cross")
    const complained = told("complaining", { pair: pair!, mailbox: "cross0@example.org" })
    expect(answersOf(await invoke(bundles.feedback, [complained], aws.environment))).toEqual([null])
    expect((await kept(pair!))?.members.a.suppressed).toMatchObject({ reason: "complaint" })
  })
})

function kept(pair: PairId) {
  return aws.portsAt(Temporal.Now.instant().toString(), { kind: "sent", sesId: "x" }).store.load(pair)
}

/** What SES publishes of a letter to a mailbox that bounces or complains, as SNS hands it on. */
function told(knob: "bouncing" | "complaining", letter: { readonly pair: PairId; readonly mailbox: string }) {
  const sent = Temporal.Now.instant()
  const message = { id: "0100", kind: "confirm", source: "r-x@turnabout.example", to: [letter.mailbox], sent }
  const knobs = { ...createKnobs().knobs(), [knob]: [letter.mailbox] }
  const [event] = feedbackOn({ ...message, deliveredTo: [] }, { pair: [letter.pair], member: ["a"] }, knobs)
  return snsEvent(event!)
}

describe("a function whose environment is not complete", () => {
  test.each(handlerNames)("%s says in one line what is missing, before anything starts", async (name) => {
    const { TABLE_NAME: _, ...environment } = aws.environment
    const invoked = await invoke(bundles[name], [], environment)
    expect(invoked).toMatchObject({ ok: false })
    expect(errorLine(invoked)).toMatch(/The environment is not complete: TABLE_NAME .*deploy again/)
  })

  test("says how to set a secret, and never what it was", async () => {
    const invoked = await invoke(bundles.web, [], { ...aws.environment, CONTENT_KEYS: "1:short-secret", LINK_KEYS: "" })
    expect(errorLine(invoked)).toContain("npx sst secret set ContentKeys")
    expect(errorLine(invoked)).toContain("npx sst secret set LinkKeys")
    expect(JSON.stringify(invoked)).not.toContain("short-secret")
  })
})

const signUpFields = {
  name: "Ana",
  email: "ana@example.org",
  partnerName: "Ben",
  partnerEmail: "ben@example.net",
  weekday: "thursday",
  time: "17:00",
  timeZone: "Europe/Lisbon",
  agree: "on",
}

type Posted = { readonly body: string; readonly origin?: string }

/** A function URL's event, payload version 2.0: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
function request(method: "GET" | "POST", path: string, posted: Posted | null = null) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    headers: {
      // CloudFront names the function's own host, and the browser's page as the origin of what it posts.
      host: "example.lambda-url.eu-west-1.on.aws",
      "x-forwarded-host": "turnabout.example",
      "x-forwarded-proto": "https",
      "x-forwarded-for": "192.0.2.7",
      ...(posted === null
        ? {}
        : {
            "content-type": "application/x-www-form-urlencoded",
            origin: posted.origin ?? "https://turnabout.example",
          }),
    },
    requestContext: {
      accountId: "anonymous",
      apiId: "example",
      domainName: "example.lambda-url.eu-west-1.on.aws",
      domainPrefix: "example",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.7", userAgent: "test" },
      requestId: "1",
      routeKey: "$default",
      stage: "$default",
      time: "23/Nov/2026:09:00:00 +0000",
      timeEpoch: 1795424400000,
    },
    ...(posted === null ? {} : { body: Buffer.from(posted.body).toString("base64") }),
    isBase64Encoded: posted !== null,
  }
}

function page(path: string) {
  return request("GET", path)
}

function form(path: string, fields: Readonly<Record<string, string>>, origin?: string) {
  const body = new URLSearchParams(fields).toString()
  return request("POST", path, origin === undefined ? { body } : { body, origin })
}

const schedule = {}

const queueRecord = {
  messageId: "wake-x",
  receiptHandle: "wake-x-1",
  body: "",
  attributes: {},
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:wake",
  awsRegion: "eu-west-1",
}

async function web(events: readonly unknown[]): Promise<readonly unknown[]> {
  return answersOf(await invoke(bundles.web, events, aws.environment))
}

async function worked(records: readonly unknown[]): Promise<readonly unknown[]> {
  return answersOf(await invoke(bundles.worker, [{ Records: records }], aws.environment))
}

function answersOf(invoked: Awaited<ReturnType<typeof invoke>>): readonly unknown[] {
  if (!invoked.ok) throw new Error(invoked.error)
  return invoked.answers
}

function bodyOf(answer: unknown): string {
  const { body, isBase64Encoded } = answer as { body: string; isBase64Encoded: boolean }
  return isBase64Encoded ? Buffer.from(body, "base64").toString() : body
}

function errorLine(invoked: Awaited<ReturnType<typeof invoke>>): string {
  const lines = invoked.ok ? [] : invoked.error.split("\n").filter((line) => line.startsWith("Error:"))
  expect(lines).toHaveLength(1)
  return lines[0] ?? ""
}

function metricsIn(invoked: Awaited<ReturnType<typeof invoke>>): unknown[] {
  return linesWith("CloudWatchMetrics", invoked)
}

function logIn(invoked: Awaited<ReturnType<typeof invoke>>): unknown[] {
  return linesWith('"message":', invoked)
}

function linesWith(words: string, invoked: Awaited<ReturnType<typeof invoke>>): unknown[] {
  const lines = invoked.ok ? invoked.output.split("\n") : []
  return lines.filter((line) => line.includes(words)).map((line) => JSON.parse(line) as unknown)
}

/** SES stores a mail, and calls with the receipt. Answers what became of it: the call's answer and the mails still stored. */
async function received(mail: { readonly from: string; readonly to: string; readonly raw: string }) {
  const raw = Buffer.from(mail.raw.replaceAll(/\r?\n/g, "\r\n"))
  const event = receiptEvent({
    messageId: "m1".padEnd(40, "0"),
    mail: cutMail(raw),
    source: mail.from,
    recipients: [mail.to],
    verdicts: { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" },
    at: Temporal.Now.instant(),
  })
  await aws.mails.put(raw, event)
  const invoked = answersOf(await invoke(bundles.inbound, [event], aws.environment))
  return { invoked, left: await aws.mails.list() }
}

async function lettersTo(mailbox: string): Promise<readonly WorkbenchMessage[]> {
  return createMessages(aws.ses).list(mailbox)
}

async function newest(mailbox: string, kind: string): Promise<Letter> {
  const found = (await lettersTo(mailbox)).findLast((message) => message.kind === kind)
  if (found === undefined) throw new Error(`${mailbox} has no ${kind}`)
  return { ...found, kind }
}

type Letter = WorkbenchMessage & { readonly kind: string }

function linkIn(letter: Letter, path: string): string {
  const link = letter.links.find((each) => new URL(each).pathname.startsWith(path))
  if (link === undefined) throw new Error(`no ${path} in ${letter.kind}`)
  return new URL(link).pathname
}

/** Pairs that signed up a minute and a half ago and were throttled, so that their letter has been due for half a minute. */
async function owing(count: number, name = "ana"): Promise<PairId[]> {
  const ports = aws.portsAt(Temporal.Now.instant().subtract({ seconds: 90 }).toString(), {
    kind: "throttled",
    reason: "Throttling",
  })
  const pairs: PairId[] = []
  const watching = { ...ports, chance: { ...ports.chance, pairId: () => remember(ports.chance.pairId()) } }
  const remember = (id: PairId) => {
    pairs.push(id)
    return id
  }
  for (let number = 0; number < count; number += 1)
    await signUp(
      { ...anaAsksBen, email: `${name}${number}@example.org`, partnerEmail: `x${name}${number}@example.net` },
      watching,
    )
  return pairs
}

/** As if somebody had written into the table. */
async function spoil(pair: PairId): Promise<void> {
  await aws.client.send(
    new UpdateItemCommand({
      TableName: aws.tableName,
      Key: { pk: { S: `PAIR#${pair}` }, sk: { S: "PAIR" } },
      UpdateExpression: "SET #data = :data",
      ExpressionAttributeNames: { "#data": "data" },
      ExpressionAttributeValues: { ":data": { B: new Uint8Array(40) } },
    }),
  )
}
