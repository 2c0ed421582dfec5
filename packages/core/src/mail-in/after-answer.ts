import { commitmentLength } from "../commitment.ts"
import { folded, plain } from "./line.ts"
import { readStatuses } from "./statuses.ts"
import type { StatusChange } from "./statuses.ts"

/** The after-form as it was answered by reply. What was not said is null or empty. */
export type AfterAnswer = {
  readonly happened: boolean | null
  /** Each at most 300 characters; as many as were written, even if that is more than can be kept. */
  readonly commitments: readonly string[]
  readonly statuses: readonly StatusChange[]
  /** What else was written: the line to keep. */
  readonly line: string | null
  readonly heard: "fully" | "mostly" | "not-quite" | null
  readonly mattered: "yes" | "partly" | "no" | null
}

/** `commitments`: how many are numbered in the letter; `name`: the writer's, so that a name typed below is no line to keep. */
export type AfterScene = { readonly commitments: number; readonly name: string }

/** Reads a reply to the after-form: yes or no, lines with a bullet, "1 done, 2 let go", and what else is left. */
export function readAfterAnswer(text: string, scene: AfterScene): AfterAnswer {
  const parts: Parts = { commitments: [], statuses: [], rest: [], heard: null, mattered: null }
  const opening = readOpening(joinWrapped(withoutSignOff(text.split("\n"), scene.name)))
  for (const line of opening.lines) sort(line, parts, scene)
  const rest = parts.rest.join("\n").trim()
  return {
    happened: opening.happened,
    commitments: parts.commitments.map((words) => words.slice(0, commitmentLength)),
    statuses: parts.statuses,
    line: rest === "" ? null : rest,
    heard: parts.heard,
    mattered: parts.mattered,
  }
}

/** Whether a text can only be an after-form, for replies that no longer say which letter they answer. */
export function looksLikeAfterAnswer(text: string): boolean {
  const answer = readAfterAnswer(text, { commitments: 0, name: "" })
  return (
    answer.line === null && (answer.happened === null ? 0 : 1) + answer.commitments.length + answer.statuses.length >= 2
  )
}

type Parts = {
  readonly commitments: string[]
  readonly statuses: StatusChange[]
  readonly rest: string[]
  heard: AfterAnswer["heard"]
  mattered: AfterAnswer["mattered"]
}

function sort(line: string, parts: Parts, scene: AfterScene): void {
  const words = withoutBullet(line)
  const statuses = readStatuses(words ?? "", scene.commitments) ?? readStatuses(line, scene.commitments)
  if (statuses !== null) parts.statuses.push(...statuses)
  else if (isNothing(words ?? line)) return
  else if (readFeeling(words ?? line, parts)) return
  else if (kept.test(words ?? line)) parts.rest.push((words ?? line).replace(kept, ""))
  else if (words !== null) parts.commitments.push(words)
  else if (whenThen.test(plain(line))) parts.commitments.push(plain(line))
  else parts.rest.push(line)
}

/** The letter asks to begin the line to keep with "keep:". */
const kept = /^\s*(?:a line to keep|line to keep|keep|kept)\s?[:–—]\s*(?=\S)/i
const bullet = /^\s*(?:[-*•·‣◦▪●○–—+→§]|[([]?\d{1,2}[.)\]]|o(?= {2,}))\s*(?:\[[ xX]?\]\s*)?(\S.*)$/
/** The form in which the letter asks for commitments; nobody needs a bullet for it. */
const whenThen =
  /^(?:when|if|after|before|once|as soon as)\b.{3,200}[,;: ]\s*I(?:'ll|’ll| will| am going to|'m going to)\b/i

function withoutBullet(line: string): string | null {
  // A line of dashes is drawn, not written; "-5 degrees" is no commitment either.
  if (/^\s*[-–—*_]{2,}/.test(line) || /^\s*[-+]\d/.test(line)) return null
  const words = bullet.exec(line.slice(0, 2000))?.[1]?.trim()
  return words === undefined || !/[\p{L}\p{N}]/u.test(words) ? null : words
}

function isNothing(line: string): boolean {
  return /^(?:none|nothing|n\/a|no commitments?(?: this time)?|(?:none|nothing)(?: this time| for now| yet)?|-+|[*_=~—–]+)[.!]?$/i.test(
    plain(line),
  )
}

function readFeeling(line: string, parts: Parts): boolean {
  const heard = /^(?:I )?(?:felt )?heard\s*[:=–-]?\s*(fully|mostly|not[ -]quite)[.!]?$/i.exec(plain(line))?.[1]
  const mattered =
    /^(?:(?:we )?spent (?:it )?on )?what mattered\s*[:=–-]?\s*(yes|partly|no)[.!]?$|^mattered\s*[:=–-]?\s*(yes|partly|no)[.!]?$/i.exec(
      plain(line),
    )
  if (heard !== undefined) parts.heard = heardOf(heard.toLowerCase())
  const said = mattered?.[1] ?? mattered?.[2]
  if (said !== undefined) parts.mattered = matteredOf(said.toLowerCase())
  return heard !== undefined || said !== undefined
}

function heardOf(word: string): AfterAnswer["heard"] {
  return word === "fully" || word === "mostly" ? word : "not-quite"
}

function matteredOf(word: string): AfterAnswer["mattered"] {
  return word === "yes" || word === "partly" ? word : "no"
}

/** Where a yes or no ends: with the line, a mark, a bracket, a dash or a smile. */
const ends = String.raw`(?=$|[.,!;:…(–—]|-(?!\p{L})|\s[-:;(]|\s?\p{Extended_Pictographic})`
const didHappen = new RegExp(
  `^(?:(?:yes,? )?(?:it|we) (?:did happen|did|happened|met)|yes|y|yep|yeah|yup|ja|oui|sí|si|sim|happened)${ends}`,
  "u",
)
const didNotMeet = "(?:(?:did|could) not|(?:did|could|was|were)n['’]t|did ?nt) (?:happen|meet|make it)"
const didNot = new RegExp(
  `^(?:no|n|nope|nein|leider (?:nein|nicht)|non|nee|não` +
    `|(?:no,? )?(?:it|we|we both) (?:did not|did ?n['’]?t|${didNotMeet})(?: (?:this|last) (?:week|time))?|${didNotMeet}` +
    `|(?:sadly|unfortunately|alas|sorry),? (?:no|not|(?:it|we) ${didNotMeet})|no,? and it is still my turn)${ends}`,
  "u",
)
/** What keeps two from meeting, or says that they did not. */
const reason = String.raw`\b(?:forgot|ill|illness|sick|away|busy|flu|fever|covid|hospital|overslept|cancel\w*|skipped|postponed|missed (?:it|each other)|mixed up|fell through|travell?ing|no[- ]show|never (?:met|happened|came)|(?:could|can|did|have|has|was|were)(?:n['’]?t| ?not) (?:happen\w*|me?et|show|come|there|make it|able|turn up|join))\b`
const itWas = String.raw`\b(?:we|it|yes)\b[^.,;]*\b(?:met|did(?! not|n)|happened|yes)\b`
/**
 * "No we both forgot", "No sorry": a no, and why. "No I haven't called her yet" is about something else, and "no we did" a
 * yes.
 */
const noBecause = new RegExp(
  String.raw`^no(?= (?:(?:sorry|sadly|unfortunately)[\s.,!]*$|(?:sorry,? )?(?:because|due to|\(|(?:i|he|she|they|we|it|[a-z]+ (?:was|is|had|got))\b)(?!.*${itWas}).*${reason}))`,
)
/** Marks and smiles between the yes or no and what else is said. */
const behindIt =
  /^(?:[:;=]['’]?[-o^]?[)(dDpP/|\\*](?!\p{L})|[\s.,!;:…–—-]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\u2640|\u2642|\ufe0f|[()](?=\s|$)|\(:)+/u
const saidNow = /^((?:yes|no|it|we|yep|yeah|nope)\b[^.,;:!?()–—-]{0,20}?),? actually(?=$|[\s.,!])/i

function readOpening(lines: readonly string[]): {
  readonly happened: boolean | null
  readonly lines: readonly string[]
} {
  const first = lines.findIndex((line) => line.trim() !== "" && !isGreeting(line))
  const line = lines[first]
  if (line === undefined) return { happened: null, lines: [] }
  const words = plain(withoutBullet(line) ?? line.trim()).replace(askedBefore, "")
  if (words === "") return readOpening(lines.slice(first + 1))
  const said = readHappened(words)
  // A yes or no may come below the commitments, alone on its line.
  if (said === null) return laterOpening(lines.slice(first))
  const rest = said.rest === "" ? [] : [said.rest]
  return { happened: said.happened, lines: [...rest, ...lines.slice(first + 1)] }
}

function laterOpening(lines: readonly string[]): {
  readonly happened: boolean | null
  readonly lines: readonly string[]
} {
  const at = lines.findIndex((line) => /^(?:yes|no|yep|nope)[.!]?$/i.test(line.trim()))
  if (at < 0) return { happened: null, lines }
  return { happened: /^y/i.test((lines[at] ?? "").trim()), lines: lines.filter((_, index) => index !== at) }
}

/** "Sorry, yes it did": what was said before is taken back. */
const correction = /^(?:(?:oh|sorry|actually|oops|correction|my mistake|no wait|wait)[\s,.:;!–—-]+){1,2}/i
/** The letter's own question, typed or left before the answer. */
const askedBefore = /^did it happen\s?\?\s*(?:yes,? or no\s?[.?:]*\s*)?/i

function readHappened(words: string): { readonly happened: boolean; readonly rest: string } | null {
  const line = words.replace(correction, "").replace(saidNow, "$1")
  const low = folded(line)
  const no = didNot.exec(low) ?? noBecause.exec(low)
  const match = no ?? didHappen.exec(low)
  if (match === null) return null
  const rest = line.slice(match[0].length).replace(behindIt, "")
  return { happened: no === null, rest: rest.replace(filler, "") }
}

/** What repeats the yes or no, as a sentence of its own. */
const filler =
  /^(?:(?:it|we) (?:did(?: not|n['’]t)?|happened|met)(?: (?:happen|meet))?|and it is still my turn|sorry|thanks|thank you)(?:[.,!;:]+\s*|\s*$)/i

const greeting = /^(?:hi|hello|hey|dear|hallo|good (?:morning|afternoon|evening))\b(.*)$/i

/** "Hi," or "Dear Turnabout," alone on a line. */
function isGreeting(line: string): boolean {
  const names = greeting.exec(plain(line))?.[1]
  return names !== undefined && /^(?: [\p{L}.'-]+){0,3}\s?[,!.:–-]*$/u.test(names)
}

/** A text below a greeting on a line of its own; all of it, where nothing else is there. */
export function withoutGreeting(text: string): string {
  const lines = text.split("\n")
  const first = lines.findIndex((line) => plain(line) !== "")
  const below = lines.slice(first + 1)
  const isGreeted = first >= 0 && isGreeting(lines[first] ?? "") && below.some((line) => plain(line) !== "")
  return isGreeted ? below.join("\n") : text
}

const closing =
  /^(?:best|all the best|best wishes|best regards|kind regards|warm regards|regards|warmly|thanks|thank you|many thanks|thx|cheers|love|yours|sincerely|take care|see you|talk soon|ciao|xx?x?|lg|vg|mfg)\b[\s,.!x]*$/i

function withoutSignOff(lines: readonly string[], name: string): readonly string[] {
  const kept = [...lines]
  dropLastBlank(kept)
  const last = signed(kept.at(-1) ?? "")
  const above = plain(kept.at(-2) ?? "")
  if (kept.length > 1 && (isNameOf(name, last) || (closing.test(above) && last.split(" ").length <= 3))) kept.pop()
  dropLastBlank(kept)
  if (kept.length > 1 && closing.test(plain(kept.at(-1) ?? ""))) kept.pop()
  return kept
}

/** Whether a line is nothing but the writer's name, as it stands below a mail. */
export function isNameOf(name: string, line: string): boolean {
  const words = signed(line).toLowerCase()
  const full = plain(name).toLowerCase()
  return words !== "" && (words === full || words === full.split(" ")[0])
}

function signed(line: string): string {
  return plain(line).replace(/^[-–—~]\s?|[.!,]$/g, "")
}

function dropLastBlank(lines: string[]): void {
  while (lines.length > 0 && (lines.at(-1) ?? "").trim() === "") lines.pop()
}

// Text mail is wrapped at 60 to 80 characters: a line below a long or indented one of a commitment belongs to it.
function joinWrapped(lines: readonly string[]): readonly string[] {
  const joined: string[] = []
  let lastLength = 0
  for (const line of lines) {
    const above = joined.at(-1)
    const isRest =
      above !== undefined && withoutBullet(above) !== null && withoutBullet(line) === null && line.trim() !== ""
    const isWrapped = isRest && (lastLength >= 60 || /^(?: {2,}|\t)\S/.test(line)) && readStatuses(line, 9) === null
    if (isWrapped) joined[joined.length - 1] = `${above} ${line.trim()}`
    else joined.push(line)
    lastLength = line.length
  }
  return joined
}
