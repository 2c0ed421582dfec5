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
import { calendarIn, commandIdOf, mailOf } from "./world.ts"

export type Watch = ReturnType<typeof watch>

type Taken = {
  readonly mail: Mail
  readonly who: number
  /** Its sender had stood still for longer than its claim. */
  readonly isLate: boolean
  readonly isRecorded: boolean
  /** Its sender could not write it down: it died, SES's answer was lost, its claim ran out or the table was away. */
  readonly isUnwritten: boolean
}

const finishing: ReadonlySet<string> = new Set([
  "letter-pointless",
  "letter-refused",
  "letter-given-up",
  "letter-on-record",
])

/** What has been seen of a run so far. */
export type Notes = {
  readonly faults: readonly string[]
  readonly taken: readonly Taken[]
  /** Letters that need not be sent any more, by what their sender said. */
  readonly finished: ReadonlySet<string>
  readonly refused: ReadonlySet<string>
  /** The pair as each handler last loaded or saved it, and what was on record by then. */
  readonly known: ReadonlyMap<number, { readonly pair: Pair; readonly recorded: ReadonlySet<string> }>
  /** Who has saved what was decided: what they save after it is what became of letters. */
  readonly saved: ReadonlySet<number>
  /** What the index said before the last save. */
  readonly rowBefore: string | null
}

/** Looks on while handlers work, and holds every step against what was promised. */
export function watch(begun: Begun, commands: readonly Command[]) {
  const { on, id } = begun
  const none = { faults: [], taken: [], finished: new Set<string>(), refused: new Set<string>() }
  let notes: Notes = { ...none, known: new Map(), saved: new Set(), rowBefore: null }
  const note = (change: Partial<Notes>) => void (notes = { ...notes, ...change })
  const blame = (...faults: readonly string[]) => note({ faults: [...notes.faults, ...faults] })

  const recorded = () => new Set(notes.taken.filter(({ isRecorded }) => isRecorded).map(({ mail }) => mail.letter))

  const saved = (who: number, before: Pair, after: Pair) => {
    for (const letter of after.outbox) {
      if (isHeardInTime(after, letter)) continue
      blame(`${nameOf(letter)} is owed, and the alarm is set to ${after.dueAt?.toString()}`)
    }
    const isRecovererSettling = after.recentCommands.length === before.recentCommands.length
    const isSettling = who === recoverer ? isRecovererSettling : notes.saved.has(who)
    const rowBefore = before.dueAt === null ? null : instantText(before.dueAt)
    note({ rowBefore, saved: new Set([...notes.saved, who]) })
    // What a decision drops it has seen to.
    if (!isSettling) return
    const left = before.outbox.filter((letter) => !after.outbox.some((other) => nameOf(other) === nameOf(letter)))
    for (const letter of left) {
      const isSent = notes.taken.some(({ mail }) => mail.letter === nameOf(letter))
      if (!isSent && !notes.finished.has(nameOf(letter)))
        blame(`${nameOf(letter)} was owed, never sent, and is owed no more`)
    }
  }

  const sent = (who: number, mail: Mail) => {
    const { pair, recorded } = notes.known.get(who) ?? { pair: null, recorded: new Set<string>() }
    const until = pair?.claim?.until
    const isLate = until !== undefined && Temporal.Instant.compare(until, on.ports.clock()) <= 0
    const earlier = notes.taken.filter((other) => other.mail.letter === mail.letter)
    if (!isLate && earlier.some(({ isUnwritten }) => !isUnwritten)) {
      blame(`${mail.letter} was sent again, although it could be written down that it was sent`)
    }
    if (recorded.has(mail.letter)) blame(`${mail.letter} was sent again by one that could see its record`)
    const owed = pair?.outbox.find((letter) => nameOf(letter) === mail.letter)
    if (pair === null || owed === undefined || isPointless(pair, owed, on.ports.clock())) {
      blame(`${mail.letter} had no point`)
    }
    note({ taken: [...notes.taken, { mail, who, isLate, isRecorded: false, isUnwritten: isLate }] })
  }

  const unwritten = (isMeant: (letter: Taken) => boolean) => {
    const mark = (letter: Taken) => (!letter.isRecorded && isMeant(letter) ? { ...letter, isUnwritten: true } : letter)
    note({ taken: notes.taken.map(mark) })
  }

  return {
    notes: () => notes,
    restore: (earlier: Notes) => void (notes = earlier),
    /** Every step that is done goes through here. */
    step: async (who: number, { name, given }: Operation, go: () => Promise<unknown>): Promise<unknown> => {
      const text = name === "save" ? on.ports.store.kept.pairs.get(id) : undefined
      const result = await go()
      if (name === "load" && result !== null) {
        note({ known: new Map([...notes.known, [who, { pair: result as Pair, recorded: recorded() }]]) })
      }
      if (name === "save" && result === true && text !== undefined) {
        const pair = given[0] as Pair
        saved(who, readPair(text), pair)
        note({ known: new Map([...notes.known, [who, { pair, recorded: recorded() }]]) })
      }
      if (name === "send" && (result as SendResult).kind === "sent") sent(who, mailOf(given[0] as GivenMail))
      if (name === "putLetter") {
        const { key } = given[1] as LetterRecord
        note({
          taken: notes.taken.map((letter) => (letter.mail.letter === key ? { ...letter, isRecorded: true } : letter)),
        })
      }
      return result
    },
    /** What has come of a step, if not what it was meant to do. */
    told: (how: How, { name, given }: Operation) => {
      if (how === "lost" && name === "send") unwritten((letter) => letter === notes.taken.at(-1))
      if (how === "refused") note({ refused: new Set([...notes.refused, mailOf(given[0] as GivenMail).letter]) })
    },
    died: (who: number) => unwritten((letter) => letter.who === who),
    /** Every claim has run out. */
    stalled: () => unwritten(() => true),
    logOf: (who: number): Log => {
      return ({ event, letter, revision }) => {
        if (finishing.has(event)) note({ finished: new Set([...notes.finished, `${letter}.${revision}`]) })
        if (event === "sender-failed") unwritten((other) => other.who === who)
      }
    },
    atTheEnd: (pair: Pair, isSerial: boolean) => {
      if (pair.outbox.length > 0) blame("the outbox is not empty")
      for (const command of new Set(commands.filter(({ kind }) => kind !== "wake").map((given) => given.id))) {
        const times = pair.recentCommands.filter((other) => other === command).length
        if (times !== 1) blame(`${command} was applied ${times} times`)
      }
      if (!isSerial) blame("the pair is as no order of its commands leaves it")
      if (!wakesForNothing(pair)) blame("something was due before the alarm")
      if (notes.refused.size === 0) blame(...calendarFaults(begun, pair, notes.taken))
    },
  }
}

/** Who goes on after the faults. */
export const recoverer = -1

export type GivenMail = { readonly raw: Uint8Array; readonly to: string }

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
