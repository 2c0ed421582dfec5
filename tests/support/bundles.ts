import { spawn } from "node:child_process"
import { once } from "node:events"
import { join, resolve } from "node:path"
import { build, type Metafile } from "esbuild"

export const handlerNames = ["web", "tick", "worker", "inbound", "feedback"] as const
export type HandlerName = (typeof handlerNames)[number]

export type Bundle = {
  readonly file: string
  /** What a start loads: the entry with all that it imports statically, in bytes. What is imported on the way is not in it. */
  readonly startBytes: number
  /** Every file that went into it, also what may never be loaded; relative to the root. */
  readonly sources: readonly string[]
}

/**
 * Builds the handlers as SST builds a Node function with `nodejs: { minify: true, splitting: true }`: same format, target,
 * main fields, banner and kept names (pkg/runtime/node/build.go of sst/sst).
 */
export async function bundleHandlers(folder: string): Promise<Readonly<Record<HandlerName, Bundle>>> {
  const bundles = await Promise.all(
    handlerNames.map(async (name) => {
      const entry = `packages/functions/src/lambda/${name}.ts`
      return [name, await bundleEntry(entry, join(folder, name))] as const
    }),
  )
  return Object.fromEntries(bundles) as Record<HandlerName, Bundle>
}

const banner = [
  `import { createRequire as topLevelCreateRequire } from 'module';`,
  `const require = topLevelCreateRequire(import.meta.url);`,
  `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
  `const __filename = topLevelFileUrlToPath(import.meta.url)`,
  `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
].join("\n")

/** Builds one handler so; `path` is relative to the root. */
export async function bundleEntry(path: string, outdir: string): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [path],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "esnext",
    mainFields: ["module", "main"],
    banner: { js: banner },
    logLevel: "error",
  })
  const outputs = new Map(Object.entries(metafile.outputs))
  const entry = [...outputs].find(([, { entryPoint }]) => entryPoint === path)?.[0] ?? ""
  const loaded = [...loadedWith(entry, outputs)]
  return {
    file: resolve(entry),
    startBytes: loaded.reduce((sum, path) => sum + (outputs.get(path)?.bytes ?? 0), 0),
    sources: Object.keys(metafile.inputs),
  }
}

function loadedWith(entry: string, outputs: ReadonlyMap<string, Metafile["outputs"][string]>): ReadonlySet<string> {
  const loaded = new Set([entry])
  // A set that grows while it is walked is walked to its end.
  for (const path of loaded) {
    for (const { kind, path: imported } of outputs.get(path)?.imports ?? [])
      if (kind === "import-statement" && outputs.has(imported)) loaded.add(imported)
  }
  return loaded
}

export type Invocation =
  | { readonly ok: true; readonly answers: readonly unknown[]; readonly output: string }
  | { readonly ok: false; readonly error: string }

/** Gives events to a handler, one after the other, in a fresh process with this environment and no other. */
export async function invoke(
  bundle: Bundle,
  events: readonly unknown[],
  environment: Readonly<Record<string, string>>,
): Promise<Invocation> {
  const runner = join(import.meta.dirname, "invoke-bundle.mjs")
  const child = spawn(process.execPath, [runner, bundle.file], { env: environment, stdio: ["pipe", "pipe", "pipe"] })
  const told = { stdout: "", stderr: "" }
  child.stdout.on("data", (chunk: Buffer) => (told.stdout += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (told.stderr += chunk.toString()))
  child.stdin.end(JSON.stringify(events))
  const [code] = (await once(child, "close")) as [number | null]
  const answers = /^ANSWERS (.*)$/m.exec(told.stdout)?.[1]
  if (code !== 0 || answers === undefined) return { ok: false, error: told.stderr }
  return { ok: true, answers: JSON.parse(answers) as unknown[], output: told.stdout + told.stderr }
}
