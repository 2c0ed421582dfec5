import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { readSettings } from "../../infra/settings.ts"
import { settings } from "./stages.ts"

const path = "infra/settings/production.json"
const read = (written: object, stage = "production") => readSettings(() => JSON.stringify(written), stage, "2026-11-27")
const without = (name: string) => Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name))

describe("an operator's settings", () => {
  test("are read from the file of the stage", () => {
    const files: string[] = []
    readSettings(
      (file) => {
        files.push(file)
        return null
      },
      "quiet-corner",
      "2026-11-27",
    )
    expect(files).toEqual(["infra/settings/quiet-corner.json"])
  })

  test("activate the receipt rules in production, and elsewhere only if they say so", () => {
    expect(read(settings)).toEqual({ settings: { ...settings, activateReceiptRules: true } })
    expect(read(settings, "test")).toEqual({ settings: { ...settings, activateReceiptRules: false } })
    const own = { ...settings, activateReceiptRules: true }
    expect(read(own, "test")).toEqual({ settings: own })
    const off = { ...settings, activateReceiptRules: false }
    expect(read(off)).toEqual({ settings: off })
  })

  test("leave the account's own active receipt rules alone, also in production", () => {
    const own = { ...settings, receiptRuleSet: "everybodys" }
    expect(read(own)).toEqual({ settings: { ...own, activateReceiptRules: false } })
    expect(read({ ...own, activateReceiptRules: false })).toHaveProperty("settings")
  })

  test.each(["anyone", "nobody", ["example.org"]])("let %j sign up", (signUp) => {
    expect(read({ ...settings, signUp })).toMatchObject({ settings: { signUp } })
  })

  test("are shown by an example, which is right as it stands", () => {
    const example = readFileSync(resolve(import.meta.dirname, "../../infra/settings/example.json"), "utf8")
    expect(readSettings(() => example, "example", "2026-11-27")).toHaveProperty("settings")
  })
})

describe("settings that are not right", () => {
  const lines = (written: object) => {
    const result = read(written)
    return "problems" in result ? result.problems : []
  }

  test("no file: which one, and where to start", () => {
    expect(readSettings(() => null, "production", "2026-11-27")).toEqual({
      problems: [`${path} is missing: copy infra/settings/example.json and change every value`],
    })
  })

  test.each(["region: eu-west-1", "[]", "null", ""])("no JSON object, but %j", (text) => {
    expect(readSettings(() => text, "production", "2026-11-27")).toEqual({
      problems: [`${path} is no JSON object: compare it with infra/settings/example.json`],
    })
  })

  test.each(Object.keys(settings))("%s left out: one line with its name, its file and how to set it", (name) => {
    expect(lines(without(name))).toEqual([
      expect.stringMatching(new RegExp(`^${path}: ${name} is missing; set it to .{10,}$`)),
    ])
  })

  test.each<[name: string, written: unknown]>([
    ["region", "Ireland"],
    ["region", "eu-west"],
    // There SES sends only.
    ["region", "eu-north-1"],
    ["domain", "https://turnabout.example.org"],
    ["domain", "Turnabout.example.org"],
    ["mailDomain", "mail"],
    ["mailDomain", "practice@example.org"],
    ["sendingRate", 0],
    ["sendingRate", "14"],
    ["sendingRate", 0.5],
    ["shards", 0],
    ["shards", 65],
    ["signUp", "friends"],
    ["signUp", []],
    ["operator", "The Example Practice"],
    ["crisisContacts", []],
    ["crisisContacts", "116 123"],
    ["alarmMailbox", "the operator"],
    ["receiptRuleSet", "our rules"],
    ["receiptRuleSet", "-rules"],
    ["receiptRuleSet", "r".repeat(65)],
    ["activateReceiptRules", "yes"],
  ])("%s as %j: one line with its name, its file and how to set it", (name, value) => {
    expect(lines({ ...settings, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: ${name} is not right; set it to .{10,}$`)),
    ])
  })

  test("something within: the way to it", () => {
    const { operator, crisisContacts } = settings
    expect(lines({ ...settings, operator: { ...operator, postalAddress: " " } })).toEqual([
      `${path}: operator.postalAddress is not right; set it to your postal address, which the law of many countries wants in letters`,
    ])
    expect(
      lines({ ...settings, crisisContacts: [...crisisContacts, { ...crisisContacts[0], checked: "last week" }] }),
    ).toEqual([
      `${path}: crisisContacts.1.checked is not right; set it to the day on which you last saw that it works, such as "2026-11-27"`,
    ])
  })

  test("one name for pages and mail: that the mail domain is another", () => {
    expect(lines({ ...settings, mailDomain: settings.domain })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: mailDomain is the same as domain; set it to .{10,}$`)),
    ])
  })

  test("the account's rule set, and to activate one: that it is one or the other", () => {
    expect(lines({ ...settings, receiptRuleSet: "everybodys", activateReceiptRules: true })).toEqual([
      `${path}: receiptRuleSet is active already, so activateReceiptRules can't be true; take one of them out`,
    ])
  })

  test("a contact that was checked tomorrow, but not one that was checked today", () => {
    const [contact] = settings.crisisContacts
    const on = (checked: string) => lines({ ...settings, crisisContacts: [{ ...contact, checked }] })
    expect(on("2026-11-27")).toEqual([])
    expect(on("2026-11-28")).toEqual([
      `${path}: crisisContacts.0.checked is in the future; set it to the day on which you last saw that it works, such as "2026-11-27"`,
    ])
  })

  test.each<[name: string, most: number, written: (bytes: number) => unknown]>([
    ["operator", 400, (bytes) => ({ name: "é", contact: "c", postalAddress: "a".repeat(bytes - 3) })],
    [
      "crisisContacts",
      1800,
      (bytes) => [{ name: "é", contact: "c", where: "w".repeat(bytes - 63), checked: "2026-11-27" }],
    ],
    ["signUp", 800, (bytes) => [...Array<string>(79).fill("abcde.org"), `${"x".repeat(bytes - 794)}.org`]],
  ])("%s of more than %i bytes: how many, and how many a function's environment has for it", (name, most, written) => {
    expect(lines({ ...settings, [name]: written(most) })).toEqual([])
    expect(lines({ ...settings, [name]: written(most + 1) })).toEqual([
      `${path}: ${name} is too long: it takes ${most + 1} bytes of a function's environment, and ${most} are there for it`,
    ])
  })

  test("a slip of the pen: which name is none", () => {
    expect(lines({ ...settings, allarmMailbox: "operator@example.org" })).toEqual([
      `${path}: allarmMailbox is no setting; take it out`,
    ])
    expect(lines({ ...settings, operator: { ...settings.operator, phone: "1" } })).toEqual([
      `${path}: operator.phone is no setting; take it out`,
    ])
  })

  test("several at once: a line for each", () => {
    expect(lines({ ...without("domain"), shards: -1 })).toEqual([
      expect.stringContaining("domain is missing"),
      expect.stringContaining("shards is not right"),
    ])
  })
})
