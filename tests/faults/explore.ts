import type { Command } from "@turnabout/core/command.ts"
import { readPair } from "@turnabout/core/pair.ts"
import { handle } from "@turnabout/functions/handle.ts"
import type { Mailer } from "@turnabout/functions/ports.ts"
import * as fc from "fast-check"
import { mortal } from "../functions/scene.ts"
import { modelOf } from "./model.ts"
import type { Scenario, Serial, State } from "./model.ts"
import { recover } from "./recovery.ts"
import type { Begun } from "./world.ts"
import { compared, copyOf, isAlike } from "./world.ts"

export type Explored = {
  readonly states: number
  /** Ends of runs, each recovered from and held against every promise. */
  readonly ends: number
  readonly isComplete: boolean
  /** What was found wrong first, and on which way. */
  readonly violation: { readonly faults: readonly string[]; readonly way: readonly string[] } | null
}

type Options = { readonly handling?: typeof handle; readonly ms: number }

/** Every order in which the handlers' steps can follow each other, and every fault at every step: depth first, until time is up. */
export async function explore(scenario: Scenario, { handling = handle, ms }: Options): Promise<Explored> {
  const until = performance.now() + ms
  const serial = serialEnds(scenario, handling)
  const model = await modelOf(scenario, handling)
  const visited = new Set<string>()
  const ended = new Set<string>()
  const found = () => ({ states: visited.size, ends: ended.size })
  const left: (() => Promise<State>)[] = [async () => model.first]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (performance.now() > until) return { ...found(), isComplete: false, violation: null }
    const state = await next()
    const name = model.nameOf(state)
    if (visited.has(name)) continue
    visited.add(name)
    const moves = model.moves(state)
    const end = moves.length === 0 ? model.endOf(state) : null
    const faults = end === null || ended.has(end) ? state.notes.faults : await model.recovered(state, serial)
    if (end !== null) ended.add(end)
    if (faults.length > 0) return { ...found(), isComplete: false, violation: { faults, way: wayTo(state, scenario) } }
    left.push(...moves.map((move) => async () => model.after(state, move)))
  }
  return { ...found(), isComplete: true, violation: null }
}

type Sampling = Options & { readonly seed: number; readonly runs: number }

/** As many ways as there is time for, at random but the same in every run. */
export async function sample(scenario: Scenario, options: Sampling): Promise<Explored> {
  const { handling = handle, ms, seed, runs } = options
  const until = performance.now() + ms
  const serial = serialEnds(scenario, handling)
  const model = await modelOf(scenario, handling)
  const visited = new Set<string>()
  const draws = fc.sample(fc.infiniteStream(fc.nat()), { seed, numRuns: 1 })[0]!
  const draw = () => Number(draws.next().value)
  let ends = 0
  for (; ends < runs && performance.now() < until; ends += 1) {
    let state = model.first
    for (let moves = model.moves(state); moves.length > 0; moves = model.moves(state)) {
      const undisturbed = moves.filter(({ who, how }) => who !== "time" && how === "goes on")
      // Most steps go on: else every fault would come within the first few.
      const some = draw() % 8 === 0 ? moves : undisturbed
      state = await model.after(state, some[draw() % some.length]!)
      visited.add(model.nameOf(state))
    }
    const faults = await model.recovered(state, serial)
    if (faults.length > 0) {
      return { states: visited.size, ends, isComplete: false, violation: { faults, way: wayTo(state, scenario) } }
    }
  }
  return { states: visited.size, ends, isComplete: ends === runs, violation: null }
}

function wayTo(state: State, scenario: Scenario): string[] {
  if (state.last === null) return []
  const { move, from } = state.last
  const { who, how } = move
  const said =
    who === "time"
      ? "two minutes pass"
      : `${who} ${scenario.commands[who]?.kind} ${how}, ${from.actors[who]?.point.next?.name}`
  return [...wayTo(from, scenario), said]
}

/**
 * How the pair may end: the commands in any order, one after the other, with the letters of each sent, left to the alarm by
 * a sender that died, or put off by SES. Tried out one by one, since mostly one of the first is it.
 */
function serialEnds({ begun, commands }: Scenario, handling: typeof handle): Serial {
  const distinct = [...new Map(commands.map((command) => [command.id, command])).values()]
  const courses = coursesOf(distinct)
  const ends = new Set<string>()
  return {
    includes: async (pair) => {
      const isKnown = () => [...ends].some((end) => isAlike(end, pair))
      while (!isKnown()) {
        const course = courses.next()
        if (course.done === true) return false
        ends.add(await serialEnd(begun, course.value, handling))
      }
      return true
    },
  }
}

const fates = ["sent", "dies", "throttled"] as const
type Course = readonly { readonly command: Command; readonly fate: (typeof fates)[number] }[]

function* coursesOf(commands: readonly Command[]): Generator<Course> {
  const orders = ordersOf(commands)
  for (let number = 0; number < fates.length ** commands.length; number += 1) {
    const fateAt = (place: number) => fates[Math.floor(number / fates.length ** place) % fates.length]!
    for (const order of orders) yield order.map((command, place) => ({ command, fate: fateAt(place) }))
  }
}

async function serialEnd(from: Begun, course: Course, handling: typeof handle): Promise<string> {
  const begun = copyOf(from)
  const { on, id } = begun
  for (const { command, fate } of course) {
    const { ports, died } = mortal(on.ports, ({ name }) => fate === "dies" && name === "send")
    const mailer: Mailer =
      fate === "throttled" ? { send: async () => ({ kind: "throttled", reason: "" }) } : ports.mailer
    await Promise.race([handling(id, command, { ...ports, mailer }), died])
  }
  await recover({ begun, handling, lag: 0, rowBefore: null, around: async (_, go) => go(), log: () => undefined }, [])
  return compared(readPair(on.ports.store.kept.pairs.get(id) ?? ""))
}

function ordersOf<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]]
  return all.flatMap((first, place) => ordersOf(all.toSpliced(place, 1)).map((rest) => [first, ...rest]))
}
