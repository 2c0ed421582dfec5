import type { Temporal } from "temporal-polyfill"
import type { CommitmentChange } from "./commitment.ts"
import type { CommandId, MemberId } from "./id.ts"
import type { Partstat } from "./session.ts"
import type { Member, Question, Suppressed } from "./member.ts"
import type { Pair } from "./pair.ts"
import type { Slot } from "./slot.ts"

/** Where a command comes from, `clock` if it's from nobody: what became of it is shown on the page, or has to be told by letter. */
export type Via = "page" | "mail" | "clock"

export type AfterForm = {
  readonly happened: boolean | null
  /** 0 to 3, in the member's words; null from a reply that names none, which leaves those made before. */
  readonly commitments: readonly string[] | null
  readonly changes: readonly CommitmentChange[]
  readonly line: string | null
  readonly heard: "fully" | "mostly" | "not-quite" | null
  readonly mattered: "yes" | "partly" | "no" | null
}

export type JoinAnswer =
  | { readonly kind: "yes"; readonly zone: string | null }
  /** `isOtherWord`: it was END, STOP or ERASE, and they are told what was made of it. */
  | { readonly kind: "no"; readonly isOtherWord?: true }
  | { readonly kind: "other"; readonly slot: Slot }

/** Which event a calendar answers, and which version of it. */
export type EventVersion = {
  readonly session: number
  readonly revival: number
  readonly sequence: number
  /** The answer's DTSTAMP: when the calendar gave it. A page has none, and a calendar may leave it out. */
  readonly stamp?: Temporal.Instant | null
}

/** The settings page, whole. Weekday and time are wall time by the member's own clock. */
export type Settings = Pick<Member, "name" | "zone" | "sharesAnswers" | "sharesCommitments"> &
  Pick<Slot, "weekday" | "time" | "minutes"> &
  Pick<Pair, "rhythm" | "meetingLink">

type Action =
  /** The alarm rang, or somebody thinks it should have. */
  | { readonly kind: "wake" }
  | { readonly kind: "sign-up-again"; readonly by: MemberId }
  /** `refused`: the partner said no to this inviter within the last year. `held`: they have been asked enough for today. */
  | { readonly kind: "confirm"; readonly refused: boolean; readonly held?: boolean }
  /** `drawn`: whose focus is first if it is left to chance. */
  | { readonly kind: "join"; readonly by: MemberId; readonly answer: JoinAnswer; readonly drawn: MemberId }
  /** `session`: the one the answered letter is about. `shared: null`: as the member's default has it. */
  | {
      readonly kind: "answer"
      readonly by: MemberId
      readonly session: number
      readonly text: string
      readonly shared: boolean | null
    }
  | { readonly kind: "share"; readonly by: MemberId; readonly shares: boolean }
  | { readonly kind: "after"; readonly by: MemberId; readonly session: number; readonly form: AfterForm }
  /** The partner may see, at this review, how their own hours felt to them. */
  | { readonly kind: "share-trend"; readonly by: MemberId; readonly session: number }
  | { readonly kind: "change-commitments"; readonly by: MemberId; readonly changes: readonly CommitmentChange[] }
  | { readonly kind: "rsvp"; readonly by: MemberId; readonly event: EventVersion; readonly partstat: Partstat }
  | { readonly kind: "skip"; readonly by: MemberId; readonly session: number | null }
  | { readonly kind: "unskip"; readonly by: MemberId; readonly session: number | null }
  | {
      readonly kind: "move"
      readonly by: MemberId
      readonly session: number | null
      readonly starts: Temporal.Instant
    }
  | { readonly kind: "unsubscribe"; readonly by: MemberId }
  /** Their mailbox refuses letters for good, or its owner reported one as unwanted. */
  | { readonly kind: "suppress"; readonly by: MemberId; readonly reason: Suppressed["reason"] }
  /** They wrote from their mailbox, if not to this pair: letters to it may be sent again. */
  | { readonly kind: "lift"; readonly by: MemberId }
  /** Any verified mail or button of a member that asks for nothing else. */
  | { readonly kind: "sign-of-life"; readonly by: MemberId }
  /** `sender`: the mailbox that wrote to a member's address without being theirs, and a hash that stands for it. */
  | {
      readonly kind: "foreign-sender"
      readonly to: MemberId
      readonly sender: { readonly mailbox: string; readonly hash: string }
    }
  /** `letter`: the key of the letter answered, if known. `excerpt`: the first lines of what they wrote. */
  | {
      readonly kind: "not-understood"
      readonly to: MemberId
      readonly letter: string | null
      readonly reason: NotUnderstood
      readonly excerpt: string | null
      /** How many commitments the letter answered numbers, where a number was none of them. */
      readonly numbers?: number
    }
  | { readonly kind: "pause"; readonly by: MemberId; readonly until: Temporal.PlainDate | null }
  | { readonly kind: "resume"; readonly by: MemberId }
  /** `written`: the member's words, where the question is what they mean. */
  | {
      readonly kind: "ask"
      readonly by: MemberId
      readonly question: Pick<Question, "about" | "session" | "times">
      readonly written: string | null
    }
  /** `letter`: the key of the question that a mail refers to. A number is one of the times it gave. */
  | {
      readonly kind: "answer-question"
      readonly by: MemberId
      readonly letter?: string
      readonly answer: "yes" | "no" | "last" | number
    }
  | { readonly kind: "end"; readonly by: MemberId; readonly last: boolean }
  | { readonly kind: "export"; readonly by: MemberId }
  | { readonly kind: "erase"; readonly by: MemberId }
  | { readonly kind: "wait"; readonly by: MemberId }
  | { readonly kind: "rhythm"; readonly by: MemberId; readonly rhythm: Pair["rhythm"] }
  | { readonly kind: "save"; readonly by: MemberId; readonly settings: Settings }
  | { readonly kind: "ask-settings"; readonly by: MemberId }
  /** `suppressed`: as the new mailbox stands already. `held`: it gets no more letters of this kind today. */
  | {
      readonly kind: "ask-mailbox"
      readonly by: MemberId
      readonly mailbox: string
      readonly suppressed: Suppressed | null
      readonly held?: boolean
    }
  | {
      readonly kind: "take-mailbox"
      readonly by: MemberId
      readonly mailbox: string
      readonly suppressed: Suppressed | null
    }
  /** `links`: the count that is to go up, so that the same button pressed twice counts once. */
  | { readonly kind: "replace-links"; readonly by: MemberId; readonly links: number }
  /** AGREE to the working agreement, with the changes they wrote, if any. */
  | { readonly kind: "agree"; readonly by: MemberId; readonly changes: string | null }

/** Why a mail changed nothing, for the letter that says so. */
export type NotUnderstood =
  /** Words, but neither a command nor an answer to something that asked. */
  | "unclear"
  /** Nothing new was found beside the quoted letter. */
  | "empty"
  /** Over a limit of size or depth. */
  | "too-large"
  /** Files came along; they were left out, the words were read. */
  | "attachments"
  /** Nine commitments are open; the new ones were not taken. */
  | "nine-open"
  /** It came after what it was about. */
  | "too-late"
  /** YES, NO, HERE, WAIT or LAST without a letter that asks for it. */
  | "nothing-asked"
  /** The question it answers is no longer open: its week is over, or it was answered before. */
  | "expired"
  /** UNSKIP by the one who did not skip, or after the start. */
  | "not-yours"
  /** There is no session that could be skipped or moved. */
  | "no-session"
  /** UNSKIP, where they have skipped nothing that is still to come. */
  | "nothing-skipped"
  /** The session that was to be moved is skipped. */
  | "skipped"
  | "paused"
  /** Paused because the partner takes no letters: there is nobody to start again with. */
  | "partner-away"
  /** Their last session is booked: nothing goes on after it. */
  | "ending"
  /** The two have not said yes to each other yet, or won't. */
  | "not-begun"
  | "ended"
  /** END, STOP or ERASE, before the pair has begun: the same as NO. */
  | "taken-as-no"
  /** More commitments than fit; none was taken. */
  | "more-than-three"
  /** A reply to a recap that names no number. */
  | "recap"
  /** An answer to a prompt that sounds like a skip or a move: it was kept as the answer, and the session stands. */
  | "kept-as-answer"
  /** A reply to a review that may be no change to the agreement: none of it was passed on. */
  | "review"
  /** A day in the past. */
  | "past"
  /** A day more than a year away. */
  | "too-far"
  /** RESUME although nothing is paused, and the like. */
  | "as-it-is"

/** Why a command changes nothing. */
export type Refusal =
  /** The pair is not in a state in which this can be done. */
  | "wrong-state"
  /** There is no such session, or nobody can change it any more. */
  | "no-session"
  | "started"
  /** Only who skipped a session can bring it back. */
  | "not-yours"
  | "past"
  /** More than six days from the slot. */
  | "too-far"
  /** Not between the sessions before and after it. */
  | "out-of-order"
  /** Less than twelve hours between two sessions. */
  | "too-close"
  | "too-many-open"
  /** There is no question, or none any more, that this answers. */
  | "nothing-asked"
  /** The question that this answers is no longer open. */
  | "expired"

export type Outcome =
  | { readonly kind: "done" }
  /** It is so already, or has been heard of before. */
  | { readonly kind: "already" }
  | { readonly kind: "refused"; readonly reason: Refusal }

/** Whatever happens to a pair. `id` is the same when the same thing is heard of again. */
export type Command = Action & { readonly id: CommandId; readonly via: Via }
export type CommandKind = Command["kind"]
export type CommandOf<Kind extends CommandKind> = Extract<Command, { kind: Kind }>
