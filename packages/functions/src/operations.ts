import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { SESClient } from "@aws-sdk/client-ses"
import { SQSClient } from "@aws-sdk/client-sqs"
import * as z from "zod/mini"

/** What the operator's commands work on: resources by name, and clients that reach them under the operator's own rights. */
export type Operations = {
  readonly shards: number
  readonly tableName: string
  readonly queueUrl: string
  readonly deadLettersUrl: string
  /** Events that a function failed on; null where there are none of that kind. */
  readonly failedEventsUrl: string | null
  readonly dynamo: DynamoDBClient
  readonly ses: SESClient
  readonly sqs: SQSClient
  /** What a client is made with, for one more service. */
  readonly aws: ClientSettings
  /** By the practice's clock, which on one machine may have been moved. */
  readonly now: () => Date
}

type ClientSettings = {
  readonly region: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

const resourcesSchema = z.object({
  region: z.string(),
  tableName: z.string(),
  shards: z.coerce.number().check(z.int(), z.positive()),
  queueUrl: z.string(),
  deadLettersUrl: z.string(),
  failedEventsUrl: z._default(z.nullable(z.string()), null),
  /** Only on one machine. */
  local: z._default(z.nullable(z.object({ dynamodb: z.url(), ses: z.url(), sqs: z.url(), clock: z.url() })), null),
})

/** The file in which the local service, while it runs, says where its parts are. */
export const operationsFile = "operations.json"

const nothingHere = `Nothing to look at here. On this machine: start the service first (npm start), with the same DATA_DIR.
On AWS: npx sst shell --stage production npm run health`

/**
 * Finds the stage in `sst shell`, by what infra/operations.ts links; else the service that runs on this machine. Throws, in
 * words for the operator, if there is neither.
 */
export async function findOperations(environment: Readonly<Record<string, string | undefined>>): Promise<Operations> {
  const linked = environment["SST_RESOURCE_Operations"]
  const text = linked ?? (await localText(environment["DATA_DIR"] ?? ".turnabout"))
  if (text === null) throw new Error(nothingHere)
  const { local, region, ...names } = resourcesSchema.parse(JSON.parse(text))
  const credentials = { accessKeyId: "local", secretAccessKey: "local" }
  const aws = local === null ? { region } : { region, credentials }
  const at = (endpoint: string | undefined) => (endpoint === undefined ? aws : { ...aws, endpoint })
  const now = local === null ? new Date() : await clockOf(local.clock)
  return {
    ...names,
    aws,
    dynamo: new DynamoDBClient(at(local?.dynamodb)),
    ses: new SESClient(at(local?.ses)),
    sqs: new SQSClient(at(local?.sqs)),
    now: () => now,
  }
}

async function localText(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, operationsFile), "utf8")
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null
    throw cause
  }
}

async function clockOf(url: string): Promise<Date> {
  // oxlint-disable-next-line no-restricted-globals -- an operator's command, to the clock of the service on this machine
  const answer = await fetch(url).catch((cause: unknown) => {
    throw new Error(nothingHere, { cause })
  })
  return new Date(z.object({ now: z.iso.datetime() }).parse(await answer.json()).now)
}
