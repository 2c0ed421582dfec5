import { spread } from "@turnabout/core/spread.ts"
import { describe, expect, test } from "vitest"
import { matrixRow, wrongIn } from "./matrix.ts"
import { allRows } from "./rows.ts"

const rows = allRows().map((row) => [row.name, row] as const)

// One cell of every row, spread over steps and ways; all of them: `npm run check:faults`.
describe("when one step goes wrong, nothing is lost and the pair ends up as if it had not", () => {
  test.each(rows)("%s", async (name, row) => {
    const found = await matrixRow(row, (all) => [all[spread(name, all.length)]!])
    expect(wrongIn(found)).toEqual([])
    expect(found.cells).toHaveLength(1)
  })
})
