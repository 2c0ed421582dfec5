import { Temporal } from "temporal-polyfill"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { instantText, isAtOrBefore, isBefore } from "@turnabout/core/time.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import type { Backwards, LocalClock } from "./clock.ts"

export type AdvanceDeps = {
  readonly clock: LocalClock
  /** The first instant at which something is due; with `after`, the first one later than that. */
  readonly earliestDue: (after: Temporal.Instant | null) => Promise<Temporal.Instant | null>
  /** Does all that is due by the clock. */
  readonly runDue: () => Promise<void>
  /** Resolves when no handler runs and all mail received is taken in. */
  readonly settled: () => Promise<void>
  /** How many letters were sent so far. */
  readonly letters: () => number
  readonly log: Log
}

export type Advanced = { readonly now: Temporal.Instant; readonly letters: number }

/** Where the clock is to go: to an instant, on by a duration, or on until a letter is sent. */
export type Target = Temporal.Instant | Temporal.Duration | "next-letter"

/**
 * Moves the clock to an instant, on by a duration, or on until a letter is sent, and does everything that falls due on the
 * way, in order; while it works the clock stands at what is being done. If no letter comes of anything that is due, it
 * stays at the last thing done. One at a time: a second call waits for the first.
 */
export type Advance = (target: Target) => Promise<Result<Advanced, Backwards>>

const runsAtMost = 10
const stepsAtMost = 200_000
/** Longer than the longest pause, which ends with a letter. */
const letterWithin = Temporal.Duration.from({ days: 400 })

export function createAdvance(deps: AdvanceDeps): Advance {
  let last: Promise<unknown> = Promise.resolve()
  return (target) => {
    const advanced = last.then(() => advance(deps, target))
    last = advanced.catch(() => {})
    return advanced
  }
}

async function advance(deps: AdvanceDeps, target: Target): Promise<Result<Advanced, Backwards>> {
  const { clock } = deps
  await deps.settled()
  clock.hold()
  try {
    const now = clock.now()
    const to = endOf(target, now)
    if (isBefore(to, now)) return fail({ kind: "backwards", now })
    const lettersBefore = deps.letters()
    const isEnough = () => target === "next-letter" && deps.letters() > lettersBefore
    await runUntil(deps, to, isEnough)
    if (target !== "next-letter") clock.moveTo(to)
    return ok({ now: clock.now(), letters: deps.letters() - lettersBefore })
  } finally {
    clock.release()
  }
}

function endOf(target: Target, now: Temporal.Instant): Temporal.Instant {
  if (target === "next-letter") return later(now, letterWithin)
  return target instanceof Temporal.Duration ? later(now, target) : notBeforeThisSecond(target, now)
}

async function runUntil(
  { clock, earliestDue, runDue, settled, log }: AdvanceDeps,
  to: Temporal.Instant,
  isEnough: () => boolean,
): Promise<void> {
  let given: Temporal.Instant | null = null
  let due: Temporal.Instant | null = null
  let runs = 0
  for (let steps = 0; steps < stepsAtMost; steps += 1) {
    const next: Temporal.Instant | null = await earliestDue(given)
    // A reader that cannot look past an instant gives the one again that was given up: then there is nothing more to find.
    if (next === null || isBefore(to, next) || (given !== null && isAtOrBefore(next, given))) return
    runs = due !== null && next.equals(due) ? runs + 1 : 1
    due = next
    if (runs > runsAtMost) {
      log({ event: "due-again", at: instantText(next), runs: runsAtMost })
      given = next
      continue
    }
    if (isBefore(clock.now(), next)) clock.moveTo(next)
    await runDue()
    await settled()
    if (isEnough()) return
  }
  log({ event: "advance-cut-short", steps: stepsAtMost })
}

// In UTC, so that days have 24 hours and months can be counted.
function later(now: Temporal.Instant, by: Temporal.Duration): Temporal.Instant {
  return now.toZonedDateTimeISO("UTC").add(by).toInstant()
}

// The clock is shown in whole seconds: who sends back what it showed means now.
function notBeforeThisSecond(target: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  return isBefore(target, now) && instantText(target) === instantText(now) ? now : target
}
