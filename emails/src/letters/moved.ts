import { lead, name, paragraph, say } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { roleSentence, sessionRows } from "../parts.ts"
import type { Role, SessionLinks, When } from "../parts.ts"
import * as people from "../samples.ts"

/** Carries the REQUEST with the new time. */
export type MovedProps = {
  readonly by: "you" | "partner"
  readonly partner: string
  readonly when: When
  /** The time it had: "Thursday, 26 November, 17:00". */
  readonly was: string
  readonly role: Role
  readonly meetingLink: string | null
  readonly links: SessionLinks
}

const friday: When = {
  day: "Friday, 27 November",
  time: "12:00–13:00",
  zone: "Lisbon time",
  partner: "13:00–14:00, Berlin time",
}
const sample: MovedProps = {
  by: "partner",
  partner: "Ben",
  when: friday,
  was: "Thursday, 26 November, 17:00",
  role: "focus",
  meetingLink: people.meetingLink,
  links: people.sessionLinks,
}

export const moved: Letter<MovedProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "by-partner", props: sample },
    { name: "by-you", props: { ...sample, by: "you", role: "coach" } },
    { name: "same-zone", props: { ...sample, when: { ...friday, partner: null }, meetingLink: null } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: MovedProps): Line {
  return say`Moved to ${props.when.day}: your hour with ${name(props.partner)}`
}

function body(props: MovedProps): readonly Block[] {
  return [
    lead(
      props.by === "you"
        ? say`Your session with ${name(props.partner)} is now on ${props.when.day}, as you proposed.`
        : say`${name(props.partner)} has moved your session to ${props.when.day}.`,
    ),
    sessionRows(props.when, props.partner, props.meetingLink),
    paragraph([
      ...say`It was planned for ${props.was}. Only this one has moved. `,
      ...roleSentence(props.role, props.partner),
    ]),
    ...answer(props),
  ]
}

function answer(props: MovedProps): readonly Block[] {
  const others = [
    { label: "Skip this one", url: props.links.skipUrl },
    { label: "Move it to another time", url: props.links.otherUrl },
  ]
  switch (props.by) {
    case "you":
      return [
        paragraph(say`${name(props.partner)} has been told and can answer in the calendar.`),
        { kind: "links", links: others },
      ]
    case "partner":
      return [
        paragraph(say`Please answer in your calendar, or here. A reply with another day and time moves it again.`),
        { kind: "links", links: [{ label: "Yes, I will be there", url: props.links.yesUrl }, ...others] },
      ]
  }
}
