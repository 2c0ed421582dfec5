import { createDecipheriv, createHmac, hkdfSync } from "node:crypto"
import { pack, unpack } from "@turnabout/functions/adapters/packed.ts"
import { hideIn, sealWith } from "@turnabout/functions/adapters/seal.ts"
import { describe, expect, test } from "vitest"

const place = { pk: "PAIR#pair_a", sk: "ANSWER#1#a#x" }
const old = { id: 1, secret: new Uint8Array(32).fill(1) }
const current = { id: 2, secret: new Uint8Array(32).fill(2) }

describe("a sealed text", () => {
  test.each(["", "What I bring", "Grüße, 🙂\0\n", "long ".repeat(100_000)])("is opened where it was sealed", (text) => {
    const { seal, open } = sealWith([old])
    expect(open(seal(text, place), place)).toBe(text)
  })

  test("has a key of its pair's own, made from the secret as it always was", () => {
    const sealed = Buffer.from(sealWith([old]).seal("What I bring", place))
    const openedWith = (pk: string, purpose: string) => {
      const key = Buffer.from(hkdfSync("sha256", old.secret, pk, purpose, 32))
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 13))
      decipher.setAAD(Buffer.from(`${place.pk}\n${place.sk}`)).setAuthTag(sealed.subarray(-16))
      return unpack(Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]))
    }
    expect(openedWith(place.pk, "turnabout content")).toBe("What I bring")
    for (const pk of ["", "PAIR#pair_b"]) expect(() => openedWith(pk, "turnabout content")).toThrow()
  })

  test("shows nothing of its text but the length, and is never the same twice", () => {
    const { seal } = sealWith([old])
    const [one, other] = [seal("What I bring", place), seal("What I bring", place)]
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false)
    expect(Buffer.from(one).toString("latin1")).not.toContain("bring")
    expect(one).toHaveLength(1 + 12 + pack("What I bring").length + 16)
  })

  test("can't be opened at another place", () => {
    const { seal, open } = sealWith([old])
    const sealed = seal("What I bring", place)
    for (const other of [
      { ...place, sk: "ANSWER#1#b#x" },
      { ...place, pk: "PAIR#pair_b" },
      { pk: "PAIR#pair_a\nANSWER#1#a", sk: "x" },
      { pk: "", sk: "" },
    ]) {
      expect(() => open(sealed, other)).toThrow()
    }
  })

  test("can't be opened with any one of its bits turned, cut or lengthened", () => {
    const { seal, open } = sealWith([old])
    const sealed = Buffer.from(seal("What I bring", place))
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => open(altered, place)).toThrow()
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => open(sealed.subarray(0, length), place)).toThrow()
    }
    expect(() => open(Buffer.concat([sealed, Buffer.of(0)]), place)).toThrow()
  })

  test("too short to hold a whole tag is refused for that, before any key is tried", () => {
    const { open } = sealWith([old])
    expect(() => open(Buffer.from([1, 2, 3, 4, 5]), place)).toThrow("too short")
  })

  test("under an older key is opened until that key is gone; the first key seals", () => {
    const before = sealWith([old]).seal("What I bring", place)
    const rotated = sealWith([current, old])
    expect(rotated.open(before, place)).toBe("What I bring")
    const after = rotated.seal("What I bring", place)
    expect(sealWith([current]).open(after, place)).toBe("What I bring")
    expect(() => sealWith([current]).open(before, place)).toThrow("no content key 1")
    expect(() => sealWith([old]).open(after, place)).toThrow("no content key 2")
  })

  test("can't be opened with another secret of the same number", () => {
    const sealed = sealWith([old]).seal("What I bring", place)
    expect(() => sealWith([{ id: 1, secret: current.secret }]).open(sealed, place)).toThrow()
  })

  test("needs a key", () => {
    expect(() => sealWith([])).toThrow("no content key")
  })
})

describe("a hidden mailbox", () => {
  const secret = new Uint8Array(32).fill(3)

  test("is the same every time, and shows nothing", () => {
    expect(hideIn(secret, "ana@example.org")).toBe(hideIn(secret, "ana@example.org"))
    expect(hideIn(secret, "ana@example.org")).toMatch(/^[\w-]{43}$/)
  })

  test("is made with a key that seals nothing", () => {
    const key = Buffer.from(hkdfSync("sha256", secret, "", "turnabout index", 32))
    const hidden = createHmac("sha256", key).update("ana@example.org").digest("base64url")
    expect(hideIn(secret, "ana@example.org")).toBe(hidden)
  })

  test("is another one for another mailbox or another secret", () => {
    const hidden = [
      hideIn(secret, "ana@example.org"),
      hideIn(secret, "ana@example.com"),
      hideIn(old.secret, "ana@example.org"),
    ]
    expect(new Set(hidden).size).toBe(3)
  })
})
