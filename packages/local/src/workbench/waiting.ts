import { Temporal } from "temporal-polyfill"
import { type LetterKind, letterKinds } from "@turnabout/core/letter-kind.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { isMeeting, type Pair } from "@turnabout/core/pair.ts"
import { isExpired } from "@turnabout/core/question.ts"
import { hasStarted } from "@turnabout/core/session.ts"
import { isAtOrBefore } from "@turnabout/core/time.ts"
import type { WorkbenchMessage } from "../messages.ts"
import type { Answered } from "./answered.ts"
import { readCard } from "./calendar-card.ts"
import { memberBehind, type Pairs } from "./pairs.ts"

export type Arranged = {
  /** What to look at now: letters that wait for an answer, the newest one, and the one with the next session. */
  readonly now: readonly WorkbenchMessage[]
  /** The others, the newest first. */
  readonly others: readonly WorkbenchMessage[]
}

type Scene = {
  readonly pairs: Pairs
  readonly answers: readonly Answered[]
  readonly now: Temporal.Instant
}

/** Puts the letters of one mailbox, which come oldest first, in the order in which there is something to do with them. */
export function arrange(letters: readonly WorkbenchMessage[], scene: Scene): Arranged {
  const newestFirst = letters.toReversed()
  const events = eventsAhead(newestFirst, scene.now)
  const [next, ...later] = events
  const waiting = newestFirst.filter(
    (letter) => letter === newestFirst.find(({ kind }) => kind === letter.kind) && isWaiting(letter, scene),
  )
  // The session after next is invited when one has just ended: news, and not what is next.
  const newest = newestFirst.find((letter) => letter.kind !== "invitation" || !later.includes(letter))
  const now = [
    ...new Set([...waiting, ...(newest === undefined ? [] : [newest]), ...(next === undefined ? [] : [next])]),
  ]
  return { now, others: newestFirst.filter((letter) => !now.includes(letter)) }
}

/** Of each event that stands and is ahead, the letter that brought it as it is; the nearest first. */
function eventsAhead(newestFirst: readonly WorkbenchMessage[], now: Temporal.Instant): readonly WorkbenchMessage[] {
  const seen = new Set<string>()
  const ahead = newestFirst.flatMap((letter) => {
    const card = letter.calendar === null ? null : readCard(letter.calendar)
    if (card === null || seen.has(card.uid)) return []
    seen.add(card.uid)
    return card.isCancelled || isAtOrBefore(card.starts, now) ? [] : [{ letter, starts: card.starts }]
  })
  return ahead.toSorted((one, other) => Temporal.Instant.compare(one.starts, other.starts)).map(({ letter }) => letter)
}

type Reader = { readonly pair: Pair; readonly member: MemberId; readonly now: Temporal.Instant }

const askedFor = Temporal.Duration.from({ hours: 7 * 24 })

function isWaiting(letter: WorkbenchMessage, { pairs, answers, now }: Scene): boolean {
  const kind = letterKinds.find((each) => each === letter.kind)
  const behind = memberBehind(letter.from, pairs)
  if (kind === undefined || behind === null || answers.some((answered) => answered.letter === letter.id)) return false
  const wants = wanted[kind]
  if (wants === undefined) return false
  return wants === "a week"
    ? isAtOrBefore(now, Temporal.Instant.from(letter.date).add(askedFor))
    : wants({ ...behind, now })
}

/** What the pair still wants of a member; `a week`: whether it was answered on a page does not show in the pair. */
const wanted: { readonly [Kind in LetterKind]?: "a week" | ((reader: Reader) => boolean) } = {
  confirm: ({ pair, member }) => pair.status.kind === "unconfirmed" && member === "a",
  "partner-request": ({ pair, member }) => pair.status.kind === "asked" && member === "b",
  proposal: ({ pair, member }) => pair.status.kind === "countered" && pair.status.by !== member,
  prompt: ({ pair, member, now }) =>
    isMeeting(pair) &&
    pair.sessions.some(
      (session) =>
        session.state.kind === "planned" &&
        session.focus === member &&
        session.done.includes("prompt") &&
        session.answers[member] === undefined &&
        !hasStarted(session, now),
    ),
  "after-form": ({ pair, member }) => {
    const last = pair.sessions.findLast(({ done }) => done.includes("after-form"))
    const { reflections, happened } = last ?? { reflections: {}, happened: {} }
    return isMeeting(pair) && reflections[member] === undefined && happened[member] === undefined
  },
  question: ({ pair, member, now }) => {
    const { question } = pair.members[member]
    return question !== null && !isExpired(question, now)
  },
  recap: "a week",
  review: "a week",
  "quiet-check": "a week",
  "quiet-notice": "a week",
}
