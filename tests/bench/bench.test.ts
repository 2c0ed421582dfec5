import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { benchCompose } from "./compose.ts"
import { benchTick } from "./tick.ts"

const run = promisify(execFile)
const bench = (...words: readonly string[]) =>
  run(process.execPath, ["--import", "tsx", "tests/bench/main.ts", ...words], { encoding: "utf8" })
const quick = { isQuick: true, tell: () => {} }
const spread = { median: expect.any(Number), lower: expect.any(Number), upper: expect.any(Number) }
const figure = { ms: spread, ratio: spread }

describe("npm run bench", () => {
  test("prints one JSON object, each figure beside its baseline of the same rounds", async () => {
    const { stdout } = await bench("--quick", "--only", "read-mail")
    expect(JSON.parse(stdout)).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      machine: { processors: expect.any(Number), model: expect.any(String), node: process.version },
      isQuick: true,
      "read-mail": {
        reply: { bytes: expect.any(Number), turnabout: figure, parser: figure, rounds: 3 },
        rsvp: { bytes: expect.any(Number), turnabout: figure, parser: figure, rounds: 3 },
      },
    })
  }, 60_000)

  test("says what its parts are when it is asked for another", async () => {
    await expect(bench("--only", "nonsense")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("compose, start, tick, year, read-mail, backlog"),
    })
  })
})

test("a composed invitation is measured whole and in parts, against the same by hand", async () => {
  const pair = { turnabout: figure, floor: figure, rounds: 3 }
  expect(await benchCompose(quick)).toEqual({
    bytes: { mail: expect.any(Number), floor: expect.any(Number) },
    whole: pair,
    words: pair,
    calendar: pair,
    mime: pair,
  })
})

test("a tick reads the same among five times as many pairs, and nothing by a scan", async () => {
  const { found } = await benchTick(quick)
  expect(found.map(({ pairs, due }) => [pairs, due])).toEqual([
    [100, 50],
    [500, 50],
  ])
  const [few, many] = found
  // Each of four shards is asked for what is due and for its earliest alarm, half a unit each: all of it is less than 4 KB.
  expect(few).toMatchObject({ readUnits: 4, queries: 8, sweepReadUnits: 4 })
  expect(many).toEqual({ ...few, pairs: 500 })
})
