import { randomBytes } from "node:crypto"
import { promisify } from "node:util"
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server"
import type { Temporal } from "temporal-polyfill"
import { ok, type Result } from "@turnabout/core/result.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import { cutMail, joinMail, type CutMail } from "./mail-head.ts"
import { type MailStore, messageIdOf } from "./mail-store.ts"
import { type ReceiptEvent, receiptEvent, verdictNames, type Verdicts, verdictStatuses } from "./receipt.ts"
import { listenAsAsked, type PortRefusal } from "./listening.ts"
import { systemErrorCode } from "./refusal.ts"
import { trackWork } from "./work-under-way.ts"

export type SmtpDoor = {
  readonly port: number
  /** Resolves when no mail is being taken in. */
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type SmtpOptions = {
  /** 0 for any. */
  readonly port: number
  readonly mailDomain: string
  readonly store: MailStore
  readonly now: () => Temporal.Instant
  /** Told once the mail is stored; the sender hears 250 when it has resolved, and is asked to come again if it rejects. */
  readonly onMail: (event: ReceiptEvent) => Promise<void>
  readonly log: Log
}

// Above the service's own limit of 1 MB, so that the service is what refuses.
const mailBytesAtMost = 25 * 1024 * 1024
const recipientsAtMost = 50
const closeTimeoutMs = 1_000

/** Mail comes in here as it does through SES: stored whole, with an event that carries recipients and verdicts. */
export async function startSmtp(options: SmtpOptions): Promise<Result<SmtpDoor, PortRefusal>> {
  const work = trackWork()
  const onData = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const raw = await wholeMail(stream)
    const taken = takeIn(options, raw, session)
    work.add(taken)
    await taken
  }
  const server = new SMTPServer({
    name: options.mailDomain,
    size: mailBytesAtMost,
    disabledCommands: ["AUTH", "STARTTLS"],
    authOptional: true,
    // There may be no DNS to ask.
    disableReverseLookup: true,
    closeTimeout: closeTimeoutMs,
    onRcptTo: (address, session, callback) => callback(recipientFault(options, address.address, session)),
    onData: (stream, session, callback) => {
      onData(stream, session).then(
        () => callback(null),
        (error: unknown) => callback(answerTo(error, options.log)),
      )
    },
  })
  // Without a listener an error of one connection, or of listening itself, would end the process.
  // That the port can't be opened is told by whoever asked for it.
  server.on("error", (error) => {
    if (server.server.listening) options.log({ event: "smtp-error", code: systemErrorCode(error) })
  })
  const port = await listenAsAsked(server.server, { setting: "SMTP_PORT", port: options.port })
  if (!port.ok) return port
  const stop = promisify((done: () => void) => server.close(done))
  return ok({ port: port.value, settled: work.settled, stop })
}

function recipientFault(options: SmtpOptions, address: string, session: SMTPServerSession): Error | null {
  if (session.envelope.rcptTo.length >= recipientsAtMost) return smtpError(452, "Too many recipients")
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase()
  return domain === options.mailDomain ? null : smtpError(550, `Mail is taken for ${options.mailDomain} only`)
}

async function wholeMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  const bytes: AsyncIterable<Buffer> = stream
  // Read to its end even when too long: the client goes on sending, and hears the answer only then.
  for await (const chunk of bytes) if (!stream.sizeExceeded) chunks.push(chunk)
  if (stream.sizeExceeded) throw smtpError(552, `A mail may have ${mailBytesAtMost} bytes at most`)
  return Buffer.concat(chunks)
}

async function takeIn(options: SmtpOptions, raw: Buffer, { envelope }: SMTPServerSession): Promise<void> {
  const sent = cutMail(raw)
  const verdicts = verdictsFor(sent)
  const mail = { ...sent, fields: sent.fields.filter(({ name }) => name !== verdictHeader) }
  const event = receiptEvent({
    messageId: arrivalId(),
    mail,
    source: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    recipients: envelope.rcptTo.map(({ address }) => address),
    verdicts,
    at: options.now(),
  })
  await options.store.put(joinMail(mail), event)
  try {
    await options.onMail(event)
  } catch (cause) {
    // The sender will come again with it.
    await options.store.delete(messageIdOf(event))
    throw cause
  }
}

const verdictHeader = "x-test-verdict"

/** SES vouches for every mail, except as `X-Test-Verdict: spf=fail dkim=gray` says. A misspelt one is refused. */
function verdictsFor({ fields }: CutMail): Verdicts {
  const verdicts: Verdicts = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" }
  const said = fields.filter(({ name }) => name === verdictHeader).flatMap(({ value }) => value.split(/[\s,;]+/))
  return said
    .filter((word) => word !== "")
    .reduce((all, word) => {
      const [name, status] = word.toLowerCase().split("=")
      const verdict = verdictNames.find((each) => each === name)
      const meant = verdictStatuses.find((each) => each.toLowerCase() === status)
      if (verdict === undefined || meant === undefined) throw smtpError(554, `X-Test-Verdict does not know "${word}"`)
      return { ...all, [verdict]: meant }
    }, verdicts)
}

let arrivals = 0

// Ids sort in the order of arrival, so that mail left over is taken up in that order.
function arrivalId(): string {
  arrivals += 1
  const time = Date.now().toString(16).padStart(12, "0")
  return `${time}${(arrivals % 65_536).toString(16).padStart(4, "0")}${randomBytes(12).toString("hex")}`
}

type SmtpError = Error & { readonly responseCode: number }

function smtpError(responseCode: number, message: string): SmtpError {
  return Object.assign(new Error(message), { responseCode })
}

function answerTo(error: unknown, log: Log): Error {
  if (error instanceof Error && "responseCode" in error) return error
  log({ event: "mail-not-taken", reason: error instanceof Error ? error.name : "unknown" })
  return smtpError(451, "The mail could not be taken in, try again later")
}
