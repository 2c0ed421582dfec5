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
  /** It was to be the last: when the pair closes if nobody says anything, "Thursday, 26 November, 18:00"; else null. */
  readonly closes: string | null
}

const sample: SkippedProps = {
  variant: "you",
  partner: "Ben",
  when: people.lisbon,
  next: { when: people.lisbonNextWeek, role: "focus" },
  closes: null,
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
        closes: null,
      },
    },
    { name: "already", props: { ...sample, variant: "already" } },
    { name: "nothing-next", props: { ...sample, next: null } },
    { name: "before-a-review", props: { ...sample, next: { when: people.lisbonNextWeek, role: "both" } } },
    ...(["you", "partner", "already"] as const).map((variant) => ({
      name: `last-${variant}`,
      props: { ...sample, variant, next: null, closes: "Thursday, 26 November, 18:00" },
    })),
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
      return say`${name(props.partner)} has been told, and the event is gone from both calendars. ${turnStays(props)}`
    case "partner":
      return say`The event is gone from your calendar. ${turnStays(props)}`
    case "already":
      return say`${name(props.partner)} had the same thought a moment before you. You lose one session, not two.`
  }
}

function turnStays({ closes }: SkippedProps): string {
  return closes === null ? "The turn stays where it was." : "It was to be your last session."
}

function next(props: SkippedProps): readonly Block[] {
  return given(props.next, (session) => [paragraph([...say`Next: `, ...sessionLine(session, props.partner)])])
}

function closing(props: SkippedProps): readonly Block[] {
  if (props.closes !== null) return closingLast(props, props.closes)
  switch (props.variant) {
    case "you":
      return [note(say`Changed your mind? Reply ${strong("UNSKIP")} before it would have begun.`)]
    case "partner":
      return []
    case "already":
      return [note(say`To skip the next one as well, reply ${strong("SKIP")} to this letter.`)]
  }
}

/** Nothing comes after a last session: it comes back, is held at another time, or the pair closes. */
function closingLast({ variant }: SkippedProps, closes: string): readonly Block[] {
  const back = variant === "you" ? say`Reply ${strong("UNSKIP")} to bring it back, or ` : say`Reply `
  return [
    paragraph([...back, ...say`with a day and a time, such as “Fri 17:00”, to find another one.`]),
    note(say`Otherwise the pair closes on ${closes}.`),
  ]
}
