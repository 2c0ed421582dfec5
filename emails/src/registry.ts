import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import type { Letter } from "./letter.ts"
import { afterForm } from "./letters/after-form.ts"
import type { AfterFormProps } from "./letters/after-form.ts"
import { answerNo } from "./letters/answer-no.ts"
import type { AnswerNoProps } from "./letters/answer-no.ts"
import { backSoon } from "./letters/back-soon.ts"
import type { BackSoonProps } from "./letters/back-soon.ts"
import { changed } from "./letters/changed.ts"
import type { ChangedProps } from "./letters/changed.ts"
import { coachNote } from "./letters/coach-note.ts"
import type { CoachNoteProps } from "./letters/coach-note.ts"
import { confirm } from "./letters/confirm.ts"
import type { ConfirmProps } from "./letters/confirm.ts"
import { ended } from "./letters/ended.ts"
import type { EndedProps } from "./letters/ended.ts"
import { erased } from "./letters/erased.ts"
import type { ErasedProps } from "./letters/erased.ts"
import { exported } from "./letters/exported.ts"
import type { ExportedProps } from "./letters/exported.ts"
import { foreignSender } from "./letters/foreign-sender.ts"
import type { ForeignSenderProps } from "./letters/foreign-sender.ts"
import { invitation } from "./letters/invitation.ts"
import type { InvitationProps } from "./letters/invitation.ts"
import { moved } from "./letters/moved.ts"
import type { MovedProps } from "./letters/moved.ts"
import { notMoved } from "./letters/not-moved.ts"
import type { NotMovedProps } from "./letters/not-moved.ts"
import { notUnderstood } from "./letters/not-understood.ts"
import type { NotUnderstoodProps } from "./letters/not-understood.ts"
import { partnerRequest } from "./letters/partner-request.ts"
import type { PartnerRequestProps } from "./letters/partner-request.ts"
import { paused } from "./letters/paused.ts"
import type { PausedProps } from "./letters/paused.ts"
import { prompt } from "./letters/prompt.ts"
import type { PromptProps } from "./letters/prompt.ts"
import { proposal } from "./letters/proposal.ts"
import type { ProposalProps } from "./letters/proposal.ts"
import { question } from "./letters/question.ts"
import type { QuestionProps } from "./letters/question.ts"
import { quietCheck } from "./letters/quiet-check.ts"
import type { QuietCheckProps } from "./letters/quiet-check.ts"
import { quietNotice } from "./letters/quiet-notice.ts"
import type { QuietNoticeProps } from "./letters/quiet-notice.ts"
import { recap } from "./letters/recap.ts"
import type { RecapProps } from "./letters/recap.ts"
import { review } from "./letters/review.ts"
import type { ReviewProps } from "./letters/review.ts"
import { skipped } from "./letters/skipped.ts"
import type { SkippedProps } from "./letters/skipped.ts"
import { welcome } from "./letters/welcome.ts"
import type { WelcomeProps } from "./letters/welcome.ts"

/** What each kind of letter needs to be written. */
export type LetterProps = {
  readonly confirm: ConfirmProps
  readonly "partner-request": PartnerRequestProps
  readonly "answer-no": AnswerNoProps
  readonly proposal: ProposalProps
  readonly welcome: WelcomeProps
  readonly invitation: InvitationProps
  readonly prompt: PromptProps
  readonly "coach-note": CoachNoteProps
  readonly "after-form": AfterFormProps
  readonly recap: RecapProps
  readonly skipped: SkippedProps
  readonly moved: MovedProps
  readonly "not-moved": NotMovedProps
  readonly changed: ChangedProps
  readonly paused: PausedProps
  readonly "back-soon": BackSoonProps
  readonly question: QuestionProps
  readonly "quiet-check": QuietCheckProps
  readonly "quiet-notice": QuietNoticeProps
  readonly review: ReviewProps
  readonly ended: EndedProps
  readonly exported: ExportedProps
  readonly erased: ErasedProps
  readonly "foreign-sender": ForeignSenderProps
  readonly "not-understood": NotUnderstoodProps
}

/** Every kind of letter; a kind without one does not compile. */
export const letters: { readonly [Kind in LetterKind]: Letter<LetterProps[Kind]> } = {
  confirm,
  "partner-request": partnerRequest,
  "answer-no": answerNo,
  proposal,
  welcome,
  invitation,
  prompt,
  "coach-note": coachNote,
  "after-form": afterForm,
  recap,
  skipped,
  moved,
  "not-moved": notMoved,
  changed,
  paused,
  "back-soon": backSoon,
  question,
  "quiet-check": quietCheck,
  "quiet-notice": quietNotice,
  review,
  ended,
  exported,
  erased,
  "foreign-sender": foreignSender,
  "not-understood": notUnderstood,
}

/** A letter to be written: its kind and what that kind needs, together. */
export type LetterToWrite = {
  readonly [Kind in LetterKind]: { readonly kind: Kind; readonly props: LetterProps[Kind] }
}[LetterKind]
