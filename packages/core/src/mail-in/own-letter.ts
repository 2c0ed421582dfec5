import { plain } from "./line.ts"

/** The letter answered, as its lines are sought in a reply. */
export type OwnLetter = {
  /** Its lines, those that were wrapped joined again. */
  readonly text: string
  /** The same without line breaks. */
  readonly words: string
  /** Every run of `seedLength` characters in it, so that a line which is not ours is dismissed without a search. */
  readonly seeds: ReadonlySet<string>
}

/** Shorter lines are too easily a person's own. */
export const keyLengthAtLeast = 12
const seedLength = 12
const letterLengthAtMost = 50_000
/** Letters are wrapped below this: a line that could not have taken the next word goes on in the next. */
const wrapsAt = 70

export function ownLetter(text: string): OwnLetter {
  const lines = text.slice(0, letterLengthAtMost).split(/\r?\n/)
  let joined = ""
  for (const [index, line] of lines.entries()) {
    // Hard breaks stay, since no line of a reply can match across one: "1 done" and "2 let go" below each other are
    // an example of ours, "1 done 2 let go" is somebody's answer.
    const next = lines[index + 1]?.replace(/^[\s>]+/, "").split(" ")[0] ?? ""
    const isWrapped = next !== "" && line.length + 1 + next.length > wrapsAt
    joined += lineKey(line) + (isWrapped ? " " : "\n")
  }
  const seeds = new Set<string>()
  for (let at = 0; at + seedLength <= joined.length; at += 1) seeds.add(joined.slice(at, at + seedLength))
  return { text: joined, words: ` ${joined.replaceAll("\n", " ")} `, seeds }
}

/** Whether a line, or what it was wrapped from, stands in the letter. Short ones are never surely ours. */
export function isOurs(key: string, letter: OwnLetter): boolean {
  return key.length >= keyLengthAtLeast && letter.seeds.has(key.slice(0, seedLength)) && letter.text.includes(key)
}

/** Whether a line, however short, is a whole line of the letter. */
export function isWholeLineOf(key: string, letter: OwnLetter): boolean {
  return key === "" || `\n${letter.text}`.includes(`\n${key}\n`)
}

/**
 * Whether a line makes a commitment that the letter lists: the letter numbers them and so does whoever quotes it, while
 * a member begins a new one with a dash.
 */
export function isMadeAgain(line: string, letter: OwnLetter): boolean {
  if (!/^\s*[-*•·–—+]\s*\S/.test(line)) return false
  const key = lineKey(line)
  const at = letter.text.indexOf(key)
  return at > 0 && /(?:^|\n)\d{1,2} $/.test(letter.text.slice(Math.max(0, at - 4), at))
}

/** Whether a short line stands in the letter as whole words: then it is ours where its neighbours are. */
export function maybeOurs(key: string, letter: OwnLetter): boolean {
  return key === "" || letter.words.includes(` ${key} `)
}

/**
 * A line as it is compared: letters and digits only, in one case, without links, because clients rewrite all the rest
 * when they quote.
 */
export function lineKey(line: string): string {
  return plain(line)
    .replace(/<?\bhttps?:\/\/[^\s>]*>?|<mailto:[^>]*>/gi, " ")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase()
}
