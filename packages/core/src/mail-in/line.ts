/**
 * One line of a mail's body, and what the mail's own structure says of it. `own`: nothing speaks against the writer
 * having typed it; `quoted`: it stands in what a client marks as quoted; `signature`: in what it marks as one.
 */
export type Line = { readonly text: string; readonly mark: "own" | "quoted" | "signature" }

/** More than any quoted thread has; each costs some 15 µs of rules. */
export const linesAtMost = 3_000
/** Rules that look at a line's words look at no longer one: attributions and signatures are short. */
const ruleLengthAtMost = 1_000

const blank = /^[\s\u200b-\u200d\u2060\ufeff]*$/

export function isBlank(line: Line): boolean {
  return line.text.length < 40 && blank.test(line.text)
}

/**
 * Text in one case, for rules whose words are written in lower case. The flags `iu` do the same, but then V8 takes
 * milliseconds in every fresh process to compile a long rule. "İ" would become two characters, the second no letter.
 */
export function folded(text: string): string {
  return text.replaceAll("İ", "i").toLowerCase()
}

/** A line as the rules read it: one space for many, no invisible characters, cut at a length any rule can take. */
export function plain(text: string): string {
  return text
    .slice(0, ruleLengthAtMost)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]/g, "")
    .replace(/\s+/g, " ")
    .trim()
}
