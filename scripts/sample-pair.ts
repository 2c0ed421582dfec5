import { beginPair } from "@turnabout/core/beginning.ts"
import { decide } from "@turnabout/core/decide.ts"
import type { Command } from "@turnabout/core/command.ts"
import { commandIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { Temporal } from "temporal-polyfill"

/** Invented people who have just begun, and their first session. */
export function samplePair(names: { readonly a: string; readonly b: string }): {
  readonly pair: Pair
  readonly session: Session
} {
  const now = Temporal.Instant.from("2026-11-23T09:00:00Z")
  const unconfirmed = beginPair(
    {
      id: pairIdSchema.parse("pair_samplesamplesamp"),
      command: commandIdSchema.parse("sample-sign-up"),
      inviter: { name: names.a, mailbox: "ana@example.org", token: "anasaddress".padEnd(26, "a") },
      partner: { name: names.b, mailbox: "ben@example.net", token: "bensaddress".padEnd(26, "a") },
      slot: { weekday: "thursday", time: "17:00", zone: "Europe/Lisbon", minutes: 60 },
      firstFocus: "me",
      meetingLink: null,
      hasNote: false,
    },
    now,
  )
  const id = (name: string) => ({ id: commandIdSchema.parse(name), via: "page" }) as const
  const confirmed = next(unconfirmed, { kind: "confirm", ...id("sample-confirm"), refused: false }, now)
  const answer = { kind: "yes", zone: "Europe/Berlin" } as const
  const pair = next(confirmed, { kind: "join", ...id("sample-join"), by: "b", answer, drawn: "a" }, now)
  const [session] = pair.sessions
  if (session === undefined) throw new Error("a sample pair without a session")
  return { pair, session }
}

function next(pair: Pair, command: Command, now: Temporal.Instant): Pair {
  const decision = decide(pair, command, now)
  if (decision.kind === "forget") throw new Error("a sample pair was forgotten")
  return decision.pair
}
