import { Temporal } from "temporal-polyfill"
import type { CommandId, MemberId } from "./id.ts"
import type { Question } from "./member.ts"
import { owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { withMember } from "./pair.ts"

/** A question that is not answered by then is forgotten. */
const questionLasts = Temporal.Duration.from({ hours: 7 * 24 })

type Asked = Pick<Question, "about" | "session" | "times"> & {
  readonly to: MemberId
  /** The command whose record holds the words that are asked about. */
  readonly words: CommandId | null
}

/** Asks a member one thing by letter; a newer question replaces an older one. */
export function askMember(pair: Pair, asked: Asked, now: Temporal.Instant): Pair {
  const { to, about, session, times, words } = asked
  const asking = withMember(pair, to, { question: { about, session, times, until: now.add(questionLasts) } })
  return owe(
    asking,
    { thing: "question", kind: "question", to, about: words === null ? about : `${about} ${words}` },
    now,
  )
}
