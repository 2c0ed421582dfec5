import * as z from "zod/mini"

/** How long a session lasts. */
export const minutesSchema = z.pipe(
  z.string().check(z.trim(), z.refine(isLength, { message: "Write a whole number of minutes between 15 and 240." })),
  z.transform(Number),
)

function isLength(minutes: string): boolean {
  return /^\d{1,3}$/.test(minutes) && Number(minutes) >= 15 && Number(minutes) <= 240
}
