import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"

const mailbox = z.email()
// Lower case, because S3, SES and Route 53 give names back that way and SST compares them.
const hostName = z.string().regex(/^(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/)
const words = z.string().trim().min(1)

const settingsSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  domain: hostName,
  mailDomain: hostName,
  sendingRate: z.number().int().min(1).max(10_000),
  shards: z.number().int().min(1).max(64),
  signUp: z.union([z.enum(["anyone", "nobody"]), z.array(hostName).min(1)]),
  operator: z.strictObject({ name: words, contact: words, postalAddress: words }),
  crisisContacts: z.array(z.strictObject({ name: words, contact: words, where: words, checked: z.iso.date() })).min(1),
  alarmMailbox: mailbox,
  activateReceiptRules: z.boolean().optional(),
})

type Written = z.infer<typeof settingsSchema>

/** What an operator decides for a stage. */
export type Settings = Readonly<Omit<Written, "activateReceiptRules">> & {
  /** One receipt rule set is active per account and region: a stage for trying things must not take production's mail. */
  readonly activateReceiptRules: boolean
}

type Read = { readonly settings: Settings } | { readonly problems: readonly string[] }

/** How each setting is set, as an operator who got it wrong is told. */
const how: Readonly<Record<string, string>> = {
  region: 'the AWS region of everything, one in which SES also receives mail, such as "eu-west-1"',
  domain: 'the name of the pages in lower case, in a Route 53 zone of this account, such as "turnabout.example.org"',
  mailDomain:
    'the part of letters\' addresses after the @, such as "mail.turnabout.example.org"; mail to it goes to SES',
  sendingRate:
    "how many mails a second SES lets this account send, a whole number (aws sesv2 get-account: MaxSendRate)",
  shards:
    "a whole number from 1 to 64 (1 is enough for 10,000 pairs, 4 for 100,000); it may be raised later, never lowered",
  signUp: 'who may sign up: "anyone", "nobody", or a list of mail domains such as ["example.org"]',
  operator: "an object with name, contact and postalAddress",
  "operator.name": "who runs this, as letters and the privacy page say it",
  "operator.contact": "how members reach you, a mailbox or a page",
  "operator.postalAddress": "your postal address, which the law of many countries wants in letters",
  crisisContacts: "a list with at least one {name, contact, where, checked}, shown on the safety page",
  "crisisContacts.name": "what the service is called",
  "crisisContacts.contact": "its number or page",
  "crisisContacts.where": "where it can be reached from, such as a country",
  "crisisContacts.checked": 'the day on which you last saw that it works, such as "2026-11-27"',
  alarmMailbox: "the mailbox that alarms are sent to",
  activateReceiptRules:
    "true or false; left out: true in production only, since an account has one active rule set a region",
}

/** The settings of a stage, from infra/settings/STAGE.json; ends the deployment with a line for each problem. */
export function settingsOf(stage: string): Settings {
  const read = readSettings(readFile, stage)
  if ("settings" in read) return read.settings
  say(read.problems)
  throw new Error(read.problems.join("\n"))
}

/** Reads a stage's settings; a problem is one line that names the setting, its file and how to set it. */
export function readSettings(file: (path: string) => string | null, stage: string): Read {
  const path = `infra/settings/${stage}.json`
  const text = file(path)
  if (text === null)
    return { problems: [`${path} is missing: copy infra/settings/example.json and change every value`] }
  const json = parsed(text)
  if (json === undefined)
    return { problems: [`${path} is no JSON object: compare it with infra/settings/example.json`] }
  const result = settingsSchema.safeParse(json)
  if (!result.success) return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, json, path)) }
  const { activateReceiptRules = stage === "production" } = result.data
  return { settings: { ...result.data, activateReceiptRules } }
}

function readFile(path: string): string | null {
  try {
    return readFileSync(join(process.cwd(), path), "utf8")
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null
    throw cause
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemsOf(issue: z.core.$ZodIssue, json: unknown, path: string): readonly string[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${path}: ${[...issue.path, key].join(".")} is no setting; take it out`)
  if (issue.path.length === 0) return [`${path} is no JSON object: compare it with infra/settings/example.json`]
  const name = issue.path.join(".")
  const setting = issue.path.filter((step) => typeof step === "string").join(".")
  const isMissing = valueAt(json, issue.path) === undefined
  return [
    `${path}: ${name} is ${isMissing ? "missing" : "not right"}; set it to ${how[setting] ?? "what example.json has"}`,
  ]
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
    json,
  )
}

/** SST swallows whatever is written or thrown while it reads sst.config.ts, so this goes past it to the terminal. */
function say(problems: readonly string[]): void {
  try {
    writeFileSync("/dev/tty", `${problems.join("\n")}\n`)
  } catch {
    // No terminal: the error thrown next is in SST's log, and printed with --print-logs.
  }
}
