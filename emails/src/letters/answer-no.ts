import { lead, name, paragraph, say } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown } from "../parts.ts"

/** To the inviter. Which words the other one used is not told. */
export type AnswerNoProps = { readonly outcome: "declined" | "lapsed"; readonly partner: string }

export const answerNo: Letter<AnswerNoProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    { name: "declined", props: { outcome: "declined", partner: "Ben" } },
    { name: "lapsed", props: { outcome: "lapsed", partner: "Ben" } },
  ],
}

function subject(props: AnswerNoProps): Line {
  return say`About your question to ${name(props.partner)}`
}

function whatBecame(partner: string): readonly Block[] {
  return [lead(say`Here is what became of your question to ${name(partner)}.`), furtherDown]
}

function body(props: AnswerNoProps): readonly Block[] {
  switch (props.outcome) {
    case "declined":
      return [
        ...whatBecame(props.partner),
        paragraph(say`${name(props.partner)} has answered, and it is a no.`),
        paragraph(
          say`That can have a hundred reasons, most of which have nothing to do with you. We have forgotten both addresses, and for a year we will not carry this question to ${name(props.partner)} again.`,
        ),
        paragraph(say`If someone else comes to mind, you can ask them whenever you like.`),
      ]
    case "lapsed":
      return [
        ...whatBecame(props.partner),
        paragraph(say`${name(props.partner)} has not answered, so we stopped asking.`),
        paragraph(
          say`Two weeks have passed and we wrote twice. Letters get lost and lives are full, so this need not mean anything. We have forgotten both addresses.`,
        ),
        paragraph(
          say`You could ask ${name(props.partner)} yourself, as a friend. If the answer is yes, sign up again.`,
        ),
      ]
  }
}
