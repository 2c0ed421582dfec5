import type { Child } from "hono/jsx"
import type { Page } from "./page.ts"

/** A page that says one thing under its title. */
export function message(head: Pick<Page, "status" | "title">, children: Child): Page {
  return {
    ...head,
    body: (
      <>
        <h1>{head.title}</h1>
        {children}
      </>
    ),
  }
}
