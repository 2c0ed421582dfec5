import { given, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { changeRows, roleSentence, sessionRows } from "../parts.ts"
import type { MeetingChange, MeetingTime } from "../parts.ts"
import * as people from "../samples.ts"

export type BackSoonProps = {
  /** `soon`: three days before the pause ends; `resumed`: it ended early, by either. */
  readonly variant: "soon" | "resumed"
  readonly partner: string
  /** The first day back: "Thursday, 7 January". */
  readonly until: string
  readonly first: MeetingTime
  /** Slot or rhythm changed while nothing was sent; null if they are as they were. */
  readonly change: MeetingChange | null
}

const sample: BackSoonProps = {
  variant: "soon",
  partner: "Ben",
  until: "Thursday, 7 January",
  first: { when: { ...people.lisbon, day: "Thursday, 7 January" }, role: "focus" },
  change: null,
}

export const backSoon: Letter<BackSoonProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "focus", props: sample },
    { name: "coach", props: { ...sample, first: { ...sample.first, role: "coach" } } },
    { name: "slot-changed", props: { ...sample, change: people.newSlot } },
    { name: "rhythm-changed-by-you", props: { ...sample, change: { ...people.newRhythm, by: "you" } } },
    { name: "resumed", props: { ...sample, variant: "resumed" } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: BackSoonProps): Line {
  return say`Back soon: ${props.first.when.day} with ${name(props.partner)}`
}

function body(props: BackSoonProps): readonly Block[] {
  return [
    lead(
      props.variant === "soon"
        ? say`Your pause lasts until ${props.until}, and then you meet ${name(props.partner)} again.`
        : say`The pause is over, and you meet ${name(props.partner)} again.`,
    ),
    paragraph(
      props.variant === "soon"
        ? say`Nothing was lost and nothing is owed.`
        : say`Welcome back. Nothing was lost and nothing is owed.`,
    ),
    sessionRows(props.first.when, props.partner, null),
    paragraph(roleSentence(props.first.role, props.partner)),
    ...given(props.change, (change) => [
      paragraph(changed(change, props.partner)),
      changeRows(change, props.partner, null),
    ]),
    note(
      say`Too early? Reply ${strong("PAUSE until")} and the day you would like to come back, or ${strong("PAUSE for two more weeks")}. Otherwise there is nothing to do; the invitation comes by itself.`,
    ),
  ]
}

/** Who did not change it hears of it here for the first time. */
function changed({ by, what }: MeetingChange, partner: string): Line {
  const thing = what === "rhythm" ? "another rhythm" : "another time"
  return by === "you"
    ? say`The two of you have ${strong(thing)} from now on, as you asked meanwhile.`
    : say`${name(partner)} has set ${strong(thing)} for the two of you meanwhile.`
}
