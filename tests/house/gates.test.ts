import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { describe, expect, test } from "vitest"

// A gate that has gone blind looks exactly like clean code, so each one is shown faults here and has to find them. They
// live outside the repository, in a folder laid out like it and under the real configuration.
const root = resolve(import.meta.dirname, "../..")

type Fault = { readonly where: string; readonly code: string; readonly rule: string; readonly says?: string }
type Row = readonly [name: string, code: string, rule: string, says?: string]

const into =
  (folder: string) =>
  ([name, code, rule, says = ""]: Row): Fault => ({ where: `${folder}/${name}`, code, rule, says })

const arrows: readonly (readonly [where: string, code: string, says: string])[] = [
  ["packages/core/src/node.ts", 'export { readFileSync } from "node:fs"', "packages/functions/src/adapters"],
  ["packages/core/src/later.ts", 'export const net = async (): Promise<unknown> => import("node:net")', "core is pure"],
  ["packages/core/src/sdk.ts", 'export { SESClient } from "@aws-sdk/client-ses"', "six pure libraries"],
  [
    "packages/core/src/acts.ts",
    'export { handle } from "@turnabout/functions/handle.ts"',
    "belongs in packages/functions",
  ],
  [
    "packages/core/src/type.ts",
    'export type { Ports } from "@turnabout/functions/ports.ts"',
    "belongs in packages/functions",
  ],
  ["packages/core/src/climbs.ts", 'export { handle } from "../../functions/src/handle.ts"', "imported by name"],
  ["emails/src/acts.ts", 'export { handle } from "@turnabout/functions/handle.ts"', "props in"],
  ["emails/src/reckons.ts", 'export { string } from "valibot"', "reckoning belongs in packages/core"],
  ["emails/src/tests.ts", 'export { ana } from "../../tests/support/people.ts"', "tests, infra and SST by nobody"],
  ["packages/functions/src/local.ts", 'export { clock } from "@turnabout/local/clock.ts"', "local is built around it"],
  ["packages/functions/src/stand-in.ts", 'export { SMTPServer } from "smtp-server"', "belongs in packages/local"],
  ["packages/functions/src/sst.ts", 'export { Resource } from "sst"', "comes as a setting"],
  ["packages/functions/src/follows.ts", 'export { get } from "node:https"', "nobody's link is ever followed"],
  [
    "packages/local/src/tests.ts",
    'export { ana } from "../../../tests/support/people.ts"',
    "tests, infra and SST by nobody",
  ],
  ["infra/handler.ts", 'export { handler } from "@turnabout/functions/web.ts"', "names a handler by its path"],
  ["infra/climbs.ts", 'export { handle } from "../packages/functions/src/handle.ts"', "names a handler by its path"],
  ["infra/later.ts", 'export const tests = async (): Promise<unknown> => import("../tests/x.ts")', "names a handler"],
  ["infra/sdk.ts", 'export { S3Client } from "@aws-sdk/client-s3"', "the globals `sst` and `aws`"],
  ["sst.config.ts", 'export { slotSchema } from "@turnabout/core/slot.ts"', "imports infra/* only"],
]
const cycle: readonly Row[] = [
  ["one.ts", 'import { two } from "./two.ts"\nexport const one = (): number => two()', "no-cycle"],
  ["two.ts", 'import { one } from "./one.ts"\nexport const two = (): number => one()', "no-cycle"],
]

const temporal = "declare const Temporal: { Now: { instant(): string } }\n"
const pure: readonly Row[] = [
  ["date-now.ts", "export const at = Date.now()", "no-restricted-properties", "take `now`"],
  ["date-now-taken-out.ts", "const { now } = Date\nexport const at = now()", "no-restricted-properties", "take `now`"],
  ["new-date.ts", "export const at = new Date()", "no-clock", "take `now`"],
  ["date-called.ts", "export const at = Date()", "no-clock", "take `now`"],
  ["temporal-now.ts", `${temporal}export const at = Temporal.Now.instant()`, "no-restricted-properties", "take `now`"],
  ["chance.ts", "export const draw = Math.random()", "no-restricted-properties", "take the id or the draw"],
  ["crypto.ts", "export const id = crypto.randomUUID()", "no-restricted-globals", "take the id or the draw"],
  ["global-crypto.ts", "export const id = globalThis.crypto", "no-restricted-globals", "take the id or the draw"],
  ["environment.ts", "export const zone = process.env", "no-restricted-globals", "take the setting"],
  ["network.ts", 'export const page = fetch("https://example.org")', "no-restricted-globals", "return what is owed"],
  ["timer.ts", "export const timer = setTimeout(() => 1, 1)", "no-restricted-globals", "take `now`"],
  ["interval.ts", "export const timer = setInterval(() => 1, 1)", "no-restricted-globals", "take `now`"],
  ["performance.ts", "export const at = performance.now()", "no-restricted-globals", "take `now`"],
  ["buffer.ts", 'export const bytes = Buffer.from("")', "no-restricted-globals", "Uint8Array"],
]

const zod = 'Write `import * as z from "zod"`'
const zodMini = 'Write `import * as z from "zod/mini"`'
const session = 'type Session = { readonly kind: "planned" } | { readonly kind: "held" }\n'
const send = "const send = async (): Promise<void> => {}\n"
const long = `export function long(): void {\n${"  send()\n".repeat(61)}}\nfunction send(): void {}`
const shapes: readonly Row[] = [
  ["zod-named.ts", 'import { z } from "zod"\nexport const name = z.string()', "zod-as-namespace", zod],
  ["zod-mini-named.ts", 'import { z } from "zod/mini"\nexport const name = z.string()', "zod-as-namespace", zod],
  ["zod-whole.ts", 'import * as z from "zod"\nexport const name = z.string()', "zod-as-namespace", zodMini],
  ["floating.ts", `${send}export function go(): void {\n  send()\n}`, "no-floating-promises"],
  ["voided.ts", `${send}export function go(): void {\n  void send()\n}`, "no-floating-promises"],
  ["misused.ts", `${send}export const go = (): number => (send() ? 1 : 2)`, "no-misused-promises"],
  ["any.ts", "export function keep(value: any): void {\n  keep(1 + Number(value))\n}", "no-explicit-any"],
  ["any-read.ts", 'export const words: string = JSON.parse("[]")', "no-unsafe-assignment"],
  ["as.ts", "export const name = (value: unknown): string => value as string", "consistent-type-assertions"],
  ["bang.ts", "export const first = (all: readonly string[]): string => all[0]!", "no-non-null-assertion"],
  [
    "missing-case.ts",
    `${session}export function name(session: Session): string {\n  switch (session.kind) {\n    case "planned":\n      return "a"\n  }\n  return "b"\n}`,
    "switch-exhaustiveness-check",
  ],
  [
    "default-case.ts",
    `${session}export function name(session: Session): string {\n  switch (session.kind) {\n    case "planned":\n      return "a"\n    case "held":\n      return "b"\n    default:\n      return "c"\n  }\n}`,
    "switch-exhaustiveness-check",
  ],
  ["value-import.ts", 'import { Hono } from "hono"\nexport type App = Hono', "consistent-type-imports"],
  ["default-export.ts", "export default function page(): number {\n  return 1\n}", "no-default-export"],
  ["namespace.ts", "declare namespace Pages {\n  type Home = string\n}\nexport type Home = Pages.Home", "no-namespace"],
  ["barrel.ts", 'export * from "./clean.ts"', "no-barrel-file"],
  ["console.ts", 'console.log("ready")', "no-console"],
  ["var.ts", "var count = 1\nexport const more = count + 1", "no-var"],
  ["equals.ts", "export const same = (one: unknown): boolean => one == 1", "eqeqeq"],
  ["four.ts", "export const sum = (a: number, b: number, c: number, d: number): number => a + b + c + d", "max-params"],
  ["long.ts", long, "max-lines-per-function"],
  ["todo.ts", "// TODO later\nexport const one = 1", "no-warning-comments"],
  ["Camel.ts", "export const one = 1", "filename-case"],
  ["swallowed.ts", "export function go(): void {\n  try {\n    go()\n  } catch {}\n}", "no-empty"],
  ["idle-disable.ts", "// oxlint-disable-next-line no-var -- nothing to allow\nexport const one = 1", "", "Unused"],
]

const vitest = 'import { expect, test, vi } from "vitest"\n'
const tests: readonly Row[] = [
  ["only.test.ts", `${vitest}test.only("a turn stays", () => expect(vi).toBe(1))`, "no-focused-tests"],
  ["skip.test.ts", `${vitest}test.skip("a turn stays", () => expect(vi).toBe(1))`, "no-disabled-tests"],
  ["cannot-fail.test.ts", `${vitest}test("a turn stays", () => [expect, vi])`, "expect-expect"],
  [
    "mock.test.ts",
    `${vitest}vi.mock("hono")\ntest("a turn stays", () => expect(1).toBe(1))`,
    "no-restricted-vi-methods",
    "In-memory fakes",
  ],
]

const typed = (rule: string, code: string): Fault => ({ where: `tests/${rule}.ts`, code, rule })
const types: readonly Fault[] = [
  typed("TS2322", 'export const one: number = "one"'),
  typed("TS18047", "export const length = (text: string | null): number => text.length"),
  typed("TS18048", "export const width = (all: readonly string[]): number => all[0].length"),
  typed("TS2375", "export const pause: { until?: string } = { until: undefined }"),
  typed("TS6133", "const unused = 1\nexport {}"),
  typed("TS7030", "export function name(one: number): string | undefined {\n  if (one) return\n}"),
  typed("TS1294", "export enum Role {\n  coach,\n  focus,\n}"),
  typed("TS1484", 'import { Hono, Env } from "hono"\nexport const app = new Hono<Env>()'),
]

const clean: readonly Pick<Fault, "where" | "code">[] = [
  {
    where: "packages/core/src/clean.ts",
    code: `import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import * as chrono from "chrono-node/en"
import ical from "ical-generator"
import ICAL from "ical.js"
import PostalMime from "postal-mime"

export type { MemberId } from "@turnabout/core/id.ts"
export const nameSchema = z.string()
export const spoken = (text: string, now: Temporal.Instant): string =>
  \`\${chrono.parse(text, new Date(now.epochMilliseconds)).length} of \${now} at \${now.toZonedDateTimeISO("UTC")}\`
export const libraries = [ical, ICAL, PostalMime]
export const today: Temporal.PlainDate = Temporal.PlainDate.from("2026-11-23")
${session}
export function name(session: Session): string {
  switch (session.kind) {
    case "planned":
      return "planned"
    case "held":
      return \`held on \${today}\`
  }
}`,
  },
  {
    where: "emails/src/clean.tsx",
    code: `import type { Child } from "hono/jsx"

export type { MemberId } from "@turnabout/core/id.ts"
export function Line(props: { readonly children: Child }): Child {
  return (
    <table role="presentation">
      <tr>
        <td>{props.children}</td>
      </tr>
    </table>
  )
}`,
  },
  {
    where: "packages/functions/src/clean.ts",
    code: `import { readFile } from "node:fs/promises"

export type { MemberId } from "@turnabout/core/id.ts"
export type { Line } from "@turnabout/emails/clean.tsx"
export const read = async (member: string): Promise<string> => readFile(\`\${member}.txt\`, "utf8")
export const at = Date.now()`,
  },
  {
    where: "packages/local/src/clean.ts",
    code: `import { serve } from "@hono/node-server"

export type { read } from "@turnabout/functions/clean.ts"
console.log(serve.length)`,
  },
  { where: "infra/clean.ts", code: 'export { partner } from "./table.ts"' },
  {
    where: "infra/table.ts",
    code: `import { readFileSync } from "node:fs"
import * as z from "zod"

export const settings = z.string().parse(readFileSync("infra/settings/test.json", "utf8"))
export const partner = "packages/functions/src/web.handler"
export function create(): void {
  new sst.aws.Queue(settings, { dlq: aws.sqs.Queue.get(settings).arn })
}`,
  },
  {
    where: "tests/core/clean.test.ts",
    code: `import fc from "fast-check"
import { test } from "vitest"

test("a sum is the same both ways round", () => {
  fc.assert(fc.property(fc.nat(), fc.nat(), (a, b) => a + b === b + a))
})`,
  },
]

const outgoing: readonly Row[] = [
  ["fetches.ts", 'export const page = fetch("https://example.org")', "no-restricted-globals", "nobody's link"],
  [
    "fetches-all.ts",
    'export const page = globalThis.fetch("https://example.org")',
    "no-restricted-globals",
    "nobody's link",
  ],
]

describe("the linter still bites", () => {
  const faults = [
    ...arrows.map(([where, code, says]): Fault => ({ where, code, rule: "no-restricted-imports", says })),
    ...cycle.map(into("packages/core/src")),
    ...pure.flatMap((row) => [into("packages/core/src")(row), into("emails/src")(row)]),
    ...shapes.map(into("packages/functions/src")),
    ...outgoing.map(into("packages/functions/src")),
    ...tests.map(into("tests/core")),
  ]
  const { status, stdout } = run("oxlint --format=json", [...faults, ...clean])
  const found = findings(stdout)

  test("it fails on the seeded faults", () => expect(status).toBe(1))

  test.each(faults)("$where: $rule", ({ where, rule, says }) => {
    const here = found.filter((finding) => finding.where === where)
    expect([...new Set(here.map((finding) => finding.rule))]).toEqual([rule])
    expect(here.map((finding) => finding.text).join("\n")).toContain(says ?? "")
  })

  test.each(clean)("$where is left alone", ({ where }) => {
    expect(found.filter((finding) => finding.where === where)).toEqual([])
  })
})

describe("the type check still bites", () => {
  const { status, stdout } = run("tsc --noEmit --pretty false", [
    ...types,
    { where: "tests/fine.ts", code: "export {}" },
  ])

  test("it fails on the seeded faults", () => expect(status).not.toBe(0))

  test.each(types)("$where: $rule", ({ where, rule }) => {
    const here = stdout.split("\n").filter((line) => line.startsWith(`${where}(`))
    expect(here.map((line) => /TS\d+/.exec(line)?.[0])).toEqual([rule])
  })

  test("a clean file is left alone", () => expect(stdout).not.toContain("tests/fine.ts"))
})

test("the format check still bites", () => {
  const fine = { where: "packages/core/src/fine.ts", code: 'export const one = "one"' }
  const wide = { where: "packages/core/src/wide.ts", code: "export const one = 'one';" }
  const { status, output } = run("prettier --check .", [fine, wide])
  expect(status).toBe(1)
  expect(output).toContain(wide.where)
  expect(output).not.toContain(fine.where)
})

test("the search for dead code still bites", () => {
  const code = "export const forgotten = 1\nexport const remembered = 2"
  const manifest = '{ "name": "@turnabout/core", "exports": { "./*": "./src/*" } }'
  const { status, output } = run("knip --no-progress", [
    { where: "packages/core/package.json", code: manifest },
    { where: "packages/core/src/slot.ts", code },
    {
      where: "tests/slot.test.ts",
      code: 'import { remembered } from "../packages/core/src/slot.ts"\nremembered.toFixed()',
    },
  ])
  expect(status).toBe(1)
  expect(output).toContain("forgotten")
  expect(output).not.toContain("remembered")
})

/** What a gate says of these files when they are all there is. */
function run(command: string, files: readonly Pick<Fault, "where" | "code">[]) {
  const house = mkdtempSync(join(tmpdir(), "turnabout-house-"))
  try {
    for (const name of readdirSync(root)) if (/\.(json|js)$|rc$/.test(name)) cpSync(join(root, name), join(house, name))
    symlinkSync(join(root, "node_modules"), join(house, "node_modules"), "dir")
    for (const { where, code } of files) {
      mkdirSync(dirname(join(house, where)), { recursive: true })
      writeFileSync(join(house, where), `${code}\n`)
    }
    const [name = "", ...words] = command.split(" ")
    const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin", name), words, {
      cwd: house,
      encoding: "utf8",
    })
    return { status, stdout, output: stdout + stderr }
  } finally {
    rmSync(house, { recursive: true, force: true })
  }
}

function findings(json: string): { where: string; rule: string; text: string }[] {
  const { diagnostics } = JSON.parse(json)
  return diagnostics.map((finding: { filename: string; code?: string; message: string; help?: string }) => ({
    where: finding.filename,
    rule: /\((.*)\)$/.exec(finding.code ?? "")?.[1] ?? "",
    text: `${finding.message} ${finding.help ?? ""}`,
  }))
}
