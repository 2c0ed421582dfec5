import { setTimeout } from "node:timers/promises"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { Temporal } from "temporal-polyfill"
import { chance } from "../adapters/chance.ts"
import { sealWith } from "../adapters/seal.ts"
import { tableStore } from "../adapters/table.ts"
import type { Mailer, Ports } from "../ports.ts"
import { evenlyWith } from "./evenly.ts"
import { readEnvironment } from "./environment.ts"
import { log } from "./log.ts"

/** Longer than a form takes with its letter, and short enough to wait for. */
const answerTakesMs = 1_500

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
    mailer: mailerForLetters(configurationSet),
    clock,
    chance,
    evenly: evenlyWith(() => setTimeout(answerTakesMs)),
    log,
    config,
  }
}

/** Loaded with the first letter, as what composes it is: most of what starts a function sends none. */
function mailerForLetters(configurationSet: string | null): Mailer {
  let mailer: Promise<Mailer> | null = null
  return {
    send: async (mail) => {
      mailer ??= import("./mailer.ts").then(({ mailerOnAws }) => mailerOnAws(configurationSet))
      return (await mailer).send(mail)
    },
  }
}
