import type { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused } from "./act.ts"
import type { AfterForm, CommandOf } from "./command.ts"
import type { MemberId } from "./id.ts"
import { otherMember } from "./id.ts"
import type { Member } from "./member.ts"
import { feltMemory } from "./member.ts"
import type { OwedLetter } from "./outbox.ts"
import { owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { isMeeting, sessionOf, withMember } from "./pair.ts"
import type { Session } from "./session.ts"
import { sessionEnd } from "./session.ts"
import { isBefore } from "./time.ts"

type Felt = { readonly by: MemberId; readonly session: number; readonly heard: AfterForm["heard"] }

/** What a focus person said of being heard; said again, it replaces what they said of that session before. */
export function withFelt(pair: Pair, { by, session, heard }: Felt): Pair {
  const others = pair.members[by].felt.filter((answer) => answer.session !== session)
  const said = heard === null ? [] : [{ session, notQuite: heard === "not-quite" }]
  return withMember(pair, by, { felt: [...others, ...said].slice(-feltMemory) })
}

/** Whether a member is offered a way to ask for more: "not quite" twice running. It's for them alone. */
export function wantsMore({ felt }: Member): boolean {
  return felt.length === feltMemory && felt.every(({ notQuite }) => notQuite)
}

/** The offer is made once: after it, it takes as many answers again. */
export function withoutOffer(pair: Pair, { kind, about, to }: OwedLetter): Pair {
  const isOffer = (kind === "prompt" || kind === "review") && about !== trend && wantsMore(pair.members[to])
  return isOffer ? withMember(pair, to, { felt: [] }) : pair
}

/** What a `review` letter is about that shows one member how the other's hours felt to them. */
export const trend = "trend"

/** Whether a session is a review that is still ahead or under way: the day on which a trend can be shown. */
export function isReviewOn(session: Session, now: Temporal.Instant): boolean {
  return session.focus === "both" && session.state.kind === "planned" && isBefore(now, sessionEnd(session))
}

/** A member lets their partner see, for this one review, how their own hours felt to them. */
export function shareTrend(pair: Pair, command: CommandOf<"share-trend">, now: Temporal.Instant): Act {
  const session = sessionOf(pair, command.session)
  if (!isMeeting(pair)) return refused(pair, "wrong-state")
  if (session === null || !isReviewOn(session, now)) return refused(pair, "no-session")
  const to = otherMember(command.by)
  return done(
    owe(pair, { thing: `trend.${session.number}`, kind: "review", to, session: session.number, about: trend }, now),
  )
}
