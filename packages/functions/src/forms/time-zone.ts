import { zoneSchema } from "@turnabout/core/zone.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod"

/** A zone as members choose it, spelt as the time-zone data spells it ("europe/berlin" becomes "Europe/Berlin"). */
export const timeZoneSchema = z
  .string()
  .trim()
  .min(1, { message: "Choose a time zone." })
  .pipe(
    z.string().refine((zone) => zoneSchema.safeParse(zone).success, {
      message: "This time zone does not exist. Choose one from the list.",
    }),
  )
  .transform((zone) => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId)
