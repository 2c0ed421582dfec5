import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { S3Client } from "@aws-sdk/client-s3"
import { mailBucket } from "@turnabout/functions/adapters/mail-bucket.ts"
import type { ReceivedMail } from "@turnabout/functions/inbound.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { openMailStore } from "@turnabout/local/mail-store.ts"
import type { MailStore } from "@turnabout/local/mail-store.ts"
import { cutMail } from "@turnabout/local/mail-head.ts"
import { receiptEvent } from "@turnabout/local/receipt.ts"
import { startS3 } from "@turnabout/local/s3.ts"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

test("what a killed process left half of is gone when the folder is opened again, and whole mails are not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "turnabout-halves-"))
  const whole = ["a".repeat(40), "eml"].join(".")
  for (const name of [whole, `${"a".repeat(40)}.json`, `${"b".repeat(40)}.eml`, `${"b".repeat(40)}.json.new`])
    writeFileSync(join(folder, name), "")
  await openMailStore(folder)
  expect(readdirSync(folder).toSorted()).toEqual([whole, `${"a".repeat(40)}.json`])
  rmSync(folder, { recursive: true, force: true })
})

const id = "0".repeat(40)
/** Every byte there is, as mail may hold. */
const raw = Buffer.from([...Buffer.from("Subject: x\r\n\r\n"), ...Array.from({ length: 256 }, (_, byte) => byte)])

describe.each(["the folder of received mail", "the bucket of received mail"])("%s", (which) => {
  let store: MailStore
  let mails: ReceivedMail
  let stop: () => Promise<void>
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), "turnabout-mails-"))
    store = await openMailStore(folder)
    const s3 = await startS3(store)
    const client = new S3Client({ ...loopbackClient(s3.endpoint), maxAttempts: 1 })
    mails = which.includes("bucket") ? mailBucket({ client, bucket: s3.bucket, prefix: "" }) : store
    stop = async () => {
      client.destroy()
      await s3.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    const verdicts = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" } as const
    const at = Temporal.Instant.from("2026-11-23T09:00:00Z")
    const mail = cutMail(raw)
    await store.put(raw, receiptEvent({ messageId: id, mail, source: "", recipients: [], verdicts, at }))
  })
  afterEach(() => stop())

  test("gives a mail to the byte", async () => {
    expect(Buffer.from((await mails.get(id)) ?? []).equals(raw)).toBe(true)
  })

  test("has no mail that was deleted, and deleting it again is harmless", async () => {
    await mails.delete(id)
    expect(await mails.get(id)).toBeNull()
    await mails.delete(id)
  })

  test("has no mail that never came", async () => {
    expect(await mails.get("1".repeat(40))).toBeNull()
  })
})
