import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { cpus } from "node:os"
import { forgetAwsSettings } from "@turnabout/local/loopback.ts"
import type { Measured } from "./models.ts"
import type { Options } from "./options.ts"

/** Each is loaded when it is run: what the others load would be in what it measures. */
const parts = {
  compose: async (options) => (await import("./compose.ts")).benchCompose(options),
  start: async (options) => (await import("./start.ts")).benchStart(options),
  tick: async (options) => (await import("./tick.ts")).benchTick(options),
  year: async (options) => (await import("./year.ts")).benchYear(options),
  "read-mail": async (options) => (await import("./read-mail.ts")).benchReadMail(options),
  backlog: async (options) => (await import("./backlog.ts")).benchBacklog(options),
} as const satisfies Record<string, (options: Options) => Promise<unknown>>
type Name = keyof typeof parts
const names = Object.keys(parts) as Name[]

const usage = `usage: npm run bench -- [--quick] [--only NAME,…] [--out FILE]
Prints one JSON object: how fast things are, each beside its baseline measured in the same rounds, what they cost by
DynamoDB's rules, and what follows for the bill and for the busiest minute. Progress goes to stderr. It takes a quarter of an hour.
  --quick        a few rounds over little: to see that it works, not how fast
  --only NAME,…  some of the parts: ${names.join(", ")}; with year and backlog, the models too
  --out FILE     writes the JSON there as well
`

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean" },
      only: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean" },
    },
  })
  const only = values.only?.split(",") ?? names
  const unknown = only.filter((name) => !(name in parts))
  if (values.help === true || unknown.length > 0) {
    process.stdout.write(unknown.length > 0 ? `there is no part ${unknown.join(", ")}\n${usage}` : usage)
    process.exitCode = unknown.length > 0 ? 2 : 0
    return
  }
  // Whoever runs it may have a profile of AWS; nothing here may look at it.
  forgetAwsSettings(process.env)
  const options: Options = {
    isQuick: values.quick === true,
    tell: (progress) => void process.stderr.write(`${progress}\n`),
  }
  const report: Record<string, unknown> = { machine: machine(), isQuick: options.isQuick }
  for (const name of names.filter((each) => only.includes(each))) report[name] = await parts[name](options)
  Object.assign(report, await modelsIn(report, options))
  const text = `${JSON.stringify(report, null, 2)}\n`
  if (values.out !== undefined) writeFileSync(values.out, text)
  process.stdout.write(text)
}

async function modelsIn(report: Readonly<Record<string, unknown>>, { isQuick, tell }: Options) {
  if (!("year" in report && "backlog" in report)) return {}
  tell("models: a month's bill, and a week of a million pairs")
  const { modelsOf } = await import("./models.ts")
  return modelsOf(report as unknown as Measured, { isQuick })
}

function machine() {
  const processors = cpus()
  return { processors: processors.length, model: processors[0]?.model ?? "", node: process.version }
}
