import type { Pair } from "@turnabout/core/pair.ts"
import type { Thing } from "@turnabout/core/schedule.ts"
import { thingsToCome } from "@turnabout/core/schedule.ts"
import { commitmentIdSchema } from "@turnabout/core/id.ts"
import { Temporal } from "temporal-polyfill"
import { activePair, pairIdOf } from "../support/pair-builder.ts"
import type { MeetingSlot } from "./zones.ts"

/** What rings in an ordinary life, by what is then due. */
export const ringing = ["prompt", "coach-note", "after-form", "recap"] as const
export type Ringing = (typeof ringing)[number]

/** How many alarms of each kind ring in each minute of a week, which begins on Monday at 00:00 UTC. */
export type Arrivals = Readonly<Record<Ringing, Float64Array>>

export const minutesOfWeek = 7 * 24 * 60

type Options = {
  readonly pairs: number
  /** The part of prompts that nobody answers: then a note to the coach rings before the session. */
  readonly unanswered: number
  /** How many pairs, which differ by their ids, stand for all that meet in one slot. */
  readonly idsPerSlot: number
  readonly slots: readonly MeetingSlot[]
}

/**
 * When alarms ring, by what core itself says is to come for pairs that have just begun: whatever it spreads by a pair's id
 * is spread here, and whatever it doesn't falls on one minute here too. Recaps are those of 1 December 2026, a Tuesday.
 */
export function arrivalsOf({ pairs, unanswered, idsPerSlot, slots }: Options): Arrivals {
  const arrivals: Arrivals = {
    prompt: new Float64Array(minutesOfWeek),
    "coach-note": new Float64Array(minutesOfWeek),
    "after-form": new Float64Array(minutesOfWeek),
    recap: new Float64Array(minutesOfWeek),
  }
  for (const [place, { slot, share }] of slots.entries()) {
    const template = withCommitment(activePair({ slot, partnerZone: slot.zone, at: "2026-11-22T23:00:00Z" }))
    const weight = (pairs * share) / idsPerSlot
    for (let number = 0; number < idsPerSlot; number += 1) {
      const pair = { ...template, id: pairIdOf(1 + place * idsPerSlot + number) }
      for (const thing of thingsToCome(pair)) {
        const kind = ringingOf(thing, pair)
        if (kind === null) continue
        const minute = minuteOfWeek(thing.at)
        const times = kind === "coach-note" ? weight * unanswered : weight
        arrivals[kind][minute] = (arrivals[kind][minute] ?? 0) + times
      }
    }
  }
  return arrivals
}

/** Only of the first session: the second comes a week later, at the same minute. */
function ringingOf(thing: Thing, pair: Pair): Ringing | null {
  switch (thing.kind) {
    case "prompt":
    case "coach-note":
    case "after-form":
      return thing.session.number === pair.sessions[0]?.number ? thing.kind : null
    case "recap":
      return "recap"
    case "forget":
    case "remind":
    case "lapse":
    case "tell-partner":
    case "come-back":
    case "stop-for-quiet":
    case "ask-partner-again":
    case "end":
    case "erase-again":
    case "make-room":
      return null
  }
}

/** Something that the coach can be told of. */
function withCommitment(pair: Pair): Pair {
  const made = Temporal.PlainDate.from("2026-11-19")
  const id = commitmentIdSchema.parse("after.0")
  return {
    ...pair,
    commitments: (["a", "b"] as const).map((by) => ({
      id,
      by,
      session: 1,
      made,
      state: "open",
      changed: made,
      carried: 0,
    })),
  }
}

const aMonday = Temporal.Instant.from("2026-11-23T00:00:00Z").epochMilliseconds

function minuteOfWeek(at: Temporal.Instant): number {
  const minute = Math.floor((at.epochMilliseconds - aMonday) / 60_000) % minutesOfWeek
  return (minute + minutesOfWeek) % minutesOfWeek
}
