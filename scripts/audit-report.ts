import * as z from "zod"

/**
 * Advisories that do not concern us, and why not; each with the day it was looked at. An entry that npm no longer names
 * is said, so that it goes.
 */
const explained: ReadonlyMap<string, string> = new Map()

const advisorySchema = z.object({ url: z.string(), title: z.string(), severity: z.string() })
const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    // A package may be named only because it depends on another one that is: then `via` has that one's name.
    z.object({ via: z.array(z.union([z.string(), advisorySchema])) }),
  ),
})

export type Report = { readonly lines: readonly string[]; readonly isClean: boolean }

/** What `npm audit --json` says, a line for each advisory; of a registry that did not answer nothing is known, and said so. */
export function auditLines(json: string, known: ReadonlyMap<string, string> = explained): Report {
  const report = reportSchema.safeParse(parsed(json))
  if (!report.success)
    return { lines: ["The registry did not answer the audit: nothing is known. Try again later."], isClean: false }
  const found = Object.entries(report.data.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((advisory) => (typeof advisory === "string" ? [] : [{ name, ...advisory }])),
  )
  const lines = found.map(({ name, severity, title, url }) => {
    const why = known.get(url)
    return `${name}: ${title} (${severity}) ${url}${why === undefined ? "" : `\n  explained: ${why}`}`
  })
  const gone = [...known.keys()].filter((url) => !found.some((advisory) => advisory.url === url))
  const stale = gone.map((url) => `explained, but not found any more: ${url}`)
  const isClean = stale.length === 0 && found.every(({ url }) => known.has(url))
  return {
    lines: lines.length + stale.length === 0 ? ["Nothing is known against any of them."] : [...lines, ...stale],
    isClean,
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
