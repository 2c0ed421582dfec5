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

export const ofAnotherLength =
  "In more time or less the steps are the same; the invitation has them in the minutes that you have."

/** The same in five lines, in the minutes that a pair meets for: for the invitation and the calendar event. */
export function shapeInFiveLines(minutes: number): readonly { readonly minutes: string; readonly what: string }[] {
  let from = 0
  return endsOf(minutes).map((end, place) => {
    const step = { minutes: `${from}–${end}`, what: fiveSteps[place] ?? "" }
    from = end
    return step
  })
}

const fiveSteps = [
  "Arrive. What kind of help today: an ear, questions, ideas? Choose the subject.",
  "The focus talks most. The coach listens, says back, asks.",
  "Ideas and experience, if wanted.",
  "One to three commitments, or none.",
  "What do you want to remember?",
]

/**
 * When each of the five ends: the same parts of any length, on the five minutes where there is half an hour or more. To
 * arrive and to close take no longer in an afternoon than in 90 minutes.
 */
function endsOf(minutes: number): readonly number[] {
  const grain = minutes < 30 ? 1 : 5
  const down = (part: number) => Math.floor((minutes * part) / grain) * grain
  return [
    Math.min(down(1 / 6), 15),
    down(2 / 3),
    Math.max(down(5 / 6), minutes - 20),
    Math.max(Math.floor((minutes * 29) / 30), minutes - 5),
    minutes,
  ]
}

export const afterTheHour = "Next time you swap. A session that did not happen uses up nobody’s turn."

/** Its steps take an hour: a pair that has less, or more, is told what to make of that. */
export function firstSession(minutes: number): Section {
  return {
    id: "first-session",
    title: "Your first session",
    passages: [
      { kind: "paragraph", text: beforeTheFirst(minutes) },
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
}

function beforeTheFirst(minutes: number): string {
  const before = "Read the working agreement before; there is nothing else to prepare."
  if (minutes === 60) return `Sixty minutes, both of you. ${before}`
  return minutes < 60
    ? `For both of you. ${before} The steps take sixty minutes and you have ${minutes}: do what fits, and the rest next time.`
    : `For both of you. ${before} The steps take sixty minutes; what is left of your ${minutes} goes to the short turns.`
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

export const guide: readonly Section[] = [firstSession(60), everyEighthSession, whenItGetsHeavy, lastSession]
