import { given, heading, lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line, MonthCounts } from "../letter.ts"
import { inWords, times, understoodBlocks } from "../parts.ts"
import type { Understood } from "../parts.ts"
import * as people from "../samples.ts"

export type RecapItem = {
  readonly text: string
  /** When it was said: "12 November". */
  readonly made: string
}

export type ClosedRecapItem = RecapItem & {
  /** When it was kept, partly kept or let go: "19 November". */
  readonly changed: string
}

export type RecapProps = {
  readonly partner: string
  /** "November", or "October and November" after a pause. */
  readonly month: string
  /** Sessions held, and those in which the reader was the focus. */
  readonly met: number
  readonly focused: number
  /** The reader's commitments; the open ones in the order of their numbers, from 1. */
  readonly kept: readonly ClosedRecapItem[]
  readonly partly: readonly ClosedRecapItem[]
  readonly open: readonly RecapItem[]
  readonly letGo: readonly ClosedRecapItem[]
  /** The lines the reader kept, oldest first. */
  readonly lines: readonly string[]
  /**
   * The last months in which something was closed, and what is open in the month of this letter, oldest first; at most
   * six.
   */
  readonly months: readonly MonthCounts[]
  /** The page on which open commitments can be kept or let go. */
  readonly recapUrl: string | null
  readonly understood: Understood | null
}

const earlier: readonly MonthCounts[] = [
  { month: "September", kept: 1, partly: 0, open: 0, letGo: 2 },
  { month: "October", kept: 3, partly: 1, open: 0, letGo: 1 },
]

const sample: RecapProps = {
  partner: "Ben",
  month: "November",
  met: 4,
  focused: 2,
  kept: [
    { text: "email Ana before Thursday lunch", made: "5 November", changed: "12 November" },
    { text: "walk to the office on Fridays", made: "12 November", changed: "26 November" },
  ],
  partly: [{ text: "write the first page, badly", made: "12 November", changed: "19 November" }],
  open: [
    { text: "when I open the laptop on Monday, I will block two hours first", made: "19 November" },
    { text: "ask my sister about the summer", made: "26 November" },
  ],
  letGo: [{ text: "learn to bake bread", made: "5 November", changed: "19 November" }],
  lines: ["It is not that I cannot decide. I do not like what I have decided."],
  months: [...earlier, { month: "November", kept: 2, partly: 1, open: 2, letGo: 1 }],
  recapUrl: people.sampleUrl("recap"),
  understood: null,
}

const empty: RecapProps = { ...sample, kept: [], partly: [], open: [], letGo: [], lines: [], months: [] }

export const recap: Letter<RecapProps> = {
  footing: "meeting",
  subject,
  body,
  samples: [
    { name: "full", props: sample },
    { name: "empty-month", props: empty },
    { name: "lines-alone", props: { ...empty, lines: sample.lines } },
    {
      name: "nothing-kept",
      props: {
        ...sample,
        kept: [],
        partly: [],
        months: [...earlier, { month: "November", kept: 0, partly: 0, open: 2, letGo: 1 }],
      },
    },
    {
      name: "all-kept",
      props: {
        ...sample,
        partly: [],
        open: [],
        letGo: [],
        lines: [],
        months: [...earlier, { month: "November", kept: 2, partly: 0, open: 0, letGo: 0 }],
        recapUrl: null,
      },
    },
    {
      name: "first-month",
      props: {
        ...empty,
        met: 1,
        focused: 0,
        open: sample.open.slice(0, 1),
        months: [{ month: "November", kept: 0, partly: 0, open: 1, letGo: 0 }],
        recapUrl: null,
      },
    },
    {
      name: "after-a-pause",
      props: {
        ...sample,
        month: "October and November",
        met: 2,
        focused: 1,
        kept: [{ text: "email Ana before Thursday lunch", made: "1 October", changed: "8 October" }],
        partly: [],
        open: sample.open.map((item) => ({ ...item, made: "26 November" })),
        letGo: [{ text: "learn to bake bread", made: "1 October", changed: "26 November" }],
        months: [
          { month: "September", kept: 1, partly: 0, open: 0, letGo: 2 },
          { month: "October", kept: 1, partly: 0, open: 0, letGo: 0 },
          { month: "November", kept: 0, partly: 0, open: 2, letGo: 1 },
        ],
        understood: { text: "1 let go", correctUrl: people.sampleUrl("correct") },
      },
    },
    { name: "long-name", props: { ...sample, partner: people.longName } },
    {
      name: "right-to-left-name",
      props: { ...sample, partner: people.rightToLeftName, lines: ["לא הכול צריך לקרות החודש."] },
    },
  ],
}

function subject(props: RecapProps): Line {
  return say`${props.month}: what you said you would do`
}

function body(props: RecapProps): readonly Block[] {
  const all = [...props.kept, ...props.partly, ...props.open, ...props.letGo]
  return [
    lead(say`In ${props.month} you and ${name(props.partner)} met ${times(props.met)}; ${focused(props)}.`),
    paragraph(
      all.length === 0
        ? say`Only you get this letter.`
        : say`Only you get this letter: what you said you would do, in your own words, and what became of it.`,
    ),
    ...given(sentence(props, all.length), (line) => [paragraph(line)]),
    ...closed("Kept", "kept", props.kept),
    ...closed("Partly", "partly done", props.partly),
    ...stillOpen(props),
    ...closed("Let go", "let go", props.letGo),
    ...given(props.lines.length === 0 ? null : props.lines, (lines): readonly Block[] => [
      heading(lines.length === 1 ? "A line you kept" : "Lines you kept"),
      ...lines.map((text): Block => ({ kind: "quote", text })),
    ]),
    ...given(props.months.length < 2 ? null : props.months, (months) => [
      heading("Month by month"),
      { kind: "chart", months },
    ]),
    ...question(props),
    ...understoodBlocks(props.understood),
    note(
      say`Reply ${strong("EXPORT")} for a copy of everything you wrote, or ${strong("ERASE")} to have it erased; to stop all letters, use the link below.`,
    ),
  ]
}

function focused({ met, focused: count }: RecapProps): string {
  if (count === 0) return "you were not the focus"
  if (count < met) return `you were the focus ${times(count)}`
  return met === 1 ? "you were the focus" : "you were the focus each time"
}

/** The month in a sentence, where there is one to say; nothing is counted or compared. */
function sentence(props: RecapProps, count: number): Line | null {
  if (count === 0 && props.lines.length > 0) return say`You took nothing on. That can be exactly right.`
  if (count === 0) return say`You wrote nothing down. That can be exactly right.`
  if (props.kept.length === count) return say`All done. Were they big enough to matter, or is life just good?`
  if (props.kept.length === 0 && props.partly.length === 0 && props.open.length > 0) {
    if (count === 1) return say`It has not happened yet. Keep it if you would miss it, or let it go.`
    return say`None of these has happened yet. Pick the one you would miss, and let the others go.`
  }
  return null
}

function closed(title: string, verb: string, items: readonly ClosedRecapItem[]): readonly Block[] {
  if (items.length === 0) return []
  return [
    heading(title),
    {
      kind: "bullets",
      items: items.map((item) => say`${item.text} (said on ${item.made}; ${verb} on ${item.changed})`),
    },
  ]
}

function stillOpen(props: RecapProps): readonly Block[] {
  if (props.open.length === 0) return []
  return [
    heading("Still open"),
    { kind: "numbers", items: props.open.map((item) => say`${item.text} (said on ${item.made})`) },
    paragraph(
      props.open.length === 1
        ? say`Reply “1 keep” or “1 let go”. Without a word it stays open.`
        : say`Reply with the number and ${strong("keep")} or ${strong("let go")}, such as “1 keep” and “2 let go”, in one line or in ${inWords(props.open.length)}. Without a word they stay open.`,
    ),
    ...given(props.recapUrl, (url): readonly Block[] => [
      { kind: "links", links: [{ label: "Choose on a page", url }] },
    ]),
  ]
}

function question(props: RecapProps): readonly Block[] {
  if (props.open.length === 0) {
    return [
      heading("A question for the month ahead"),
      paragraph(say`What would you like to have done by the end of it, if only one thing?`),
    ]
  }
  return [
    heading("A question for the month ahead"),
    paragraph(
      props.open.length === 1
        ? say`Does the open one still deserve you?`
        : say`Which of the open ones still deserves you?`,
    ),
  ]
}
