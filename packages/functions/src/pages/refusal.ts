import type { Refusal } from "@turnabout/core/command.ts"

/** Why nothing was changed, and what to do instead. */
export function refusalSentence(reason: Refusal): string {
  switch (reason) {
    case "wrong-state":
      return "The two of you do not meet at the moment, so there was nothing to change. The newest letter says how things stand."
    case "no-session":
      return "This session can no longer be changed. Use the link in the newest letter."
    case "started":
      return "This session has begun, so it stays where it is. If it did not happen, say so in the questions afterwards."
    case "not-yours":
      return "Only the one who skipped a session can bring it back. Ask your partner to."
    case "past":
      return "This time has passed. Choose one that is still to come."
    case "too-far":
      return "A session moves by six days at most, so that the weeks keep their order. Choose a nearer day, or skip this one."
    case "out-of-order":
      return "This is beyond the session before or after it. Choose a time between the two."
    case "too-close":
      return "This leaves less than twelve hours to the session before or after it. Choose a time further away from it."
    case "nothing-asked":
    case "expired":
      return "There is nothing left to answer here: it was answered before, or its time is over."
    case "too-many-open":
      return "More than nine open commitments are more than anyone keeps in mind. Let go of one first, or write fewer."
  }
}
