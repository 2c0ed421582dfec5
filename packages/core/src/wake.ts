import type { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done } from "./act.ts"
import { oweCoachNote } from "./answer.ts"
import { canCorrect } from "./close.ts"
import { endNow, eraseAgain } from "./ending.ts"
import type { MemberId } from "./id.ts"
import { otherMember } from "./id.ts"
import { isReachable } from "./member.ts"
import { owe, oweBoth } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { isMeeting, sessionOf, withMember, withSession } from "./pair.ts"
import { comeBack } from "./pause.ts"
import { choosePrompt, remembered } from "./prompt.ts"
import { hasUntold, nextRecap, recapAbout } from "./recap.ts"
import { promptLeadAtLeast, thingsToCome } from "./schedule.ts"
import type { Thing } from "./schedule.ts"
import type { Session, SessionStep } from "./session.ts"
import { hasStarted } from "./session.ts"
import { askPartnerAgain, countSilence, stopForQuiet } from "./silence.ts"
import { isAtOrBefore } from "./time.ts"

/** More rounds than a year asleep can need: a recap a month for both, and every step of every listed session. */
const roundsAtMost = 100

const allSteps: readonly SessionStep[] = ["prompt", "coach-note", "after-form"]

/** What the alarm rang for: everything due by `now`, in the order in which it fell due. Null: the pair is to be forgotten. */
export function wake(pair: Pair, now: Temporal.Instant): Act | null {
  let next = pair
  let erases: MemberId | null = null
  for (let round = 0; round < roundsAtMost; round += 1) {
    const thing = firstDue(next, now)
    if (thing === null) return erases === null ? done(next) : { ...done(next), erases }
    if (thing.kind === "forget") return null
    if (thing.kind === "erase-again") {
      const erased = eraseAgain(next, now)
      next = erased.pair
      erases = erased.erases ?? erases
    } else next = perform(next, thing, now)
  }
  throw new Error(`the alarm of ${pair.id} does not come to rest`)
}

type Due = Exclude<Thing, { kind: "make-room" }>

/** Room is made by filing what has passed, on every command: there is nothing to perform. */
function firstDue(pair: Pair, now: Temporal.Instant): Due | null {
  const due = thingsToCome(pair)
    .filter((thing) => thing.kind !== "make-room")
    .filter((thing) => isAtOrBefore(thing.at, now))
  return due.reduce<Due | null>(
    (first, thing) => (first === null || !isAtOrBefore(first.at, thing.at) ? thing : first),
    null,
  )
}

function perform(pair: Pair, thing: Exclude<Due, { kind: "forget" | "erase-again" }>, now: Temporal.Instant): Pair {
  switch (thing.kind) {
    case "remind":
      return remind(pair, now)
    case "lapse":
      return owe(
        { ...pair, status: { kind: "lapsed", since: now }, outbox: [] },
        { thing: "answer-no", kind: "answer-no", to: "a" },
        now,
      )
    case "prompt":
      return prompt(pair, thing.session, now)
    case "coach-note":
      return hasStarted(thing.session, now)
        ? withStepDone(pair, thing.session, "coach-note")
        : oweCoachNote(pair, thing.session, now)
    case "after-form":
      return afterForm(pair, thing.session, now)
    case "recap":
      return recap(pair, thing.member, now)
    case "tell-partner":
      return tellPartner(pair, thing.member, now)
    case "come-back":
      return comeBack(pair, thing.until, now)
    case "stop-for-quiet":
      return stopForQuiet(pair, thing.member, now)
    case "ask-partner-again":
      return askPartnerAgain(pair, now)
    case "end":
      return endNow(pair, null, now)
  }
}

function remind(pair: Pair, now: Temporal.Instant): Pair {
  if (pair.status.kind !== "asked") return pair
  const reminded: Pair = { ...pair, status: { ...pair.status, reminded: true } }
  return owe(reminded, { thing: "partner-request", kind: "partner-request", to: "b", about: "reminder" }, now)
}

/** Once a session: a day before, at once if it's later but at least two hours remain, else not at all. */
function prompt(pair: Pair, session: Session, now: Temporal.Instant): Pair {
  const next = withStepDone(pair, session, "prompt")
  if (!isAtOrBefore(now, session.starts.subtract(promptLeadAtLeast))) return next
  if (session.focus === "both") {
    return oweBoth(next, { thing: `review.${session.number}`, kind: "review", session: session.number }, now)
  }
  const id = choosePrompt(pair, session, session.focus)
  const { prompts, unanswered } = pair.members[session.focus]
  const chosen = withSession(next, { ...session, done: [...session.done, "prompt"], prompt: id })
  const asked = withMember(chosen, session.focus, { prompts: remembered(prompts, id), unanswered: unanswered + 1 })
  const thing = `prompt.${session.number}`
  return owe(asked, { thing, kind: "prompt", to: session.focus, session: session.number }, now)
}

function afterForm(pair: Pair, session: Session, now: Temporal.Instant): Pair {
  // What was to come before it can't any more, whatever is shared from now on: nothing may ring for it again.
  const next = allSteps.reduce((done, step) => withStepDone(done, session, step), pair)
  if (!canCorrect(pair, session, now)) return next
  const thing = `after-form.${session.number}`
  return countSilence(oweBoth(next, { thing, kind: "after-form", session: session.number }, now), session, now)
}

/** A month with nothing to tell has no recap, and what a pause left untold is carried into the next one. */
function recap(pair: Pair, member: MemberId, now: Temporal.Instant): Pair {
  const due = nextRecap(pair, member)
  const { recap: period } = pair.members[member]
  if (due === null || period === null) return pair
  const isTold = isMeeting(pair) && isReachable(pair.members[member]) && hasUntold(pair, member)
  const decided = { decided: due.month, from: isTold ? due.end : period.from }
  const next = withMember(pair, member, { recap: decided })
  if (!isTold) return next
  const about = recapAbout({ month: due.month, from: period.from })
  return owe(next, { thing: `recap.${due.month}`, kind: "recap", to: member, about }, now)
}

function tellPartner(pair: Pair, silent: MemberId, now: Temporal.Instant): Pair {
  if (pair.status.kind !== "paused") return pair
  const told: Pair = { ...pair, status: { ...pair.status, partnerTold: true } }
  return owe(told, { thing: "paused", kind: "paused", to: otherMember(silent), about: "open" }, now)
}

function withStepDone(pair: Pair, session: Session, step: SessionStep): Pair {
  const current = sessionOf(pair, session.number) ?? session
  return current.done.includes(step) ? pair : withSession(pair, { ...current, done: [...current.done, step] })
}
