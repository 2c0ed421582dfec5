import { given, lead, name, paragraph, say } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown } from "../parts.ts"
import * as people from "../samples.ts"

/** The last letter to whoever asked to be erased. */
export type ErasedProps = {
  readonly partner: string
  /** When backups have rolled off: "28 December"; null if there are none. */
  readonly backupsUntil: string | null
}

export const erased: Letter<ErasedProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "with-backups", props: { partner: "Ben", backupsUntil: "28 December" } },
    { name: "without-backups", props: { partner: "Ben", backupsUntil: null } },
    { name: "long-name", props: { partner: people.longName, backupsUntil: null } },
    { name: "right-to-left-name", props: { partner: people.rightToLeftName, backupsUntil: null } },
  ],
}

function subject(_props: ErasedProps): Line {
  return say`Done, as you asked`
}

function body(props: ErasedProps): readonly Block[] {
  return [
    lead(say`What you asked us for is done.`),
    furtherDown,
    paragraph(say`Your answers, your commitments and your address are gone from here.`),
    ...given(props.backupsUntil, (day) => [
      paragraph(say`Backups, which nobody can read without the key, roll off by ${day}.`),
    ]),
    paragraph(
      say`${name(props.partner)} keeps what they wrote themselves and was told that it ended, nothing more. This is the last letter.`,
    ),
    paragraph(say`Take good care.`),
  ]
}
