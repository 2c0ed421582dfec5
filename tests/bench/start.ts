import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { PairId } from "@turnabout/core/id.ts"
import { weekdays } from "@turnabout/core/slot.ts"
import { handle } from "@turnabout/functions/handle.ts"
import { ownIdOf } from "@turnabout/functions/own-id.ts"
import type { Ports } from "@turnabout/functions/ports.ts"
import type { SignUpForm } from "@turnabout/functions/sign-up.ts"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { cutMail } from "@turnabout/local/mail-head.ts"
import { receiptEvent } from "@turnabout/local/receipt.ts"
import { feedbackOn, snsEvent } from "@turnabout/local/ses/feedback.ts"
import { createKnobs } from "@turnabout/local/ses/knobs.ts"
import { Temporal } from "temporal-polyfill"
import type { Aws } from "../support/aws.ts"
import { startAws } from "../support/aws.ts"
import type { Bundle, HandlerName } from "../support/bundles.ts"
import { bundleEntry, bundleHandlers } from "../support/bundles.ts"
import { gmailReply } from "../support/running-service.ts"
import type { Options } from "./options.ts"
import type { Figure, Spread } from "./rounds.ts"
import { interleave, round, spreadOf } from "./rounds.ts"

/** How many times as long as a bare handler each may take, to have been worth the trouble. */
const aims = { web: 2.6, tick: 2.1, worker: 2.6, inbound: 2.2, feedback: null } as const

type StartedFigure = Figure & {
  readonly importMs: Spread
  /** The processor's time, which a busy machine does not stretch; and as many times the bare handler's. */
  readonly cpuMs: Spread
  readonly cpuRatio: number
  readonly kilobytes: number
}

/**
 * From a fresh process to the first answer: each handler as it is bundled for Lambda, against a Hono handler that does
 * nothing else, bundled the same way. AWS is the stand-ins of this machine, whose own time is in it.
 */
export async function benchStart({ isQuick, tell }: Options) {
  const folder = mkdtempSync(join(tmpdir(), "turnabout-start-"))
  const aws = await startAws()
  try {
    tell("start: bundles the handlers")
    const handlers = await bundleHandlers(folder)
    const bare = await bundleEntry("tests/bench/bare-handler.ts", join(folder, "bare"))
    const clients = await bundleEntry("tests/bench/bare-clients.ts", join(folder, "clients"))
    const bundles = { ...handlers, bare, clients }
    const scene = { aws, folder, bundles, took: [] as Took[] }
    const events = eventsFor(aws)
    const names = isQuick
      ? (["bare", "tick"] as const)
      : (["bare", "clients", "web", "tick", "worker", "inbound", "feedback"] as const)
    const ways = Object.fromEntries(names.map((name) => [name, () => firstCall(name, events[name], scene)]))
    tell("start: starts each of them, again and again")
    const figures = await interleave({ ways, baseline: "bare", rounds: isQuick ? 2 : 15, warmUps: isQuick ? 0 : 2 })
    const tookBy = (name: string) => scene.took.filter((one) => one.name === name)
    const cpuBy = (name: string) => spreadOf(tookBy(name).map(({ cpuMs }) => cpuMs))
    return Object.fromEntries(
      names.map((name) => {
        const started: StartedFigure = {
          ...(figures[name] as Figure),
          importMs: spreadOf(tookBy(name).map(({ importMs }) => importMs)),
          cpuMs: cpuBy(name),
          cpuRatio: round(cpuBy(name).median / cpuBy("bare").median),
          kilobytes: Math.round(bundles[name].startBytes / 1000),
        }
        const aim = isBare(name) ? null : aims[name]
        return [name, { ...started, aim, isReached: aim === null ? null : started.ratio.median <= aim }]
      }),
    )
  } finally {
    await aws.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Ours, and what they are measured against: a page without anything behind it, and the clients of AWS without anything before. */
type Started = HandlerName | "bare" | "clients"

function isBare(name: Started): name is "bare" | "clients" {
  return name === "bare" || name === "clients"
}

type Took = { readonly name: string; readonly importMs: number; readonly cpuMs: number }

type Scene = {
  readonly aws: Aws
  readonly folder: string
  readonly bundles: Readonly<Record<Started, Bundle>>
  readonly took: Took[]
}

const run = promisify(execFile)

async function firstCall(name: Started, event: () => Promise<unknown>, scene: Scene): Promise<number> {
  const { aws, folder, bundles, took } = scene
  const file = join(folder, "event.json")
  writeFileSync(file, JSON.stringify(await event()))
  const runner = join(import.meta.dirname, "first-call.mjs")
  const { stdout } = await run(process.execPath, [runner, bundles[name].file, file], { env: aws.environment })
  const told = /^TOOK (.*)$/m.exec(stdout)?.[1]
  if (told === undefined) throw new Error(`${name} did not answer`)
  const { importMs, callMs, cpuMs, answer } = JSON.parse(told) as Omit<Took, "name"> & {
    callMs: number
    answer: unknown
  }
  if (!isGood(name, answer)) throw new Error(`${name} answered ${JSON.stringify(answer)}`)
  took.push({ name, importMs, cpuMs })
  return importMs + callMs
}

function isGood(name: Started, answer: unknown): boolean {
  if (name === "bare" || name === "web") return (answer as { statusCode: number }).statusCode === 200
  if (name === "worker") return (answer as { batchItemFailures: readonly unknown[] }).batchItemFailures.length === 0
  return answer === null
}

/** For each handler a first event, made anew each time with what it needs to find. */
function eventsFor(aws: Aws): Readonly<Record<Started, () => Promise<unknown>>> {
  let people = 0
  const owing = async () => {
    people += 1
    return pairOwing(aws, `ana${people}@example.org`)
  }
  return {
    bare: async () => pageEvent,
    clients: async () => ({}),
    web: async () => pageEvent,
    tick: async () => ({}),
    worker: async () => {
      const pair = await owing()
      return { Records: [{ ...queueRecord, body: JSON.stringify([pair]) }] }
    },
    inbound: async () => {
      people += 1
      return replyFrom(aws, people)
    },
    feedback: async () => {
      const pair = await owing()
      const sent = Temporal.Now.instant()
      const to = [`ana${people}@example.org`]
      const message = { id: "0100", kind: "confirm", source: "r-x@turnabout.example", to, sent, deliveredTo: [] }
      const [bounce] = feedbackOn(message, { pair: [pair], member: ["a"] }, { ...createKnobs().knobs(), bouncing: to })
      if (bounce === undefined) throw new Error("nothing bounced")
      return snsEvent(bounce)
    },
  }
}

/** They meet each week at this minute. */
function formFor(email: string, meeting: Temporal.Instant): SignUpForm {
  const { dayOfWeek, hour, minute } = meeting.toZonedDateTimeISO("UTC")
  const time = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
  const slot = { weekday: weekdays[dayOfWeek - 1] ?? "monday", time, zone: "UTC", minutes: 60 }
  const names = { name: "Ana", email, partnerName: "Ben", partnerEmail: `partner.${email}` }
  return { ...names, note: null, slot, firstFocus: "me", meetingLink: null }
}

/** A pair that signed up a minute and a half ago, whose letter was put off and is due. */
async function pairOwing(aws: Aws, email: string): Promise<PairId> {
  const ago = Temporal.Now.instant().subtract({ seconds: 90 }).toString()
  const ports = aws.portsAt(ago, { kind: "throttled", reason: "Throttling" })
  return signedUp(ports, formFor(email, Temporal.Now.instant().add({ hours: 48 })))
}

async function signedUp(ports: Ports, form: SignUpForm): Promise<PairId> {
  const pair = ports.chance.pairId()
  const chance = { ...ports.chance, pairId: () => pair }
  await signUp(form, { ...ports, chance })
  return pair
}

/** What Ana says of the session that has just been: taken in, and nothing is sent for it. */
async function replyFrom(aws: Aws, number: number): Promise<unknown> {
  const email = `ana${number}@example.org`
  const now = Temporal.Now.instant()
  const sesId = `0102-${number}`
  const at = (instant: Temporal.Instant) => aws.portsAt(instant.toString(), { kind: "sent", sesId })
  // Over for two hours: its after-forms are out, and nothing else is due for days.
  const meeting = now.subtract({ hours: 3 })
  const began = meeting.subtract({ hours: 30 })
  const pair = await signedUp(at(began), formFor(email, meeting))
  const does = (command: Parameters<typeof handle>[1], when: Temporal.Instant) => handle(pair, command, at(when))
  const command = (via: "page" | "clock") => ({ id: at(began).chance.commandId(), via }) as const
  await does({ kind: "confirm", ...command("page"), refused: false }, began)
  const yes = { kind: "yes", zone: "Europe/Berlin" } as const
  await does({ kind: "join", ...command("page"), by: "b", answer: yes, drawn: "a" }, began)
  const kept = await at(now).store.load(pair)
  const [session] = kept?.sessions ?? []
  if (kept === null || session === undefined) throw new Error("a pair without a session")
  const over = session.starts.add({ minutes: 66 })
  // The prompt of the day before first, then the after-forms with the next invitations.
  await does({ kind: "wake", ...command("clock") }, session.starts.subtract({ hours: 20 }))
  await does({ kind: "wake", ...command("clock") }, over)
  const [letter] = (await at(now).store.letters(pair, "a")).filter(({ kind }) => kind === "after-form")
  if (letter === undefined) throw new Error("no after-form was sent")
  const address = `r-${kept.members.a.token}@turnabout.example`
  const message = {
    id: sesId,
    kind: "after-form",
    to: email,
    from: address,
    subject: "How was it?",
    date: over.toString(),
    text: letter.text,
    html: `<html><body>${letter.text.replaceAll("\n", "<br>")}</body></html>`,
    calendar: null,
    headers: {
      "message-id": `<${letter.sesId}@eu-west-1.amazonses.com>`,
      references: `<${ownIdOf(letter.key, pair, "turnabout.example")}>`,
    },
    links: [],
  }
  const reply = gmailReply(message, { name: "Ana", mailbox: email }, "yes\n- email Ben before Thursday lunch")
  return storedMail(aws, reply, number)
}

async function storedMail(aws: Aws, mail: ReturnType<typeof gmailReply>, number: number): Promise<unknown> {
  const raw = Buffer.from(mail.raw.replaceAll(/\r?\n/g, "\r\n"))
  const event = receiptEvent({
    messageId: `m${number}`.padEnd(40, "0"),
    mail: cutMail(raw),
    source: mail.from,
    recipients: [mail.to],
    verdicts: { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" },
    at: Temporal.Now.instant(),
  })
  await aws.mails.put(raw, event)
  return event
}

const pageEvent = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/",
  rawQueryString: "",
  headers: { host: "turnabout.example", "x-forwarded-host": "turnabout.example", "x-forwarded-proto": "https" },
  requestContext: {
    accountId: "anonymous",
    apiId: "example",
    domainName: "turnabout.example",
    domainPrefix: "example",
    http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "192.0.2.7", userAgent: "bench" },
    requestId: "1",
    routeKey: "$default",
    stage: "$default",
    time: "23/Nov/2026:09:00:00 +0000",
    timeEpoch: 1_795_424_400_000,
  },
  isBase64Encoded: false,
}

const queueRecord = {
  messageId: "wake-x",
  receiptHandle: "wake-x-1",
  attributes: {},
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:wake",
  awsRegion: "eu-west-1",
}
