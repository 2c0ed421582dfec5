import type { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { after, agree, answer, changeOwn } from "./answer.ts"
import { confirm, join, signUpAgain } from "./beginning.ts"
import { meantSession, move, rsvp, skip, skippedAhead, unskip } from "./change.ts"
import { closePast } from "./close.ts"
import type { Command, NotUnderstood, Outcome, Refusal } from "./command.ts"
import type { MemberId } from "./id.ts"
import { end, erase, exportOwn } from "./ending.ts"
import { shareTrend } from "./felt.ts"
import { foreignSender, notUnderstood, signOfLife, suppress, unsubscribe } from "./notice.ts"
import type { Silencing } from "./notice.ts"
import type { Pair } from "./pair.ts"
import { commandMemory, sessionOf, unreachableMember, withMember } from "./pair.ts"
import { pause, resume } from "./pause.ts"
import { plan } from "./plan.ts"
import type { RolesNews } from "./plan.ts"
import { answerQuestion, ask } from "./question-answer.ts"
import type { PairRecord } from "./record.ts"
import { hasStarted } from "./session.ts"
import { askMailbox, askSettings, changeRhythm, replaceLinks, save, takeMailbox } from "./settings.ts"
import { takeSign, wait, wakeFromSilence } from "./silence.ts"
import { wake } from "./wake.ts"

/** What becomes of a pair: its next state, with the letters owed in its outbox, or that it is to be erased. */
export type Decision =
  | {
      readonly kind: "next"
      /** Its alarm is still the one before: it is set as the pair is saved (`takeLetters`). */
      readonly pair: Pair
      readonly records: readonly PairRecord[]
      readonly outcome: Outcome
      /** Whose words are to be deleted once the pair is saved. */
      readonly erases: MemberId | null
    }
  | { readonly kind: "forget" }

/**
 * Decides what a command makes of a pair at an instant. Pure: the same three arguments always decide the same. A command
 * whose id the pair already holds changes nothing.
 */
export function decide(pair: Pair, command: Command, now: Temporal.Instant): Decision {
  if (pair.recentCommands.includes(command.id)) {
    return { kind: "next", pair, records: [], outcome: { kind: "already" }, erases: null }
  }
  const closed = closePast(pair, now)
  const acted = act(closed.pair, command, now)
  if (acted === null) return { kind: "forget" }
  // Whose word has just started everything again need not hear that it was not understood.
  const woke = closed.pair.status.kind === "paused" && acted.pair.status.kind === "active"
  const told = woke ? acted : tellRefused(acted, command, now)
  const planned = plan(told.pair, newsOf(command, pair, now), now)
  return {
    kind: "next",
    pair: { ...planned, recentCommands: remember(planned, command) },
    records: [...closed.records, ...told.records],
    outcome: told.outcome,
    erases: told.erases ?? null,
  }
}

// One line a command: split up, it would only be harder to find.
// oxlint-disable-next-line max-lines-per-function
function act(pair: Pair, command: Command, now: Temporal.Instant): Act | null {
  const living = heard(pair, command, now)
  if (living.status.kind === "ended" && !isForEnded(command, living.status.erased))
    return refused(living, "wrong-state")
  switch (command.kind) {
    case "wake":
      return wake(living, now)
    case "sign-up-again":
      return signUpAgain(living, command, now)
    case "confirm":
      return confirm(living, command, now)
    case "join":
      return join(living, command, now)
    case "answer":
      return answer(living, command, now)
    case "share":
      return done(withMember(living, command.by, { sharesAnswers: command.shares }))
    case "after":
      return after(living, command, now)
    case "share-trend":
      return shareTrend(living, command, now)
    case "change-commitments":
      return changeOwn(living, command, now)
    case "rsvp":
      return rsvp(living, command, now)
    case "skip":
      return skip(living, command, now)
    case "unskip":
      return unskip(living, command, now)
    case "move":
      return move(living, command, now)
    case "unsubscribe":
      return unsubscribe(living, command, now)
    case "suppress":
      return suppress(living, command, now)
    case "lift":
      return pair.members[command.by].suppressed === null ? unchanged(living) : done(living)
    case "agree":
      return agree(living, command, now)
    case "pause":
      return pause(living, command, now)
    case "resume":
      // A sign of life may have brought the pair back before the word for it was read.
      return living.status.kind === "active" && pair.status.kind === "paused" ? done(living) : resume(living, now)
    case "ask":
      return ask(living, command, now)
    case "answer-question":
      return answerQuestion(living, command, now)
    case "end":
      return end(living, command, now)
    case "export":
      return exportOwn(living, command, now)
    case "erase":
      return erase(living, command, now)
    case "wait":
      return wait(living, command, now)
    case "rhythm":
      return changeRhythm(living, command, now)
    case "save":
      return save(living, command, now)
    case "ask-settings":
      return askSettings(living, command, now)
    case "replace-links":
      return replaceLinks(living, command, now)
    case "ask-mailbox":
      return askMailbox(living, command, now)
    case "take-mailbox":
      return takeMailbox(living, command, now)
    case "sign-of-life":
      return done(living)
    case "foreign-sender":
      return foreignSender(living, command, now)
    case "not-understood":
      return pair.status.kind === "paused" && living.status.kind === "active"
        ? done(living)
        : notUnderstood(living, command, now)
  }
}

/** Whoever does anything is there: the silence is over, and so is what stopped for it. */
function heard(pair: Pair, command: Command, now: Temporal.Instant): Pair {
  const by = giverOf(command)
  if (by === null || (command.kind === "lift" && pair.members[by].suppressed === null)) return pair
  const lifts = liftsOf(command)
  if (pair.status.kind === "ended") {
    return lifts === null || pair.status.erased.includes(by) ? pair : signOfLife(pair, { by, lifts }, now)
  }
  const living = takeSign(lifts === null ? pair : signOfLife(pair, { by, lifts }, now), by, now)
  return endsOrPauses(pair, command) ? living : wakeFromSilence(living, by, now)
}

/** These say themselves whether the pair goes on. */
function endsOrPauses(pair: Pair, command: Command): boolean {
  if (command.kind === "ask") return command.question.about === "end" || command.question.about === "erase"
  if (command.kind !== "answer-question")
    return command.kind === "pause" || command.kind === "end" || command.kind === "erase"
  const about = pair.members[command.by].question?.about
  return command.answer !== "no" && (about === "end" || about === "erase" || about === "time")
}

/** Who gives a sign of life by it. */
function giverOf(command: Command): MemberId | null {
  if (givesNoSign.has(command.kind)) return null
  // Words that were not understood are still theirs.
  if (command.kind === "not-understood") return command.to
  return "by" in command ? command.by : null
}

const givesNoSign: ReadonlySet<Command["kind"]> = new Set(["wake", "unsubscribe", "suppress", "sign-up-again"])

/** After the end there is only what is left to ask for; who has erased everything is not there any more. */
function isForEnded(command: Command, erased: readonly MemberId[]): boolean {
  const by = command.kind === "foreign-sender" ? command.to : giverOf(command)
  if (by !== null && erased.includes(by)) return false
  return forEnded.has(command.kind)
}

const forEnded: ReadonlySet<Command["kind"]> = new Set([
  "wake",
  "sign-up-again",
  "unsubscribe",
  "suppress",
  "lift",
  "after",
  "foreign-sender",
  "not-understood",
  "sign-of-life",
  "end",
  "export",
  "erase",
  "ask",
  "answer-question",
  "ask-settings",
  "replace-links",
])

/**
 * What a command lifts of what keeps letters from its giver. Any verified mail does; a button doesn't, since links are
 * followed by machines too. Nor is a calendar's answer the word of somebody who reported our letters: some answer by
 * themselves.
 */
export function liftsOf(command: Command): Partial<Silencing> | null {
  if (command.kind === "lift") return { suppressed: null }
  if (command.via !== "mail" || giverOf(command) === null) return null
  return command.kind === "rsvp" ? { unsubscribedAt: null } : { unsubscribedAt: null, suppressed: null }
}

/** What a mail asked for in vain is answered by a letter; a page says it itself, and a refused move has its own letter. */
function tellRefused(acted: Act, command: Command, now: Temporal.Instant): Act {
  if (acted.outcome.kind === "already" && command.via === "mail" && saysItself(command) && "by" in command) {
    const reason = command.kind === "answer-question" ? reasonFor(acted.pair, "wrong-state") : "as-it-is"
    const telling = { id: command.id, to: command.by, letter: null, reason, excerpt: null } as const
    return { ...acted, pair: notUnderstood(acted.pair, telling, now).pair }
  }
  if (acted.outcome.kind !== "refused" || command.via !== "mail" || command.kind === "rsvp") return acted
  if (!("by" in command) || tellsRefusedMove(acted.pair, command)) return acted
  const reason =
    acted.outcome.reason === "no-session" && isAboutThePast(acted.pair, command, now)
      ? "too-late"
      : (precise(acted.pair, command, now) ?? reasonFor(acted.pair, acted.outcome.reason))
  const telling = notUnderstood(
    acted.pair,
    { id: command.id, to: command.by, letter: null, reason, excerpt: null },
    now,
  )
  return { ...acted, pair: telling.pair }
}

/** Words that ask for what is so already, and of which no other letter would tell. */
function saysItself(command: Command): boolean {
  if (command.kind === "answer-question") return command.answer === "last"
  return command.kind === "pause" || command.kind === "resume" || command.kind === "rhythm"
}

function tellsRefusedMove(pair: Pair, command: Command): boolean {
  if (command.kind !== "move") return false
  return pair.outbox.some(
    ({ kind, to, revision }) => kind === "not-moved" && to === command.by && revision === pair.version + 1,
  )
}

/** Who answered a letter about a session meant that one, also when it has begun or is no longer listed. */
function isAboutThePast(pair: Pair, command: Command, now: Temporal.Instant): boolean {
  if (!("session" in command) || command.session === null) return false
  const session = sessionOf(pair, command.session)
  return session === null || hasStarted(session, now)
}

/** What is in the way of a word about a session, where it is known better than that there is none. */
function precise(pair: Pair, command: Command, now: Temporal.Instant): NotUnderstood | null {
  if (pair.status.kind !== "active") return null
  if (command.kind === "unskip" && skippedAhead(pair, command.by, now) === null) return "nothing-skipped"
  if (command.kind !== "move") return null
  return meantSession(pair, command.session, now)?.state.kind === "skipped" ? "skipped" : null
}

function reasonFor(pair: Pair, reason: Refusal): NotUnderstood {
  switch (reason) {
    case "too-many-open":
      return "nine-open"
    case "not-yours":
      return "not-yours"
    case "wrong-state":
      if (pair.status.kind === "active") return "nothing-asked"
      if (pair.status.kind === "paused" && unreachableMember(pair) !== null) return "partner-away"
      if (pair.status.kind === "paused" || pair.status.kind === "ending" || pair.status.kind === "ended")
        return pair.status.kind
      return "not-begun"
    case "no-session":
      // No other session comes after it, so the words for that are the ones to say.
      return pair.status.kind === "ending" ? "ending" : "no-session"
    case "nothing-asked":
    case "expired":
    case "past":
    case "too-far":
      return reason
    case "started":
    case "out-of-order":
    case "too-close":
      return "too-late"
  }
}

function newsOf(command: Command, pair: Pair, now: Temporal.Instant): RolesNews {
  if (command.kind === "unskip") return "roles-after-return"
  if (command.kind === "after") return "roles-after-correction"
  // After its start SKIP says that a session did not happen.
  const session = command.kind === "skip" ? sessionOf(pair, command.session) : null
  return session !== null && hasStarted(session, now) ? "roles-after-correction" : "roles-after-skip"
}

/** Strangers must not be able to push out what members did; what is told of them is remembered in `told`. */
function remember(pair: Pair, command: Command): Pair["recentCommands"] {
  if (command.kind === "wake" || command.kind === "foreign-sender") return pair.recentCommands
  return [...pair.recentCommands, command.id].slice(-commandMemory)
}
