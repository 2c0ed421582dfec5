import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative, resolve } from "node:path"
import { text } from "node:stream/consumers"
import { build } from "esbuild"
import type { Plugin } from "esbuild"
import type { Graph } from "./mock-cloud.ts"

const root = resolve(import.meta.dirname, "../..")
const platform = join(root, ".sst/platform")

/** A change to a file before it's run, to see whether somebody notices. */
export type Change = { readonly file: string; readonly from: string; readonly to: string }

export type Stage = {
  readonly stage: string
  readonly settings: unknown
  readonly secrets: Readonly<Record<string, string>>
}

export type Program = {
  /** What a stage would create. Throws what the program threw. */
  readonly graphOf: (stage: Stage) => Promise<Graph>
  readonly remove: () => void
}

/**
 * The real components of SST with Pulumi's mocks in place of AWS: sst.config.ts, bundled as the CLI does it, to be run in
 * a process of its own for each stage. Needs `sst install` to have run.
 */
export async function bundled(changes: readonly Change[] = []): Promise<Program> {
  // Beneath the platform, so that what's left out of the bundle is found in its node_modules.
  const folder = mkdtempSync(join(platform, "check-"))
  const program = join(folder, "program.mjs")
  await bundle(program, changes)
  return {
    graphOf: async (stage) => graphOf(program, stage),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function graphOf(program: string, { stage, settings, secrets }: Stage): Promise<Graph> {
  const folder = mkdtempSync(join(tmpdir(), "turnabout-infra-"))
  try {
    mkdirSync(join(folder, "infra/settings"), { recursive: true })
    writeFileSync(join(folder, `infra/settings/${stage}.json`), JSON.stringify(settings))
    const answer = join(folder, "graph.json")
    await run([program, stage, folder, answer], secrets)
    return JSON.parse(readFileSync(answer, "utf8"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Away from the terminal, which is told of wrong settings. */
async function run(words: readonly string[], secrets: Readonly<Record<string, string>>): Promise<void> {
  const named = Object.entries(secrets).map(([name, value]) => [`SST_SECRET_${name}`, value])
  const env = { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true", ...Object.fromEntries(named) }
  const child = spawn(process.execPath, words, { env, detached: true, stdio: ["ignore", "ignore", "pipe"] })
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, "close")])
  if (status !== 0) throw new Error(said)
}

const program = `
import { writeFileSync } from "node:fs"
import * as pulumi from "@pulumi/pulumi"
import config from "${root}/sst.config.ts"
import { record } from "${root}/tests/infra/mock-cloud.ts"
import { run } from "${platform}/src/auto/run.ts"
// A third of the time went into this: reading the source of each provider that SST brings, to store it for later.
const closures = require("@pulumi/pulumi/runtime/closure/serializeClosure.js")
closures.serializeFunction = async () => ({ text: "", containsSecrets: false })
const fail = (cause) => { console.error(cause instanceof Error ? cause.message : cause); process.exit(1) }
process.on("unhandledRejection", fail)
process.on("uncaughtException", fail)
const [stage, folder, answer] = process.argv.slice(2)
writeFileSync(answer, JSON.stringify(await record({ pulumi, config, run }, { stage, folder })))
process.exit(0)
`
// Where the CLI makes these two globals. Injected everywhere, they would make SST's own files import each other in a circle.
const globals = `
import * as aws from "@pulumi/aws"
import * as sst from "${platform}/src/components/index.ts"
`
const banner = `
import { createRequire as topLevelCreateRequire } from "node:module"
import { fileURLToPath as topLevelFileUrlToPath } from "node:url"
const require = topLevelCreateRequire(import.meta.url)
const __dirname = topLevelFileUrlToPath(new URL(".", import.meta.url))
globalThis.$mockApp = { stage: process.argv[2] }
globalThis.$mockCli = { paths: {} }
`

async function bundle(outfile: string, changes: readonly Change[]): Promise<void> {
  await build({
    stdin: { contents: program, resolveDir: root, sourcefile: "program.ts", loader: "ts" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["@pulumi/*", "@aws-sdk/*", "archiver", "esbuild", "glob", "undici"],
    define: { $app: "globalThis.$mockApp", $cli: "globalThis.$mockCli", $dev: "false" },
    inject: [join(platform, "src/shim/run.js")],
    banner: { js: banner },
    plugins: [changing(changes)],
    logLevel: "error",
  })
}

function changing(changes: readonly Change[]): Plugin {
  return {
    name: "changing",
    setup(bundling) {
      bundling.onLoad({ filter: /\/infra\/[^/]+\.ts$|sst\.config\.ts$/ }, ({ path }) => {
        if (path.startsWith(join(root, "tests"))) return undefined
        const text = readFileSync(path, "utf8")
        const mine = changes.filter(({ file }) => file === relative(root, path))
        for (const { file, from } of mine) if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
        return {
          loader: "ts",
          contents: mine.reduce((before, { from, to }) => before.replace(from, to), text) + globals,
        }
      })
    },
  }
}
