import type { Felt } from "@turnabout/emails/parts.ts"
import type { AfterForm } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { sayDay } from "@turnabout/core/when.ts"
import type { Ports } from "../ports.ts"

/** Whose hours, up to which review, and whose clock says the days. */
type Trend = { readonly of: MemberId; readonly review: Session; readonly zone: string }

/** What a member said of their own hours since the review before, oldest first; in words, never as a number. */
export async function trendOf(pair: Pair, { of, review, zone }: Trend, ports: Ports): Promise<Felt[]> {
  const felt: Felt[] = []
  for (const session of await ownSince(pair, { of, review }, ports)) {
    const command = session.reflections[of]
    if (command === undefined) continue
    const said = await ports.store.reflection(pair.id, { session: session.number, by: of, command })
    if (said === null || (said.heard === null && said.mattered === null)) continue
    felt.push({ day: sayDay(session.starts, zone), heard: heardWords(said.heard), mattered: said.mattered })
  }
  return felt
}

async function ownSince(pair: Pair, { of, review }: Pick<Trend, "of" | "review">, ports: Ports): Promise<Session[]> {
  const filed = await ports.store.sessions(pair.id)
  const listed = new Set(pair.sessions.map(({ number }) => number))
  const held = [...filed.filter(({ number }) => !listed.has(number)), ...pair.sessions]
    .filter(({ state, number }) => state.kind === "held" && number < review.number)
    .toSorted((one, other) => one.number - other.number)
  const last = held.findLast(({ focus }) => focus === "both")?.number ?? 0
  return held.filter(({ focus, number }) => focus === of && number > last)
}

function heardWords(heard: AfterForm["heard"]): Felt["heard"] {
  return heard === "not-quite" ? "not quite" : heard
}
