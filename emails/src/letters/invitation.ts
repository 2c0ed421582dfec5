import { afterTheHour, lastSession, shapeInFiveLines } from "@turnabout/core/texts/guide.ts"
import { given, heading, lead, name, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { sessionRows, understoodBlocks } from "../parts.ts"
import type { ClockShift, Role, SessionLinks, Understood, When } from "../parts.ts"
import * as people from "../samples.ts"
import { sectionBlocks } from "../sections.ts"

/** Why an invitation comes; one sentence in the letter, none for `new`. */
export type InvitationNews =
  | "new"
  /** The session before it was skipped or did not happen, so the roles of this one changed. */
  | "roles-after-skip"
  /** A skipped session came back, so the roles of this one changed. */
  | "roles-after-return"
  /** One of the two corrected whether the last session happened. */
  | "roles-after-correction"
  /** This session itself is back after a skip. */
  | "returned"
  /** Sent again, because a calendar answered an older version. */
  | "resent"
  /** The slot has changed for good and this session with it. */
  | "slot-changed"
  /** In another rhythm it is on another day; the time is as it was. */
  | "rhythm-changed"
  /** The pair starts again after a pause or a silence. */
  | "resumed"
  /** A name or the meeting link changed. */
  | "details"
  /** The first to another mailbox of the reader's. */
  | "mailbox"
  /** One of the two asked for a last session before the pair ends. */
  | "last"

export type CancelReason = "skipped" | "paused" | "ended" | "slot-changed" | "rhythm-changed" | "quiet"

export type InvitationProps =
  | {
      readonly variant: "request"
      readonly news: InvitationNews
      readonly partner: string
      readonly when: When
      readonly role: Role
      readonly clockShift: ClockShift | null
      readonly meetingLink: string | null
      /** One line of listening advice, filled in; for whoever coaches. Null in a review. */
      readonly listening: string | null
      readonly understood: Understood | null
      readonly links: SessionLinks
      readonly minutes: number
      /** Who asked for this last session; null if it is not the last. */
      readonly last: "you" | "partner" | null
    }
  | {
      readonly variant: "cancel"
      readonly reason: CancelReason
      readonly partner: string
      readonly when: When
    }

type Request = Extract<InvitationProps, { variant: "request" }>

const sample: Request = {
  variant: "request",
  news: "new",
  partner: "Ben",
  when: people.lisbon,
  role: "focus",
  minutes: 60,
  clockShift: null,
  meetingLink: people.meetingLink,
  listening: "Short questions. Stop talking at the question mark.",
  understood: null,
  links: people.sessionLinks,
  last: null,
}

export const invitation: Letter<InvitationProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "focus", props: sample },
    { name: "coach", props: { ...sample, partner: "Ana", when: people.berlin, role: "coach" } },
    { name: "review", props: { ...sample, role: "both", listening: null } },
    { name: "same-zone", props: { ...sample, when: people.sameZone, meetingLink: null } },
    { name: "across-the-date-line", props: { ...sample, when: people.acrossTheDateLine } },
    { name: "clock-change", props: { ...sample, clockShift: { shift: "an hour earlier", until: "5 April" } } },
    { name: "roles-after-skip", props: { ...sample, news: "roles-after-skip" } },
    { name: "roles-after-return", props: { ...sample, news: "roles-after-return", role: "coach" } },
    { name: "roles-after-correction", props: { ...sample, news: "roles-after-correction" } },
    {
      name: "half-an-hour",
      props: {
        ...sample,
        minutes: 30,
        when: { ...people.lisbon, time: "17:00–17:30", partner: "18:00–18:30, Berlin time" },
      },
    },
    { name: "returned", props: { ...sample, news: "returned" } },
    { name: "resent", props: { ...sample, news: "resent" } },
    { name: "slot-changed", props: { ...sample, news: "slot-changed" } },
    { name: "rhythm-changed", props: { ...sample, news: "rhythm-changed" } },
    { name: "resumed", props: { ...sample, news: "resumed" } },
    { name: "details", props: { ...sample, news: "details" } },
    { name: "mailbox", props: { ...sample, news: "mailbox" } },
    { name: "last-by-you", props: { ...sample, news: "last", last: "you" } },
    { name: "last-by-partner", props: { ...sample, news: "last", last: "partner", role: "coach" } },
    { name: "last-returned", props: { ...sample, news: "returned", last: "partner" } },
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
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName, role: "coach" } },
    { name: "cancel-skipped", props: { variant: "cancel", reason: "skipped", partner: "Ben", when: people.lisbon } },
    { name: "cancel-paused", props: { variant: "cancel", reason: "paused", partner: "Ben", when: people.lisbon } },
    { name: "cancel-ended", props: { variant: "cancel", reason: "ended", partner: "Ben", when: people.lisbon } },
    {
      name: "cancel-slot-changed",
      props: { variant: "cancel", reason: "slot-changed", partner: "Ben", when: people.lisbon },
    },
    {
      name: "cancel-rhythm-changed",
      props: { variant: "cancel", reason: "rhythm-changed", partner: "Ben", when: people.lisbon },
    },
    { name: "cancel-quiet", props: { variant: "cancel", reason: "quiet", partner: "Ben", when: people.lisbon } },
  ],
}

function subject(props: InvitationProps): Line {
  switch (props.variant) {
    case "request":
      return [...say`${props.when.day}: `, ...roles(props.role, props.partner)]
    case "cancel":
      return say`Cancelled: ${props.when.day} with ${name(props.partner)}`
  }
}

function roles(role: Role, partner: string): Line {
  switch (role) {
    case "focus":
      return say`${name(partner)} coaches you`
    case "coach":
      return say`you coach ${name(partner)}`
    case "both":
      return say`you and ${name(partner)} look back`
  }
}

function body(props: InvitationProps): readonly Block[] {
  switch (props.variant) {
    case "request":
      return requestBody(props)
    case "cancel":
      return [
        lead(say`Your session with ${name(props.partner)} on ${props.when.day} is cancelled.`),
        paragraph(
          say`It was planned for ${props.when.time}, ${props.when.zone}. This letter takes it out of your calendar.`,
        ),
        paragraph(cancelReason(props.reason)),
      ]
  }
}

function requestBody(props: Request): readonly Block[] {
  return [
    lead(opening(props)),
    ...given(newsSentence(props.news), (sentence) => [paragraph(sentence)]),
    sessionRows(props.when, props.partner, props.meetingLink),
    ...given(props.last, (by) => [paragraph(lastSentence(by, props))]),
    ...given(props.clockShift, (shift) => [
      paragraph(
        say`This is ${strong(`${shift.shift} than usual for you`)}, until ${shift.until}: the clocks where you live and where you agreed the time change on different days.`,
      ),
    ]),
    ...shape(props),
    ...given(props.listening, (text) => [paragraph(say`For whoever listens: ${text}`)]),
    paragraph(say`Answer in your calendar, or here:`),
    {
      kind: "links",
      links: [
        { label: "Yes, I will be there", url: props.links.yesUrl },
        { label: "Skip this one", url: props.links.skipUrl },
        { label: "Move it to another time", url: props.links.otherUrl },
      ],
    },
    ...understoodBlocks(props.understood),
  ]
}

function opening(props: Request): Line {
  switch (props.role) {
    case "focus":
      return say`On ${props.when.day} you are the focus, and ${name(props.partner)} coaches you.`
    case "coach":
      return say`On ${props.when.day} you coach, and ${name(props.partner)} is the focus.`
    case "both":
      return say`On ${props.when.day} you and ${name(props.partner)} look at how your practice is going.`
  }
}

function shape(props: Request): readonly Block[] {
  if (props.last !== null) return sectionBlocks(lastSession)
  if (props.role === "both") {
    return [paragraph(say`Nobody is the focus this time, and nobody’s turn is used up. A guide comes the day before.`)]
  }
  return [
    heading(props.minutes === 60 ? "The shape of the hour" : `The shape of these ${props.minutes} minutes`),
    {
      kind: "rows",
      rows: shapeInFiveLines(props.minutes).map((step) => ({ label: say`${step.minutes}`, line: say`${step.what}` })),
    },
    paragraph(say`${afterTheHour}`),
  ]
}

/** Said neutrally: who asked, and no reason. */
function lastSentence(by: "you" | "partner", { news, partner }: Request): Line {
  if (news !== "last") return say`It is ${strong("your last session")}: after it the pair closes.`
  return by === "you"
    ? say`This is ${strong("your last session")}, as you asked. After it the pair closes.`
    : say`${name(partner)} asked for one last session, and ${strong("this is it")}. After it the pair closes.`
}

function newsSentence(news: InvitationNews): Line | null {
  switch (news) {
    case "new":
      return null
    case "roles-after-skip":
      return say`${strong("The roles have changed")}, because the session before it does not take place and so uses up nobody’s turn.`
    case "roles-after-return":
      return say`${strong("The roles have changed")}, because the session before it takes place after all.`
    case "roles-after-correction":
      return say`${strong("The roles have changed")}, because one of you corrected what became of the last session.`
    case "returned":
      return say`This session is on again. Your calendar gets it as a new event.`
    case "resent":
      return say`Your calendar answered an older version of this invitation, so here is the one that holds.`
    case "slot-changed":
      return say`This is the new time that the two of you meet at from now on.`
    case "resumed":
      return say`Your sessions start again. Nothing was lost and nothing is owed.`
    case "rhythm-changed":
      return say`This is the day in the rhythm that the two of you meet in from now on; the time is as it was.`
    case "mailbox":
      return say`Your letters come to this mailbox from now on. Nothing about the session has changed.`
    case "details":
      return say`The day and the time are as they were; a name or the meeting link has changed.`
    case "last":
      return null
  }
}

function cancelReason(reason: CancelReason): Line {
  switch (reason) {
    case "skipped":
      return say`One of you skipped it. The turn stays where it was.`
    case "paused":
      return say`It lies within the pause. The turn stays where it was.`
    case "ended":
      return say`The pair closes, so this one is off.`
    case "slot-changed":
      return say`You meet at another time from now on; that session has an invitation of its own.`
    case "rhythm-changed":
      return say`You meet in another rhythm from now on, and this week is free.`
    case "quiet":
      return say`We have stopped sending invitations until we hear from both of you, so that nobody waits in an empty call.`
  }
}
