import { lastSession, reviewAfter, reviewBefore, reviewLines } from "@turnabout/core/texts/guide.ts"
import { given, heading, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { askForMore, feltRows, furtherDown, inWords, sessionRows } from "../parts.ts"
import type { Felt, Nearness, When } from "../parts.ts"
import * as people from "../samples.ts"
import { passageBlocks } from "../sections.ts"

/** To both, in place of prompt and coach-note; or from one to the other, how their own hours felt to them. */
export type ReviewProps = LookBack | Shown

type Shown = {
  readonly variant: "trend"
  readonly partner: string
  readonly felt: readonly Felt[]
  /** Where the reader can show theirs; null if there is nothing to show. */
  readonly showUrl: string | null
}

type LookBack = {
  readonly variant: "look-back"
  readonly partner: string
  readonly when: When
  readonly nearness: Nearness
  /** Sessions held so far. */
  readonly met: number
  /** What the two changed in their working agreement, one each; empty if nothing. */
  readonly changes: readonly string[]
  readonly agreementUrl: string
  /** What the reader said of their own hours, oldest first. */
  readonly felt: readonly Felt[]
  /** Where they can show that to the partner; null if there is nothing to show. */
  readonly showUrl: string | null
  /** Whether they are offered a way to ask for more. */
  readonly asksForMore: boolean
  readonly meetingLink: string | null
  /** After this session the pair closes: three questions come in place of the five lines. */
  readonly isLast: boolean
}

const felt: readonly Felt[] = [
  { day: "Thursday, 8 October", heard: "not quite", mattered: "partly" },
  { day: "Thursday, 22 October", heard: "mostly", mattered: null },
  { day: "Thursday, 5 November", heard: "fully", mattered: "yes" },
]

const sample: LookBack = {
  variant: "look-back",
  partner: "Ben",
  when: people.lisbon,
  nearness: "tomorrow",
  met: 8,
  changes: ["Work is left outside, unless we both say yes.", "Ten minutes late is late."],
  agreementUrl: people.agreementUrl,
  felt,
  showUrl: people.sampleUrl("review"),
  asksForMore: false,
  meetingLink: people.meetingLink,
  isLast: false,
}

export const review: Letter<ReviewProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "with-changes", props: sample },
    { name: "without-changes", props: { ...sample, changes: [], nearness: "today", met: 16 } },
    { name: "nothing-said", props: { ...sample, felt: [], showUrl: null } },
    { name: "asks-for-more", props: { ...sample, asksForMore: true } },
    { name: "trend", props: { variant: "trend", partner: "Ben", felt, showUrl: people.sampleUrl("review") } },
    { name: "trend-long-name", props: { variant: "trend", partner: people.longName, felt, showUrl: null } },
    { name: "last", props: { ...sample, isLast: true } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: ReviewProps): Line {
  if (props.variant === "trend") return say`For when you and ${name(props.partner)} look back`
  switch (props.nearness) {
    case "today":
      return say`Today you and ${name(props.partner)} look back`
    case "tomorrow":
      return say`Tomorrow you and ${name(props.partner)} look back`
    case "later":
      return say`${props.when.day}: you and ${name(props.partner)} look back`
  }
}

function body(props: ReviewProps): readonly Block[] {
  return props.variant === "trend" ? shownBody(props) : lookBackBody(props)
}

function shownBody(props: Shown): readonly Block[] {
  return [
    lead(say`Here is something more for when you look back.`),
    furtherDown,
    paragraph(say`${name(props.partner)} lets you see how the hours in which they were the focus felt to them.`),
    feltRows(props.felt),
    paragraph(
      say`It is theirs to speak about, and nothing has to be settled. “What would you have liked more of?” is a good way to ask.`,
    ),
    ...given(props.showUrl, (url): readonly Block[] => [
      { kind: "links", links: [{ label: "Show yours too, if you like", url }] },
    ]),
    note(say`Only the two of you see this, and it comes for this one session.`),
  ]
}

function lookBackBody(props: LookBack): readonly Block[] {
  if (props.isLast) {
    return [
      lead(say`You and ${name(props.partner)} have met ${inWords(props.met)} times, and now you look back.`),
      sessionRows(props.when, props.partner, props.meetingLink),
      paragraph(say`It is your last session. Nobody is the focus; split the hour.`),
      ...passageBlocks(lastSession.passages),
    ]
  }
  return [
    lead(
      say`You and ${name(props.partner)} have met ${inWords(props.met)} times; this hour is about how that is going.`,
    ),
    sessionRows(props.when, props.partner, props.meetingLink),
    paragraph(say`Nobody is the focus; split the hour. ${reviewBefore}`),
    { kind: "numbers", items: reviewLines.map((text) => say`${text}`) },
    ...passageBlocks(reviewAfter),
    ...feltBlocks(props),
    ...given(props.changes.length === 0 ? null : props.changes, (changes): readonly Block[] => [
      heading("What you changed in the agreement"),
      { kind: "bullets", items: changes.map((text) => say`${text}`) },
    ]),
    { kind: "links", links: [{ label: "Read the working agreement", url: props.agreementUrl }] },
    note(
      say`If you want to change something, reply ${strong("AGREE")} with the change below it, such as “no talk of work”. It is added to your agreement, and ${name(props.partner)} is told. Day, time and length themselves change in “Your settings” below. What you fill in need not be sent to anyone.`,
    ),
  ]
}

function feltBlocks(props: LookBack): readonly Block[] {
  if (props.felt.length === 0) return []
  return [
    heading("How your own hours felt to you"),
    feltRows(props.felt),
    ...(props.asksForMore ? [paragraph(say`${askForMore}`)] : []),
    ...given(props.showUrl, (url): readonly Block[] => [
      paragraph(say`You said this afterwards, and only you see it. ${name(props.partner)} does if you say so today.`),
      { kind: "links", links: [{ label: "Show this to your partner", url }] },
    ]),
  ]
}
