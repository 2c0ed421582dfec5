import { describe, expect, test } from "vitest"
import { practice } from "./practice.ts"

describe("where only some may sign up", () => {
  const some = practice.bind(null, { signUp: { kind: "domains", domains: ["example.org", "example.com"] } })

  test.each(["ana@example.org", "ANA@EXAMPLE.COM"])("%s may, and ask anyone", async (email) => {
    const { signUp, sent } = some()
    expect((await signUp({ email, partnerEmail: "ben@elsewhere.example" })).status).toBe(200)
    expect(sent).toHaveLength(1)
  })

  test.each(["ana@example.net", "ana@sub.example.org", "ana@notexample.org"])(
    "%s is told who may, and nothing is lost or sent",
    async (email) => {
      const { signUp, sent, ports } = some()
      const page = await signUp({ email, note: "My own words" })
      expect(page.status).toBe(422)
      expect(page.text).toContain("ends in @example.org or @example.com")
      expect(page.html).toContain("My own words")
      expect([sent.length, ports.store.kept.pairs.size]).toEqual([0, 0])
    },
  )

  test("the form says so before it is filled in", async () => {
    expect((await some().get("/")).text).toContain("ends in @example.org or @example.com")
  })
})

describe("where nobody may sign up", () => {
  const nobody = practice.bind(null, { signUp: { kind: "nobody" } })

  test("the page explains the practice, says so, and has no form", async () => {
    const page = await nobody().get("/")
    expect(page.text).toContain("An hour a week, taking turns")
    expect(page.text).toContain("Nobody can sign up here at the moment")
    expect(page.html).not.toContain("<form")
  })

  test("a form sent all the same changes nothing", async () => {
    const { signUp, sent, ports } = nobody()
    expect((await signUp()).status).toBe(403)
    expect([sent.length, ports.store.kept.pairs.size]).toEqual([0, 0])
  })
})

describe("the safety page", () => {
  test("names the contacts that the operator has checked, with the day", async () => {
    const contact = { name: "Example Line", contact: "000 111", where: "Exampleland", checked: "2026-02-28" }
    const page = await practice({ crisisContacts: [contact] }).get("/safety")
    expect(page.text).toContain("000 111, Example Line (Exampleland); checked on 28 February 2026")
    expect(page.text).not.toContain("has not checked")
  })

  test("says that nobody has checked any where that is so", async () => {
    expect((await practice().get("/safety")).text).toContain("has not checked numbers")
  })
})
