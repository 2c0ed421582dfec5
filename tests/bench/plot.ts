import { readFileSync, writeFileSync } from "node:fs"
import { format, resolveConfig } from "prettier"
import { chartSvg } from "./svg.ts"
import type { Report } from "./tables.ts"
import { chartsOf, filled, tablesOf } from "./tables.ts"

/*
 * npm run bench:plot
 * Draws docs/performance/*.svg and fills in the tables of the documentation, from docs/performance/bench.json, which
 * `npm run bench -- --out docs/performance/bench.json` has written.
 */

const source = "docs/performance/bench.json"
const printed = readFileSync(source, "utf8")
writeFileSync(source, await format(printed, { ...(await resolveConfig(source)), parser: "json" }))
const report = JSON.parse(printed) as Report & { readonly isQuick: boolean }
const missing = ["compose", "start", "tick", "year", "read-mail", "backlog", "cost", "peak"].filter(
  (part) => !(part in report),
)
if (report.isQuick || missing.length > 0)
  throw new Error(`${source} is of a quick run or lacks parts (${missing.join(", ")}): measure all with npm run bench.`)
for (const [name, chart] of Object.entries(chartsOf(report)))
  writeFileSync(`docs/performance/${name}.svg`, chartSvg(chart))
for (const page of ["docs/performance.md", "docs/deploy.md"]) {
  const text = filled(readFileSync(page, "utf8"), tablesOf(report))
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: "markdown" }))
}
