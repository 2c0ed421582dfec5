import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bundled } from "./graph.ts"
import type { Program } from "./graph.ts"
import type { Graph } from "./mock-cloud.ts"
import { rules } from "./rules.ts"
import { guestStage, productionStage, testStage } from "./stages.ts"

let program: Program
beforeAll(async () => {
  program = await bundled()
})
afterAll(() => program.remove())

describe.each([testStage, guestStage, productionStage])("what stage $stage would create", (stage) => {
  let graph: Graph
  beforeAll(async () => {
    graph = await program.graphOf(stage)
  })

  test.each(rules.map((rule) => [rule.sentence, rule] as const))("%s", (_, { assertHolds }) =>
    assertHolds(graph, stage.stage),
  )

  // The mock builds no handler, so it doesn't miss one either.
  test("every handler is there", () => {
    const files = graph.builds.map(({ handler }) => handler.replace(/\.handler$/, ".ts"))
    expect(files.filter((file) => !existsSync(resolve(import.meta.dirname, "../..", file)))).toEqual([])
  })
})

test("a rule set that is not the active one stops a deployment", async () => {
  const stage = { ...guestStage, settings: { ...(guestStage.settings as object), receiptRuleSet: "mine" } }
  await expect(program.graphOf(stage)).rejects.toThrow(
    "receiptRuleSet is mine, but the active receipt rule set is everybodys",
  )
})

describe("what stops a deployment before anything is created", () => {
  test("a missing and a malformed secret, with the commands that set them", async () => {
    const { LinkKeys, IndexSecret: _ } = productionStage.secrets
    const stage = { ...productionStage, secrets: { LinkKeys: LinkKeys ?? "", ContentKeys: "not a key" } }
    await expect(program.graphOf(stage)).rejects.toThrow(
      /^The secret ContentKeys is not right: .*npx sst secret set ContentKeys VALUE --stage production\nThe secret IndexSecret is missing; set it: npx sst secret set IndexSecret .* --stage production\n$/,
    )
  })

  test("a missing setting, with its name, its file and how to set it", async () => {
    const stage = { ...productionStage, settings: { ...(productionStage.settings as object), sendingRate: undefined } }
    await expect(program.graphOf(stage)).rejects.toThrow(
      /^infra\/settings\/production.json: sendingRate is missing; set it to how many mails a second SES lets.*\n$/,
    )
  })
})
