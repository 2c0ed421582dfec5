import type { MemberId } from "@turnabout/core/id.ts"
import { Temporal } from "temporal-polyfill"
import type { Couple, Person } from "./couple.ts"
import { otherZone, timeOf } from "./couple.ts"
import type { Deed, Fields, Way } from "./deed.ts"
import type { Dice } from "./dice.ts"
import { diceOf } from "./dice.ts"
import type { Shown } from "./model-calendar.ts"
import { linkIn, textIn } from "./sent-letter.ts"
import type { SentLetter } from "./sent-letter.ts"

/** One of a couple as they live with their letters. All that they know is what reached their mailbox and their calendar. */
export type Living = {
  readonly by: MemberId
  readonly person: Person
  /** They have moved since they signed up. */
  zone: string
  readonly dice: Dice
  readonly habits: Habits
  /** Reads nothing until then; in milliseconds. */
  silentUntil: number
  /** The sessions whose invitation they have looked at. */
  seen: number
  /** Asked for the pause that there is, or has skipped. */
  hasAsked: boolean
}

type Habits = {
  readonly answers: number
  readonly fillsIn: number
  readonly accepts: number
  readonly onPage: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** A coach's note leaves two hours before; what is answered later is a letter more. */
const lateFrom = 135 * minuteMs

export function living(seed: number, couple: Couple, by: MemberId): Living {
  const dice = diceOf(`member ${seed} ${couple.number} ${by}`)
  // Two people who happily meet and never answer are fine.
  const isQuiet = diceOf(`quiet ${seed} ${couple.number}`).chance(0.05)
  const habits = {
    answers: isQuiet ? 0 : 0.2 + 0.7 * dice.unit(),
    fillsIn: isQuiet ? 0 : 0.2 + 0.7 * dice.unit(),
    accepts: isQuiet ? 0 : 0.6 * dice.unit(),
    onPage: dice.unit(),
  }
  const person = couple[by]
  return { by, person, zone: person.zone, dice, habits, silentUntil: 0, seen: 0, hasAsked: false }
}

/** What a member is going to do about a letter; most often nothing. `shown`: the event it is about, as their calendar has it. */
export function reactions(member: Living, letter: SentLetter, shown: Shown | null): Deed[] {
  const at = letter.at.epochMilliseconds
  if (at < member.silentUntil) return []
  const beginning = beginningOf(member, letter)
  if (beginning !== null) return beginning
  switch (letter.kind) {
    case "invitation":
    case "moved":
      return toInvitation(member, letter, shown)
    case "prompt":
      return toPrompt(member, letter, shown)
    case "after-form":
      return toAfterForm(member, letter)
    case "recap":
      return toRecap(member, letter)
    case "skipped":
    case "paused":
      return toOff(member, letter, shown)
    case "question":
      return toQuestion(member, letter)
    case "quiet-check":
    case "quiet-notice":
      return sometimes(member, 0.7, () => [deed(member, letter, { hours: 30, text: "HERE" })])
    case "confirm":
    case "partner-request":
    case "proposal":
    case "answer-no":
    case "welcome":
    case "coach-note":
    case "review":
    case "not-moved":
    case "changed":
    case "back-soon":
    case "ended":
    case "exported":
    case "erased":
    case "foreign-sender":
    case "not-understood":
      return []
  }
}

function sometimes(member: Living, share: number, deeds: () => Deed[]): Deed[] {
  return member.dice.chance(share) ? deeds() : []
}

type Saying = { readonly hours: number; readonly text: string; readonly calm?: boolean; readonly moves?: Deed["moves"] }

/** A reply, some minutes or up to so many hours later. */
function deed(member: Living, letter: SentLetter, { hours, text, calm = false, moves }: Saying): Deed {
  return {
    ...later(member, letter, hours),
    way: { kind: "reply", letter, text },
    isCalm: calm,
    ...(moves === undefined ? {} : { moves }),
  }
}

function later({ by, dice }: Living, { at }: SentLetter, hours: number): Pick<Deed, "at" | "by"> {
  return { by, at: at.epochMilliseconds + dice.between(3 * 60, hours * 3600) * 1000 }
}

function pressing(
  member: Living,
  letter: SentLetter,
  { path, fields, hours }: { path: string; fields: Fields; hours: number },
): Deed {
  const way: Way = { kind: "page", url: linkIn(letter, path), fields }
  return { ...later(member, letter, hours), way, isCalm: false }
}

/** Null if the letter is none of those with which a pair begins. */
function beginningOf(member: Living, letter: SentLetter): Deed[] | null {
  const { dice, person } = member
  const yes: Fields = [
    ["answer", "yes"],
    ["timeZone", person.zone],
    ["agree", "on"],
  ]
  if (letter.kind === "proposal") return [pressing(member, letter, { path: "/join/", fields: yes, hours: 40 })]
  if (letter.kind === "partner-request") return toRequest(member, letter, yes)
  if (letter.kind !== "confirm") return null
  if (letter.key !== "confirm.a") return []
  return [
    dice.chance(0.3)
      ? deed(member, letter, { hours: 2, text: "Yes" })
      : pressing(member, letter, { path: "/confirm/", fields: [], hours: 2 }),
  ]
}

/** Most say yes; one in fifty lets it lie, one says no, and some would rather meet at another time. */
function toRequest(member: Living, letter: SentLetter, yes: Fields): Deed[] {
  const { dice } = member
  const throws = dice.unit()
  if (throws < 0.02) return []
  if (throws < 0.04) return [pressing(member, letter, { path: "/join/", fields: [["answer", "no"]], hours: 40 })]
  if (throws < 0.09) {
    const { weekday, time } = timeOf(dice)
    const fields: Fields = [["answer", "other"], ["weekday", weekday], ["time", time], ...yes.slice(1)]
    return [pressing(member, letter, { path: "/join/", fields, hours: 40 })]
  }
  if (throws < 0.35) return [deed(member, letter, { hours: 40, text: "Yes, gladly" })]
  return [pressing(member, letter, { path: "/join/", fields: yes, hours: 40 })]
}

/** Once a session: accepts it in the calendar, gives the week away, or asks for another time. */
function toInvitation(member: Living, letter: SentLetter, shown: Shown | null): Deed[] {
  const { dice, habits } = member
  if (shown === null || shown.session <= member.seen || shown.starts < letter.at.epochMilliseconds + dayMs) return []
  member.seen = shown.session
  const throws = dice.unit()
  const soon = (hours: number) => {
    const { by, at } = later(member, letter, hours)
    return { by, at: Math.min(at, shown.starts - 30 * minuteMs) }
  }
  if (throws < habits.accepts)
    return [{ ...soon(20), way: { kind: "rsvp", letter, partstat: "ACCEPTED" }, isCalm: true }]
  if (throws > 0.975) return [{ ...soon(200), way: { kind: "rsvp", letter, partstat: "DECLINED" }, isCalm: false }]
  const url = () => linkIn(letter, "/rsvp/")
  if (throws > 0.96 && letter.kind === "invitation" && textIn(letter).includes("/rsvp/"))
    return [{ ...soon(200), way: { kind: "page", url: url(), fields: [["answer", "skip"]] }, isCalm: false }]
  if (throws > 0.95 && letter.kind === "invitation" && textIn(letter).includes("/rsvp/")) {
    const to = anotherTime(member, shown.starts).toPlainDateTime()
    const way: Way = {
      kind: "page",
      url: url(),
      fields: [
        ["answer", "other"],
        ["starts", to.toString({ smallestUnit: "minute" })],
      ],
    }
    return [{ ...soon(100), way, isCalm: false, moves: { session: shown.session, to } }]
  }
  return []
}

/** Within a day and a half of it, by their own clock. */
function anotherTime({ dice, zone }: Living, starts: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(starts)
    .toZonedDateTimeISO(zone)
    .add({ days: dice.between(-1, 1) })
    .with({ hour: dice.between(8, 20), minute: dice.pick([0, 30]) })
}

const answers: readonly [string, ...string[]] = [
  "I keep putting off the talk with my brother. I want to say it aloud once.",
  "How to say no to the third project without feeling small.",
  "Which of the two offers I take, and why I have not answered either.",
  "Nothing big. A quiet hour would be good.",
  "PRIVATE\nI am not sure this job is still mine.",
]

function toPrompt(member: Living, letter: SentLetter, shown: Shown | null): Deed[] {
  const { dice, habits } = member
  if (shown === null) return []
  const left = Math.max(0.2, (shown.starts - letter.at.epochMilliseconds) / hourMs - 0.5)
  const throws = dice.unit()
  if (throws < habits.answers) {
    const answer = deed(member, letter, { hours: Math.floor(left), text: dice.pick(answers) })
    return [{ ...answer, isCalm: answer.at < shown.starts - lateFrom }]
  }
  if (throws > 0.98)
    return [deed(member, letter, { hours: Math.floor(left), text: dice.pick(["SKIP", "Skip, sorry"]) })]
  if (throws > 0.96) {
    const when = anotherTime(member, shown.starts + dayMs)
    const text = `MOVE ${when.day} ${monthOf(when)} ${when.toPlainTime().toString({ smallestUnit: "minute" })}`
    const moves = { session: shown.session, to: when.toPlainDateTime() }
    return [deed(member, letter, { hours: Math.floor(left), text, moves })]
  }
  if (throws > 0.945) {
    const back = letter.at.toZonedDateTimeISO(member.zone).add({ days: dice.between(12, 70) })
    member.hasAsked = true
    return [deed(member, letter, { hours: Math.floor(left), text: `PAUSE until ${back.day} ${monthOf(back)}` })]
  }
  if (throws > 0.938) return [deed(member, letter, { hours: Math.floor(left), text: "END" })]
  return []
}

const months = "January February March April May June July August September October November December".split(" ")

function monthOf({ month }: Temporal.ZonedDateTime): string {
  return months[month - 1] ?? ""
}

const commitments: readonly [string, ...string[]] = [
  "call my brother before Sunday",
  "when I make coffee, I will write one line",
  "book the tickets",
  "ask for an hour without meetings on Tuesday",
]

function toAfterForm(member: Living, letter: SentLetter): Deed[] {
  const { dice, habits } = member
  if (dice.chance(0.006))
    member.silentUntil = letter.at.epochMilliseconds + (dice.chance(0.2) ? 20 * 365 : dice.between(20, 140)) * dayMs
  if (!dice.chance(habits.fillsIn)) return []
  const happened = !dice.chance(0.04)
  const made = happened ? Array.from({ length: dice.between(0, 2) }, () => dice.pick(commitments)) : []
  const closes = dice.chance(0.7)
  const isCalm = happened
  if (dice.chance(habits.onPage)) {
    const fields: Fields = [
      ["happened", happened ? "yes" : "no"],
      ...made.map((text) => ["commitment", text] as const),
      ["line", dice.chance(0.3) ? "I was not angry, I was sad." : ""],
      ["heard", dice.pick(["fully", "mostly", "not-quite"])],
      ["mattered", dice.pick(["yes", "partly", "no"])],
    ]
    const way: Way = { kind: "after-page", url: linkIn(letter, "/after/"), fields, closes, session: letter.session }
    return [{ ...later(member, letter, 70), way, isCalm }]
  }
  const hasOpen = closes && textIn(letter).includes("Still open from before")
  const open = hasOpen
    ? openIn(textIn(letter)).map((number, place) => `${number} ${place % 2 === 0 ? "done" : "let go"}`)
    : []
  const text = [happened ? "yes" : "no", ...made.map((line) => `- ${line}`), ...open].join("\n")
  return [deed(member, letter, { hours: 70, text, calm: isCalm })]
}

/** The numbers of the first few commitments that are asked about. */
function openIn(text: string): string[] {
  const list = text.slice(text.indexOf("Still open from before"))
  return Array.from(list.matchAll(/^(\d)\. /gm), ([, number = ""]) => number).slice(0, 3)
}

function toRecap(member: Living, letter: SentLetter): Deed[] {
  const { dice } = member
  if (dice.chance(0.04)) {
    const [slot, zone] = dice.chance(0.5) ? [timeOf(dice), null] : [null, otherZone(dice)]
    return [{ ...later(member, letter, 50), way: { kind: "settings", slot, zone }, isCalm: false }]
  }
  if (!dice.chance(0.25) || !/^1\. /m.test(textIn(letter))) return []
  return [deed(member, letter, { hours: 50, text: dice.pick(["1 keep", "1 let go", "1 done"]) })]
}

/** Who gave a week away may want it back; who asked for a pause may end it early. */
function toOff(member: Living, letter: SentLetter, shown: Shown | null): Deed[] {
  const { dice } = member
  if (letter.kind === "skipped")
    return sometimes(member, 0.12, () => [deed(member, letter, { hours: 6, text: "UNSKIP" })])
  if (!member.hasAsked || shown !== null) return []
  member.hasAsked = false
  return dice.chance(0.2) ? [deed(member, letter, { hours: 24 * 9, text: "RESUME" })] : []
}

function toQuestion(member: Living, letter: SentLetter): Deed[] {
  const { dice } = member
  const text = textIn(letter)
  if (text.includes("Reply LAST")) {
    const throws = dice.unit()
    return throws < 0.9 ? [deed(member, letter, { hours: 20, text: throws < 0.6 ? "YES" : "LAST" })] : []
  }
  return sometimes(member, 0.6, () => [deed(member, letter, { hours: 20, text: dice.pick(["YES", "NO", "1"]) })])
}
