import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Ports } from "@turnabout/functions/ports.ts"
import { liveInCell } from "@turnabout/local/simulate/cell.ts"
import type { CellOptions, CellReport } from "@turnabout/local/simulate/cell.ts"
import { meetAsOne } from "@turnabout/local/simulate/hours.ts"
import { brokenPromises, bothReports, reportOf } from "@turnabout/local/simulate/report.ts"
import { describe, expect, test } from "vitest"

const execute = promisify(execFile)

const few: CellOptions = { seed: 3, weeks: 3, from: 0, pairs: 2, isReal: false, isFaulty: false }
const couple: CellOptions = { ...few, pairs: 1, weeks: 3 }

function counts({ found }: CellReport) {
  return Object.fromEntries(Object.entries(found).map(([kind, { count }]) => [kind, count]))
}

const nothing = { lost: 0, repeated: 0, overBudget: 0, wrongHour: 0, calendarMismatch: 0, turnGap: 0 }

describe("a simulation of a few pairs", () => {
  test("finds nothing wrong; the same seed lives the same lives, in one world or in several", async () => {
    const report = await liveInCell(few)
    expect(counts(report)).toEqual(nothing)
    expect(report.letters["after-form"]).toBeGreaterThan(4)
    expect(report.turnGapMax).toBeLessThanOrEqual(1)
    expect(report.late).toEqual([[0, total(report)]])
    const [one, rest] = [await liveInCell({ ...few, pairs: 1 }), await liveInCell({ ...few, from: 1, pairs: 1 })]
    // A minute's tick finds what is due for one pair or for all: what it reads is the only thing they share.
    const { units, ...both } = bothReports(one, rest)
    expect(report).toEqual({ ...both, units: { read: expect.any(Number) as number, write: units.write } })
  })

  test("knows that sessions are called off a week after a quiet check that nobody answers", async () => {
    const report = await liveInCell({ ...few, seed: 5, from: 6, pairs: 1, weeks: 30 })
    expect(report.letters).toMatchObject({ "quiet-check": 1, "quiet-notice": 1 })
    expect(counts(report)).toEqual(nothing)
  })

  test("knows that who asks for the hour that they are shown, only shorter, keeps it by the other's clock", async () => {
    expect(counts(await liveInCell({ ...few, seed: 1, from: 762, pairs: 1, weeks: 20 }))).toEqual(nothing)
  })

  test("still knows after a pause of two months what was sent before it", async () => {
    const report = await liveInCell({ ...few, seed: 1, from: 96, pairs: 1, weeks: 28 })
    expect(report.letters).toMatchObject({ paused: 2, "back-soon": 2 })
    expect(counts(report)).toEqual(nothing)
  })

  test("knows that invitations may overtake the back-soon letter that SES did not take at once", async () => {
    const report = await liveInCell({ ...few, seed: 1, from: 690, pairs: 1, weeks: 8, isFaulty: true })
    expect(report.letters).toMatchObject({ "back-soon": 2 })
    expect({ ...counts(report), repeated: 0 }).toEqual(nothing)
  })

  test("loses nothing where the table and SES fail and handlers die, and does so again", async () => {
    const report = await liveInCell({ ...few, isFaulty: true })
    expect({ ...counts(report), repeated: 0 }).toEqual(nothing)
    expect(report.late.length).toBeGreaterThan(1)
    expect(await liveInCell({ ...few, isFaulty: true })).toEqual(report)
  })
})

function total({ letters }: CellReport): number {
  return Object.values(letters).reduce((sum, count) => sum + count, 0)
}

type Mail = Parameters<Ports["mailer"]["send"]>[0]

const isKind = ({ raw }: Mail, kind: string) => Buffer.from(raw).includes(`X-Turnabout-Letter: ${kind}`)

/** Ports whose mailer does something else with the first letter of a kind. */
function firstOf(
  kind: string,
  instead: (send: Ports["mailer"]["send"], mail: Mail) => ReturnType<Ports["mailer"]["send"]>,
) {
  let isDone = false
  return (ports: Ports): Ports => ({
    ...ports,
    mailer: {
      send: (mail) => {
        if (isDone || !isKind(mail, kind)) return ports.mailer.send(mail)
        isDone = true
        return instead(ports.mailer.send, mail)
      },
    },
  })
}

describe("a mistake is found", () => {
  const withMistake = async (tamper: (ports: Ports) => Ports, options = couple) => liveInCell(options, { tamper })

  test("a letter that is said to be sent, and is not", async () => {
    const report = await withMistake(firstOf("after-form", async () => ({ kind: "sent", sesId: "nowhere" })))
    expect(counts(report)).toEqual({ ...nothing, lost: 1 })
    expect(report.found.lost.cases[0]).toMatch(/^pair_\w+ after-form\.1\.a\.\d+ 2026-1\d-\d\dT/)
  })

  test("a letter that is sent twice", async () => {
    const report = await withMistake(
      firstOf("prompt", async (send, mail) => {
        await send(mail)
        return send(mail)
      }),
    )
    expect(counts(report)).toEqual({ ...nothing, repeated: 1 })
  })

  test("a fourth letter in a normal week", async () => {
    const another = ({ raw, ...mail }: Mail): Mail => ({
      ...mail,
      raw: Buffer.from(
        Buffer.from(raw)
          .toString()
          .replaceAll(/prompt\.(\d+)\.([ab])\.(\d+)/g, "prompt.$1.$2.9$3"),
      ),
    })
    const tamper = (ports: Ports): Ports => ({
      ...ports,
      mailer: {
        send: async (mail) => {
          if (isKind(mail, "prompt")) await ports.mailer.send(another(mail))
          return ports.mailer.send(mail)
        },
      },
    })
    expect(counts(await withMistake(tamper, { ...couple, seed: 4, weeks: 4 })).overBudget).toBe(3)
  })

  test("an hour by another zone's clock", async () => {
    const tamper = (ports: Ports): Ports => ({
      ...ports,
      store: {
        ...ports.store,
        load: async (id) => {
          const pair = await ports.store.load(id)
          return pair === null ? null : { ...pair, slot: { ...pair.slot, zone: "Etc/GMT+11" } }
        },
      },
    })
    expect(counts(await withMistake(tamper)).wrongHour).toBeGreaterThan(0)
  })

  test("an invitation that no calendar gets", async () => {
    const tamper = (ports: Ports): Ports => ({
      ...ports,
      mailer: {
        send: async (mail) =>
          isKind(mail, "invitation") ? { kind: "sent", sesId: "nowhere" } : ports.mailer.send(mail),
      },
    })
    const { lost, calendarMismatch } = counts(await withMistake(tamper))
    expect(lost).toBeGreaterThan(0)
    expect(calendarMismatch).toBe(2)
  })

  test("a turn that always falls to the same one", async () => {
    const tamper = (ports: Ports): Ports => ({
      ...ports,
      store: {
        ...ports.store,
        put: (id, records) =>
          ports.store.put(
            id,
            records.map((record) =>
              record.kind === "session" ? { ...record, session: { ...record.session, focus: "a" } } : record,
            ),
          ),
      },
    })
    const report = await withMistake(tamper, { ...couple, weeks: 6 })
    expect(report.turnGapMax).toBeGreaterThan(1)
    expect(brokenPromises(report.found, { isFaulty: false })).toEqual([
      expect.stringMatching(/^turnGap: 1, such as pair_/),
    ])
  })
})

test("two slots are one hour if they meet in some weeks of a year, as their clocks change", () => {
  const there = { weekday: "monday", time: "17:00", zone: "America/Sao_Paulo", minutes: 60 } as const
  const here = (weekday: "monday" | "tuesday", time: string) =>
    meetAsOne({ weekday, time, zone: "Australia/Sydney", minutes: 45 }, there, Date.UTC(2027, 1, 2))
  expect(["06:00", "07:00", "08:00"].map((time) => here("tuesday", time))).toEqual([true, true, false])
  expect(here("monday", "07:00")).toBe(false)
})

test("numbers that it cannot use are said to be none, above its usage", async () => {
  const words = ["--import", "tsx", "packages/local/src/simulate.ts", "--pairs", "0", "--weeks", "1", "--seed", "1"]
  const usage = expect.stringMatching(/^A value is not one that it takes\.\nusage: npm run simulate/) as string
  await expect(execute(process.execPath, words)).rejects.toMatchObject({ code: 2, stdout: "", stderr: usage })
})

test("the report has counts, the minutes within which letters left, and what it took", () => {
  const none = { count: 0, cases: [] }
  const found = {
    lost: { count: 1, cases: ["pair_x prompt.1.a 2026-11-23T09:00:00Z"] },
    repeated: { count: 2, cases: ["y"] },
    overBudget: none,
    wrongHour: none,
    calendarMismatch: none,
    turnGap: none,
  }
  const late = [
    [0, 98],
    [3, 1],
    [40, 1],
  ] as const
  const cell = { letters: { prompt: 100 }, found, turnGapMax: 1, late, units: { read: 10, write: 5 } }
  const report = reportOf({ pairs: 10, weeks: 4, seed: 1 }, cell, { seconds: 8, peakRssMb: 100.4 })
  expect(report).toMatchObject({ lost: 1, repeated: 2, pairWeeksPerSecond: 5, peakRssMb: 100 })
  expect(report.latestMinutes).toEqual({ p50: 0, p99: 3, max: 40 })
  expect(brokenPromises(found, { isFaulty: true })).toEqual(["lost: 1, such as pair_x prompt.1.a 2026-11-23T09:00:00Z"])
  expect(brokenPromises(found, { isFaulty: false })).toHaveLength(2)
})
