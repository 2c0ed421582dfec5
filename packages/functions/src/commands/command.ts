import { parseArgs } from "node:util"

type Options = Readonly<Record<string, { readonly type: "boolean" | "string" }>>
type Given = Readonly<Record<string, string | boolean | undefined>>

type Command = {
  readonly usage: string
  readonly options: Options
  readonly required?: readonly string[]
  /** Whether the values given are such as it can use. */
  readonly accepts?: (given: Given) => boolean
  /** Answers what is to be printed. What it throws is for the operator to read. */
  readonly run: (given: Given) => Promise<string>
}

/**
 * Runs an operator's command: `--help` prints its usage; options it does not know, lacks or cannot use are named before it,
 * and end it with 2; what goes wrong ends it with 1.
 */
export async function command({ usage, options, required = [], accepts = () => true, run }: Command): Promise<void> {
  // On AWS a newer Node runs the service; an operator at their own machine need not be told.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true"
  const { given, fault } = read(options)
  const wrong = fault ?? wrongIn(given, { required, accepts })
  if (wrong !== null) {
    process.stderr.write(`${wrong}.\n${usage}\n`)
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

function wrongIn(given: Given, { required, accepts }: Required<Pick<Command, "required" | "accepts">>): string | null {
  if (given["help"] === true) return null
  const missing = required.filter((name) => given[name] === undefined).map((name) => `--${name}`)
  if (missing.length > 0) return `${missing.join(", ")} must be given`
  return accepts(given) ? null : "A value is not one that it takes"
}

function read(options: Options): { readonly given: Given; readonly fault: string | null } {
  try {
    const known: Options = { ...options, help: { type: "boolean" } }
    const { values } = parseArgs({ options: known })
    return { given: values, fault: null }
  } catch (cause) {
    // Node's own words name the option: "Unknown option '--bogus'. To specify …". Its advice is not for these commands.
    const [said = ""] = (cause instanceof Error ? cause.message : String(cause)).split(". ")
    return { given: {}, fault: said.replace(/\.$/, "") }
  }
}
