import { Temporal } from "temporal-polyfill"
import * as z from "zod"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { isBefore } from "@turnabout/core/time.ts"
import type { Target } from "../advance.ts"

const example = '{"by": "P7D"} or {"to": "2026-12-24T09:00:00Z"}'
const moveSchema = z.union([
  z.strictObject({ by: z.string().max(100) }),
  z.strictObject({ to: z.string().max(100) }),
  // What the page's "Next thing" sends.
  z.strictObject({ until: z.literal("letter") }),
])
const yearsAtMost = 10

/** Reads the body of `POST /workbench/clock`. A refusal is a sentence that says what to send instead. */
export function readMove(body: unknown, now: Temporal.Instant): Result<Target, string> {
  const read = moveSchema.safeParse(body)
  if (!read.success) return fail(`Send either ${example}.`)
  if ("until" in read.data) return ok("next-letter")
  return "by" in read.data ? readDuration(read.data.by, now) : readInstant(read.data.to, now)
}

function readDuration(text: string, now: Temporal.Instant): Result<Target, string> {
  const duration = attempt(() => Temporal.Duration.from(text))
  if (duration === null) return fail('"by" must be an ISO 8601 duration such as P7D, P2W, PT36H or P1DT30M.')
  if (duration.sign < 0) return fail('The clock cannot be set back: "by" must not be negative.')
  const to = attempt(() => now.toZonedDateTimeISO("UTC").add(duration).toInstant())
  return to === null || isTooFar(to, now) ? fail(tooFar) : ok(duration)
}

function readInstant(text: string, now: Temporal.Instant): Result<Target, string> {
  const to = attempt(() => Temporal.Instant.from(text))
  if (to === null) return fail('"to" must be an instant such as 2026-12-24T09:00:00Z, with Z or an offset.')
  return isTooFar(to, now) ? fail(tooFar) : ok(to)
}

const tooFar = `The clock moves at most ${yearsAtMost} years at a time.`

function isTooFar(to: Temporal.Instant, now: Temporal.Instant): boolean {
  return isBefore(now.toZonedDateTimeISO("UTC").add({ years: yearsAtMost }).toInstant(), to)
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
