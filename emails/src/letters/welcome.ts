import { agreementIntroduction, agreementTitle, workingAgreement } from "@turnabout/core/texts/agreement.ts"
import type { MeetingTerms } from "@turnabout/core/texts/agreement.ts"
import { firstSession } from "@turnabout/core/texts/guide.ts"
import type { Passage } from "@turnabout/core/texts/passage.ts"
import { heading, lead, name, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { sessionRows } from "../parts.ts"
import type { When } from "../parts.ts"
import { berlin, guideUrl, lisbon, longName, meetingLink, rightToLeftName, sameZone } from "../samples.ts"
import { sectionBlocks } from "../sections.ts"

export type WelcomeProps = {
  readonly partner: string
  /** The first session, in the reader's zone. */
  readonly first: When
  /** Who is the focus then, and whether a lot decided it. */
  readonly firstFocus: "you" | "partner"
  readonly drawn: boolean
  /** For the agreement, in the slot's own zone: "Thursday", "17:00, Lisbon time", "an hour". */
  readonly terms: MeetingTerms
  readonly minutes: number
  readonly meetingLink: string | null
  readonly guideUrl: string
}

const terms: MeetingTerms = { weekday: "Thursday", time: "17:00, Lisbon time", minutes: "an hour" }
const sample: WelcomeProps = {
  partner: "Ben",
  first: lisbon,
  firstFocus: "you",
  drawn: true,
  terms,
  minutes: 60,
  meetingLink,
  guideUrl,
}

export const welcome: Letter<WelcomeProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "focus", props: sample },
    {
      name: "coach",
      props: { ...sample, partner: "Ana", first: berlin, firstFocus: "partner" },
    },
    { name: "half-an-hour", props: { ...sample, minutes: 30, terms: { ...terms, minutes: "30 minutes" } } },
    { name: "same-zone", props: { ...sample, first: sameZone, drawn: false, meetingLink: null } },
    { name: "long-name", props: { ...sample, partner: longName } },
    { name: "right-to-left-name", props: { ...sample, partner: rightToLeftName } },
  ],
}

function subject(props: WelcomeProps): Line {
  return say`You and ${name(props.partner)} begin on ${props.first.day}`
}

function body(props: WelcomeProps): readonly Block[] {
  return [
    lead(say`You both said yes. You and ${name(props.partner)} begin on ${props.first.day}.`),
    sessionRows(props.first, props.partner, props.meetingLink),
    paragraph(firstFocus(props)),
    paragraph(
      say`After that you swap each time. The invitations come in letters of their own; each says who coaches. The day before your own turn we ask what you would like to bring. Afterwards we ask both of you what you decided. That is all we do.`,
    ),
    ...sectionBlocks(firstSession(props.minutes)),
    heading(agreementTitle),
    paragraph(say`${agreementIntroduction}`),
    ...workingAgreement(props.terms, []).map((section) =>
      paragraph(say`${strong(`${section.title}.`)} ${section.passages.map(printed).join(" ")}`),
    ),
    paragraph(
      say`When you have talked it through, reply ${strong("AGREE")}. If you changed something, write the changes below that word, one a line.`,
    ),
    { kind: "links", links: [{ label: "Keep the guide at hand", url: props.guideUrl }] },
  ]
}

function printed(passage: Passage): string {
  return passage.kind === "paragraph" ? passage.text : passage.items.join(" ")
}

function firstFocus(props: WelcomeProps): Line {
  const chosen = props.drawn ? "The lot fell on" : "It starts with"
  return props.firstFocus === "you"
    ? say`${chosen} you: you are the focus first, and ${name(props.partner)} coaches. In the first session you both get a short turn.`
    : say`${chosen} ${name(props.partner)}, who is the focus first; you coach. In the first session you both get a short turn.`
}
