import { lead, name, note, paragraph, say, strong } from "../letter.ts"
import { partnerLabel } from "../parts.ts"
import type { Block, Letter, Line, Row } from "../letter.ts"
import { sampleUrl } from "../samples.ts"

/** To the inviter: the partner said yes at another time. */
export type ProposalProps = {
  readonly partner: string
  /** In the reader's zone: "Tuesdays at 18:00, Lisbon time, 60 minutes". */
  readonly proposed: string
  /** The same for the partner, "19:00, Berlin time"; null when their clocks agree. */
  readonly partnerProposed: string | null
  /** What the reader had suggested: "Thursdays at 17:00". */
  readonly asked: string
  readonly acceptUrl: string
  /** When the proposal is forgotten: "7 December". */
  readonly forgottenOn: string
}

const sample: ProposalProps = {
  partner: "Ben",
  proposed: "Tuesdays at 18:00, Lisbon time, 60 minutes",
  partnerProposed: "19:00, Berlin time",
  asked: "Thursdays at 17:00",
  acceptUrl: sampleUrl("join"),
  forgottenOn: "7 December",
}

export const proposal: Letter<ProposalProps> = {
  footing: "outside",
  subject,
  body,
  samples: [
    { name: "two-zones", props: sample },
    { name: "same-zone", props: { ...sample, partnerProposed: null } },
  ],
}

function subject(props: ProposalProps): Line {
  return say`${name(props.partner)} says yes, at another time`
}

function body(props: ProposalProps): readonly Block[] {
  const partnerRow: readonly Row[] =
    props.partnerProposed === null ? [] : [{ label: partnerLabel(props.partner), line: say`${props.partnerProposed}` }]
  return [
    lead(say`${name(props.partner)} would like to, and suggests another time.`),
    {
      kind: "rows",
      rows: [
        { label: say`Proposed`, line: say`${strong(props.proposed)}` },
        ...partnerRow,
        { label: say`You asked for`, line: say`${props.asked}` },
      ],
    },
    { kind: "button", label: say`Take this time`, url: props.acceptUrl },
    paragraph(
      say`Or reply ${strong("YES")}. Your first session is then the first one that is at least a day away, and both calendars get it.`,
    ),
    paragraph(
      say`If the time does not suit you, talk to ${name(props.partner)} and find one that does. You can change it for good once the pair has begun.`,
    ),
    note(say`Without an answer we forget all of this on ${props.forgottenOn}.`),
  ]
}
