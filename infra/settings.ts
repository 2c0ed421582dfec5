import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"

const mailbox = z.email()
// Lower case, because S3, SES and Route 53 give names back that way and SST compares them.
const hostName = z.string().regex(/^(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/)
const words = z.string().trim().min(1)

// Where SES receives mail, by the AWS General Reference ("Amazon SES endpoints and quotas", "Email receiving endpoints"), as
// others had copied it in January 2024; not compared with AWS's own page since. Add what that page has and this list lacks.
const regions = [
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "ca-central-1",
  "eu-central-1",
  "eu-west-1",
  "eu-west-2",
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
] as const

/** A function's environment is 4 KB at most. These leave a kilobyte for names, keys and what SST adds. */
export const bytesAtMost = { operator: 400, crisisContacts: 1800, signUp: 800 } as const

const settingsSchema = z.strictObject({
  region: z.enum(regions),
  domain: hostName,
  mailDomain: hostName,
  sendingRate: z.number().int().min(1).max(10_000),
  shards: z.number().int().min(1).max(64),
  signUp: z.union([z.enum(["anyone", "nobody"]), z.array(hostName).min(1)]),
  operator: z.strictObject({ name: words, contact: words, postalAddress: words }),
  crisisContacts: z.array(z.strictObject({ name: words, contact: words, where: words, checked: z.iso.date() })).min(1),
  alarmMailbox: mailbox,
  // As SES names rule sets.
  receiptRuleSet: z
    .string()
    .regex(/^[A-Za-z0-9]([\w-]{0,62}[A-Za-z0-9])?$/)
    .optional(),
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
  region: `the AWS region of everything, one in which SES also receives mail: ${regions.join(", ")}`,
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
  receiptRuleSet:
    "the name of the receipt rule set that is active in this account and region (aws ses describe-active-receipt-rule-set), if there is one and it is not Turnabout's; our rule goes into it",
  activateReceiptRules:
    "true or false; left out: true in production only, unless there is a receiptRuleSet, since an account has one active rule set a region",
}

/** The settings of a stage, from infra/settings/STAGE.json; ends the deployment with a line for each problem. */
export function settingsOf(stage: string): Settings {
  // The day of whoever is ahead of everybody else.
  const today = new Date(Date.now() + 14 * 60 * 60_000).toISOString().slice(0, 10)
  const read = readSettings(readFile, stage, today)
  if ("settings" in read) return read.settings
  say(read.problems)
  throw new Error(read.problems.join("\n"))
}

/**
 * Reads a stage's settings, on a day such as "2026-11-27"; a problem is one line that names the setting, its file and how
 * to set it.
 */
export function readSettings(file: (path: string) => string | null, stage: string, today: string): Read {
  const path = `infra/settings/${stage}.json`
  const text = file(path)
  if (text === null)
    return { problems: [`${path} is missing: copy infra/settings/example.json and change every value`] }
  const json = parsed(text)
  if (json === undefined)
    return { problems: [`${path} is no JSON object: compare it with infra/settings/example.json`] }
  const result = settingsSchema.safeParse(json)
  if (!result.success) return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, json, path)) }
  const problems = [...misfits(result.data, today), ...excesses(result.data)]
  if (problems.length > 0) return { problems: problems.map((problem) => `${path}: ${problem}`) }
  const { activateReceiptRules = stage === "production" && result.data.receiptRuleSet === undefined } = result.data
  return { settings: { ...result.data, activateReceiptRules } }
}

/** What is right by itself, but not beside the rest, or not yet. */
function misfits(written: Written, today: string): readonly string[] {
  const { domain, mailDomain, crisisContacts, receiptRuleSet, activateReceiptRules } = written
  return [
    ...(mailDomain === domain ? [`mailDomain is the same as domain; set it to ${how["mailDomain"]}`] : []),
    ...(receiptRuleSet !== undefined && activateReceiptRules === true
      ? ["receiptRuleSet is active already, so activateReceiptRules can't be true; take one of them out"]
      : []),
    ...crisisContacts.flatMap(({ checked }, number) =>
      checked > today
        ? [`crisisContacts.${number}.checked is in the future; set it to ${how["crisisContacts.checked"]}`]
        : [],
    ),
  ]
}

/** What is more than an environment can hold. */
function excesses({ operator, crisisContacts, signUp }: Written): readonly string[] {
  const held = {
    operator: Object.values(operator).join(""),
    crisisContacts: JSON.stringify(crisisContacts),
    signUp: String(signUp),
  }
  return (["operator", "crisisContacts", "signUp"] as const).flatMap((name) => {
    const bytes = Buffer.byteLength(held[name])
    return bytes > bytesAtMost[name]
      ? [
          `${name} is too long: it takes ${bytes} bytes of a function's environment, and ${bytesAtMost[name]} are there for it`,
        ]
      : []
  })
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
