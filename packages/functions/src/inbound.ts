import { createHash } from "node:crypto"
import { commandIdSchema } from "@turnabout/core/id.ts"
import type { CommandId, MemberId, PairId } from "@turnabout/core/id.ts"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { noLetters } from "@turnabout/core/mail-in/reading.ts"
import type { Reading, Receipt, SentLetter, SentLetters } from "@turnabout/core/mail-in/reading.ts"
import { whoWrote } from "@turnabout/core/mail-in/who-wrote.ts"
import type { Writer } from "@turnabout/core/mail-in/who-wrote.ts"
import type { Command } from "@turnabout/core/command.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { sessionOf } from "@turnabout/core/pair.ts"
import { liftsOf } from "@turnabout/core/decide.ts"
import { understand } from "@turnabout/core/understand.ts"
import * as z from "zod/mini"
import { liftMailbox } from "./feedback.ts"
import { forEach } from "./for-each.ts"
import { handle, idOf } from "./handle.ts"
import { inboxOf, isWithin, requestsToOnePartner } from "./limits.ts"
import { keyOfOwnId, ownIdOf } from "./own-id.ts"
import type { LetterRecord, Ports } from "./ports.ts"

/** Received mail as SES's receipt rule stores it, by message id. */
export type ReceivedMail = {
  /** Null if it is no longer there: then it has been taken in. */
  readonly get: (messageId: string) => Promise<Uint8Array | null>
  readonly delete: (messageId: string) => Promise<void>
}

const verdictSchema = z.object({ status: z.enum(["PASS", "FAIL", "GRAY", "PROCESSING_FAILED"]) })

/** What SES's Lambda action says of received mail; the body is in the bucket. Recipients and verdicts come from here only. */
export const receiptEventSchema = z.object({
  Records: z.array(
    z.object({
      ses: z.object({
        mail: z.object({ messageId: z.string(), source: z.string() }),
        receipt: z.object({
          recipients: z.array(z.string()),
          spamVerdict: verdictSchema,
          virusVerdict: verdictSchema,
          spfVerdict: verdictSchema,
          dkimVerdict: verdictSchema,
          dmarcVerdict: verdictSchema,
        }),
      }),
    }),
  ),
})
export type ReceiptEvent = z.infer<typeof receiptEventSchema>

type Received = { readonly messageId: string; readonly raw: Uint8Array; readonly receipt: Receipt }

/**
 * Takes in received mail: whose address it is, who wrote it, what it asks for; then deletes the raw mail. Throws if it
 * could not be taken in for now: the same event may be given again, and what was done is not done twice.
 */
export async function takeIn(event: ReceiptEvent, mails: ReceivedMail, ports: Ports): Promise<void> {
  for (const { ses } of event.Records) {
    const { messageId, source } = ses.mail
    const raw = await mails.get(messageId)
    if (raw === null) {
      ports.log({ event: "mail-gone", message: messageId })
      continue
    }
    const { receipt } = ses
    const verdicts = {
      spam: receipt.spamVerdict.status,
      virus: receipt.virusVerdict.status,
      spf: receipt.spfVerdict.status,
      dkim: receipt.dkimVerdict.status,
      dmarc: receipt.dmarcVerdict.status,
    }
    const received = { messageId, raw, receipt: { recipients: receipt.recipients, source, verdicts } }
    await forEach(new Set(receipt.recipients.map((address) => address.toLowerCase())), async (recipient) =>
      takeInFor(recipient, received, ports),
    )
    await mails.delete(messageId)
  }
}

/** One mail as it concerns one address: without that address in the envelope it concerns nobody. */
async function takeInFor(recipient: string, received: Received, ports: Ports): Promise<void> {
  const facts = { message: received.messageId }
  const token = tokenOf(recipient, ports.config.mailDomain)
  const addressee = token === null ? null : await ports.store.addressee(token)
  const pair = addressee === null ? null : await ports.store.load(addressee.pair)
  if (addressee === null || pair === null) return takeInForNobody(received, ports)
  const by = addressee.member
  const reading = await read(received, { pair, by }, ports)
  const id = commandId({ reading, recipient, raw: received.raw })
  // A pair remembers only its last commands; whatever came since, the same mail heard of again is not done again.
  if (await ports.store.wasSeen(id)) return ports.log({ event: "mail-seen", pair: pair.id, ...facts })
  const writer = whoWrote(reading, received.receipt, pair.members[by].mailbox)
  ports.log({
    event: "mail-read",
    pair: pair.id,
    ...facts,
    kind: reading.kind,
    writer: writer.kind,
    reason: reasonOf(reading, writer),
  })
  const command = await commandFor({ id, reading, writer, recipient }, { pair, by }, ports)
  if (command !== null) {
    // One of the other pairs may be one that always fails: this one hears all the same, and the mail comes again.
    await forEach(
      [
        async () => liftOthers(command, { pair, by }, ports),
        async () => {
          await handleOrThrow(pair, command, ports)
          if (reading.attachmentsLeftOut && writer.kind !== "foreign")
            await tellOfFiles(command.id, { pair, by }, ports)
        },
      ],
      async (step) => step(),
    )
  }
  await ports.store.markSeen(id)
}

/** A mail from a suppressed mailbox opens its other pairs, too; one that comes again may have failed at that. */
async function liftOthers(command: Command, { pair, by }: Addressed, ports: Ports): Promise<void> {
  const { suppressed, mailbox } = pair.members[by]
  const comesAgain = pair.recentCommands.includes(command.id)
  if (liftsOf(command)?.suppressed === null && (suppressed !== null || comesAgain))
    await liftMailbox({ mailbox, except: pair.id, because: command.id }, ports)
}

/**
 * To no address, or to one of a pair that is gone. Its writer is nobody's member; but if letters to their mailbox were
 * stopped, a mail from it is how they ask for them again, and they may have no other address of ours.
 */
async function takeInForNobody({ messageId, raw, receipt }: Received, ports: Ports): Promise<void> {
  const { mailDomain } = ports.config
  const reading = await readMail({
    raw,
    receipt,
    letters: noLetters,
    member: { mailbox: "", zone: "UTC" },
    mailDomain,
    now: ports.clock(),
  })
  const isPersons = !machines.has(reading.kind) && !ofCalendars.has(reading.kind) && reading.kind !== "refused"
  const isVerified = isPersons && whoWrote(reading, receipt, reading.from).kind === "verified"
  ports.log({ event: "mail-to-nobody", message: messageId, verified: isVerified })
  const because = commandId({ reading, recipient: "", raw })
  if (isVerified) await liftMailbox({ mailbox: reading.from, except: null, because }, ports)
}

/** Some calendars answer by themselves. */
const ofCalendars: ReadonlySet<Reading["kind"]> = new Set(["rsvp", "proposal"])

const tokenPattern = /^r-([a-z2-7]{26})$/

/** The token of a member whose address this is; null for any other address. */
export function tokenOf(recipient: string, mailDomain: string): string | null {
  const at = recipient.lastIndexOf("@")
  if (recipient.slice(at + 1) !== mailDomain.toLowerCase()) return null
  return tokenPattern.exec(recipient.slice(0, at))?.[1] ?? null
}

type Addressed = { readonly pair: Pair; readonly by: MemberId }

async function read({ raw, receipt }: Received, { pair, by }: Addressed, ports: Ports): Promise<Reading> {
  return readMail({
    raw,
    receipt,
    letters: lettersTo({ pair, by }, ports),
    member: { mailbox: pair.members[by].mailbox, zone: pair.members[by].zone },
    mailDomain: ports.config.mailDomain,
    now: ports.clock(),
    sessions: pair.sessions
      .filter(({ state }) => state.kind !== "void")
      .map(({ number, starts }) => ({ number, starts })),
  })
}

function lettersTo({ pair, by }: Addressed, { store, config: { mailDomain } }: Ports): SentLetters {
  // One that was given up was never read, so nothing answers it.
  const sent = ({ sesId, ...letter }: LetterRecord): SentLetter | null =>
    sesId === null ? null : { ...letter, sesId, ownId: ownIdOf(letter.key, pair.id, mailDomain) }
  return {
    withOwnId: async (ownId) => {
      const key = keyOfOwnId(ownId, pair.id, mailDomain)
      const letter = key === null ? null : await store.letter(pair.id, by, key)
      return letter === null ? null : sent(letter)
    },
    all: async () => (await store.letters(pair.id, by)).flatMap((letter) => sent(letter) ?? []),
  }
}

type Mail = {
  readonly id: CommandId
  readonly reading: Reading
  readonly writer: Writer
  readonly recipient: string
}

/** Files are never opened; that they were left out is said once, beside whatever the words have done. */
async function tellOfFiles(of: CommandId, { pair, by }: Addressed, ports: Ports): Promise<void> {
  const id = commandIdSchema.parse(`${of}-files`)
  const command = {
    kind: "not-understood",
    id,
    via: "mail",
    to: by,
    letter: null,
    reason: "attachments",
    excerpt: null,
  } as const
  await handleOrThrow(pair.id, command, ports)
}

/** A mail whose command could not be done comes again; what it has done by then is not done twice. */
async function handleOrThrow(of: PairId | Pair, command: Command, ports: Ports): Promise<void> {
  const handled = await handle(of, command, ports)
  if (handled.kind === "busy") throw new Error(`${idOf(of)} was busy every time`)
}

const machines: ReadonlySet<Reading["kind"]> = new Set([
  "auto-reply",
  "delivery-report",
  "complaint",
  "receipt",
  "loop",
  "list",
])

async function commandFor(mail: Mail, { pair, by }: Addressed, ports: Ports): Promise<Command | null> {
  const { id, reading, writer, recipient } = mail
  if (machines.has(reading.kind) || reading.kind === "refused") return null
  switch (writer.kind) {
    case "quarantined":
      return null
    case "foreign": {
      const sender = { mailbox: reading.from, hash: mailId("sender", reading.from).slice(0, 16) }
      return { kind: "foreign-sender", id, via: "mail", to: by, sender }
    }
    case "verified":
    case "weak":
    case "google-rsvp": {
      // Also of one whom nobody vouches for: the law wants it heard, it needs the secret address, and it can be taken back.
      if (isUnsubscribe(reading)) return { kind: "unsubscribe", id, via: "mail", by }
      const couple = { inviter: pair.members.a.mailbox, partner: pair.members.b.mailbox }
      const scene = {
        pair,
        by,
        id,
        now: ports.clock(),
        mailDomain: ports.config.mailDomain,
        drawn: ports.chance.drawMember(),
        // Asked only of whom it is asked about: one who confirms.
        refused: pair.status.kind === "unconfirmed" && (await ports.store.isRefused(couple)),
      }
      const command = await withAsking(await withPrior(understand(reading, scene), pair, ports), pair, ports)
      if (writer.kind === "weak" && command !== null && !isReversible(command, { pair, by })) {
        ports.log({
          event: "mail-too-weak",
          pair: pair.id,
          address: mailId("address", recipient).slice(0, 8),
          command: command.kind,
        })
        return null
      }
      return command
    }
  }
}

/** A reply says some things of the form; what was said before of the others still stands. */
async function withPrior(command: Command | null, pair: Pair, ports: Ports): Promise<Command | null> {
  if (command?.kind !== "after") return command
  const { by, session, form } = command
  const prior = sessionOf(pair, session)?.reflections[by]
  const before = prior === undefined ? null : await ports.store.reflection(pair.id, { session, by, command: prior })
  if (before === null) return command
  const { happened, line, heard, mattered } = before
  return {
    ...command,
    form: {
      ...form,
      happened: form.happened ?? happened,
      line: form.line ?? line,
      heard: form.heard ?? heard,
      mattered: form.mattered ?? mattered,
    },
  }
}

/** A sign-up confirmed by reply asks the partner, as the page's button does. */
async function withAsking(command: Command | null, pair: Pair, ports: Ports): Promise<Command | null> {
  if (command?.kind !== "confirm" || pair.status.kind !== "unconfirmed") return command
  return { ...command, held: !(await isWithin(requestsToOnePartner, inboxOf(pair.members.b.mailbox), ports)) }
}

/** The mail that a mail client writes for "Unsubscribe", when it takes the mailto of List-Unsubscribe (RFC 2369 section 3.2). */
function isUnsubscribe(reading: Reading): boolean {
  return /^unsubscribe$/i.test(reading.subject.trim())
}

/** Without a DMARC policy nobody vouches for the domain: answers, and what can be taken back. */
function isReversible(command: Command, { pair, by }: Addressed): boolean {
  if (command.kind === "answer-question") {
    const about = pair.members[by].question?.about
    return about !== "end" && about !== "export" && about !== "erase"
  }
  return command.kind !== "join" && command.kind !== "confirm"
}

type Arrived = { readonly reading: Reading; readonly recipient: string; readonly raw: Uint8Array }

/**
 * The same mail heard of again is the same command; next week's equal "yes" has another Message-ID, and somebody else's
 * mail under the same one is another.
 */
function commandId({ reading, recipient, raw }: Arrived): CommandId {
  const origin = reading.messageId === "" ? raw : Buffer.from(reading.messageId)
  const hash = createHash("sha256").update(origin).update(`\n${recipient}\n${reading.from}`).digest("base64url")
  return commandIdSchema.parse(hash.slice(0, 16))
}

function mailId(purpose: string, text: string): string {
  return createHash("sha256").update(`${purpose}\n${text}`).digest("base64url")
}

function reasonOf(reading: Reading, writer: Writer): string | null {
  if (writer.kind === "quarantined") return writer.reason
  return "reason" in reading ? reading.reason : null
}
