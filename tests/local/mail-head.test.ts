import { cutMail, headerField, headerValue, joinMail } from "@turnabout/local/mail-head.ts"
import fc from "fast-check"
import { describe, expect, test } from "vitest"

describe("a mail's head", () => {
  test("is cut and joined without a byte changing, whatever the bytes are", () => {
    const bytes = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(10, 13, 32, 9, 58, 65)), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(bytes, (each) => {
        const raw = Uint8Array.from(each)
        expect(Buffer.compare(joinMail(cutMail(raw)), raw)).toBe(0)
      }),
    )
  })

  test.each(["\r\n", "\n"])("ends at the first empty line (%j)", (lineEnd) => {
    const mail = cutMail(Buffer.from(["A: 1", "B: 2", "", "C: 3", ""].join(lineEnd)))
    expect(mail.fields.map(({ name }) => name)).toEqual(["a", "b"])
    expect(mail.rest.toString()).toBe(["", "C: 3", ""].join(lineEnd))
  })

  test("unfolds a field, reads UTF-8 in it, and takes the first of two", () => {
    const mail = cutMail(Buffer.from("Subject: eins\r\n\tünd zwei\r\nSUBJECT: drei\r\n\r\n"))
    expect(headerValue(mail, "subject")).toBe("eins\tünd zwei")
    expect(headerValue(mail, "from")).toBeNull()
  })

  test("keeps a line that is no field, without a name for it", () => {
    const mail = cutMail(Buffer.from("what is this\r\nTo: ana@example.org\r\n\r\n"))
    expect(mail.fields.map(({ name }) => name)).toEqual(["", "to"])
    expect(joinMail(mail).toString()).toContain("what is this\r\n")
  })

  test("may be all there is, and may be missing", () => {
    expect(cutMail(Buffer.from("To: ana@example.org")).fields).toHaveLength(1)
    expect(cutMail(Buffer.from("\r\nHello")).fields).toEqual([])
    expect(cutMail(Buffer.alloc(0)).fields).toEqual([])
  })

  test.each(["x: y\r\n z\r\n", "x: y"])(
    "that never ends is cut in less than two seconds, at 25 megabytes of %j",
    (part) => {
      const raw = Buffer.alloc(25 * 1024 * 1024, part)
      const begun = performance.now()
      const mail = cutMail(raw)
      expect(performance.now() - begun).toBeLessThan(2_000)
      expect(joinMail(mail).equals(raw)).toBe(true)
    },
  )

  test("gets a field of ours", () => {
    const { fields, rest } = cutMail(Buffer.from("To: ana@example.org\r\n\r\nHello"))
    const joined = joinMail({ fields: [headerField("X-Mark", "1"), ...fields], rest })
    expect(joined.toString()).toBe("X-Mark: 1\r\nTo: ana@example.org\r\n\r\nHello")
  })
})
