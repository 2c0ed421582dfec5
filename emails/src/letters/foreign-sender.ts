import { given, lead, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { sampleUrl } from "../samples.ts"

/** To the mailbox on file: someone wrote to the member's address from another one. */
export type ForeignSenderProps = {
  /** The mailbox it came from. */
  readonly sender: string
  /** When: "Tuesday, 24 November, 09:12, Lisbon time". */
  readonly received: string
  /** The page on which that mailbox can be added; null where there is none. */
  readonly addUrl: string | null
}

const sample: ForeignSenderProps = {
  sender: "ana@work.example",
  received: "Tuesday, 24 November, 09:12, Lisbon time",
  addUrl: sampleUrl("add-mailbox"),
}

export const foreignSender: Letter<ForeignSenderProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "plain", props: sample },
    { name: "without-page", props: { ...sample, addUrl: null } },
  ],
}

function subject(_props: ForeignSenderProps): Line {
  return say`A mail from another mailbox was left unread`
}

function body(props: ForeignSenderProps): readonly Block[] {
  return [
    lead(say`Someone wrote to us in your name from another mailbox, so we did nothing with it.`),
    {
      kind: "rows",
      rows: [
        { label: say`From`, line: say`${strong(props.sender)}` },
        { label: say`When`, line: say`${props.received}` },
      ],
    },
    paragraph(say`If that was you, simply send it again from here.`),
    ...given(props.addUrl, (url): readonly Block[] => [
      paragraph(
        say`Or let that mailbox stand for you: the button leads to a page that asks for it, and the other mailbox has to confirm.`,
      ),
      { kind: "button", label: say`Use that mailbox`, url },
    ]),
    note(say`It was not you? Then there is nothing to do. Nothing was read, changed or passed on.`),
  ]
}
