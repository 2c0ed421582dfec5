import type { Log } from "@turnabout/functions/ports.ts"

/** One JSON line on standard error; standard output is for whoever started the service. */
export const printLog: Log = (entry) => {
  process.stderr.write(`${JSON.stringify(entry)}\n`)
}
