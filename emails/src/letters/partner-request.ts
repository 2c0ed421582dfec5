import { given, heading, lead, name, note, paragraph, say, strong } from "../letter.ts"
import { partnerLabel } from "../parts.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { agreementUrl, guideUrl, longName, rightToLeftName, sampleUrl } from "../samples.ts"

export type PartnerRequestProps = {
  /** True for the one reminder after five days. */
  readonly reminder: boolean
  readonly inviter: string
  /** The inviter's own words; null if they wrote none. */
  readonly note: string | null
  /** In the reader's zone: "Thursdays at 18:00, Berlin time, 60 minutes". */
  readonly slot: string
  /** "an hour", "45 minutes" */
  readonly length: string
  /** The same for the inviter, "17:00, Lisbon time"; null when their clocks agree. */
  readonly inviterSlot: string | null
  readonly firstFocus: "inviter" | "you" | "draw"
  readonly joinUrl: string
  readonly guideUrl: string
  readonly agreementUrl: string
  /** The day on which the reader's address is forgotten: "7 December". */
  readonly forgottenOn: string
}

const sample: PartnerRequestProps = {
  reminder: false,
  inviter: "Ana",
  note: "I keep putting off the same three things and I think you know the feeling.\nShall we give each other an hour a week until spring?",
  slot: "Thursdays at 18:00, Berlin time, 60 minutes",
  length: "an hour",
  inviterSlot: "17:00, Lisbon time",
  firstFocus: "draw",
  joinUrl: sampleUrl("join"),
  guideUrl,
  agreementUrl,
  forgottenOn: "7 December",
}

export const partnerRequest: Letter<PartnerRequestProps> = {
  footing: "outside",
  subject,
  body,
  samples: [
    { name: "with-note", props: sample },
    { name: "without-note", props: { ...sample, note: null, inviterSlot: null, firstFocus: "you" } },
    { name: "reminder", props: { ...sample, reminder: true, firstFocus: "inviter" } },
    {
      name: "half-an-hour",
      props: { ...sample, slot: "Thursdays at 18:00, Berlin time, 30 minutes", length: "30 minutes" },
    },
    { name: "long-name", props: { ...sample, inviter: longName } },
    { name: "right-to-left-name", props: { ...sample, inviter: rightToLeftName, note: "שלום, נתחיל?" } },
  ],
}

function subject(props: PartnerRequestProps): Line {
  return props.reminder
    ? say`Once more: would you try ${props.length} a week with ${name(props.inviter)}?`
    : say`${name(props.inviter)} asks whether you would try ${props.length} a week together`
}

function body(props: PartnerRequestProps): readonly Block[] {
  return [
    opening(props),
    ...given(props.note, (text) => [paragraph(say`In ${name(props.inviter)}’s words:`), { kind: "quote", text }]),
    paragraph(
      say`You meet for ${props.length}, and you take turns: one talks, the other listens and asks. Next time you swap. There is no app, no account and nothing to pay; letters and your calendar do the remembering.`,
    ),
    {
      kind: "rows",
      rows: [
        { label: say`Suggested`, line: say`${strong(props.slot)}` },
        ...(props.inviterSlot === null
          ? []
          : [{ label: partnerLabel(props.inviter), line: say`${props.inviterSlot}` }]),
        { label: say`Talks first`, line: firstFocus(props) },
      ],
    },
    { kind: "button", label: say`Look at it and answer`, url: props.joinUrl },
    heading("Or answer by replying"),
    {
      kind: "bullets",
      items: [
        say`${strong("YES")} if you would like to try it. With it you say two things: that you are 18 or older, and that you have read the working agreement and agree to it.`,
        say`${strong("Another time")}, such as “Tue 19:00”. That means the same yes, at that time, if ${name(props.inviter)} can make it too.`,
        say`${strong("NO")} if you would rather not. ${name(props.inviter)} hears that you said no, and nothing else.`,
      ],
    },
    {
      kind: "links",
      links: [
        { label: "Read the working agreement", url: props.agreementUrl },
        { label: "How the hour works", url: props.guideUrl },
      ],
    },
    note(closing(props)),
  ]
}

function opening(props: PartnerRequestProps): Block {
  return props.reminder
    ? lead(say`A few days ago ${name(props.inviter)} asked whether you would try ${props.length} a week together.`)
    : lead(
        say`${name(props.inviter)} would like to spend ${props.length} a week with you, and asks whether you would try it.`,
      )
}

function firstFocus(props: PartnerRequestProps): Line {
  switch (props.firstFocus) {
    case "inviter":
      return say`${name(props.inviter)}; you listen`
    case "you":
      return say`You; ${name(props.inviter)} listens`
    case "draw":
      return say`Drawn by lot when you say yes`
  }
}

function closing(props: PartnerRequestProps): Line {
  return props.reminder
    ? say`Not answering is fine. This is the last time we ask. On ${props.forgottenOn} we forget your address, unless you say yes.`
    : say`Not answering is fine. We ask once more in five days and then never again. On ${props.forgottenOn} we forget your address, unless you say yes.`
}
