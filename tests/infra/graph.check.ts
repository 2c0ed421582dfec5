import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { graphOf } from "./graph.ts"
import type { Graph } from "./mock-cloud.ts"
import { rules } from "./rules.ts"
import { productionStage, testStage } from "./stages.ts"

describe.each([testStage, productionStage])("what stage $stage would create", (stage) => {
  let graph: Graph
  beforeAll(async () => {
    graph = await graphOf(stage)
  })

  test.each(rules.map((rule) => [rule.sentence, rule] as const))("%s", (_, { assertHolds }) =>
    assertHolds(graph, stage.stage),
  )

  // The mock builds no handler, so it doesn't miss one either.
  test("every handler is there", () => {
    const files = graph.handlers.map((handler) => handler.replace(/\.handler$/, ".ts"))
    expect(files.filter((file) => !existsSync(resolve(import.meta.dirname, "../..", file)))).toEqual([])
  })
})
