import { given, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { numbered, understoodBlocks } from "../parts.ts"
import type { Role, Understood } from "../parts.ts"
import * as people from "../samples.ts"

export type AfterFormProps = {
  readonly partner: string
  /** What the reader was. */
  readonly role: Role
  /** "Thursday, 26 November" */
  readonly day: string
  /** The reader's open commitments, in the order of their numbers, from 1. */
  readonly commitments: readonly string[]
  readonly formUrl: string
  readonly understood: Understood | null
  /** After a last session: when the pair closes, "21:00 today"; else null. */
  readonly closes: string | null
}

const sample: AfterFormProps = {
  partner: "Ben",
  role: "focus",
  day: "Thursday, 26 November",
  commitments: ["email Ana before Thursday lunch", "when I open the laptop on Monday, I will block two hours first"],
  formUrl: people.sampleUrl("after"),
  understood: null,
  closes: null,
}

export const afterForm: Letter<AfterFormProps> = {
  footing: "afterwards",
  subject,
  body,
  samples: [
    { name: "focus-with-commitments", props: sample },
    { name: "focus-without-commitments", props: { ...sample, commitments: [] } },
    { name: "coach-with-commitments", props: { ...sample, role: "coach", commitments: ["call the landlord"] } },
    { name: "coach-without-commitments", props: { ...sample, role: "coach", commitments: [] } },
    { name: "last", props: { ...sample, closes: "Thursday, 26 November, 21:00" } },
    {
      name: "last-coach",
      props: { ...sample, role: "coach", commitments: [], closes: "Thursday, 26 November, 21:00" },
    },
    { name: "review", props: { ...sample, role: "both", commitments: [] } },
    {
      name: "understood",
      props: {
        ...sample,
        understood: { text: "Tuesday’s note, kept private.", correctUrl: people.sampleUrl("correct") },
      },
    },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    { name: "right-to-left-name", props: { ...sample, partner: people.rightToLeftName } },
  ],
}

function subject(props: AfterFormProps): Line {
  return say`Before it fades: ${props.day} with ${name(props.partner)}`
}

function body(props: AfterFormProps): readonly Block[] {
  return [
    lead(say`A few questions about ${props.day} with ${name(props.partner)}, all of them optional.`),
    { kind: "button", label: say`Answer on a page`, url: props.formUrl },
    paragraph(say`Or reply to this letter with as much or as little as you like:`),
    // Neither numbered, since numbers are for the commitments, nor behind dashes, since those begin an answer.
    ...questions(props).map(paragraph),
    ...given(props.commitments.length === 0 ? null : props.commitments, (commitments) => [
      paragraph(say`Still open from before, with the numbers to use:`),
      numbered(commitments),
    ]),
    paragraph(say`A reply such as this says it all:`),
    { kind: "example", text: example(props) },
    note(
      props.closes === null
        ? say`Not answering is fine: the session then counts as held. If it did not happen, the word ${strong("no")} is enough, and the turn stays where it was.`
        : say`Not answering is fine: the pair closes on ${props.closes}. If it did not happen, the word ${strong("no")} is enough, and we ask both of you whether you would like another.`,
    ),
    ...understoodBlocks(props.understood),
  ]
}

function questions(props: AfterFormProps): readonly Line[] {
  return [
    say`Did it happen? Yes, or no.`,
    // After a last session there is no next time to do anything before.
    ...(props.closes === null ? [doNext(props.role)] : []),
    ...(props.commitments.length === 0
      ? []
      : [
          props.closes === null
            ? say`What became of the earlier ones? Done, partly, let go or carry on.`
            : say`What became of what you had chosen? Done, partly or let go.`,
        ]),
    ...(props.role === "focus"
      ? [
          say`Did you feel heard? Write “heard:” with fully, mostly or not quite after it. Was it spent on what mattered? Write “mattered:” with yes, partly or no after it. Only you see this.`,
        ]
      : []),
    lineToKeep(props.role),
  ]
}

function doNext(role: Role): Line {
  switch (role) {
    case "focus":
      return say`What will you do before next time? One to three lines, each begun with a dash. “When …, I will …” works well. None is fine.`
    case "coach":
    case "both":
      return say`Is there something you would like to do yourself before next time? Up to three lines, each begun with a dash. None is fine.`
  }
}

function lineToKeep(role: Role): Line {
  switch (role) {
    case "focus":
    case "both":
      return say`One line you want to keep. Only you see it. Begin it with “keep:”`
    case "coach":
      return say`One thing you noticed about being the listener. Only you see it. Begin it with “keep:”`
  }
}

/**
 * Nothing here is what a member would type word for word in a line of twelve characters or more: the reader of replies
 * takes out the lines that we ourselves sent.
 */
function example({ commitments, closes }: AfterFormProps): string {
  const made = closes === null ? "- when I …, I will …" : "keep: …"
  const lines = ["yes", made, ...["1 done", "2 let go"].slice(0, commitments.length)]
  return lines.join("\n")
}
