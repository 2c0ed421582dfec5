import type { Home, Household } from "./household.ts"

/** What the budget leaves out (rules.md, "Budget week"), and the question that only a long silence brings up. */
const beyondBudget: ReadonlySet<string> = new Set(["recap", "review", "quiet-notice"])
/** Letters that no week has in which a pair just meets; one says no to what somebody wrote, such as a tenth open commitment. */
const unusual: ReadonlySet<string> = new Set([
  "paused",
  "ended",
  "back-soon",
  "changed",
  "quiet-check",
  "not-understood",
])
const lettersAtMost = 3
const dayMs = 86_400_000

/** The letters of a week in which more came than three; null while all is well. */
export type OverBudget = readonly string[] | null

/**
 * Looks at the last week that is surely over: from one after-form to the next, both of which were followed by another
 * one or by the end. A letter counts for when it was owed, so that a delay does not move it into another week.
 */
export function lastWeek(home: Home, { changedAt }: Household, slack: 0 | 1): OverBudget {
  const forms = home.week.filter(({ kind }) => kind === "after-form")
  const [since, until] = [forms.at(-2 - slack)?.since, forms.at(-1 - slack)?.since]
  if (since === undefined || until === undefined) return null
  const week = home.week.filter((letter) => letter.since >= since && letter.since < until)
  home.week = home.week.filter((letter) => letter.since >= since)
  if (week.some(({ kind }) => unusual.has(kind))) return null
  // What was done just before its first letter may be told after it; of what came since, only the last is known.
  if (changedAt >= since - dayMs) return null
  const counted = week.filter(({ kind }) => !beyondBudget.has(kind))
  return counted.length > lettersAtMost ? counted.map(({ id }) => id) : null
}
