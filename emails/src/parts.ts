import { name, note, place, say, strong } from "./letter.ts"
import type { Block, Line, Row } from "./letter.ts"

/** A moment in the reader's own zone, ready to print. */
export type When = {
  /** "Thursday, 26 November" */
  readonly day: string
  /** "17:00–18:00" */
  readonly time: string
  /** "Lisbon time" */
  readonly zone: string
  /** The same moment for the partner, "18:00–19:00, Berlin time" (with the day where that differs too); null when their clocks agree. */
  readonly partner: string | null
}

/** The reader's part in a session; `both` in a review, which has neither coach nor focus. */
export type Role = "focus" | "coach" | "both"

export type MeetingTime = { readonly when: When; readonly role: Role }

/** How near a session is as the letter leaves, in the reader's zone. */
export type Nearness = "today" | "tomorrow" | "later"

/** What was understood of the reader's last reply, and where to correct it. */
export type Understood = { readonly text: string; readonly correctUrl: string }

/** What somebody said of one of their own hours: "heard" and "mattered", as far as they said it. */
export type Felt = {
  /** "Thursday, 8 October" */
  readonly day: string
  readonly heard: "fully" | "mostly" | "not quite" | null
  readonly mattered: "yes" | "partly" | "no" | null
}

/** The links of one invited session, each for one purpose. */
export type SessionLinks = { readonly yesUrl: string; readonly skipUrl: string; readonly otherUrl: string }

/** When the two zones change clocks apart: shift "an hour earlier" (for the reader), until "5 April". */
export type ClockShift = { readonly shift: string; readonly until: string }

/** A new slot or rhythm, for good. */
export type MeetingChange = {
  readonly by: "you" | "partner"
  readonly what: "slot" | "rhythm" | "both"
  /** In the reader's zone: "Tuesdays at 18:00, Lisbon time, 60 minutes". */
  readonly now: string
  readonly partnerNow: string | null
  readonly rhythm: "weekly" | "fortnightly"
  readonly before: string
  readonly rhythmBefore: "weekly" | "fortnightly"
}

/** What it is from now on, for both, and what it was. */
export function changeRows(change: MeetingChange, partner: string, meetingLink: string | null): Block {
  const often = { weekly: "every week", fortnightly: "every other week" } as const
  return {
    kind: "rows",
    rows: [
      { label: say`New`, line: say`${strong(change.now)}, ${strong(often[change.rhythm])}` },
      ...(change.partnerNow === null ? [] : [{ label: partnerLabel(partner), line: say`${change.partnerNow}` }]),
      { label: say`Before`, line: say`${change.before}, ${often[change.rhythmBefore]}` },
      ...(meetingLink === null ? [] : [{ label: say`Where`, line: say`${place(meetingLink)}` }]),
    ],
  }
}

/** The facts of a session: when for the reader, when for the partner if their clocks differ, and where. */
export function sessionRows(when: When, partner: string, meetingLink: string | null): Block {
  const rows: readonly Row[] = [
    { label: say`When`, line: say`${strong(`${when.day}, ${when.time}`)}, ${when.zone}` },
    ...(when.partner === null ? [] : [{ label: partnerLabel(partner), line: say`${when.partner}` }]),
    ...(meetingLink === null ? [] : [{ label: say`Where`, line: say`${place(meetingLink)}` }]),
  ]
  return { kind: "rows", rows }
}

/** "For Ben"; a name too long for a narrow column of labels is left out. */
export function partnerLabel(partner: string): Line {
  return partner.length <= 12 ? say`For ${name(partner)}` : say`For them`
}

/**
 * After a first sentence that gives nothing away. Subject, first sentence and this are longer than what a phone shows of a
 * letter to whoever is near it, the partner perhaps.
 */
export const furtherDown: Block = note(
  say`What it is about stands further down: a phone may show these first lines to whoever is near it.`,
)

/** Who does what in a session, as a sentence for the reader. */
export function roleSentence(role: Role, partner: string): Line {
  switch (role) {
    case "focus":
      return say`You are the focus; ${name(partner)} coaches.`
    case "coach":
      return say`You coach; ${name(partner)} is the focus.`
    case "both":
      return say`This one is about how the two of you work together, so nobody is the focus.`
  }
}

/** A session in a line: "Thursday, 3 December, 17:00–18:00, Lisbon time. You coach; Ben is the focus." */
export function sessionLine(session: MeetingTime, partner: string): Line {
  return [
    ...say`${strong(`${session.when.day}, ${session.when.time}`)}, ${session.when.zone}. `,
    ...roleSentence(session.role, partner),
  ]
}

/** The words of a member, numbered from 1: replies such as "1 done" refer to these numbers. */
export function numbered(texts: readonly string[]): Block {
  return { kind: "numbers", items: texts.map((text) => say`${text}`) }
}

/** What we made of the reader's last reply, so that a wrong reading can be put right. */
export function understoodBlocks(understood: Understood | null): readonly Block[] {
  if (understood === null) return []
  return [
    note(say`From your last reply we understood:`),
    { kind: "quote", text: understood.text },
    { kind: "links", links: [{ label: "Correct what we understood", url: understood.correctUrl }] },
  ]
}

/** One after the other, in words: nothing is counted. */
export function feltRows(felt: readonly Felt[]): Block {
  return { kind: "rows", rows: felt.map((hour) => ({ label: say`${hour.day}`, line: say`${feltWords(hour)}` })) }
}

/** "felt mostly heard, partly spent on what mattered": not in the words of a reply to the after-form, or it would be read as ours. */
export function feltWords({ heard, mattered }: Pick<Felt, "heard" | "mattered">): string {
  return [
    ...(heard === null ? [] : [`felt ${heard} heard`]),
    ...(mattered === null ? [] : [`${spent[mattered]} on what mattered`]),
  ].join(", ")
}

const spent = { yes: "spent", partly: "partly spent", no: "not spent" } as const

/** To somebody who said "not quite" twice running, and to nobody else. */
export const askForMore =
  "Twice running you did not quite feel heard. You could open next time with: “I would like more ____ from you.”"

/** "once", "twice", "three times" … */
export function times(count: number): string {
  switch (count) {
    case 1:
      return "once"
    case 2:
      return "twice"
    default:
      return `${inWords(count)} times`
  }
}

/** A count as a person writes it: in words up to twelve. */
export function inWords(count: number): string {
  const words = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
  ]
  return words[count] ?? String(count)
}
