import { createHash } from "node:crypto"
import type { Context, MiddlewareHandler } from "hono"
import type { Config } from "../ports.ts"
import { styleSheet } from "./style-sheet.ts"

type Refuse = (c: Context) => Response | Promise<Response>

// No inline script, no style but the one sheet, nothing from elsewhere; forms only post home.
const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(styleSheet).digest("base64")}'`,
  "script-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ")

/**
 * Sets the headers that every answer carries, and refuses posts that a browser says come from another site. The link in
 * a letter is what lets a member do something; this only keeps other sites from pressing its button.
 */
export function guard(config: Pick<Config, "baseUrl">, refuse: Refuse): MiddlewareHandler {
  const home = new URL(config.baseUrl)
  return async (c, next) => {
    if (isForeignPost(c, home)) c.res = await refuse(c)
    else await next()
    const { headers } = c.res
    headers.set("Content-Security-Policy", contentPolicy)
    // Links carry tokens, so no other site may see them; "no-referrer" would make browsers post "Origin: null".
    headers.set("Referrer-Policy", "same-origin")
    headers.set("X-Content-Type-Options", "nosniff")
    headers.set("X-Frame-Options", "DENY")
    headers.set("Cross-Origin-Opener-Policy", "same-origin")
    if (home.protocol === "https:") headers.set("Strict-Transport-Security", "max-age=31536000")
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", isPersonal(c) ? "no-store" : "no-cache")
    if (isPersonal(c)) headers.set("X-Robots-Tag", "noindex")
  }
}

function isForeignPost(c: Context, home: URL): boolean {
  if (c.req.method === "GET" || c.req.method === "HEAD") return false
  // Mail providers press this one on a member's behalf, from wherever they are (RFC 8058).
  if (c.req.path.startsWith("/unsubscribe/")) return false
  const origin = c.req.header("Origin")
  if (origin !== undefined) return origin !== home.origin && origin !== new URL(c.req.url).origin
  return c.req.header("Sec-Fetch-Site") === "cross-site"
}

/** Whatever lies behind a token, and every answer to a form. */
function isPersonal(c: Context): boolean {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD"
  return !isRead || /^\/[^/]+\/./.test(c.req.path)
}

/** Refuses a post whose body is anything but a form; an empty one needs no type. */
export function takesForms(refuse: Refuse): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== "POST") return next()
    const type = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase()
    const isForm = type === undefined ? (await c.req.text()) === "" : type === "application/x-www-form-urlencoded"
    return isForm ? next() : refuse(c)
  }
}
