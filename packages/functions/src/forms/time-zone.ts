import { zoneSchema } from "@turnabout/core/zone.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"

/** A zone as members choose it, spelt as the time-zone data spells it ("europe/berlin" becomes "Europe/Berlin"). */
export const timeZoneSchema = z.pipe(
  z.pipe(
    z.string().check(z.trim(), z.minLength(1, { message: "Choose a time zone." })),
    z.string().check(
      z.refine((zone) => zoneSchema.safeParse(zone).success, {
        message: "This time zone does not exist. Choose one from the list.",
      }),
    ),
  ),
  z.transform((zone) => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId),
)
