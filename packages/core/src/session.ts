import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import { commandIdSchema, memberIdSchema } from "./id.ts"
import type { MemberId } from "./id.ts"
import { instantSchema, plainDateSchema } from "./time.ts"

/** RFC 5545 section 3.2.12, the values a member's calendar may answer with. */
export const partstatSchema = z.enum(["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"])
export type Partstat = z.infer<typeof partstatSchema>

/** What the calendars were told of a session. The UID follows from the pair, the session's number and `revival`. */
export const calendarEventSchema = z.object({
  /** How many times the session has come back after a skip: each time with a new UID. */
  revival: z.int().check(z.minimum(0)),
  sequence: z.int().check(z.minimum(0)),
  /** The last DTSTAMP sent. */
  stamp: instantSchema,
  partstat: z.object({ a: partstatSchema, b: partstatSchema }),
})
export type CalendarEvent = Readonly<z.infer<typeof calendarEventSchema>>

const stateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("planned") }),
  z.object({ kind: z.literal("held") }),
  z.object({ kind: z.literal("skipped"), by: memberIdSchema }),
  z.object({ kind: z.literal("missed") }),
  z.object({ kind: z.literal("void") }),
])

/** One answer to the prompt: the command that brought it names its record. */
const answerReferenceSchema = z.object({ command: commandIdSchema, shared: z.boolean() })

const byMember = <T extends z.ZodMiniType>(schema: T) => z.object({ a: z.optional(schema), b: z.optional(schema) })

/** One meeting of a pair, named by its number: dates move. */
export const sessionSchema = z.object({
  number: z.int().check(z.positive()),
  /** The date, in the slot's zone, of the slot that this session stands for, wherever it was moved to. */
  slotDate: plainDateSchema,
  starts: instantSchema,
  minutes: z.int().check(z.positive()),
  /** Whose focus it is; `both` in a review, which uses no turn. */
  focus: z.enum(["a", "b", "both"]),
  state: stateSchema,
  event: calendarEventSchema,
  /** The prompt chosen for it, once it is owed. */
  prompt: z.nullable(z.string()),
  /** Which of its steps are done, whether or not a letter came of it: each is done once. */
  done: z.array(z.enum(["prompt", "coach-note", "after-form"])),
  answers: byMember(answerReferenceSchema),
  /** The last after-form of each member. */
  reflections: byMember(commandIdSchema),
  /** What each member says of it: did it happen? */
  happened: byMember(z.boolean()),
})
export type Session = Readonly<z.infer<typeof sessionSchema>>
export type SessionStep = Session["done"][number]

/** Five minutes after its planned end the after-form goes out and the next invitation with it. */
export const afterFormDelay = Temporal.Duration.from({ minutes: 5 })
/** Three hours after its planned end a session nobody denied counts as held. */
export const heldAfter = Temporal.Duration.from({ hours: 3 })

/** The planned end. */
export function sessionEnd(session: Session): Temporal.Instant {
  return session.starts.add({ minutes: session.minutes })
}

/** The coach of a session that has one: a review has none. */
export function coachOf(session: Session): MemberId | null {
  switch (session.focus) {
    case "a":
      return "b"
    case "b":
      return "a"
    case "both":
      return null
  }
}

/** Whether this session is still to come or under way: until its after-form is due. */
export function isAhead(session: Session, now: Temporal.Instant): boolean {
  return session.state.kind === "planned" && Temporal.Instant.compare(now, sessionEnd(session).add(afterFormDelay)) < 0
}

export function hasStarted(session: Session, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(session.starts, now) <= 0
}

/** RFC 5545 section 3.8.4.7: one UID per session, the same in both calendars; a revived session gets a new one. */
export function eventUid(pairId: string, session: Session, mailDomain: string): string {
  return `${pairId}.${session.number}.${session.event.revival}@${mailDomain}`
}

/** The session and revival that one of our UIDs names; null if it isn't one of this pair's. */
export function readUid(
  uid: string,
  pairId: string,
  mailDomain: string,
): { readonly session: number; readonly revival: number } | null {
  // Some calendars change the case of a UID on the way.
  const [id, session, revival, ...rest] = uid.toLowerCase().replace(`@${mailDomain.toLowerCase()}`, "").split(".")
  const isNumber = (text: string | undefined) => text !== undefined && /^\d{1,9}$/.test(text)
  if (id !== pairId || !isNumber(session) || !isNumber(revival) || rest.length > 0) return null
  return { session: Number(session), revival: Number(revival) }
}

/** Whoever asks for a time has accepted it; the other is asked. */
export function askedBy(by: MemberId): CalendarEvent["partstat"] {
  return by === "a" ? { a: "ACCEPTED", b: "NEEDS-ACTION" } : { a: "NEEDS-ACTION", b: "ACCEPTED" }
}
