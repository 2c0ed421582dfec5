import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Report } from "@turnabout/local/simulate/report.ts"
import type { Units } from "@turnabout/local/units.ts"
import { expect, test } from "vitest"

const execute = promisify(execFile)

type Told = { readonly report: Report; readonly stderr: string }

async function simulate(...words: readonly string[]): Promise<Told> {
  const { stdout, stderr } = await execute("npm", ["run", "--silent", "simulate", "--", ...words])
  return { report: JSON.parse(stdout) as Report, stderr }
}

const kept = { lost: 0, overBudget: 0, wrongHour: 0, calendarMismatch: 0 }

test("a season of many pairs, with and without faults, in one or more processes", async () => {
  const calm = await simulate("--pairs", "260", "--weeks", "2", "--seed", "1")
  expect(calm).toMatchObject({ report: { ...kept, pairs: 260, repeated: 0, latestMinutes: { max: 0 } }, stderr: "" })
  const faulty = await simulate("--pairs", "20", "--weeks", "10", "--seed", "2", "--faults")
  expect(faulty).toMatchObject({ report: kept, stderr: "" })
}, 1_200_000)

test("over the stand-ins, letter by letter and unit by unit what it is in memory", async () => {
  const words = ["--pairs", "3", "--weeks", "4", "--seed", "3"]
  const [real, memory] = [await simulate(...words, "--real"), await simulate(...words)]
  expect(real.report).toMatchObject(kept)
  expect(real.report.letters).toEqual(memory.report.letters)
  // Of a mailbox that its last pair leaves memory counts one write, where the table may need two.
  const share = (kind: keyof Units) => real.report.units[kind] / memory.report.units[kind]
  expect([share("read"), share("write")].map((each) => Math.abs(each - 1) < 0.01)).toEqual([true, true])
}, 1_200_000)
