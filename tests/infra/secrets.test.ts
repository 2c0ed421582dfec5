import { describe, expect, test } from "vitest"
import { secretProblems } from "../../infra/secrets.ts"
import { secrets } from "./stages.ts"

const problems = (of: Partial<Record<string, string>>) => secretProblems((name) => of[name], "production")
const key = (letter: string, length = 43) => letter.repeat(length)

describe("the secrets of a stage", () => {
  test("are right as one key each, or as the new and the old one", () => {
    expect(problems({ LinkKeys: key("a"), ContentKeys: `1:${key("b")}`, IndexSecret: key("c") })).toEqual([])
    expect(
      problems({ ...secrets, LinkKeys: `${key("a")},${key("b")}`, ContentKeys: `255:${key("b")},1:${key("c")}` }),
    ).toEqual([])
  })

  test("are asked for one line each, with the command that sets them", () => {
    expect(problems({})).toEqual([
      `The secret LinkKeys is missing; set it: npx sst secret set LinkKeys "$(node -p "crypto.randomBytes(32).toString('hex')")" --stage production`,
      `The secret ContentKeys is missing; set it: npx sst secret set ContentKeys "1:$(node -p "crypto.randomBytes(32).toString('hex')")" --stage production`,
      `The secret IndexSecret is missing; set it: npx sst secret set IndexSecret "$(node -p "crypto.randomBytes(32).toString('hex')")" --stage production`,
    ])
  })

  test.each([
    ["LinkKeys", key("a", 42)],
    ["LinkKeys", `${key("a")},`],
    ["LinkKeys", `${key("a")}, ${key("b")}`],
    ["LinkKeys", `${key("a")}=`],
    ["ContentKeys", key("a")],
    ["ContentKeys", `0:${key("a")}`],
    ["ContentKeys", `256:${key("a")}`],
    ["ContentKeys", `1:${key("a", 42)}`],
    ["ContentKeys", `1:${key("a")},1:${key("b")}`],
    ["IndexSecret", `${key("a")},${key("b")}`],
  ])("%s is not right as %s, and is not shown", (name, value) => {
    const [line, ...rest] = problems({ ...secrets, [name]: value })
    expect(rest).toEqual([])
    expect(line).toMatch(
      new RegExp(
        `^The secret ${name} is not right: .*; set it again: npx sst secret set ${name} VALUE --stage production$`,
      ),
    )
    expect(line).not.toContain(key("a", 10))
  })
})
