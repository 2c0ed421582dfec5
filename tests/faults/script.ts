import { createHash } from "node:crypto"
import type { Command } from "@turnabout/core/command.ts"
import type { Handled, handle } from "@turnabout/functions/handle.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import type { Temporal } from "temporal-polyfill"
import type { Operation } from "../functions/scene.ts"
import { controlled } from "./controlled.ts"
import type { Begun } from "./world.ts"

/** What came of a step, and what the clock said by then. */
export type Answer = {
  readonly kind: "returns" | "throws"
  readonly value: unknown
  readonly clock: Temporal.Instant
}

type Logged = Parameters<Log>[0]

/** Where a handler has come to: its next step, or its end. */
export type Point = {
  readonly next: Operation | null
  readonly end: Handled["kind"] | "threw" | null
  /** What it has said since its last step. */
  readonly logged: readonly Logged[]
  readonly after: (answer: Answer) => Promise<Point>
}

/**
 * All that one command's handler can do. What it does next follows from the answers it has had, so that each course is run
 * once, however often it is met: a search through millions of orders runs the real handler some hundred times.
 */
export async function scriptOf(command: Command, begun: Begun, handling: typeof handle): Promise<Point> {
  const run = running(command, begun, handling)
  return pointOf({ run, answers: [], came: await run.came() }, () => running(command, begun, handling))
}

type Came = Pick<Point, "next" | "end" | "logged">
type Place = { readonly run: Run; readonly answers: readonly Answer[]; readonly came: Came }

function pointOf({ run, answers, came }: Place, again: () => Run): Point {
  const known = new Map<string, Promise<Point>>()
  let unused: Run | null = run
  const goOn = async (answer: Answer): Promise<Point> => {
    const taken = unused
    unused = null
    const other = taken ?? (await rerun(again(), answers))
    return pointOf({ run: other, answers: [...answers, answer], came: await other.goesOn(answer) }, again)
  }
  return {
    ...came,
    after: async (answer) => {
      const key = textOf(answer)
      const point = known.get(key) ?? goOn(answer)
      known.set(key, point)
      return point
    },
  }
}

/** Another run of the same handler, brought to the same place. */
async function rerun(run: Run, answers: readonly Answer[]): Promise<Run> {
  await run.came()
  for (const answer of answers) await run.goesOn(answer)
  return run
}

export function textOf({ kind, value, clock }: Answer): string {
  const text = value instanceof Map ? JSON.stringify([...value]) : JSON.stringify(value)
  return createHash("sha1").update(`${kind} ${clock.toString()} ${text}`).digest("base64")
}

type Run = ReturnType<typeof running>

/** A handler at work, who waits at every step for what is to come of it. */
function running(command: Command, begun: Begun, handling: typeof handle) {
  let clock = begun.on.ports.clock()
  let logged: Logged[] = []
  let answers: { readonly resolve: (value: unknown) => void; readonly reject: (cause: unknown) => void } | null = null
  let tell: (came: Came) => void = () => {}
  let coming = new Promise<Came>((resolve) => {
    tell = resolve
  })
  const comesTo = (came: Omit<Came, "logged">) => tell({ ...came, logged })
  const ports = controlled(begun.on.ports, async (operation) => {
    const answer = new Promise((resolve, reject) => {
      answers = { resolve, reject }
    })
    comesTo({ next: operation, end: null })
    return answer
  })
  const work = handling(begun.id, command, {
    ...ports,
    clock: () => clock,
    log: (event) => void logged.push(event),
  }).then(
    ({ kind }) => comesTo({ next: null, end: kind }),
    () => comesTo({ next: null, end: "threw" }),
  )
  return {
    work,
    came: async () => coming,
    goesOn: async (answer: Answer): Promise<Came> => {
      const waiting = answers
      if (waiting === null) throw new Error(`${command.kind} waits for nothing`)
      coming = new Promise((resolve) => {
        tell = resolve
      })
      logged = []
      clock = answer.clock
      if (answer.kind === "returns") waiting.resolve(answer.value)
      else waiting.reject(answer.value)
      return coming
    },
  }
}
