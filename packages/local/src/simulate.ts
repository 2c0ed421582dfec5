import { command } from "@turnabout/functions/commands/command.ts"
import { forgetAwsSettings } from "./loopback.ts"
import { brokenPromises } from "./simulate/report.ts"
import { simulate } from "./simulate/run.ts"

const wholeNumber = /^[1-9]\d{0,6}$/

await command({
  usage: `usage: npm run simulate -- --pairs N --weeks W --seed S [--real] [--faults]

Lives the lives of N pairs for W weeks through the service's own handlers, and prints one JSON report. N, W and S are whole
numbers, 1 or more. The same seed lives the same lives. In memory, or with --real over the stand-ins for DynamoDB, SES and
SQS, for a few pairs. With --faults the table and SES fail now and then, and handlers die on the way. Ends with 1 if something
promised is broken, and names it.

In the report, latestMinutes is how long after its time, on the simulated clock, a letter left: by its alarm, or by what it
answers. No work takes time on that clock, so it is 0 but for what faults delay; npm run bench measures how long work takes.
peakRssMb is what all processes together had at most.`,
  options: {
    pairs: { type: "string" },
    weeks: { type: "string" },
    seed: { type: "string" },
    real: { type: "boolean" },
    faults: { type: "boolean" },
  },
  required: ["pairs", "weeks", "seed"],
  accepts: (given) => ["pairs", "weeks", "seed"].every((name) => wholeNumber.test(String(given[name]))),
  run: async (given) => {
    forgetAwsSettings(process.env)
    const [isReal, isFaulty] = [given["real"] === true, given["faults"] === true]
    const numbers = { pairs: Number(given["pairs"]), weeks: Number(given["weeks"]), seed: Number(given["seed"]) }
    const { report, found } = await simulate({ ...numbers, isReal, isFaulty }, showProgress)
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K")
    const broken = brokenPromises(found, { isFaulty })
    for (const line of broken) process.stderr.write(`${line}\n`)
    if (broken.length > 0) process.exitCode = 1
    return JSON.stringify(report)
  },
})

function showProgress(share: number): void {
  if (!process.stderr.isTTY) return
  const done = Math.round(40 * share)
  const percent = String(Math.floor(100 * share)).padStart(3)
  process.stderr.write(`\r${"█".repeat(done)}${"░".repeat(40 - done)} ${percent} %`)
}
