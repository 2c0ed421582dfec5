import type { JoinAnswer } from "@turnabout/core/command.ts"
import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import * as z from "zod/mini"
import type { FieldErrors } from "./fields.ts"
import { readFields, typedIn } from "./fields.ts"
import { timeZoneSchema } from "./time-zone.ts"
import { timeSchema, weekdaySchema } from "./weekly-time.ts"

/** What the pair knows already: whoever has agreed and has a zone need not say it again. */
export type Known = { readonly zone: string | null; readonly minutes: number }

const answerSchema = z.object({
  answer: z.enum(["yes", "no", "other"], { message: "Choose one of the answers." }),
})
const agreeSchema = z.literal("on", { message: "Tick this box if it is true; otherwise answer “No, thank you”." })

/** Reads the answer to a request or to a proposal. A no needs nothing else. */
export function readJoin(fields: URLSearchParams, known: Known): Result<JoinAnswer, FieldErrors> {
  const read = readFields(answerSchema, { answer: typedIn(fields, "answer") })
  if (!read.ok) return read
  switch (read.value.answer) {
    case "no":
      return ok({ kind: "no" })
    case "yes": {
      const joining = readFields(z.object(joiningShape(known)), typedOf(fields, known))
      return joining.ok ? ok({ kind: "yes", zone: joining.value.timeZone }) : joining
    }
    case "other": {
      const schema = z.object({ weekday: weekdaySchema, time: timeSchema, ...joiningShape(known) })
      const other = readFields(schema, typedOf(fields, known))
      if (!other.ok) return fail(other.error)
      const { weekday, time, timeZone: zone } = other.value
      return ok({ kind: "other", slot: { weekday, time, zone, minutes: known.minutes } })
    }
  }
}

function joiningShape(known: Known) {
  return { timeZone: timeZoneSchema, agree: known.zone === null ? agreeSchema : z.string() }
}

function typedOf(fields: URLSearchParams, known: Known) {
  return {
    weekday: typedIn(fields, "weekday"),
    time: typedIn(fields, "time"),
    timeZone: typedIn(fields, "timeZone") || (known.zone ?? ""),
    agree: typedIn(fields, "agree"),
  }
}
