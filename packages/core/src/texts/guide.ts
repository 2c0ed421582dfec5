import type { Passage, Section } from "./passage.ts"

export type HourStep = {
  /** "0–5" */
  readonly minutes: string
  readonly what: string
  /** Who leads: "coach", "focus", "both" or a few words. */
  readonly lead: string
}

/** The shape of an hour, in full: for the guide. */
export const shapeOfTheHour: readonly HourStep[] = [
  {
    minutes: "0–5",
    what: "Arrive. “How are you, really?” Ask what kind of help is wanted today: an ear, questions, ideas.",
    lead: "coach",
  },
  { minutes: "5–10", what: "Last time’s commitments, lightly. Choose today’s subject.", lead: "focus" },
  {
    minutes: "10–40",
    what: "Listen, say back, ask. No advice in the first ten of these minutes.",
    lead: "focus talks most",
  },
  { minutes: "40–50", what: "If wanted: ideas, experience, options.", lead: "coach offers, focus chooses" },
  { minutes: "50–58", what: "One to three commitments, or none. “When … I will …”", lead: "focus" },
  {
    minutes: "58–60",
    what: "“What do you want to remember? Was there anything you needed more or less of from me?”",
    lead: "both",
  },
]

/** The same in five lines: for the invitation and the calendar event. */
export const shapeInFiveLines: readonly { readonly minutes: string; readonly what: string }[] = [
  { minutes: "0–10", what: "Arrive. What kind of help today: an ear, questions, ideas? Choose the subject." },
  { minutes: "10–40", what: "The focus talks most. The coach listens, says back, asks." },
  { minutes: "40–50", what: "Ideas and experience, if wanted." },
  { minutes: "50–58", what: "One to three commitments, or none." },
  { minutes: "58–60", what: "What do you want to remember?" },
]

export const afterTheHour = "Next time you swap. A session that did not happen uses up nobody’s turn."

export const firstSession: Section = {
  id: "first-session",
  title: "Your first session",
  passages: [
    {
      kind: "paragraph",
      text: "Sixty minutes, both of you. Read the working agreement before; there is nothing else to prepare.",
    },
    {
      kind: "numbers",
      items: [
        "Ten minutes: why are we each here? Two minutes each without interruption, then say back what you heard.",
        "Fifteen minutes: go through the working agreement line by line. Spend the time on three: what stays here, our other ties, what helps when things are hard.",
        "Five minutes: how do we like to be helped? Each finishes “Please do more of …” and “Please never …”, about being listened to.",
        "Twenty minutes: a short real turn. Whoever signed up second is the focus for ten minutes, on something medium-sized; then swap. The coach may only say back and ask.",
        "Five minutes: as coach and as focus, what was good, what would you change?",
        "Five minutes: day and time, what counts as late, how you skip, who is the focus next time. Then each replies AGREE.",
      ],
    },
    {
      kind: "paragraph",
      text: "If one of you leaves unsure, try three sessions and decide after the third. Nobody needs to give a reason.",
    },
  ],
}

/** The five lines that each fills in alone before a review. */
export const reviewLines: readonly string[] = [
  "A moment from the last eight when I felt really met: …",
  "A moment when I held back, or felt a little alone: …",
  "As coach I am getting better at … and still reach too soon for …",
  "The deal: day, length, rhythm, turns, subjects left outside. Keep or change: …",
  "We go on, or pause, or finish well; and I would like …",
]

export const reviewBefore = "Each of you fills in five lines alone first. Then compare them."

export const reviewAfter: readonly Passage[] = [
  {
    kind: "paragraph",
    text: "Then read the working agreement aloud, change what is out of date, and thank each other for one specific thing. The turn stays where it was.",
  },
  {
    kind: "paragraph",
    text: "If the second line was hard to say, spend the whole hour there. A small tear mended early seldom becomes a large one.",
  },
]

const everyEighthSession: Section = {
  id: "every-eighth-session",
  title: "Every eighth session: looking at the practice itself",
  passages: [
    { kind: "paragraph", text: `Nobody is the focus this time; split the hour. ${reviewBefore}` },
    { kind: "numbers", items: reviewLines },
    ...reviewAfter,
  ],
}

const whenItGetsHeavy: Section = {
  id: "when-it-gets-heavy",
  title: "When you are the coach and it gets heavy",
  passages: [
    {
      kind: "paragraph",
      text: "Slow down; you do not have to fix anything. Say what you see: “This sounds really heavy, and I am glad you told me.”",
    },
    {
      kind: "paragraph",
      text: "Ask directly if you are worried: “Are you thinking of harming yourself?” Asking does not plant the idea. Then look at the safety page, together if you can.",
    },
  ],
}

/** A last session, for pairs who finish well. */
export const lastSession: Section = {
  id: "last-session",
  title: "A last session",
  passages: [
    { kind: "paragraph", text: "Some pairs spend it on three questions." },
    {
      kind: "numbers",
      items: ["What did I get from this?", "What did I see change in you?", "What do I wish I had said?"],
    },
  ],
}

export const guide: readonly Section[] = [firstSession, everyEighthSession, whenItGetsHeavy, lastSession]
