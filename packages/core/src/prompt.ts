import { Temporal } from "temporal-polyfill"
import type { Commitment } from "./commitment.ts"
import type { MemberId } from "./id.ts"
import { promptMemory } from "./member.ts"
import type { Pair } from "./pair.ts"
import { openCommitments } from "./pair.ts"
import { notice } from "./plan.ts"
import type { Session } from "./session.ts"
import { firstSlotDate } from "./slot.ts"
import { spread } from "./spread.ts"
import { eventPrompts, prompts } from "./texts/prompts.ts"
import type { Prompt, PromptTag } from "./texts/prompts.ts"
import { latest } from "./time.ts"
import { heldSoFar } from "./turn.ts"

/** From this many sessions together on, the longer view may be asked for. */
const longerViewFrom = 4
/** A commitment carried through this many sessions is asked about. */
const carriedLong = 3

/**
 * The id of the prompt for a focus person's session: the one that an event calls for, else drawn half from being heard,
 * a quarter from getting unstuck, a quarter from following through and, later, the longer view. Not one of their last
 * twelve. The same pair and session always draw the same.
 */
export function choosePrompt(pair: Pair, session: Session, member: MemberId): string {
  const recent = new Set(pair.members[member].prompts)
  const called = calledFor(pair, session, member).find((id) => !recent.has(id))
  return called ?? drawn(pair, session, member)
}

/**
 * In the order in which events call, each of them once: who comes back is welcomed first, and what the gap has put off,
 * a commitment carried for long, is asked at their next own turn.
 */
function calledFor(pair: Pair, session: Session, member: MemberId): string[] {
  const { prompts: asked, unanswered } = pair.members[member]
  return [
    ...(hasGapBefore(pair, session) ? [eventPrompts.comeback] : []),
    ...(carriedForLong(pair, member) === null ? [] : [eventPrompts.carried]),
    ...(asked.length === 0 ? [eventPrompts.first] : []),
    ...(unanswered >= 2 ? [eventPrompts.quiet] : []),
  ]
}

/** The open commitment that has come along for longest, if that is long; null if none has. */
export function carriedForLong(pair: Pair, member: MemberId): Commitment | null {
  const sessionsOf = ({ session, carried }: Commitment) => carriedThrough(pair, session) + carried
  const [longest] = openCommitments(pair, member).toSorted((one, other) => sessionsOf(other) - sessionsOf(one))
  return longest !== undefined && sessionsOf(longest) >= carriedLong ? longest : null
}

/** Held sessions still listed that came after the one a commitment was made in. */
function carriedThrough(pair: Pair, since: number): number {
  return pair.sessions.filter((session) => session.state.kind === "held" && session.number > since).length
}

/** More than one and a half rhythms since the session before: a week was skipped, or the pair paused. */
function hasGapBefore(pair: Pair, session: Session): boolean {
  const { lastHeld } = heldSoFar(pair)
  // One that was moved close to this one may still be to come, or under way.
  const before = pair.sessions.findLast(({ number, state }) => number < session.number && state.kind === "planned")
  const last = before?.starts ?? lastHeld
  if (last === null) return isPastFirstSlot(pair, session)
  const days = pair.rhythm === "weekly" ? 10 : 20
  return last.until(session.starts).total("hours") > days * 24
}

/** Nothing has been held yet, and this is not the first slot they could have met at: that one was skipped, or paused over. */
function isPastFirstSlot(pair: Pair, session: Session): boolean {
  const { a, b } = pair.members
  if (session.number === 1 || a.agreedAt === null || b.agreedAt === null) return false
  const first = firstSlotDate(pair.slot, latest(a.agreedAt, b.agreedAt).add(notice))
  return Temporal.PlainDate.compare(first, session.slotDate) < 0
}

function drawn(pair: Pair, session: Session, member: MemberId): string {
  const recent = new Set(pair.members[member].prompts)
  const hasOpen = openCommitments(pair, member).length > 0
  const tags = tagsFor(spread(`tag ${pair.id} ${session.number}`, 4), heldSoFar(pair).held)
  const isFree = (prompt: Prompt) => !recent.has(prompt.id) && (prompt.needsCommitments !== true || hasOpen)
  const fitting = prompts.filter((prompt) => tags.includes(prompt.tag) && isFree(prompt))
  // Twelve remembered prompts can use up a whole group of six: then any other of the drawn kinds will do.
  const candidates =
    fitting.length > 0
      ? fitting
      : prompts.filter((prompt) => prompt.tag !== "E" && prompt.tag !== "D" && isFree(prompt))
  const chosen = candidates[spread(`prompt ${pair.id} ${session.number}`, candidates.length)]
  if (chosen === undefined) throw new Error(`no prompt left for session ${session.number} of ${pair.id}`)
  return chosen.id
}

function tagsFor(quarter: number, held: number): readonly PromptTag[] {
  if (quarter < 2) return ["A"]
  if (quarter === 2) return ["B"]
  return held >= longerViewFrom ? ["C", "D"] : ["C"]
}

/** The member's memory of prompts with one more in it. */
export function remembered(asked: readonly string[], id: string): string[] {
  return [...asked, id].slice(-promptMemory)
}
