import { Temporal } from "temporal-polyfill"
import type { CommandOf } from "./command.ts"
import type { Act } from "./act.ts"
import { done, unchanged } from "./act.ts"
import { memberIds, otherMember } from "./id.ts"
import { owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { withMember } from "./pair.ts"
import { oweEvent, resequenced } from "./plan.ts"
import type { Session } from "./session.ts"
import { hasStarted } from "./session.ts"
import type { PairRecord } from "./record.ts"
import { instantText, isBefore } from "./time.ts"

/** A sender who is not the member is told of once in this time. */
const foreignSenderQuiet = Temporal.Duration.from({ hours: 7 * 24 })
/** At most one "not understood" per letter answered and member in this time. */
const notUnderstoodQuiet = Temporal.Duration.from({ hours: 24 })
/** How many such notices a pair remembers. */
const toldAtMost = 16

type Notice = Pair["told"][number]

/** The pair remembering that something was told; null if it was told before and it's too soon to say it again. */
export function tell(pair: Pair, notice: Notice, now: Temporal.Instant): Pair | null {
  const current = pair.told.filter((told) => isBefore(now, told.until))
  if (current.some((told) => told.about === notice.about)) return null
  return { ...pair, told: [...current, notice].slice(-toldAtMost) }
}

/** Somebody wrote to a member's address from a mailbox that isn't theirs: the member hears of it, nothing else happens. */
export function foreignSender(pair: Pair, command: CommandOf<"foreign-sender">, now: Temporal.Instant): Act {
  const { to, sender, id } = command
  const telling = tell(pair, { about: `foreign.${sender.hash}.${to}`, until: now.add(foreignSenderQuiet) }, now)
  if (telling === null) return unchanged(pair)
  const owed = {
    thing: `foreign-sender.${sender.hash}`,
    kind: "foreign-sender",
    to,
    about: `${id} ${instantText(now)}`,
  } as const
  return done(owe(telling, owed, now), [{ kind: "note", command: id, text: sender.mailbox }])
}

type Telling = Pick<CommandOf<"not-understood">, "id" | "to" | "letter" | "reason" | "excerpt">

export function notUnderstood(pair: Pair, command: Telling, now: Temporal.Instant): Act {
  const { id, to, letter, reason, excerpt } = command
  const telling = tell(pair, { about: `unclear.${letter ?? ""}.${to}`, until: now.add(notUnderstoodQuiet) }, now)
  if (telling === null) return unchanged(pair)
  const about = excerpt === null ? reason : `${reason} ${id}`
  const records: PairRecord[] = excerpt === null ? [] : [{ kind: "note", command: id, text: excerpt }]
  return done(owe(telling, { thing: "not-understood", kind: "not-understood", to, about }, now), records)
}

/**
 * No more letters to this member, at once. The pair is paused without an end, and the partner's calendar is cleared, so
 * that nobody waits in an empty call; the words for it follow after a week, in case it was a slip.
 */
export function unsubscribe(pair: Pair, command: CommandOf<"unsubscribe">, now: Temporal.Instant): Act {
  const { by } = command
  if (pair.members[by].unsubscribedAt !== null) return unchanged(pair)
  const silent = withMember(pair, by, { unsubscribedAt: now })
  const quiet: Pair = { ...silent, outbox: silent.outbox.filter((letter) => letter.to !== by) }
  if (quiet.status.kind !== "active") return done(quiet)
  const voided = quiet.sessions.reduce((next, session) => cancel(next, session, now), quiet)
  return done({ ...voided, status: { kind: "paused", since: now, until: null, by, partnerTold: false } })
}

/** Any verified mail of the member lifts an unsubscribe; the pair goes on when both can be written to again. */
export function signOfLife(pair: Pair, by: CommandOf<"sign-of-life">["by"], now: Temporal.Instant): Pair {
  if (pair.members[by].unsubscribedAt === null) return pair
  const lifted = withMember(pair, by, { unsubscribedAt: null })
  if (lifted.status.kind !== "paused" || lifted.status.until !== null) return lifted
  const other = otherMember(by)
  if (lifted.members[other].unsubscribedAt !== null) {
    return { ...lifted, status: { ...lifted.status, by: other } }
  }
  return { ...lifted, status: { kind: "active", since: now } }
}

function cancel(pair: Pair, session: Session, now: Temporal.Instant): Pair {
  if (session.state.kind !== "planned" || hasStarted(session, now)) return pair
  const voided: Session = { ...resequenced(session, now), state: { kind: "void" } }
  const next: Pair = {
    ...pair,
    sessions: pair.sessions.map((other) => (other.number === session.number ? voided : other)),
    outbox: pair.outbox.filter((letter) => letter.session !== session.number),
  }
  return memberIds.reduce(
    (owing, to) => oweEvent(owing, { kind: "invitation", session: voided, to, about: "paused" }, now),
    next,
  )
}
