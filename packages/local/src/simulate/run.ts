import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { atSignal } from "./at-signal.ts"
import { liveInCell } from "./cell.ts"
import type { CellOptions, CellReport } from "./cell.ts"
import type { CellAnswer } from "./cell-process.ts"
import { bothReports, reportOf } from "./report.ts"
import type { Report } from "./report.ts"
import type { Found } from "./trouble.ts"

export type SimulateOptions = Omit<CellOptions, "from">

export type Simulated = { readonly report: Report; readonly found: Found }

/** Couples that live in one world: so many whatever the number of processes, so that it changes nothing in the report. */
const couplesInCell = 250
/** A letter leaves much behind that lives no longer than it. */
const execArgv = ["--max-semi-space-size=64"]

/** Lives all lives, in as many processes as there are processors, and answers what came of them. */
export async function simulate(options: SimulateOptions, onProgress: (share: number) => void): Promise<Simulated> {
  const started = performance.now()
  const cells = cellsOf(options)
  const shares = cells.map(() => 0)
  const tell = (cell: number, share: number) => {
    shares[cell] = share
    onProgress(shares.reduce((sum, each) => sum + each, 0) / cells.length)
  }
  const { reports, peakRssMb } = options.isReal ? await inThisProcess(cells, tell) : await inProcesses(cells, tell)
  const all = reports.reduce(bothReports)
  const seconds = (performance.now() - started) / 1000
  return { report: reportOf(options, all, { seconds, peakRssMb }), found: all.found }
}

function cellsOf({ pairs, ...options }: SimulateOptions): CellOptions[] {
  return Array.from({ length: Math.ceil(pairs / couplesInCell) }, (_, cell) => ({
    ...options,
    from: cell * couplesInCell,
    pairs: Math.min(couplesInCell, pairs - cell * couplesInCell),
  }))
}

type Tell = (cell: number, share: number) => void
type Lived = { readonly reports: readonly CellReport[]; readonly peakRssMb: number }

/** With the stand-ins, whose table is a process already. */
async function inThisProcess(cells: readonly CellOptions[], tell: Tell): Promise<Lived> {
  const reports: CellReport[] = []
  for (const [place, cell] of cells.entries())
    reports.push(await liveInCell(cell, { onProgress: (share) => tell(place, share) }))
  return { reports, peakRssMb: ownPeakRssMb() }
}

function ownPeakRssMb(): number {
  return process.resourceUsage().maxRSS / 1024
}

/** The peaks of all processes together, this one's included: more than there ever was at once. */
async function inProcesses(cells: readonly CellOptions[], tell: Tell): Promise<Lived> {
  const folder = mkdtempSync(join(tmpdir(), "turnabout-simulate-"))
  const children: ChildProcess[] = []
  const clear = () => {
    for (const child of children) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  const takeBack = atSignal(clear)
  try {
    const program = await bundled(folder)
    const waiting = [...cells.entries()]
    const reports = new Map<number, CellReport>()
    for (let count = Math.min(cells.length, availableParallelism()); count > 0; count -= 1)
      children.push(fork(program, { execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] }))
    const peaks = await Promise.all(children.map(async (child) => liveOneByOne(child, { waiting, reports, tell })))
    return {
      reports: cells.flatMap((_, place) => reports.get(place) ?? []),
      peakRssMb: peaks.reduce((sum, peak) => sum + peak, ownPeakRssMb()),
    }
  } finally {
    takeBack()
    // If one of them has failed, the others live for nothing.
    clear()
  }
}

/** One file: a loader of TypeScript is asked at each `import()`, and a letter has one. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, "cell-process.mjs")
  await build({
    entryPoints: [fileURLToPath(new URL("cell-process.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    external: ["dynalite", "tsx"],
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    logLevel: "error",
  })
  return outfile
}

type Shared = {
  readonly waiting: [number, CellOptions][]
  readonly reports: Map<number, CellReport>
  readonly tell: Tell
}

/** Gives one process a cell after the other until none is left; answers how much memory it had at most, in MB. */
async function liveOneByOne(child: ChildProcess, { waiting, reports, tell }: Shared): Promise<number> {
  let peakRssMb = 0
  const next = () => {
    const cell = waiting.shift()
    if (cell === undefined) child.disconnect()
    else child.send({ place: cell[0], options: cell[1] })
  }
  await new Promise<void>((resolve, reject) => {
    child.on("message", (answer: CellAnswer) => {
      if (answer.kind === "progress") return tell(answer.place, answer.share)
      reports.set(answer.place, answer.report)
      peakRssMb = answer.peakRssMb
      tell(answer.place, 1)
      next()
    })
    child.once("exit", (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`a process of the simulation ended with ${code ?? signal}`))
    })
    next()
  })
  return peakRssMb
}
