import { createHash } from "node:crypto"
import type { Command } from "@turnabout/core/command.ts"
import { readPair } from "@turnabout/core/pair.ts"
import type { Handled, handle } from "@turnabout/functions/handle.ts"
import type { LetterRecord, SendResult } from "@turnabout/functions/ports.ts"
import type { Operation } from "../functions/scene.ts"
import type { Around } from "./controlled.ts"
import { controlled } from "./controlled.ts"
import { recoverer, watch } from "./properties.ts"
import type { Watch } from "./properties.ts"
import { recover } from "./recovery.ts"
import type { Begun } from "./world.ts"
import { copyOf } from "./world.ts"

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

type Actor = {
  readonly command: Command
  pending: { readonly operation: Operation; readonly resume: (how: How) => void } | null
  end: Handled["kind"] | "dead" | "threw" | null
  /** All that it has seen: what it does next follows from it. */
  seen: string
  /** What it had seen before it last loaded the pair. */
  before: string
  moved: Promise<void>
  /** Never over if it dies. */
  work: Promise<void>
}

export type World = {
  readonly scenario: Scenario
  readonly begun: Begun
  readonly actors: readonly Actor[]
  readonly watch: Watch
  faultsLeft: number
  stallsLeft: number
}

type Handle = typeof handle

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

/** A world in which every handler has come to its first step. */
export async function worldOf(scenario: Scenario, handling: Handle): Promise<World> {
  const begun = copyOf(scenario.begun)
  const actors: Actor[] = []
  const world: World = {
    scenario,
    begun,
    actors,
    watch: watch(begun, scenario.commands),
    faultsLeft: scenario.faults,
    stallsLeft: scenario.stalls,
  }
  for (const command of scenario.commands) {
    const actor: Actor = {
      command,
      pending: null,
      end: null,
      seen: "",
      before: "",
      moved: Promise.resolve(),
      work: Promise.resolve(),
    }
    actors.push(actor)
    await started(world, actor, handling)
  }
  return world
}

async function started(world: World, actor: Actor, handling: Handle): Promise<void> {
  const { begun, watch: watching } = world
  const number = world.actors.indexOf(actor)
  let tell = () => {}
  const next = () => {
    actor.moved = new Promise<void>((resolve) => {
      tell = resolve
    })
  }
  next()
  const ports = controlled(begun.on.ports, async (operation, go) => {
    const isGated = seenByOthers.has(operation.name)
    const how = isGated
      ? await new Promise<How>((resume) => {
          const goOn = (chosen: How) => {
            next()
            resume(chosen)
          }
          actor.pending = { operation, resume: goOn }
          tell()
        })
      : "goes on"
    const result = await outcomeOf(how, { operation, go: async () => watching.step(number, operation, go) }, () =>
      watching.told(number, how, operation),
    )
    see(actor, operation, `${JSON.stringify(result)} ${begun.on.ports.clock()}`)
    return result
  })
  const logging = { ...ports, log: watching.logOf(number) }
  const ends = async () => {
    try {
      actor.end = (await handling(begun.id, actor.command, logging)).kind
    } catch {
      actor.end = "threw"
    }
    tell()
  }
  actor.work = ends()
  await actor.moved
}

/** A race that was lost, and a letter that is on record, leave nothing of the pair that was loaded for it. */
function see(actor: Actor, { name, given }: Operation, result: string): void {
  if (name === "load") actor.before = actor.seen
  if (name === "save" && result.startsWith("false")) actor.seen = digest(actor.before, "again")
  else if (name === "putLetter") actor.seen = digest(actor.before, (given[1] as LetterRecord).key)
  else actor.seen = digest(actor.seen, name, result)
}

type Step = { readonly operation: Operation; readonly go: () => Promise<unknown> }

/** `tell` says what has come of it, before its user knows. */
async function outcomeOf(how: How, { operation, go }: Step, tell: () => void): Promise<unknown> {
  const isMail = operation.name === "send"
  switch (how) {
    case "goes on":
      return go()
    case "dies":
      return new Promise<never>(() => {})
    case "fails":
      if (isMail) return { kind: "failed", reason: "ConnectionError" } satisfies SendResult
      throw new Error("the table is away")
    case "lost":
      await go()
      tell()
      if (isMail) return { kind: "failed", reason: "TimeoutError" } satisfies SendResult
      throw new Error("the table's answer was lost")
    case "throttled":
      return { kind: "throttled", reason: "Throttling" } satisfies SendResult
    case "refused":
      tell()
      return { kind: "refused", reason: "MessageRejected" } satisfies SendResult
  }
}

/** What may happen next, the undisturbed course first. */
export function movesOf(world: World): Move[] {
  const waiting = world.actors.flatMap(({ pending }, who) =>
    pending === null ? [] : [{ who, name: pending.operation.name }],
  )
  // Nobody reads a letter's record while nothing goes wrong, so that its moment does not matter.
  const unseen = waiting.find(({ name }) => name === "putLetter")
  if (unseen !== undefined && world.faultsLeft === 0 && world.stallsLeft === 0)
    return [{ who: unseen.who, how: "goes on" }]
  const on: Move[] = waiting.map(({ who }) => ({ who, how: "goes on" }))
  const time: Move[] = world.stallsLeft > 0 && waiting.length > 0 ? [{ who: "time", how: "goes on" }] : []
  const faults =
    world.faultsLeft === 0
      ? []
      : waiting.flatMap(({ who, name }) => faultsOf(name, world).map((how): Move => ({ who, how })))
  return [...on, ...time, ...faults]
}

function faultsOf(name: Operation["name"], { scenario }: World): How[] {
  return scenario.kinds.filter((how) => {
    if (how === "throttled" || how === "refused") return name === "send"
    return how !== "lost" || name === "send" || name === "save"
  })
}

export async function make(world: World, { who, how }: Move): Promise<void> {
  if (how !== "goes on") world.faultsLeft -= 1
  if (who === "time") {
    world.stallsLeft -= 1
    world.begun.on.moveBy("PT2M")
    world.watch.stalled()
    return
  }
  const actor = world.actors[who]
  const pending = actor?.pending
  if (actor === undefined || pending === undefined || pending === null) throw new Error(`nobody waits as ${who}`)
  actor.pending = null
  if (how === "dies") {
    world.watch.told(who, how, pending.operation)
    actor.end = "dead"
    return
  }
  pending.resume(how)
  await actor.moved
}

/** Two runs in the same state have the same future: what every handler has seen, what is kept, what left, and the time. */
export function stateOf(world: World): string {
  const { begun, actors, watch: watching, faultsLeft, stallsLeft } = world
  const handlers = actors.map(({ seen, end, pending }) => `${seen} ${end} ${pending?.operation.name}`)
  return digest(
    begun.on.ports.clock().toString(),
    `${faultsLeft} ${stallsLeft}`,
    ...handlers,
    keptText(world),
    watching.state(),
  )
}

/** Of a run that is over, all that its end depends on. */
export function endOf({ begun, actors, watch: watching, ...world }: World): string {
  const ends = actors.map(({ end }) => String(end))
  return digest(
    begun.on.ports.clock().toString(),
    ...ends,
    keptText({ begun, actors, watch: watching, ...world }),
    watching.state(),
  )
}

function keptText({ begun }: World): string {
  const { kept } = begun.on.ports.store
  return [kept.pairs.get(begun.id) ?? "gone", ...kept.letters.keys(), ...kept.texts.keys(), ...kept.seen.keys()].join(
    "\n",
  )
}

function digest(...texts: readonly string[]): string {
  const hash = createHash("sha1")
  for (const text of texts) hash.update(text).update("\0")
  return hash.digest("base64")
}

/** The faults are over: callers give what failed again, alarms ring. Answers all that was found wrong on the way and now. */
export async function recovered(world: World, handling: Handle, serial: readonly string[]): Promise<readonly string[]> {
  const { begun, scenario, watch: watching } = world
  const unheard = world.actors.filter(({ end }) => end !== "handled").map(({ command }) => command)
  const around: Around = async (operation, go) => watching.step(recoverer, operation, go)
  const recovery = {
    begun,
    handling,
    lag: scenario.lag,
    rowBefore: watching.rowBefore(),
    around,
    log: watching.logOf(recoverer),
  }
  await recover(recovery, unheard)
  watching.atTheEnd(readPair(begun.on.ports.store.kept.pairs.get(begun.id) ?? ""), serial)
  return watching.faults
}
