import { fill } from "./fill.ts"

/** A: being heard. B: getting unstuck. C: following through. D: the longer view. E: chosen by event, never at random. */
export type PromptTag = "A" | "B" | "C" | "D" | "E"

export type Prompt = {
  readonly id: string
  readonly tag: PromptTag
  /** `{partner}` is whoever coaches. */
  readonly text: string
  /** True if it makes no sense without open commitments from last time; the letter lists them below it. */
  readonly needsCommitments?: true
}

export const prompts = [
  {
    id: "F01",
    tag: "A",
    text: "What has been taking up the most room in your head this week, including the thing you would not put on a list?",
  },
  {
    id: "F02",
    tag: "A",
    text: "If {partner} could understand just one thing about your life right now, what would you want it to be?",
  },
  {
    id: "F03",
    tag: "A",
    text: "Which conversation do you keep rehearsing in your mind? What are you hoping would happen in it?",
  },
  { id: "F04", tag: "A", text: "Where this week did you feel most like yourself, and where least?" },
  { id: "F05", tag: "A", text: "Finish this line quickly, three times, without tidying it up: “Lately I have been …”" },
  { id: "F06", tag: "A", text: "What are you carrying that nobody at work or at home has asked you about?" },
  {
    id: "F07",
    tag: "A",
    text: "What feeling has visited most often since you two last spoke? Name it plainly; no need to explain it yet.",
  },
  { id: "F08", tag: "A", text: "What went well that you rushed past? Stay with it for three sentences." },
  { id: "F09", tag: "A", text: "Is there something you are tired of being strong about?" },
  {
    id: "F10",
    tag: "B",
    text: "Which decision have you been walking around rather than making? What would you lose by choosing either way?",
  },
  {
    id: "F11",
    tag: "B",
    text: "What are you stuck on? Describe it in two sentences, as you would to someone clever who has never met anyone involved.",
  },
  {
    id: "F12",
    tag: "B",
    text: "Think of the thing that will not move. What have you already tried, and what did each try teach you?",
  },
  {
    id: "F13",
    tag: "B",
    text: "What do you secretly already know about the thing you are stuck on, and what makes it inconvenient to know?",
  },
  {
    id: "F14",
    tag: "B",
    text: "Take the hardest thing on your plate. If it were easy, what would it look like? What makes it not that?",
  },
  {
    id: "F15",
    tag: "B",
    text: "Of what weighs on you: what part is yours to change, what part is somebody else’s, and what part is weather?",
  },
  { id: "F16", tag: "B", text: "What would you tell {partner} if they brought you exactly what you are bringing?" },
  {
    id: "F17",
    tag: "B",
    text: "What would you like to bring, and what kind of help do you want with it: only an ear, questions, or ideas? Say that in the first line.",
  },
  {
    id: "F18",
    tag: "C",
    text: "Look at what you chose last time. What happened, in a sentence each? “Nothing” and “I changed my mind” are full answers.",
    needsCommitments: true,
  },
  {
    id: "F19",
    tag: "C",
    text: "What is the smallest piece of the thing you care about that could be finished before you next meet?",
  },
  {
    id: "F20",
    tag: "C",
    text: "Think of the moment this week when the plan is most likely to slip. What will you see or hear just before it does? Write: “When that happens, I will …”",
  },
  {
    id: "F21",
    tag: "C",
    text: "Which promise to yourself should be dropped on purpose, so that it stops following you around?",
  },
  {
    id: "F22",
    tag: "C",
    text: "What did you keep doing this month that deserves to be noticed, even though it was never a goal?",
  },
  {
    id: "F23",
    tag: "C",
    text: "What would be different in your days a month from now if this went the way you hope? What inside you is most likely to get in the way?",
  },
  { id: "F24", tag: "D", text: "What theme have you now brought more than once? What is it asking of you?" },
  {
    id: "F25",
    tag: "D",
    text: "Think of what you are in the middle of. Who do you want to be in it, apart from how it turns out?",
  },
  { id: "F26", tag: "D", text: "What are you protecting by leaving things as they are?" },
  {
    id: "F27",
    tag: "D",
    text: "What would you bring to a session if you were sure {partner} would not think less of you? You may bring it, half of it, or only say that it exists.",
  },
  {
    id: "F28",
    tag: "E",
    text: "A lot may have happened. Rather than catching {partner} up, what is the one thing that matters today?",
  },
  {
    id: "F29",
    tag: "E",
    text: "No need to write anything. Arrive as you are; the first five minutes will find the subject.",
  },
  {
    id: "F30",
    tag: "E",
    text: "{carried} has come along for three sessions. Is it too big, no longer yours, or waiting for something? Any of the three is worth talking about.",
    needsCommitments: true,
  },
  {
    id: "F31",
    tag: "E",
    text: "What made you say yes to trying this? What would make you glad, in two months, that you did?",
  },
] as const satisfies readonly Prompt[]

export type PromptId = (typeof prompts)[number]["id"]

/** The prompts that an event chooses. */
export const eventPrompts = {
  /** After a skipped session or a pause. */
  comeback: "F28",
  /** Two of the member's own prompts in a row had no answer. */
  quiet: "F29",
  /** A commitment has been carried through three sessions. */
  carried: "F30",
  /** The member's first own focus turn. */
  first: "F31",
} as const satisfies { readonly [event: string]: PromptId }

/** The prompt as the focus person reads it; `partner` is the name of whoever coaches, `carried` what has come along for long. */
export function promptText(prompt: Prompt, partner: string, carried: string | null = null): string {
  const [before, ...after] = prompt.text.split("{carried}")
  const named = [fill(before ?? "", partner), ...after.map((text) => fill(text, partner))]
  return named.join(carried === null ? "One of the things below" : `“${carried}”`)
}
