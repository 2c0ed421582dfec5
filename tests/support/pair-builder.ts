import { beginPair } from "@turnabout/core/beginning.ts"
import type { SignUp } from "@turnabout/core/beginning.ts"
import type { AfterForm, Command, CommandKind, CommandOf, Outcome, Via } from "@turnabout/core/command.ts"
import { decide } from "@turnabout/core/decide.ts"
import { commandIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import type { CommandId, MemberId } from "@turnabout/core/id.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { sessionOf } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import type { Session } from "@turnabout/core/session.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { Temporal } from "temporal-polyfill"

/** Ana asked Ben; they meet on Thursdays at 17:00 in Berlin, which is 16:00Z in winter. */
export const thursdays: Slot = { weekday: "thursday", time: "17:00", zone: "Europe/Berlin", minutes: 60 }
/** A Monday: the first session is on Thursday the 26th. */
export const monday = "2026-11-23T09:00:00Z"

export const ana = { name: "Ana", mailbox: "ana@example.org", token: "a".repeat(26) } as const
export const ben = { name: "Ben", mailbox: "ben@example.net", token: "b".repeat(26) } as const

/** The n-th of many pairs that differ in nothing but their id. */
export function pairIdOf(number: number): Pair["id"] {
  const letters = "abcdefghijklmnopqrstuvwxyz234567"
  const digits = Array.from(number.toString(32).padStart(16, "0"), (digit) => letters[Number.parseInt(digit, 32)])
  return pairIdSchema.parse(`pair_${digits.join("")}`)
}

export function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text)
}

type NewPair = {
  readonly id?: string
  readonly at?: string
  readonly slot?: Partial<Slot>
  readonly firstFocus?: Pair["firstFocus"]
  readonly meetingLink?: string
  readonly hasNote?: boolean
  readonly inviter?: SignUp["inviter"]
  readonly partner?: SignUp["partner"]
}

/** A pair just signed up: it owes its confirm letter. */
export function unconfirmedPair(options: NewPair = {}): Pair {
  return beginPair(
    {
      id: pairIdSchema.parse(options.id ?? "pair_aaaaaaaaaaaaaaaa"),
      command: commandIdSchema.parse("sign-up"),
      inviter: options.inviter ?? ana,
      partner: options.partner ?? ben,
      slot: { ...thursdays, ...options.slot },
      firstFocus: options.firstFocus ?? "me",
      meetingLink: options.meetingLink ?? null,
      hasNote: options.hasNote ?? false,
    },
    at(options.at ?? monday),
  )
}

/** A pair whose partner has been asked; every letter so far is sent. */
export function askedPair(options: NewPair = {}): Pair {
  const confirmed = decided(unconfirmedPair(options), { kind: "confirm", refused: false }, options.at ?? monday)
  return sentAll(confirmed.pair)
}

type ActivePair = NewPair & { readonly partnerZone?: string; readonly drawn?: MemberId }

/** A pair that began just now: its welcome and first two invitations are owed. */
export function startedPair(options: ActivePair = {}): Pair {
  const answer = { kind: "yes", zone: options.partnerZone ?? null } as const
  const join = { kind: "join", by: "b", answer, drawn: options.drawn ?? "b" } as const
  return decided(askedPair(options), join, options.at ?? monday).pair
}

/** A pair that meets, with sessions 1 and 2 ahead; every letter so far is sent. */
export function activePair(options: ActivePair = {}): Pair {
  return sentAll(startedPair(options))
}

/** The pair with everything in its outbox sent. */
export function sentAll(pair: Pair): Pair {
  return { ...pair, outbox: [], claim: null }
}

type Distribute<Kind extends CommandKind> = Kind extends CommandKind
  ? Omit<CommandOf<Kind>, "id" | "via"> & { readonly id?: string; readonly via?: Via }
  : never
/** A command of which only what matters is given: it comes by mail and is a new one unless said otherwise. */
export type Doing = Distribute<CommandKind>

let commands = 0

export function commandId(id?: string): CommandId {
  commands += 1
  return commandIdSchema.parse(id ?? `command-${commands}`)
}

export function commandFrom(doing: Doing): Command {
  const via = doing.via ?? (doing.kind === "wake" ? "clock" : "mail")
  return { ...doing, id: commandId(doing.id), via }
}

export type Decided = {
  readonly pair: Pair
  readonly outcome: Outcome
  readonly records: readonly PairRecord[]
  /** What this decision added to the outbox: "prompt 1 a", "after-form 1 b" …, in that order. */
  readonly owed: readonly string[]
}

/** What a command makes of a pair, saved; throws if the pair is to be forgotten. */
export function decided(pair: Pair, doing: Doing, instant: string): Decided {
  const decision = decide(pair, commandFrom(doing), at(instant))
  if (decision.kind === "forget") throw new Error("the pair is to be forgotten")
  const next = { ...decision.pair, version: pair.version + 1 }
  return { pair: next, outcome: decision.outcome, records: decision.records, owed: newlyOwed(pair, next).map(say) }
}

/** A few commands one after the other, every letter sent in between. */
export function after(pair: Pair, ...steps: readonly (readonly [instant: string, doing: Doing])[]): Pair {
  return steps.reduce((next, [instant, doing]) => sentAll(decided(next, doing, instant).pair), pair)
}

export function newlyOwed(before: Pair, next: Pair): OwedLetter[] {
  const isOld = (letter: OwedLetter) =>
    before.outbox.some((other) => other.key === letter.key && other.revision === letter.revision)
  return next.outbox.filter((letter) => !isOld(letter))
}

/** "prompt 1 a": kind, session, to whom. */
export function say(letter: Pick<OwedLetter, "kind" | "session" | "to">): string {
  return [letter.kind, letter.session, letter.to].filter((word) => word !== null).join(" ")
}

/** A session that is there. */
export function theSession(pair: Pair, number: number): Session {
  const session = sessionOf(pair, number)
  if (session === null) throw new Error(`session ${number} is not listed`)
  return session
}

/** "1 a planned, 2 b planned": number, focus, state. */
export function sessionsOf(pair: Pair): string {
  return pair.sessions.map(({ number, focus, state }) => `${number} ${focus} ${state.kind}`).join(", ")
}

/** An after-form in which only what matters is filled in. */
export function form(filled: Partial<AfterForm> = {}): AfterForm {
  return { happened: null, commitments: [], changes: [], line: null, heard: null, mattered: null, ...filled }
}
