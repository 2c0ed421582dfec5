import type { Operation } from "../functions/scene.ts"
import { comparison, live, waysOf } from "./cell.ts"
import type { Compared, Ended, Fault, Row } from "./cell.ts"

export type Cell = Compared & { readonly fault: Fault; readonly step: Operation["name"] }
export type MatrixRow = { readonly name: string; readonly whole: Ended; readonly cells: readonly Cell[] }

/** Lives a row without a fault, then with every fault at every step, or those that are picked. */
export async function matrixRow(
  row: Row,
  pick: (all: readonly Fault[]) => readonly Fault[] = (all) => all,
): Promise<MatrixRow> {
  const whole = await live(row, null)
  const all = whole.steps.flatMap((name, step) =>
    waysOf(name, step === whole.steps.length - 1).map((way) => ({ step, way })),
  )
  const cells: Cell[] = []
  for (const fault of pick(all)) {
    const compared = comparison(whole, await live(row, fault))
    cells.push({ ...compared, fault, step: whole.steps[fault.step]! })
  }
  return { name: row.name, whole, cells }
}

/** What must not be, in words; empty if all is as promised. */
export function wrongIn({ name, cells }: MatrixRow): string[] {
  return cells.flatMap((cell) => {
    const { lost, repeated, differs, fault, step } = cell
    const wrong = [
      ...lost.map((letter) => `lost: ${letter}`),
      ...(repeated.length <= (mayRepeat(cell) ? 1 : 0) ? [] : repeated.map((letter) => `repeated: ${letter}`)),
      ...differs.filter((difference) => !mayDiffer(cell, difference)),
    ]
    return wrong.map((what) => `${name}, ${fault.way} at step ${fault.step} (${step}): ${what}`)
  })
}

/** SES had taken a letter, and its sender could not put it on record. */
function mayRepeat({ fault: { way }, step }: Cell): boolean {
  if (step === "send") return way === "lost"
  return step === "putLetter" && (way === "crash" || way === "hang")
}

/** A letter that SES took and the table did not is not sent again for its record's sake. */
function mayDiffer({ fault: { way }, step }: Cell, difference: string): boolean {
  return step === "putLetter" && way === "fail" && difference.startsWith("no record of")
}
