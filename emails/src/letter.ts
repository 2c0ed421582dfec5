/**
 * A letter is written once, as blocks, and dressed twice: `render-text.ts` and `layout.tsx` print the same blocks in the
 * same order, so the two parts of a mail cannot say different things.
 */

/** A piece of a line. A name is set apart from the text around it, because it may run the other way. */
export type Span =
  | string
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "name"; readonly text: string }
  /** A link shown as it is: where a pair meets. */
  | { readonly kind: "place"; readonly url: string }

export type Line = readonly Span[]

/** Where a link leads. The label alone says so: it is all that a screen reader's list of links shows. */
export type Link = { readonly label: string; readonly url: string }

/** How many commitments of one month ended in which way. */
export type MonthCounts = {
  /** "October" */
  readonly month: string
  readonly kept: number
  readonly partly: number
  readonly open: number
  readonly letGo: number
}

export type Row = { readonly label: Line; readonly line: Line }

export type Block =
  /** The first sentence: the heading of the letter, and what an inbox shows beside the subject. One a letter, first. */
  | { readonly kind: "lead"; readonly line: Line }
  | { readonly kind: "paragraph"; readonly line: Line }
  | { readonly kind: "heading"; readonly text: string }
  /** A member's own words; their line breaks are kept. */
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "bullets"; readonly items: readonly Line[] }
  | { readonly kind: "numbers"; readonly items: readonly Line[] }
  /** Facts in two columns: a short label, and what it says. */
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  /** At most one a letter. */
  | { readonly kind: "button"; readonly label: Line; readonly url: string }
  | { readonly kind: "links"; readonly links: readonly Link[] }
  /** What to type, exactly, in a reply. */
  | { readonly kind: "example"; readonly text: string }
  | { readonly kind: "chart"; readonly months: readonly MonthCounts[] }
  | { readonly kind: "note"; readonly line: Line }

/**
 * What the footer says first: to someone not yet in a pair, that they need not answer; in a pair that meets, the words
 * that skip, pause and end; after a session, what the first of them says then; nothing in a letter that offers its own
 * words or comes when those would mislead.
 */
export type Footing = "outside" | "meeting" | "afterwards" | "plain"

export type Letter<Props> = {
  readonly footing: Footing
  /** One line, fit to be read on a lock screen: no member's words, no commitments. */
  readonly subject: (props: Props) => Line
  readonly body: (props: Props) => readonly Block[]
  readonly samples: readonly Sample<Props>[]
}

export type Sample<Props> = { readonly name: string; readonly props: Props }

/** A line with values set into it: plain strings, names and strong words. */
export function say(strings: TemplateStringsArray, ...values: readonly Span[]): Line {
  return strings.flatMap((text, index) => [text, values[index] ?? ""]).filter((span) => span !== "")
}

export function name(text: string): Span {
  return { kind: "name", text }
}

/** Where a pair meets: a link if it is one, else the words ("our usual bench"). */
export function place(text: string): Span {
  return /^https?:\/\/\S+$/i.test(text) ? { kind: "place", url: text } : text
}

export function strong(text: string): Span {
  return { kind: "strong", text }
}

export function lead(line: Line): Block {
  return { kind: "lead", line }
}

export function paragraph(line: Line): Block {
  return { kind: "paragraph", line }
}

export function note(line: Line): Block {
  return { kind: "note", line }
}

export function heading(text: string): Block {
  return { kind: "heading", text }
}

/** The block if there is something to say, else nothing: spread into a body. */
export function given<T>(value: T | null, blocks: (value: T) => readonly Block[]): readonly Block[] {
  return value === null ? [] : blocks(value)
}
