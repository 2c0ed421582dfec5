import { createHmac, timingSafeEqual } from "node:crypto"
import { memberIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"

/** A token names one purpose: a link to answer an invitation can't be used to join, nor to unsubscribe. */
export type LinkPurpose =
  "confirm" | "join" | "rsvp" | "after" | "recap" | "review" | "unsubscribe" | "me" | "settings" | "mailbox"

export type LinkClaims = {
  readonly purpose: LinkPurpose
  readonly pair: PairId
  readonly member: MemberId
  /** The number of the session that it's about. */
  readonly session: number | null
  /** Null: never. */
  readonly expires: Temporal.Instant | null
  /** How often the member had replaced their links when it was made. A link to unsubscribe is never replaced. */
  readonly links: number
}

const bodySchema = z.tuple([
  z.enum(["confirm", "join", "rsvp", "after", "recap", "review", "unsubscribe", "me", "settings", "mailbox"]),
  pairIdSchema,
  memberIdSchema,
  z.nullable(z.int().check(z.positive())),
  z.nullable(z.int()),
  z.optional(z.int().check(z.minimum(0))),
])

/** 128 bits of HMAC-SHA-256 (RFC 2104 section 5 allows the truncation), which keeps links short enough for plain text. */
const signatureBytes = 16

/** Signs with the first key. The token has only characters of base64url and a dot, so it needs no escaping in a URL. */
export function signLink(claims: LinkClaims, keys: readonly Uint8Array[]): string {
  const [key] = keys
  if (key === undefined) throw new Error("no key to sign links with")
  const expires = claims.expires === null ? null : Math.floor(claims.expires.epochMilliseconds / 1000)
  const said = [claims.purpose, claims.pair, claims.member, claims.session, expires]
  const body = Buffer.from(JSON.stringify(claims.links === 0 ? said : [...said, claims.links])).toString("base64url")
  return `${body}.${signature(body, key)}`
}

/** What a token says, if any of the keys signed it for this purpose and it has not expired. */
export function readLink(
  token: string,
  purpose: LinkPurpose,
  at: { readonly keys: readonly Uint8Array[]; readonly now: Temporal.Instant },
): Result<LinkClaims, "altered" | "expired"> {
  const [body, signed, ...rest] = token.split(".")
  if (body === undefined || signed === undefined || rest.length > 0 || token.length > 400) return fail("altered")
  if (!at.keys.some((key) => isSame(signature(body, key), signed))) return fail("altered")
  // Signed by us, so its shape is ours; only the purpose is the visitor's choice of page.
  const said = bodySchema.parse(JSON.parse(Buffer.from(body, "base64url").toString()))
  const [kind, pair, member, session, expires, links = 0] = said
  if (kind !== purpose) return fail("altered")
  const until = expires === null ? null : Temporal.Instant.fromEpochMilliseconds(expires * 1000)
  if (until !== null && Temporal.Instant.compare(until, at.now) <= 0) return fail("expired")
  return ok({ purpose, pair, member, session, expires: until, links })
}

function signature(body: string, key: Uint8Array): string {
  return createHmac("sha256", key).update(body).digest().subarray(0, signatureBytes).toString("base64url")
}

/** Compares the texts, not the bytes: base64url decoding forgives characters that were changed. */
function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
