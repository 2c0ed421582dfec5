import type { Passage, Section } from "./passage.ts"

/** In the footer of every letter, followed by a link to the safety page. */
export const footerSafety =
  "Peer coaching is two friends listening to each other. It is not therapy or medical care, and nobody monitors this mailbox. In an emergency call your local emergency number."

/** Beside the one checkbox of sign-up and join, unticked. */
export const adultAndLimits =
  "I am 18 or older. I understand this is mutual support between peers, not treatment, and not meant for a crisis or for a condition that needs professional care. I can use it next to therapy."

/** The safety page, but for the contacts, which are the operator's to check and to date. */
export const safetyTitle = "Limits and other help"

export const safetySections: readonly Section[] = [
  {
    id: "wrong-tool",
    title: "What this is not for",
    passages: [
      {
        kind: "paragraph",
        text: "Peer coaching suits work questions, decisions, ordinary doubt and ordinary sorrow. It is the wrong tool, on its own, for some things:",
      },
      {
        kind: "bullets",
        items: [
          "thoughts of ending your life or of hurting someone",
          "violence or fear at home",
          "not being able to sleep, eat, work or get out of bed for two weeks or more",
          "panic, flashbacks, or seeing or hearing what others do not",
          "alcohol, drugs, food or gambling having taken over",
          "grief or trauma that gets heavier each time you speak of it",
        ],
      },
      {
        kind: "paragraph",
        text: "If one of these is you, or your partner: say it out loud, and look for a professional together – a family doctor, a licensed therapist, an employee assistance line, a local crisis service. You may keep your sessions as company alongside, if both of you want to and the professional has no objection.",
      },
    ],
  },
  {
    id: "danger-now",
    title: "If someone may be in danger now",
    passages: [
      {
        kind: "paragraph",
        text: "Call the local emergency number. Stay with them, on the line or in the room, until help is there.",
      },
    ],
  },
  {
    id: "for-the-coach",
    title: "For the coach",
    passages: [
      {
        kind: "paragraph",
        text: "You are not responsible for curing anyone. You are allowed to say: “This is more than I can hold well. I care about you. Let us find someone who can, and I will sit with you while you make the call.” Afterwards, look after yourself too.",
      },
    ],
  },
  {
    id: "what-the-software-does-not-do",
    title: "What the software does not do",
    passages: [
      {
        kind: "paragraph",
        text: "It does not read replies for signs of distress, and it cannot raise an alarm. A filter that is silent when it misses would be worse than this sentence.",
      },
    ],
  },
]

export const contactsTitle = "To talk to someone today"

/** Shown when the operator has configured no contact: a worldwide directory, unchecked. */
export const contactsFallback: Passage = {
  kind: "paragraph",
  text: "findahelpline.com lists lines to call or to write to in most countries. Whoever runs this service has not checked numbers for your country.",
}

/** Below the contacts that the operator has checked. */
export const contactsElsewhere: Passage = {
  kind: "paragraph",
  text: "For other countries, findahelpline.com lists lines to call or to write to.",
}
