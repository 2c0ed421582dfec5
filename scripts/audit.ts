import { spawnSync } from "node:child_process"
import { auditLines } from "./audit-report.ts"

// npm run check:audit: what is known against the packages that run in production. Not a part of `npm run check`: an
// advisory that comes out overnight, or a registry that is away, is no fault of the change that is checked.
const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], { encoding: "utf8" })
const { lines, isClean } = auditLines(stdout)
process.stdout.write(`${lines.join("\n")}\n`)
process.exitCode = isClean ? 0 : 1
