import { given, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { sessionLine } from "../parts.ts"
import type { MeetingTime, When } from "../parts.ts"
import * as people from "../samples.ts"

/** Carries the CANCEL of the session, but for `already`, in which nothing changes. */
export type SkippedProps = {
  /** `you` skipped it; your `partner` did; or it was `already` skipped when you asked to. */
  readonly variant: "you" | "partner" | "already"
  readonly partner: string
  readonly when: When
  /** The next session that stands; null if none is planned yet. */
  readonly next: MeetingTime | null
}

const sample: SkippedProps = {
  variant: "you",
  partner: "Ben",
  when: people.lisbon,
  next: { when: people.lisbonNextWeek, role: "focus" },
}

export const skipped: Letter<SkippedProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "you", props: sample },
    {
      name: "partner",
      props: {
        variant: "partner",
        partner: "Ana",
        when: people.berlin,
        next: { when: people.berlinNextWeek, role: "coach" },
      },
    },
    { name: "already", props: { ...sample, variant: "already" } },
    { name: "nothing-next", props: { ...sample, next: null } },
    { name: "before-a-review", props: { ...sample, next: { when: people.lisbonNextWeek, role: "both" } } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, variant: "partner", partner: people.rightToLeftName } },
  ],
}

function subject(props: SkippedProps): Line {
  return say`Skipped: ${props.when.day} with ${name(props.partner)}`
}

function body(props: SkippedProps): readonly Block[] {
  return [lead(opening(props)), paragraph(effect(props)), ...next(props), ...closing(props)]
}

function opening(props: SkippedProps): Line {
  switch (props.variant) {
    case "you":
      return say`Your session on ${props.when.day} is skipped, as you asked.`
    case "partner":
      return say`${name(props.partner)} has skipped your session on ${props.when.day}.`
    case "already":
      return say`Your session on ${props.when.day} was skipped already, so nothing more has changed.`
  }
}

function effect(props: SkippedProps): Line {
  switch (props.variant) {
    case "you":
      return say`${name(props.partner)} has been told, and the event is gone from both calendars. The turn stays where it was.`
    case "partner":
      return say`The event is gone from your calendar. The turn stays where it was.`
    case "already":
      return say`${name(props.partner)} had the same thought a moment before you. You lose one session, not two.`
  }
}

function next(props: SkippedProps): readonly Block[] {
  return given(props.next, (session) => [paragraph([...say`Next: `, ...sessionLine(session, props.partner)])])
}

function closing(props: SkippedProps): readonly Block[] {
  switch (props.variant) {
    case "you":
      return [note(say`Changed your mind? Reply ${strong("UNSKIP")} before it would have begun.`)]
    case "partner":
      return []
    case "already":
      return [note(say`To skip the next one as well, reply ${strong("SKIP")} to this letter.`)]
  }
}
