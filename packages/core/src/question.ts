import { Temporal } from "temporal-polyfill"
import type { CommandId, MemberId } from "./id.ts"
import type { Question } from "./member.ts"
import { owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { withMember } from "./pair.ts"
import { isAtOrBefore } from "./time.ts"

/** A question that is not answered by then is forgotten. */
export const questionLasts = Temporal.Duration.from({ hours: 7 * 24 })

/** Whether a question's week is over. */
export function isExpired(question: Question, now: Temporal.Instant): boolean {
  return isAtOrBefore(question.until, now)
}

type Asked = Pick<Question, "about" | "session" | "times"> & {
  readonly to: MemberId
  /** The command whose record holds the words that are asked about. */
  readonly words: CommandId | null
}

/** Asks a member one thing by letter; a newer question replaces an older one. */
export function askMember(pair: Pair, asked: Asked, now: Temporal.Instant): Pair {
  const { to, about, session, times, words } = asked
  // Only what was declined comes with its event; a time that is asked about is not in any calendar yet.
  const event = about === "stale-decline" && session !== null ? { session } : {}
  const asking = withMember(pair, to, {
    question: { about, session, times: [...times], until: now.add(questionLasts), revision: pair.version + 1 },
  })
  const letter = { thing: "question", kind: "question", to, ...event } as const
  return owe(asking, { ...letter, about: words === null ? about : `${about} ${words}` }, now)
}
