import { type Advance, createAdvance } from "@turnabout/local/advance.ts"
import { openClock } from "@turnabout/local/clock.ts"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

type Thing = {
  readonly at: string
  readonly does?: () => void
  readonly stays?: boolean
  /** No letter comes of it. */
  readonly isSilent?: boolean
}

let folder: string
let things: Thing[]
let done: string[]
let letters: number
let logged: string[]
let settling: Promise<void>
let advance: Advance
let now: () => Temporal.Instant
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-advance-"))
  const start = at("2026-11-23T09:00:00Z")
  const { clock } = openClock({ folder, start, realNowMs: () => 0 })
  things = []
  done = []
  letters = 0
  logged = []
  settling = Promise.resolve()
  now = clock.now
  advance = createAdvance({
    clock,
    earliestDue: async (after) =>
      things
        .map((thing) => at(thing.at))
        .filter((due) => after === null || Temporal.Instant.compare(due, after) > 0)
        .toSorted((one, other) => Temporal.Instant.compare(one, other))
        .at(0) ?? null,
    runDue: async () => {
      const due = things.filter((thing) => Temporal.Instant.compare(at(thing.at), clock.now()) <= 0)
      things = things.filter((thing) => !due.includes(thing) || thing.stays === true)
      for (const thing of due) {
        done.push(`${thing.at} at ${clock.now().toString()}`)
        if (thing.isSilent !== true) letters += 1
        thing.does?.()
      }
    },
    settled: () => settling,
    letters: () => letters,
    log: ({ event, at: when }) => logged.push(`${event} ${when}`),
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("moving the clock", () => {
  test("does each thing at its own instant, in order, and counts the letters", async () => {
    things = [{ at: "2026-11-25T09:00:00Z" }, { at: "2026-11-24T09:00:00Z" }]
    expect(await advance(Temporal.Duration.from("P7D"))).toEqual({
      ok: true,
      value: { now: at("2026-11-30T09:00:00Z"), letters: 2 },
    })
    expect(done).toEqual([
      "2026-11-24T09:00:00Z at 2026-11-24T09:00:00Z",
      "2026-11-25T09:00:00Z at 2026-11-25T09:00:00Z",
    ])
    expect(now().toString()).toBe("2026-11-30T09:00:00Z")
  })

  test("does what falls due at its end, and leaves what falls due a second later", async () => {
    things = [{ at: "2026-11-24T09:00:00Z" }, { at: "2026-11-24T09:00:01Z" }]
    await advance(at("2026-11-24T09:00:00Z"))
    expect(done).toEqual(["2026-11-24T09:00:00Z at 2026-11-24T09:00:00Z"])
  })

  test("does what only falls due because of something done on the way", async () => {
    things = [
      {
        at: "2026-11-24T09:00:00Z",
        does: () => things.push({ at: "2026-11-25T09:00:00Z" }, { at: "2026-12-25T09:00:00Z" }),
      },
    ]
    await advance(Temporal.Duration.from("P7D"))
    expect(done).toHaveLength(2)
    expect(things).toEqual([{ at: "2026-12-25T09:00:00Z" }])
  })

  test("does what was due before now at once", async () => {
    things = [{ at: "2026-11-20T09:00:00Z" }]
    await advance(Temporal.Duration.from("PT0S"))
    expect(done).toEqual(["2026-11-20T09:00:00Z at 2026-11-23T09:00:00Z"])
  })

  test("does not end with something that stays due however often it is done, says so, and does the rest", async () => {
    things = [{ at: "2026-11-24T09:00:00Z", stays: true }, { at: "2026-11-26T09:00:00Z" }]
    const { ok } = await advance(Temporal.Duration.from("P7D"))
    expect(ok).toBe(true)
    expect(logged).toEqual(["due-again 2026-11-24T09:00:00Z"])
    expect(done.filter((each) => each.startsWith("2026-11-26"))).toEqual([
      "2026-11-26T09:00:00Z at 2026-11-26T09:00:00Z",
    ])
    expect(now().toString()).toBe("2026-11-30T09:00:00Z")
  })

  test("goes on past what no letter comes of, until one is sent", async () => {
    things = [
      { at: "2026-12-01T09:00:00Z", isSilent: true },
      { at: "2026-12-01T10:00:00Z", isSilent: true },
      { at: "2026-12-02T17:00:00Z" },
      { at: "2026-12-02T17:00:00Z" },
      { at: "2026-12-03T18:05:00Z" },
    ]
    const moved = await advance("next-letter")
    expect(moved).toEqual({ ok: true, value: { now: at("2026-12-02T17:00:00Z"), letters: 2 } })
    expect(done).toHaveLength(4)
  })

  test("stays at the last thing done where no letter comes of any, and looks 400 days ahead for one", async () => {
    things = [
      { at: "2026-12-01T09:00:00Z", isSilent: true },
      { at: "2027-12-28T09:00:01Z", isSilent: false },
    ]
    const moved = await advance("next-letter")
    expect(moved).toEqual({ ok: true, value: { now: at("2026-12-01T09:00:00Z"), letters: 0 } })
    expect(await advance("next-letter")).toMatchObject({ value: { now: at("2027-12-28T09:00:01Z"), letters: 1 } })
  })

  test("is refused when it would go back, and changes nothing", async () => {
    things = [{ at: "2026-11-20T09:00:00Z" }]
    expect(await advance(at("2026-11-23T08:59:59Z"))).toEqual({
      ok: false,
      error: { kind: "backwards", now: at("2026-11-23T09:00:00Z") },
    })
    expect(done).toEqual([])
  })

  test("counts weeks, days and months in UTC", async () => {
    await advance(Temporal.Duration.from("P1M1W1DT30M"))
    expect(now().toString()).toBe("2026-12-31T09:30:00Z")
  })

  test("waits until what runs has ended", async () => {
    const gates: (() => void)[] = []
    settling = new Promise((resolve) => {
      gates.push(resolve)
    })
    const moved = advance(Temporal.Duration.from("P1D"))
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    expect(now().toString()).toBe("2026-11-23T09:00:00Z")
    gates[0]?.()
    await moved
    expect(now().toString()).toBe("2026-11-24T09:00:00Z")
  })

  test("happens one move after the other, each from where the last one ended", async () => {
    await Promise.all([advance(Temporal.Duration.from("P1D")), advance(Temporal.Duration.from("P1D"))])
    expect(now().toString()).toBe("2026-11-25T09:00:00Z")
  })

  test("that failed leaves the clock where it was, running, and does not block the next", async () => {
    things = [
      {
        at: "2026-11-24T09:00:00Z",
        does: () => {
          throw new Error("broken")
        },
      },
    ]
    await expect(advance(Temporal.Duration.from("P7D"))).rejects.toThrow("broken")
    expect(now().toString()).toBe("2026-11-24T09:00:00Z")
    await advance(Temporal.Duration.from("P1D"))
    expect(now().toString()).toBe("2026-11-25T09:00:00Z")
  })
})

function at(text: string): Temporal.Instant {
  return Temporal.Instant.from(text)
}
