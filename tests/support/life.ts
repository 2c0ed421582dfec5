import { decide } from "@turnabout/core/decide.ts"
import type { Outcome } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds } from "@turnabout/core/id.ts"
import { invitationCalendar } from "@turnabout/core/invitation.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { openCommitments, pairText, readPair, sessionOf } from "@turnabout/core/pair.ts"
import { readRecapAbout } from "@turnabout/core/recap.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import {
  isCancel,
  isPointless,
  isSameLetter,
  isWithdrawal,
  margin,
  settleLetters,
  takeLetters,
  withdrawnEvent,
} from "@turnabout/core/sending.ts"
import type { Sending } from "@turnabout/core/sending.ts"
import { eventUid } from "@turnabout/core/session.ts"
import type { Session } from "@turnabout/core/session.ts"
import { instantText, isAtOrBefore, isBefore } from "@turnabout/core/time.ts"
import type { Temporal } from "temporal-polyfill"
import { at, commandFrom, newlyOwed, say } from "./pair-builder.ts"
import type { Doing } from "./pair-builder.ts"

export const mailDomain = "turnabout.example"

/**
 * What SES says to a letter. `lost`: it took it, and its answer never came. `dies`: the sender itself is gone before this
 * letter, and its claim has to run out.
 */
export type MailerSays = "sent" | "refused" | "throttled" | "failed" | "lost" | "dies"

export type SentLetter = {
  readonly letter: OwedLetter
  readonly at: string
  /** The pair as it was when the letter was composed. */
  readonly from: Pair
  /** The calendar file it carries; null if it carries none. Written when asked for: most tests never look. */
  readonly calendar: () => string | null
}

export type UnsentLetter = {
  readonly letter: OwedLetter
  readonly why: "refused" | "given-up" | "pointless"
  /** The UID of the event it was to carry; null if none, or none any more. */
  readonly uid: string | null
  readonly after: number
}

/** Everything that has come of a pair so far, in order. */
export type Chronicle = {
  readonly sent: SentLetter[]
  readonly owed: { readonly letter: OwedLetter; readonly at: string }[]
  readonly records: PairRecord[]
  /** Refused, given up or pointless by the time they were to leave, and after how many letters that were sent. */
  readonly unsent: UnsentLetter[]
  /** Whose words were deleted, and how many records there were by then. */
  readonly erased: { readonly member: MemberId; readonly records: number }[]
  /** When a member wanted no more letters, or could get none, or the pair ended. */
  readonly silences: { readonly member: MemberId; readonly at: string }[]
}

type Sender = { readonly by: number; readonly until: Temporal.Instant; readonly letters: readonly OwedLetter[] }

export type Life = ReturnType<typeof liveOn>

/**
 * One pair's life, with the shell's six steps in memory: every command is decided, saved and followed by the sending of
 * what is due. The clock moves only when told to, and rings every alarm on the way.
 */
export function liveOn(begun: Pair, from: string) {
  let pair: Pair | null = readPair(pairText(begun))
  let now = at(from)
  let says: (letter: OwedLetter) => MailerSays = () => "sent"
  let isSenderSlow = false
  let sender: Sender | null = null
  const chronicle: Chronicle = { sent: [], owed: [], records: [], unsent: [], erased: [], silences: [] }

  const current = (): Pair => {
    if (pair === null) throw new Error("the pair has been forgotten")
    return pair
  }

  /** Steps 1 to 4: load, decide, keep what was written, save with the claim; then the sending, unless the sender is slow. */
  const does = (doing: Doing): Outcome => {
    const before = current()
    if (doing.kind === "unsubscribe" || doing.kind === "suppress")
      chronicle.silences.push({ member: doing.by, at: instantText(now) })
    const decision = decide(before, commandFrom(doing), now)
    if (decision.kind === "forget") {
      pair = null
      return { kind: "done" }
    }
    if (before.status.kind !== "ended" && decision.pair.status.kind === "ended") {
      chronicle.silences.push(...memberIds.map((member) => ({ member, at: instantText(now) })))
    }
    chronicle.records.push(...decision.records)
    if (decision.erases !== null) chronicle.erased.push({ member: decision.erases, records: chronicle.records.length })
    chronicle.owed.push(...newlyOwed(before, decision.pair).map((letter) => ({ letter, at: instantText(now) })))
    const taken = takeLetters(decision.pair, {
      version: before.version + 1,
      now,
      rang: doing.kind === "wake" ? before.dueAt : null,
    })
    if (pairText({ ...taken.pair, version: before.version }) === pairText(before)) return decision.outcome
    save(taken)
    if (!isSenderSlow) sendsOn()
    return decision.outcome
  }

  const save = (taken: ReturnType<typeof takeLetters>) => {
    pair = readPair(pairText(taken.pair))
    for (const letter of taken.givenUp) leavesUnsent(letter, "given-up")
    const { claim } = taken.pair
    if (taken.letters.length > 0 && claim !== null) sender = { ...claim, letters: taken.letters }
  }

  const leavesUnsent = (letter: OwedLetter, why: UnsentLetter["why"]) => {
    chronicle.unsent.push({ letter, why, uid: uidOf(current(), letter), after: chronicle.sent.length })
  }

  /** Steps 5 and 6, until nothing is left for this sender. */
  const sendsOn = () => {
    for (let round = 0; sender !== null && round < 20; round += 1) {
      const working: Sender = sender
      sender = null
      const sendings = sendEach(working)
      if (sendings === null || pair === null) return
      save(
        takeLetters(settleLetters(pair, { by: working.by, sendings }, now), {
          version: pair.version + 1,
          now,
          rang: null,
        }),
      )
    }
  }

  const sendEach = ({ by, until, letters }: Sender): Sending[] | null => {
    const sendings: Sending[] = []
    for (const letter of letters) {
      const isOurs = isBefore(now, until.subtract(margin)) && pair?.claim?.by === by
      const owed = pair?.outbox.find((other) => isSameLetter(other, letter))
      if (!isOurs) sendings.push({ letter, result: "untried" })
      else if (owed !== undefined) {
        const result = sendOne(owed)
        if (result === null) return null
        sendings.push({ letter: owed, result })
      }
    }
    return sendings
  }

  const sendOne = (letter: OwedLetter): Sending["result"] | null => {
    if (isPointless(current(), letter, now) || hasNothingToSay(current(), letter, chronicle.records)) {
      leavesUnsent(letter, "pointless")
      return "pointless"
    }
    const said = says(letter)
    if (said === "dies") return null
    if (said === "refused") leavesUnsent(letter, "refused")
    if (said === "sent" || said === "lost") {
      const composedFrom = current()
      chronicle.sent.push({
        letter,
        at: instantText(now),
        from: composedFrom,
        calendar: () => calendarOf(composedFrom, letter),
      })
    }
    return said === "lost" ? "failed" : said
  }

  const nextAlarm = (until: Temporal.Instant): Temporal.Instant | null => {
    const due = pair?.dueAt ?? null
    return due !== null && isAtOrBefore(due, until) ? due : null
  }

  return {
    chronicle,
    get pair() {
      return current()
    },
    get isForgotten() {
      return pair === null
    },
    get now() {
      return now
    },
    does,
    /** From now on SES answers so. */
    mailerSays: (answer: typeof says) => void (says = answer),
    /** From now on letters are claimed and wait until `sendsOn`. */
    slowsDown: (isSlow: boolean) => void (isSenderSlow = isSlow),
    sendsOn,
    /** Moves the clock, doing everything due on the way, each at its instant. */
    movesTo: (text: string) => {
      const target = at(text)
      let rings = 0
      for (let due = nextAlarm(target); due !== null; due = nextAlarm(target)) {
        rings = isBefore(now, due) ? 0 : rings + 1
        if (rings > 5) throw new Error(`the alarm does not come to rest at ${instantText(now)}`)
        if (isBefore(now, due)) now = due
        does({ kind: "wake" })
      }
      now = target
    },
    /** Moves the clock while nobody is there to hear the alarm; then it rings once. */
    oversleepsUntil: (text: string) => {
      now = at(text)
      if (pair !== null) does({ kind: "wake" })
    },
    /** Moves the clock, and nothing else. */
    setsClock: (text: string) => void (now = at(text)),
    /** "prompt 1 a": what was sent since, in order. */
    letters: (since = "0000"): string[] =>
      chronicle.sent.filter(({ at: sentAt }) => sentAt >= since).map(({ letter }) => say(letter)),
    lettersTo: (member: MemberId, since = "0000", before = "9999"): string[] =>
      chronicle.sent
        .filter(({ letter, at: sentAt }) => letter.to === member && sentAt >= since && sentAt < before)
        .map(({ letter }) => say(letter)),
  }
}

const kindsWithEvent: ReadonlySet<OwedLetter["kind"]> = new Set([
  "invitation",
  "skipped",
  "moved",
  "not-moved",
  "changed",
  "paused",
  "ended",
  "question",
])

/** The calendar file that a letter carries at this moment, as the shell composes it. */
export function calendarOf(pair: Pair, letter: OwedLetter): string | null {
  const session = sessionOf(pair, letter.session)
  if (session === null || !kindsWithEvent.has(letter.kind)) return null
  const event = isWithdrawal(letter) ? withdrawnEvent(letter, session) : session.event
  const method = isCancel(letter) ? "CANCEL" : "REQUEST"
  return invitationCalendar({ pair, session, event, to: letter.to, method, mailDomain })
}

/** The UID of the event that a letter carries. */
export function uidOf(pair: Pair, letter: OwedLetter): string | null {
  const session = sessionOf(pair, letter.session)
  if (session === null || !kindsWithEvent.has(letter.kind)) return null
  const event = isWithdrawal(letter) ? withdrawnEvent(letter, session) : session.event
  return eventUid(pair.id, { ...session, event }, mailDomain)
}

/** What composing finds out too late for core: a note with nothing in it, a recap of no session. */
function hasNothingToSay(pair: Pair, letter: OwedLetter, records: readonly PairRecord[]): boolean {
  if (letter.kind === "coach-note") {
    const session = sessionOf(pair, letter.session)
    if (session === null || session.focus === "both") return true
    const hasOpen = pair.members[session.focus].sharesCommitments && openCommitments(pair, session.focus).length > 0
    return session.answers[session.focus]?.shared !== true && !hasOpen
  }
  if (letter.kind === "recap") {
    const { from } = readRecapAbout(letter.about ?? "")
    return !heldSessions(pair, records).some((session) => isAtOrBefore(from, session.starts))
  }
  return false
}

/** Every session held so far: those filed, and those still listed. */
export function heldSessions(pair: Pair, records: readonly PairRecord[]): Session[] {
  const filed = records.flatMap((record) => (record.kind === "session" ? [record.session] : []))
  return [...filed, ...pair.sessions].filter((session) => session.state.kind === "held")
}
