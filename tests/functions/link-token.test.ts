import { readFileSync } from "node:fs"
import { pairIdSchema } from "@turnabout/core/id.ts"
import type { LinkClaims, LinkPurpose } from "@turnabout/functions/adapters/link-token.ts"
import { readLink, signLink } from "@turnabout/functions/adapters/link-token.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, test } from "vitest"

const now = Temporal.Instant.from("2026-11-23T09:00:00Z")
const key = new Uint8Array(32).fill(1)
const newKey = new Uint8Array(32).fill(2)
const claims: LinkClaims = {
  purpose: "rsvp",
  pair: pairIdSchema.parse("pair_abcdefghijklmnop"),
  member: "b",
  session: 12,
  expires: Temporal.Instant.from("2026-12-03T17:00:00Z"),
  links: 0,
}
const purposes: readonly LinkPurpose[] = [
  "confirm",
  "join",
  "rsvp",
  "after",
  "recap",
  "review",
  "unsubscribe",
  "me",
  "settings",
  "mailbox",
]

describe("a link", () => {
  test("says what was signed", () => {
    expect(read(signLink(claims, [key]))).toEqual({ ok: true, value: claims })
    const forGood: LinkClaims = { ...claims, purpose: "unsubscribe", session: null, expires: null }
    expect(read(signLink(forGood, [key]), { purpose: "unsubscribe" })).toEqual({ ok: true, value: forGood })
  })

  test("of a member who has replaced their links says how often", () => {
    const third = { ...claims, links: 2 }
    expect(read(signLink(third, [key]))).toEqual({ ok: true, value: third })
  })

  test("is short, and needs no escaping in an address", () => {
    const token = signLink(claims, [key])
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
    expect(token.length).toBeLessThan(120)
    expect(encodeURIComponent(token)).toBe(token)
  })

  test("is signed with 128 bits", () => {
    const [, signature = ""] = signLink(claims, [key]).split(".")
    expect(Buffer.from(signature, "base64url")).toHaveLength(16)
  })

  // No test can see how long it takes, so this one sees what compares.
  test("is compared in constant time", () => {
    const source = readFileSync("packages/functions/src/adapters/link-token.ts", "utf8")
    expect(source).toContain("isSame(signature(body, key), signed)")
    expect(source).toContain("return one.length === other.length && timingSafeEqual(one, other)")
  })

  test("is refused with any one of its characters altered", () => {
    const token = signLink(claims, [key])
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    const accepted: string[] = []
    for (let place = 0; place < token.length; place += 1) {
      for (const character of alphabet) {
        if (character === token[place]) continue
        const altered = token.slice(0, place) + character + token.slice(place + 1)
        if (read(altered).ok) accepted.push(altered)
      }
    }
    expect(accepted).toEqual([])
  })

  test("is refused truncated, lengthened or doubled", () => {
    const token = signLink(claims, [key])
    const cut = Array.from(token, (_, length) => token.slice(0, length))
    const others = [
      `${token}A`,
      `${token}.`,
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      `${token}.${token}`,
      token.toLowerCase(),
    ]
    for (const other of [...cut, ...others, "", ".", "..", "é.é", "x".repeat(100_000)]) {
      expect(read(other)).toEqual({ ok: false, error: "altered" })
    }
  })

  test("serves its own purpose alone", () => {
    for (const signed of purposes) {
      const token = signLink({ ...claims, purpose: signed }, [key])
      for (const purpose of purposes) expect(read(token, { purpose }).ok).toBe(purpose === signed)
    }
  })

  test("has expired at the very instant", () => {
    const token = signLink(claims, [key])
    const at = (instant: string) => read(token, { at: Temporal.Instant.from(instant) })
    expect(at("2026-12-03T16:59:59.999Z")).toEqual({ ok: true, value: claims })
    expect(at("2026-12-03T17:00:00Z")).toEqual({ ok: false, error: "expired" })
    expect(at("2027-12-03T17:00:00Z")).toEqual({ ok: false, error: "expired" })
  })

  test("that never expires does not", () => {
    const token = signLink({ ...claims, expires: null }, [key])
    expect(read(token, { at: Temporal.Instant.from("2099-01-01T00:00:00Z") }).ok).toBe(true)
  })

  test("altered and expired is altered: nobody learns more by guessing", () => {
    const token = signLink(claims, [key])
    expect(read(`${token}A`, { at: Temporal.Instant.from("2099-01-01T00:00:00Z") })).toEqual({
      ok: false,
      error: "altered",
    })
    expect(read(token, { purpose: "join", at: Temporal.Instant.from("2099-01-01T00:00:00Z") })).toEqual({
      ok: false,
      error: "altered",
    })
  })

  test("signed with an older key is read until that key is gone; the first key signs", () => {
    const old = signLink(claims, [key])
    const rotated = signLink(claims, [newKey, key])
    expect(read(old, { keys: [newKey, key] }).ok).toBe(true)
    expect(read(rotated, { keys: [newKey] }).ok).toBe(true)
    expect(read(rotated, { keys: [key] })).toEqual({ ok: false, error: "altered" })
    expect(read(old, { keys: [newKey] })).toEqual({ ok: false, error: "altered" })
  })

  test("cannot be signed without a key, nor read", () => {
    expect(() => signLink(claims, [])).toThrow("no key")
    expect(read(signLink(claims, [key]), { keys: [] }).ok).toBe(false)
  })

  test("differs by everything it says", () => {
    const others: LinkClaims[] = [
      claims,
      { ...claims, member: "a" },
      { ...claims, session: 1 },
      { ...claims, session: null },
      { ...claims, expires: null },
      { ...claims, purpose: "after" },
      { ...claims, pair: pairIdSchema.parse("pair_abcdefghijklmnoq") },
    ]
    const signatures = others.map((other) => signLink(other, [key]).split(".")[1])
    expect(new Set(signatures).size).toBe(others.length)
  })
})

type Reading = {
  readonly purpose?: LinkPurpose
  readonly keys?: readonly Uint8Array[]
  readonly at?: Temporal.Instant
}

function read(token: string, { purpose = "rsvp", keys = [key], at = now }: Reading = {}) {
  return readLink(token, purpose, { keys, now: at })
}
