import type { LetterToWrite } from "@turnabout/emails/registry.ts"
import { answerNoProps, confirmProps, partnerRequestProps, proposalProps, welcomeProps } from "./beginning.ts"
import { exportOf } from "./exported.ts"
import { backSoonProps, changedProps, endedProps, pausedProps, questionProps, quietNoticeProps } from "./life.ts"
import type { Attachment } from "./mime.ts"
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

/** A letter to be written, and the files that go with it. */
export type Written = LetterToWrite & { readonly files?: readonly Attachment[] }

/** What a letter says, from what is true now. Null if it has nothing to say after all. */
// One case a kind: split up, it would only be harder to find.
// oxlint-disable-next-line max-lines-per-function
export async function propsOf(from: Writing): Promise<Written | null> {
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
    case "changed": {
      const props = await changedProps(from)
      return props === null ? null : { kind, props }
    }
    case "paused": {
      const props = pausedProps(from)
      return props === null ? null : { kind, props }
    }
    case "back-soon": {
      const props = backSoonProps(from)
      return props === null ? null : { kind, props }
    }
    case "question": {
      const props = await questionProps(from)
      return props === null ? null : { kind, props }
    }
    case "quiet-check":
      return { kind, props: { reason: "silence", partner: from.partner.name } }
    case "quiet-notice":
      return { kind, props: quietNoticeProps(from) }
    case "review": {
      const props = await reviewProps(from)
      return props === null ? null : { kind, props }
    }
    case "ended":
      return { kind, props: endedProps(from) }
    case "exported": {
      const { props, files } = await exportOf(from)
      return { kind, props, files }
    }
    case "erased":
      return { kind, props: { partner: from.partner.name, backupsUntil: null } }
    case "foreign-sender": {
      const props = await foreignSenderProps(from)
      return props === null ? null : { kind, props }
    }
    case "not-understood":
      return { kind, props: await notUnderstoodProps(from) }
  }
}
