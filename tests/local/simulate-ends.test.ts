import { execFile, spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

const execute = promisify(execFile)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-ends-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Running = { readonly pairs?: number; readonly options?: readonly string[] }

/** A simulation long enough to outlive its test. */
function start({ pairs = 3, options = [] }: Running = {}): ChildProcess {
  const numbers = ["--pairs", String(pairs), "--weeks", "5000", "--seed", "1"]
  const words = ["--import", "tsx", "packages/local/src/simulate.ts", ...numbers, ...options]
  return spawn(process.execPath, words, {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "ignore", "pipe"],
  })
}

/** The ids of so many processes of this name, once they are at work. */
async function atWork(name: string, count = 1): Promise<number[]> {
  for (;;) {
    const found = (await ownProcesses()).filter((line) => line.includes(name))
    if (found.length >= count) return found.map((line) => Number.parseInt(line, 10))
    await wait(100)
  }
}

async function ownProcesses(): Promise<string[]> {
  const { stdout } = await execute("ps", ["-eo", "pid,args"], { maxBuffer: 10_000_000 })
  return stdout.split("\n").filter((line) => line.includes(folder))
}

/** How it ended. "close" waits for whoever has its standard error, and the processes with lives in them have. */
async function endOf(program: ChildProcess): Promise<unknown[]> {
  return once(program, "close")
}

function leftBehind(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("turnabout"))
}

describe("a simulation", { timeout: 60_000 }, () => {
  test.each(["SIGINT", "SIGTERM"] as const)("ended by %s leaves neither processes nor files behind", async (signal) => {
    const program = start()
    await atWork("cell-process")
    program.kill(signal)
    expect(await endOf(program)).toEqual([null, signal])
    expect(leftBehind()).toEqual([])
  })

  test("over the stand-ins leaves nothing behind either", async () => {
    const program = start({ options: ["--real"] })
    await atWork("table-process")
    program.kill("SIGINT")
    expect(await endOf(program)).toEqual([null, "SIGINT"])
    // A table that was only just starting notices a moment later.
    while ((await ownProcesses()).length > 0) await wait(100)
    expect(leftBehind()).toEqual([])
  })

  test("that is killed can't tell its processes, and they end by themselves", async () => {
    const program = start()
    await atWork("cell-process")
    program.kill("SIGKILL")
    expect(await endOf(program)).toEqual([null, "SIGKILL"])
  })

  test("of which one process dies ends as a whole", async () => {
    const program = start({ pairs: 251 })
    const [one] = await atWork("cell-process", 2)
    process.kill(one ?? 0, "SIGKILL")
    expect(await endOf(program)).toEqual([1, null])
    expect(leftBehind()).toEqual([])
  })
})
