import { lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown, times } from "../parts.ts"
import * as people from "../samples.ts"

/** Carries the CANCEL of the next session, if one was invited. */
export type EndedProps = {
  /** `you` or `partner` ended it now; `last`: after a last session; `last-off`: that one was skipped or did not happen; `gone`: the partner's side no longer exists. */
  readonly variant: "you" | "partner" | "last" | "last-off" | "gone"
  readonly partner: string
  readonly met: number
  /** Whether a session that was planned leaves the calendar by it. */
  readonly clearsCalendar: boolean
  /** "March", or "March 2026" if that was another year. */
  readonly since: string
  /** The day on which everything is erased: "23 December". */
  readonly erasedOn: string
}

const sample: EndedProps = {
  variant: "you",
  partner: "Ben",
  met: 14,
  clearsCalendar: true,
  since: "March",
  erasedOn: "23 December",
}

export const ended: Letter<EndedProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "by-you", props: sample },
    { name: "by-partner", props: { ...sample, variant: "partner", partner: "Ana" } },
    { name: "after-a-last-session", props: { ...sample, variant: "last", clearsCalendar: false } },
    { name: "without-its-last-session", props: { ...sample, variant: "last-off" } },
    { name: "partner-gone", props: { ...sample, variant: "gone" } },
    { name: "never-met", props: { ...sample, met: 0 } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, variant: "partner", partner: people.rightToLeftName } },
  ],
}

function subject(props: EndedProps): Line {
  return say`About your hour with ${name(props.partner)}`
}

function body(props: EndedProps): readonly Block[] {
  return [
    lead(say`Here is how things stand with you and ${name(props.partner)}.`),
    furtherDown,
    paragraph(opening(props)),
    ...(props.met === 0
      ? []
      : [paragraph(say`You met ${times(props.met)} since ${props.since}. That was real, and it stays yours.`)]),
    paragraph(
      say`${props.clearsCalendar ? "Sessions that were planned are gone from your calendar. " : ""}We write no more, unless you ask us to: reply ${strong("EXPORT")} for everything you wrote, or ${strong("ERASE")} to have it erased today. Otherwise it is erased on ${props.erasedOn}.`,
    ),
    note(
      say`If you would like to begin again one day, with ${name(props.partner)} or someone else, sign up as you did before.`,
    ),
  ]
}

function opening(props: EndedProps): Line {
  switch (props.variant) {
    case "you":
      return say`The pair of you and ${name(props.partner)} is closed, as you asked.`
    case "partner":
      return say`${name(props.partner)} has ended the pair. No reason is asked for, and none was given to us.`
    case "last":
      return say`With your last session, the pair of you and ${name(props.partner)} is closed.`
    case "last-off":
      return say`Your last session did not take place, and the pair of you and ${name(props.partner)} is closed.`
    case "gone":
      return say`The pair of you and ${name(props.partner)} has ended.`
  }
}
