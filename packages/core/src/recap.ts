import { Temporal } from "temporal-polyfill"
import type { Commitment } from "./commitment.ts"
import type { MemberId } from "./id.ts"
import type { OwedLetter } from "./outbox.ts"
import type { Member } from "./member.ts"
import type { Pair } from "./pair.ts"
import { withMember } from "./pair.ts"
import { spread } from "./spread.ts"
import { heldSoFar } from "./turn.ts"
import { instantText, isBefore } from "./time.ts"

/** Recaps leave on the 1st between these hours of the member's own clock, spread so that not all are due at once. */
const recapFromHour = 8
const recapWithinMinutes = 180

type NextRecap = { readonly month: string; readonly at: Temporal.Instant; readonly end: Temporal.Instant }

/**
 * Every decision asks for it several times, of the same member; what a pair holds never changes, so it is reckoned once
 * for each.
 */
const reckoned = new WeakMap<Member, { readonly of: string; readonly next: NextRecap }>()

/**
 * The next month a member's recap has to be decided on: `month` as `YYYY-MM`, the instant `at` which, and the end of
 * that month in their zone. Null before the pair has begun.
 */
export function nextRecap(pair: Pair, member: MemberId): NextRecap | null {
  const { recap, zone } = pair.members[member]
  if (recap === null) return null
  const of = `recap ${pair.id} ${member}`
  const known = reckoned.get(pair.members[member])
  if (known?.of === of) return known.next
  const month = Temporal.PlainYearMonth.from(recap.decided).add({ months: 1 })
  const first = month.add({ months: 1 }).toPlainDate({ day: 1 })
  const minutes = spread(of, recapWithinMinutes)
  const time = new Temporal.PlainTime(recapFromHour).add({ minutes })
  const next = {
    month: month.toString(),
    at: first.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant(),
    end: first.toZonedDateTime({ timeZone: zone }).toInstant(),
  }
  reckoned.set(pair.members[member], { of, next })
  return next
}

/** Whether anything was held that the member's recaps have not told of yet. */
export function hasUntold(pair: Pair, member: MemberId): boolean {
  const { recap } = pair.members[member]
  const { lastHeld } = heldSoFar(pair)
  return recap !== null && lastHeld !== null && !isBefore(lastHeld, recap.from)
}

/** What a member's next recap will tell of: what is open, and what they have closed since the last one. */
export function untoldCommitments(pair: Pair, member: MemberId): readonly Commitment[] {
  return pair.commitments.filter((commitment) => commitment.by === member && !isTold(commitment, pair))
}

/** The pair after a recap has told a member of what they closed before it: those need not be listed any more. */
export function forgetTold(pair: Pair, member: MemberId): Pair {
  const commitments = pair.commitments.filter((commitment) => commitment.by !== member || !isTold(commitment, pair))
  return { ...pair, commitments }
}

/** By the dates of its author, closed before what their next recap begins with. */
function isTold({ by, state, changed }: Commitment, { members }: Pair): boolean {
  const { recap, zone } = members[by]
  if (recap === null || state === "open") return false
  return Temporal.PlainDate.compare(changed, recap.from.toZonedDateTimeISO(zone).toPlainDate()) < 0
}

/** The pair with what these recaps, which were not sent, were to tell carried into the next ones. */
export function carryOver(pair: Pair, unsent: readonly OwedLetter[]): Pair {
  return unsent.reduce((next, letter) => {
    const { recap } = next.members[letter.to]
    if (letter.kind !== "recap" || letter.about === null || recap === null) return next
    const { from } = readRecapAbout(letter.about)
    return isBefore(from, recap.from) ? withMember(next, letter.to, { recap: { ...recap, from } }) : next
  }, pair)
}

/** What a recap owed is about: its month, and the instant that what it tells begins with. */
export type RecapPeriod = { readonly month: string; readonly from: Temporal.Instant }

export function recapAbout(period: RecapPeriod): string {
  return `${period.month} ${instantText(period.from)}`
}

export function readRecapAbout(about: string): RecapPeriod {
  const [month, from] = about.split(" ")
  if (month === undefined || from === undefined) throw new Error(`not a recap's period: ${about}`)
  return { month, from: Temporal.Instant.from(from) }
}
