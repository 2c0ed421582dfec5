import type { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import { commandIdSchema } from "./id.ts"
import { instantSchema } from "./time.ts"
import { zoneSchema } from "./zone.ts"

/** The longest name, in characters. */
export const nameLength = 60

/** The last prompts a member was asked are not asked again for this many of their own focus turns. */
export const promptMemory = 12

/** "Not quite" so many times running brings an offer. */
export const feltMemory = 2

/** What a member was last asked by a `question`: YES, NO, LAST and numbers count in answer to it only. */
const questionSchema = z.object({
  about: z.enum(["end", "export", "erase", "fortnightly", "time", "stale-decline"]),
  /** The session it is about, for a time. */
  session: z.nullable(z.int().check(z.positive())),
  /** What a time may mean, in the order of the numbers in the letter. */
  times: z.array(instantSchema).check(z.maxLength(4)),
  until: instantSchema,
  /** The revision of the letter that asks: an answer to an older question is none to this one. */
  revision: z.int().check(z.minimum(0)),
})
export type Question = Readonly<Omit<z.infer<typeof questionSchema>, "times">> & {
  readonly times: readonly Temporal.Instant[]
}

/** Why a mailbox gets nothing more: it refuses our letters for good, or its owner reported one as unwanted. */
export const suppressedSchema = z.object({ reason: z.enum(["bounce", "complaint"]), since: instantSchema })
export type Suppressed = Readonly<z.infer<typeof suppressedSchema>>

/**
 * One person in one pair. `token` is the local part of their address after `r-`: 26 characters of lower-case base32,
 * because mail clients lower-case addresses.
 */
export const memberSchema = z.object({
  /** Empty once they have erased themselves; the mailbox too. */
  name: z.string().check(z.maxLength(nameLength)),
  mailbox: z.string().check(z.maxLength(254)),
  zone: zoneSchema,
  token: z.string().check(z.regex(/^[a-z2-7]{26}$/)),
  /** When they said they are 18 or older and have read the working agreement; null until then. */
  agreedAt: z.nullable(instantSchema),
  /** Whether an answer that does not begin with PRIVATE goes to the coach. */
  sharesAnswers: z.boolean(),
  /** Whether the coach of their focus sessions sees their open commitments. */
  sharesCommitments: z.boolean(),
  /** How many times they have had all their links replaced: one that was made before opens nothing. */
  links: z._default(z.int().check(z.minimum(0)), 0),
  /** A mailbox that is to stand for them, once it is confirmed from there. */
  pending: z.nullable(z.object({ mailbox: z.string().check(z.maxLength(254)), until: instantSchema })),
  /** The mailbox before, until it has been told. */
  former: z.nullable(z.string().check(z.maxLength(254))),
  /** Since when this member wants no letters at all. */
  unsubscribedAt: z.nullable(instantSchema),
  /** Their mailbox gets nothing more until they write from it. */
  suppressed: z._default(z.nullable(suppressedSchema), null),
  /** Letters wait until then: a pause ends for each member at nine in their own morning. */
  quietUntil: z.nullable(instantSchema),
  question: z.nullable(questionSchema),
  /** The after-form they filled in by reply: the next letter before a session says how it was understood. */
  understood: z.nullable(z.object({ session: z.int().check(z.positive()), command: commandIdSchema })),
  /** The number of the last session that had begun when they last gave a sign of life. */
  lastSign: z.int().check(z.minimum(0)),
  /** Sessions since then that their partner said did not happen. */
  denied: z.array(z.int().check(z.positive())).check(z.maxLength(2)),
  /** When they were sent a quiet check that has not been answered. */
  quiet: z.nullable(instantSchema),
  /** The prompts of their last focus turns, newest last. */
  prompts: z.array(z.string()).check(z.maxLength(promptMemory)),
  /** Their last answers to "I felt heard", by session; none before an offer that was made because of them. */
  felt: z._default(
    z.array(z.object({ session: z.int().check(z.positive()), notQuite: z.boolean() })).check(z.maxLength(feltMemory)),
    [],
  ),
  /** How many of their own prompts in a row had no answer. */
  unanswered: z.int().check(z.minimum(0)),
  /** What their next recap begins with; the month (`YYYY-MM`) whose recap has been decided on last. */
  recap: z.nullable(z.object({ from: instantSchema, decided: z.string().check(z.regex(/^\d{4}-\d{2}$/)) })),
})
export type Member = Readonly<z.infer<typeof memberSchema>>

/** Whether they can be written to at all. */
export function isReachable({ unsubscribedAt, suppressed }: Member): boolean {
  return unsubscribedAt === null && suppressed === null
}

/** Whether a letter may go to them. One about another mailbox of theirs goes to that one. */
export function takesLetter({ unsubscribedAt, suppressed }: Member, about: string | null): boolean {
  return unsubscribedAt === null && (suppressed === null || about === "mailbox")
}
