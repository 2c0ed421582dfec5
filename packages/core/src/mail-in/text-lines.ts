import type { Line } from "./line.ts"
import { linesAtMost } from "./line.ts"

/** The lines of a text part: those beginning with ">" are quoted. */
export function textLines(text: string): readonly Line[] {
  return text
    .split(/\r\n|\n|\r|\u2028|\u2029/, linesAtMost)
    .map((line) =>
      isQuoted(line)
        ? { text: unquoted(line), mark: "quoted" }
        : { text: line === "-- " ? line : line.trimEnd(), mark: "own" },
    )
}

// "|" and initials ("AB>") are the marks of older clients. ">:(" and ">_<" are faces; "->" never begins a quote.
function isQuoted(line: string): boolean {
  return /^ {0,3}(?:>(?![:;=_.][-'^]?[()<>DPpoO|/.])|[A-Z]{2}> )/.test(line)
}

function unquoted(line: string): string {
  return line.replace(/^ {0,3}(?:[A-Z]{2})?(?:> ?)+/, "").trimEnd()
}
