import { given, lead, name, note, paragraph, place, say, strong } from "../letter.ts"
import type { Block, Letter, Line, Row } from "../letter.ts"
import { partnerLabel, sessionLine } from "../parts.ts"
import type { ClockShift, MeetingTime } from "../parts.ts"
import * as people from "../samples.ts"

export type ChangedProps =
  /** The slot or the rhythm, for good. Carries the REQUEST of the next session; others follow as invitations. */
  | {
      readonly variant: "slot"
      readonly by: "you" | "partner"
      readonly partner: string
      /** In the reader's zone: "Tuesdays at 18:00, Lisbon time, 60 minutes". */
      readonly now: string
      readonly partnerNow: string | null
      readonly before: string
      readonly rhythm: "weekly" | "fortnightly"
      readonly next: MeetingTime | null
      readonly clockShift: ClockShift | null
      readonly meetingLink: string | null
    }
  /** What the partner wrote below AGREE. */
  | {
      readonly variant: "agreement"
      readonly partner: string
      /** One each. */
      readonly changes: readonly string[]
      readonly agreementUrl: string
    }
  /** To the old mailbox: letters go to another one from now on. */
  | { readonly variant: "mailbox"; readonly partner: string }

type Slot = Extract<ChangedProps, { variant: "slot" }>

const sample: Slot = {
  variant: "slot",
  by: "partner",
  partner: "Ben",
  now: "Tuesdays at 18:00, Lisbon time, 60 minutes",
  partnerNow: "19:00, Berlin time",
  before: "Thursdays at 17:00, 60 minutes",
  rhythm: "weekly",
  next: {
    when: { day: "Tuesday, 1 December", time: "18:00–19:00", zone: "Lisbon time", partner: "19:00–20:00, Berlin time" },
    role: "coach",
  },
  clockShift: null,
  meetingLink: people.meetingLink,
}

export const changed: Letter<ChangedProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "by-partner", props: sample },
    { name: "by-you-fortnightly", props: { ...sample, by: "you", rhythm: "fortnightly", partnerNow: null } },
    { name: "clock-change", props: { ...sample, clockShift: { shift: "an hour earlier", until: "5 April" } } },
    {
      name: "agreement",
      props: {
        variant: "agreement",
        partner: "Ben",
        changes: ["Work is left outside, unless we both say yes.", "Ten minutes late is late."],
        agreementUrl: people.agreementUrl,
      },
    },
    { name: "mailbox", props: { variant: "mailbox", partner: "Ben" } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: ChangedProps): Line {
  switch (props.variant) {
    case "slot":
      return say`A new time for you and ${name(props.partner)}`
    case "agreement":
      return say`A change to your agreement with ${name(props.partner)}`
    case "mailbox":
      return say`Your letters now go to another mailbox`
  }
}

function body(props: ChangedProps): readonly Block[] {
  switch (props.variant) {
    case "slot":
      return slotBody(props)
    case "agreement":
      return [
        lead(say`${name(props.partner)} has written down a change to your working agreement.`),
        { kind: "bullets", items: props.changes.map((text) => say`${text}`) },
        paragraph(
          say`If the two of you have talked it through, there is nothing to do. If not, bring it up when you meet. It stands in your settings, and in the letter before every eighth session.`,
        ),
        { kind: "links", links: [{ label: "Read the working agreement", url: props.agreementUrl }] },
        note(say`To add something, or to say it differently, reply ${strong("AGREE")} with your words below it.`),
      ]
    case "mailbox":
      return [
        lead(say`From now on the letters about you and ${name(props.partner)} go to another mailbox of yours.`),
        paragraph(say`You asked for it, and confirmed it from the new mailbox. Nothing else has changed.`),
        note(
          say`It was not you? Tell ${name(props.partner)} and whoever runs this service, and look at who can read your mail.`,
        ),
      ]
  }
}

function slotBody(props: Slot): readonly Block[] {
  const partnerRow: readonly Row[] =
    props.partnerNow === null ? [] : [{ label: partnerLabel(props.partner), line: say`${props.partnerNow}` }]
  return [
    lead(
      props.by === "you"
        ? say`You and ${name(props.partner)} have a new time from now on, as you asked.`
        : say`${name(props.partner)} has set a new time for the two of you, from now on.`,
    ),
    {
      kind: "rows",
      rows: [
        { label: say`New`, line: say`${strong(props.now)}` },
        ...partnerRow,
        { label: say`How often`, line: props.rhythm === "weekly" ? say`Every week` : say`Every other week` },
        { label: say`Before`, line: say`${props.before}` },
        ...(props.meetingLink === null ? [] : [{ label: say`Where`, line: say`${place(props.meetingLink)}` }]),
      ],
    },
    ...given(props.next, (session) => [paragraph([...say`Next: `, ...sessionLine(session, props.partner)])]),
    ...given(props.clockShift, (shift) => [
      paragraph(
        say`Until ${shift.until} this is ${strong(`${shift.shift} than usual for you`)}, because your clocks and those of ${name(props.partner)} change on different days.`,
      ),
    ]),
    paragraph(say`Both calendars are updated. Whose turn it is stays as it was.`),
    note(
      props.by === "you"
        ? say`You can change it again in the settings.`
        : say`If it does not suit you, talk to ${name(props.partner)}, or change it again in the settings.`,
    ),
  ]
}
