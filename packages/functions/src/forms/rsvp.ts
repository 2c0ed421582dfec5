import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import type { FieldErrors } from "./fields.ts"
import { readFields, typedIn } from "./fields.ts"

export type RsvpAnswer =
  { readonly kind: "yes" } | { readonly kind: "skip" } | { readonly kind: "other"; readonly starts: Temporal.Instant }

export const rsvpAnswerSchema = z.enum(["yes", "skip", "other"], { message: "Choose one of the answers." })
const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/

/** Reads the answer to an invitation; another time is meant in the member's own zone, on the minute. */
export function readRsvp(fields: URLSearchParams, zone: string): Result<RsvpAnswer, FieldErrors> {
  const read = readFields(z.object({ answer: rsvpAnswerSchema }), { answer: typedIn(fields, "answer") })
  if (!read.ok) return read
  const { answer } = read.value
  if (answer !== "other") return ok({ kind: answer })
  const starts = localStart(typedIn(fields, "starts").trim(), zone)
  return starts === null
    ? fail({ starts: "Write the new day and time, such as 2026-11-26T17:00." })
    : ok({ kind: "other", starts })
}

/** "2026-11-26T17:00" in a zone; null for what is no such time. Clock gap: forward; overlap: the first. */
export function localStart(typed: string, zone: string): Temporal.Instant | null {
  if (!shape.test(typed)) return null
  try {
    const local = Temporal.PlainDateTime.from(typed, { overflow: "reject" }).round({
      smallestUnit: "minute",
      roundingMode: "floor",
    })
    return local.toZonedDateTime(zone, { disambiguation: "compatible" }).toInstant()
  } catch (cause) {
    // The 31st of November has the right shape; Temporal alone knows that it does not exist.
    if (cause instanceof RangeError) return null
    throw cause
  }
}
