import { lead, name, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown, inWords } from "../parts.ts"
import * as people from "../samples.ts"

export type QuietNoticeProps =
  /** To the other one, a week after a quiet check without an answer. */
  | { readonly variant: "partner-quiet"; readonly partner: string }
  /** The same where letters do not reach the other one, for whatever reason. */
  | { readonly variant: "partner-unreached"; readonly partner: string }
  /** To both: neither gave a sign for this many sessions. */
  | { readonly variant: "still-meeting"; readonly partner: string; readonly sessions: number }

export const quietNotice: Letter<QuietNoticeProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "partner-quiet", props: { variant: "partner-quiet", partner: "Ben" } },
    { name: "partner-unreached", props: { variant: "partner-unreached", partner: "Ben" } },
    { name: "still-meeting", props: { variant: "still-meeting", partner: "Ben", sessions: 6 } },
    { name: "long-name", props: { variant: "partner-quiet", partner: people.longName } },
    { name: "right-to-left-name", props: { variant: "partner-quiet", partner: people.rightToLeftName } },
  ],
}

function subject(props: QuietNoticeProps): Line {
  switch (props.variant) {
    case "partner-quiet":
    case "partner-unreached":
      return say`About your hour with ${name(props.partner)}`
    case "still-meeting":
      return say`One question for you and ${name(props.partner)}`
  }
}

const waitOrEnd: Block = {
  kind: "bullets",
  items: [
    say`Reply ${strong("WAIT")} to leave things as they are for four weeks.`,
    say`Reply ${strong("END")} to close the pair.`,
  ],
}

function howItStands(partner: string): readonly Block[] {
  return [lead(say`Here is how things stand with you and ${name(partner)}.`), furtherDown]
}

function body(props: QuietNoticeProps): readonly Block[] {
  switch (props.variant) {
    case "partner-quiet":
      return [
        ...howItStands(props.partner),
        paragraph(say`${name(props.partner)} has not answered our last note, so we have stopped sending invitations.`),
        paragraph(
          say`That way nobody waits in an empty call. You could write to ${name(props.partner)} yourself, as a friend; life may simply be full. The first sign from ${name(props.partner)} starts everything again.`,
        ),
        waitOrEnd,
      ]
    case "partner-unreached":
      return [
        ...howItStands(props.partner),
        paragraph(
          say`At present our letters do not reach ${name(props.partner)}, so we have stopped sending invitations.`,
        ),
        paragraph(
          say`That way nobody waits in an empty call. You could let ${name(props.partner)} know in your own way. A reply from ${name(props.partner)} to any letter they ever had from us starts everything again.`,
        ),
        waitOrEnd,
      ]
    case "still-meeting":
      return [
        lead(say`We have one question for the two of you.`),
        furtherDown,
        paragraph(say`Are you and ${name(props.partner)} still meeting?`),
        paragraph(
          say`We have heard nothing from either of you around the last ${inWords(props.sessions)} sessions. Some pairs meet happily and never answer a letter. If that is you, reply ${strong("HERE")} or ${strong("YES")}, or in words of your own, and we carry on.`,
        ),
        paragraph(
          say`If not, ${strong("PAUSE")} gives you four quiet weeks and ${strong("END")} closes the pair. Without a word we carry on for a while, and then pause.`,
        ),
      ]
  }
}
