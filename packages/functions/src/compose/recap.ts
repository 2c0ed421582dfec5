import type { LetterProps } from "@turnabout/emails/registry.ts"
import type { Commitment, CommitmentState } from "@turnabout/core/commitment.ts"
import { openCommitments } from "@turnabout/core/pair.ts"
import { nextRecap, readRecapAbout } from "@turnabout/core/recap.ts"
import type { Session } from "@turnabout/core/session.ts"
import { isAtOrBefore, isBefore } from "@turnabout/core/time.ts"
import { sayDate, sayMonth } from "@turnabout/core/when.ts"
import { Temporal } from "temporal-polyfill"
import { linkTo } from "./reader.ts"
import type { Writing } from "./reader.ts"
import { textsOf } from "./session.ts"

type RecapProps = LetterProps["recap"]
/** The month, as `YYYY-MM`, in which it ends, and what it begins with: an earlier month, if a pause left that untold. */
type Period = { readonly month: string; readonly from: Temporal.Instant; readonly end: Temporal.Instant }

/** The chart goes back this many months. */
const monthsAtMost = 6

/** What one member said they would do and what became of it, since their last recap. Null if nothing was held. */
export async function recapProps(from: Writing): Promise<RecapProps | null> {
  const { pair, letter, partner } = from
  const period = periodOf(from)
  const held = await heldIn(period, from)
  if (held.length === 0) return null
  const own = pair.commitments.filter((commitment) => commitment.by === letter.to)
  const closed = (state: CommitmentState) =>
    own.filter((commitment) => commitment.state === state && isTold(commitment, period, from))
  const [open, kept, partly, letGo] = await Promise.all([
    items(from, openCommitments(pair, letter.to)),
    items(from, closed("kept")),
    items(from, closed("partly")),
    items(from, closed("let-go")),
  ])
  return {
    partner: partner.name,
    month: monthsOf(held, from),
    met: held.length,
    focused: held.filter((session) => session.focus === letter.to).length,
    kept,
    partly,
    open,
    letGo,
    lines: await linesOf(held, from),
    months: await chartOf(own, period, from),
    recapUrl: recapUrl(from),
    understood: null,
  }
}

/** Until the next one leaves, which has a page of its own. */
function recapUrl(from: Writing): string | null {
  const next = nextRecap(from.pair, from.letter.to)
  return next === null ? null : linkTo({ purpose: "recap", expires: next.at }, from)
}

function periodOf({ letter, reader }: Writing): Period {
  const { month, from } = readRecapAbout(letter.about ?? "")
  const first = Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 })
  return { month, from, end: first.toZonedDateTime(reader.zone).toInstant() }
}

/** The sessions held in the period, oldest first: those filed already, and those the pair still lists. */
async function heldIn(period: Period, { pair, ports }: Writing): Promise<Session[]> {
  const filed = await ports.store.sessions(pair.id)
  const listed = new Set(pair.sessions.map((session) => session.number))
  return [...filed.filter((session) => !listed.has(session.number)).toReversed(), ...pair.sessions].filter(
    (session) =>
      session.state.kind === "held" &&
      isAtOrBefore(period.from, session.starts) &&
      isBefore(session.starts, period.end),
  )
}

/** Whether a commitment was closed within the period, by the dates of the reader's zone. */
function isTold(commitment: Commitment, period: Period, { reader }: Writing): boolean {
  const dateOf = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(reader.zone).toPlainDate()
  return (
    Temporal.PlainDate.compare(dateOf(period.from), commitment.changed) <= 0 &&
    Temporal.PlainDate.compare(commitment.changed, dateOf(period.end)) < 0
  )
}

async function items(from: Writing, commitments: readonly Commitment[]) {
  const texts = await textsOf(from, commitments)
  return commitments.map((commitment, place) => ({
    text: texts[place] ?? "",
    made: sayDate(commitment.made),
    changed: sayDate(commitment.changed),
  }))
}

/** "November", or "October and November" after a pause. */
function monthsOf(held: readonly Session[], { reader }: Writing): string {
  const months = held.map((session) =>
    sayMonth(session.starts.toZonedDateTimeISO(reader.zone).toPlainDate().toPlainYearMonth()),
  )
  return new Intl.ListFormat("en-GB").format(new Set(months))
}

async function linesOf(held: readonly Session[], { pair, letter, ports }: Writing): Promise<string[]> {
  const lines: string[] = []
  for (const session of held) {
    const command = session.reflections[letter.to]
    if (command === undefined) continue
    const reflection = await ports.store.reflection(pair.id, { session: session.number, by: letter.to, command })
    if (reflection?.line) lines.push(reflection.line)
  }
  return lines
}

/**
 * What was closed, by the month it was closed in, and what is open, in the month that the letter is about: so that the
 * chart says what the lists above it say. While the pair lists a commitment, its own word counts.
 */
async function chartOf(
  own: readonly Commitment[],
  { month: last, end }: Period,
  { pair, letter, reader, ports }: Writing,
): Promise<RecapProps["months"]> {
  const listed = new Set(own.map(({ id }) => id))
  const filed = await ports.store.closedCommitments(pair.id, letter.to)
  const endDate = end.toZonedDateTimeISO(reader.zone).toPlainDate()
  const all = [
    ...filed
      .filter(({ id }) => !listed.has(id))
      .map(({ changed, state }) => ({ changed: Temporal.PlainDate.from(changed), state })),
    ...own,
  ]
    .filter(({ state, changed }) => state === "open" || Temporal.PlainDate.compare(changed, endDate) < 0)
    .map(({ state, changed }) => ({ state, month: state === "open" ? last : changed.toPlainYearMonth().toString() }))
  const months = [...new Set(all.map(({ month }) => month))].toSorted().slice(-monthsAtMost)
  return months.map((month) => {
    const count = (state: CommitmentState) => all.filter((each) => each.month === month && each.state === state).length
    return {
      month: sayMonth(Temporal.PlainYearMonth.from(month)),
      kept: count("kept"),
      partly: count("partly"),
      open: count("open"),
      letGo: count("let-go"),
    }
  })
}
