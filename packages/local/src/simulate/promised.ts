import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds, otherMember } from "@turnabout/core/id.ts"
import { localTime } from "./hours.ts"
import type { Home, Household } from "./household.ts"
import type { Shown } from "./model-calendar.ts"
import { textIn } from "./sent-letter.ts"
import type { SentLetter } from "./sent-letter.ts"

/*
 * Which letters must have come, by design.md and rules.md: reckoned from what the two see and do, and never from what
 * the service says of a letter. Where they can't tell whether one was due, none is missed.
 */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** From what a member does to the tick that finds what is due by then, and the sending. */
const noticeMs = 5 * minuteMs
/** How many events are ahead after an after-form. */
const aheadAtLeast = 2
/** Recaps leave until this hour of the 1st. */
const recapUntilHour = 11

/** A member learns from a letter what they may expect of the next. */
export function learns({ knows, calendar }: Home, letter: SentLetter, at: number): void {
  if (letter.session === null) return
  if (letter.kind === "prompt" && textIn(letter).includes("Last time you chose:"))
    knows.promptedWithOpen.set(letter.session, at)
  if (letter.kind !== "after-form") return
  knows.formAt = at
  const shown = calendar.of(letter.session)
  if (shown !== null) knows.held.set(letter.session, shown.starts)
}

/** The keys of the letters that a session which stayed in a member's calendar, and took place undisturbed, owes them. */
export function dueOf(shown: Shown, by: MemberId, house: Household): string[] {
  const { session, summary } = shown
  const { name } = house.couple[by]
  const isFocus = summary.endsWith(` coaches ${name}`)
  const isCoach = summary.startsWith(`${name} coaches `)
  const due = [`after-form.${session}.${by}`]
  if (hasTimeForPrompt(shown, house)) {
    if (isFocus) due.push(`prompt.${session}.${by}`)
    if (!isFocus && !isCoach) due.push(`review.${session}.${by}`)
  }
  if (isCoach && hasNote(shown, house.homes[otherMember(by)], house)) due.push(`coach-note.${session}.${by}`)
  return due
}

/**
 * A day before; at once, if the time is new and two hours remain. Once a session: whose roles have changed since, or who
 * brought it back, gets none again. What faults delay may have been taken for sent when a session was moved.
 */
function hasTimeForPrompt({ starts, timeSince, titleSince }: Shown, { lateMs }: Household): boolean {
  const dayBefore = starts - dayMs - noticeMs
  return titleSince <= dayBefore && timeSince <= (lateMs < hourMs ? starts - 2 * hourMs - noticeMs : dayBefore)
}

/** What the focus person shares of their answer goes on at once; two hours before, their coach hears what is open. */
function hasNote({ session, starts, timeSince, titleSince }: Shown, { knows }: Home, { lateMs }: Household): boolean {
  const since = Math.max(timeSince, titleSince)
  const sharedAt = knows.shared.get(session)
  if (sharedAt !== undefined && since <= sharedAt && sharedAt <= starts - lateMs - noticeMs) return true
  const promptedAt = knows.promptedWithOpen.get(session)
  return (
    promptedAt !== undefined &&
    since <= promptedAt &&
    knows.closedAt < promptedAt &&
    promptedAt <= starts - 2 * hourMs &&
    lateMs < hourMs
  )
}

export type Missing = { readonly by: MemberId; readonly key: string }

/** What must have come by now: a recap of the month before, and two events ahead after each after-form. */
export function missingBy(house: Household, now: number): Missing[] {
  return memberIds.flatMap((by) => {
    const home = house.homes[by]
    return [...recapDue(home, house, now), ...(hasTooFewAhead(home, house, now) ? ["event-ahead"] : [])].map((key) => ({
      by,
      key: `${key}.${by}`,
    }))
  })
}

/** The months of two calendars may differ at their edges: of what was held there nothing is said. */
function recapDue({ knows, living, calendar }: Home, { lateMs, interrupted }: Household, now: number): string[] {
  const { month, day, minutes } = localTime(now, living.zone)
  if (knows.recapOf === month) return []
  const untilMinutes = recapUntilHour * 60 + lateMs / minuteMs
  if (day === 1 && minutes <= untilMinutes) return []
  knows.recapOf = month
  const firstAt = now - (day - 1) * dayMs - minutes * minuteMs
  const isMeeting = calendar.shown().some(({ starts, timeSince }) => starts > now && timeSince < firstAt - dayMs)
  const told = localTime(firstAt - 2 * dayMs, living.zone).month
  const inMonth = [...knows.held].filter(([session, starts]) => {
    const local = localTime(starts, living.zone)
    return local.month === told && local.day > 1 && starts < firstAt - dayMs && !interrupted.has(session)
  })
  knows.held.clear()
  return isMeeting && inMonth.length > 0 && knows.zoneSince < firstAt - 2 * dayMs ? [`recap.${told}`] : []
}

/** Unless one of the two did something meanwhile, or the service called sessions off. */
function hasTooFewAhead({ knows, calendar }: Home, house: Household, now: number): boolean {
  const { formAt } = knows
  if (formAt === null || now <= formAt + house.lateMs) return false
  knows.formAt = null
  if (house.isEnding || Math.max(house.actedAt, house.stoppedAt) >= formAt - house.lateMs) return false
  return calendar.shown().filter(({ starts }) => starts > formAt).length < aheadAtLeast
}
