import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { SESClient } from "@aws-sdk/client-ses"
import { Temporal } from "temporal-polyfill"
import { chance } from "../adapters/chance.ts"
import { sealWith } from "../adapters/seal.ts"
import { sesMailer } from "../adapters/ses.ts"
import { tableStore } from "../adapters/table.ts"
import type { Ports } from "../ports.ts"
import { readEnvironment } from "./environment.ts"
import { log } from "./log.ts"

/** How long one letter may take; the claim's margin is longer (core/sending.ts). */
const sesTimeoutMs = 10_000

/** The ports of a function that deals with pairs, over AWS. Made once, as the function starts. */
export function practicePorts(): Ports {
  const environment = readEnvironment(process.env)
  const { tableName, shards, contentKeys, indexSecret, configurationSet, config } = environment
  const clock = () => Temporal.Now.instant()
  return {
    store: tableStore({
      client: new DynamoDBClient({}),
      tableName,
      seal: sealWith(contentKeys),
      indexSecret,
      shards,
      clock,
    }),
    mailer: sesMailer({ client: new SESClient({ maxAttempts: 1 }), configurationSet, timeoutMs: sesTimeoutMs }),
    clock,
    chance,
    log,
    config,
  }
}
