import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative, resolve } from "node:path"
import { promisify } from "node:util"
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

/**
 * The real components of SST, run with Pulumi's mocks in place of AWS: sst.config.ts is bundled as the CLI does it, and
 * runs in a process of its own. Needs `sst install` to have run. Throws what the program threw.
 */
export async function graphOf(stage: Stage, changes: readonly Change[] = []): Promise<Graph> {
  // Beneath the platform, so that what's left out of the bundle is found in its node_modules.
  const folder = mkdtempSync(join(platform, "check-"))
  const service = mkdtempSync(join(tmpdir(), "turnabout-infra-"))
  try {
    const program = join(folder, "program.mjs")
    const answer = join(service, "graph.json")
    await bundle(program, changes)
    mkdirSync(join(service, "infra/settings"), { recursive: true })
    writeFileSync(join(service, `infra/settings/${stage.stage}.json`), JSON.stringify(stage.settings))
    const secrets = Object.fromEntries(
      Object.entries(stage.secrets).map(([name, value]) => [`SST_SECRET_${name}`, value]),
    )
    await promisify(execFile)(process.execPath, [program, stage.stage, service, answer], {
      env: { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true", ...secrets },
    })
    return JSON.parse(readFileSync(answer, "utf8"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(service, { recursive: true, force: true })
  }
}

const program = `
import { writeFileSync } from "node:fs"
import * as pulumi from "@pulumi/pulumi"
import config from "${root}/sst.config.ts"
import { record } from "${root}/tests/infra/mock-cloud.ts"
import { run } from "${platform}/src/auto/run.ts"
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
