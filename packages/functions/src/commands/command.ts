import { parseArgs } from "node:util"

type Options = Readonly<Record<string, { readonly type: "boolean" }>>

type Command<Known extends Options> = {
  readonly usage: string
  readonly options: Known
  /** Answers what is to be printed. What it throws is for the operator to read. */
  readonly run: (given: Readonly<Partial<Record<keyof Known, boolean>>>) => Promise<string>
}

/** Runs an operator's command: `--help` prints its usage; options it does not know end it with 2, and what goes wrong with 1. */
export async function command<Known extends Options>({ usage, options, run }: Command<Known>): Promise<void> {
  // On AWS a newer Node runs the service; an operator at their own machine need not be told.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true"
  const given = read(options)
  if (given === null) {
    process.stderr.write(`${usage}\n`)
    process.exitCode = 2
    return
  }
  try {
    process.stdout.write(`${given["help"] === true ? usage : await run(given)}\n`)
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
    process.exitCode = 1
  }
}

function read<Known extends Options>(options: Known): Partial<Record<keyof Known, boolean>> | null {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: "boolean" } } })
    return values
  } catch {
    return null
  }
}
