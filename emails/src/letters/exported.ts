import { given, heading, lead, name, note, paragraph, say } from "../letter.ts"
import type { Block, Letter, Line, Row } from "../letter.ts"
import { furtherDown } from "../parts.ts"
import * as people from "../samples.ts"

export type ExportedProps = {
  readonly partner: string
  /** What is there, in a word or two each: {label: "Sessions", text: "14, from 5 March to 19 November"}. */
  readonly summary: readonly { readonly label: string; readonly text: string }[]
  /** The files of this letter: {name: "turnabout.json", about: "the same for programs"}. */
  readonly files: readonly { readonly name: string; readonly about: string }[]
  /** What the reader wrote, as far as it fits in a letter; the file to read has all of it. */
  readonly parts: readonly ExportedPart[]
  /** True if `parts` leaves something out. */
  readonly shortened: boolean
}

export type ExportedPart = {
  /** "Commitments", "Answers", "Lines kept" */
  readonly title: string
  /** {when: "12 November", text: …} */
  readonly entries: readonly { readonly when: string; readonly text: string }[]
}

const sample: ExportedProps = {
  partner: "Ben",
  summary: [
    { label: "Sessions", text: "14, from 5 March to 19 November" },
    { label: "Answers", text: "6" },
    { label: "Commitments", text: "17" },
  ],
  files: [
    { name: "turnabout.txt", about: "everything, to read" },
    { name: "turnabout.json", about: "the same, for programs" },
  ],
  parts: [
    {
      title: "Commitments",
      entries: [
        { when: "12 November", text: "email Ana before Thursday lunch (kept on 19 November)" },
        { when: "19 November", text: "ask my sister about the summer (open)" },
      ],
    },
    { title: "Answers", entries: [{ when: "18 November", text: "I keep saying yes to small things.\nIt is tiring." }] },
  ],
  shortened: false,
}

export const exported: Letter<ExportedProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "everything", props: sample },
    { name: "shortened", props: { ...sample, shortened: true } },
    { name: "nothing-written", props: { ...sample, summary: [{ label: "Sessions", text: "none" }], parts: [] } },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(_props: ExportedProps): Line {
  return say`What you asked us for`
}

function body(props: ExportedProps): readonly Block[] {
  return [
    lead(say`Here is what you asked us for.`),
    furtherDown,
    paragraph(say`It is everything of yours from your pair with ${name(props.partner)}.`),
    {
      kind: "rows",
      rows: [
        ...props.summary.map((row): Row => ({ label: say`${row.label}`, line: say`${row.text}` })),
        ...props.files.map((file): Row => ({ label: say`${file.name}`, line: say`${file.about}` })),
      ],
    },
    ...given(props.parts.length === 0 ? null : props.parts, (parts) => parts.flatMap(partBlocks)),
    ...(props.shortened
      ? [paragraph(say`This letter has room for a part of it only; the file to read has all of it.`)]
      : []),
    note(say`Nothing was erased by this. What ${name(props.partner)} wrote is not in it.`),
  ]
}

function partBlocks(part: ExportedPart): readonly Block[] {
  return [
    heading(part.title),
    ...part.entries.flatMap((entry): readonly Block[] => [
      paragraph(say`${entry.when}:`),
      { kind: "quote", text: entry.text },
    ]),
  ]
}
