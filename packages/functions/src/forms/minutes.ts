import * as z from "zod"

/** How long a session lasts. */
export const minutesSchema = z
  .string()
  .trim()
  .refine(isLength, { message: "Write a whole number of minutes between 15 and 240." })
  .transform(Number)

function isLength(minutes: string): boolean {
  return /^\d{1,3}$/.test(minutes) && Number(minutes) >= 15 && Number(minutes) <= 240
}
