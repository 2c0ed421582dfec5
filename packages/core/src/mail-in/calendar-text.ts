/** One content line of RFC 5545: names in upper case, parameter values unquoted, the value as written. */
export type CalendarLine = {
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
  readonly value: string
}

export type CalendarComponent = {
  readonly name: string
  readonly lines: readonly CalendarLine[]
  readonly components: readonly CalendarComponent[]
}

const linesAtMost = 5_000
const lineLengthAtMost = 10_000
const depthAtMost = 8

/**
 * Reads calendar text (RFC 5545) whatever is wrong with it: lines folded without the space, lines without a colon, ends
 * without a beginning, a text cut off. ical.js throws on such files, so calendars that members send are read here only.
 */
export function readCalendar(text: string): CalendarComponent {
  type Open = { name: string; lines: CalendarLine[]; components: CalendarComponent[] }
  const root: Open = { name: "", lines: [], components: [] }
  const open: Open[] = [root]
  for (const raw of unfold(text)) {
    const line = readLine(raw)
    const current = open.at(-1) ?? root
    if (line.name === "BEGIN" && open.length < depthAtMost) {
      const component: Open = { name: line.value.trim().toUpperCase(), lines: [], components: [] }
      current.components.push(component)
      open.push(component)
    } else if (line.name === "END") {
      const name = line.value.trim().toUpperCase()
      const at = open.findLastIndex((component, index) => index > 0 && component.name === name)
      if (at > 0) open.length = at
    } else {
      current.lines.push(line)
    }
  }
  return root
}

/** The first line of that name. */
export function lineOf(component: CalendarComponent, name: string): CalendarLine | null {
  return component.lines.find((line) => line.name === name) ?? null
}

/** Every component of that name, at any depth. */
export function componentsOf(component: CalendarComponent, name: string): readonly CalendarComponent[] {
  return component.components.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...componentsOf(child, name),
  ])
}

/** RFC 5545 section 3.3.11. */
export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN:"'])/g, (_, character: string) =>
    character.toLowerCase() === "n" ? "\n" : character,
  )
}

// A property begins with a name and ends that name with ";" or ":"; anything else is the rest of a line whose fold went wrong.
const startOfLine = /^[A-Za-z][A-Za-z0-9-]{0,60}[;:]/

function unfold(text: string): readonly string[] {
  const whole: string[] = []
  for (const physical of text.split(/\r\n|\n|\r/, linesAtMost)) {
    if (physical === "") continue
    const last = whole.length - 1
    const previous = whole[last]
    if (previous !== undefined && /^[ \t]/.test(physical)) whole[last] = extend(previous, physical.slice(1))
    else if (previous !== undefined && !startOfLine.test(physical)) whole[last] = extend(previous, physical)
    else whole.push(physical.slice(0, lineLengthAtMost))
  }
  return whole
}

function extend(line: string, rest: string): string {
  return line.length >= lineLengthAtMost ? line : line + rest
}

function readLine(line: string): CalendarLine {
  const pieces = splitLine(line)
  const parameters = new Map<string, string>()
  for (const piece of pieces.head.slice(1)) {
    const equals = piece.indexOf("=")
    if (equals > 0) parameters.set(piece.slice(0, equals).trim().toUpperCase(), unquote(piece.slice(equals + 1)))
  }
  return { name: (pieces.head[0] ?? "").trim().toUpperCase(), parameters, value: pieces.value }
}

// Google escapes a semicolon inside a parameter as `\;`, which RFC 5545 does not know.
function splitLine(line: string): { readonly head: readonly string[]; readonly value: string } {
  const head: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]
    if (character === '"') quoted = !quoted
    else if (character === "\\") at += 1
    else if (!quoted && character === ";") {
      head.push(line.slice(from, at))
      from = at + 1
    } else if (!quoted && character === ":") {
      head.push(line.slice(from, at))
      return { head, value: line.slice(at + 1) }
    }
  }
  return { head: [...head, line.slice(from)], value: "" }
}

function unquote(value: string): string {
  const trimmed = value.trim()
  return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1 ? trimmed.slice(1, -1) : trimmed
}
