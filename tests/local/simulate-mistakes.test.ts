import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { isBefore } from "@turnabout/core/time.ts"
import type { Ports } from "@turnabout/functions/ports.ts"
import { liveInCell } from "@turnabout/local/simulate/cell.ts"
import type { CellOptions, CellReport, Tampering } from "@turnabout/local/simulate/cell.ts"
import { describe, expect, test } from "vitest"

// A service that does not write to people, or not what they asked for, and whose own books are in order.

/** In these weeks they meet, answer, share, move a session and have a recap. */
const couple: CellOptions = { seed: 5, weeks: 5, from: 0, pairs: 1, isReal: false, isFaulty: false }

function counts({ found }: CellReport) {
  return Object.fromEntries(Object.entries(found).map(([kind, { count }]) => [kind, count]))
}

const nothing = { lost: 0, repeated: 0, overBudget: 0, wrongHour: 0, calendarMismatch: 0, turnGap: 0 }

test("without a mistake they miss nothing, and have had what the mistakes take from them", async () => {
  const report = await liveInCell(couple)
  expect(counts(report)).toEqual(nothing)
  const kinds = ["prompt", "coach-note", "after-form", "recap", "moved"]
  expect(Object.keys(report.letters)).toEqual(expect.arrayContaining(kinds))
})

describe("what the service never sends is lost", () => {
  test.each([
    ["prompt", /prompt\.\d+\.[ab] /],
    ["after-form", /after-form\.\d+\.[ab] /],
    ["recap", /recap\.2026-1\d\.[ab] /],
    ["coach-note", /coach-note\.\d+\.[ab] /],
  ] as const)("each %s, of which it says that it has no point", async (kind, where) => {
    const isIt = (letter: OwedLetter) => letter.kind === kind
    await expectLost(
      saving((pair, { log }) => {
        for (const { key, revision } of pair.outbox.filter(isIt))
          log({ event: "letter-pointless", pair: pair.id, letter: key, revision, kind })
        return without(pair, isIt)
      }),
      where,
    )
  })

  test("a recap, which it never owes", async () => {
    await expectLost(
      saving((pair) => without(pair, ({ kind }) => kind === "recap")),
      /recap\./,
    )
  })

  test.each(["prompt", "coach-note", "recap"] as const)(
    "each %s, which it can't compose and gives up",
    async (kind) => {
      const tamper: Tampering = (ports) => ({
        ...ports,
        mailer: {
          send: async (mail) => {
            if (isKind(mail, kind)) throw new Error("there are no such words")
            return ports.mailer.send(mail)
          },
        },
      })
      await expectLost(tamper, new RegExp(`${kind}\\.`))
    },
  )

  test("a coach's note two hours before, when nothing was shared", async () => {
    const isUnasked = (pair: Pair) => (letter: OwedLetter) => {
      const answers = pair.sessions.find(({ number }) => number === letter.session)?.answers
      return letter.kind === "coach-note" && answers?.a?.shared !== true && answers?.b?.shared !== true
    }
    const alike = { ...couple, weeks: 4, from: 1 }
    await expectLost(
      saving((pair) => without(pair, isUnasked(pair))),
      /coach-note\.\d+\.[ab] /,
      alike,
    )
  })

  test("the second event ahead", async () => {
    const oneAhead = (pair: Pair, { clock }: Ports): Pair => {
      const [, second] = pair.sessions.filter(
        ({ state, starts }) => state.kind === "planned" && isBefore(clock(), starts),
      )
      if (second === undefined) return pair
      const sessions = pair.sessions.filter(({ number }) => number < second.number)
      return {
        ...without(pair, ({ session }) => session !== null && session >= second.number),
        sessions,
        nextNumber: second.number,
      }
    }
    await expectLost(saving(oneAhead), /event-ahead\.[ab] /)
  })
})

test("a session that is moved to another hour than they asked for is at the wrong one", async () => {
  const anHourOff = saving((pair) => {
    const isMoved = (session: number) =>
      pair.outbox.some(
        (letter) => letter.kind === "moved" && letter.session === session && letter.revision === pair.version,
      )
    const sessions = pair.sessions.map((session) =>
      isMoved(session.number) ? { ...session, starts: session.starts.add({ hours: 1 }) } : session,
    )
    return { ...pair, sessions }
  })
  const report = await liveInCell(couple, { tamper: anHourOff })
  expect(counts(report)).toEqual({ ...nothing, wrongHour: expect.any(Number) as number })
  expect(report.found.wrongHour.cases[0]).toMatch(/ event\.\d+\.[ab]\.\d+ begins /)
})

/**
 * Ports whose store keeps another pair than was decided. Who saved it goes on with it as it was decided: letters that are
 * not in what is kept reach nobody, and no record.
 */
function saving(change: (pair: Pair, ports: Ports) => Pair): Tampering {
  return (ports) => {
    const dropped = new Set<string>()
    const { store, mailer } = ports
    const save: Ports["store"]["save"] = async (pair) => {
      const kept = change(pair, ports)
      for (const letter of pair.outbox) if (!kept.outbox.includes(letter)) dropped.add(nameOf(pair.id, letter))
      return store.save(kept)
    }
    return {
      ...ports,
      store: {
        ...store,
        save,
        putLetter: async (id, letter) => (dropped.has(`${letter.key}.${id}`) ? undefined : store.putLetter(id, letter)),
      },
      mailer: {
        send: async (mail) => (dropped.has(nameIn(mail)) ? { kind: "sent", sesId: "to-nobody" } : mailer.send(mail)),
      },
    }
  }
}

function nameOf(id: Pair["id"], { key, revision }: OwedLetter): string {
  return `${key}.${revision}.${id}`
}

function nameIn({ raw }: Parameters<Ports["mailer"]["send"]>[0]): string {
  return /^Message-ID: <([^@]+)@/m.exec(Buffer.from(raw).toString("latin1"))?.[1] ?? ""
}

function without(pair: Pair, isDropped: (letter: OwedLetter) => boolean): Pair {
  return { ...pair, outbox: pair.outbox.filter((letter) => !isDropped(letter)) }
}

function isKind({ raw }: Parameters<Ports["mailer"]["send"]>[0], kind: LetterKind): boolean {
  return Buffer.from(raw).includes(`X-Turnabout-Letter: ${kind}\r`)
}

/** Nothing else is wrong, and each loss is of what the mistake is about. */
async function expectLost(tamper: Tampering, where: RegExp, of = couple): Promise<void> {
  const report = await liveInCell(of, { tamper })
  expect(counts(report)).toEqual({ ...nothing, lost: expect.any(Number) as number })
  const { cases } = report.found.lost
  expect(cases.length).toBeGreaterThan(0)
  expect(cases.filter((each) => !where.test(each))).toEqual([])
}
