import type { Block, Line, Link, MonthCounts, Span } from "./letter.ts"

/** RFC 3676 section 4.2 wants lines below 79; this leaves room for two rounds of "> ". */
const width = 74

/** The blocks as plain text. A link stands on a line of its own, whatever its length. */
export function renderText(body: readonly Block[], footer: readonly Block[]): string {
  return [...body.map(blockText), "* * *", ...footer.map(blockText)].join("\n\n") + "\n"
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "lead":
    case "paragraph":
    case "note":
      return wrapped(lineText(block.line), "", "")
    case "heading":
      return `\n${wrapped(block.text, "", "")}`
    case "quote":
      return block.text.split("\n").map(quotedLine).join("\n")
    case "bullets":
      return block.items.map((item) => wrapped(lineText(item), "- ", "  ")).join("\n")
    case "numbers":
      return block.items.map((item, index) => wrapped(lineText(item), `${index + 1}. `, "   ")).join("\n")
    case "rows":
      return block.rows.map((row) => wrapped(`${lineText(row.label)}: ${lineText(row.line)}`, "", "  ")).join("\n")
    case "button":
      return `${lineText(block.label)}: ${block.url}`
    case "links":
      return block.links.map(linkText).join("\n")
    case "example":
      return block.text
        .split("\n")
        .map((line) => `    ${line}`)
        .join("\n")
    case "chart":
      return block.months
        .map((month) => wrapped(`${month.month}: ${countsInWords(month).join(", ")}`, "", "  "))
        .join("\n")
  }
}

/** A line of spans without any dress. */
export function lineText(line: Line): string {
  return line.map(spanText).join("")
}

// First Strong Isolate and Pop Directional Isolate: without them a name in Hebrew or Arabic turns the line around it.
const isolateStart = "\u2068"
const isolateEnd = "\u2069"
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

function spanText(span: Span): string {
  if (typeof span === "string") return span
  switch (span.kind) {
    case "strong":
      return span.text
    case "name":
      return rightToLeft.test(span.text) ? `${isolateStart}${span.text}${isolateEnd}` : span.text
    case "place":
      return span.url
  }
}

function linkText(link: Link): string {
  return `${link.label}: ${link.url}`
}

function quotedLine(line: string): string {
  return line === "" ? ">" : wrapped(line, "> ", "> ")
}

/** The counts of a month that are not nought, in words: "3 kept", "1 let go". */
function countsInWords(month: MonthCounts): readonly string[] {
  return [`${month.kept} kept`, `${month.partly} partly`, `${month.open} open`, `${month.letGo} let go`].filter(
    (words) => !words.startsWith("0 "),
  )
}

function wrapped(text: string, first: string, rest: string): string {
  const lines: string[] = []
  let line = first
  for (const word of text.split(" ")) {
    const isEmpty = line === first || line === rest
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = rest + word
    } else {
      line = isEmpty ? line + word : `${line} ${word}`
    }
  }
  return [...lines, line].join("\n")
}
