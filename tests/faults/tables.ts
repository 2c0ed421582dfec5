/** Columns as wide as what is in them; numbers to the right. */
export function tableOf(title: string, rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) => row.map(String))
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)))
  const lines = texts.map((row, line) =>
    row
      .map((text, column) => {
        const isNumber = typeof rows[Math.max(line, 1)]?.[column] === "number"
        return isNumber ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)
      })
      .join("  ")
      .trimEnd(),
  )
  return `\n${title}\n\n${lines.map((line) => `  ${line}\n`).join("")}`
}

declare module "vitest" {
  interface TaskMeta {
    /** What `npm run check:faults` prints of a test. */
    table?: string
  }
}
