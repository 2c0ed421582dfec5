import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Temporal } from "temporal-polyfill"
import { isBefore } from "@turnabout/core/time.ts"
import { type ReceiptEvent, receiptEventSchema } from "./receipt.ts"
import { systemErrorCode } from "./refusal.ts"

/** Received mail that is not yet read: the stored object of SES's receipt rule, with the event that speaks of it. */
export type MailStore = {
  readonly put: (raw: Uint8Array, event: ReceiptEvent) => Promise<void>
  /** The raw mail; null if it was deleted. */
  readonly get: (messageId: string) => Promise<Uint8Array | null>
  /** Deleting what is gone is harmless. */
  readonly delete: (messageId: string) => Promise<void>
  /** What was not read when the service stopped, in the order of arrival. */
  readonly list: () => Promise<readonly ReceiptEvent[]>
  /** Deletes what nobody could read within two days, as the bucket's lifecycle rule does. Answers how many. */
  readonly expire: (now: Temporal.Instant) => Promise<number>
}

const keptHours = 48

export async function openMailStore(folder: string): Promise<MailStore> {
  await mkdir(folder, { recursive: true })
  await dropHalves(folder)
  const fileOf = (messageId: string, ending: "eml" | "json"): string => {
    if (!/^[a-z0-9]{20,64}$/.test(messageId)) throw new Error("not a message id of this store")
    return join(folder, `${messageId}.${ending}`)
  }
  const drop = async (messageId: string): Promise<void> => {
    // The event first: a mail without one is never taken up again.
    await rm(fileOf(messageId, "json"), { force: true })
    await rm(fileOf(messageId, "eml"), { force: true })
  }
  const list = async (): Promise<readonly ReceiptEvent[]> => {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted()
    return Promise.all(
      names.map(async (name) => receiptEventSchema.parse(JSON.parse(await readFile(join(folder, name), "utf8")))),
    )
  }
  return {
    put: async (raw, event) => {
      const messageId = messageIdOf(event)
      await writeFile(fileOf(messageId, "eml"), raw)
      const file = fileOf(messageId, "json")
      await writeFile(`${file}.new`, JSON.stringify(event))
      await rename(`${file}.new`, file)
    },
    get: async (messageId) => {
      try {
        return await readFile(fileOf(messageId, "eml"))
      } catch (error) {
        if (systemErrorCode(error) === "ENOENT") return null
        throw error
      }
    },
    delete: drop,
    list,
    expire: async (now) => {
      const limit = now.subtract({ hours: keptHours })
      const old = (await list()).filter((event) => isBefore(receivedAt(event), limit))
      for (const event of old) await drop(messageIdOf(event))
      return old.length
    },
  }
}

/** What a process that was killed left half written or half deleted: its sender was told nothing, and comes again. */
async function dropHalves(folder: string): Promise<void> {
  const names = new Set(await readdir(folder))
  const isHalf = (name: string) => !name.endsWith(".json") && !names.has(name.replace(/\.eml$/, ".json"))
  for (const name of names) if (isHalf(name) || name.endsWith(".new")) await rm(join(folder, name), { force: true })
}

export function messageIdOf(event: ReceiptEvent): string {
  return event.Records[0].ses.mail.messageId
}

function receivedAt(event: ReceiptEvent): Temporal.Instant {
  return Temporal.Instant.from(event.Records[0].ses.mail.timestamp)
}
