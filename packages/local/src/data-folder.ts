import { spawnSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { type StartRefusal, systemErrorCode } from "./refusal.ts"

export type DataFolder = {
  readonly path: string
  /** Gives the folder up; a lock that is no longer ours stays. */
  readonly release: () => void
}

type FolderRefusal = Extract<StartRefusal, { kind: "folder-in-use" | "folder-unusable" }>

const ownerSchema = z.object({ pid: z.number().int().positive(), started: z.string() })
type Owner = z.infer<typeof ownerSchema>

/** Makes the folder if it is missing and takes it for this process: one at a time, or LevelDB fails under both. */
export function takeDataFolder(path: string): Result<DataFolder, FolderRefusal> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    readdirSync(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return lock(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === null) throw error
    return fail({ kind: "folder-unusable", path, code })
  }
}

function lock(path: string): Result<DataFolder, FolderRefusal> {
  const lockPath = join(path, "lock")
  const text = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? "" })
  // Twice: the second time after a dead owner's lock is gone. Who loses a race for it finds the winner's.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (writeLock(lockPath, text)) return ok({ path, release: () => readText(lockPath) === text && rmSync(lockPath) })
    const found = readText(lockPath)
    const owner = found === null ? null : ownerOf(found)
    if (owner !== null && isAlive(owner)) return fail({ kind: "folder-in-use", path, pid: owner.pid })
    if (found !== null) removeStale(lockPath, found)
  }
  const owner = ownerOf(readText(lockPath) ?? "")
  return fail({ kind: "folder-in-use", path, pid: owner?.pid ?? 0 })
}

// A link appears with its content or not at all; nobody ever reads half a lock.
function writeLock(lockPath: string, text: string): boolean {
  const draft = `${lockPath}.${randomUUID()}`
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    linkSync(draft, lockPath)
    return true
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false
    throw error
  } finally {
    rmSync(draft)
  }
}

// Two starters may both have found the lock stale: what was moved aside is looked at again, and a living one's put back.
function removeStale(lockPath: string, stale: string): void {
  const aside = `${lockPath}.${randomUUID()}`
  try {
    renameSync(lockPath, aside)
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return
    throw error
  }
  const moved = readText(aside)
  if (moved !== null && moved !== stale) writeLock(lockPath, moved)
  rmSync(aside)
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null
    throw error
  }
}

function ownerOf(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (systemErrorCode(error) !== "EPERM") return false
  }
  const started = processStart(owner.pid)
  // Where nothing tells when a process began, a number in use is taken for the owner's.
  return started !== null && (started === owner.started || started === "" || owner.started === "")
}

/** Tells a process from a later one with its number; null for one that is gone, "" where the system does not tell. */
function processStart(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === null) return processStartByPs(pid)
  // The name in brackets may hold anything, blanks and brackets too; after it the state is field 3, the start field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  if (fields[0] === "Z" || fields[0] === "X") return null
  return `${readText("/proc/sys/kernel/random/boot_id")?.trim() ?? ""} ${fields[19] ?? ""}`
}

function processStartByPs(pid: number): string | null {
  const ps = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  })
  if (ps.error !== undefined) return ""
  return ps.status === 0 ? ps.stdout.trim() : null
}
