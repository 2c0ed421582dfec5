import type { Child } from "hono/jsx"

/** What a request is answered with; `app.tsx` dresses it. */
export type Page = {
  readonly status: 200 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503
  readonly title: string
  readonly body: Child
}
