import { trend } from "./felt.ts"
import type { OwedLetter } from "./outbox.ts"
import { dropOwed } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { sessionOf, withMember, withSession } from "./pair.ts"
import type { Session, SessionStep } from "./session.ts"

/** The step of a session that a kind of letter belongs to: such a letter has no point without the meeting. */
function stepOf({ kind, about }: Pick<OwedLetter, "kind" | "about">): SessionStep | null {
  // One of them shows the other something: that is no step of the session.
  if (about === trend) return null
  switch (kind) {
    case "prompt":
    case "review":
      return "prompt"
    case "coach-note":
      return "coach-note"
    case "after-form":
      return "after-form"
    case "confirm":
    case "partner-request":
    case "answer-no":
    case "proposal":
    case "welcome":
    case "invitation":
    case "recap":
    case "skipped":
    case "moved":
    case "not-moved":
    case "changed":
    case "paused":
    case "back-soon":
    case "question":
    case "quiet-check":
    case "quiet-notice":
    case "ended":
    case "exported":
    case "erased":
    case "foreign-sender":
    case "not-understood":
      return null
  }
}

/**
 * Drops the letters of a session's steps that are still owed, since the session is off or its roles have changed. A step
 * of which no letter was ever tried counts as not done, so that it comes if the session comes back.
 */
export function takeBackSteps(pair: Pair, session: Session): Pair {
  const dropped = pair.outbox.filter((letter) => letter.session === session.number && stepOf(letter) !== null)
  const tried = dropped.filter((letter) => letter.tries > 0).map(stepOf)
  const untried = dropped.filter((letter) => !tried.includes(stepOf(letter)))
  const next = dropOwed(pair, (letter) => dropped.includes(letter))
  return untried.reduce((undone, letter) => takeBack(undone, letter, session.number), next)
}

function takeBack(pair: Pair, letter: OwedLetter, number: number): Pair {
  const { kind, to } = letter
  const session = sessionOf(pair, number)
  if (session === null) return pair
  const done = session.done.filter((step) => step !== stepOf(letter))
  if (kind !== "prompt") return withSession(pair, { ...session, done })
  const { prompts, unanswered } = pair.members[to]
  const asked = prompts.at(-1) === session.prompt ? prompts.slice(0, -1) : prompts
  const unasked = withMember(pair, to, { prompts: asked, unanswered: Math.max(unanswered - 1, 0) })
  return withSession(unasked, { ...session, done, prompt: null })
}
