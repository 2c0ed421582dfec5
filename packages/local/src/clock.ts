import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Temporal } from "temporal-polyfill"
import * as z from "zod"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { systemErrorCode } from "./refusal.ts"

/** Simulated time: it runs on with real time, can be set forward and never back. */
export type LocalClock = {
  readonly now: () => Temporal.Instant
  readonly moveTo: (instant: Temporal.Instant) => Result<Temporal.Instant, Backwards>
  /** Stands still until `release`, so that what falls due at one instant is done at that instant. */
  readonly hold: () => void
  readonly release: () => void
}

export type Backwards = { readonly kind: "backwards"; readonly now: Temporal.Instant }

export type OpenedClock = {
  readonly clock: LocalClock
  /** True when CLOCK lies before the time that this folder has reached, and was not followed. */
  readonly clockSettingIgnored: boolean
}

const savedSchema = z.object({ aheadMs: z.number().int() })

/**
 * Opens the clock of a data folder. It starts from `start` or from real time; a folder whose clock was moved goes on from
 * there, because what is kept in it already knows that time.
 */
export function openClock(options: {
  readonly folder: string
  readonly start: Temporal.Instant | null
  readonly realNowMs?: () => number
}): OpenedClock {
  const realNowMs = options.realNowMs ?? (() => Date.now())
  const file = join(options.folder, "clock.json")
  const savedMs = readAhead(file)
  const askedMs = options.start === null ? null : options.start.epochMilliseconds - realNowMs()
  const clockSettingIgnored = savedMs !== null && askedMs !== null && askedMs < savedMs
  const aheadMs = clockSettingIgnored ? savedMs : (askedMs ?? savedMs ?? 0)
  if (aheadMs !== (savedMs ?? 0)) saveAhead(file, aheadMs)
  return { clock: createClock({ aheadMs, realNowMs, save: (ahead) => saveAhead(file, ahead) }), clockSettingIgnored }
}

function createClock(options: {
  readonly aheadMs: number
  readonly realNowMs: () => number
  readonly save: (aheadMs: number) => void
}): LocalClock {
  const { realNowMs, save } = options
  let aheadMs = options.aheadMs
  let held: { atMs: number; moved: boolean } | null = null
  const nowMs = (): number => held?.atMs ?? realNowMs() + aheadMs
  const setTo = (ms: number): void => {
    aheadMs = ms - realNowMs()
    save(aheadMs)
  }
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(nowMs()),
    moveTo: (instant) => {
      const now = Temporal.Instant.fromEpochMilliseconds(nowMs())
      if (isBefore(instant, now)) return fail({ kind: "backwards", now })
      setTo(instant.epochMilliseconds)
      if (held !== null) held = { atMs: instant.epochMilliseconds, moved: true }
      return ok(instant)
    },
    hold: () => {
      held ??= { atMs: nowMs(), moved: false }
    },
    release: () => {
      const ended = held
      held = null
      // What was moved goes on from where it stands; what only stood still catches up with real time.
      if (ended?.moved === true) setTo(ended.atMs)
    },
  }
}

function readAhead(file: string): number | null {
  try {
    return savedSchema.parse(JSON.parse(readFileSync(file, "utf8"))).aheadMs
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null
    throw new Error(`${file} does not say how far the clock was moved`, { cause: error })
  }
}

function saveAhead(file: string, aheadMs: number): void {
  writeFileSync(`${file}.new`, JSON.stringify({ aheadMs }))
  renameSync(`${file}.new`, file)
}
