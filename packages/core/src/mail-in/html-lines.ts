import { containerOf, isRepliedQuote } from "./client-containers.ts"
import type { Attributes, Container } from "./client-containers.ts"
import { decodeEntities } from "./entities.ts"
import { isForwardedRule } from "./from-block.ts"
import { readTokens } from "./html-tokens.ts"
import type { Line } from "./line.ts"
import { linesAtMost } from "./line.ts"

const depthAtMost = 200

type OpenElement = {
  readonly name: string
  readonly container: Container | null
  readonly isPreformatted: boolean
  readonly isHidden: boolean
  readonly isRepliedQuote: boolean
  /** In a soft container: a quote inside it has ended, or it is no quote but passed on, so what follows is the writer's. */
  isPast: boolean
}

type Walk = {
  readonly lines: Line[]
  readonly open: OpenElement[]
  /** How many elements of each name are open, so that an end tag without a beginning costs nothing. */
  readonly openNames: Map<string, number>
  hidden: number
  preformatted: number
  /** The line being read. Pieces, not one text: looking at the end of a growing text copies all of it each time. */
  pieces: string[]
  endsInSpace: boolean
  hasWords: boolean
  mark: Line["mark"]
  /** Everything from here on is the letter answered. */
  isCut: boolean
  readonly lists: { readonly isOrdered: boolean; count: number }[]
}

/** The lines of an HTML part as a reader sees them, each with what the client's containers say of it. */
export function htmlLines(html: string): readonly Line[] {
  const walk: Walk = {
    lines: [],
    open: [],
    openNames: new Map(),
    hidden: 0,
    preformatted: 0,
    pieces: [],
    endsInSpace: true,
    hasWords: false,
    mark: "own",
    isCut: false,
    lists: [],
  }
  for (const token of readTokens(html)) {
    if (walk.lines.length >= linesAtMost) break
    switch (token.kind) {
      case "text":
        addText(walk, token.text)
        break
      case "open":
        openElement(walk, token.name, token.attributes)
        break
      case "close":
        closeElement(walk, token.name)
        break
    }
  }
  endLine(walk)
  return walk.lines
}

function openElement(walk: Walk, name: string, attributes: Attributes): void {
  if (name === "br") return breakLine(walk)
  if (name === "hr") return endLine(walk)
  if (name === "img") return addText(walk, pictured(attributes))
  if (voids.has(name)) return
  if (name === "p" || name === "li") closeSibling(walk, name)
  if (name === "body") closeElement(walk, "head")
  const container = containerOf(name, attributes)
  if (isBlock(name) || container !== null) endLine(walk)
  if (name === "p") addBlank(walk, attributes)
  if (container === "rest") walk.isCut = true
  if (walk.open.length < depthAtMost) pushElement(walk, name, { attributes, container })
  if (name === "li") startItem(walk)
}

function pushElement(walk: Walk, name: string, as: { attributes: Attributes; container: Container | null }): void {
  const style = (as.attributes.get("style") ?? "").toLowerCase()
  const isPreformatted = name === "pre" || /white-space:\s*(?:-moz-)?(?:pre|break-spaces)/.test(style)
  const isHidden = hiddenElements.has(name) || /display:\s*none|mso-hide:\s*all/.test(style)
  const isReplied = as.container === "quote" && isRepliedQuote(name, as.attributes)
  walk.open.push({
    name,
    container: as.container,
    isPreformatted,
    isHidden,
    isRepliedQuote: isReplied,
    isPast: false,
  })
  walk.openNames.set(name, (walk.openNames.get(name) ?? 0) + 1)
  if (isHidden) walk.hidden += 1
  if (isPreformatted) walk.preformatted += 1
  if (name === "ul" || name === "ol") walk.lists.push({ isOrdered: name === "ol", count: 0 })
}

// A new <p> or <li> ends the one before it, if that one is still the innermost.
function closeSibling(walk: Walk, name: string): void {
  if (walk.open.at(-1)?.name === name) closeElement(walk, name)
}

function closeElement(walk: Walk, name: string): void {
  if ((walk.openNames.get(name) ?? 0) === 0) return name === "p" ? endLine(walk) : undefined
  const at = walk.open.findLastIndex((element) => element.name === name)
  if (isBlock(name) || walk.open[at]?.container !== null) endLine(walk)
  for (const element of walk.open.splice(at)) {
    walk.openNames.set(element.name, (walk.openNames.get(element.name) ?? 1) - 1)
    if (element.isHidden) walk.hidden -= 1
    if (element.isPreformatted) walk.preformatted -= 1
    if (element.isRepliedQuote) noteQuote(walk)
    if (element.name === "ul" || element.name === "ol") walk.lists.pop()
  }
}

function noteQuote(walk: Walk): void {
  for (const element of walk.open) if (element.container === "soft-quote") element.isPast = true
}

// Gmail passes a mail on inside the containers of a quote.
function noteForward(walk: Walk): void {
  if (walk.isCut || walk.open.some((element) => element.container === "quote")) return
  for (const element of walk.open) element.isPast = true
  walk.mark = "own"
}

function addText(walk: Walk, raw: string): void {
  if (walk.hidden > 0 || raw === "") return
  const text = decodeEntities(raw)
  if (walk.preformatted > 0) return addPreformatted(walk, text)
  const folded = text.replace(/[ \t\r\n\f]+/g, " ")
  append(walk, walk.endsInSpace ? folded.replace(/^ /, "") : folded)
}

function addPreformatted(walk: Walk, text: string): void {
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (index > 0) breakLine(walk)
    append(walk, line)
  }
}

function append(walk: Walk, text: string): void {
  if (text === "") return
  const hasWords = text.trim() !== ""
  if (hasWords && !walk.hasWords) {
    walk.mark = markHere(walk)
    walk.hasWords = true
  }
  walk.endsInSpace = text.endsWith(" ")
  walk.pieces.push(text.replace(/\u00a0/g, " "))
}

function markHere(walk: Walk): Line["mark"] {
  if (walk.isCut) return "quoted"
  for (const element of walk.open) {
    const isSoft = element.container === "soft-quote" || element.container === "attribution"
    if (element.container === "quote" || (isSoft && !element.isPast)) return "quoted"
    if (element.container === "signature") return "signature"
  }
  return "own"
}

/** A line break that is there even on an empty line. */
function breakLine(walk: Walk): void {
  if (walk.hasWords) endLine(walk)
  else walk.lines.push({ text: "", mark: markHere(walk) })
}

function endLine(walk: Walk): void {
  if (walk.hasWords) {
    const text = walk.pieces.join("").trimEnd()
    if (walk.mark === "quoted" && isForwardedRule(text)) noteForward(walk)
    walk.lines.push({ text, mark: walk.mark })
  }
  walk.pieces = []
  walk.endsInSpace = true
  walk.hasWords = false
}

function addBlank(walk: Walk, attributes: Attributes): void {
  const isOutlooks = /^mso/i.test(attributes.get("class") ?? "")
  const isTight = isOutlooks || /margin(?:-top)?:\s*0/i.test(attributes.get("style") ?? "")
  const last = walk.lines.at(-1)
  if (!isTight && last !== undefined && last.text !== "") walk.lines.push({ text: "", mark: markHere(walk) })
}

function startItem(walk: Walk): void {
  const list = walk.lists.at(-1)
  if (list !== undefined) list.count += 1
  append(walk, list?.isOrdered === true ? `${list.count}. ` : "- ")
}

// Some clients send emoji as pictures that carry the character as their text.
function pictured(attributes: Attributes): string {
  const text = attributes.get("alt") ?? ""
  return text.length <= 8 && /^\p{Extended_Pictographic}/u.test(text) ? text : ""
}

const voids = new Set(["area", "base", "col", "embed", "input", "link", "meta", "param", "source", "track", "wbr"])
const hiddenElements = new Set(["style", "script", "head", "title", "template", "textarea", "select", "svg"])
const blocks = new Set(
  (
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 " +
    "header html li main nav ol p pre section table tbody td tfoot th thead tr ul"
  ).split(" "),
)

function isBlock(name: string): boolean {
  return blocks.has(name)
}
