import { lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown } from "../parts.ts"
import * as people from "../samples.ts"

/** Carries the CANCEL of the next session, if one was invited. */
export type PausedProps =
  | {
      readonly variant: "until"
      readonly by: "you" | "partner"
      readonly partner: string
      /** The first day back: "Thursday, 7 January". */
      readonly until: string
      /** The day of the letter that comes before: "Monday, 4 January"; null for a pause too short for one. */
      readonly letterOn: string | null
    }
  /** The partner wants no letters at present; said neutrally. */
  | { readonly variant: "open"; readonly partner: string }
  /** To who said WAIT: until this day things stay as they are. */
  | { readonly variant: "wait"; readonly partner: string; readonly until: string }
  /** Neither gave a sign for twelve sessions. */
  | { readonly variant: "quiet"; readonly partner: string }

export const paused: Letter<PausedProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    {
      name: "by-you",
      props: {
        variant: "until",
        by: "you",
        partner: "Ben",
        until: "Thursday, 7 January",
        letterOn: "Monday, 4 January",
      },
    },
    {
      name: "by-partner",
      props: {
        variant: "until",
        by: "partner",
        partner: "Ana",
        until: "Thursday, 7 January",
        letterOn: "Monday, 4 January",
      },
    },
    {
      name: "short",
      props: { variant: "until", by: "you", partner: "Ben", until: "Thursday, 26 November", letterOn: null },
    },
    { name: "open", props: { variant: "open", partner: "Ben" } },
    { name: "quiet", props: { variant: "quiet", partner: "Ben" } },
    { name: "wait", props: { variant: "wait", partner: "Ben", until: "Thursday, 7 January" } },
    { name: "long-name", props: { variant: "open", partner: people.longName } },
    { name: "right-to-left-name", props: { variant: "quiet", partner: people.rightToLeftName } },
  ],
}

function subject(props: PausedProps): Line {
  return props.variant === "until"
    ? say`Paused until ${props.until}`
    : say`Paused: your hour with ${name(props.partner)}`
}

function body(props: PausedProps): readonly Block[] {
  switch (props.variant) {
    case "until":
      return [
        lead(
          props.by === "you"
            ? say`You and ${name(props.partner)} are paused until ${props.until}, as you asked.`
            : say`${name(props.partner)} has paused your sessions until ${props.until}.`,
        ),
        paragraph(
          say`The events before that day are gone from both calendars. The turn stays where it was, and nothing is lost.`,
        ),
        props.letterOn === null
          ? paragraph(say`It is a short one, so no letter comes before it ends: the next session is in your calendar.`)
          : paragraph(
              say`We write nothing until ${props.letterOn}. Then one letter comes before you start again, so that you can stretch the pause.`,
            ),
        note(
          say`To come back earlier, reply ${strong("RESUME")}. To choose another day, reply ${strong("PAUSE until")} and that day.`,
        ),
      ]
    case "open":
      return [
        lead(say`Your sessions with ${name(props.partner)} are paused for now.`),
        paragraph(
          say`We do not know for how long. The events are gone from your calendar, the turn stays where it was, and we write again when it goes on.`,
        ),
        note(say`You are free to write to ${name(props.partner)} yourself. To close the pair, reply ${strong("END")}.`),
      ]
    case "wait":
      return [
        lead(say`We leave things as they are, and write again on ${props.until}.`),
        paragraph(
          say`Nothing is planned until then. The first sign from ${name(props.partner)} starts everything again, with the turn where it was.`,
        ),
        note(say`To close the pair instead, reply ${strong("END")}.`),
      ]
    case "quiet":
      return [
        lead(say`Your sessions with ${name(props.partner)} are paused for now.`),
        furtherDown,
        paragraph(
          say`We have not heard from either of you for a while. That may be perfectly fine: some pairs meet happily and never answer a letter. We only do not want to fill two calendars with hours that nobody uses.`,
        ),
        paragraph(
          say`Reply ${strong("RESUME")} and the invitations come again, with the turn where it was. Reply ${strong("END")} to close the pair. Or leave it as it is.`,
        ),
      ]
  }
}
