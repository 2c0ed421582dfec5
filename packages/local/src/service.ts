import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { S3Client } from "@aws-sdk/client-s3"
import { SESClient } from "@aws-sdk/client-ses"
import { SQSClient } from "@aws-sdk/client-sqs"
import { Hono } from "hono"
import { Temporal } from "temporal-polyfill"
import { ok, type Result } from "@turnabout/core/result.ts"
import { earliest } from "@turnabout/core/time.ts"
import { chance } from "@turnabout/functions/adapters/chance.ts"
import { tableDueIndex } from "@turnabout/functions/adapters/due-index.ts"
import { mailBucket } from "@turnabout/functions/adapters/mail-bucket.ts"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import { sesMailer } from "@turnabout/functions/adapters/ses.ts"
import { sqsQueue } from "@turnabout/functions/adapters/sqs.ts"
import { tableStore } from "@turnabout/functions/adapters/table.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import { reasonOf } from "@turnabout/functions/fault.ts"
import { takeFeedback } from "@turnabout/functions/feedback.ts"
import { takeIn, type ReceivedMail } from "@turnabout/functions/inbound.ts"
import type { StrangerLimits } from "@turnabout/functions/limits.ts"
import type { Chance, Log, Ports } from "@turnabout/functions/ports.ts"
import { operationsFile } from "@turnabout/functions/operations.ts"
import { tick } from "@turnabout/functions/tick.ts"
import { workBatch } from "@turnabout/functions/worker.ts"
import { createAdvance } from "./advance.ts"
import { type LocalClock, openClock } from "./clock.ts"
import { takeDataFolder } from "./data-folder.ts"
import { firstAlarm } from "./due-index.ts"
import { localRegion, loopbackClient } from "./loopback.ts"
import { type MailStore, messageIdOf, openMailStore } from "./mail-store.ts"
import { createQueue, type LocalQueue } from "./queue.ts"
import type { ReceiptEvent } from "./receipt.ts"
import type { StartRefusal } from "./refusal.ts"
import { startS3 } from "./s3.ts"
import { openSecrets } from "./secrets.ts"
import { type Ses, startSes } from "./ses.ts"
import { type FeedbackEvent, snsEvent } from "./ses/feedback.ts"
import type { Settings } from "./settings.ts"
import { startSmtp } from "./smtp.ts"
import { startSqs, type Sqs } from "./sqs.ts"
import { startTable } from "./table.ts"
import { tableDefinition } from "./table-definition.ts"
import { startWeb } from "./web.ts"
import { trackWork } from "./work-under-way.ts"
import { createWorkbench } from "./workbench.tsx"

export type Service = {
  readonly port: number
  readonly smtpPort: number
  /** Lets what is under way end, and gives ports and folder back. */
  readonly stop: () => Promise<void>
}

const shards = 2
/** Everybody here comes from one network, this machine, and lives a year in a minute. */
const strangersHere: StrangerLimits = { signUpsFromOneNetwork: 1000, signUpsInTotal: 10_000 }
const sesTimeoutMs = 10_000
/** On AWS a tick comes each minute; here nobody should have to wait that long. */
const tickEveryMs = 5_000
const workerTimeout = Temporal.Duration.from({ minutes: 6 })
const receivesAtMost = 3
/** One after the other, so that letters come in the order in which they fall due. */
const pairsAtOnce = 1
const takeInAttempts = 3

/** The whole service on this machine: the same handlers and SDK clients as on AWS, pointed at stand-ins on loopback. */
export async function startService(
  settings: Settings,
  options: {
    readonly log: Log
    readonly onFail: (error: Error) => void
    /** Strong chance if none is given; a story that is told twice the same brings its own. */
    readonly chance?: Chance
  },
): Promise<Result<Service, StartRefusal>> {
  const folder = takeDataFolder(settings.dataDir)
  if (!folder.ok) return folder
  const stops: Stop[] = [folder.value.release]
  let isStopped = false
  const stop = async () => {
    if (isStopped) return
    isStopped = true
    for (const each of stops.toReversed()) await each()
  }
  try {
    const doors = await openDoors(settings, options, stops)
    if (!doors.ok) await stop()
    return doors.ok ? ok({ ...doors.value, stop }) : doors
  } catch (error) {
    await stop()
    throw error
  }
}

type Stop = () => Promise<void> | void
type Options = Parameters<typeof startService>[1]

/** Starts one part after the other; each adds to `stops` how it is stopped again, in the opposite order. */
async function openDoors(
  settings: Settings,
  options: Options,
  stops: Stop[],
): Promise<Result<Omit<Service, "stop">, StartRefusal>> {
  const { log } = options
  const { clock, clockSettingIgnored } = openClock({ folder: settings.dataDir, start: settings.clock })
  if (clockSettingIgnored)
    log({ event: "clock-setting-ignored", reason: "this folder has already reached a later time" })
  const inner = await startInner(settings, { ...options, clock }, stops)
  const { work: pages } = inner
  const smtp = await startSmtp({
    port: settings.smtpPort,
    mailDomain: settings.mailDomain,
    store: inner.mails,
    now: clock.now,
    onMail: inner.takeIn,
    log,
  })
  if (!smtp.ok) return smtp
  stops.push(smtp.value.stop)

  const settled = async () => {
    await smtp.value.settled()
    await pages.settled()
    await inner.queue.settled()
    await inner.ses.settled()
  }
  const letters = () => inner.ses.messages().length
  const advance = createAdvance({ clock, earliestDue: inner.earliestDue, runDue: inner.runDue, settled, letters, log })
  const site = createApp(inner.ports)
  const workbench = createWorkbench({
    ses: inner.ses,
    clock,
    advance,
    nextThing: () => inner.earliestDue(null),
    store: inner.ports.store,
    smtpPort: smtp.value.port,
    mailDomain: settings.mailDomain,
  })
  const app = new Hono()
  app.route("/", workbench)
  app.all("*", (c) => {
    const answered = Promise.resolve(site.fetch(c.req.raw))
    pages.add(answered)
    return answered
  })
  const web = await startWeb({ port: settings.port, fetch: (request) => app.fetch(request) })
  if (!web.ok) return web
  stops.push(web.value.stop)

  stops.push(
    tellOperations(settings.dataDir, {
      ...inner.operations,
      clock: `http://127.0.0.1:${web.value.port}/workbench/clock`,
    }),
  )
  await takeInUnread(inner, clock)
  stops.push(startTicking(() => runWhatIsDue(inner, clock, advance)))
  return ok({ port: web.value.port, smtpPort: smtp.value.port })
}

type Inner = {
  readonly ports: Ports
  readonly ses: Ses
  readonly mails: MailStore
  readonly queue: LocalQueue
  /** Pages and mails that are being dealt with. */
  readonly work: ReturnType<typeof trackWork>
  readonly takeIn: (event: ReceiptEvent) => Promise<void>
  readonly earliestDue: (after: Temporal.Instant | null) => Promise<Temporal.Instant | null>
  readonly runDue: () => Promise<void>
  readonly operations: Omit<OperationsHere, "clock">
}

/** What has no door to the outside: table, SES, queue, and the handlers over them. */
async function startInner(
  settings: Settings,
  options: Options & { readonly clock: LocalClock },
  stops: Stop[],
): Promise<Inner> {
  const { log, clock } = options
  const mails = await openMailStore(join(settings.dataDir, "mail-in"))
  const ses = await startSes({
    folder: join(settings.dataDir, "sent"),
    mailDomain: settings.mailDomain,
    now: clock.now,
    onFeedback: (event) => takeFeedbackAtLast(event, ports),
    log,
  })
  stops.push(ses.stop)
  const table = await startTable({ folder: join(settings.dataDir, "table"), log, onFail: options.onFail })
  stops.push(table.stop)
  const queue = createQueue({ name: "wake", now: clock.now, visibilityTimeout: workerTimeout, receivesAtMost, log })
  const sqs = await startSqs(queue)
  stops.push(sqs.stop)
  const s3 = await startS3(mails)
  stops.push(s3.stop)
  const dynamo = new DynamoDBClient(loopbackClient(table.endpoint))
  const sesClient = new SESClient({ ...loopbackClient(ses.endpoint), maxAttempts: 1 })
  const sqsClient = new SQSClient(loopbackClient(sqs.endpoint))
  const s3Client = new S3Client(loopbackClient(s3.endpoint))
  for (const client of [dynamo, sesClient, sqsClient, s3Client]) stops.push(() => client.destroy())
  const ports = portsOver({ dynamo, sesClient, clock, log, chance: options.chance ?? chance }, settings)
  const inbox = sqsQueue({ client: sqsClient, queueUrl: sqs.urlOf(queue) })
  const received = mailBucket({ client: s3Client, bucket: s3.bucket, prefix: "" })
  const dueIndex = tableDueIndex({ client: dynamo, tableName: tableDefinition.TableName })
  const underWay = trackWork()
  return {
    ports,
    ses,
    mails,
    queue,
    work: underWay,
    takeIn: (event) => takeInAtLast(event, received, ports),
    earliestDue: async (after) => {
      const [alarm, message] = [await firstAlarm(dynamo, shards, after), queue.nextVisible()]
      const isLater = message !== null && (after === null || Temporal.Instant.compare(after, message) < 0)
      return earliest([...(alarm === null ? [] : [alarm]), ...(isLater ? [message] : [])])
    },
    operations: { dynamodb: table.endpoint, ses: ses.endpoint, sqs, queue },
    runDue: async () => {
      const now = new Date(clock.now().epochMilliseconds)
      await tick({ dueIndex, queue: inbox, log }, { now, shards, sweep: true })
      await queue.drain((event) => workBatch(event, ports, { queue: inbox, pairsAtOnce }))
    },
  }
}

type OperationsHere = {
  readonly dynamodb: string
  readonly ses: string
  readonly sqs: Sqs
  readonly queue: LocalQueue
  readonly clock: string
}

/** Says in the data folder where the parts are, while they are, for the operator's commands. */
function tellOperations(folder: string, { dynamodb, ses, sqs, queue, clock }: OperationsHere): Stop {
  const file = join(folder, operationsFile)
  const urls = { queueUrl: sqs.urlOf(queue), deadLettersUrl: sqs.deadLettersUrlOf(queue) }
  const names = { region: localRegion, tableName: tableDefinition.TableName, shards, ...urls }
  writeFileSync(file, JSON.stringify({ ...names, local: { dynamodb, ses, sqs: sqs.endpoint, clock } }))
  return () => rmSync(file, { force: true })
}

type Clients = {
  readonly dynamo: DynamoDBClient
  readonly sesClient: SESClient
  readonly clock: LocalClock
  readonly log: Log
  readonly chance: Chance
}

/** The adapters that run on AWS, over clients that reach the stand-ins. */
function portsOver({ dynamo, sesClient, clock, log, chance: drawn }: Clients, settings: Settings): Ports {
  const secrets = openSecrets(settings.dataDir)
  return {
    store: tableStore({
      client: dynamo,
      tableName: tableDefinition.TableName,
      seal: sealWith([{ id: 1, secret: secrets.contentKey }]),
      indexSecret: secrets.indexSecret,
      shards,
      clock: clock.now,
    }),
    mailer: sesMailer({ client: sesClient, configurationSet: null, timeoutMs: sesTimeoutMs }),
    clock: clock.now,
    chance: drawn,
    // Nobody is kept waiting here: whoever can reach this machine's loopback can as well read the folder.
    evenly: (work) => work,
    log,
    config: {
      mailDomain: settings.mailDomain,
      baseUrl: settings.baseUrl,
      linkKeys: [secrets.linkKey],
      operator: {
        name: "whoever started it, on this machine",
        contact: `postmaster@${settings.mailDomain}`,
        postalAddress: null,
      },
      crisisContacts: [],
      signUp: { kind: "anyone" },
      strangers: strangersHere,
    },
  }
}

/** What no try could take in waits for the next start. */
async function takeInAtLast(event: ReceiptEvent, mails: ReceivedMail, ports: Ports): Promise<void> {
  const facts = { event: "mail-not-taken-in", message: messageIdOf(event) }
  await atLast(() => takeIn(event, mails, ports), { facts, log: ports.log })
}

async function takeFeedbackAtLast(event: FeedbackEvent, ports: Ports): Promise<void> {
  const facts = { event: "feedback-not-taken", mail: event.mail.messageId }
  await atLast(() => takeFeedback(snsEvent(event), ports), { facts, log: ports.log })
}

type Failing = { readonly facts: Parameters<Log>[0]; readonly log: Log }

/** As Lambda does with an asynchronous event that failed, twice more. */
async function atLast(take: () => Promise<void>, { facts, log }: Failing): Promise<void> {
  for (let attempt = 1; attempt <= takeInAttempts; attempt += 1) {
    try {
      return await take()
    } catch (cause) {
      log({ ...facts, attempt, reason: reasonOf(cause) })
    }
  }
}

/** What had come in when the service stopped. */
async function takeInUnread({ mails, takeIn: take, ports }: Inner, clock: LocalClock): Promise<void> {
  const expired = await mails.expire(clock.now())
  if (expired > 0) ports.log({ event: "mails-expired", count: expired })
  for (const event of await mails.list()) await take(event)
}

/** One tick at a time, every few seconds; stopping waits for the one that runs. */
function startTicking(once: () => Promise<void>): Stop {
  let running: Promise<void> | null = null
  const ticking = setInterval(() => {
    running ??= once().finally(() => (running = null))
  }, tickEveryMs)
  return async () => {
    clearInterval(ticking)
    await running
  }
}

/** The tick of real time: nobody has to move the clock for what falls due while they wait. */
async function runWhatIsDue(
  { earliestDue, ports }: Inner,
  clock: LocalClock,
  advance: ReturnType<typeof createAdvance>,
): Promise<void> {
  try {
    const due = await earliestDue(null)
    if (due !== null && Temporal.Instant.compare(due, clock.now()) <= 0)
      await advance(Temporal.Duration.from({ seconds: 0 }))
  } catch (cause) {
    ports.log({ event: "tick-failed", reason: reasonOf(cause) })
  }
}
