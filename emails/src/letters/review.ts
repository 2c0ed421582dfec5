import { reviewAfter, reviewBefore, reviewLines } from "@turnabout/core/texts/guide.ts"
import { given, heading, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { inWords, sessionRows } from "../parts.ts"
import type { Nearness, When } from "../parts.ts"
import * as people from "../samples.ts"
import { passageBlocks } from "../sections.ts"

/** To both, in place of prompt and coach-note. */
export type ReviewProps = {
  readonly partner: string
  readonly when: When
  readonly nearness: Nearness
  /** Sessions held so far. */
  readonly met: number
  /** What the two changed in their working agreement, one each; empty if nothing. */
  readonly changes: readonly string[]
  readonly agreementUrl: string
  readonly meetingLink: string | null
}

const sample: ReviewProps = {
  partner: "Ben",
  when: people.lisbon,
  nearness: "tomorrow",
  met: 8,
  changes: ["Work is left outside, unless we both say yes.", "Ten minutes late is late."],
  agreementUrl: people.agreementUrl,
  meetingLink: people.meetingLink,
}

export const review: Letter<ReviewProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "with-changes", props: sample },
    { name: "without-changes", props: { ...sample, changes: [], nearness: "today", met: 16 } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: ReviewProps): Line {
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
  return [
    lead(
      say`You and ${name(props.partner)} have met ${inWords(props.met)} times; this hour is about how that is going.`,
    ),
    sessionRows(props.when, props.partner, props.meetingLink),
    paragraph(say`Nobody is the focus; split the hour. ${reviewBefore}`),
    { kind: "numbers", items: reviewLines.map((text) => say`${text}`) },
    ...passageBlocks(reviewAfter),
    ...given(props.changes.length === 0 ? null : props.changes, (changes): readonly Block[] => [
      heading("What you changed in the agreement"),
      { kind: "bullets", items: changes.map((text) => say`${text}`) },
    ]),
    { kind: "links", links: [{ label: "Read the working agreement", url: props.agreementUrl }] },
    note(
      say`If you agree on a change, one of you replies ${strong("AGREE")} with the change below that word. What you fill in need not be sent to anyone.`,
    ),
  ]
}
