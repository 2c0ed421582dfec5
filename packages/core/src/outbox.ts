import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import { letterKinds } from "./letter-kind.ts"
import { memberIdSchema } from "./id.ts"
import { instantSchema } from "./time.ts"

/**
 * A letter that a pair owes and that is not yet sent. It holds references, never texts: a letter is composed at the
 * moment of sending from what is true then. One entry per `key`, that is, per thing and member; a newer one replaces it.
 */
export const owedLetterSchema = z.object({
  /** `THING.MEMBER`, such as `event.12.a`: all letters that carry one event share a key. */
  key: z.string().check(z.maxLength(60)),
  kind: z.enum(letterKinds),
  to: memberIdSchema,
  /** The number of the session it is about. */
  session: z.nullable(z.int().check(z.positive())),
  /** Which of the kind's variants, or what it is about: a short fact, never a member's words. */
  about: z.nullable(z.string().check(z.maxLength(120))),
  /** The version of the pair that owes it. */
  revision: z.int().check(z.minimum(0)),
  tries: z.int().check(z.minimum(0)),
  /** How often SES has said "later" to it. */
  waits: z._default(z.int().check(z.minimum(0)), 0),
  notBefore: instantSchema,
})
export type OwedLetter = Readonly<z.infer<typeof owedLetterSchema>>

/** Who may send a pair's letters, and until when. One at a time per pair; one that has run out is anybody's. */
export const claimSchema = z.object({
  until: instantSchema,
  /** The version of the pair that the claim was saved with. */
  by: z.int().check(z.minimum(0)),
})

/** How often a letter is tried before it is given up, on record. */
export const triesAtMost = 8

/** How long after its n-th try a letter waits: 1 minute, doubling, at most 2 hours. */
export function retryDelay(tries: number): Temporal.Duration {
  return Temporal.Duration.from({ minutes: Math.min(2 ** Math.max(tries - 1, 0), 120) })
}

/**
 * How long a letter waits after SES has said "later" for the n-th time: 1 minute, doubling, at most 15. Soon enough for a
 * rate that was exceeded; and an account that is paused for days does not cost its pairs a wake a minute.
 */
export function throttledDelay(waits: number): Temporal.Duration {
  return Temporal.Duration.from({ minutes: Math.min(2 ** Math.max(waits - 1, 0), 15) })
}
