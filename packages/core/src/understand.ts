import type { Temporal } from "temporal-polyfill"
import type { Command, CommandOf, NotUnderstood } from "./command.ts"
import { commitmentsAtOnce } from "./commitment.ts"
import type { CommitmentChange } from "./commitment.ts"
import { trend } from "./felt.ts"
import { commitmentIdSchema, otherMember } from "./id.ts"
import type { CommandId, MemberId } from "./id.ts"
import { withoutGreeting } from "./mail-in/after-answer.ts"
import type { Reading } from "./mail-in/reading.ts"
import type { SaidTime } from "./mail-in/said-time.ts"
import type { StatusChange } from "./mail-in/statuses.ts"
import { asksForChange, asksOtherwise, soundsLikeTerms } from "./mail-in/terms.ts"
import type { WordCommand } from "./mail-in/words.ts"
import type { Question } from "./member.ts"
import { isExpired } from "./question.ts"
import type { Pair } from "./pair.ts"
import { sessionOf } from "./pair.ts"
import type { Session } from "./session.ts"
import { readUid } from "./session.ts"
import { stillMeeting } from "./silence.ts"
import { weekdays } from "./slot.ts"
import type { Slot } from "./slot.ts"
import { reviewLines } from "./texts/guide.ts"
import { isBefore } from "./time.ts"

/** Who wrote, to which pair, and what a command needs beside the words. */
export type MailScene = {
  readonly pair: Pair
  readonly by: MemberId
  readonly id: CommandId
  readonly now: Temporal.Instant
  readonly mailDomain: string
  /** Whose focus is first, should this mail begin the pair. */
  readonly drawn: MemberId
  readonly refused: boolean
}

type Mail<Kind extends Reading["kind"]> = Extract<Reading, { kind: Kind }>

/** How many times a question offers. */
const timesAtMost = 4

/** How much of a mail that was not understood is shown in the letter that says so. */
const excerptLength = 300

/** What a member's verified mail asks of their pair. Null if it asks for nothing: a machine's, or one to be left alone. */
export function understand(reading: Reading, scene: MailScene): Command | null {
  const { by, id } = scene
  switch (reading.kind) {
    case "answer":
      return answered(reading, scene)
    case "command": {
      // "The second" is a time of day to whoever reads times.
      const choice = reading.command.word === "move" ? choiceOf(reading) : null
      return choice === null ? commanded(reading, reading.command, scene) : answerTo(reading, choice, scene)
    }
    case "after":
      return filledIn(reading, scene)
    case "rsvp":
      return rsvped(reading, scene)
    case "proposal": {
      const event = readUid(reading.rsvp.uid, scene.pair.id, scene.mailDomain)
      const starts = reading.proposal.start
      return event === null ? null : { kind: "move", id, via: "mail", by, session: event.session, starts }
    }
    case "empty":
      return notUnderstood(reading, "empty", scene)
    case "auto-reply":
    case "delivery-report":
    case "complaint":
    case "receipt":
    case "loop":
    case "list":
    case "refused":
      return null
  }
}

function answered(reading: Mail<"answer">, scene: MailScene): Command {
  const { by, id } = scene
  const choice = choiceOf(reading)
  if (choice !== null) return answerTo(reading, choice, scene)
  // Thanks alone is no answer to a prompt, and nothing to puzzle over in reply to anything else; but where a yes is waited
  // for, whoever writes "Great!" believes that they gave it.
  const isThere = { kind: "sign-of-life", id, via: "mail", by } as const
  const isAwaited = scene.pair.status.kind === "unconfirmed" || canSayNo(scene)
  if (!isAwaited && thanks.test(reading.text.trim())) return isThere
  // Kind words for the first letters ask for nothing, and are a sign that they arrive.
  if (reading.letter?.kind === "welcome") {
    return reading.refersToLetter && asksOtherwise(reading.text) ? notUnderstood(reading, "review", scene) : isThere
  }
  if (reading.letter?.kind === "confirm" && scene.pair.status.kind !== "unconfirmed") return isThere
  if (asksWhetherThere(reading)) return isThere
  if (reading.letter?.kind === "review") return toReview(reading, scene)
  const session = askedSession(reading)
  if (session === null) return notUnderstood(reading, reading.letter?.kind === "recap" ? "recap" : "unclear", scene)
  return { kind: "answer", id, via: "mail", by, session, text: reading.answer, shared: reading.shared }
}

const thanks =
  /^(?:(?:thanks|thank you|many thanks|thx|cheers|ok|okay|got it|great|perfect|lovely|noted|will do|👍|🙏|❤️)(?: (?:a lot|so much|very much|you))?[\s.,!]*){1,3}$/i

function answerTo({ letter, refersToLetter }: Reading, answer: Choice, { by, id }: MailScene): Command {
  const asked = refersToLetter && letter?.kind === "question" ? { letter: letter.key } : {}
  return { kind: "answer-question", id, via: "mail", by, ...asked, answer }
}

type Choice = CommandOf<"answer-question">["answer"]

const ordinals = ["first", "second", "third", "fourth"]

/** Whether the member has been asked about this, and may still answer. */
function isOpen(about: Question["about"], { pair, by, now }: MailScene): boolean {
  const { question } = pair.members[by]
  return question !== null && question.about === about && !isExpired(question, now)
}

/** "2", or "the second one", to the question which of several times is meant. */
function choiceOf({ letter, text }: Reading): number | null {
  if (letter?.kind !== "question") return null
  const number = /^\D{0,3}([1-9])\D{0,3}$/.exec(text.trim())?.[1]
  if (number !== undefined) return Number(number)
  const ordinal = /^(?:the )?(first|second|third|fourth)(?: one)?[.!]?$/i.exec(text.trim())?.[1]
  return ordinal === undefined ? null : ordinals.indexOf(ordinal.toLowerCase()) + 1
}

/** The number of the session whose prompt a text answers; words to any other letter answer nothing that was asked. */
function askedSession({ letter }: Reading): number | null {
  return letter?.kind === "prompt" ? letter.session : null
}

/** A quiet check, or "still meeting?": whatever a member writes to it, they are there. */
function asksWhetherThere({ letter }: Reading): boolean {
  return (
    letter?.kind === "quiet-check" || (letter?.kind === "quiet-notice" && letter.key.startsWith(`${stillMeeting}.`))
  )
}

/**
 * What a member would change, which their partner is told of. What may be anything else is not passed on: the review asks
 * each to fill in, alone, what was hard.
 */
function toReview(reading: Mail<"answer">, scene: MailScene): Command {
  const { by, id, pair } = scene
  const { letter, refersToLetter, answer, shared } = reading
  const words = answer.trim()
  const changes = words.replace(/^change something\b[\s:,.–—-]*/i, "")
  const isTerms =
    pair.members[by].sharesAnswers &&
    !reviewStems.some((stem) => words.includes(stem)) &&
    soundsLikeTerms(words, pair.members[otherMember(by)].name)
  const isChange = refersToLetter && shared !== false && changes !== "" && (asksForChange(words) || isTerms)
  const isAsked = letter?.key.startsWith(`${trend}.`) === false && pair.status.kind !== "ending"
  if (!isChange || !isAsked) return notUnderstood(reading, isAsked ? "review" : "unclear", scene)
  return { kind: "agree", id, via: "mail", by, changes }
}

const reviewStems = reviewLines.map((line) => line.slice(0, 20))

function commanded(reading: Reading, command: WordCommand, scene: MailScene): Command {
  const { by, id } = scene
  const base = { id, via: "mail", by } as const
  const session = reading.refersToLetter ? (reading.letter?.session ?? null) : null
  switch (command.word) {
    case "yes":
    case "no":
      return yesOrNo(reading, command.word, scene)
    case "agree":
      return { kind: "agree", ...base, changes: changesIn(reading.text) }
    case "skip":
      return { kind: "skip", ...base, session }
    case "unskip":
      return { kind: "unskip", ...base, session }
    case "private":
    case "share":
      return { kind: "share", ...base, shares: command.word === "share" }
    case "move":
      return moved(reading, command.when, scene)
    case "pause":
      return paused(command, reading, scene)
    case "wait":
      return { kind: asksWhetherThere(reading) ? "sign-of-life" : "wait", ...base }
    case "resume":
      return { kind: "resume", ...base }
    case "end":
    case "erase":
      if (canSayNo(scene)) {
        const answer = { kind: "no", isOtherWord: true } as const
        return { kind: "join", ...base, answer, drawn: scene.drawn }
      }
      return secondWord(reading, command.word, scene)
    case "export":
      return secondWord(reading, command.word, scene)
    case "weekly":
    case "fortnightly":
      return { kind: "rhythm", ...base, rhythm: command.word }
    case "here":
      return { kind: "sign-of-life", ...base }
    case "last":
      return answerTo(reading, "last", scene)
  }
}

function paused(command: Extract<WordCommand, { word: "pause" }>, reading: Reading, scene: MailScene): Command {
  const { by, id, pair } = scene
  if ("longer" in command) {
    const back = pair.status.kind === "paused" ? pair.status.until : pair.sessionsFrom
    const from = back ?? scene.now.toZonedDateTimeISO(pair.slot.zone).toPlainDate()
    return { kind: "pause", id, via: "mail", by, until: from.add(command.longer) }
  }
  if ("until" in command) return { kind: "pause", id, via: "mail", by, until: command.until }
  const times = command.ambiguous.map((date) => date.toZonedDateTime(pair.slot.zone).toInstant())
  return askWhich({ times, session: null }, reading, scene)
}

/** Whether an answer to the request, or to a proposal, may come from this member: then a NO of theirs ends it. */
function canSayNo({ pair, by }: MailScene): boolean {
  return pair.status.kind === "countered" || (pair.status.kind === "asked" && by === "b")
}

/** The same word again, in answer to the question about it, is the second word that it waits for. */
function secondWord(reading: Reading, word: "end" | "export" | "erase", scene: MailScene): Command {
  const { by, id } = scene
  if (reading.letter?.kind === "question" && isOpen(word, scene)) return answerTo(reading, "yes", scene)
  return { kind: "ask", id, via: "mail", by, question: { about: word, session: null, times: [] }, written: null }
}

/** Better one question than a guess. */
function askWhich(asked: Pick<Question, "times" | "session">, reading: Reading, { by, id }: MailScene): Command {
  const question = { about: "time", session: asked.session, times: asked.times.slice(0, timesAtMost) } as const
  return { kind: "ask", id, via: "mail", by, question, written: reading.text.trim().slice(0, excerptLength) }
}

/** Only letters that offer them make words of YES and NO. */
function yesOrNo(reading: Reading, word: "yes" | "no", scene: MailScene): Command {
  const { pair, by, id, drawn } = scene
  const base = { id, via: "mail", by } as const
  if (reading.letter?.kind === "confirm" && word === "yes")
    return { kind: "confirm", id, via: "mail", refused: scene.refused }
  if (reading.letter?.kind === "question") return answerTo(reading, word, scene)
  if (asksWhetherThere(reading)) {
    // "No, not any more" may be the end of it, which takes a second word.
    return word === "yes"
      ? { kind: "sign-of-life", ...base }
      : { kind: "ask", ...base, question: { about: "end", session: null, times: [] }, written: null }
  }
  if (pair.status.kind !== "asked" && pair.status.kind !== "countered") {
    return notUnderstood(reading, "nothing-asked", scene)
  }
  // By reply the zone stays the slot's until changed, as the letter says.
  const answer = word === "no" ? ({ kind: "no" } as const) : ({ kind: "yes", zone: null } as const)
  return { kind: "join", ...base, answer, drawn }
}

/** AGREE, and after or below it the changes the two have made, one a line. */
function changesIn(text: string): string | null {
  const lines = withoutGreeting(text).split("\n")
  const [first = "", ...below] = lines.filter((line) => line.trim() !== "")
  const beside = first.replace(agreed, "").replace(/[\s)*_]+$/, "")
  const changes = [...(thanks.test(beside) || /^please[.!]?$/i.test(beside) ? [] : [beside]), ...below]
  return changes.join("\n").trim() || null
}

const agreed = /^.{0,20}?\bagreed?(?![\p{L}\p{N}])[\s"”’*_,;:.!(–—-]*(?:(?:but|with)(?![\p{L}\p{N}])[\s,:]*)?/iu

function moved(reading: Reading, when: SaidTime | null, scene: MailScene): Command {
  const { pair, by, id, drawn } = scene
  const isJoining = pair.status.kind === "asked" || pair.status.kind === "countered"
  const { question } = pair.members[by]
  const asked = reading.letter?.kind === "question" && question?.about === "time" ? question : null
  const { zone } = pair.members[by]
  if (asked !== null && asked.session === null && when !== null) {
    const chosen = dayAsked(when, asked.times, pair.slot.zone)
    if (chosen !== null) return answerTo(reading, chosen, scene)
  }
  const near = sessionOf(pair, asked?.session ?? reading.letter?.session ?? null)
  if (when?.kind === "ambiguous" && !isJoining) {
    const session =
      near ?? pair.sessions.find(({ state, starts }) => state.kind === "planned" && isBefore(scene.now, starts))
    const times = when.candidates.map((candidate) => candidate.toZonedDateTime(zone).toInstant())
    if (session !== undefined) return askWhich({ times, session: session.number }, reading, scene)
  }
  const offered = when?.kind === "time" && asked !== null ? offeredAt(when.time, asked.times, zone) : null
  const starts = offered ?? (when === null ? null : startOf(when, { near, zone }))
  if (starts === null) return notUnderstood(reading, "unclear", scene)
  if (!isJoining) return { kind: "move", id, via: "mail", by, session: near?.number ?? null, starts }
  const slot = slotAt(starts, { zone: pair.members[by].zone, minutes: pair.slot.minutes })
  return { kind: "join", id, via: "mail", by, answer: { kind: "other", slot }, drawn }
}

/** "6 January", in answer to the question which of several days is meant: its number there. */
function dayAsked(when: SaidTime, times: readonly Temporal.Instant[], zone: string): number | null {
  if (when.kind !== "day") return null
  const at = times.findIndex((each) => each.toZonedDateTimeISO(zone).toPlainDate().equals(when.date))
  return at < 0 ? null : at + 1
}

/** "16:00", in answer to the question which of several times is meant. */
function offeredAt(
  time: Temporal.PlainTime,
  times: readonly Temporal.Instant[],
  zone: string,
): Temporal.Instant | null {
  const fitting = times.filter((each) => each.toZonedDateTimeISO(zone).toPlainTime().equals(time))
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** A time of day alone keeps the session's day, a day alone its time; a time that may be two is not guessed. */
function startOf(when: SaidTime, known: { near: Session | null; zone: string }): Temporal.Instant | null {
  const local = known.near?.starts.toZonedDateTimeISO(known.zone)
  switch (when.kind) {
    case "at":
      return when.instant
    case "time":
      return local?.withPlainTime(when.time).toInstant() ?? null
    case "day":
      return local === undefined
        ? null
        : when.date.toZonedDateTime({ timeZone: known.zone, plainTime: local.toPlainTime() }).toInstant()
    case "ambiguous":
      return null
  }
}

function slotAt(starts: Temporal.Instant, { zone, minutes }: Pick<Slot, "zone" | "minutes">): Slot {
  const local = starts.toZonedDateTimeISO(zone)
  const weekday = weekdays[local.dayOfWeek - 1]
  if (weekday === undefined) throw new Error("a day of no week")
  return { weekday, time: local.toPlainTime().toString({ smallestUnit: "minute" }), zone, minutes }
}

/** What does not fit into three commitments is not thrown away: it is asked again. */
function filledIn(reading: Mail<"after">, scene: MailScene): Command {
  const { by, id } = scene
  const changes = changesOf(reading.statuses, reading.letter?.commitments ?? [])
  const { happened, commitments, line, heard, mattered, letter } = reading
  const isSaid = happened !== null || commitments.length > 0 || reading.statuses.length > 0
  // Words that refer to no letter, and have nothing of the form in them, are about something else.
  const isForm = letter?.kind === "after-form" && letter.session !== null && (reading.refersToLetter || isSaid)
  if (!isForm && reading.statuses.length > 0 && changes.length === 0) {
    return { ...notUnderstood(reading, "recap", scene), numbers: reading.letter?.commitments.length ?? 0 }
  }
  if (!isForm && happened === null && commitments.length === 0 && line === null) {
    return { kind: "change-commitments", id, via: "mail", by, changes }
  }
  if (!isForm || letter.session === null) return notUnderstood(reading, "unclear", scene)
  if (commitments.length > commitmentsAtOnce) return notUnderstood(reading, "more-than-three", scene)
  const made = commitments.length === 0 ? null : commitments
  const form = { happened, commitments: made, changes, line, heard, mattered }
  return { kind: "after", id, via: "mail", by, session: letter.session, form }
}

/** The numbers are those of the letter answered. */
function changesOf(statuses: readonly StatusChange[], numbered: readonly string[]): CommitmentChange[] {
  return statuses.flatMap(({ number, status }) => {
    const id = numbered[number - 1]
    return id === undefined ? [] : [{ id: commitmentIdSchema.parse(id), state: status }]
  })
}

function rsvped(reading: Mail<"rsvp">, { pair, by, id, mailDomain }: MailScene): Command | null {
  const { uid, partstat, sequence, dtstamp } = reading.rsvp
  const event = readUid(uid, pair.id, mailDomain)
  if (event === null || partstat === null || partstat === "DELEGATED") return null
  const known = sessionOf(pair, event.session)?.event.sequence ?? 0
  const version = { ...event, sequence: sequence ?? known, stamp: dtstamp }
  return { kind: "rsvp", id, via: "mail", by, event: version, partstat }
}

function notUnderstood(reading: Reading, reason: NotUnderstood, { by, id }: MailScene): CommandOf<"not-understood"> {
  const excerpt = reading.text.trim().slice(0, excerptLength)
  const letter = reading.letter?.key ?? null
  return { kind: "not-understood", id, via: "mail", to: by, letter, reason, excerpt: excerpt === "" ? null : excerpt }
}
