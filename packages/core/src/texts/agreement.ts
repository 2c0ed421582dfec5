import type { Section } from "./passage.ts"

export const agreementTitle = "Our working agreement"

export const agreementIntroduction =
  "A promise between two people, not a legal contract. Talk it through in the first session; then each replies AGREE, or replies with the change they want."

/** How often, and when: "Thursday" and "17:00, Lisbon time". Null on the guide page, which is about no pair in particular. */
export type MeetingTerms = { readonly weekday: string; readonly time: string; readonly minutes: string }

/** The working agreement, with the pair's own meeting time if there is one, and the changes they made to it. */
export function workingAgreement(terms: MeetingTerms | null, changes: readonly string[]): readonly Section[] {
  return [
    { id: "what-this-is", title: "What this is", passages: [{ kind: "paragraph", text: whatThisIs(terms) }] },
    ...unchanging,
    ...ownChanges(changes),
  ]
}

function whatThisIs(terms: MeetingTerms | null): string {
  const meeting =
    terms === null
      ? "We meet for an hour on an agreed day and time."
      : `We meet for ${terms.minutes} on ${terms.weekday} at ${terms.time}.`
  return `${meeting} We take turns: one of us coaches, the other is the focus. Either of us may end this at any time, without having to justify it. We would like to say goodbye in a last session if we can.`
}

const unchanging: readonly Section[] = [
  {
    id: "what-stays-here",
    title: "What stays here",
    passages: [
      {
        kind: "paragraph",
        text: "What the focus person says belongs to them. The coach does not repeat it to anyone, be it a partner, a mutual friend, a colleague or an investor, and does not use it for gain. The coach does not bring it up outside our sessions unless the focus person does.",
      },
      {
        kind: "paragraph",
        text: "We do not record, transcribe or let an AI note-taker join unless we both say yes for that day.",
      },
    ],
  },
  {
    id: "the-exception",
    title: "The exception",
    passages: [
      {
        kind: "paragraph",
        text: "If one of us believes that someone, including the other, is in serious danger, we will involve people who can help. We will say so first if that is at all possible. Where the law makes one of us report something, we report it.",
      },
    ],
  },
  {
    id: "where-notes-live",
    title: "Where notes live",
    passages: [
      {
        kind: "paragraph",
        text: "Each of us decides what to write in mails to the service. We assume an employer may be able to read a work mailbox, so we use personal addresses.",
      },
      {
        kind: "paragraph",
        // The operator runs the code and holds the key, so "cannot read" would be untrue.
        text: "What we write is stored encrypted, and nothing the service shows to whoever runs it contains our words. But they hold the key, and the letters themselves travel as ordinary mail. We write with that in mind.",
      },
    ],
  },
  {
    id: "how-we-are-with-each-other",
    title: "How we are with each other",
    passages: [
      {
        kind: "paragraph",
        text: "We listen before we advise. We ask before we advise. We are on time or we say so. No one has to answer any question; “I would rather not” is a full answer, and “pause” stops the conversation for as long as needed.",
      },
    ],
  },
  {
    id: "our-other-ties",
    title: "Our other ties",
    passages: [
      {
        kind: "paragraph",
        text: "We name the ones that could pull: we work together, share friends, compete, one of us has a stake in the other’s company, or: ____. Subjects we leave outside for that reason: ____.",
      },
    ],
  },
  {
    id: "if-it-goes-wrong",
    title: "If it goes wrong",
    passages: [
      {
        kind: "paragraph",
        text: "If one of us feels hurt, unheard or used, we say so in the next session at the latest, before anything else. Every eighth session is about us and how this works.",
      },
    ],
  },
  {
    id: "what-it-is-not",
    title: "What it is not",
    passages: [
      {
        kind: "paragraph",
        text: "We are not each other’s therapist, doctor or lawyer. If something needs more than a friend can hold, we say that, and help each other find it.",
      },
    ],
  },
  {
    id: "care",
    title: "Care, three blanks each",
    passages: [
      {
        kind: "paragraph",
        text: "When I am having a hard time, it helps me if you ____. Please do not ____. If you were worried about me, the person to call is ____ (kept by us, not by the service).",
      },
    ],
  },
]

function ownChanges(changes: readonly string[]): readonly Section[] {
  return changes.length === 0
    ? []
    : [{ id: "our-changes", title: "Changes we made", passages: [{ kind: "bullets", items: changes }] }]
}
