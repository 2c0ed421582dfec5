import { lastSession } from "@turnabout/core/texts/guide.ts"
import { given, lead, name, paragraph, say } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { numbered, sessionRows, understoodBlocks } from "../parts.ts"
import type { Nearness, Understood, When } from "../parts.ts"
import * as people from "../samples.ts"
import { sectionBlocks } from "../sections.ts"

export type CoachNoteProps = {
  /** The focus person. */
  readonly partner: string
  readonly when: When
  readonly nearness: Nearness
  /** `late`: the answer came after a first note had gone. */
  readonly variant: "first" | "late"
  /** What the focus person wrote and shared; null if nothing. */
  readonly shared: string | null
  /** Their open commitments, empty if there are none or they keep them to themselves. */
  readonly commitments: readonly string[]
  /** One line of listening advice, filled in; null in a late note. */
  readonly listening: string | null
  readonly meetingLink: string | null
  readonly understood: Understood | null
  /** After this session the pair closes. */
  readonly isLast: boolean
}

const sample: CoachNoteProps = {
  partner: "Ana",
  when: people.berlin,
  nearness: "tomorrow",
  variant: "first",
  shared:
    "I keep saying yes to small things at work and then the big one does not move.\n\nI think I know why, and I would like to say it out loud once.",
  commitments: ["email Ben before Thursday lunch"],
  listening: "Let silence last one breath longer than is comfortable. Often the real sentence comes after it.",
  meetingLink: people.meetingLink,
  understood: null,
  isLast: false,
}

export const coachNote: Letter<CoachNoteProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "shared", props: sample },
    { name: "nothing-shared", props: { ...sample, shared: null } },
    { name: "without-commitments", props: { ...sample, commitments: [], nearness: "today" } },
    { name: "last", props: { ...sample, isLast: true } },
    { name: "late", props: { ...sample, variant: "late", nearness: "today", listening: null, commitments: [] } },
    { name: "long-name", props: { ...sample, partner: people.longName, meetingLink: null } },
    {
      name: "right-to-left-name",
      props: { ...sample, partner: people.rightToLeftName, shared: "אני עייפה.\nנדבר מחר." },
    },
  ],
}

function subject(props: CoachNoteProps): Line {
  switch (props.nearness) {
    case "today":
      return say`You are coaching ${name(props.partner)} today`
    case "tomorrow":
      return say`You are coaching ${name(props.partner)} tomorrow`
    case "later":
      return say`You are coaching ${name(props.partner)} on ${props.when.day}`
  }
}

function body(props: CoachNoteProps): readonly Block[] {
  return [
    lead(opening(props)),
    sessionRows(props.when, props.partner, props.meetingLink),
    paragraph(say`${props.isLast ? "It is your last session. " : ""}What you read here stays between the two of you.`),
    ...given(props.shared, (text): readonly Block[] => [
      paragraph(say`${name(props.partner)} wrote, for you to read before you meet:`),
      { kind: "quote", text },
    ]),
    ...given(props.commitments.length === 0 ? null : props.commitments, (commitments) => [
      paragraph(say`Last time ${name(props.partner)} chose:`),
      numbered(commitments),
    ]),
    ...(props.isLast ? sectionBlocks(lastSession) : []),
    ...given(props.listening, (text) => [paragraph(say`For this one: ${text}`)]),
    ...understoodBlocks(props.understood),
  ]
}

function opening(props: CoachNoteProps): Line {
  if (props.variant === "late") return say`There is something more for your session with ${name(props.partner)}.`
  switch (props.nearness) {
    case "today":
      return say`Today you coach, and ${name(props.partner)} is the focus.`
    case "tomorrow":
      return say`Tomorrow you coach, and ${name(props.partner)} is the focus.`
    case "later":
      return say`On ${props.when.day} you coach, and ${name(props.partner)} is the focus.`
  }
}
