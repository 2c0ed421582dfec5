import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as z from "zod"
import { prepareTable } from "./table-index.ts"
import type { Log } from "@turnabout/functions/ports.ts"

export type Table = {
  readonly endpoint: string
  readonly port: number
  /** Of the process at work now; a later one after a restart. */
  readonly pid: () => number
  readonly stop: () => Promise<void>
}

const startsAtMost = 4
const startTimeoutMs = 15_000
const stopTimeoutMs = 5_000
const restartsAtMost = 5

/**
 * Starts dynalite on a folder, as a process of its own, with the table made and its index repaired. If that process dies it
 * is started again on the same port, at most five times; then `onFail` is called once. Rejects if it cannot be started.
 */
export async function startTable(options: {
  readonly folder: string
  readonly log: Log
  readonly onFail: (error: Error) => void
}): Promise<Table> {
  const first = await startPrepared(options.folder, 0)
  let running = first
  let isStopping = false
  let restarts = 0
  let restarting: Promise<void> = Promise.resolve()

  const restart = async (): Promise<void> => {
    if (isStopping) return
    if (restarts === restartsAtMost) {
      options.onFail(new Error(`the table died, and was started again ${restarts} times`))
      return
    }
    restarts += 1
    try {
      running = await startPrepared(options.folder, first.port)
      watch()
    } catch (error) {
      options.log({ event: "table-not-restarted", restarts, reason: error instanceof Error ? error.message : "" })
      await restart()
    }
  }
  const watch = (): void => {
    running.child.once("exit", (code, signal) => {
      if (isStopping) return
      options.log({ event: "table-died", code, signal, restarts })
      restarting = restart()
    })
  }
  watch()
  return {
    endpoint: endpointOf(first),
    port: first.port,
    pid: () => running.child.pid ?? 0,
    stop: async () => {
      isStopping = true
      await restarting
      await stopProcess(running.child)
    },
  }
}

type TableProcess = { readonly child: ChildProcess; readonly port: number }

const readySchema = z.object({ port: z.number().int().positive() })

async function startPrepared(folder: string, port: number): Promise<TableProcess> {
  const started = await startProcess(folder, port)
  try {
    if (await prepareTable(endpointOf(started))) return started
  } catch (error) {
    await stopProcess(started.child)
    throw error
  }
  await stopProcess(started.child)
  rmSync(folder, { recursive: true })
  return startPrepared(folder, port)
}

function endpointOf({ port }: TableProcess): string {
  return `http://127.0.0.1:${port}`
}

// A few tries, because a table process whose service was killed takes a moment to give the folder up.
async function startProcess(folder: string, port: number): Promise<TableProcess> {
  const faults: Error[] = []
  mkdirSync(folder, { recursive: true })
  for (let tries = 1; tries <= startsAtMost; tries += 1) {
    const child = forkTable(folder, port)
    try {
      return { child, port: await portOf(child) }
    } catch (error) {
      await stopProcess(child)
      faults.push(error instanceof Error ? error : new Error(String(error)))
      await wait(200 * tries)
    }
  }
  throw new AggregateError(faults, `dynalite did not start on ${folder}: ${faults.at(-1)?.message ?? ""}`)
}

// Not the service's own arguments: they may hold an inspector's port, and under vitest no loader for TypeScript.
function forkTable(folder: string, port: number): ChildProcess {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href
  return fork(fileURLToPath(new URL("table-process.ts", import.meta.url)), [folder, String(port)], {
    execArgv: ["--import", tsx],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  })
}

async function portOf(child: ChildProcess): Promise<number> {
  let said = ""
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000)
  })
  const stopped = new AbortController()
  const { signal } = stopped
  try {
    const message = await Promise.race([
      once(child, "message", { signal }),
      once(child, "exit", { signal }).then(() => {
        throw new Error(`the table process ended: ${said.trim()}`)
      }),
      wait(startTimeoutMs, signal).then(() => {
        throw new Error(`the table process was not ready within ${startTimeoutMs} ms: ${said.trim()}`)
      }),
    ])
    return readySchema.parse(message[0]).port
  } finally {
    stopped.abort()
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  if (child.connected) child.send({ kind: "stop" })
  const late = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs)
  await ended
  clearTimeout(late)
}
