import type { Command } from "@turnabout/core/command.ts"
import { Temporal } from "temporal-polyfill"
import type { Scenario } from "./model.ts"
import type { Begun } from "./world.ts"
import { commandIdOf } from "./world.ts"

type Action<Kind = Command["kind"]> = Kind extends Command["kind"]
  ? Omit<Extract<Command, { kind: Kind }>, "id" | "via">
  : never

function byMail(id: string, action: Action): Command {
  return { ...action, via: "mail", id: commandIdOf(id) }
}

const friday = Temporal.Instant.from("2026-11-27T12:00:00Z")

const wake: Command = { kind: "wake", via: "clock", id: commandIdOf("wake") }
const skip = byMail("skip", { kind: "skip", by: "a", session: 1 })
const unskip = byMail("unskip", { kind: "unskip", by: "a", session: 1 })
const move = byMail("move", { kind: "move", by: "b", session: 1, starts: friday })
const accept = byMail("accept", {
  kind: "rsvp",
  by: "b",
  event: { session: 1, revival: 0, sequence: 0 },
  partstat: "ACCEPTED",
})
const answer = byMail("answer", { kind: "answer", by: "a", session: 1, text: "What I bring", shared: null })
const unclear = byMail("unclear", { kind: "not-understood", to: "a", letter: null, reason: "unclear", excerpt: null })

export const couples = {
  "skip, wake": [skip, wake],
  "move, wake": [move, wake],
  "skip, move": [skip, move],
  "skip, unskip": [skip, unskip],
  "skip twice": [skip, skip],
  "unclear twice": [unclear, unclear],
  "answer, skip": [answer, skip],
  "accept, move": [accept, move],
} satisfies Record<string, readonly Command[]>

export const threes = {
  "skip, move, wake": [skip, move, wake],
  "move, skip, unskip": [move, skip, unskip],
  "answer, skip, skip": [answer, skip, skip],
  "unclear, unclear, move": [unclear, unclear, move],
} satisfies Record<string, readonly Command[]>

const calm = { faults: 0, kinds: [], stalls: 0, lag: 0 } as const
export const courses = {
  "no fault": calm,
  "one crash": { ...calm, faults: 1, kinds: ["dies"], lag: 1 },
  "one stall": { ...calm, stalls: 1 },
  "SES: throttled, refused or its answer lost": {
    ...calm,
    faults: 1,
    kinds: ["throttled", "refused", "lost", "fails"],
  },
  "all of it": { faults: 2, kinds: ["dies", "fails", "lost", "throttled", "refused"], stalls: 1, lag: 2 },
} satisfies Record<string, Omit<Scenario, "name" | "begun" | "commands">>

type Course = keyof typeof courses

export function coupleScenario(begun: Begun, name: keyof typeof couples, course: Course): Scenario {
  return { name: `${name}: ${course}`, begun, commands: couples[name], ...courses[course] }
}

export function scenarioOfThree(begun: Begun, name: keyof typeof threes, course: Course): Scenario {
  return { name: `${name}: ${course}`, begun, commands: threes[name], ...courses[course] }
}
