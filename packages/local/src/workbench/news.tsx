import type { Child } from "hono/jsx"
import type { WorkbenchMessage } from "../messages.ts"
import type { LastDone } from "./answered.ts"

const newsShown = 6

type NewsProps = {
  readonly last: LastDone
  /** Of all mailboxes, oldest first. */
  readonly messages: readonly WorkbenchMessage[]
  /** What was done, to which this adds what came of it. */
  readonly children?: Child
}

/** Says that the last thing was done, and which letters came of it. */
export function News({ last, messages, children }: NewsProps) {
  const came = messages.slice(last.came.from, last.came.to)
  const shown = came.slice(0, newsShown)
  return (
    <p class="news" role="status">
      {children}; {came.length === 0 ? "no letter" : came.length === 1 ? "1 letter" : `${came.length} letters`} came
      {shown.length > 0 && ": "}
      {shown.map(({ id, kind, to }, place) => (
        <>
          {place > 0 && ", "}
          <a href={`#${anchorOf(id)}`}>
            {kind ?? "mail"} to {to}
          </a>
        </>
      ))}
      {came.length > shown.length && " and others"}.
    </p>
  )
}

/** Where a letter stands on the page. */
export function anchorOf(letter: string): string {
  return `letter-${letter}`
}
