import { beginsAttribution, isAttribution, wordsBeforeAttribution } from "./attribution.ts"
import { fromBlockLength, isForwardedRule, isOriginalRule, isRule } from "./from-block.ts"
import type { Line } from "./line.ts"
import { isBlank } from "./line.ts"
import { htmlLines } from "./html-lines.ts"
import { isMadeAgain, isOurs, isWholeLineOf, keyLengthAtLeast, lineKey, maybeOurs, ownLetter } from "./own-letter.ts"
import type { OwnLetter } from "./own-letter.ts"
import type { RawMail } from "./raw-mail.ts"
import { isSentFrom, isSignatureMark } from "./signature.ts"
import { textLines } from "./text-lines.ts"

/** The lines of the HTML part and of the text part, as far as a mail has them, the HTML first. */
export function bodyLines(mail: Pick<RawMail, "html" | "text">): Bodies {
  return [...(mail.html === null ? [] : [htmlLines(mail.html)]), ...(mail.text === null ? [] : [textLines(mail.text)])]
}

type Bodies = readonly (readonly Line[])[]

/**
 * What a mail adds to the letter it answers (`letterText`, null if unknown): of the first of its bodies that adds
 * anything. Empty if there is nothing that is surely the writer's.
 */
export function newTextOf(bodies: Bodies, letterText: string | null): string {
  const letter = letterText === null ? null : ownLetter(letterText)
  const first = bodies.map((lines) => newText(lines, letter)).find(hasWords) ?? ""
  if (letter === null || (first !== "" && !pointsBelow(first))) return first
  const inside = bodies.map((lines) => textInsideQuote(lines, letter)).find(hasWords) ?? ""
  return `${first}\n\n${inside}`.trim()
}

/** "See my answers below": somebody wrote between the lines of the quote. */
function pointsBelow(text: string): boolean {
  return text.length < 120 && /\b(?:below|in-?line|in (?:red|blue|green|bold|capitals)|between the lines)\b/i.test(text)
}

/**
 * What the writer of a reply added, of all its lines: without quotes, without the lines of the letter answered, without
 * attributions and signatures. Answers below and between quoted lines stay. Empty if nothing is left.
 */
function newText(lines: readonly Line[], letter: OwnLetter | null): string {
  // Blocks first: a subject in one may be a line of the letter, and without it the block is hard to tell.
  const steps = [cutAtBlocks, dropOurLines(letter), dropAttributions, dropRemains, dropSignatures]
  return joined(steps.reduce<readonly Line[]>((current, step) => step(current), lines))
}

/**
 * The second reading, where the first left nothing or says so: somebody wrote inside the quote. All lines between and
 * below the letter's that are neither the letter's nor the client's.
 */
function textInsideQuote(lines: readonly Line[], letter: OwnLetter): string {
  const opened = lines.map((line): Line => (line.mark === "quoted" ? { text: line.text, mark: "own" } : line))
  const ours = dropOurLines(letter)(opened)
  // Without most of the letter around it this is some other quote, and nobody's answer.
  const found = opened.filter((line, index) => line.mark === "own" && ours[index]?.mark === "quoted").length
  if (found < 3) return ""
  const first = ours.findIndex((line, index) => opened[index]?.mark === "own" && line.mark === "quoted")
  // Here not even a short line of ours may pass for an answer.
  const isNew = ({ text }: Line) => text.trim() === "" || !(isSentFrom(text) || isWholeLineOf(lineKey(text), letter))
  return joined(dropSignatures(dropAttributions(cutAtBlocks(ours.slice(first).filter(isNew)))))
}

type Step = (lines: readonly Line[]) => readonly Line[]

function quoted(line: Line): Line {
  return { text: line.text, mark: "quoted" }
}

function dropOurLines(letter: OwnLetter | null): Step {
  if (letter === null) return (lines) => lines
  return (lines) => {
    const keys = lines.map((line) => lineKey(line.text))
    const isDropped = lines.map(
      (line, index) => line.mark === "own" && isOurs(keys[index] ?? "", letter) && !isMadeAgain(line.text, letter),
    )
    dropShortRuns(lines, keys, { isDropped, letter })
    return lines.map((line, index) => (isDropped[index] === true ? quoted(line) : line))
  }
}

// "Hello Ana," or "2 let go" is ours between lines that are ours and that no client marked as quoted; elsewhere it may be
// anybody's. Lines of ours that look quoted are no end of it: letters quote people too.
function dropShortRuns(
  lines: readonly Line[],
  keys: readonly string[],
  found: { readonly isDropped: boolean[]; readonly letter: OwnLetter },
): void {
  let start = -1
  for (const [index, line] of lines.entries()) {
    const key = keys[index] ?? ""
    if (found.isDropped[index] === true) {
      if (start >= 0) found.isDropped.fill(true, start, index)
      start = index
    } else {
      const isShort = line.mark === "own" && key.length < keyLengthAtLeast
      if (!(isShort || line.mark === "quoted") || !maybeOurs(key, found.letter)) start = -1
    }
  }
}

function neighbour(lines: readonly Line[], index: number, step: 1 | -1): Line | undefined {
  for (let at = index + step; at >= 0 && at < lines.length && Math.abs(at - index) < 6; at += step) {
    const line = lines[at]
    if (line !== undefined && (line.mark === "quoted" || !isBlank(line))) return line
  }
  return undefined
}

const attributionLinesAtMost = 4

// Clients wrap the line that introduces a quote: up to four lines are read as one, the longest run first.
function dropAttributions(lines: readonly Line[]): readonly Line[] {
  const result = [...lines]
  for (let index = 0; index < result.length; index += 1) {
    splitJoint(result, index)
    const run = attributionRun(result, index)
    for (let at = index; at < index + run.length; at += 1) {
      const line = result[at]
      if (line !== undefined) result[at] = quoted(line)
    }
    if (run.length > 0 && run.cuts) return [...result.slice(0, index), ...result.slice(index).map(quoted)]
  }
  return result
}

// "my words On Mon, 23 Nov 2026 at 17:00, Ana wrote:" becomes two lines.
function splitJoint(lines: Line[], index: number): void {
  const line = lines[index]
  const words = line?.mark === "own" ? wordsBeforeAttribution(line.text) : null
  if (line === undefined || words === null) return
  const rest = { text: line.text.slice(words.length).replace(/^[-–—\s]+/, ""), mark: line.mark }
  lines.splice(index, 1, { text: words, mark: line.mark }, rest)
}

function attributionRun(lines: readonly Line[], from: number): { readonly length: number; readonly cuts: boolean } {
  const none = { length: 0, cuts: false }
  if (lines[from]?.mark !== "own" || lines[from]?.text.trim() === "") return none
  let text = ""
  // A name alone on its line begins one if the mailbox is next.
  const canWrap = beginsAttribution(lines[from]?.text ?? "") || (lines[from + 1]?.text ?? "").startsWith("<")
  for (let length = 1; length <= (canWrap ? attributionLinesAtMost : 1); length += 1) {
    const line = lines[from + length - 1]
    if (line === undefined || line.mark !== "own" || isBlank(line) || line.text.length > 400) return none
    text = `${text} ${line.text}`
    const next = neighbour(lines, from + length - 1, 1)
    const before = next?.mark === "quoted" ? "quoted" : "own"
    if (isAttribution(text, before)) return { length, cuts: before === "own" }
  }
  return none
}

function cutAtBlocks(lines: readonly Line[]): readonly Line[] {
  const texts = lines.map((line) => (line.mark === "own" ? line.text : ""))
  const forwarded = texts.findIndex((text) => isForwardedRule(text))
  for (const [index, text] of texts.entries()) {
    if (text === "") continue
    if (forwarded >= 0 && index >= forwarded) break
    if (isOriginalRule(text) || fromBlockLength(texts, index) > 0) {
      const end = markedQuoteBelow(lines, index) ?? lines.length
      return [...lines.slice(0, index), ...lines.slice(index, end).map(quoted), ...lines.slice(end)]
    }
  }
  return lines
}

/** How many lines may stand between a rule and the quote that it announces: an attribution, wrapped. */
const attributionLines = 3

/**
 * Proton marks the quote below its rule with ">": then the quote ends where the marks do, and what stands below is the
 * answer of somebody who writes at the bottom. Null if nothing close below the rule is marked.
 */
function markedQuoteBelow(lines: readonly Line[], rule: number): number | null {
  const below = lines.slice(rule + 1).filter((line) => line.text.trim() !== "" || line.mark === "quoted")
  const first = below.findIndex((line) => line.mark === "quoted")
  if (first < 0 || first > attributionLines) return null
  return lines.findLastIndex((line) => line.mark === "quoted") + 1
}

// A link that a client broke: its rest stands between quoted lines and lacks their mark.
function isLinkRest(line: Line): boolean {
  return /^\s*[(<]?[^\s]{1,300}[/=&?%][^\s]{0,300}[)>]?(?: >)?\s*$/.test(line.text)
}

// Outlook draws a line of underscores above its From-block.
function dropRemains(lines: readonly Line[]): readonly Line[] {
  return lines.map((line, index) => {
    if (line.mark !== "own" || neighbour(lines, index, 1)?.mark !== "quoted") return line
    const isBelowQuote = neighbour(lines, index, -1)?.mark === "quoted"
    return isRule(line.text) || (isBelowQuote && isLinkRest(line)) ? quoted(line) : line
  })
}

function dropSignatures(lines: readonly Line[]): readonly Line[] {
  const below = linesBelow(lines)
  let inSignature = false
  return lines.map((line, index): Line => {
    if (line.mark === "quoted") inSignature = false
    else if (isSignatureMark(line.text) && beginsSignature(lines, index)) inSignature = true
    // Programs add theirs at the end of what somebody wrote.
    const isAdded = line.mark === "own" && (below[index] ?? 0) <= linesBelowSentFrom && isSentFrom(line.text)
    return line.mark === "own" && (inSignature || isAdded) ? { text: line.text, mark: "signature" } : line
  })
}

const linesBelowSentFrom = 5
const signatureLinesAtMost = 8

/** For each line, how many that are not blank follow it before the next that is not the writer's. */
function linesBelow(lines: readonly Line[]): readonly number[] {
  const below: number[] = []
  let count = 0
  for (const [index, line] of [...lines.entries()].toReversed()) {
    if (line.mark !== "own") count = 0
    below[index] = count
    if (line.mark === "own" && !isBlank(line)) count += 1
  }
  return below
}

// With its space it is the mark of RFC 3676. HTML and gateways lose the space; then it may also be a line that somebody
// drew between two thoughts, and a signature is short.
function beginsSignature(lines: readonly Line[], index: number): boolean {
  if (lines[index]?.text === "-- ") return true
  const quote = lines.findIndex((line, at) => at > index && line.mark === "quoted")
  const below = lines.slice(index + 1, quote < 0 ? undefined : quote).filter((line) => !isBlank(line))
  return below.length <= signatureLinesAtMost && below.every((line) => line.text.length < 100)
}

function joined(lines: readonly Line[]): string {
  const kept = lines.filter((line) => line.mark === "own").map((line) => (isBlank(line) ? "" : line.text.trimEnd()))
  const text = kept.join("\n").replace(/\n{3,}/g, "\n\n")
  return clean(text)
}

// Bidirectional overrides and other control characters could make a partner read what was not written.
function clean(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff\ufffc]/g, "").trim()
}

/** An emoji is a word too: it can be an answer. */
function hasWords(text: string): boolean {
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)
}
