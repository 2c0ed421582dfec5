import { closeSync, openSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { command } from "@turnabout/functions/commands/command.ts"
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

await command({
  usage: `usage: npm run bench -- [--quick] [--only NAME,…] [--out FILE]
Prints one JSON object: how fast things are, each beside its baseline measured in the same rounds, what they cost by
DynamoDB's rules, and what follows for the bill and for the busiest minute. Progress goes to stderr. It takes some five minutes.
  --quick        a few rounds over little: to see that it works, not how fast
  --only NAME,…  some of the parts: ${names.join(", ")}; with year and backlog, the models too
  --out FILE     writes the JSON there as well`,
  options: { quick: { type: "boolean" }, only: { type: "string" }, out: { type: "string" } },
  accepts: (given) => partsIn(given).every((name) => name in parts),
  run: async (given) => {
    // Whoever runs it may have a profile of AWS; nothing here may look at it.
    forgetAwsSettings(process.env)
    const options: Options = {
      isQuick: given["quick"] === true,
      tell: (progress) => void process.stderr.write(`${progress}\n`),
    }
    // Where it can't be written, that is said before it has been measured.
    if (typeof given["out"] === "string") closeSync(openSync(given["out"], "a"))
    const report: Record<string, unknown> = { date: today(), machine: machine(), isQuick: options.isQuick }
    for (const name of names.filter((each) => partsIn(given).includes(each))) report[name] = await parts[name](options)
    Object.assign(report, await modelsIn(report, options))
    const text = JSON.stringify(report, null, 2)
    if (typeof given["out"] === "string") writeFileSync(given["out"], `${text}\n`)
    return text
  },
})

function partsIn(given: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof given["only"] === "string" ? given["only"].split(",") : names
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
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
