import { createHash } from "node:crypto"
import type { Command } from "@turnabout/core/command.ts"
import { readPair } from "@turnabout/core/pair.ts"
import type { handle } from "@turnabout/functions/handle.ts"
import type { LetterRecord, SendResult } from "@turnabout/functions/ports.ts"
import type { Kept } from "@turnabout/local/memory-store.ts"
import type { Temporal } from "temporal-polyfill"
import type { Operation } from "../functions/scene.ts"
import type { Around } from "./controlled.ts"
import { recoverer, watch } from "./properties.ts"
import type { GivenMail, Notes, Watch } from "./properties.ts"
import { recover } from "./recovery.ts"
import { scriptOf, textOf } from "./script.ts"
import type { Answer, Point } from "./script.ts"
import { compared, copyKept, copyOf, mailOf } from "./world.ts"
import type { Begun } from "./world.ts"

/**
 * What comes of a step. `dies`: its process is gone before it. `fails`: it is not done and throws, or SES can't be
 * reached. `lost`: it is done, and its answer never comes. The last two are SES's answers.
 */
export type How = "goes on" | "dies" | "fails" | "lost" | "throttled" | "refused"
/** Who goes on; `time`: two minutes pass, so that every claim has run out. */
export type Move = { readonly who: number | "time"; readonly how: How }

export type Scenario = {
  readonly name: string
  readonly begun: Begun
  /** One handler each; two of the same id are one command that its caller gave twice. */
  readonly commands: readonly Command[]
  /** How many faults one run may have, and of which kinds. */
  readonly faults: number
  readonly kinds: readonly Exclude<How, "goes on">[]
  /** How often time may pass. */
  readonly stalls: number
  /** How many ticks long the index shows the row before. */
  readonly lag: number
}

/** How the pair may end, if its commands come one after the other. */
export type Serial = { readonly includes: (pair: string) => Promise<boolean> }

type Actor = {
  readonly point: Point
  readonly isDead: boolean
  readonly seen: Seen
}

/** All of what a handler has seen that still matters: what it does next follows from it. */
type Seen = {
  readonly done: string
  /** The pair as it last loaded it; none if what it has done says how it knows the pair. */
  readonly loaded: string
}

const nothingSeen: Seen = { done: "", loaded: "" }

/** Everything there is at one moment. */
export type State = {
  readonly actors: readonly Actor[]
  readonly kept: Kept
  readonly notes: Notes
  readonly now: Temporal.Instant
  readonly faultsLeft: number
  readonly stallsLeft: number
  readonly last: { readonly move: Move; readonly from: State } | null
}

/** Steps that others can see, or that see others; the rest are done at once. */
const seenByOthers: ReadonlySet<Operation["name"]> = new Set([
  "load",
  "save",
  "send",
  "putLetter",
  "forget",
  "wasSeen",
  "markSeen",
])

export async function modelOf(scenario: Scenario, handling: typeof handle) {
  const begun = copyOf(scenario.begun)
  const watching = watch(begun, scenario.commands)
  const machine = { scenario, begun, watching, handling }
  const points = await Promise.all(scenario.commands.map(async (command) => scriptOf(command, begun, handling)))
  const first: State = {
    actors: points.map((point) => ({ point, isDead: false, seen: nothingSeen })),
    kept: copyKept(begun.on.ports.store.kept),
    notes: watching.notes(),
    now: begun.on.ports.clock(),
    faultsLeft: scenario.faults,
    stallsLeft: scenario.stalls,
    last: null,
  }
  return {
    first,
    after: async (state: State, move: Move) => after(machine, state, move),
    moves: (state: State) => movesOf(scenario, state),
    /** Two in the same state have the same future. */
    nameOf: (state: State) => nameOf(state, begun.id),
    /** Of a run that is over, all that its end depends on. */
    endOf: (state: State) =>
      nameOf({ ...state, actors: state.actors.map((actor) => ({ ...actor, seen: nothingSeen })) }, begun.id),
    recovered: async (state: State, serial: Serial) => recovered(machine, state, serial),
  }
}

type Machine = {
  readonly scenario: Scenario
  readonly begun: Begun
  readonly watching: Watch
  readonly handling: typeof handle
}

/** Sets the one store and clock there is to a state. */
function restore({ begun, watching }: Machine, { kept, notes, now }: State): void {
  const { on } = begun
  on.ports.store.restore(kept)
  on.moveTo(now.toString())
  for (const list of [on.sent, on.arrived, on.logged]) list.length = 0
  watching.restore(notes)
}

async function after(machine: Machine, state: State, move: Move): Promise<State> {
  const { begun, watching } = machine
  restore(machine, state)
  const faultsLeft = state.faultsLeft - (move.how === "goes on" ? 0 : 1)
  const last = { move, from: state }
  if (move.who === "time") {
    watching.stalled()
    return {
      ...state,
      now: state.now.add({ minutes: 2 }),
      stallsLeft: state.stallsLeft - 1,
      notes: watching.notes(),
      last,
    }
  }
  const actor = await stepped(machine, state.actors[move.who]!, { who: move.who, how: move.how })
  return {
    actors: state.actors.with(move.who, actor),
    kept: copyKept(begun.on.ports.store.kept),
    notes: watching.notes(),
    now: state.now,
    faultsLeft,
    stallsLeft: state.stallsLeft,
    last,
  }
}

/** One step of a handler, and those after it that nobody sees. */
async function stepped(machine: Machine, actor: Actor, { who, how }: { who: number; how: How }): Promise<Actor> {
  const { begun, watching } = machine
  const operation = actor.point.next
  if (operation === null) throw new Error(`nobody waits as ${who}`)
  if (how === "dies") {
    watching.died(who)
    return { ...actor, isDead: true }
  }
  const { store, mailer } = begun.on.ports
  const port = (operation.name === "send" ? mailer : store) as Record<
    string,
    (...given: readonly unknown[]) => Promise<unknown>
  >
  const go = async () => watching.step(who, operation, async () => port[operation.name]!(...operation.given))
  const came = await outcomeOf(how, operation.name === "send", go)
  watching.told(how, operation)
  const answer = { ...came, clock: begun.on.ports.clock() }
  const point = await actor.point.after(answer)
  for (const event of point.logged) watching.logOf(who)(event)
  const next = { seen: seenAfter(actor.seen, operation, answer), point, isDead: false }
  if (point.next === null || seenByOthers.has(point.next.name)) return next
  return stepped(machine, next, { who, how: "goes on" })
}

async function outcomeOf(how: How, isMail: boolean, go: () => Promise<unknown>): Promise<Omit<Answer, "clock">> {
  const says = (value: SendResult) => ({ kind: "returns", value }) as const
  switch (how) {
    case "goes on":
      return { kind: "returns", value: await go() }
    case "lost":
      await go()
      return isMail
        ? says({ kind: "failed", reason: "TimeoutError" })
        : { kind: "throws", value: new Error("no answer") }
    case "fails":
    case "dies":
      return isMail ? says({ kind: "failed", reason: "ConnectionError" }) : { kind: "throws", value: new Error("away") }
    case "throttled":
      return says({ kind: "throttled", reason: "Throttling" })
    case "refused":
      return says({ kind: "refused", reason: "MessageRejected" })
  }
}

/**
 * A pair that is loaded takes the place of the one before, and a race that was lost leaves nothing of it. A letter that was
 * sent is the same whichever pair it was sent from, but the handler goes on with that pair.
 */
function seenAfter({ done, loaded }: Seen, { name, given }: Operation, answer: Answer): Seen {
  if (name === "load" && answer.kind === "returns") return { done, loaded: digest(textOf(answer)) }
  if (name === "save" && answer.value === false) return { done: digest(done, "again"), loaded: "" }
  if (name === "putLetter")
    return { done: digest(done, (given[1] as LetterRecord).key, answer.kind, String(answer.clock)), loaded }
  if (name === "send" && isSent(answer)) return { done: digest(done, mailOf(given[0] as GivenMail).letter), loaded }
  return { done: digest(done, loaded, name, textOf(answer)), loaded: name === "load" ? loaded : "" }
}

function isSent({ kind, value }: Answer): boolean {
  return kind === "returns" && (value as SendResult).kind === "sent"
}

/** What may happen next, the undisturbed course first. */
function movesOf(scenario: Scenario, { actors, faultsLeft, stallsLeft }: State): Move[] {
  const waiting = actors.flatMap(({ point, isDead }, who) =>
    isDead || point.next === null ? [] : [{ who, name: point.next.name }],
  )
  // Nobody reads a letter's record while nothing goes wrong, so that its moment does not matter.
  const unseen = waiting.find(({ name }) => name === "putLetter")
  if (unseen !== undefined && scenario.faults + scenario.stalls === 0) return [{ who: unseen.who, how: "goes on" }]
  const on: Move[] = waiting.map(({ who }) => ({ who, how: "goes on" }))
  const time: Move[] = stallsLeft > 0 && waiting.length > 0 ? [{ who: "time", how: "goes on" }] : []
  const faults =
    faultsLeft === 0
      ? []
      : waiting.flatMap(({ who, name }) => faultsOf(name, scenario).map((how): Move => ({ who, how })))
  return [...on, ...time, ...faults]
}

function faultsOf(name: Operation["name"], { kinds }: Scenario): How[] {
  return kinds.filter((how) => {
    if (how === "throttled" || how === "refused") return name === "send"
    return how !== "lost" || name === "send" || name === "save"
  })
}

function nameOf({ actors, kept, notes, now, faultsLeft, stallsLeft }: State, id: Begun["id"]): string {
  const handlers = actors.map(
    ({ point, isDead, seen }) => `${seen.done} ${seen.loaded} ${isDead} ${point.end} ${point.next?.name}`,
  )
  const texts = [kept.pairs.get(id) ?? "gone", ...kept.letters.keys(), ...kept.texts.keys(), ...kept.seen.keys()]
  const mails = notes.taken.map(({ mail, isLate, isRecorded, isUnwritten }) =>
    [mail.letter, isLate, isRecorded, isUnwritten].join(),
  )
  const known = [...mails, ...[...notes.finished].toSorted(), ...notes.refused]
  return digest(now.toString(), `${faultsLeft} ${stallsLeft}`, ...handlers, ...texts, ...known)
}

function digest(...texts: readonly string[]): string {
  const hash = createHash("sha1")
  for (const text of texts) hash.update(text).update("\0")
  return hash.digest("base64")
}

/** The faults are over: callers give what failed again, alarms ring. Answers all that was found wrong on the way and now. */
async function recovered(machine: Machine, state: State, serial: Serial): Promise<readonly string[]> {
  const { scenario, begun, watching, handling } = machine
  restore(machine, state)
  const unheard = scenario.commands.filter(
    (_, who) => state.actors[who]?.isDead === true || state.actors[who]?.point.end !== "handled",
  )
  const around: Around = async (operation, go) => watching.step(recoverer, operation, go)
  const { rowBefore } = state.notes
  await recover({ begun, handling, lag: scenario.lag, rowBefore, around, log: watching.logOf(recoverer) }, unheard)
  const pair = readPair(begun.on.ports.store.kept.pairs.get(begun.id) ?? "")
  watching.atTheEnd(pair, await serial.includes(compared(pair)))
  return watching.notes().faults
}
