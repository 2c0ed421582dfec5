import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as z from "zod"
import { instantSchema } from "@turnabout/core/time.ts"
import { localRegion } from "../loopback.ts"
import { cutMail, headerField, joinMail } from "../mail-head.ts"

const sentMessageSchema = z
  .object({
    /** As SES returns it; on the wire it is `<id@eu-west-1.amazonses.com>`. */
    id: z.string(),
    /** Of the letter, as X-Turnabout-Letter names it; null for a mail without it. */
    kind: z.string().nullable(),
    /** The envelope. */
    source: z.string(),
    to: z.array(z.string()).readonly(),
    /** Those of `to` whose mailbox it reached. */
    deliveredTo: z.array(z.string()).readonly(),
    /** In simulated time. */
    sent: instantSchema,
  })
  .readonly()
export type SentMessage = z.infer<typeof sentMessageSchema>

/** Mail that was taken for sending, on disk: what was handed over to the byte, and its envelope. */
export type SentMail = {
  readonly put: (message: SentMessage, raw: Uint8Array) => void
  /** In the order of sending. */
  readonly messages: () => readonly SentMessage[]
  /** The mail as it was handed over; null if there is none of that id. */
  readonly raw: (id: string) => Promise<Uint8Array | null>
}

export function openSentMail(folder: string): SentMail {
  mkdirSync(folder, { recursive: true })
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
  const messages: SentMessage[] = names.map((name) =>
    sentMessageSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))),
  )
  const files = new Map(
    messages.map(({ id }, place) => [id, join(folder, (names[place] ?? "").replace(/json$/, "eml"))]),
  )
  let taken = Number.parseInt(names.at(-1) ?? "0", 10)
  return {
    // In one go, so that the order on disk is the order of sending.
    put: (message, raw) => {
      taken += 1
      const file = join(folder, `${String(taken).padStart(8, "0")}-${message.id}`)
      writeFileSync(`${file}.eml`, raw)
      writeFileSync(`${file}.new`, JSON.stringify(z.encode(sentMessageSchema, message)))
      renameSync(`${file}.new`, `${file}.json`)
      messages.push(message)
      files.set(message.id, `${file}.eml`)
    },
    messages: () => messages,
    raw: async (id) => {
      const file = files.get(id)
      return file === undefined ? null : readFile(file)
    },
  }
}

/** The id by which replies name a mail, with its angle brackets. */
function wireId(id: string): string {
  return `<${id}@${localRegion}.amazonses.com>`
}

/** The mail as it reaches a mailbox: SES puts its own Message-ID and Date, and takes its own instructions out. */
export function deliveredCopy(message: SentMessage, raw: Uint8Array): Buffer {
  const { fields, rest } = cutMail(raw)
  const kept = fields.filter(({ name }) => name !== "message-id" && name !== "date" && !name.startsWith("x-ses-"))
  const own = [headerField("Message-ID", wireId(message.id)), headerField("Date", mailDate(message.sent))]
  return joinMail({ fields: [...own, ...kept], rest })
}

/** RFC 5322 section 3.3: `Mon, 23 Nov 2026 09:00:00 +0000`. */
function mailDate(instant: SentMessage["sent"]): string {
  return new Date(instant.epochMilliseconds).toUTCString().replace("GMT", "+0000")
}
