// node first-call.mjs HANDLER EVENT: how long a fresh process takes to import a handler and to answer its first event, with
// nothing loaded before that the handler could have needed.
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const [, , file, eventFile] = process.argv
const event = JSON.parse(readFileSync(eventFile, "utf8"))
const context = {
  functionName: "bench",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:bench",
  memoryLimitInMB: "1024",
  awsRequestId: "00000000-0000-0000-0000-000000000000",
  getRemainingTimeInMillis: () => 30_000,
}

const began = performance.now()
const used = process.cpuUsage()
const { handler } = await import(pathToFileURL(file).href)
const imported = performance.now()
const answer = (await handler(event, context)) ?? null
const answered = performance.now()
const { user, system } = process.cpuUsage(used)

const took = { importMs: imported - began, callMs: answered - imported, cpuMs: (user + system) / 1000, answer }
process.stdout.write(`\nTOOK ${JSON.stringify(took)}\n`)
// Open connections would keep it; on Lambda the process is frozen.
process.exit(0)
