import type { Line } from "./line.ts"
import { linesAtMost } from "./line.ts"

/** The lines of a text part: those beginning with ">" are quoted. */
export function textLines(text: string): readonly Line[] {
  return text.split(/\r\n|\n|\r|\u2028|\u2029/, linesAtMost).map((line): Line => {
    if (isQuoted(line)) return { text: unquoted(line), mark: "quoted" }
    // The space is what makes a signature's mark of it.
    return { text: line === "-- " ? line : line.trimEnd(), mark: isPicture(line) ? "signature" : "own" }
  })
}

// What clients write where the HTML part has a picture.
function isPicture(line: string): boolean {
  return (
    line.length < 300 &&
    /^\s*(?:\[(?:image|cid|inline image|Image)\s?:[^\]]*\]|<[^<>/]+\.(?:jpe?g|png|gif|heic)>|\ufffc)\s*$/i.test(line)
  )
}

// "|" and initials ("AB>") are the marks of older clients. ">:(" and ">_<" are faces; "->" never begins a quote.
function isQuoted(line: string): boolean {
  return /^ {0,3}(?:>(?![:;=_.][-'^]?[()<>DPpoO|/.])|[A-Z]{2}> )/.test(line)
}

function unquoted(line: string): string {
  return line.replace(/^ {0,3}(?:[A-Z]{2})?(?:> ?)+/, "").trimEnd()
}
