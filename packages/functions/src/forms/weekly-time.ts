import { weekdays } from "@turnabout/core/slot.ts"
import * as z from "zod/mini"

export const weekdaySchema = z.enum(weekdays, { message: "Choose a day of the week." })

export const timeSchema = z
  .string()
  .check(
    z.trim(),
    z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: "Write a time between 00:00 and 23:59, such as 17:00." }),
  )
