import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import type { Temporal } from "temporal-polyfill"
import { isBefore } from "@turnabout/core/time.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import { listenOn } from "./listening.ts"
import { localRegion } from "./loopback.ts"
import { accept, type Acceptable } from "./ses/acceptance.ts"
import { type FeedbackEvent, feedbackOn, isUndeliverable } from "./ses/feedback.ts"
import { createKnobs, type KnobBoard, type SesKnobs, type SesKnobsChange } from "./ses/knobs.ts"
import { faultAnswer, type QueryAnswer, queryAnswer, type QueryFault } from "./ses/query-protocol.ts"
import { deliveredCopy, openSentMail, type SentMail, type SentMessage } from "./ses/sent-mail.ts"
import { requestBody } from "./request-body.ts"
import { stopServer } from "./web.ts"
import { trackWork, type WorkUnderWay } from "./work-under-way.ts"

/** Amazon SES on this machine, as far as we use it: it sends nothing, and keeps everything. */
export type Ses = {
  readonly endpoint: string
  readonly port: number
  /** What was taken, in the order of sending, over restarts. */
  readonly messages: () => readonly SentMessage[]
  /** The mail as SES got it, to the byte; null if there is none. */
  readonly raw: (id: string) => Promise<Uint8Array | null>
  /** The mail as it reached its mailboxes: with SES's Message-ID and Date. */
  readonly delivered: (id: string) => Promise<Uint8Array | null>
  readonly knobs: () => SesKnobs
  /** Changes what is given, and answers how all are then. */
  readonly set: (change: SesKnobsChange) => SesKnobs
  /** Resolves when all feedback has been told. */
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type SesOptions = {
  readonly folder: string
  readonly mailDomain: string
  /** Simulated time: mail is dated by it. */
  readonly now: () => Temporal.Instant
  /** Told of each bounce and complaint, some time after the mail was taken. */
  readonly onFeedback: (event: FeedbackEvent) => Promise<void>
  readonly log: Log
}

type Door = SesOptions & {
  readonly sent: SentMail
  readonly board: KnobBoard
  readonly work: WorkUnderWay
  /** What went wrong since the start, for the statistics. */
  readonly mishaps: Mishap[]
}
type Mishap = { readonly kind: "Bounces" | "Complaints" | "Rejects"; readonly at: Temporal.Instant }

/** One request; `heard` resolves when its caller has the answer, or has given up. */
type Call = Door & { readonly heard: Promise<void> }

/** An answer to send, or none: what the caller is to hear of a mail that was taken. */
type Outcome = QueryAnswer | "silence" | "hang-up"

const requestBytesAtMost = 45 * 1024 * 1024

export async function startSes(options: SesOptions): Promise<Ses> {
  const door: Door = {
    ...options,
    sent: openSentMail(options.folder),
    board: createKnobs(),
    work: trackWork(),
    mishaps: [],
  }
  const { sent, board, work } = door
  const unanswered = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const heard = new Promise<void>((resolve) => {
      response.once("close", resolve)
    })
    answer({ ...door, heard }, request).then(
      (outcome) => {
        if (outcome === "silence") unanswered.add(response)
        else if (outcome === "hang-up") response.destroy()
        else
          response
            .writeHead(outcome.status, { "Content-Type": "text/xml", "x-amzn-RequestId": outcome.requestId })
            .end(outcome.xml)
      },
      (error: unknown) => {
        options.log({ event: "ses-failed", reason: error instanceof Error ? error.message : "unknown" })
        response.destroy()
      },
    )
  })
  const port = await listenOn(server, 0)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    messages: sent.messages,
    raw: sent.raw,
    delivered: async (id) => {
      const message = sent.messages().find((each) => each.id === id)
      const raw = await sent.raw(id)
      return message === undefined || raw === null ? null : deliveredCopy(message, raw)
    },
    knobs: board.knobs,
    set: board.set,
    settled: work.settled,
    stop: async () => {
      for (const response of unanswered) response.destroy()
      await stopServer(server)
    },
  }
}

async function answer(door: Call, request: IncomingMessage): Promise<Outcome> {
  const body = (await requestBody(request, requestBytesAtMost))?.toString("latin1") ?? null
  if (body === null) return faultAnswer(fault("RequestEntityTooLarge", "The request is too large."))
  if (request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ") !== true)
    return faultAnswer({
      status: 403,
      code: "MissingAuthenticationToken",
      message: "Request is missing Authentication Token",
    })
  const fields = new URLSearchParams(body)
  const action = fields.get("Action") ?? ""
  await wait(door.board.knobs().latencyMs)
  switch (action) {
    case "SendRawEmail":
      return sendRawEmail(door, fields)
    case "GetSendQuota":
      return queryAnswer(action, quota(door))
    case "GetSendStatistics":
      return queryAnswer(action, { SendDataPoints: statistics(door) })
  }
  return faultAnswer(fault("InvalidAction", `Could not find operation ${action} for version 2010-12-01`))
}

function sendRawEmail(door: Call, fields: URLSearchParams): Outcome {
  const { board, now, mailDomain } = door
  const refusal = refusalOf(board)
  if (refusal !== null) return faultAnswer(refusal)
  const accepted = accept(fields, { mailDomain, region: localRegion, now: now() })
  if (!accepted.ok) return faultAnswer(accepted.error)
  if (board.hits("reject")) {
    door.mishaps.push({ kind: "Rejects", at: now() })
    return faultAnswer(fault("MessageRejected", "Bad content"))
  }
  take(door, accepted.value)
  if (board.hits("loseAnswer")) return board.knobs().losing
  return queryAnswer("SendRawEmail", { MessageId: accepted.value.message.id })
}

function refusalOf(board: KnobBoard): QueryFault | null {
  const { paused, quotaExceeded } = board.knobs()
  if (paused) return fault("AccountSendingPausedException", "Email sending is disabled for your account.")
  if (quotaExceeded) return fault("Throttling", "Daily message quota exceeded.")
  return board.hits("throttle") ? fault("Throttling", "Maximum sending rate exceeded.") : null
}

function take(call: Call, { message, raw, tags }: Acceptable): void {
  const { sent, board, work } = call
  const knobs = board.knobs()
  const taken = { ...message, deliveredTo: message.to.filter((mailbox) => !isUndeliverable(mailbox, knobs)) }
  sent.put(taken, raw)
  for (const event of feedbackOn(taken, tags, knobs)) {
    call.mishaps.push({ kind: event.eventType === "Bounce" ? "Bounces" : "Complaints", at: taken.sent })
    work.add(tell(call, event))
  }
}

// Feedback is told when the caller has its answer: the pair that sends holds its claim until then.
async function tell({ heard, onFeedback, log }: Call, event: FeedbackEvent): Promise<void> {
  await heard
  try {
    await onFeedback(event)
  } catch (error) {
    log({ event: "feedback-not-taken", mail: event.mail.messageId, reason: error instanceof Error ? error.name : "" })
  }
}

function quota({ sent, now }: Door): Readonly<Record<string, string>> {
  const dayAgo = now().subtract({ hours: 24 })
  const lately = sent.messages().filter((message) => isBefore(dayAgo, message.sent))
  const recipients = lately.reduce((sum, { to }) => sum + to.length, 0)
  return { Max24HourSend: "50000.0", MaxSendRate: "14.0", SentLast24Hours: `${recipients}.0` }
}

const quarterMs = 15 * 60_000
const statisticsDays = 14

/** Counts of each quarter of an hour in which something was sent or went wrong, over two weeks, as SES keeps them. */
function statistics({ sent, mishaps, now }: Door): readonly Readonly<Record<string, string>>[] {
  const since = now().subtract({ hours: statisticsDays * 24 })
  const attempts = sent.messages().map((message) => ({ kind: "DeliveryAttempts" as const, at: message.sent }))
  const lately = [...attempts, ...mishaps].filter(({ at }) => isBefore(since, at))
  const quarterOf = ({ at }: { readonly at: Temporal.Instant }) => Math.floor(at.epochMilliseconds / quarterMs)
  return [...new Set(lately.map(quarterOf))].map((quarter) => {
    const count = (kind: string) => lately.filter((each) => quarterOf(each) === quarter && each.kind === kind).length
    const kinds = ["DeliveryAttempts", "Bounces", "Complaints", "Rejects"]
    const counts = kinds.map((kind) => [kind, String(count(kind))] as const)
    return { Timestamp: new Date(quarter * quarterMs).toISOString(), ...Object.fromEntries(counts) }
  })
}

function fault(code: string, message: string): QueryFault {
  return { status: 400, code, message }
}
