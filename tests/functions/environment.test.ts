import { readEnvironment } from "@turnabout/functions/lambda/environment.ts"
import { need } from "@turnabout/functions/lambda/need.ts"
import { describe, expect, test } from "vitest"

const keyOf = (byte: number, length = 32) => Buffer.alloc(length, byte).toString("base64url")

const complete = {
  TABLE_NAME: "turnabout-test",
  SHARDS: "4",
  LINK_KEYS: `${keyOf(1)}, ${keyOf(2)}`,
  CONTENT_KEYS: `2:${keyOf(3)},1:${keyOf(4)}`,
  INDEX_SECRET: keyOf(5, 48),
  MAIL_DOMAIN: "Mail.Example.org",
  BASE_URL: "https://turnabout.example.org/",
  OPERATOR_NAME: "The example circle",
  OPERATOR_CONTACT: "circle@example.org",
}

describe("the environment of a function", () => {
  test("is read with what may be left out left out", () => {
    const environment = readEnvironment({ ...complete, OPERATOR_ADDRESS: "" })
    expect(environment).toMatchObject({
      tableName: "turnabout-test",
      shards: 4,
      configurationSet: null,
      config: {
        mailDomain: "mail.example.org",
        baseUrl: "https://turnabout.example.org",
        operator: { name: "The example circle", contact: "circle@example.org", postalAddress: null },
        crisisContacts: [],
        signUp: { kind: "anyone" },
      },
    })
  })

  test("has two keys of a kind while one takes over from the other: the first is used, both are known", () => {
    const { contentKeys, config } = readEnvironment(complete)
    expect(contentKeys.map(({ id, secret }) => [id, secret[0]])).toEqual([
      [2, 3],
      [1, 4],
    ])
    expect(config.linkKeys.map((key) => key[0])).toEqual([1, 2])
  })

  test.each([
    ["anyone", { kind: "anyone" }],
    ["nobody", { kind: "nobody" }],
    ["Example.org, example.net", { kind: "domains", domains: ["example.org", "example.net"] }],
  ])("lets %s sign up", (text, signUp) => {
    expect(readEnvironment({ ...complete, SIGN_UP: text }).config.signUp).toEqual(signUp)
  })

  test.each([
    ["TABLE_NAME", ""],
    ["SHARDS", "many"],
    ["SHARDS", "0"],
    ["LINK_KEYS", keyOf(1, 31)],
    ["LINK_KEYS", `${keyOf(1)},not base64url`],
    ["CONTENT_KEYS", keyOf(1)],
    ["CONTENT_KEYS", `0:${keyOf(1)}`],
    ["CONTENT_KEYS", `256:${keyOf(1)}`],
    ["CONTENT_KEYS", `1:${keyOf(1)},1:${keyOf(2)}`],
    ["INDEX_SECRET", keyOf(1, 31)],
    ["BASE_URL", "turnabout.example.org"],
    ["CRISIS_CONTACTS", "{"],
    ["CRISIS_CONTACTS", '[{"name":"Line","contact":"1","where":"","checked":"2026-11-01"}]'],
    ["CRISIS_CONTACTS", '[{"name":"Line","contact":"1","where":"Here","checked":"lately"}]'],
  ])("with %s as %j is refused in one line that names it and no value", (name, value) => {
    const reading = () => readEnvironment({ ...complete, [name]: value })
    expect(reading).toThrow(new RegExp(`^The environment is not complete: ${name} [^\n]*\\.$`))
    expect(reading).not.toThrow(value === "" ? "undefined" : value)
  })

  test("with several faults names them all in one line", () => {
    expect(() => readEnvironment({})).toThrow(/TABLE_NAME .*; SHARDS .*; CONTENT_KEYS .*; INDEX_SECRET .*; LINK_KEYS /)
  })
})

describe("what a small function needs", () => {
  test("is given by name", () => {
    expect(need(["TABLE_NAME", "SHARDS"], complete)).toEqual({ TABLE_NAME: "turnabout-test", SHARDS: "4" })
  })

  test("and does not find is named in one line, all of it", () => {
    expect(() => need(["QUEUE_URL", "TABLE_NAME", "MAIL_BUCKET"], { ...complete, QUEUE_URL: "" })).toThrow(
      "The environment is not complete: QUEUE_URL, MAIL_BUCKET missing (infra/ sets it: deploy again).",
    )
  })
})
