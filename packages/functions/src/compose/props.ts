import type { LetterToWrite } from "@turnabout/emails/registry.ts"
import { answerNoProps, confirmProps, partnerRequestProps, proposalProps, welcomeProps } from "./beginning.ts"
import { foreignSenderProps, notUnderstoodProps } from "./notice.ts"
import { recapProps } from "./recap.ts"
import type { Writing } from "./reader.ts"
import {
  afterFormProps,
  coachNoteProps,
  invitationProps,
  movedProps,
  notMovedProps,
  promptProps,
  reviewProps,
  skippedProps,
} from "./session.ts"

/** What a letter says, from what is true now. Null if it has nothing to say after all. */
export async function propsOf(from: Writing): Promise<LetterToWrite | null> {
  const { kind } = from.letter
  switch (kind) {
    case "confirm":
      return { kind, props: confirmProps(from) }
    case "partner-request":
      return { kind, props: await partnerRequestProps(from) }
    case "answer-no":
      return { kind, props: answerNoProps(from) }
    case "proposal":
      return { kind, props: proposalProps(from) }
    case "welcome":
      return { kind, props: welcomeProps(from) }
    case "invitation":
      return { kind, props: invitationProps(from) }
    case "prompt":
      return { kind, props: await promptProps(from) }
    case "coach-note": {
      const props = await coachNoteProps(from)
      return props === null ? null : { kind, props }
    }
    case "after-form":
      return { kind, props: await afterFormProps(from) }
    case "recap": {
      const props = await recapProps(from)
      return props === null ? null : { kind, props }
    }
    case "skipped":
      return { kind, props: skippedProps(from) }
    case "moved":
      return { kind, props: movedProps(from) }
    case "not-moved":
      return { kind, props: notMovedProps(from) }
    case "paused":
      return { kind, props: { variant: "open", partner: from.partner.name } }
    case "review":
      return { kind, props: reviewProps(from) }
    case "foreign-sender":
      return { kind, props: await foreignSenderProps(from) }
    case "not-understood":
      return { kind, props: await notUnderstoodProps(from) }
  }
}
