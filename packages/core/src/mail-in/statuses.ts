import { folded, plain } from "./line.ts"

/** What became of the commitment with that number in the letter answered; `keep` in a recap is `open`. */
export type StatusChange = { readonly number: number; readonly status: Status }
export type Status = "kept" | "partly" | "open" | "let-go"

const phrases: readonly (readonly [Status, string])[] = [
  [
    "open",
    "not done|not yet|not kept|still open|still going|still on|carry on|carry it on|carry over|carrying on|keep going|keep it|keep|open|ongoing|in progress|continue|continuing|later|☐",
  ],
  [
    "partly",
    "partly done|partly kept|partly|partially|partial|half done|half|in part|some of it|somewhat|sort of|mostly",
  ],
  [
    "let-go",
    "let it go|let go of it|let go of|let go|let-go|letgo|letting go|dropped|dropping|drop it|drop|cancelled|canceled|cancel|no longer|give up|gave up|✗|❌|🗑️",
  ],
  ["kept", "all done|done|kept|did it|did|finished|completed|complete|✓|✔️|✔|✅"],
]

const all = "all of them|all|both|everything"
const filling = "and|is|was|are|were|i|the|it|of|please|thanks"
// The text is in lower case, and no token has a letter of any other alphabet.
const token = new RegExp(
  [
    "(?<number>#?\\d{1,2}(?:st|nd|rd|th)?(?![\\d/]|[.:]\\d))",
    `(?<all>\\b(?:${all})\\b)`,
    ...phrases.map(([status, words]) => `(?<${status.replace("-", "")}>(?<![a-z])(?:${words})(?![a-z]))`),
    `(?<glue>[\\s,;.:=()–—/&+>!*-]+|(?<![a-z])(?:${filling})(?![a-z]))`,
  ].join("|"),
  "y",
)

/** Every word that a line of statuses may have: most lines have another, and are not taken apart. */
const known: ReadonlySet<string> = new Set(
  wordsOf([...phrases.map(([, words]) => words), all, filling, "st|nd|rd|th"].join("|")),
)

type Token =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "all" }
  | { readonly kind: "status"; readonly status: Status }

/**
 * "1 done, 2 let go", "1: kept", "keep 1, let go 2", "1, 3 done", "all done" (`count` says how many all are). Null if the
 * line says anything else.
 */
export function readStatuses(line: string, count: number): readonly StatusChange[] | null {
  const text = folded(plain(line))
  if (text.length > 200 || !wordsOf(text).every((word) => known.has(word))) return null
  const tokens = tokensOf(text)
  if (tokens === null || tokens.length < 2) return null
  const changes = tokens[0]?.kind === "status" ? statusFirst(tokens, count) : numberFirst(tokens, count)
  return changes.length > 0 && changes.every(({ number }) => number >= 1) ? changes : null
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[a-z]+/g) ?? []
}

function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const groups = token.exec(text)?.groups
    if (groups === undefined) return null
    const read = tokenOf(groups)
    if (read !== null) tokens.push(read)
  }
  return tokens
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | null {
  if (groups["number"] !== undefined)
    return { kind: "number", number: Number.parseInt(groups["number"].replace("#", ""), 10) }
  if (groups["all"] !== undefined) return { kind: "all" }
  const status = phrases.find(([name]) => groups[name.replace("-", "")] !== undefined)?.[0]
  return status === undefined ? null : { kind: "status", status }
}

function numberFirst(tokens: readonly Token[], count: number): readonly StatusChange[] {
  const changes: StatusChange[] = []
  let waiting: number[] = []
  let last: Token["kind"] = "status"
  for (const each of tokens) {
    if (each.kind !== "status") waiting.push(...numbersOf(each, count))
    else if (last === "status" && changes.length === 0) return []
    else {
      changes.push(...waiting.map((number) => ({ number, status: each.status })))
      waiting = []
    }
    last = each.kind
  }
  return waiting.length > 0 ? [] : changes
}

function statusFirst(tokens: readonly Token[], count: number): readonly StatusChange[] {
  const changes: StatusChange[] = []
  let status: Status = "open"
  for (const each of tokens) {
    if (each.kind === "status") status = each.status
    else changes.push(...numbersOf(each, count).map((number) => ({ number, status })))
  }
  return tokens.at(-1)?.kind === "status" ? [] : changes
}

function numbersOf(each: Token, count: number): readonly number[] {
  if (each.kind === "number") return [each.number]
  return Array.from({ length: Math.min(count, 9) }, (_, index) => index + 1)
}
