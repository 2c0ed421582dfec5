import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import { Temporal } from "temporal-polyfill"
import { bodyLines } from "@turnabout/core/mail-in/new-text.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import { isMailbox, mailLimits, openMail } from "@turnabout/core/mail-in/raw-mail.ts"
import type { RawMail } from "@turnabout/core/mail-in/raw-mail.ts"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { noLetters } from "@turnabout/core/mail-in/reading.ts"
import type { MailInput, Reading, Receipt, SentLetter } from "@turnabout/core/mail-in/reading.ts"
import { zoneSchema } from "@turnabout/core/zone.ts"

/*
 * npm run read-mail -- [--letter SENT.eml] [--now INSTANT] [--zone ZONE] FILE…
 * How the service reads a mail, one JSON line a file, so that an operator can see why one was not understood. The sender
 * counts as verified. FILE is a mail (.eml) or a calendar alone (.ics).
 */

type Options = {
  readonly files: readonly string[]
  readonly letter: string | null
  readonly now: Temporal.Instant | null
  readonly zone: string
}

type Told = Readonly<Record<string, unknown>>

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words)
  const letter = options.letter === null ? null : await readLetter(options.letter)
  for (const file of options.files) {
    process.stdout.write(`${JSON.stringify(await describeFile(file, options, letter))}\n`)
  }
}

function readOptions(words: readonly string[]): Options {
  const given = new Map<string, string>()
  const files: string[] = []
  const rest = [...words]
  while (rest.length > 0) {
    const word = rest.shift() ?? ""
    if (["--letter", "--now", "--zone"].includes(word)) given.set(word, rest.shift() ?? "")
    else files.push(word)
  }
  const now = given.get("--now")
  const zone = zoneSchema.safeParse(given.get("--zone"))
  return {
    files,
    letter: given.get("--letter") ?? null,
    now: now === undefined ? null : readInstant(now),
    zone: zone.success ? zone.data : "UTC",
  }
}

async function describeFile(file: string, options: Options, letter: SentLetter | null): Promise<Told> {
  const started = performance.now()
  const told = await tryDescribe(file, options, letter)
  return { file, ...told, ms: Math.round((performance.now() - started) * 10) / 10 }
}

async function tryDescribe(file: string, options: Options, letter: SentLetter | null): Promise<Told> {
  const raw = await readRaw(file)
  if (raw === null) return { kind: "refused", text: "", reason: "no-such-file" }
  try {
    return describe(await readMail(await inputFor(raw, options, letter)))
  } catch (cause) {
    // A fault of ours: the operator needs to see it, and the other files all the same.
    return { kind: "refused", text: "", reason: `fault: ${String(cause)}` }
  }
}

async function readRaw(file: string): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(file)
    return isCalendar(bytes) ? asMail(bytes) : bytes
  } catch {
    // Whatever keeps it from being read, the operator sees which file it was; the other files are still read.
    return null
  }
}

function isCalendar(bytes: Buffer): boolean {
  return /^(?:\ufeff|\s)*BEGIN:VCALENDAR/i.test(bytes.subarray(0, 200).toString("utf8"))
}

function asMail(calendar: Buffer): Uint8Array {
  const head = `From: ${stranger}\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n`
  return Buffer.concat([Buffer.from(head), calendar])
}

const stranger = "member@example.org"

async function inputFor(raw: Uint8Array, options: Options, letter: SentLetter | null): Promise<MailInput> {
  const opened = await openMail(headOf(raw))
  const mail = opened.ok ? opened.value : null
  const mailbox = mail?.from.find(isMailbox) ?? stranger
  return {
    raw,
    receipt: verified(mail?.headers.get("return-path")?.[0] ?? mailbox),
    letters: noLetters,
    ...(letter === null ? {} : { answered: letter }),
    member: { mailbox, zone: options.zone },
    mailDomain: process.env["MAIL_DOMAIN"] ?? "turnabout.example",
    now: options.now ?? dateOf(mail) ?? Temporal.Now.instant(),
  }
}

/** The header alone: what is asked of it here should not cost the time that reading the mail is measured by. */
function headOf(raw: Uint8Array): Uint8Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, mailLimits.headerBytes)).toString("latin1")
  const end = text.search(/\r?\n\r?\n/)
  return end < 0 ? raw.subarray(0, mailLimits.headerBytes) : raw.subarray(0, end)
}

function verified(source: string): Receipt {
  const verdicts = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" } as const
  return { recipients: [], source: source.trim().replace(/^<|>$/g, ""), verdicts }
}

/** The letter that the mails answer, as it was sent: its kind from our header, its numbered lines as its commitments. */
async function readLetter(file: string): Promise<SentLetter | null> {
  const raw = await readRaw(file)
  const opened = raw === null ? null : await openMail(raw)
  if (opened === null || !opened.ok) {
    process.stderr.write(`The letter ${file} cannot be read; the mails are read without it.\n`)
    return null
  }
  const mail = opened.value
  const text =
    mail.text ??
    bodyLines(mail)[0]
      ?.map((line) => line.text)
      .join("\n") ??
    ""
  const kind = kindOf(file, mail)
  return {
    key: "letter",
    kind,
    session: null,
    to: "a",
    ownId: mail.answers[0] ?? mail.messageId,
    sesId: mail.messageId.split("@")[0] ?? "",
    text,
    sentAt: dateOf(mail) ?? Temporal.Instant.fromEpochMilliseconds(0),
    commitments: numberedIn(text, kind),
  }
}

/** The numbers of the last list in a letter: that of the commitments. In an after-form the first one asks. */
function numberedIn(text: string, kind: LetterKind): readonly string[] {
  const numbers = [...text.matchAll(/^\s{0,4}(\d)[.)] +\S/gm)].map((match) => match[1] ?? "")
  const start = numbers.lastIndexOf("1")
  return start < 0 || (kind === "after-form" && start === 0) ? [] : numbers.slice(start)
}

/** By our header, else by the name that `npm run letters` gives a file, else the letter most often answered. */
function kindOf(file: string, mail: RawMail): LetterKind {
  const named = [mail.headers.get("x-turnabout-letter")?.[0]?.trim(), basename(file, ".eml")]
  return letterKinds.find((kind) => named.includes(kind)) ?? "prompt"
}

function dateOf(mail: RawMail | null): Temporal.Instant | null {
  const milliseconds = Date.parse(mail?.headers.get("date")?.[0] ?? "")
  return Number.isNaN(milliseconds) ? null : Temporal.Instant.fromEpochMilliseconds(milliseconds)
}

function readInstant(text: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(text)
  } catch {
    process.stderr.write(`--now ${text} is not an instant such as 2026-11-23T09:00:00Z; the mail's own date is used.\n`)
    return null
  }
}

function describe(reading: Reading): Told {
  const { kind, text } = reading
  switch (reading.kind) {
    case "answer":
      return { kind, text, shared: reading.shared }
    case "command":
      return { kind, text, command: reading.command.word.toUpperCase(), argument: reading.command }
    case "after":
      return { kind, text, after: afterOf(reading) }
    case "rsvp":
      return { kind, text, rsvp: reading.rsvp }
    case "proposal":
      return { kind, text, rsvp: reading.rsvp, proposal: reading.proposal }
    case "auto-reply":
    case "delivery-report":
    case "complaint":
    case "receipt":
    case "loop":
    case "list":
    case "refused":
      return { kind, text, reason: reading.reason }
    case "empty":
      return { kind, text }
  }
}

function afterOf(after: Extract<Reading, { kind: "after" }>): Told {
  const { happened, commitments, line, heard, mattered } = after
  const statuses = Object.fromEntries(after.statuses.map(({ number, status }) => [number, status]))
  return { happened, commitments, statuses, line, heard, mattered }
}

await main(process.argv.slice(2))
