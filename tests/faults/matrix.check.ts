import { expect, test } from "vitest"
import { matrixRow, wrongIn } from "./matrix.ts"
import type { MatrixRow } from "./matrix.ts"
import { allRows } from "./rows.ts"
import { tableOf } from "./tables.ts"

test("every step of every handler can crash, fail, lose its answer or hang", async ({ task }) => {
  const rows: MatrixRow[] = []
  for (const row of allRows()) rows.push(await matrixRow(row))
  task.meta.table = tableFor(rows)
  expect(rows.flatMap(wrongIn)).toEqual([])
  // Else a step without a letter is all that was tried.
  expect(rows.filter(({ whole }) => whole.sent.length > 0).length).toBeGreaterThan(rows.length / 2)
})

function tableFor(rows: readonly MatrixRow[]): string {
  const lines = rows.map((row) => {
    const { name, whole, cells } = row
    const sum = (of: "lost" | "repeated") => cells.reduce((total, cell) => total + cell[of].length, 0)
    return [
      name,
      whole.steps.length,
      cells.length,
      whole.sent.length,
      sum("lost"),
      sum("repeated"),
      wrongIn(row).length,
    ] as const
  })
  const total = [
    "all",
    ...[1, 2, 3, 4, 5, 6].map((column) => lines.reduce((all, line) => all + Number(line[column]), 0)),
  ]
  const head = ["command, alarm or way in", "steps", "cells", "letters", "lost", "repeated", "otherwise wrong"]
  return tableOf("Fault matrix: one step crashes, fails, loses its answer or hangs", [head, ...lines, total])
}
