import { given, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { changeRows, sessionLine } from "../parts.ts"
import type { ClockShift, MeetingChange, MeetingTime } from "../parts.ts"
import * as people from "../samples.ts"

export type ChangedProps =
  /** The slot or the rhythm, for good. Carries the REQUEST of the next session; others follow as invitations. */
  | {
      readonly variant: "slot"
      readonly partner: string
      readonly change: MeetingChange
      readonly next: MeetingTime | null
      readonly clockShift: ClockShift | null
      /** It is for the last session, after which the pair closes. */
      readonly isLast: boolean
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
  partner: "Ben",
  change: people.newSlot,
  next: {
    when: { day: "Tuesday, 1 December", time: "18:00–19:00", zone: "Lisbon time", partner: "19:00–20:00, Berlin time" },
    role: "coach",
  },
  clockShift: null,
  meetingLink: people.meetingLink,
  isLast: false,
}

export const changed: Letter<ChangedProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "by-partner", props: sample },
    { name: "by-you", props: { ...sample, change: { ...people.newSlot, by: "you", partnerNow: null } } },
    { name: "last", props: { ...sample, isLast: true } },
    { name: "last-by-you", props: { ...sample, change: { ...people.newSlot, by: "you" }, isLast: true } },
    { name: "rhythm", props: { ...sample, change: people.newRhythm } },
    { name: "rhythm-by-you", props: { ...sample, change: { ...people.newRhythm, by: "you" } } },
    {
      name: "slot-and-rhythm",
      props: { ...sample, change: { ...people.newSlot, what: "both", rhythm: "fortnightly" } },
    },
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
      return props.change.what === "rhythm" && !props.isLast
        ? say`A new rhythm for you and ${name(props.partner)}`
        : say`A new time for you and ${name(props.partner)}`
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
        lead(say`Your working agreement with ${name(props.partner)} has a change.`),
        paragraph(
          say`If the two of you have talked it through, there is nothing to do. If not, bring it up when you meet. It stands in your settings, and in the letter before every eighth session.`,
        ),
        paragraph(say`${name(props.partner)} has written down:`),
        { kind: "bullets", items: props.changes.map((text) => say`${text}`) },
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
  const { by } = props.change
  return [
    lead(opening(props)),
    // Of one session there is no "every week": its own line below says when it is.
    ...(props.isLast ? [] : [changeRows(props.change, props.partner, props.meetingLink)]),
    ...given(props.next, (session) => [
      paragraph([...(props.isLast ? say`It is on ` : say`Next: `), ...sessionLine(session, props.partner)]),
    ]),
    ...given(props.clockShift, (shift) => [
      paragraph(
        say`Until ${shift.until} this is ${strong(`${shift.shift} than usual for you`)}, because your clocks and those of ${name(props.partner)} change on different days.`,
      ),
    ]),
    paragraph(
      props.isLast
        ? say`Both calendars are updated. It is still your last session, and whose turn it is stays as it was.`
        : say`Both calendars are updated. Whose turn it is stays as it was.`,
    ),
    note(
      by === "you"
        ? say`You can change it again in the settings.`
        : say`If it does not suit you, talk to ${name(props.partner)}, or change it again in the settings.`,
    ),
  ]
}

function opening({ change, partner, isLast }: Slot): Line {
  if (isLast) {
    return change.by === "you"
      ? say`Your session with ${name(partner)} has a new time, as you asked.`
      : say`${name(partner)} has set a new time for your session.`
  }
  if (change.what === "rhythm") {
    const often = change.rhythm === "weekly" ? "every week" : "every other week"
    return change.by === "you"
      ? say`You and ${name(partner)} meet ${often} from now on, as you asked.`
      : say`${name(partner)} has set a new rhythm for the two of you: ${often}, from now on.`
  }
  return change.by === "you"
    ? say`You and ${name(partner)} have a new time from now on, as you asked.`
    : say`${name(partner)} has set a new time for the two of you, from now on.`
}
