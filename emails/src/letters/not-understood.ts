import { given, lead, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { furtherDown } from "../parts.ts"
import * as people from "../samples.ts"

export type NotUnderstoodReason =
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
  /** More than three commitments in one reply; none of them was taken. */
  | "more-than-three"
  /** A reply to a recap that names none of its numbers. */
  | "recap"
  /** An answer to a prompt that sounds like a skip or a move: it was kept as the answer, and the session stands. */
  | "kept-as-answer"
  /** A reply to a review that may be no change to the agreement: none of it was passed on. */
  | "review"
  /** It came after what it was about. */
  | "too-late"
  /** YES, NO, HERE, WAIT or LAST without a letter that asks for it. */
  | "nothing-asked"
  /** The question it answers has expired. */
  | "expired"
  /** UNSKIP by the one who did not skip, or after the start. */
  | "not-yours"
  /** There is no session that could be skipped or moved. */
  | "no-session"
  /** UNSKIP, where they have skipped nothing that is still to come. */
  | "nothing-skipped"
  /** The session that was to be moved is skipped. */
  | "skipped"
  /** A day in the past. */
  | "past"
  /** A day more than a year away. */
  | "too-far"
  /** RESUME although nothing is paused, and the like. */
  | "as-it-is"
  /** The pair is paused. */
  | "paused"
  /** The last session is booked. */
  | "ending"
  /** The last session is off, and the pair closes unless another is booked. */
  | "last-off"
  /** The partner wants no letters at present: there is nobody to start again with. */
  | "partner-away"
  | "ended"
  /** The reader signed up, and has not confirmed it. */
  | "unconfirmed"
  /** The pair waits for the reader's answer. */
  | "awaits-you"
  /** The pair waits for the partner's answer. */
  | "awaits-partner"
  /** It was declined, or nobody answered. */
  | "nothing-came"
  /** END, STOP or ERASE, before the pair has begun: the same as NO. */
  | "taken-as-no"

export type NotUnderstoodProps = {
  readonly reason: NotUnderstoodReason
  /** The first lines of what the reader wrote, at most 300 characters; null if there is nothing to show. */
  readonly excerpt: string | null
  /** How many commitments are numbered, where the reader named a number that is none of theirs; else null. */
  readonly numbers: number | null
  /** The page where the same can be done by hand, with a name for it; null if there is none. */
  readonly page: { readonly label: string; readonly url: string } | null
  /** The word that brings back a question which has expired; null if it isn't known which one it was. */
  readonly again: "END" | "EXPORT" | "ERASE" | "FORTNIGHTLY" | "SKIP" | null
}

const reasons: readonly NotUnderstoodReason[] = [
  "unclear",
  "empty",
  "too-large",
  "attachments",
  "nine-open",
  "more-than-three",
  "recap",
  "kept-as-answer",
  "review",
  "too-late",
  "nothing-asked",
  "expired",
  "not-yours",
  "no-session",
  "nothing-skipped",
  "skipped",
  "past",
  "too-far",
  "as-it-is",
  "paused",
  "ending",
  "last-off",
  "partner-away",
  "ended",
  "unconfirmed",
  "awaits-you",
  "awaits-partner",
  "nothing-came",
  "taken-as-no",
]

export const notUnderstood: Letter<NotUnderstoodProps> = {
  footing: "plain",
  subject,
  body,
  samples: [
    ...reasons.map((reason) => ({
      name: reason,
      props: {
        reason,
        excerpt: reason === "empty" ? null : "Can we do the thing from\nlast time again?",
        numbers: null,
        page: null,
        again: null,
      },
    })),
    {
      name: "with-page",
      props: {
        reason: "unclear",
        excerpt: "…",
        numbers: null,
        page: { label: "Answer the questions on a page", url: people.sampleUrl("after") },
        again: null,
      },
    },
    { name: "recap-two", props: { reason: "recap", excerpt: "9 let go", numbers: 2, page: null, again: null } },
    { name: "expired-end", props: { reason: "expired", excerpt: null, numbers: null, page: null, again: "END" } },
  ],
}

function subject(props: NotUnderstoodProps): Line {
  switch (props.reason) {
    case "attachments":
      return say`Your files were left out`
    case "nine-open":
      return say`Nine are open already`
    case "kept-as-answer":
      return say`About your reply: your session stands`
    case "more-than-three":
      return say`Three fit, and you wrote more`
    case "too-late":
    case "expired":
      return say`Your reply came a little late`
    case "unclear":
    case "recap":
    case "review":
    case "empty":
    case "too-large":
      return say`We did not understand your reply`
    case "nothing-asked":
    case "not-yours":
    case "no-session":
    case "nothing-skipped":
    case "skipped":
    case "past":
    case "too-far":
    case "as-it-is":
    case "paused":
    case "ending":
    case "last-off":
    case "partner-away":
    case "ended":
    case "unconfirmed":
    case "awaits-you":
    case "awaits-partner":
    case "nothing-came":
      return say`About your reply: nothing has changed`
    case "taken-as-no":
      return say`About your reply`
  }
}

function body(props: NotUnderstoodProps): readonly Block[] {
  const { happened, instead } = explanation(props)
  return [
    ...(discreet.has(props.reason)
      ? [lead(say`Your reply arrived, and this is about it.`), furtherDown, paragraph(happened)]
      : [lead(happened)]),
    paragraph(instead),
    ...given(props.excerpt, (text): readonly Block[] => [paragraph(say`You wrote:`), { kind: "quote", text }]),
    ...given(props.page, (page): readonly Block[] => [{ kind: "links", links: [page] }]),
  ]
}

/** Where what happened would tell whoever sees the phone of an end, a no or a silence. */
const discreet: ReadonlySet<NotUnderstoodReason> = new Set([
  "ending",
  "last-off",
  "ended",
  "partner-away",
  "awaits-partner",
  "taken-as-no",
])

type Explanation = { readonly happened: Line; readonly instead: Line }

function numbered(numbers: number | null): Line {
  if (numbers === 0) return say`None was open when that letter left.`
  if (numbers === 1) return say`There is one, with the number 1: write ${strong("1 keep")} or ${strong("1 let go")}.`
  const from = numbers === null ? "" : `They have the numbers 1 to ${numbers}. `
  return say`${from}Write their numbers, such as ${strong("1 keep, 2 let go")}.`
}

function explanation({ reason, again, numbers }: NotUnderstoodProps): {
  readonly happened: Line
  readonly instead: Line
} {
  switch (reason) {
    case "unclear":
      return {
        happened: say`We could not tell what to do with your reply, so we did nothing, and nobody else has seen it.`,
        instead: say`A single word in the first line works best: ${strong("SKIP")}, ${strong("PAUSE")} or ${strong("END")}, or a day and a time to move a session, such as “Fri 17:00”.`,
      }
    case "more-than-three":
      return {
        happened: say`Your reply had more than three things to do in it, so we have not taken any of it yet.`,
        instead: say`Three are plenty for a week. Please send the reply again with the ones that matter most, one a line with a dash before it.`,
      }
    case "recap":
      return {
        happened: say`We could not tell which of your commitments you mean, so all of them stand as they were.`,
        instead: numbered(numbers),
      }
    case "kept-as-answer":
    case "review":
      return aboutWords(reason)
    case "empty":
      return {
        happened: say`Your reply arrived, and we found no new words in it.`,
        instead: say`Some mail programs hide what you type inside the letter they quote. Please write above it and send it again.`,
      }
    case "too-large":
      return {
        happened: say`Your mail was too large for us to read, so we left it aside.`,
        instead: say`Please send the words alone, without files and without the long history below. Up to 20 kB of text is fine.`,
      }
    case "attachments":
      return {
        happened: say`We have your words; the files that came with them were left out.`,
        instead: say`We never open files. If one matters for your session, bring it along or send it to your partner yourself.`,
      }
    case "nine-open":
      return {
        happened: say`You have nine open commitments, so we did not add another.`,
        instead: say`Let one go first: reply with its number and ${strong("let go")} to the next letter that lists them. Then there is room.`,
      }
    case "too-late":
      return {
        happened: say`Your reply came after the moment it was about, so nothing has changed.`,
        instead: say`If the last session did not happen, or did after all, tell us before the next one begins: answer the questions that came after it.`,
      }
    case "nothing-asked":
      return {
        happened: say`You answered a question that we have not asked, so nothing has changed.`,
        instead: say`Perhaps you answered another letter than you meant. Reply to the one that asks, and the same word counts.`,
      }
    case "expired":
      return {
        happened: say`The question you answered is no longer open, so nothing has changed.`,
        instead:
          again === null
            ? say`Questions stay open for a week. If you still want it, write once more what you wrote before it, and we ask again.`
            : say`Questions stay open for a week. If you still want it, reply ${strong(again)}.`,
      }
    case "not-yours":
    case "no-session":
    case "nothing-skipped":
    case "skipped":
      return aboutSession(reason)
    case "past":
      return {
        happened: say`The day you named has passed, so nothing has changed.`,
        instead: say`Please send the word again, with a day that is still to come.`,
      }
    case "too-far":
      return {
        happened: say`The day you named is more than a year away, so nothing has changed.`,
        instead: say`A year is the longest pause. If you need more, ${strong("END")} closes the pair, and you can begin again whenever you like.`,
      }
    case "as-it-is":
      return {
        happened: say`Things are already as you asked, so nothing has changed.`,
        instead: say`There is nothing you need to do.`,
      }
    case "paused":
      return {
        happened: say`Your sessions are paused, so there is nothing to skip or to move.`,
        instead: say`Reply ${strong("RESUME")} to start again, or ${strong("PAUSE until")} and a day to choose another one to come back on.`,
      }
    case "partner-away":
      return {
        happened: say`Your partner takes no letters at present, so there is nothing to start again yet.`,
        instead: say`We write as soon as that changes. You are free to write to them yourself; ${strong("END")} closes the pair.`,
      }
    case "ending":
      return {
        happened: say`Your last session is booked, and your pair ends after it, so nothing has changed.`,
        instead: say`${strong("SKIP")} or a day and a time still work for that session, and ${strong("END")} closes the pair now. You can begin again whenever you like.`,
      }
    case "last-off":
      return {
        happened: say`Your last session is off, and the pair closes soon, so nothing has changed.`,
        instead: say`${strong("END")} asks whether you want one more session, or to close now. You can begin again whenever you like.`,
      }
    case "ended":
      return {
        happened: say`Your pair has ended, so there is nothing that this could be about.`,
        instead: say`${strong("EXPORT")} and ${strong("ERASE")} still work, for 30 days after the end.`,
      }
    case "unconfirmed":
    case "awaits-you":
    case "awaits-partner":
    case "nothing-came":
    case "taken-as-no":
      return beforeBeginning(reason)
  }
}

function aboutWords(reason: "kept-as-answer" | "review"): Explanation {
  switch (reason) {
    case "kept-as-answer":
      return {
        happened: say`We took your reply as your answer for the session, which your partner gets unless you keep it. The session stands as it was.`,
        instead: say`If you meant to skip it, reply ${strong("SKIP")}; a day and a time alone in the first line, such as “Fri 17:00”, move it. ${strong("PAUSE")} and ${strong("END")} are for longer. If you meant it as your answer, there is nothing you need to do.`,
      }
    case "review":
      return {
        happened: say`We were not sure that this is a change to your agreement, so none of it was kept or passed on.`,
        instead: say`To change something, reply ${strong("AGREE")} with the change below that word, one a line. Your partner is told of it. Anything else is best said when you meet. ${strong("SKIP")}, or a day and a time, are about the session itself.`,
      }
  }
}

function aboutSession(reason: "not-yours" | "no-session" | "nothing-skipped" | "skipped"): Explanation {
  switch (reason) {
    case "not-yours":
      return {
        happened: say`This session cannot be brought back that way, so nothing has changed.`,
        instead: say`Only the one who skipped a session can bring it back, until it would have begun. Your partner can reply ${strong("UNSKIP")}.`,
      }
    case "no-session":
      return {
        happened: say`We found no session that this could be about, so nothing has changed.`,
        instead: say`Reply to the invitation of a session to skip or to move that one.`,
      }
    case "nothing-skipped":
      return {
        happened: say`You have skipped no session that is still to come, so there is nothing to bring back.`,
        instead: say`The sessions in your calendar stand as they are.`,
      }
    case "skipped":
      return {
        happened: say`That session is skipped, so it cannot be moved, and nothing has changed.`,
        instead: say`Whoever skipped it can bring it back with ${strong("UNSKIP")}; then it can be moved. To move another one, reply to its invitation with a day and a time.`,
      }
  }
}

type BeforeBeginning = "unconfirmed" | "awaits-you" | "awaits-partner" | "nothing-came" | "taken-as-no"

function beforeBeginning(reason: BeforeBeginning): Explanation {
  switch (reason) {
    case "unconfirmed":
      return {
        happened: say`Nothing has begun yet: you have not confirmed your sign-up, so your partner has not been asked.`,
        instead: say`Reply ${strong("YES")}, with nothing else in that line, to the letter that asks you to. If you do nothing, we forget all of it 48 hours after you signed up.`,
      }
    case "awaits-you":
      return {
        happened: say`Nothing has begun yet: we wait for your answer, and could not read one in this.`,
        instead: say`Reply ${strong("YES")}, with nothing else in that line, to the letter that asks you; or a day and a time that suit you better, such as “Tue 19:00”. ${strong("NO")} closes it, and everything is forgotten. Not answering does the same after two weeks.`,
      }
    case "awaits-partner":
      return {
        happened: say`Nothing has begun yet: we wait for your partner’s answer, so there is nothing that this could be about.`,
        instead: say`There is nothing you need to do. Without an answer all of it is forgotten two weeks after your partner was asked.`,
      }
    case "nothing-came":
      return {
        happened: say`This pair did not begin, so there is nothing that this could be about.`,
        instead: say`What we kept of it is erased within the hour. You can sign up again whenever you like.`,
      }
    case "taken-as-no":
      return {
        happened: say`You had not begun, so your reply closes it all, as a ${strong("NO")} does.`,
        instead: say`The other one hears that it was a no, and nothing else. What we kept of it is erased within the hour.`,
      }
  }
}
