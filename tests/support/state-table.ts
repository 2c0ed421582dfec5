import type { AfterForm, Command, CommandKind, NotUnderstood, Outcome, Refusal, Via } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Question } from "@turnabout/core/member.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair, PairStatus } from "@turnabout/core/pair.ts"
import { isLastOff, openCommitments, sessionOf, withMember } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { slotShown } from "@turnabout/core/settings.ts"
import { Temporal } from "temporal-polyfill"
import { liveOn } from "./life.ts"
import type { Life } from "./life.ts"
import {
  activePair,
  after,
  askedPair,
  at,
  decided,
  form,
  monday,
  newlyOwed,
  sentAll,
  unconfirmedPair,
} from "./pair-builder.ts"
import type { Decided, Doing } from "./pair-builder.ts"

/** A pause does other things for each of its reasons, and an end without its last session: they are states of their own. */
export type StatusName =
  Exclude<PairStatus["kind"], "paused"> | `paused ${Extract<PairStatus, { kind: "paused" }>["reason"]}` | "ending off"

function nameOf(pair: Pair): StatusName {
  const { status } = pair
  if (isLastOff(pair)) return "ending off"
  return status.kind === "paused" ? `paused ${status.reason}` : status.kind
}

/** A pair in a state, and the moment at which somebody does something. */
export type Scene = {
  readonly pair: Pair
  /** What members wrote on the way. */
  readonly records: readonly PairRecord[]
  readonly now: string
  /** The last session that began, and the one that was next when the pair came into its state. */
  readonly past: number
  readonly next: number
}

const thursday = "2026-11-26T18:00:00Z"
const friday = "2026-11-27T09:00:00Z"

/** Session 1 is held, both wrote what they will do; 2 and 3 are ahead, on the 3rd and the 10th of December. */
function met(): Life {
  const life = liveOn(activePair(), monday)
  life.movesTo(thursday)
  for (const by of ["a", "b"] as const) {
    life.does({ kind: "after", by, session: 1, form: form({ happened: true, commitments: ["to call once"] }) })
  }
  life.movesTo(friday)
  return life
}

/** The same, with session 3 skipped by Ana; so 2 (Ben's focus) and 4 (Ana's) are ahead. */
function metAndSkipped(): Life {
  const life = met()
  life.does({ kind: "skip", by: "a", session: 3, via: "page" })
  return life
}

function sceneAfter(life: Life, doing: Doing): Scene {
  life.does(doing)
  life.movesTo("2026-11-28T09:00:00Z")
  return { pair: life.pair, records: life.chronicle.records, now: "2026-11-28T09:00:00Z", past: 1, next: 2 }
}

/** Ben says of two sessions that they did not happen, and Ana says nothing for more than a week. */
function quiet(): Scene {
  const life = liveOn(activePair(), monday)
  for (const [session, instant] of [
    [1, "2026-11-26T18:00:00Z"],
    [2, "2026-12-03T18:00:00Z"],
  ] as const) {
    life.movesTo(instant)
    life.does({ kind: "after", by: "b", session, form: form({ happened: false }) })
  }
  life.movesTo("2026-12-12T09:00:00Z")
  return { pair: life.pair, records: life.chronicle.records, now: "2026-12-12T09:00:00Z", past: 3, next: 4 }
}

/** Thirteen sessions, and not a word from either. */
function silent(): Scene {
  const life = liveOn(activePair(), monday)
  life.movesTo("2027-02-19T09:00:00Z")
  return { pair: life.pair, records: life.chronicle.records, now: "2027-02-19T09:00:00Z", past: 13, next: 14 }
}

const thursdayNight = { weekday: "thursday", time: "20:00", zone: "Europe/Berlin", minutes: 60 } as const

function early(pair: Pair, now: string): Scene {
  return { pair, records: [], now, past: 1, next: 1 }
}

function joining(by: MemberId, kind: "yes" | "no" | "other"): Doing {
  const answer =
    kind === "yes" ? { kind, zone: null } : kind === "no" ? { kind } : ({ kind, slot: thursdayNight } as const)
  return { kind: "join", by, answer, drawn: "b" }
}

const laterOnMonday = "2026-11-23T11:00:00Z"

/** How a pair gets into each state, by commands alone. Where one member brought it there, it was Ana; a proposal is Ben's. */
export const scenes: Record<StatusName, () => Scene> = {
  unconfirmed: () => early(sentAll(unconfirmedPair()), laterOnMonday),
  asked: () => early(askedPair(), laterOnMonday),
  countered: () => early(after(askedPair(), [monday, joining("b", "other")]), laterOnMonday),
  active: () => {
    const { pair, chronicle } = metAndSkipped()
    return { pair, records: chronicle.records, now: friday, past: 1, next: 2 }
  },
  "paused asked": () => sceneAfter(met(), pausing("a", "2027-01-07")),
  "paused unsubscribed": () => sceneAfter(met(), { kind: "unsubscribe", by: "a", via: "page" }),
  "paused quiet": quiet,
  "paused silent": silent,
  ending: () => sceneAfter(metAndSkipped(), { kind: "end", by: "a", last: true, via: "page" }),
  "ending off": () => {
    const life = metAndSkipped()
    life.does({ kind: "end", by: "a", last: true, via: "page" })
    return sceneAfter(life, { kind: "skip", by: "a", session: 2, via: "page" })
  },
  ended: () => sceneAfter(metAndSkipped(), { kind: "end", by: "a", last: false, via: "page" }),
  declined: () => early(after(askedPair(), [monday, joining("b", "no")]), "2026-11-23T09:30:00Z"),
  lapsed: () => early(after(askedPair(), ["2026-12-07T09:00:00Z", { kind: "wake" }]), "2026-12-07T09:30:00Z"),
}

function pausing(by: MemberId, until: string): Doing {
  return { kind: "pause", by, until: Temporal.PlainDate.from(until) }
}

/** What one of them does in a scene. `pair`: the scene's, with what has to be so before. */
type Attempt = { readonly pair: Pair; readonly doing: Doing }
type Row = (by: MemberId, scene: Scene) => Attempt

function row(doing: (by: MemberId, scene: Scene) => Doing): Row {
  return (by, scene) => ({ pair: scene.pair, doing: doing(by, scene) })
}

/** An answer to a question that is open. */
function answering(about: Question["about"], answer: "yes" | "no" | "last"): Row {
  return (by, { pair, now }) => {
    const question = { about, session: null, times: [], until: at(now).add({ hours: 1 }), revision: pair.version }
    return { pair: withMember(pair, by, { question }), doing: { kind: "answer-question", by, answer } }
  }
}

function asking(about: "end" | "export"): Row {
  return row((by) => ({ kind: "ask", by, question: { about, session: null, times: [] }, written: null }))
}

/** Their mailbox has taken no letters for a moment. */
function suppressedBefore(doing: (by: MemberId) => Doing): Row {
  return (by, { pair, now }) => {
    const suppressed = { reason: "complaint", since: at(now) } as const
    return { pair: withMember(pair, by, { suppressed, quiet: at(now) }), doing: doing(by) }
  }
}

function filling(filled: Partial<AfterForm>): Row {
  return row((by, { past }) => ({ kind: "after", by, session: past, form: form({ commitments: null, ...filled }) }))
}

function answeringInvitation(partstat: "ACCEPTED" | "DECLINED"): Row {
  return row((by, { pair, next }) => {
    const sequence = sessionOf(pair, next)?.event.sequence ?? 0
    return { kind: "rsvp", by, event: { session: next, revival: 0, sequence }, partstat }
  })
}

function saving(isNewSlot: boolean): Row {
  return row((by, { pair, now }) => {
    const { name, zone, sharesAnswers, sharesCommitments } = pair.members[by]
    const { rhythm, meetingLink, slot } = pair
    const shown = isNewSlot ? ({ weekday: "tuesday", time: "08:00" } as const) : slotShown(slot, zone, at(now))
    const own = { name, zone, sharesAnswers, sharesCommitments }
    return { kind: "save", by, settings: { ...own, rhythm, meetingLink, minutes: slot.minutes, ...shown } }
  })
}

const newMailbox = "new@example.com"

/** Every command as it comes most often; `satisfies` asks for a new one. */
const commands = {
  wake: row(() => ({ kind: "wake" })),
  "sign-up-again": row((by) => ({ kind: "sign-up-again", by })),
  confirm: row(() => ({ kind: "confirm", refused: false })),
  join: row((by) => joining(by, "yes")),
  answer: row((by, { next }) => ({ kind: "answer", by, session: next, text: "how I start", shared: null })),
  share: row((by) => ({ kind: "share", by, shares: false })),
  after: filling({ happened: true }),
  "change-commitments": row((by, { pair }) => ({
    kind: "change-commitments",
    by,
    changes: openCommitments(pair, by).map(({ id }) => ({ id, state: "kept" })),
  })),
  rsvp: answeringInvitation("ACCEPTED"),
  skip: row((by) => ({ kind: "skip", by, session: null })),
  unskip: row((by) => ({ kind: "unskip", by, session: null })),
  move: row((by, { pair, next, now }) => {
    const starts = (sessionOf(pair, next)?.starts ?? at(now)).add({ hours: 24 })
    return { kind: "move", by, session: null, starts }
  }),
  unsubscribe: row((by) => ({ kind: "unsubscribe", by })),
  suppress: row((by) => ({ kind: "suppress", by, reason: "bounce" })),
  lift: row((by) => ({ kind: "lift", by })),
  "sign-of-life": row((by) => ({ kind: "sign-of-life", by })),
  "foreign-sender": row((by) => ({
    kind: "foreign-sender",
    to: by,
    sender: { mailbox: "someone@example.com", hash: "s0" },
  })),
  "not-understood": row((by) => ({ kind: "not-understood", to: by, letter: null, reason: "unclear", excerpt: null })),
  pause: row((by, { now }) => pausing(by, now < "2027" ? "2027-01-07" : "2027-04-01")),
  resume: row((by) => ({ kind: "resume", by })),
  ask: asking("end"),
  "answer-question": row((by) => ({ kind: "answer-question", by, answer: "yes" })),
  end: row((by) => ({ kind: "end", by, last: false })),
  export: row((by) => ({ kind: "export", by })),
  erase: row((by) => ({ kind: "erase", by })),
  wait: row((by) => ({ kind: "wait", by })),
  rhythm: row((by) => ({ kind: "rhythm", by, rhythm: "fortnightly" })),
  save: saving(false),
  "ask-settings": row((by) => ({ kind: "ask-settings", by })),
  "ask-mailbox": row((by) => ({ kind: "ask-mailbox", by, mailbox: newMailbox, suppressed: null })),
  "take-mailbox": row((by) => ({ kind: "take-mailbox", by, mailbox: newMailbox, suppressed: null })),
  "share-trend": row((by, { next }) => ({ kind: "share-trend", by, session: next })),
  "replace-links": row((by, { pair }) => ({ kind: "replace-links", by, links: pair.members[by].links })),
  agree: row((by) => ({ kind: "agree", by, changes: "no talk of work" })),
} satisfies Record<CommandKind, Row>

/** The same commands, where another content makes another thing of them. */
const variants = {
  "confirm (refused before)": row(() => ({ kind: "confirm", refused: true })),
  "join: no": row((by) => joining(by, "no")),
  "join: another time": row((by) => joining(by, "other")),
  "after: it did not happen": filling({ happened: false }),
  "rsvp: declined": answeringInvitation("DECLINED"),
  "pause: another day": row((by, { now }) => pausing(by, now < "2027" ? "2027-01-14" : "2027-04-08")),
  "ask: EXPORT": asking("export"),
  "END: YES": answering("end", "yes"),
  "END: LAST": answering("end", "last"),
  "END: NO": answering("end", "no"),
  "EXPORT: YES": answering("export", "yes"),
  "ERASE: YES": answering("erase", "yes"),
  "fortnightly? YES": answering("fortnightly", "yes"),
  "end: last": row((by) => ({ kind: "end", by, last: true })),
  "save: another slot": saving(true),
  "lift: suppressed": suppressedBefore((by) => ({ kind: "lift", by })),
  "sign-of-life: suppressed": suppressedBefore((by) => ({ kind: "sign-of-life", by })),
  "take-mailbox: asked for": (by, { pair, now }) => ({
    pair: withMember(pair, by, { pending: { mailbox: newMailbox, until: at(now).add({ hours: 1 }) } }),
    doing: { kind: "take-mailbox", by, mailbox: newMailbox, suppressed: null },
  }),
} satisfies Record<string, Row>

export const rows = { ...commands, ...variants }
export type RowName = keyof typeof rows

type SaidOutcome = "done" | "already" | `no ${Refusal}`
type Next = "" | ` → ${StatusName}`
type Told = `; told ${NotUnderstood}`
/** One cell, read for one author and one way. See the top of the table. */
type Line = `${SaidOutcome}${Next}${"" | Told | `: ${string}`}`
type ByWay<Text> = Text | { readonly mail: Text; readonly page: Text }
type Cell<Text> = ByWay<Text> | { readonly a: ByWay<Text>; readonly b: ByWay<Text> }
export type StateTable = Record<StatusName, Record<RowName, Cell<Line>>>

/** What a cell expects of one author and one way: nobody is told by letter what a page says itself. */
export function expectationOf(cell: Cell<string>, by: MemberId, via: Via): string {
  const byWay = typeof cell === "object" && "a" in cell ? cell[by] : cell
  if (typeof byWay === "object") return via === "mail" ? byWay.mail : byWay.page
  return via === "page" ? byWay.replace(/; told .*$/, "") : byWay
}

/** The ways on which a command can come. */
export function waysOf(kind: Command["kind"]): readonly Via[] {
  if (kind === "wake" || kind === "suppress" || kind === "lift") return ["clock"]
  return kind === "foreign-sender" || kind === "not-understood" ? ["mail"] : ["mail", "page"]
}

/** Does it, and says in the table's words what became of it. */
export function outcomeOf({ pair, doing }: Attempt, by: MemberId, told: { via: Via; now: string }): string {
  const result = decided(pair, Object.assign({}, doing, { via: told.via }), told.now)
  return say(pair, result, by)
}

export function say(before: Pair, { pair, outcome }: Pick<Decided, "pair" | "outcome">, by: MemberId): string {
  const [was, is] = [nameOf(before), nameOf(pair)]
  const owed = newlyOwed(before, pair)
  const letters = lettersSaid(owed, by)
  const telling = owed.find(({ kind }) => kind === "not-understood")
  return [
    saidOutcome(outcome),
    was === is ? "" : ` → ${is}`,
    letters === "" ? "" : `: ${letters}`,
    telling === undefined ? "" : `; told ${telling.about?.split(" ")[0] ?? ""}`,
  ].join("")
}

function saidOutcome(outcome: Outcome): string {
  return outcome.kind === "refused" ? `no ${outcome.reason}` : outcome.kind
}

/** In the order in which they are owed, but who acted first: the two letters about one thing may be of two kinds. */
function lettersSaid(owed: readonly OwedLetter[], by: MemberId): string {
  const told = owed.filter(({ kind }) => kind !== "not-understood")
  const things = [...new Set(told.map(thingOf))]
  const ordered = things.flatMap((thing) => {
    const both = told.filter((letter) => thingOf(letter) === thing)
    return [...both.filter(({ to }) => to === by), ...both.filter(({ to }) => to !== by)]
  })
  const names = ordered.map(({ kind, session }) => (session === null ? kind : `${kind} ${session}`))
  return [...new Set(names)]
    .map((name) => {
      const to = ordered.filter((_, place) => names[place] === name).map((letter) => letter.to)
      return `${name} ${to.length === 2 ? "both" : to.includes(by) ? "own" : "other"}`
    })
    .join(", ")
}

/** The key without the member. */
function thingOf({ key }: OwedLetter): string {
  return key.slice(0, -2)
}
