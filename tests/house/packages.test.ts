import { readFileSync } from "node:fs"
import * as z from "zod"
import { describe, expect, test } from "vitest"
import { auditLines } from "../../scripts/audit-report.ts"

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })),
})

describe("what comes with the packages runs nothing when it is installed", () => {
  test("npm is told so, also where somebody's own settings say otherwise", () => {
    expect(readFileSync(".npmrc", "utf8").split("\n")).toContain("ignore-scripts=true")
  })

  test("two have a script, and neither needs it: both bring their binaries along as packages or files", () => {
    const { packages } = lockSchema.parse(JSON.parse(readFileSync("package-lock.json", "utf8")))
    const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true)
    expect(scripted.map(([path]) => path)).toEqual(["node_modules/classic-level", "node_modules/esbuild"])
  })
})

describe("what is known against packages", () => {
  const advisory = { url: "https://example.org/1", title: "Eats memory", severity: "high" }
  const report = JSON.stringify({ vulnerabilities: { left: { via: [advisory] }, right: { via: ["left"] } } })

  test("is said once, and is a finding", () => {
    expect(auditLines(report, new Map())).toEqual({
      lines: ["left: Eats memory (high) https://example.org/1"],
      isClean: false,
    })
  })

  test("is no finding once it is explained, and the explanation is said with it", () => {
    const { lines, isClean } = auditLines(report, new Map([[advisory.url, "2026-11-27: not called"]]))
    expect(isClean).toBe(true)
    expect(lines.join()).toContain("explained: 2026-11-27: not called")
  })

  test("an explanation of what is no longer found is a finding", () => {
    expect(auditLines('{"vulnerabilities":{}}', new Map([[advisory.url, "gone"]])).isClean).toBe(false)
  })

  test.each(["", "not JSON", '{"error":{"code":"ENOAUDIT"}}'])(
    "of a registry that answers %j nothing is known",
    (answer) => {
      expect(auditLines(answer, new Map())).toMatchObject({
        isClean: false,
        lines: [expect.stringContaining("did not")],
      })
    },
  )

  test("nothing is said if there is nothing", () => {
    expect(auditLines('{"vulnerabilities":{}}', new Map())).toMatchObject({ isClean: true })
  })
})
