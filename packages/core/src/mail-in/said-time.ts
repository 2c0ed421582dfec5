import type { ParsedComponents, ParsedResult } from "chrono-node"
import { Temporal } from "temporal-polyfill"

/**
 * A time as somebody wrote it. `ambiguous` is never guessed at: its candidates, at most four, are for a question; they
 * are empty where the words name no time at all ("Thursday evening").
 */
export type SaidTime =
  | { readonly kind: "at"; readonly local: Temporal.PlainDateTime; readonly instant: Temporal.Instant }
  /** A time of day without a day: the day stays. */
  | { readonly kind: "time"; readonly time: Temporal.PlainTime }
  /** A day without a time: the time stays. */
  | { readonly kind: "day"; readonly date: Temporal.PlainDate }
  | { readonly kind: "ambiguous"; readonly candidates: readonly Temporal.PlainDateTime[] }

export type TimeScene = {
  readonly now: Temporal.Instant
  /** The member's zone, in which all is meant. */
  readonly zone: string
  /** The session that is talked of: a weekday is that of its week, if it is still to come. */
  readonly near: Temporal.Instant | null
}

/** What a text says of a time, and the words around it; null if it names none. */
export async function readTime(
  text: string,
  scene: TimeScene,
): Promise<{ readonly time: SaidTime; readonly rest: string } | null> {
  if (!timeWord.test(text)) return null
  const spoken = inChronosWords(text, "time", scene)
  const found = (await chrono(spoken, scene)).filter((result) => !isNoise(result))
  const first = found[0]
  if (first === undefined) return null
  const rest = restOf(spoken, found)
  if (found.length > 1)
    return { time: several(found, spoken, scene), rest: rest.replace(/\b(?:or|and|either|,|\/)\b|[,/]/gi, " ").trim() }
  return { time: one(first, { text: spoken, rest, scene }), rest: withoutTimeWords(rest) }
}

/** The date that a text names, for "until 6 January"; the candidates if it can be read in two ways; null if none. */
export async function readDate(
  text: string,
  scene: TimeScene,
): Promise<{ readonly dates: readonly Temporal.PlainDate[]; readonly rest: string } | null> {
  if (!timeWord.test(text)) return null
  const spoken = inChronosWords(text, "date", scene)
  const [first] = await chrono(spoken, scene)
  if (first === undefined) return null
  // "20 December to 6 January": which of the two is meant has to be asked.
  const { end } = first
  const last = end === null || end === undefined ? [] : [plainDate(end)]
  const said = datesOf(first, spoken, scene)
  const dates = said.length === 1 ? [...said, ...last.filter((date) => !said[0]?.equals(date))] : said
  return dates.length === 0 ? null : { dates, rest: withoutTimeWords(restOf(spoken, [first])) }
}

// Without one of these, digits or words, no text names a time. chrono's first look takes as long as reading the whole mail.
const timeWord =
  /\d|\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|tonight|tomorrow|overmorrow|tmr|yesterday|now|noon|midday|midnight|morning|afternoon|evening|night|sec|min|hour|hr|day|week|fortnight|month|eom|quarter|year)/i

// chrono is given the instant and the offset, so that it never looks at this machine's clock or zone. It is loaded
// here, since few mails name a time and every fresh process would load it.
async function chrono(text: string, scene: TimeScene): Promise<readonly ParsedResult[]> {
  const { GB } = await import("chrono-node/en")
  const here = scene.now.toZonedDateTimeISO(scene.zone)
  const reference = { instant: new Date(scene.now.epochMilliseconds), timezone: here.offsetNanoseconds / 60e9 }
  return GB.parse(text.slice(0, 200), reference, { forwardDate: true })
}

// Ways of writing a time that chrono reads as something else or not at all.
function inChronosWords(text: string, meant: "time" | "date", scene: TimeScene): string {
  // "17.30" is a time of day unless one is written with a colon beside it: then it was a date.
  const hasPoint = meant === "time" && !/\d:\d\d/.test(text)
  return (hasPoint ? text.replace(pointed, "$1:$2") : text)
    .replace(/\b([01]?\d|2[0-3]) ?(?:h|uhr|heures?|u\.?) ?([0-5]\d)?(?![\p{L}\d])/giu, inHours)
    .replace(/\b(\d{1,2}) ?o['’]?clock\b/gi, "at $1")
    .replace(/\b\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2})?)?(?![\d:])/g, dotted)
    .replace(dayOfMonth, (written: string) => nextDayOfMonth(Number.parseInt(written.replace(/\D+/g, ""), 10), scene))
    .replace(/\b(mon|tues?|wednes|thurs?|fri|satur|sun)days\b/gi, "$1day")
    .replace(/\b((?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,? (\d{1,2})$/gi, "$1 at $2")
    .replace(/\s+/g, " ")
    .trim()
}

const pointed =
  /\b([01]?\d|2[0-3])\.([0-5]\d)(?! ?(?:\.|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?=$|[\s,;!?)]|[ap]\.?m)/gi

function inHours(written: string): string {
  const [hour = "", minute = "00"] = written.match(/\d+/g) ?? []
  return `${hour.padStart(2, "0")}:${minute}`
}

const monthWords = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
// "the 27th" by itself; "January 6th" and "6th of January" name their month.
const dayOfMonth = new RegExp(
  `(?<!${monthWords}\\.? )\\b(?:the )?\\d{1,2}(?:st|nd|rd|th)\\b(?!,? (?:of )?${monthWords})`,
  "gi",
)

function nextDayOfMonth(day: number, scene: TimeScene): string {
  const today = scene.now.toZonedDateTimeISO(scene.zone).toPlainDate()
  const months = [0, 1, 2].map((later) => today.with({ day: 1 }).add({ months: later }))
  const month = months.find(
    (first) => day <= first.daysInMonth && Temporal.PlainDate.compare(first.add({ days: day - 1 }), today) >= 0,
  )
  return month === undefined || day === 0 ? `${day}th` : `${day} ${monthNames[month.month - 1] ?? ""} ${month.year}`
}

const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")

// "6.1." is the sixth of January wherever dates are written with dots.
function dotted(date: string): string {
  const [day = "", month = "", year = ""] = date.split(".")
  const name = monthNames[Number(month) - 1]
  return name === undefined ? date : `${day} ${name} ${year.length === 2 ? `20${year}` : year}`.trim()
}

/** "may" or "second" in a sentence, or a bare number: chrono is generous. */
function isNoise(result: ParsedResult): boolean {
  const known = ["day", "month", "weekday", "hour"] as const
  return !known.some((component) => result.start.isCertain(component))
}

function restOf(text: string, found: readonly ParsedResult[]): string {
  let rest = ""
  let from = 0
  for (const result of found) {
    rest += `${text.slice(from, result.index)} `
    from = result.index + result.text.length
  }
  return (rest + text.slice(from)).replace(/\s+/g, " ").trim()
}

function withoutTimeWords(rest: string): string {
  return rest
    .replace(/\b(?:around|about|approximately|roughly|at|on|the|to|for)\b|[~@]/gi, " ")
    .replace(/^[\s,@-]+|[\s,@-]+$/g, "")
    .trim()
}

type Said = { readonly text: string; readonly rest: string; readonly scene: TimeScene }

function one(result: ParsedResult, said: Said): SaidTime {
  if (hasOffset(result.start)) return inOtherZone(result.start, said)
  const hours = hoursOf(result.start, said)
  const dates = datesOf(result, said.text, said.scene)
  const minute = result.start.get("minute") ?? 0
  if (hours.length === 0) return isVague(result) ? { kind: "ambiguous", candidates: [] } : day(dates, said.scene)
  if (dates.length === 0 && hours.length === 1) return { kind: "time", time: clock(hours[0] ?? 0, minute) }
  const around = (said.scene.near ?? said.scene.now).toZonedDateTimeISO(said.scene.zone).toPlainDate()
  const days = dates.length === 0 ? [around] : dates
  return oneOf(
    days.flatMap((date) => hours.map((hour) => date.toPlainDateTime(clock(hour, minute)))),
    said.scene,
  )
}

/** The only candidate, or the only one still to come. */
function oneOf(candidates: readonly Temporal.PlainDateTime[], scene: TimeScene): SaidTime {
  const here = scene.now.toZonedDateTimeISO(scene.zone).toPlainDateTime()
  const ahead = candidates.filter((each) => Temporal.PlainDateTime.compare(each, here) > 0)
  const [only, ...more] = ahead.length === 0 ? candidates : ahead
  if (only !== undefined && more.length === 0) return at(only, scene)
  return { kind: "ambiguous", candidates: (ahead.length === 0 ? candidates : ahead).slice(0, 4) }
}

function several(found: readonly ParsedResult[], text: string, scene: TimeScene): SaidTime {
  // "Thursday or Friday 17:00": each with the time that one of them has.
  const hour = found.find((result) => result.start.isCertain("hour"))
  const candidates = found.flatMap((result) => {
    const timed = result.start.isCertain("hour") ? result : hour
    const hours = timed === undefined ? [] : hoursOf(timed.start, { text: timed.text, rest: "", scene })
    const dates = datesOf(result, text, scene)
    return dates.flatMap((date) =>
      hours.map((each) => date.toPlainDateTime(clock(each, timed?.start.get("minute") ?? 0))),
    )
  })
  const different = candidates.filter((one, index) => candidates.findIndex((other) => other.equals(one)) === index)
  return { kind: "ambiguous", candidates: different.slice(0, 4) }
}

function day(dates: readonly Temporal.PlainDate[], scene: TimeScene): SaidTime {
  const [date] = dates
  if (date !== undefined && dates.length === 1) return { kind: "day", date }
  // A day that may be two is asked about with the session's own time.
  const time = (scene.near ?? scene.now).toZonedDateTimeISO(scene.zone).toPlainTime()
  const candidates = scene.near === null ? [] : dates.map((each) => each.toPlainDateTime(time))
  return { kind: "ambiguous", candidates: candidates.slice(0, 4) }
}

function at(local: Temporal.PlainDateTime, scene: TimeScene): SaidTime {
  // Clock changes as everywhere in Turnabout: a gap forward, an overlap to its first.
  return { kind: "at", local, instant: local.toZonedDateTime(scene.zone, { disambiguation: "compatible" }).toInstant() }
}

function clock(hour: number, minute: number): Temporal.PlainTime {
  return Temporal.PlainTime.from({ hour: hour % 24, minute })
}

function hasOffset(components: ParsedComponents): boolean {
  return components.isCertain("timezoneOffset") && components.isCertain("hour")
}

// "17:00 UTC". "In two hours" comes this way too, counted from now: whether that is meant, or from the session, is asked.
function inOtherZone(components: ParsedComponents, said: Said): SaidTime {
  const { scene, text } = said
  if (/\b(?:hours?|hrs?|minutes?|mins?|later|earlier|from now)\b/i.test(text)) return relativeTo(text, scene)
  const instant = Temporal.Instant.fromEpochMilliseconds(components.date().getTime())
  return at(instant.toZonedDateTimeISO(scene.zone).toPlainDateTime(), scene)
}

const countWords = ["zero", "one", "two", "three", "four", "five", "six"]

/** "An hour later" than the session that is talked of; anything else of the kind is asked about. */
function relativeTo(text: string, scene: TimeScene): SaidTime {
  const said = /\b(an?|half an|one|two|three|four|five|six|\d{1,2})\s+hours?\s+(later|earlier)\b/i.exec(text)
  const [, count = "", direction = ""] = said ?? []
  if (said === null || scene.near === null) return { kind: "ambiguous", candidates: [] }
  const words = count.toLowerCase()
  const hours = /^\d/.test(words) ? Number(words) : words === "half an" ? 0.5 : Math.max(1, countWords.indexOf(words))
  const minutes = hours * 60 * (direction.toLowerCase() === "later" ? 1 : -1)
  return at(scene.near.add({ minutes }).toZonedDateTimeISO(scene.zone).toPlainDateTime(), scene)
}

/** "Thursday evening" says less than a time and more than a day. */
function isVague(result: ParsedResult): boolean {
  return /\b(?:morning|afternoon|evening|night|tonight|lunch|late|early)\b/i.test(result.text)
}

/**
 * The hours meant: two where morning and evening are both possible. Letters speak by the 24-hour clock, so two digits
 * before a colon are read by it; "5", "5:30" and "at 5" may be either.
 */
function hoursOf(components: ParsedComponents, said: Said): readonly number[] {
  if (!components.isCertain("hour")) return []
  const hour = components.get("hour") ?? 0
  if (hour > 12 || hour === 0) return [hour]
  if (components.isCertain("meridiem") || hour === 12) return [hour]
  if (/\b(?:noon|midday|midnight)\b/i.test(said.text)) return [hour]
  const isTwoDigits = new RegExp(`(?:^|\\D)${String(hour).padStart(2, "0")}:\\d{2}`).test(said.text)
  if (isTwoDigits) return [hour]
  if (/\b(?:morning|a\.m\.)/i.test(said.text)) return [hour]
  if (/\b(?:afternoon|evening|tonight|night|p\.m\.)/i.test(said.text)) return [hour + 12]
  return [hour, hour + 12]
}

function datesOf(result: ParsedResult, text: string, scene: TimeScene): readonly Temporal.PlainDate[] {
  const { start } = result
  const isDated = start.isCertain("day") && start.isCertain("month")
  if (isDated) return datedDays(result, scene)
  if (start.isCertain("weekday")) return weekdays(start.get("weekday") ?? 0, { text, scene })
  if (start.isCertain("day")) return [plainDate(start)]
  return start.isCertain("month") ? [plainDate(start)] : []
}

function plainDate(components: ParsedComponents): Temporal.PlainDate {
  const year = components.get("year") ?? 1970
  return Temporal.PlainDate.from({ year, month: components.get("month") ?? 1, day: components.get("day") ?? 1 })
}

function datedDays(result: ParsedResult, scene: TimeScene): readonly Temporal.PlainDate[] {
  const date = plainDate(result.start)
  const slashed = /(?<![\d/-])(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?(?![\d/-])/.exec(result.text)
  const [first, second] = [Number(slashed?.[1] ?? 0), Number(slashed?.[2] ?? 0)]
  if (slashed !== null && first <= 12 && second <= 12 && first !== second) {
    const american = Temporal.PlainDate.from({ year: date.year, month: first, day: second })
    return [date, ahead(american, scene)].toSorted((one, other) => Temporal.PlainDate.compare(one, other))
  }
  const weekday = result.start.isCertain("weekday") ? (result.start.get("weekday") ?? 0) || 7 : null
  if (weekday === null || weekday === date.dayOfWeek) return [date]
  // "Friday 26 November", which is a Thursday: one of the two is a slip.
  const nearest = date.add({ days: ((weekday - date.dayOfWeek + 10) % 7) - 3 })
  return [date, nearest].toSorted((one, other) => Temporal.PlainDate.compare(one, other))
}

function ahead(date: Temporal.PlainDate, scene: TimeScene): Temporal.PlainDate {
  const today = scene.now.toZonedDateTimeISO(scene.zone).toPlainDate()
  return Temporal.PlainDate.compare(date, today) < 0 ? date.add({ years: 1 }) : date
}

// "Next Thursday" on a Monday is this week's for some and the week after's for others; "Thursday" on a Thursday too.
function weekdays(
  weekday: number,
  said: { readonly text: string; readonly scene: TimeScene },
): readonly Temporal.PlainDate[] {
  const today = said.scene.now.toZonedDateTimeISO(said.scene.zone).toPlainDate()
  const wanted = weekday === 0 ? 7 : weekday
  const coming = today.add({ days: (wanted - today.dayOfWeek + 7) % 7 })
  const isToday = coming.equals(today)
  const later = coming.add({ days: 7 })
  if (/\blast\b/i.test(said.text)) return [isToday ? today.subtract({ days: 7 }) : coming.subtract({ days: 7 })]
  if (/\bthis\b/i.test(said.text)) return [coming]
  if (/\bnext\b/i.test(said.text)) {
    if (isToday) return [later]
    return coming.weekOfYear === today.weekOfYear ? [coming, later] : [coming]
  }
  const near = said.scene.near?.toZonedDateTimeISO(said.scene.zone).toPlainDate()
  const inItsWeek = near?.add({ days: wanted - near.dayOfWeek })
  if (inItsWeek !== undefined && Temporal.PlainDate.compare(inItsWeek, today) >= 0) return [inItsWeek]
  return isToday ? [coming, later] : [coming]
}
