import type { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { move } from "./change.ts"
import type { CommandOf } from "./command.ts"
import { end, erase, exportOwn } from "./ending.ts"
import type { Pair } from "./pair.ts"
import { withMember } from "./pair.ts"
import { pause } from "./pause.ts"
import { askMember, isExpired } from "./question.ts"
import { changeRhythm } from "./settings.ts"

/** END, EXPORT and ERASE by mail are done at the second word; a time that may be two is asked about. */
export function ask(pair: Pair, command: CommandOf<"ask">, now: Temporal.Instant): Act {
  const { by, id, question, written } = command
  if (pair.status.kind === "ended" && question.about === "end") return unchanged(pair)
  const { kind } = pair.status
  if (kind !== "active" && kind !== "paused" && kind !== "ending" && kind !== "ended")
    return refused(pair, "wrong-state")
  const words = written === null ? null : id
  const records = written === null ? [] : [{ kind: "note", command: id, text: written } as const]
  return done(askMember(pair, { to: by, ...question, words }, now), records)
}

/** The answer to the question that is open; without one, or after its week, there is nothing to answer. */
export function answerQuestion(pair: Pair, command: CommandOf<"answer-question">, now: Temporal.Instant): Act {
  const { by, answer, id, via } = command
  const { question } = pair.members[by]
  // With the last session booked LAST can mean one thing only: that one, or another if it is off.
  if (answer === "last" && pair.status.kind === "ending") {
    return end(withMember(pair, by, { question: null }), { kind: "end", id, via, by, last: true }, now)
  }
  // Whose reply names a question was asked it: it was answered before, or a newer one has replaced it.
  if (question === null) return refused(pair, command.letter === undefined ? "nothing-asked" : "expired")
  if (isExpired(question, now)) return refused(pair, "expired")
  if (command.letter !== undefined && command.letter !== `question.${by}.${question.revision}`)
    return refused(pair, "expired")
  const answered = withMember(pair, by, { question: null })
  if (answer === "no") return done(answered)
  const base = { id, via, by } as const
  switch (question.about) {
    case "end":
      return answer === "yes" || answer === "last"
        ? end(answered, { kind: "end", ...base, last: answer === "last" }, now)
        : refused(pair, "nothing-asked")
    case "export":
      return answer === "yes" ? exportOwn(answered, { kind: "export", ...base }, now) : refused(pair, "nothing-asked")
    case "erase":
      return answer === "yes" ? erase(answered, { kind: "erase", ...base }, now) : refused(pair, "nothing-asked")
    case "fortnightly":
      return answer === "yes"
        ? changeRhythm(answered, { kind: "rhythm", ...base, rhythm: "fortnightly" }, now)
        : refused(pair, "nothing-asked")
    case "time": {
      const starts = typeof answer === "number" ? question.times[answer - 1] : undefined
      if (starts === undefined) return refused(pair, "nothing-asked")
      if (question.session === null) {
        const until = starts.toZonedDateTimeISO(pair.slot.zone).toPlainDate()
        return pause(answered, { kind: "pause", ...base, until }, now)
      }
      return move(answered, { kind: "move", ...base, session: question.session, starts }, now)
    }
    case "stale-decline":
      return refused(pair, "nothing-asked")
  }
}
