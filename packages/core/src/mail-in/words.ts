import { Temporal } from "temporal-polyfill"
import type { LetterKind } from "../letter-kind.ts"
import { withoutGreeting } from "./after-answer.ts"
import { plain } from "./line.ts"
import { offers } from "./offers.ts"
import type { OfferedWord } from "./offers.ts"
import { readDate, readTime } from "./said-time.ts"
import type { SaidTime, TimeScene } from "./said-time.ts"

export type BareWord =
  "agree" | "skip" | "unskip" | "resume" | "end" | "export" | "erase" | "private" | "share" | "weekly" | "fortnightly"

/** What a first line that is a command asks for. STOP is `end`. */
export type WordCommand =
  | { readonly word: OfferedWord | BareWord }
  /** The first day back; null where none was given. */
  | { readonly word: "pause"; readonly until: Temporal.PlainDate | null }
  /** "for two more weeks": from the day that the pause lasts until. */
  | { readonly word: "pause"; readonly longer: Temporal.Duration }
  /** A date that can be read in two ways is asked about. */
  | { readonly word: "pause"; readonly ambiguous: readonly Temporal.PlainDate[] }
  /** `when` is null for MOVE alone. */
  | { readonly word: "move"; readonly when: SaidTime | null }

export type WordScene = TimeScene & { readonly letter: LetterKind | null }

/**
 * The command that a text begins with, or null if it is an answer. A command is its word alone on the first line, the
 * word with punctuation, or the word with its argument; only SKIP and STOP take a remark, after punctuation.
 */
export async function readCommand(text: string, scene: WordScene): Promise<WordCommand | null> {
  const lines = withoutGreeting(text).split("\n").map(plain)
  const [first, ...below] = lines.filter((line) => line !== "")
  if (first === undefined || first.length > 200) return null
  const line = withoutPleasantries(first)
  const isAll = below.length === 0 && !line.includes("?")
  if (isAll && isOffered("yes", scene) && yesAlone.test(withoutPunctuation(line))) return { word: "yes" }
  return bareWord(line, scene) ?? (await readPause(line, scene)) ?? readMove(line, scene)
}

/**
 * What a leading PRIVATE or SHARE says of the text after it; `text` is what remains. Null if it begins with neither. A
 * greeting on a line of its own may stand before it.
 */
export function readPrivacy(text: string): { readonly shared: boolean; readonly text: string } | null {
  const words = withoutGreeting(text)
  const [opening = "", word] = /^[\s*_"'“‘([]*(private|share)/i.exec(words) ?? []
  if (word === undefined) return null
  const below = words.slice(opening.length)
  const [marks] = /^(?![\p{L}\p{N}'’-])[\s\])*_"'”’]*[:.,;!–—-]*[\])*_]*/u.exec(below) ?? []
  if (marks === undefined) return null
  const isPrivate = word.toLowerCase() === "private"
  const isMarked = word === word.toUpperCase() || /[:.,;!–—\n\])*_-]/.test(marks)
  const rest = below.slice(marks.length).trim()
  if (isMarked || rest === "") return { shared: !isPrivate, text: rest }
  // "Private lessons begin again" may be a sentence; to keep it by mistake hurts nobody, to pass it on might.
  return isPrivate ? { shared: false, text: words.trim() } : null
}

/**
 * Whether a text that does not begin with PRIVATE asks for it all the same: the word in capitals, alone on a line or in
 * brackets, "keep this private", "don't share this", or the word as a neighbouring language has it before a colon. To keep
 * a text by mistake hurts nobody, to pass it on might.
 */
export function asksForPrivacy(text: string): boolean {
  return privacyWords.some((form) => form.test(text))
}

const theWords = "(?:this|it|that|these|all of (?:this|it)|everything|my (?:answer|reply|words|note))"
const privacyWords: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])(?<!\b(?:[Nn]ot?|[Nn]ever|[Aa]n?|[Tt]he) )PRIVAT[EO]?(?![\p{L}\p{N}])/u,
  /^[^\S\n]*[([*_]*private[)\]*_]*[.!:]*[^\S\n]*$|\(private\)/im,
  /^[^\S\n]*(?:hi|hello|hey|dear|hallo|bonjour|hola|olá|moin)\b[^\n]{0,30}?[,:!–—-]\s?private(?=\s?[:,.;!–—-])/im,
  new RegExp(
    String.raw`(?:^|[.!?;:–—(-]\s?|\b(?:please|pls|plz|to|kindly|can you),? )(?:keep|leave) ${theWords}(?: (?!no\b|not\b)\w+)? (?:private|to (?:your|my)self)(?=\s?(?:$|[.,;:!?)–—-]|please|pls|for now|from\b))`,
    "im",
  ),
  /\b(?:do not|don['’]t) (?:share|show|pass|send|forward) (?:this|it|that)\b|\b(?:should|must|has to|to) (?:be kept|stay|remain) private\b/i,
  /(?:^|[.!?;:–—(-]\s?)this(?: is|['’]s| one is| stays)(?: (?!not\b|no\b)\w+)? private(?=\s?(?:$|[.;:!–—-]))/im,
  /\b(?:please|pls|plz)[ ,:]{1,2}private(?=\s?(?:$|[.,;:!–—-]))|\bprivate,? (?:please|pls|plz)(?=\s?(?:$|[.;:!–—-]))/im,
  /^[^\S\n]*(?:privat|privé|privado|privada|privato)[^\S\n]?[:–—-]/im,
]

const bareWords: readonly (readonly [OfferedWord | BareWord, RegExp])[] = [
  [
    "yes",
    /^(?:yes|yep|yeah|yes I do|yes,? (?:gladly|of course|with pleasure|sounds good|I['’]d love to|let['’]s do it|happy to)|ja|oui|sí|si|sim)$/i,
  ],
  [
    "no",
    /^(?:no|nope|no,? not for me|not for me|no,? sorry|no,? thank you|nein|nein,? danke|non|non,? merci|nee|não)$/i,
  ],
  ["here", /^(?:here|I'?m here|still here|I'?m still here)$/i],
  ["wait", /^wait$/i],
  ["last", /^(?:last|last one|last session|one last session)$/i],
  ["agree", /^(?:agree|agreed|I agree)$/i],
  ["skip", /^skip(?: (?:it|this|this one|this week|this session|this time|the session))?$/i],
  ["unskip", /^un-?skip(?: (?:it|this|this one|this week|this session|the session))?$/i],
  ["resume", /^resume(?: now)?$/i],
  ["end", /^(?:end|stop)(?: (?:it|now))?$/i],
  ["export", /^export(?: (?:it|all|everything|my data|my words))?$/i],
  ["erase", /^erase(?: (?:it|me|all|everything|my data|all my data|my words))?$/i],
  ["private", /^private$/i],
  ["share", /^share$/i],
  ["weekly", /^weekly$/i],
  ["fortnightly", /^fortnightly$/i],
]

/** A yes in words of their own: only where they are all that is said, since a question or a "but" may stand below. */
const yesAlone =
  /^(?:sure|of course|gladly|absolutely|yes,? (?:sure|please|count me in|I['’]m in|(?:that|it) was me|it is me|that['’]s (?:me|right)|I confirm)|(?:(?:that|it) was me)|confirmed|I['’]m in|(?:sure,? )?count me in|ja,? (?:gerne?|bitte))$/i

const offeredOnly: readonly string[] = ["yes", "no", "here", "wait", "last"] satisfies readonly OfferedWord[]

function bareWord(line: string, scene: WordScene): WordCommand | null {
  const alone = withoutPunctuation(line)
  for (const [word, form] of bareWords) {
    if (!form.test(alone) && !hasRemark(line, word, scene)) continue
    if (word === "agree" && !/^agree$/i.test(alone) && !isAboutAgreement(scene)) return null
    if (!offeredOnly.includes(word)) return { word }
    return isOffered(word, scene) ? { word } : null
  }
  return null
}

function isOffered(word: string, { letter }: WordScene): boolean {
  return letter !== null && offers[letter].words.some((offered) => offered === word)
}

/** Letters that ask for AGREE: to anything else "Agreed, but …" may be an answer. */
function isAboutAgreement({ letter }: WordScene): boolean {
  return letter === "welcome" || letter === "review" || letter === "changed"
}

// "Skip, sorry" and "Stop - it was good": the remark is not passed on. "AGREE, but 45 minutes" has a change in it.
function hasRemark(line: string, word: string, scene: WordScene): boolean {
  if (word === "agree" && isAboutAgreement(scene)) {
    return /^(?:I )?agreed?(?:\s?[,;:(–—]|-(?=\s)|\s-|\s(?:but|with|except)\b)/i.test(line)
  }
  if (word === "skip") return /^skip(?: this (?:week|one|session|time))?\s?(?:[,;:.!(–—]|-(?=\s)|\s-)/i.test(line)
  return word === "end" && /^stop\s?(?:[,;:.!(–—]|-(?=\s)|\s-)/i.test(line)
}

async function readPause(line: string, scene: WordScene): Promise<WordCommand | null> {
  const match = /^pause\b(.*)$/i.exec(withoutPunctuation(line))
  if (match === null) return null
  const words = (match[1] ?? "").replace(/^[\s,:;–—-]+/, "")
  if (words === "" || /^(?:it|us|now|for now|for a while|everything)$/i.test(words))
    return { word: "pause", until: null }
  const length =
    /^(?:for )?(?:the next )?(\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|ten|twelve)( more)? (day|week|month)s?(?: (?:more|longer))?$/i.exec(
      words,
    )
  if (length !== null && (length[2] !== undefined || /(?:more|longer)$/i.test(words)))
    return { word: "pause", longer: lasting(length[1] ?? "", length[3] ?? "") }
  if (length !== null) return { word: "pause", until: after(lasting(length[1] ?? "", length[3] ?? ""), scene) }
  const said = await readDate(
    words.replace(/^(?:it )?(?:un?till?|till|from|to|through|up to|back on|back)\b\s*/i, ""),
    scene,
  )
  if (said === null || said.rest !== "") return null
  // "Pause from Monday" says when it begins, and a pause begins now.
  if (/^(?:it )?from\b/i.test(words) && said.dates.length === 1) return null
  const [until] = said.dates
  return said.dates.length > 1 ? { word: "pause", ambiguous: said.dates } : { word: "pause", until: until ?? null }
}

const numbers = "zero one two three four five six seven eight nine ten eleven twelve".split(" ")

function lasting(count: string, unit: string): Temporal.Duration {
  const spelled = numbers.indexOf(count.toLowerCase())
  const many = /^\d/.test(count) ? Number(count) : Math.max(1, spelled)
  return Temporal.Duration.from({ [`${unit.toLowerCase()}s`]: many })
}

function after(length: Temporal.Duration, scene: WordScene): Temporal.PlainDate {
  return scene.now.toZonedDateTimeISO(scene.zone).toPlainDate().add(length)
}

const asksToMove =
  /^(?:(?:how|what) about|(?:could|can|shall|should|might) (?:we|you) (?:do|make it|meet|move it to|move to|move|say|have)|let'?s (?:do|meet|say|make it)|maybe|perhaps|rather|better|instead|would|is|does)\s+/i

async function readMove(line: string, scene: WordScene): Promise<WordCommand | null> {
  const bare = withoutPunctuation(line)
  const explicit = /^move\b[\s,:;–—-]*(?:(?:it|this|us|the session|this session|to|till|until|on)\s+)*(.*)$/i.exec(bare)
  if (explicit !== null) {
    const words = explicit[1] ?? ""
    if (words === "" || /^(?:it|this)$/i.test(words)) return { word: "move", when: null }
    const said = await readTime(words, scene)
    return said === null || said.rest !== "" ? null : { word: "move", when: said.time }
  }
  const said = await readTime(
    bare.replace(asksToMove, "").replace(/\s+(?:instead|work(?: for you)?|ok|okay|possible)$/i, ""),
    scene,
  )
  if (said === null || said.rest !== "" || !(namesDayAndTime(said.time) || scene.letter === "question")) return null
  return { word: "move", when: said.time }
}

// Without MOVE before it, a day or an hour alone may be the whole answer to a prompt.
function namesDayAndTime(time: SaidTime): boolean {
  return time.kind === "at" || (time.kind === "ambiguous" && time.candidates.length > 0)
}

function withoutPunctuation(line: string): string {
  return line.replace(/^[\s"'“”‘’*_([<.…-]+|[\s"'“”‘’*_)\]>.,!?…;:\p{Extended_Pictographic}\ufe0f-]+$/gu, "")
}

function withoutPleasantries(line: string): string {
  const tail =
    /[\s,.!–—-]+(?:please|pls|thanks|thank you|thx|many thanks|cheers)(?: (?:a lot|so much|very much|turnabout))?[\s.!)]*$/i
  const cut = line.replace(/^please,?\s+/i, "").replace(tail, "")
  return cut.trim() === "" ? line : cut
}
