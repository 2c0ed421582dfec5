import type { Child } from "hono/jsx"
import type { Block, Line, MonthCounts, Span } from "./letter.ts"

type Page = {
  readonly language: string
  readonly title: string
  readonly body: readonly Block[]
  readonly footer: readonly Block[]
}

/** The blocks as an HTML document: no images, no fonts, no script; colours in light and dark keep a contrast of 4.5:1, bars of 3:1. */
export function layout(page: Page): string {
  const document = (
    <html lang={page.language} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{shortTitle(page.title)}</title>
        <style>{styleSheet}</style>
      </head>
      <body class="paper" style={`margin:0;padding:0;background:${light.paper};-webkit-text-size-adjust:100%`}>
        {/* Outlook on Windows obeys the width and not the max-width: so it is the width that is in pixels. */}
        <table role="presentation" style={styles.column}>
          <tbody>
            <tr>
              <td class="ink" style={styles.cell}>
                <main>{page.body.map(blockHtml)}</main>
                <footer class="line" style={styles.footer}>
                  {page.footer.map(blockHtml)}
                </footer>
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  )
  // Void elements in HTML's own style. Texts and attributes cannot hold a bare ">": JSX has escaped theirs.
  // oxlint-disable-next-line typescript/no-base-to-string -- an element of hono/jsx prints itself; only async ones do not
  return `<!DOCTYPE html>\n${document.toString().replaceAll("/>", ">")}\n`
}

/** At most 70 characters, cut between words. */
function shortTitle(title: string): string {
  return title.length <= 70 ? title : `${title.slice(0, 69).replace(/\s+\S*$/, "")}…`
}

const light = {
  paper: "#fcfbf8",
  ink: "#24292b",
  quiet: "#565d61",
  accent: "#1d5c57",
  line: "#d9d5cb",
  pale: "#679a93",
}
const dark = { paper: "#16191a", ink: "#e9e7e2", quiet: "#b0b5b8", accent: "#93d3ca", line: "#444a4c", pale: "#3d6f69" }
const fonts = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

// The text goes through JSX like any other, so it has no quotes, ampersands or angle brackets.
const styleSheet = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  "@media (prefers-color-scheme:dark){",
  `.paper{background:${dark.paper} !important}`,
  `.ink{color:${dark.ink} !important}`,
  `.quiet{color:${dark.quiet} !important}`,
  `.link{color:${dark.accent} !important}`,
  `.line{border-color:${dark.line} !important}`,
  `.button{background:${dark.accent} !important;color:${dark.paper} !important}`,
  `.bar-kept{background:${dark.accent} !important}`,
  `.bar-partly{background:${dark.pale} !important}`,
  `.bar-open{border-color:${dark.accent} !important}`,
  `.bar-let-go{border-color:${dark.quiet} !important}`,
  "}",
  // A phone at twice the size: a label beside its value would make the letter scroll sideways.
  "@media (max-width:280px){.rows th,.rows td{display:block;padding-right:0 !important}}",
].join("\n")

const styles = {
  column: "width:600px;max-width:100%;margin:0 auto;border-collapse:collapse",
  cell: `padding:24px 20px 40px;font-family:${fonts};font-size:17px;line-height:1.55;color:${light.ink};text-align:left;overflow-wrap:anywhere;word-break:break-word`,
  lead: "margin:0 0 20px;font-size:21px;line-height:1.4;font-weight:600",
  heading: "margin:32px 0 10px;font-size:17px;line-height:1.4;font-weight:600",
  paragraph: "margin:0 0 16px",
  quote: `margin:0 0 18px;padding:2px 0 2px 16px;border-left:3px solid ${light.line}`,
  list: "margin:0 0 18px;padding:0 0 0 26px",
  item: "margin:0 0 8px;padding:0 0 0 4px",
  rows: "margin:0 0 18px;border-collapse:collapse",
  label: `padding:3px 16px 3px 0;vertical-align:top;text-align:left;font-weight:400;color:${light.quiet};min-width:64px;overflow-wrap:normal;word-break:normal`,
  value: "padding:3px 0;vertical-align:top;text-align:left",
  button: `display:inline-block;padding:14px 24px;border-radius:8px;background:${light.accent};color:#ffffff;font-weight:600;line-height:20px;text-decoration:none`,
  links: "margin:0 0 14px;padding:0;list-style:none",
  linkItem: "margin:0",
  link: `display:inline-block;padding:9px 0;color:${light.accent}`,
  place: `color:${light.accent}`,
  example: `margin:0 0 18px;padding:10px 16px;border:1px solid ${light.line};border-radius:8px`,
  chart: "width:100%;max-width:420px;margin:0 0 18px;border-collapse:collapse;font-size:15px;line-height:1.3",
  month: `padding:8px 0 2px;text-align:left;color:${light.quiet}`,
  count: "width:25%;padding:2px 6px 2px 0;vertical-align:bottom;text-align:left",
  note: `margin:0 0 16px;font-size:15px;color:${light.quiet}`,
  footer: `margin:36px 0 0;padding:20px 0 0;border-top:1px solid ${light.line};font-size:15px`,
} as const

function blockHtml(block: Block): Child {
  switch (block.kind) {
    case "lead":
      return <h1 style={styles.lead}>{lineHtml(block.line)}</h1>
    case "paragraph":
      return <p style={styles.paragraph}>{lineHtml(block.line)}</p>
    case "note":
      return (
        <p class="quiet" style={styles.note}>
          {lineHtml(block.line)}
        </p>
      )
    case "heading":
      return <h2 style={styles.heading}>{block.text}</h2>
    case "quote":
      return (
        <blockquote class="line" dir="auto" style={styles.quote}>
          {block.text.split("\n").flatMap((line, index) => (index === 0 ? [line] : [<br />, line]))}
        </blockquote>
      )
    case "bullets":
      return <ul style={styles.list}>{block.items.map(itemHtml)}</ul>
    case "numbers":
      return <ol style={styles.list}>{block.items.map(itemHtml)}</ol>
    case "rows":
    case "button":
    case "links":
    case "example":
    case "chart":
      return compoundHtml(block)
  }
}

function compoundHtml(block: Extract<Block, { kind: "rows" | "button" | "links" | "example" | "chart" }>): Child {
  switch (block.kind) {
    case "rows":
      return rowsHtml(block)
    case "button":
      return (
        <p style="margin:24px 0">
          <a class="button" href={block.url} style={styles.button}>
            {lineHtml(block.label)}
          </a>
        </p>
      )
    case "links":
      return (
        <ul style={styles.links}>
          {block.links.map((link) => (
            <li style={styles.linkItem}>
              <a class="link" href={link.url} style={styles.link}>
                {link.label}
              </a>
            </li>
          ))}
        </ul>
      )
    case "example":
      return (
        <p class="line" style={styles.example}>
          {block.text.split("\n").flatMap((line, index) => (index === 0 ? [line] : [<br />, line]))}
        </p>
      )
    case "chart":
      return chartHtml(block.months)
  }
}

function rowsHtml(block: Extract<Block, { kind: "rows" }>): Child {
  return (
    <table class="rows" style={styles.rows}>
      <tbody>
        {block.rows.map((row) => (
          <tr>
            <th class="quiet" scope="row" style={labelStyle(row.label)}>
              {lineHtml(row.label)}
            </th>
            <td style={styles.value}>{lineHtml(row.line)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A name in a label is short and stays on one line: from right to left, half of it on the next reads as another. */
function labelStyle(label: Line): string {
  const isNamed = label.some((span) => typeof span !== "string" && span.kind === "name")
  return isNamed ? `${styles.label};white-space:nowrap` : styles.label
}

function itemHtml(item: Line): Child {
  return <li style={styles.item}>{lineHtml(item)}</li>
}

function lineHtml(line: Line): readonly Child[] {
  return line.map(spanHtml)
}

function spanHtml(span: Span): Child {
  if (typeof span === "string") return span
  switch (span.kind) {
    case "strong":
      return <strong>{span.text}</strong>
    case "name":
      return <bdi>{span.text}</bdi>
    case "place":
      return (
        <a class="link" href={span.url} style={styles.place}>
          {span.url}
        </a>
      )
  }
}

const widestBar = 48

/** A bar and its count for each way a commitment can end; the words are the chart's text equivalent. */
function chartHtml(months: readonly MonthCounts[]): Child {
  const most = Math.max(1, ...months.flatMap((month) => [month.kept, month.partly, month.open, month.letGo]))
  const unit = Math.min(14, widestBar / most)
  return (
    <table role="presentation" style={styles.chart}>
      <tbody>
        {months.flatMap((month) => [
          <tr>
            <td class="quiet" colspan={4} style={styles.month}>
              {month.month}
            </td>
          </tr>,
          <tr>
            {countCell("kept", month.kept, unit)}
            {countCell("partly", month.partly, unit)}
            {countCell("open", month.open, unit)}
            {countCell("let go", month.letGo, unit)}
          </tr>,
        ])}
      </tbody>
    </table>
  )
}

type Bar = "kept" | "partly" | "open" | "let go"

function countCell(bar: Bar, count: number, unit: number): Child {
  if (count === 0) return <td style={styles.count}></td>
  const width = Math.round(count * unit)
  return (
    <td style={styles.count}>
      <table role="presentation" style="border-collapse:separate;border-spacing:0">
        <tbody>
          <tr>
            <td class={`bar-${bar.replace(" ", "-")}`} style={`${barStyle(bar)};width:${width}px`}></td>
          </tr>
        </tbody>
      </table>
      {`${count} ${bar}`}
    </td>
  )
}

/** Told apart by filling and outline, not by colour alone. */
function barStyle(bar: Bar): string {
  const box = "height:10px;box-sizing:border-box;font-size:1px;line-height:1px;border-radius:2px"
  switch (bar) {
    case "kept":
      return `${box};background:${light.accent}`
    case "partly":
      return `${box};background:${light.pale}`
    case "open":
      return `${box};border:2px solid ${light.accent}`
    case "let go":
      return `${box};border:2px dotted ${light.quiet}`
  }
}
