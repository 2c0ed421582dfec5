import { withoutInvisible } from "@turnabout/core/invisible.ts"
import type { Block, Line, Link, Span } from "./letter.ts"

/**
 * The one gate between a letter as written and a letter as printed. Names and members' words come from other people:
 * here they lose what would let them reorder, hide or link what stands around them. Throws on a link that is neither
 * http(s) nor mailto, because only our own code makes links.
 */
export function printableBlocks(blocks: readonly Block[]): readonly Block[] {
  return blocks.map(printableBlock)
}

function printableBlock(block: Block): Block {
  switch (block.kind) {
    case "lead":
    case "paragraph":
    case "note":
      return { kind: block.kind, line: printableLine(block.line) }
    case "heading":
      return { kind: block.kind, text: printableText(block.text) }
    case "quote":
    case "example":
      return { kind: block.kind, text: printableWords(block.text) }
    case "bullets":
    case "numbers":
      return { kind: block.kind, items: block.items.map(printableLine) }
    case "rows":
      return {
        kind: block.kind,
        rows: block.rows.map((row) => ({ label: printableLine(row.label), line: printableLine(row.line) })),
      }
    case "button":
      return { kind: block.kind, label: printableLine(block.label), url: webAddress(block.url) }
    case "links":
      return { kind: block.kind, links: block.links.map(printableLink) }
    case "chart":
      return {
        kind: block.kind,
        months: block.months.map((month) => ({ ...month, month: printableText(month.month) })),
      }
  }
}

export function printableLine(line: Line): Line {
  return line.map(printableSpan)
}

function printableSpan(span: Span): Span {
  if (typeof span === "string") return printableText(span, "as it stands")
  switch (span.kind) {
    case "strong":
      return { kind: span.kind, text: printableText(span.text) }
    case "name":
      return { kind: span.kind, text: printableName(span.text) }
    case "place":
      return { kind: span.kind, url: webAddress(span.url) }
  }
}

function printableLink(link: Link): Link {
  return { label: printableText(link.label), url: webAddress(link.url) }
}

/** A name on one line that no mail program takes for a link. */
export function printableName(name: string): string {
  const line = printableText(name)
    .replace(/\b[a-z]+:\/\//gi, "")
    // "evil.com" would become a link in most inboxes; "J. R. Moreno" has its spaces or single letters.
    .replace(/(?<=[\p{L}\p{N}]{2})\.(?=[\p{L}\p{N}])/gu, ". ")
  return line === "" ? "your partner" : line
}

/** Text on one line. `as it stands` keeps the spaces at its ends: they separate it from the next span. */
function printableText(text: string, ends: "trimmed" | "as it stands" = "trimmed"): string {
  const line = plain(text).replace(/\s+/g, " ")
  return ends === "trimmed" ? line.trim() : line
}

/** A member's words: their line breaks stay, runs of empty lines shrink to one. */
function printableWords(text: string): string {
  return plain(text.replace(/\r\n?|[\u2028\u2029]/g, "\n"))
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

const control = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/g

const loneSurrogate = /\p{Surrogate}/gu

function plain(text: string): string {
  return withoutInvisible(text).replace(control, "").replace(loneSurrogate, "\u{FFFD}")
}

function webAddress(url: string): string {
  const { protocol, href } = new URL(url)
  if (protocol !== "https:" && protocol !== "http:" && protocol !== "mailto:") {
    throw new Error(`A letter may not link to ${protocol}`)
  }
  return href
}
