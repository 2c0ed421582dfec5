import type { Command } from "@turnabout/core/command.ts"
import { decide } from "@turnabout/core/decide.ts"
import { memberIds } from "@turnabout/core/id.ts"
import { sessionTitle } from "@turnabout/core/invitation.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import { isPointless } from "@turnabout/core/sending.ts"
import { eventUid } from "@turnabout/core/session.ts"
import { instantText } from "@turnabout/core/time.ts"
import type { LetterRecord, Log, SendResult } from "@turnabout/functions/ports.ts"
import { Temporal } from "temporal-polyfill"
import type { Operation } from "../functions/scene.ts"
import { calendarReplay } from "../support/calendar-replay.ts"
import type { How } from "./model.ts"
import type { Begun, Mail } from "./world.ts"
import { calendarIn, commandIdOf, compared, isAlike, mailOf } from "./world.ts"

export type Watch = ReturnType<typeof watch>

type Taken = {
  readonly mail: Mail
  readonly who: number
  /** Its sender had stood still for longer than its claim. */
  readonly isLate: boolean
  isRecorded: boolean
  /** Its sender could not write it down: it died, SES's answer was lost, its claim ran out or the table was away. */
  isUnwritten: boolean
}

const finishing: ReadonlySet<string> = new Set([
  "letter-pointless",
  "letter-refused",
  "letter-given-up",
  "letter-on-record",
])

/** Looks on while handlers work, and holds every step against what was promised. */
export function watch(begun: Begun, commands: readonly Command[]) {
  const { on, id } = begun
  const faults: string[] = []
  const taken: Taken[] = []
  const finished = new Set<string>()
  const refused = new Set<string>()
  const loaded = new Map<number, Pair>()
  /** What was on record when a handler last looked. */
  const recorded = new Map<number, ReadonlySet<string>>()
  const saved = new Set<number>()
  let rowBefore: string | null = null
  const blame = (text: string) => void faults.push(text)

  const savedBy = (who: number, before: Pair, after: Pair) => {
    rowBefore = before.dueAt === null ? null : instantText(before.dueAt)
    for (const letter of after.outbox) {
      if (!isHeardInTime(after, letter))
        blame(`${nameOf(letter)} is owed, and the alarm is set to ${after.dueAt?.toString()}`)
    }
    const isSettling = who === recoverer ? after.recentCommands.length === before.recentCommands.length : saved.has(who)
    saved.add(who)
    // What a decision drops it has seen to.
    if (!isSettling) return
    const left = before.outbox.filter((letter) => !after.outbox.some((other) => nameOf(other) === nameOf(letter)))
    for (const letter of left) {
      const isSent = taken.some(({ mail }) => mail.letter === nameOf(letter)) || finished.has(nameOf(letter))
      if (!isSent) blame(`${nameOf(letter)} was owed, never sent, and is owed no more`)
    }
  }

  const sentBy = (who: number, mail: Mail) => {
    const sender = loaded.get(who)
    const until = sender?.claim?.until
    const isLate = until !== undefined && Temporal.Instant.compare(until, on.ports.clock()) <= 0
    const earlier = taken.filter((other) => other.mail.letter === mail.letter)
    if (!isLate && earlier.some(({ isUnwritten }) => !isUnwritten)) {
      blame(`${mail.letter} was sent again, although it could be written down that it was sent`)
    }
    if (recorded.get(who)?.has(mail.letter) === true)
      blame(`${mail.letter} was sent again by one that could see its record`)
    const owed = sender?.outbox.find((letter) => nameOf(letter) === mail.letter)
    if (sender === undefined || owed === undefined || isPointless(sender, owed, on.ports.clock())) {
      blame(`${mail.letter} had no point`)
    }
    taken.push({ mail, who, isLate, isRecorded: false, isUnwritten: isLate })
  }

  const unwritten = (isMeant: (letter: Taken) => boolean) => {
    for (const letter of taken) if (!letter.isRecorded && isMeant(letter)) letter.isUnwritten = true
  }

  return {
    faults,
    taken,
    rowBefore: () => rowBefore,
    /** What is known of the run beside what is kept. */
    state: () => {
      const mails = taken.map(
        ({ mail, isLate, isRecorded, isUnwritten }) => `${mail.letter} ${isLate} ${isRecorded} ${isUnwritten}`,
      )
      return [...mails, ...[...finished].toSorted(), ...refused].join()
    },
    /** Every step that is done goes through here. */
    step: async (who: number, { name, given }: Operation, go: () => Promise<unknown>): Promise<unknown> => {
      const text = name === "save" ? on.ports.store.kept.pairs.get(id) : undefined
      const result = await go()
      if (name === "load" && result !== null) {
        loaded.set(who, result as Pair)
        recorded.set(who, new Set(taken.filter(({ isRecorded }) => isRecorded).map(({ mail }) => mail.letter)))
      }
      if (name === "save" && result === true && text !== undefined) savedBy(who, readPair(text), given[0] as Pair)
      if (name === "send" && (result as SendResult).kind === "sent") sentBy(who, mailOf(given[0] as GivenMail))
      if (name === "putLetter") {
        for (const letter of taken) if (letter.mail.letter === (given[1] as LetterRecord).key) letter.isRecorded = true
      }
      return result
    },
    /** What has come of a step, if not what it was meant to do. */
    told: (who: number, how: How, { name, given }: Operation) => {
      const ofSender = (letter: Taken) => letter.who === who
      if (how === "dies") unwritten(ofSender)
      if (how === "lost" && name === "send") unwritten((letter) => letter === taken.at(-1))
      if (how === "refused") refused.add(mailOf(given[0] as GivenMail).letter)
    },
    /** Every claim has run out. */
    stalled: () => unwritten(() => true),
    logOf: (who: number): Log => {
      return ({ event, letter, revision }) => {
        if (finishing.has(event)) finished.add(`${letter}.${revision}`)
        if (event === "sender-failed") unwritten((other) => other.who === who)
      }
    },
    atTheEnd: (pair: Pair, serial: readonly string[]) => {
      if (pair.outbox.length > 0) blame("the outbox is not empty")
      for (const command of new Set(commands.filter(({ kind }) => kind !== "wake").map((given) => given.id))) {
        const times = pair.recentCommands.filter((other) => other === command).length
        if (times !== 1) blame(`${command} was applied ${times} times`)
      }
      if (!serial.some((end) => isAlike(end, compared(pair))))
        blame("the pair is as no order of its commands leaves it")
      if (!wakesForNothing(pair)) blame("something was due before the alarm")
      if (refused.size === 0) faults.push(...calendarFaults(begun, pair, taken))
    },
  }
}

/** Who goes on after the faults. */
export const recoverer = -1

type GivenMail = { readonly raw: Uint8Array; readonly to: string }

function nameOf({ key, revision }: Pick<OwedLetter, "key" | "revision">): string {
  return `${key}.${revision}`
}

function isHeardInTime({ claim, dueAt }: Pair, { notBefore }: OwedLetter): boolean {
  return dueAt !== null && Temporal.Instant.compare(dueAt, claim?.until ?? notBefore) <= 0
}

/** A second before its alarm a pair has nothing to do. */
function wakesForNothing(pair: Pair): boolean {
  if (pair.dueAt === null) return true
  const wake = { kind: "wake", via: "clock", id: commandIdOf("look") } as const
  const decision = decide(pair, wake, pair.dueAt.subtract({ seconds: 1 }))
  return decision.kind === "next" && pairText(decision.pair) === pairText(pair)
}

/** What is wrong with both calendars, after all their mails in the order in which SES took them. */
function calendarFaults({ before, on }: Begun, pair: Pair, taken: readonly Taken[]): string[] {
  const { mailDomain } = on.ports.config
  return memberIds.flatMap((member) => {
    const replay = calendarReplay()
    const faults: string[] = []
    const all = [...before.map((mail) => ({ mail, isLate: false })), ...taken]
    for (const { mail, isLate } of all.filter((other) => other.mail.to === pair.members[member].mailbox)) {
      const text = calendarIn(mail)
      if (text === null) continue
      const { isOlder } = replay.receive(text)
      if (isOlder && !isLate) faults.push(`${mail.letter} was overtaken on its way to ${member}`)
    }
    const shown = [...replay.shown().values()].map(({ uid, starts, summary }) => `${uid} ${starts} ${summary}`)
    const planned = pair.sessions
      .filter(({ state }) => state.kind === "planned")
      .map((session) => `${eventUid(pair.id, session, mailDomain)} ${session.starts} ${sessionTitle(pair, session)}`)
    if (shown.toSorted().join() !== planned.toSorted().join()) {
      faults.push(`the calendar of ${member} shows ${shown.join(" and ")}, planned: ${planned.join(" and ")}`)
    }
    return faults
  })
}
