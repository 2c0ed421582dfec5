import type { Temporal } from "temporal-polyfill"
import type { MemberId } from "./id.ts"
import { memberIds } from "./id.ts"
import type { LetterKind } from "./letter-kind.ts"
import { takesLetter } from "./member.ts"
import type { OwedLetter } from "./outbox.ts"
import type { Pair } from "./pair.ts"
import { latest } from "./time.ts"

type Owed = {
  /** What the letter is about: with the member it makes the outbox key. */
  readonly thing: string
  readonly kind: LetterKind
  readonly to: MemberId
  readonly session?: number
  readonly about?: string
}

/** The pair owing one more letter; an unsent one about the same thing to the same member is replaced. */
export function owe(pair: Pair, owed: Owed, now: Temporal.Instant): Pair {
  const member = pair.members[owed.to]
  if (member.mailbox === "" || !takesLetter(member, owed.about ?? null)) return pair
  if (pair.status.kind === "ended" && pair.status.erased.includes(owed.to) && !lastToErased.has(owed.kind)) return pair
  const letter: OwedLetter = {
    key: `${owed.thing}.${owed.to}`,
    kind: owed.kind,
    to: owed.to,
    session: owed.session ?? null,
    about: owed.about ?? null,
    revision: pair.version + 1,
    tries: 0,
    waits: 0,
    notBefore: latest(now, member.quietUntil ?? now),
  }
  return { ...pair, outbox: [...pair.outbox.filter((other) => other.key !== letter.key), letter] }
}

/** Who has erased everything hears so, and what stands in their calendar leaves it: an event is a CANCEL by then. */
const lastToErased: ReadonlySet<LetterKind> = new Set(["erased", "invitation"])

export function oweBoth(pair: Pair, owed: Omit<Owed, "to">, now: Temporal.Instant): Pair {
  return memberIds.reduce((next, to) => owe(next, { ...owed, to }, now), pair)
}

/** The outbox key of everything that carries a session's calendar event: a newer one replaces an older. */
export function eventThing(session: number): string {
  return `event.${session}`
}

/** Drops what is no longer owed because of a change. */
export function dropOwed(pair: Pair, isPointless: (letter: OwedLetter) => boolean): Pair {
  return { ...pair, outbox: pair.outbox.filter((letter) => !isPointless(letter)) }
}
