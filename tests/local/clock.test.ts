import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openClock } from "@turnabout/local/clock.ts"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let folder: string
let realMs: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-clock-"))
  realMs = Date.parse("2026-06-01T00:00:00Z")
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("the clock", () => {
  test("shows real time when nobody says otherwise", () => {
    const { clock } = open()
    expect(clock.now().toString()).toBe("2026-06-01T00:00:00Z")
    realMs += 1500
    expect(clock.now().toString()).toBe("2026-06-01T00:00:01.5Z")
  })

  test("starts from CLOCK and runs on with real time", () => {
    const { clock } = open("2026-11-23T09:00:00Z")
    realMs += 60_000
    expect(clock.now().toString()).toBe("2026-11-23T09:01:00Z")
  })

  test("may start before real time", () => {
    expect(open("2025-01-01T00:00:00Z").clock.now().toString()).toBe("2025-01-01T00:00:00Z")
  })

  test("is set forward, and runs on from there", () => {
    const { clock } = open("2026-11-23T09:00:00Z")
    expect(clock.moveTo(at("2026-11-30T09:00:00Z"))).toEqual({ ok: true, value: at("2026-11-30T09:00:00Z") })
    realMs += 1000
    expect(clock.now().toString()).toBe("2026-11-30T09:00:01Z")
  })

  test("is never set back, not by a second", () => {
    const { clock } = open("2026-11-23T09:00:00Z")
    const refusal = clock.moveTo(at("2026-11-23T08:59:59Z"))
    expect(refusal).toEqual({ ok: false, error: { kind: "backwards", now: at("2026-11-23T09:00:00Z") } })
    expect(clock.now().toString()).toBe("2026-11-23T09:00:00Z")
  })

  test("stands still while held, and goes on from where it was moved to", () => {
    const { clock } = open("2026-11-23T09:00:00Z")
    clock.hold()
    realMs += 5000
    expect(clock.now().toString()).toBe("2026-11-23T09:00:00Z")
    clock.moveTo(at("2026-11-24T09:00:00Z"))
    realMs += 5000
    expect(clock.now().toString()).toBe("2026-11-24T09:00:00Z")
    clock.release()
    realMs += 1000
    expect(clock.now().toString()).toBe("2026-11-24T09:00:01Z")
  })

  test("catches up with real time when it was held and not moved", () => {
    const { clock } = open()
    clock.hold()
    realMs += 5000
    clock.release()
    expect(clock.now().toString()).toBe("2026-06-01T00:00:05Z")
  })
})

describe("over a restart the clock", () => {
  test("goes on from where it was moved to, and has run on meanwhile", () => {
    open("2026-11-23T09:00:00Z").clock.moveTo(at("2026-11-30T09:00:00Z"))
    realMs += 3600_000
    const { clock, clockSettingIgnored } = open()
    expect(clock.now().toString()).toBe("2026-11-30T10:00:00Z")
    expect(clockSettingIgnored).toBe(false)
  })

  test("shows real time if it was never moved", () => {
    open()
    realMs += 3600_000
    expect(open().clock.now().toString()).toBe("2026-06-01T01:00:00Z")
  })

  test("does not follow a CLOCK that lies before the time its folder has reached", () => {
    open("2026-11-23T09:00:00Z").clock.moveTo(at("2026-11-30T09:00:00Z"))
    const { clock, clockSettingIgnored } = open("2026-11-23T09:00:00Z")
    expect(clock.now().toString()).toBe("2026-11-30T09:00:00Z")
    expect(clockSettingIgnored).toBe(true)
  })

  test("follows a CLOCK that lies after it", () => {
    open("2026-11-23T09:00:00Z")
    expect(open("2026-12-01T09:00:00Z").clock.now().toString()).toBe("2026-12-01T09:00:00Z")
    expect(open().clock.now().toString()).toBe("2026-12-01T09:00:00Z")
  })

  test("says so when its file cannot be read", () => {
    writeFileSync(join(folder, "clock.json"), "{}")
    expect(() => open()).toThrow("does not say how far the clock was moved")
  })
})

function open(start?: string) {
  return openClock({ folder, start: start === undefined ? null : at(start), realNowMs: () => realMs })
}

function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text)
}
