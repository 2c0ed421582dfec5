import { readFileSync } from "node:fs"
import { parseFragment } from "parse5"
import { format, resolveConfig } from "prettier"
import { describe, expect, test } from "vitest"
import { chartSvg } from "./svg.ts"
import type { Report } from "./tables.ts"
import { chartsOf, filled, tablesOf } from "./tables.ts"

const report = JSON.parse(readFileSync("docs/performance/bench.json", "utf8")) as Report

describe("what the documentation says", () => {
  test.each(["docs/performance.md", "docs/deploy.md"])("in the tables of %s is what the bench said", async (page) => {
    const text = readFileSync(page, "utf8")
    expect(text).toContain("<!-- bench:")
    expect(await format(filled(text, tablesOf(report)), { ...(await resolveConfig(page)), parser: "markdown" })).toBe(
      text,
    )
  })

  test.each(Object.keys(chartsOf(report)))("in the drawing %s is what the bench said", (name) => {
    const drawn = chartSvg(chartsOf(report)[name]!)
    expect(readFileSync(`docs/performance/${name}.svg`, "utf8")).toBe(drawn)
    expect(drawn).not.toContain("NaN")
    expect(parseFragment(drawn).childNodes[0]?.nodeName).toBe("svg")
    expect(drawn).toContain("prefers-color-scheme:dark")
  })
})

test("a table is put between its marks, and one that nobody makes is a mistake", () => {
  const page = "before\n<!-- bench:one -->\nold\n<!-- /bench -->\nafter"
  expect(filled(page, { one: "new" })).toBe("before\n<!-- bench:one -->\n\nnew\n\n<!-- /bench -->\nafter")
  expect(() => filled(page, {})).toThrow("there is no table one")
})

test("a drawing puts values where its axes say", () => {
  const axis = { title: "x", isLogarithmic: false, ticks: [0, 10] }
  const svg = chartSvg({
    title: "A & B",
    x: axis,
    y: axis,
    lines: [
      {
        name: "one",
        points: [
          [0, 0],
          [10, 10],
        ],
      },
    ],
  })
  expect(svg).toContain("M76 300L690 64")
  expect(svg).toContain("A &amp; B")
})
