import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { takeDataFolder } from "@turnabout/local/data-folder.ts"
import { refusalLine } from "@turnabout/local/refusal.ts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "turnabout-folder-"))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe("the data folder", () => {
  test("is made, taken, and given back with nothing left behind", () => {
    const path = join(root, "new", "folder")
    const taken = take(path)
    expect(readdirSync(path)).toEqual(["lock"])
    taken.release()
    expect(readdirSync(path)).toEqual([])
  })

  test("is taken by one at a time, and the other hears by whom", () => {
    take(root)
    const refusal = takeDataFolder(root)
    expect(refusal).toEqual({ ok: false, error: { kind: "folder-in-use", path: root, pid: process.pid } })
    expect(readdirSync(root)).toEqual(["lock"])
  })

  test("can be taken again once it is given back", () => {
    take(root).release()
    expect(takeDataFolder(root).ok).toBe(true)
  })

  test("is taken over from a process that is dead", async () => {
    writeFileSync(join(root, "lock"), JSON.stringify({ pid: await deadPid(), started: "somewhen" }))
    expect(takeDataFolder(root).ok).toBe(true)
    expect(readdirSync(root)).toEqual(["lock"])
  })

  test("is taken over when a later process has the dead one's number", () => {
    writeFileSync(join(root, "lock"), JSON.stringify({ pid: process.pid, started: "another time" }))
    expect(takeDataFolder(root).ok).toBe(true)
  })

  test("is taken over from a lock that nobody can read", () => {
    writeFileSync(join(root, "lock"), "")
    expect(takeDataFolder(root).ok).toBe(true)
  })

  test("does not give back a lock that another process has by now", () => {
    const taken = take(root)
    writeFileSync(join(root, "lock"), JSON.stringify({ pid: process.pid, started: "another time" }))
    taken.release()
    expect(existsSync(join(root, "lock"))).toBe(true)
  })

  test("is refused when it is a file, or below one", () => {
    const file = join(root, "file")
    writeFileSync(file, "")
    expect(takeDataFolder(file)).toEqual({ ok: false, error: { kind: "folder-unusable", path: file, code: "EEXIST" } })
    expect(takeDataFolder(join(file, "folder"))).toMatchObject({ ok: false, error: { code: "ENOTDIR" } })
  })
})

describe("a refusal is one line that says what to do", () => {
  test.each([
    [
      { kind: "folder-in-use", path: "/data", pid: 12 } as const,
      "DATA_DIR /data is in use by process 12: stop that one first, or set DATA_DIR to another folder.",
    ],
    [
      { kind: "folder-unusable", path: "/data", code: "EACCES" } as const,
      "DATA_DIR /data may not be read or written (EACCES): set DATA_DIR to a folder that can be read and written.",
    ],
    [
      { kind: "folder-unusable", path: "/data", code: "EEXIST" } as const,
      "DATA_DIR /data is not a folder: set DATA_DIR to a folder that can be read and written.",
    ],
    [
      { kind: "folder-unusable", path: "/data", code: "ENOSPC" } as const,
      "DATA_DIR /data cannot be used (ENOSPC): set DATA_DIR to a folder that can be read and written.",
    ],
    [
      { kind: "port-unusable", setting: "PORT", port: 3000, code: "EADDRINUSE" } as const,
      "PORT 3000 is taken: stop what listens there, or set PORT to another port.",
    ],
    [
      { kind: "port-unusable", setting: "SMTP_PORT", port: 25, code: "EACCES" } as const,
      "SMTP_PORT 25 cannot be opened (EACCES): set SMTP_PORT to another port.",
    ],
  ])("%o", (refusal, line) => {
    expect(refusalLine(refusal)).toBe(line)
  })
})

function take(path: string) {
  const taken = takeDataFolder(path)
  if (!taken.ok) throw new Error(refusalLine(taken.error))
  return taken.value
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""])
  await once(child, "exit")
  return child.pid ?? 0
}
