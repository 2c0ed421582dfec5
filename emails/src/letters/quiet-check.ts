import { lead, name, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown } from "../parts.ts"
import * as people from "../samples.ts"

/** To a member we have not heard from, or whose mailbox sends our letters back. */
export type QuietCheckProps = { readonly reason: "silence" | "bounce"; readonly partner: string }

export const quietCheck: Letter<QuietCheckProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "silence", props: { reason: "silence", partner: "Ben" } },
    { name: "bounce", props: { reason: "bounce", partner: "Ben" } },
    { name: "long-name", props: { reason: "silence", partner: people.longName } },
    { name: "right-to-left-name", props: { reason: "silence", partner: people.rightToLeftName } },
  ],
}

function subject(props: QuietCheckProps): Line {
  return say`One question about your hour with ${name(props.partner)}`
}

function body(props: QuietCheckProps): readonly Block[] {
  return [
    lead(say`One word from you is enough.`),
    furtherDown,
    paragraph(
      props.reason === "silence"
        ? say`We have not heard from you around your last two sessions, and that happens.`
        : say`Some of our letters to you came back, so we ask whether this one arrives.`,
    ),
    paragraph(say`Any words of yours tell us that you are there, and one of these says how to go on:`),
    {
      kind: "bullets",
      items: [
        say`${strong("HERE")} to carry on,`,
        say`${strong("PAUSE")} for four quiet weeks,`,
        say`${strong("END")} to end it, kindly. ${name(props.partner)} is told only that you ended it.`,
      ],
    },
    paragraph(say`If no word comes within a week, we stop sending invitations until one does.`),
  ]
}
