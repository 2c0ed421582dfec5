import { createHash, timingSafeEqual } from "node:crypto"
import type { Context } from "hono"
import * as z from "zod/mini"

/** What infra/web.ts has CloudFront say of each request: who asks, and the key that only it knows. */
const viewerHeader = "X-Turnabout-Viewer"
const edgeHeader = "X-Turnabout-Edge"

/** The part of a function URL's event that AWS vouches for. */
const eventSchema = z.object({
  event: z.object({ requestContext: z.object({ http: z.object({ sourceIp: z.string() }) }) }),
})

/**
 * Who asks, by address. Behind CloudFront the event's own address is CloudFront's, and the function's URL can be called
 * past it with any header; so CloudFront's word counts only with its key. `X-Forwarded-For` is what anybody likes.
 */
export function viewerOf(c: Context, edgeKey: string): string {
  const viewer = c.req.header(viewerHeader)
  if (viewer !== undefined && isSame(c.req.header(edgeHeader) ?? "", edgeKey)) return viewer
  const read = eventSchema.safeParse(c.env)
  return read.success ? read.data.event.requestContext.http.sourceIp : ""
}

/** Compares hashes, which are of one length. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}
