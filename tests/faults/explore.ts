import { handle } from "@turnabout/functions/handle.ts"
import * as fc from "fast-check"
import { mortal } from "../functions/scene.ts"
import { endOf, make, movesOf, recovered, stateOf, worldOf } from "./model.ts"
import type { Move, Scenario, World } from "./model.ts"
import { recover } from "./recovery.ts"
import { compared, copyOf } from "./world.ts"
import { readPair } from "@turnabout/core/pair.ts"

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
  const serial = await serialEnds(scenario, handling)
  const visited = new Set<string>()
  const ended = new Set<string>()
  const ways: Move[][] = [[]]
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    if (performance.now() > until) return { states: visited.size, ends: ended.size, isComplete: false, violation: null }
    const world = await worldOf(scenario, handling)
    for (const move of way) await make(world, move)
    const walked = [...way]
    for (;;) {
      const state = stateOf(world)
      if (visited.has(state)) break
      visited.add(state)
      const [first, ...others] = movesOf(world)
      if (first === undefined) {
        const end = endOf(world)
        if (!ended.has(end)) await recovered(world, handling, serial)
        ended.add(end)
      } else {
        ways.push(...others.map((other) => [...walked, other]))
        walked.push(first)
        await make(world, first)
      }
      if (world.watch.faults.length > 0)
        return {
          states: visited.size,
          ends: ended.size,
          isComplete: false,
          violation: { faults: world.watch.faults, way: walked.map((move) => said(move, world)) },
        }
      if (first === undefined) break
    }
  }
  return { states: visited.size, ends: ended.size, isComplete: true, violation: null }
}

/** As many ways as there is time for, at random but the same in every run. */
export async function sample(
  scenario: Scenario,
  { handling = handle, ms, seed, runs }: Options & { readonly seed: number; readonly runs: number },
): Promise<Explored> {
  const until = performance.now() + ms
  const serial = await serialEnds(scenario, handling)
  const visited = new Set<string>()
  const chance = fc.sample(fc.infiniteStream(fc.nat()), { seed, numRuns: 1 })[0]!
  const pick = <T>(all: readonly T[]): T | undefined => all[Number(chance.next().value) % Math.max(all.length, 1)]
  let ends = 0
  for (; ends < runs && performance.now() < until; ends += 1) {
    const world = await worldOf(scenario, handling)
    const walked: Move[] = []
    for (;;) {
      visited.add(stateOf(world))
      const moves = movesOf(world)
      const undisturbed = moves.filter(({ who, how }) => who !== "time" && how === "goes on")
      // Most steps go on: else every run would end with its first few.
      const move = pick(Number(chance.next().value) % 8 === 0 ? moves : undisturbed) ?? moves[0]
      if (move === undefined) break
      walked.push(move)
      await make(world, move)
    }
    const faults = await recovered(world, handling, serial)
    if (faults.length > 0)
      return {
        states: visited.size,
        ends,
        isComplete: false,
        violation: { faults, way: walked.map((move) => said(move, world)) },
      }
  }
  return { states: visited.size, ends, isComplete: ends === runs, violation: null }
}

function said({ who, how }: Move, { actors }: World): string {
  return who === "time" ? "two minutes pass" : `${who} ${actors[who]?.command.kind} ${how}`
}

/** How the pair may end: the commands in any order, one after the other, each with its letters sent or left to the alarm. */
async function serialEnds({ begun, commands }: Scenario, handling: typeof handle): Promise<readonly string[]> {
  const ends = new Set<string>()
  const distinct = [...new Map(commands.map((command) => [command.id, command])).values()]
  for (const order of ordersOf(distinct)) {
    for (let sends = 0; sends < 2 ** order.length; sends += 1) {
      const world = copyOf(begun)
      const { on, id } = world
      for (const [place, command] of order.entries()) {
        const isSending = (sends >> place) % 2 === 1
        const { ports, died } = mortal(on.ports, ({ name }) => !isSending && name === "send")
        await Promise.race([handling(id, command, ports), died])
      }
      await recover(
        { begun: world, handling, lag: 0, rowBefore: null, around: async (_, go) => go(), log: () => undefined },
        [],
      )
      ends.add(compared(readPair(on.ports.store.kept.pairs.get(id) ?? "")))
    }
  }
  return [...ends]
}

function ordersOf<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]]
  return all.flatMap((first, place) => ordersOf(all.toSpliced(place, 1)).map((rest) => [first, ...rest]))
}
