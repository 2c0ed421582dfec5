import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { expect, test } from "vitest"

const execute = promisify(execFile)

type Told = { readonly report: Readonly<Record<string, unknown>>; readonly stderr: string }

async function simulate(...words: readonly string[]): Promise<Told> {
  const { stdout, stderr } = await execute("npm", ["run", "--silent", "simulate", "--", ...words])
  return { report: JSON.parse(stdout) as Told["report"], stderr }
}

const kept = { lost: 0, overBudget: 0, wrongHour: 0, calendarMismatch: 0 }

test("a season of many pairs, with and without faults, in one or more processes", async () => {
  const calm = await simulate("--pairs", "260", "--weeks", "2", "--seed", "1")
  expect(calm).toMatchObject({ report: { ...kept, pairs: 260, repeated: 0, latestMinutes: { max: 0 } }, stderr: "" })
  const faulty = await simulate("--pairs", "40", "--weeks", "12", "--seed", "2", "--faults")
  expect(faulty).toMatchObject({ report: kept, stderr: "" })
}, 1_200_000)

test("over the stand-ins, letter by letter and unit by unit what it is in memory", async () => {
  const words = ["--pairs", "3", "--weeks", "4", "--seed", "3"]
  const [real, memory] = [await simulate(...words, "--real"), await simulate(...words)]
  expect(real.report).toMatchObject(kept)
  expect(real.report["letters"]).toEqual(memory.report["letters"])
  expect(real.report["units"]).toEqual(memory.report["units"])
}, 1_200_000)
