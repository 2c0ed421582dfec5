import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync("docs").map((name) => `docs/${name}`),
].filter((path) => path.endsWith(".md"))

describe.each(pages)("%s", (page) => {
  const text = readFileSync(page, "utf8")

  test("names only npm commands that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/\bnpm (?:run )?(start|test|[a-z]+(?:[:-][a-z-]+)*)/g)].map(([whole, name]) =>
      whole.startsWith("npm run") || name === "start" || name === "test" ? name! : null,
    )
    expect(named.filter((name) => name !== null && !(name in scripts))).toEqual([])
  })

  test("names only commands of sst that exist", () => {
    const named = [...text.matchAll(/\bnpx sst ([a-z]+)(?: (set|list|remove|load)\b)?/g)]
    const known = [...sstHelp().matchAll(/^ {2}sst ([a-z]+)/gm)].map(([, name]) => name)
    const secret = [...sstHelp("secret").matchAll(/^ {2}sst secret ([a-z]+)/gm)].map(([, name]) => name)
    expect(known).toContain("deploy")
    expect(named.filter(([, name]) => !known.includes(name))).toEqual([])
    expect(named.filter(([, name, next]) => name === "secret" && !secret.includes(next))).toEqual([])
  })

  test("links to pages and parts that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!)
    const broken = links.filter((link) => {
      const [path = "", part] = link.split("#")
      const target = path === "" ? page : join(dirname(page), path)
      if (!existsSync(target)) return true
      return part !== undefined && !partsOf(readFileSync(target, "utf8")).includes(part)
    })
    expect(broken).toEqual([])
  })
})

test("the runbook has a part for every alarm there is", () => {
  const runbook = readFileSync("docs/runbook.md", "utf8")
  const headings = [...runbook.matchAll(/^## (.+)$/gm)].flatMap(([, heading]) => heading!.split(", "))
  const titles = [...readFileSync("infra/alarms.ts", "utf8").matchAll(/title: "([^"]+)"/g)].map(([, title]) => title!)
  expect(titles.length).toBeGreaterThanOrEqual(4)
  expect([...titles, "dead letters", "failed events"].filter((title) => !headings.includes(title))).toEqual([])
})

/** Anchors as they are made of headings. */
function partsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(/\s/g, "-"),
  )
}

function sstHelp(...words: readonly string[]): string {
  const env = { ...process.env, SST_SKIP_DEPENDENCY_CHECK: "1", SST_TELEMETRY_DISABLED: "1" }
  const { stdout, stderr } = spawnSync("node_modules/.bin/sst", [...words, "--help"], { encoding: "utf8", env })
  return stdout + stderr
}
