import { lastSession } from "@turnabout/core/texts/guide.ts"
import { given, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { askForMore, numbered, sessionRows, understoodBlocks } from "../parts.ts"
import type { Nearness, Understood, When } from "../parts.ts"
import * as people from "../samples.ts"
import { passageBlocks } from "../sections.ts"

/** To the focus person, a day before the session. */
export type PromptProps = {
  readonly partner: string
  readonly when: When
  readonly nearness: Nearness
  /** The prompt with its blanks filled in (core, texts/prompts.ts). */
  readonly prompt: string
  /** The reader's open commitments, in the order of their numbers, from 1. */
  readonly commitments: readonly string[]
  /** Where an answer goes that begins with neither PRIVATE nor SHARE. */
  readonly sharing: "shared" | "private"
  readonly meetingLink: string | null
  /** Whether they are offered a way to ask for more. */
  readonly asksForMore: boolean
  readonly understood: Understood | null
  /** After this session the pair closes: three questions come in place of the prompt. */
  readonly isLast: boolean
}

const sample: PromptProps = {
  partner: "Ben",
  when: people.lisbon,
  nearness: "tomorrow",
  prompt: "Which decision have you been walking around rather than making? What would you lose by choosing either way?",
  commitments: ["email Ana before Thursday lunch", "when I open the laptop on Monday, I will block two hours first"],
  sharing: "shared",
  meetingLink: people.meetingLink,
  asksForMore: false,
  understood: null,
  isLast: false,
}

export const prompt: Letter<PromptProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "with-commitments", props: sample },
    { name: "without-commitments", props: { ...sample, commitments: [] } },
    { name: "today", props: { ...sample, nearness: "today", meetingLink: null } },
    { name: "asks-for-more", props: { ...sample, asksForMore: true } },
    { name: "private", props: { ...sample, sharing: "private" } },
    {
      name: "understood",
      props: {
        ...sample,
        understood: {
          text: "It happened.\n1. email Ana before Thursday lunch",
          correctUrl: people.sampleUrl("correct"),
        },
      },
    },
    { name: "last", props: { ...sample, isLast: true } },
    { name: "same-zone", props: { ...sample, when: people.sameZone, commitments: ["sleep on it"] } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: PromptProps): Line {
  switch (props.nearness) {
    case "today":
      return say`Today is your hour with ${name(props.partner)}`
    case "tomorrow":
      return say`Tomorrow is your hour with ${name(props.partner)}`
    case "later":
      return say`${props.when.day} is your hour with ${name(props.partner)}`
  }
}

function body(props: PromptProps): readonly Block[] {
  return [
    lead(opening(props)),
    sessionRows(props.when, props.partner, props.meetingLink),
    ...(props.isLast
      ? [paragraph(say`It is your last session.`), ...passageBlocks(lastSession.passages)]
      : [paragraph(say`${strong(props.prompt)}`)]),
    ...given(props.commitments.length === 0 ? null : props.commitments, (commitments) => [
      paragraph(say`Last time you chose:`),
      numbered(commitments),
    ]),
    ...(props.asksForMore ? [paragraph(say`Only you read this. ${askForMore}`)] : []),
    paragraph(sharing(props)),
    note(
      say`You can bring something else, or come without writing anything. To skip ${props.isLast ? "it" : "this one"}, reply ${strong("SKIP")}. To move it, reply with another time, such as “Fri 17:00”, or propose one in your calendar.`,
    ),
    ...understoodBlocks(props.understood),
  ]
}

function opening(props: PromptProps): Line {
  switch (props.nearness) {
    case "today":
      return say`Today the hour is yours, and ${name(props.partner)} listens.`
    case "tomorrow":
      return say`Tomorrow the hour is yours, and ${name(props.partner)} listens.`
    case "later":
      return say`On ${props.when.day} the hour is yours, and ${name(props.partner)} listens.`
  }
}

function sharing(props: PromptProps): Line {
  switch (props.sharing) {
    case "shared":
      return say`Just reply; a line is plenty. Your reply goes to ${name(props.partner)} too; begin it with ${strong("PRIVATE")} to keep it.`
    case "private":
      return say`Just reply; a line is plenty. Your reply stays with you; begin it with ${strong("SHARE")} to send it to ${name(props.partner)} too.`
  }
}
