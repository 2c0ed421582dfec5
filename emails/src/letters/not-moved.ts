import { lead, name, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { roleSentence, sessionRows } from "../parts.ts"
import type { Role, SessionLinks, When } from "../parts.ts"
import * as people from "../samples.ts"

/** Carries the event again as it stands, to whoever proposed. */
export type NotMovedProps = {
  readonly reason:
    | "past"
    /** More than six days from the slot. */
    | "too-far"
    /** It would pass the session before or after it. */
    | "out-of-order"
    /** Less than twelve hours to the next one. */
    | "too-close"
    /** It has begun, or is skipped. */
    | "not-planned"
    /** The partner moved it at the same minute, and was first. */
    | "moved-meanwhile"
  /** What the reader proposed: "Friday, 4 December, 12:00, Lisbon time". */
  readonly asked: string
  readonly partner: string
  /** The session as it stands. */
  readonly when: When
  readonly role: Role
  readonly meetingLink: string | null
  readonly links: SessionLinks
}

const sample: NotMovedProps = {
  reason: "too-far",
  asked: "Friday, 4 December, 12:00, Lisbon time",
  partner: "Ben",
  when: people.lisbon,
  role: "coach",
  meetingLink: people.meetingLink,
  links: people.sessionLinks,
}

export const notMoved: Letter<NotMovedProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "too-far", props: sample },
    { name: "past", props: { ...sample, reason: "past" } },
    { name: "out-of-order", props: { ...sample, reason: "out-of-order" } },
    { name: "too-close", props: { ...sample, reason: "too-close" } },
    { name: "not-planned", props: { ...sample, reason: "not-planned" } },
    { name: "moved-meanwhile", props: { ...sample, reason: "moved-meanwhile", role: "focus" } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: NotMovedProps): Line {
  return say`Not moved: your hour with ${name(props.partner)} stays on ${props.when.day}`
}

function body(props: NotMovedProps): readonly Block[] {
  return [
    lead(say`Your session stays on ${props.when.day}; the time you proposed did not work.`),
    paragraph(say`You proposed ${strong(props.asked)}. ${reason(props)}`),
    sessionRows(props.when, props.partner, props.meetingLink),
    paragraph(roleSentence(props.role, props.partner)),
    paragraph(
      say`This letter puts the event in your calendar back to that time. ${name(props.partner)} has not been asked.`,
    ),
    {
      kind: "links",
      links: [
        { label: "Move it to another time", url: props.links.otherUrl },
        { label: "Skip this one", url: props.links.skipUrl },
        { label: "Yes, I will be there", url: props.links.yesUrl },
      ],
    },
  ]
}

function reason(props: NotMovedProps): string {
  switch (props.reason) {
    case "past":
      return "That moment has passed."
    case "too-far":
      return "A session can move by at most six days from its usual time; further away, skipping it is simpler."
    case "out-of-order":
      return "That would put it on the far side of a neighbouring session, and then the turns would come out of order."
    case "too-close":
      return "That would leave less than twelve hours to a neighbouring session."
    case "not-planned":
      return "The session has begun or is not planned any more, so it cannot be moved."
    case "moved-meanwhile":
      return "In the same minute it was moved already, and the first one counts."
  }
}
