import { plain } from "./line.ts"

/** The letter answered, as its lines are sought in a reply. */
export type OwnLetter = {
  readonly lines: ReadonlySet<string>
  readonly joined: string
  /** Every run of `seedLength` characters, so that a line which is not ours is dismissed without a search. */
  readonly seeds: ReadonlySet<string>
}

/** Shorter lines are too easily a person's own. */
export const keyLengthAtLeast = 12
const seedLength = 12
const letterLengthAtMost = 50_000

export function ownLetter(text: string): OwnLetter {
  const keys = text
    .slice(0, letterLengthAtMost)
    .split(/\r?\n/)
    .map(lineKey)
    .filter((key) => key !== "")
  const joined = keys.join(" ")
  const seeds = new Set<string>()
  for (let at = 0; at + seedLength <= joined.length; at += 1) seeds.add(joined.slice(at, at + seedLength))
  return { lines: new Set(keys), joined, seeds }
}

/** Whether a line, or what it was wrapped from, stands in the letter. */
export function isOurs(key: string, letter: OwnLetter): boolean {
  if (letter.lines.has(key)) return key.length >= keyLengthAtLeast
  return key.length >= keyLengthAtLeast && letter.seeds.has(key.slice(0, seedLength)) && letter.joined.includes(key)
}

/**
 * A line as it is compared: without links, marks of quoting and emphasis, in one case and with plain quotation marks,
 * because clients rewrite all of these when they quote.
 */
export function lineKey(line: string): string {
  return plain(line)
    .replace(/<?\bhttps?:\/\/[^\s>]*>?|<mailto:[^>]*>/gi, " ")
    .replace(/^(?:> ?)+|[*_]/g, "")
    .replace(/[\u2018\u2019\u201a\u2032`]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/\u2026/g, "...")
    .replace(/\[\s*\]|\(\s*\)|<\s*>/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase()
}
