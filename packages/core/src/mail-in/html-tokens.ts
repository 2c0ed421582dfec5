import type { Attributes } from "./client-containers.ts"
import { decodeEntities } from "./entities.ts"

export type HtmlToken =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "open"; readonly name: string; readonly attributes: Attributes }
  | { readonly kind: "close"; readonly name: string }

/** What stands between these tags is no markup. */
const rawElements = new Set(["style", "script", "title", "textarea"])
const attributesAtMost = 30
const tagLengthAtMost = 5_000

/**
 * Reads HTML as mail clients send it, from left to right and once: whatever is malformed becomes text. Time and memory
 * grow with the length of the text, never with its nesting.
 */
export function* readTokens(html: string): Generator<HtmlToken> {
  let at = 0
  while (at < html.length) {
    const bracket = html.indexOf("<", at)
    if (bracket < 0) break
    if (bracket > at) yield { kind: "text", text: html.slice(at, bracket) }
    const skipped = endOfComment(html, bracket)
    if (skipped > 0) {
      at = skipped
      continue
    }
    const end = endOfTag(html, bracket)
    if (end < 0) {
      yield { kind: "text", text: "<" }
      at = bracket + 1
      continue
    }
    const token = readTag(html.slice(bracket + 1, end))
    at = end + 1
    if (token === null) continue
    yield token
    if (token.kind === "open" && rawElements.has(token.name)) at = endOfRaw(html, at, token.name)
  }
  if (at < html.length) yield { kind: "text", text: html.slice(at) }
}

/** Where the comment, declaration or processing instruction that begins here ends, or 0 if none begins here. */
function endOfComment(html: string, bracket: number): number {
  const next = html[bracket + 1]
  if (next !== "!" && next !== "?") return 0
  const isComment = html.startsWith("<!--", bracket)
  const end = isComment ? html.indexOf("-->", bracket + 4) : html.indexOf(">", bracket)
  if (end < 0) return html.length
  return end + (isComment ? 3 : 1)
}

/** Where the tag that begins here ends; -1 if what begins here is no tag. */
function endOfTag(html: string, bracket: number): number {
  if (!/[A-Za-z/]/.test(html[bracket + 1] ?? "")) return -1
  let quote = ""
  const limit = Math.min(html.length, bracket + tagLengthAtMost)
  for (let at = bracket + 1; at < limit; at += 1) {
    const character = html[at] ?? ""
    if (quote !== "") quote = character === quote ? "" : quote
    else if (character === ">") return at
    else if ((character === '"' || character === "'") && html[at - 1] === "=") quote = character
    else if (character === "<") return -1
  }
  return -1
}

function endOfRaw(html: string, from: number, name: string): number {
  const close = `</${name}`
  let at = html.indexOf("</", from)
  while (at >= 0) {
    if (html.slice(at, at + close.length).toLowerCase() === close) return at
    at = html.indexOf("</", at + 2)
  }
  return html.length
}

const tagName = /^\/?([A-Za-z][A-Za-z0-9:_-]{0,40})/
const attribute = /([^\s=<>"'/]{1,60})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]*)))?/g

function readTag(body: string): HtmlToken | null {
  const name = tagName.exec(body)?.[1]?.toLowerCase()
  if (name === undefined) return null
  if (body.startsWith("/")) return { kind: "close", name }
  const attributes = new Map<string, string>()
  for (const match of body.slice(name.length).matchAll(attribute)) {
    const key = (match[1] ?? "").toLowerCase()
    if (!attributes.has(key)) attributes.set(key, decodeEntities(match[2] ?? match[3] ?? match[4] ?? ""))
    if (attributes.size >= attributesAtMost) break
  }
  return { kind: "open", name, attributes }
}
