import { commandIdSchema } from "@turnabout/core/id.ts"
import type { CommandId, PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { pairText } from "@turnabout/core/pair.ts"
import { instantText } from "@turnabout/core/time.ts"
import type { Kept } from "@turnabout/local/memory-store.ts"
import { asked, does, scene } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"

export type Mail = { readonly raw: string; readonly to: string; readonly letter: string }

/** A mail's kind, key and revision stand in its own headers. */
export function mailOf({ raw, to }: { readonly raw: Uint8Array | string; readonly to: string }): Mail {
  const text = typeof raw === "string" ? raw : Buffer.from(raw).toString()
  return { raw: text, to, letter: /^Message-ID: <(.+)\.pair_/m.exec(text)?.[1] ?? "" }
}

export function kindOf({ raw }: Mail): string {
  return /^X-Turnabout-Letter: (.+)\r$/m.exec(raw)?.[1] ?? ""
}

export function subjectOf({ raw }: Mail): string {
  return /^Subject: ((?:.+\r\n )*.+)\r$/m.exec(raw)?.[1] ?? ""
}

/** The calendar file in a mail; null if there is none. */
export function calendarIn({ raw }: Pick<Mail, "raw">): string | null {
  const encoded = /filename=invite\.ics\r\n.*base64\r\n\r\n([\s\S]+?)\r\n--/.exec(raw)?.[1]
  return encoded === undefined ? null : Buffer.from(encoded, "base64").toString()
}

/** `before`: the mails that both have had by then. */
export type Begun = { readonly on: Scene; readonly id: PairId; readonly before: readonly Mail[] }

/** A pair that has booked its last session: whatever changes about it is one letter to each. */
export async function lastBooked(): Promise<Begun> {
  const on = scene()
  const id = await asked(on)
  await does(on, id, { kind: "join", by: "b", answer: { kind: "yes", zone: "Europe/Berlin" }, drawn: "a" })
  await does(on, id, { kind: "end", by: "a", last: true })
  on.moveBy("PT1H")
  return { on, id, before: on.sent.map(mailOf) }
}

/** What is kept is text or never changed: only the maps have to be others. */
export function copyKept(kept: Kept): Kept {
  return Object.fromEntries(
    Object.entries(kept).map(([name, map]) => [name, new Map<unknown, unknown>(map)]),
  ) as unknown as Kept
}

/** A world of its own that begins where another one stands. */
export function copyOf({ on: from, id, before }: Begun): Begun {
  const on = scene(instantText(from.ports.clock()))
  on.ports.store.restore(from.ports.store.kept)
  // Chance begins anew with every scene: what it gave before must not come again.
  for (let count = 0; count < 200; count += 1) on.ports.chance.commandId()
  return { on, id, before }
}

export function commandIdOf(text: string): CommandId {
  return commandIdSchema.parse(text)
}

/**
 * A pair as it is compared with another run of the same commands. Left out: how often it was saved and what that numbers,
 * the order in which its commands came, the count of letters given up, and a claim whose sender died, which with nothing
 * owed runs out by itself. The alarm follows from the rest.
 */
export function compared(pair: Pair): string {
  const recentCommands = pair.recentCommands.toSorted()
  return unnumbered(pairText({ ...pair, claim: null, dueAt: null, givenUp: 0, recentCommands }))
}

export function unnumbered(text: string): string {
  return text.replaceAll(/"(version|revision)":\d+/g, '"$1":0')
}

const instantPattern = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
const apartAtMostMs = 3 * 3_600_000

/** The same text, but that instants may be three hours apart: what failed was done again later. */
export function isAlike(one: string, other: string): boolean {
  if (one.replaceAll(instantPattern, "then") !== other.replaceAll(instantPattern, "then")) return false
  const instants = (text: string) => Array.from(text.matchAll(instantPattern), ([instant]) => Date.parse(instant))
  const theirs = instants(other)
  return instants(one).every((instant, place) => Math.abs(instant - (theirs[place] ?? Infinity)) <= apartAtMostMs)
}
