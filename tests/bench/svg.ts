export type Line = {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly isDashed?: boolean
  /** Whether its values stand beside its points. */
  readonly isLabelled?: boolean
}
type Axis = { readonly title: string; readonly ticks: readonly number[]; readonly isLogarithmic: boolean }
export type Chart = {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly lines: readonly Line[]
  readonly bars?: readonly number[]
}

const [width, height] = [720, 360]
const plot = { left: 76, right: 690, top: 64, bottom: 300 }

// Read on white as on black: the colours follow the reader's scheme, and nothing is painted behind.
const style = `text{font:13px system-ui,sans-serif;fill:#24292f}.quiet{fill:#57606a}.grid{stroke:#57606a;stroke-opacity:.25}.line{fill:none;stroke-width:2.5}.c0.line{stroke-width:6}.dashed{stroke-dasharray:5 5}.c0{stroke:#0b6e69}.c1{stroke:#b4540a}.c2{stroke:#57606a}.d0{fill:#0b6e69}.d1{fill:#b4540a}.d2{fill:#57606a}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9aa4ad}.grid{stroke:#9aa4ad}.c0{stroke:#5cc8bf}.c1{stroke:#f0a35e}.c2{stroke:#9aa4ad}.d0{fill:#5cc8bf}.d1{fill:#f0a35e}.d2{fill:#9aa4ad}}`

/** A drawing of lines, or of bars from the left edge to the right, with axes; what it says stands in its title too. */
export function chartSvg(chart: Chart): string {
  const { title, x, y, lines, bars = [] } = chart
  const across = scaleOf(x, [plot.left, plot.right])
  const up = scaleOf(y, [plot.bottom, plot.top])
  const parts = [
    `<text x="${plot.left}" y="22" font-weight="600">${escaped(title)}</text>`,
    ...y.ticks.map(
      (tick) =>
        `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${up(tick)}" y2="${up(tick)}"/><text class="quiet" x="${plot.left - 8}" y="${up(tick) + 4}" text-anchor="end">${said(tick)}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<text class="quiet" x="${across(tick)}" y="${plot.bottom + 20}" text-anchor="middle">${said(tick)}</text>`,
    ),
    `<text class="quiet" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 42}" text-anchor="middle">${escaped(x.title)}</text>`,
    `<text class="quiet" transform="translate(16 ${(plot.top + plot.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.title)}</text>`,
    ...bars.map((value, place) => bar(value, { up, place, count: bars.length })),
    ...lines.map((line, place) => drawn(line, { across, up, place })),
    ...lines.map(
      ({ name, isDashed = false }, place) =>
        `<path class="line c${place}${isDashed ? " dashed" : ""}" d="M${plot.left + place * 210} 40h15"/><text x="${plot.left + 20 + place * 210}" y="45">${escaped(name)}</text>`,
    ),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"><title>${escaped(title)}</title><style>${style}</style>${parts.join("")}</svg>\n`
}

type Scale = (value: number) => number

function scaleOf({ ticks, isLogarithmic }: Axis, [from, to]: readonly [number, number]): Scale {
  const at = (value: number) => (isLogarithmic ? Math.log10(value) : value)
  const [low, high] = [at(Math.min(...ticks)), at(Math.max(...ticks))]
  return (value) => Math.round((from + ((at(value) - low) / (high - low)) * (to - from)) * 10) / 10
}

function drawn(
  { points, isDashed = false, isLabelled = false }: Line,
  { across, up, place }: { across: Scale; up: Scale; place: number },
): string {
  const path = points.map(([x, y], number) => `${number === 0 ? "M" : "L"}${across(x)} ${up(y)}`).join("")
  const dots = isDashed
    ? ""
    : points
        .map(([x, y]) => `<circle class="d${place}" cx="${across(x)}" cy="${up(y)}" r="${place === 0 ? 5 : 3.5}"/>`)
        .join("")
  const labels = isLabelled
    ? points.map(
        ([x, y]) => `<text x="${across(x)}" y="${up(y) + 32}" text-anchor="middle">${Number(y.toPrecision(2))}</text>`,
      )
    : []
  return `<path class="line c${place}${isDashed ? " dashed" : ""}" d="${path}"/>${dots}${labels.join("")}`
}

function bar(value: number, { up, place, count }: { up: Scale; place: number; count: number }): string {
  const each = (plot.right - plot.left) / count
  const x = Math.round((plot.left + place * each) * 10) / 10
  return `<rect class="d0" x="${x}" y="${up(value)}" width="${Math.round(each * 8) / 10}" height="${Math.round((plot.bottom - up(value)) * 10) / 10}"/>`
}

/** 1,000 as "1k". */
function said(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`
  return value >= 1000 ? `${value / 1000}k` : String(value)
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
}
