import * as z from "zod"
import { instantSchema } from "./time.ts"
import { zoneSchema } from "./zone.ts"

/** The longest name, in characters. */
export const nameLength = 60

/** The last prompts a member was asked are not asked again for this many of their own focus turns. */
export const promptMemory = 12

/**
 * One person in one pair. `token` is the local part of their address after `r-`: 26 characters of lower-case base32,
 * because mail clients lower-case addresses.
 */
export const memberSchema = z.object({
  name: z.string().min(1).max(nameLength),
  mailbox: z.string().max(254),
  zone: zoneSchema,
  token: z.string().regex(/^[a-z2-7]{26}$/),
  /** When they said they are 18 or older and have read the working agreement; null until then. */
  agreedAt: instantSchema.nullable(),
  /** Whether an answer that does not begin with PRIVATE goes to the coach. */
  sharesAnswers: z.boolean(),
  /** Whether the coach of their focus sessions sees their open commitments. */
  sharesCommitments: z.boolean(),
  /** Since when this member wants no letters at all. */
  unsubscribedAt: instantSchema.nullable(),
  /** The prompts of their last focus turns, newest last. */
  prompts: z.array(z.string()).max(promptMemory),
  /** How many of their own prompts in a row had no answer. */
  unanswered: z.number().int().min(0),
  /** What their next recap begins with; the month (`YYYY-MM`) whose recap has been decided on last. */
  recap: z.object({ from: instantSchema, decided: z.string().regex(/^\d{4}-\d{2}$/) }).nullable(),
})
export type Member = Readonly<z.infer<typeof memberSchema>>
