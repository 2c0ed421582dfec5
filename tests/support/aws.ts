import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { chance } from "@turnabout/functions/adapters/chance.ts"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import { tableStore } from "@turnabout/functions/adapters/table.ts"
import { strangersOnAws } from "@turnabout/functions/limits.ts"
import type { Ports, SendResult } from "@turnabout/functions/ports.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { openMailStore } from "@turnabout/local/mail-store.ts"
import { createQueue } from "@turnabout/local/queue.ts"
import { startS3 } from "@turnabout/local/s3.ts"
import { startSes } from "@turnabout/local/ses.ts"
import { startSqs } from "@turnabout/local/sqs.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import { startTable } from "@turnabout/local/table.ts"
import { Temporal } from "temporal-polyfill"

const shards = 2
const contentKey = new Uint8Array(32).fill(1)
const indexSecret = new Uint8Array(32).fill(2)
const linkKey = new Uint8Array(32).fill(3)
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url")

/** Stand-ins for the AWS services, by the real clock, and the environment in which a function finds them. */
export async function startAws() {
  const folder = mkdtempSync(join(tmpdir(), "turnabout-aws-"))
  const now = () => Temporal.Now.instant()
  const table = await startTable({ folder: join(folder, "table"), log: () => {}, onFail: () => {} })
  const ses = await startSes({
    folder: join(folder, "sent"),
    mailDomain: "turnabout.example",
    now,
    onFeedback: async () => {},
    log: () => {},
  })
  const queue = createQueue({
    name: "wake",
    now,
    visibilityTimeout: Temporal.Duration.from({ minutes: 6 }),
    receivesAtMost: 3,
    log: () => {},
  })
  const sqs = await startSqs(queue)
  const mails = await openMailStore(join(folder, "mail-in"))
  const s3 = await startS3(mails)
  const client = new DynamoDBClient({ ...loopbackClient(table.endpoint), maxAttempts: 1 })
  const seal = sealWith([{ id: 1, secret: contentKey }])
  const environment = {
    TZ: "UTC",
    NODE_NO_WARNINGS: "1",
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SES: ses.endpoint,
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    POWERTOOLS_SERVICE_NAME: "turnabout-test",
    POWERTOOLS_METRICS_NAMESPACE: "Turnabout",
    TABLE_NAME: tableDefinition.TableName,
    SHARDS: String(shards),
    QUEUE_URL: sqs.urlOf(queue),
    PAIRS_AT_ONCE: "4",
    MAIL_BUCKET: s3.bucket,
    MAIL_DOMAIN: "turnabout.example",
    BASE_URL: "https://turnabout.example",
    OPERATOR_NAME: "The example circle",
    OPERATOR_CONTACT: "circle@example.org",
    OPERATOR_ADDRESS: "1 Example Street",
    CRISIS_CONTACTS: JSON.stringify([
      { name: "Example Line", contact: "000 111", where: "Exampleland", checked: "2026-11-01" },
    ]),
    SIGN_UP: "anyone",
    LINK_KEYS: base64url(linkKey),
    CONTENT_KEYS: `1:${base64url(contentKey)}`,
    INDEX_SECRET: base64url(indexSecret),
    EDGE_KEY: "key-of-the-edge",
  }
  /** Ports over the same table, at any instant, for what is to be there before a function is called. */
  const portsAt = (instant: string, says: SendResult): Ports => {
    const clock = () => Temporal.Instant.from(instant)
    return {
      store: tableStore({ client, tableName: tableDefinition.TableName, seal, indexSecret, shards, clock }),
      mailer: { send: async () => says },
      clock,
      chance,
      evenly: (work) => work,
      log: () => {},
      config: {
        mailDomain: "turnabout.example",
        baseUrl: "https://turnabout.example",
        linkKeys: [linkKey],
        operator: { name: "The example circle", contact: "circle@example.org", postalAddress: null },
        crisisContacts: [],
        signUp: { kind: "anyone" },
        strangers: strangersOnAws,
      },
    }
  }
  return {
    environment,
    client,
    tableName: tableDefinition.TableName,
    portsAt,
    queue,
    ses,
    mails,
    stop: async () => {
      client.destroy()
      await Promise.all([s3.stop(), sqs.stop(), ses.stop(), table.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Aws = Awaited<ReturnType<typeof startAws>>
