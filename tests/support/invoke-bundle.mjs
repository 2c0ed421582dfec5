// node invoke-bundle.mjs FILE < EVENTS: as Lambda's runtime does, loads the handler once and gives it one event after the other.
import { text } from "node:stream/consumers"
import { pathToFileURL } from "node:url"

const [, , file] = process.argv
const events = JSON.parse(await text(process.stdin))
const { handler } = await import(pathToFileURL(file).href)
const answers = []
for (const event of events) {
  const context = {
    functionName: "test",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:test",
    memoryLimitInMB: "512",
    awsRequestId: "00000000-0000-0000-0000-000000000000",
    getRemainingTimeInMillis: () => 30_000,
  }
  answers.push((await handler(event, context)) ?? null)
}
process.stdout.write(`\nANSWERS ${JSON.stringify(answers)}\n`)
// Open connections would keep it; on Lambda the process is frozen.
process.exit(0)
