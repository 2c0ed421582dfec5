import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { handle } from "@turnabout/functions/handle.ts"
import { build } from "esbuild"

const root = resolve(import.meta.dirname, "../..")
const core = "packages/core/src"
const functions = "packages/functions/src"

type Change = { readonly file: string; readonly from: string; readonly to: string }

/** What looks simpler than the design, made of the real source by changing a few words of it. */
export const mistakes = {
  "an entry is removed by its key alone": [
    {
      file: `${core}/sending.ts`,
      from: "return one.key === other.key && one.revision === other.revision",
      to: "return one.key === other.key",
    },
  ],
  "a claim per letter": [
    {
      file: `${core}/sending.ts`,
      from: "if (pair.claim !== null && isBefore(now, pair.claim.until))",
      to: "if (false)",
    },
    {
      file: `${core}/sending.ts`,
      from: "(isDue(letter) ? { ...letter, tries: letter.tries + 1 } : letter)",
      to: "(isDue(letter) ? { ...letter, tries: letter.tries + 1, notBefore: now.add(lease) } : letter)",
    },
    {
      file: `${core}/sending.ts`,
      from: "const letters = outbox.filter(isDue)",
      to: "const letters = outbox.filter((letter) => pair.outbox.some((other) => isSameLetter(letter, other) && isDue(other)))",
    },
    {
      file: `${functions}/handle.ts`,
      from: "return current?.claim?.by === claim.by ? current : null",
      to: "return current",
    },
    {
      file: `${functions}/handle.ts`,
      from: "current.claim?.by === claim.by ? sendings : sendings.filter(isDone)",
      to: "sendings",
    },
  ],
  "the replay guard stands outside the pair, written before the save": [
    { file: `${core}/decide.ts`, from: "if (pair.recentCommands.includes(command.id)) {", to: "if (false) {" },
    {
      file: `${functions}/handle.ts`,
      from: "    if (decision.records.length > 0)",
      to: `    if (attempt === 0 && command.kind !== "wake") {
      if (await ports.store.wasSeen(command.id)) return { kind: "handled", outcome: { kind: "already" }, pair }
      await ports.store.markSeen(command.id)
    }
    if (decision.records.length > 0)`,
    },
  ],
  "the replay guard stands outside the pair, written after the save": [
    { file: `${core}/decide.ts`, from: "if (pair.recentCommands.includes(command.id)) {", to: "if (false) {" },
    {
      file: `${functions}/handle.ts`,
      from: "    const now = ports.clock()\n    const decision",
      to: `    if (attempt === 0 && command.kind !== "wake" && (await ports.store.wasSeen(command.id)))
      return { kind: "handled", outcome: { kind: "already" }, pair }
    const now = ports.clock()
    const decision`,
    },
    {
      file: `${functions}/handle.ts`,
      from: '    ports.log({\n      event: "handled",',
      to: '    await ports.store.markSeen(command.id)\n    ports.log({\n      event: "handled",',
    },
  ],
} satisfies Record<string, readonly Change[]>
export type Mistake = keyof typeof mistakes

/** `handle` with a mistake in it; throws if the source no longer reads as the mistake expects. */
export async function handleWith(mistake: Mistake): Promise<typeof handle> {
  const changes: readonly Change[] = mistakes[mistake]
  const folder = join(root, "node_modules/.cache/turnabout-mistakes")
  await mkdir(folder, { recursive: true })
  const { outputFiles } = await build({
    entryPoints: [join(root, functions, "handle.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    plugins: [
      {
        name: "mistake",
        setup: (bundle) => {
          bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@turnabout/") ? undefined : { path, external: true },
          )
          bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const text = await readFile(path, "utf8")
            const own = changes.filter(({ file }) => path === join(root, file))
            return own.length === 0 ? undefined : { contents: own.reduce(changed, text), loader: "ts" }
          })
        },
      },
    ],
  })
  const file = join(folder, `${mistake.replaceAll(/\W+/g, "-")}.mjs`)
  await writeFile(file, outputFiles[0]?.text ?? "")
  const module: { handle: typeof handle } = await import(file)
  return module.handle
}

function changed(text: string, { file, from, to }: Change): string {
  if (text.split(from).length !== 2) throw new Error(`${file} has not once: ${from}`)
  return text.replace(from, () => to)
}
