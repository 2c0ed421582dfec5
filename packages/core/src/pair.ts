import * as z from "zod/mini"
import { commandIdSchema, memberIds, memberIdSchema, otherMember, pairIdSchema } from "./id.ts"
import type { MemberId } from "./id.ts"
import { commitmentSchema } from "./commitment.ts"
import type { Commitment } from "./commitment.ts"
import { isReachable, memberSchema } from "./member.ts"
import type { Member } from "./member.ts"
import { claimSchema, owedLetterSchema } from "./outbox.ts"
import { sessionSchema } from "./session.ts"
import type { Session } from "./session.ts"
import { rhythmSchema, slotSchema } from "./slot.ts"
import { instantSchema, plainDateSchema } from "./time.ts"

/** How many changes to the agreement each member may have made; the oldest leave first. */
export const changesAtMost = 12

/** How many ids of commands a pair remembers: some weeks of them. More would cost a second write unit with each save. */
export const commandMemory = 16

const statusSchema = z.discriminatedUnion("kind", [
  /** Signed up; the one who did has not confirmed yet. */
  z.object({ kind: z.literal("unconfirmed"), since: instantSchema }),
  z.object({ kind: z.literal("asked"), since: instantSchema, reminded: z.boolean() }),
  /** One of them said yes at another time, and the other has not answered yet. */
  z.object({ kind: z.literal("countered"), since: instantSchema, by: memberIdSchema, proposed: slotSchema }),
  z.object({ kind: z.literal("active"), since: instantSchema }),
  z.object({
    kind: z.literal("paused"),
    since: instantSchema,
    /** `quiet`: one of them has gone quiet, or their mailbox takes no letters; `silent`: neither gave a sign for long. */
    reason: z.enum(["asked", "unsubscribed", "quiet", "silent"]),
    /** Who asked for it, or went quiet; null if it's both. */
    by: z.nullable(memberIdSchema),
    /** The first day back, in the slot's zone; null for a pause without an end. */
    until: z.nullable(plainDateSchema),
    partnerTold: z.boolean(),
    /** It began in a pause that they had been told of: that it is over has to be told, too. */
    afterPause: z.optional(z.literal(true)),
    /** When the partner of a quiet member is asked once more. */
    askAgainAt: z.nullable(instantSchema),
  }),
  /** One last session, and then it ends. */
  z.object({ kind: z.literal("ending"), since: instantSchema, by: memberIdSchema, last: z.int().check(z.positive()) }),
  z.object({
    kind: z.literal("ended"),
    since: instantSchema,
    /** Null if it ended after a last session. */
    by: z.nullable(memberIdSchema),
    /** Who has had everything of theirs erased. */
    erased: z.array(memberIdSchema).check(z.maxLength(2)),
    eraseAgainAt: z.nullable(instantSchema),
  }),
  z.object({ kind: z.literal("declined"), since: instantSchema }),
  z.object({ kind: z.literal("lapsed"), since: instantSchema }),
])

/** The commands whose records hold what a member wrote below AGREE, oldest first; null until they have agreed. */
const agreedSchema = z.nullable(z.array(commandIdSchema).check(z.maxLength(changesAtMost)))

/**
 * Two members who practise together: the unit of state, concurrency and scale. A field that is new has a default, so that
 * pairs kept by earlier versions still open (tests/fixtures/pairs/).
 */
export const pairSchema = z.object({
  id: pairIdSchema,
  /** Goes up by one at every save. */
  version: z.int().check(z.minimum(0)),
  status: statusSchema,
  members: z.object({ a: memberSchema, b: memberSchema }),
  slot: slotSchema,
  rhythm: rhythmSchema,
  meetingLink: z.nullable(z.string().check(z.maxLength(500))),
  /** The command whose record holds the inviter's note. */
  note: z.nullable(commandIdSchema),
  firstFocus: z.enum(["me", "partner", "draw"]),
  /** Who has agreed to the working agreement after talking it through; the command's record holds their changes. */
  agreed: z.object({ a: agreedSchema, b: agreedSchema }),
  /** What the sessions that are no longer listed come to: whose turn was next, and what was held. */
  before: z.object({
    focus: memberIdSchema,
    /** Held since the last review. */
    sinceReview: z.int().check(z.minimum(0)),
    held: z.int().check(z.minimum(0)),
    /** When the last one held began. */
    lastHeld: z.nullable(instantSchema),
    /** Skipped in a row since the last one held. */
    skips: z.int().check(z.minimum(0)),
  }),
  /** No session is planned before this date; left over from a pause. */
  sessionsFrom: z.nullable(plainDateSchema),
  /**
   * A change of slot or rhythm made while nothing is sent: who made it last, and what it was before. Told of by the
   * letter that says that they go on.
   */
  unsaidChange: z._default(z.nullable(z.object({ by: memberIdSchema, slot: slotSchema, rhythm: rhythmSchema })), null),
  /** Whether the two have been asked if fortnightly would suit them better: once is enough. */
  fortnightlyAsked: z.boolean(),
  /** How many sessions have passed since the last sign of life from either; those called off don't count. */
  silentSessions: z._default(z.int().check(z.minimum(0)), 0),
  /** Whether both have been asked if they are still meeting, in this silence. */
  stillMeetingAsked: z.boolean(),
  /** The sessions ahead, those that can still be corrected or taken back, and the last one; oldest first. */
  sessions: z.array(sessionSchema).check(z.maxLength(24)),
  nextNumber: z.int().check(z.positive()),
  commitments: z.array(commitmentSchema).check(z.maxLength(64)),
  outbox: z.array(owedLetterSchema),
  /** Letters that were given up after the last try. */
  givenUp: z.int().check(z.minimum(0)),
  claim: z.nullable(claimSchema),
  /** Pairs kept until November 2026 have up to 24. */
  recentCommands: z.array(commandIdSchema).check(z.maxLength(24)),
  /** Senders told of by `foreign-sender`, letters answered by `not-understood`, and until when not again. */
  told: z.array(z.object({ about: z.string().check(z.maxLength(80)), until: instantSchema })).check(z.maxLength(16)),
  /** The alarm: the next instant at which this pair needs something done; null when nothing is to come. */
  dueAt: z.nullable(instantSchema),
})
export type Pair = Readonly<z.infer<typeof pairSchema>>
export type PairStatus = Pair["status"]

export function memberOf(pair: Pair, member: MemberId): Member {
  return pair.members[member]
}

export function partnerOf(pair: Pair, member: MemberId): Member {
  return pair.members[otherMember(member)]
}

/** The first of the two who can't be written to; null if both can. */
export function unreachableMember(pair: Pair): MemberId | null {
  return memberIds.find((member) => !isReachable(pair.members[member])) ?? null
}

/** Whether sessions take place: what members say about them is taken up. */
export function isMeeting({ status }: Pair): boolean {
  return status.kind === "active" || status.kind === "ending"
}

/** Whether the two have said yes to each other, however it went on. */
export function hasBegun({ status }: Pair): boolean {
  return status.kind === "active" || status.kind === "paused" || status.kind === "ending" || status.kind === "ended"
}

/** Whether this is the session that a pair which is about to end says goodbye in. */
export function isLast({ status }: Pair, session: Session): boolean {
  return status.kind === "ending" && status.last === session.number
}

/** Whether the last session that was booked won't take place, or did not: there may still be another. */
export function isLastOff(pair: Pair): boolean {
  if (pair.status.kind !== "ending") return false
  const kind = sessionOf(pair, pair.status.last)?.state.kind
  return kind !== "planned" && kind !== "held"
}

export function sessionOf(pair: Pair, number: number | null): Session | null {
  return pair.sessions.find((session) => session.number === number) ?? null
}

export function withSession(pair: Pair, changed: Session): Pair {
  return {
    ...pair,
    sessions: pair.sessions.map((session) => (session.number === changed.number ? changed : session)),
  }
}

export function withMember(pair: Pair, member: MemberId, changed: Partial<Member>): Pair {
  return { ...pair, members: { ...pair.members, [member]: { ...pair.members[member], ...changed } } }
}

/** The open commitments of a member, oldest first: the order in which letters number them. */
export function openCommitments(pair: Pair, member: MemberId): readonly Commitment[] {
  return pair.commitments.filter((commitment) => commitment.by === member && commitment.state === "open")
}

/** The pair as JSON text: how it is kept, and how two states of it are compared. */
export function pairText(pair: Pair): string {
  return JSON.stringify(z.encode(pairSchema, pair))
}

/** Reads what `pairText` wrote; throws if it's not that. */
export function readPair(text: string): Pair {
  return pairSchema.parse(JSON.parse(text))
}
