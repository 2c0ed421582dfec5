import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"

const ianaName = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/

/** An IANA time zone that this machine's data knows; offsets such as "+02:00" are not zones. */
export const zoneSchema = z
  .string()
  .check(z.maxLength(64), z.refine(isZone, { message: "This time zone does not exist." }))

/** The names that were asked for before and exist: a few hundred at most, and every pair that is read asks for three. */
const known = new Set<string>()

function isZone(name: string): boolean {
  if (known.has(name)) return true
  if (!ianaName.test(name)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    known.add(name)
    return true
  } catch (cause) {
    // The only way to ask Temporal whether it knows a zone; anything but "no such zone" is our own fault.
    if (cause instanceof RangeError) return false
    throw cause
  }
}
