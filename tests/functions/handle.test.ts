import { instantText } from "@turnabout/core/time.ts"
import type { CommitmentId } from "@turnabout/core/id.ts"
import { handle } from "@turnabout/functions/handle.ts"
import type { Ports, SendResult } from "@turnabout/functions/ports.ts"
import { beforeEach, describe, expect, test } from "vitest"
import type { Operation, Scene } from "./scene.ts"
import {
  active,
  asked,
  commandOf,
  countOf,
  does,
  livesUntil,
  mortal,
  nth,
  pairIn,
  scene,
  sentTo,
  unconfirmed,
  wakes,
  watched,
} from "./scene.ts"

let on: Scene
beforeEach(() => {
  on = scene()
})

const later: SendResult = { kind: "throttled", reason: "Throttling" }
const no: SendResult = { kind: "refused", reason: "MessageRejected" }
const silence: SendResult = { kind: "failed", reason: "TimeoutError" }

const isSave = ({ name }: Operation) => name === "save"
const isSend = ({ name }: Operation) => name === "send"
const isRecord = ({ name }: Operation) => name === "putLetter"

function times(count: number, result: SendResult): SendResult[] {
  return Array.from({ length: count }, () => result)
}

/** A skip of the first session: two letters about it, four about those that follow. */
const skipByAna = { kind: "skip", by: "a", session: 1 } as const
const acceptByBen = {
  kind: "rsvp",
  by: "b",
  event: { session: 1, revival: 0, sequence: 0 },
  partstat: "ACCEPTED",
} as const

describe("a command", () => {
  test("has succeeded once the pair is saved, whatever becomes of its letters", async () => {
    const id = await active(on)
    const ports = watched(on.ports, ({ name }) => {
      if (name === "send" || name === "putLetter") throw new Error("SES is on fire")
    })
    const handled = await does({ ports }, id, skipByAna)
    expect(handled).toMatchObject({ kind: "handled", outcome: { kind: "done" } })
    expect((await pairIn(on, id)).sessions[0]?.state).toEqual({ kind: "skipped", by: "a" })
    expect((await pairIn(on, id)).outbox).toHaveLength(6)
  })

  test("to a pair that is not there finds it gone", async () => {
    const id = await active(on)
    await on.ports.store.forget(await pairIn(on, id))
    expect(await does(on, id, skipByAna)).toEqual({ kind: "gone" })
    expect(on.arrived).toEqual([])
  })

  test("that lost the race is decided again on what the pair has become", async () => {
    const id = await active(on)
    const atFirstSave = nth(1, isSave)
    const ports = watched(on.ports, async (operation) => {
      if (atFirstSave(operation)) await does(on, id, acceptByBen)
    })
    expect(await does({ ports }, id, skipByAna)).toMatchObject({ kind: "handled", outcome: { kind: "done" } })
    const [session] = (await pairIn(on, id)).sessions
    expect(session?.state).toEqual({ kind: "skipped", by: "a" })
    expect(session?.event.partstat).toEqual({ a: "DECLINED", b: "ACCEPTED" })
  })

  test("on a pair that has changed since it was loaded is decided again on what it has become", async () => {
    const id = await active(on)
    const loaded = await pairIn(on, id)
    await does(on, id, acceptByBen)
    expect(await handle(loaded, commandOf(on, skipByAna), on.ports)).toMatchObject({ outcome: { kind: "done" } })
    const [session] = (await pairIn(on, id)).sessions
    expect(session?.event.partstat).toEqual({ a: "DECLINED", b: "ACCEPTED" })
  })

  test("on a pair that is gone since it was loaded finds it gone", async () => {
    const id = await active(on)
    const loaded = await pairIn(on, id)
    await on.ports.store.forget(loaded)
    expect(await handle(loaded, commandOf(on, skipByAna), on.ports)).toEqual({ kind: "gone" })
    expect(on.arrived).toEqual([])
  })

  test("that files a session looks at the pair first, since what is final is put before the save", async () => {
    const id = await active(on)
    await livesUntil(on, id, "2026-12-03T16:59:00Z")
    const loaded = await pairIn(on, id)
    on.moveTo("2026-12-03T17:00:30Z")
    const asked: string[] = []
    const ports = watched(on.ports, ({ name }) => void asked.push(name))
    await handle(loaded, commandOf(on, { kind: "sign-of-life", by: "a", via: "mail" }), ports)
    expect(asked).toEqual(["load", "put", "save"])
  })

  test("that loses ten races changes nothing, sends nothing and says that it was busy", async () => {
    const id = await active(on)
    const before = await pairIn(on, id)
    let loads = 0
    const ports = watched(on.ports, ({ name }) => {
      if (name === "load") loads += 1
    })
    const store = { ...ports.store, save: async () => false }
    expect(await does({ ports: { ...ports, store } }, id, skipByAna)).toEqual({ kind: "busy" })
    expect(await pairIn(on, id)).toEqual(before)
    expect([loads, on.arrived.length, countOf(on, "busy")]).toEqual([10, 0, 1])
  })

  test("heard of again changes nothing and saves nothing", async () => {
    const id = await active(on)
    const command = commandOf(on, skipByAna)
    await handle(id, command, on.ports)
    const { version } = await pairIn(on, id)
    const sent = on.sent.length
    expect(await handle(id, command, on.ports)).toMatchObject({ kind: "handled", outcome: { kind: "already" } })
    expect((await pairIn(on, id)).version).toBe(version)
    expect(on.sent).toHaveLength(sent)
  })

  test("heard of twice at once is done once", async () => {
    const id = await active(on)
    const command = commandOf(on, skipByAna)
    const both = await Promise.all([handle(id, command, on.ports), handle(id, command, on.ports)])
    expect(both.map((handled) => handled.kind === "handled" && handled.outcome.kind)).toEqual(
      expect.arrayContaining(["already", "done"]),
    )
    expect(sentTo(on).filter((sent) => sent.startsWith("skipped"))).toEqual(["skipped to ana", "skipped to ben"])
  })

  test("of two members at once leaves one skip, and both know", async () => {
    const id = await active(on)
    await Promise.all([
      does(on, id, { ...skipByAna, via: "mail" }),
      does(on, id, { ...skipByAna, by: "b", via: "mail" }),
    ])
    const { sessions, outbox } = await pairIn(on, id)
    expect(sessions.filter(({ state }) => state.kind === "skipped")).toHaveLength(1)
    expect(outbox).toEqual([])
    expect(new Set(sentTo(on).filter((sent) => sent.startsWith("skipped")))).toEqual(
      new Set(["skipped to ana", "skipped to ben"]),
    )
  })

  test("keeps what was written before it saves, and a pair that can't keep it does not change", async () => {
    const id = await active(on)
    const before = await pairIn(on, id)
    const ports = watched(on.ports, ({ name }) => {
      if (name === "put") throw new Error("no table")
    })
    const answer = { kind: "answer", by: "a", session: 1, text: "What I bring", shared: null } as const
    await expect(does({ ports }, id, answer)).rejects.toThrow("no table")
    expect(await pairIn(on, id)).toEqual(before)

    const order: string[] = []
    await does({ ports: watched(on.ports, ({ name }) => void order.push(name)) }, id, answer)
    expect(order.slice(0, 3)).toEqual(["load", "put", "save"])
  })

  test("of which nobody knows whether it was saved may be given again", async () => {
    const id = await active(on)
    const command = commandOf(on, skipByAna)
    const store = {
      ...on.ports.store,
      save: async (pair: Parameters<typeof on.ports.store.save>[0]) => {
        await on.ports.store.save(pair)
        throw new Error("the answer of the table was lost")
      },
    }
    await expect(handle(id, command, { ...on.ports, store })).rejects.toThrow("lost")
    expect(await handle(id, command, on.ports)).toMatchObject({ outcome: { kind: "already" } })
    expect(on.sent).toEqual([])
    on.moveBy("PT120S")
    await wakes(on, id)
    expect(on.sent).toHaveLength(6)
  })
})

describe("what it costs", () => {
  test("a command that owes no letter costs one write", async () => {
    const id = await active(on)
    expect(await requestsOf(id, acceptByBen)).toEqual(["load", "save"])
  })

  test("a command that owes letters costs two writes of the pair and one record a letter", async () => {
    const id = await active(on)
    const others = Array.from({ length: 5 }, () => ["load", "send", "putLetter"]).flat()
    expect(await requestsOf(id, skipByAna)).toEqual(["load", "save", "send", "putLetter", ...others, "save"])
    expect(on.sent).toHaveLength(6)
  })

  test("a prompt costs one look at the pair", async () => {
    const id = await active(on)
    on.moveTo("2026-11-25T17:00:00Z")
    // The own and the partner's, of which there are none yet.
    const texts = ["commitmentTexts", "commitmentTexts"]
    expect(await requestsOf(id, wake)).toEqual(["load", "save", ...texts, "send", "putLetter", "save"])
    expect(sentTo(on)).toEqual(["prompt to ana"])
  })

  test("a pair that was loaded already is not loaded again", async () => {
    const id = await active(on)
    const loaded = await pairIn(on, id)
    expect(await requestsBy(async (ports) => handle(loaded, commandOf(on, acceptByBen), ports))).toEqual(["save"])
  })

  test("a wake with nothing to do writes nothing", async () => {
    const id = await active(on)
    expect(await requestsOf(id, wake)).toEqual(["load"])
  })

  test("a wake while somebody sends writes nothing", async () => {
    const id = await active(on)
    const asked: string[][] = []
    const ports = watched(on.ports, async (operation) => {
      if (isSend(operation)) asked.push(await requestsOf(id, wake))
    })
    await does({ ports }, id, skipByAna)
    expect(asked).toEqual(Array.from({ length: 6 }, () => ["load"]))
  })

  const wake = { kind: "wake", via: "clock" } as const

  async function requestsOf(id: Parameters<typeof does>[1], action: Parameters<typeof does>[2]): Promise<string[]> {
    return requestsBy(async (ports) => does({ ports }, id, action))
  }

  async function requestsBy(doing: (ports: Ports) => Promise<unknown>): Promise<string[]> {
    const asked: string[] = []
    await doing(watched(on.ports, ({ name }) => void asked.push(name)))
    return asked
  }
})

describe("one sender per pair", () => {
  test("who comes while somebody sends does not send; the one who does goes on with the new letters", async () => {
    const id = await active(on)
    const answer = { kind: "answer", by: "a", session: 2, text: "What I bring", shared: null } as const
    const second: unknown[] = []
    let inFlight = 0
    let most = 0
    const atFirst = nth(1, isSend)
    const ports: Ports = watched(on.ports, async (operation) => {
      if (!isSend(operation)) return
      inFlight += 1
      most = Math.max(most, inFlight)
      if (atFirst(operation)) {
        second.push(await does({ ports }, id, answer), on.sent.length, (await pairIn(on, id)).outbox.at(-1))
      }
      inFlight -= 1
    })
    await does({ ports }, id, skipByAna)
    expect(second).toMatchObject([
      { kind: "handled", outcome: { kind: "done" } },
      0,
      { key: "coach-note.2.b", tries: 0 },
    ])
    expect(sentTo(on).at(-1)).toBe("coach-note to ben")
    expect([on.sent.length, most]).toEqual([7, 1])
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  test("a claim that has run out is taken over, and not a second before", async () => {
    const id = await active(on)
    await diesAt(id, nth(1, isSend))
    const { claim, outbox, dueAt } = await pairIn(on, id)
    expect(claim?.until.toString()).toBe("2026-11-23T09:02:00Z")
    expect(dueAt?.toString()).toBe("2026-11-23T09:02:00Z")
    expect(outbox.map(({ tries }) => tries)).toEqual([1, 1, 1, 1, 1, 1])

    on.moveTo("2026-11-23T09:01:59Z")
    await wakes(on, id)
    expect(on.arrived).toEqual([])
    on.moveTo("2026-11-23T09:02:00Z")
    await wakes(on, id)
    expect(on.sent).toHaveLength(6)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null, givenUp: 0 })
  })

  test("a sender that died after SES took a letter repeats only that one, once: the others are on record", async () => {
    const id = await active(on)
    await diesAt(id, nth(4, isRecord))
    on.moveBy("PT120S")
    await wakes(on, id)
    const letters = on.sent.map(({ raw }) => /^Message-ID: <(.+)>/im.exec(raw)?.[1])
    expect(letters).toHaveLength(7)
    expect(letters[4]).toBe(letters[3])
    expect(new Set(letters).size).toBe(6)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  test("a sender that died with every letter on record repeats none", async () => {
    const id = await active(on)
    await diesAt(id, nth(2, isSave))
    on.moveBy("PT120S")
    await wakes(on, id)
    expect(on.sent).toHaveLength(6)
    expect(countOf(on, "letter-on-record")).toBe(6)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null, givenUp: 0 })
  })

  test("a sender that dies every time uses up the tries", async () => {
    const id = await active(on)
    await diesAt(id, nth(1, isSend))
    for (let death = 0; death < 7; death += 1) {
      on.moveBy("PT120S")
      const dying = mortal(on.ports, isSend)
      expect(await Promise.race([wakes({ ports: dying.ports }, id), dying.died])).toBe("died")
    }
    on.moveBy("PT120S")
    await wakes(on, id)
    expect(on.arrived).toEqual([])
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null, givenUp: 6 })
    expect(countOf(on, "letter-given-up")).toBe(6)
  })

  test("a sender whose claim was taken writes down what it sent, and nothing else", async () => {
    const id = await active(on)
    const atFirst = nth(1, isSend)
    let between: unknown
    const stalled = watched(on.ports, async (operation) => {
      if (!atFirst(operation)) return
      on.moveBy("PT120S")
      // The second one takes over and dies at once; its claim runs.
      const dying = mortal(on.ports, isSend)
      await Promise.race([wakes({ ports: dying.ports }, id), dying.died])
      between = await pairIn(on, id)
    })
    await does({ ports: stalled }, id, skipByAna)
    const pair = await pairIn(on, id)
    expect(sentTo(on)).toEqual(["skipped to ana"])
    expect(between).toMatchObject({ claim: { by: pair.claim?.by } })
    expect(pair.claim?.until.toString()).toBe("2026-11-23T09:04:00Z")
    expect(pair.outbox.map(({ tries }) => tries)).toEqual([2, 2, 2, 2, 2])
  })

  test("a sender stops when its claim is another's, though its own clock says that there is time", async () => {
    const id = await active(on)
    const atSecond = nth(2, isSend)
    const ahead = { ...on.ports, clock: () => on.ports.clock().add({ seconds: 120 }) }
    const ports = watched(on.ports, async (operation) => {
      if (!atSecond(operation)) return
      // Another one, whose clock is fast, takes over and dies.
      const dying = mortal(ahead, isSend)
      await Promise.race([wakes({ ports: dying.ports }, id), dying.died])
    })
    await does({ ports }, id, skipByAna)
    expect(sentTo(on)).toEqual(["skipped to ana", "skipped to ben"])
    expect((await pairIn(on, id)).outbox.map(({ tries }) => tries)).toEqual([2, 2, 2, 2])
  })

  test.each([
    ["throttled", later],
    ["failed", silence],
  ])("a letter that was %s under a claim that is another's now stays as the other has it", async (_result, answer) => {
    const id = await active(on)
    on.sesSays(answer)
    const atFirst = nth(1, isSend)
    const stalled = watched(on.ports, async (operation) => {
      if (!atFirst(operation)) return
      on.moveBy("PT120S")
      const dying = mortal(on.ports, isSend)
      await Promise.race([wakes({ ports: dying.ports }, id), dying.died])
    })
    await does({ ports: stalled }, id, skipByAna)
    const { claim, outbox } = await pairIn(on, id)
    expect(outbox.map(({ tries }) => tries)).toEqual([2, 2, 2, 2, 2, 2])
    expect(outbox.map(({ notBefore }) => notBefore.toString())).toEqual(Array(6).fill("2026-11-23T09:00:00Z"))
    expect(claim).not.toBeNull()
  })

  test("begins no letter within 20 seconds of the end of its claim, and goes on under a new one", async () => {
    const id = await active(on)
    const claims: string[] = []
    const ports = watched(on.ports, async ({ name }) => {
      if (name !== "send") return
      const { claim } = await pairIn(on, id)
      claims.push(
        `${claim?.by} until ${claim?.until.toString().slice(11, 19)} at ${instantText(on.ports.clock()).slice(11, 19)}`,
      )
      on.moveBy("PT49.5S")
    })
    const { version } = await pairIn(on, id)
    await does({ ports }, id, skipByAna)
    const [first, second] = [version + 1, version + 2]
    expect(claims.slice(0, 4)).toEqual([
      `${first} until 09:02:00 at 09:00:00`,
      `${first} until 09:02:00 at 09:00:49`,
      `${first} until 09:02:00 at 09:01:39`,
      `${second} until 09:04:28 at 09:02:28`,
    ])
    expect(on.sent).toHaveLength(6)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  test("begins none at exactly 20 seconds before it", async () => {
    const id = await active(on)
    const claims: (number | undefined)[] = []
    const ports = watched(on.ports, async ({ name }) => {
      if (name !== "send") return
      claims.push((await pairIn(on, id)).claim?.by)
      on.moveBy("PT50S")
    })
    await does({ ports }, id, skipByAna)
    const [first] = claims
    expect(claims.map((by) => by === first)).toEqual([true, true, false, false, false, false])
  })

  test("letters untried for want of time have not used up a try", async () => {
    const id = await active(on)
    const ports = watched(on.ports, async ({ name }) => {
      if (name === "send") on.moveBy("PT100S")
    })
    const tries: number[][] = []
    const seeing = watched(ports, ({ name, given }) => {
      if (name === "save")
        tries.push((given[0] as { outbox: { tries: number }[] }).outbox.map((letter) => letter.tries))
    })
    await does({ ports: seeing }, id, skipByAna)
    expect(tries).toEqual([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1], [1, 1], [1], []])
  })

  test("does not send for ever: after twenty rounds the rest waits for the alarm", async () => {
    const id = await active(on)
    const starts = on.ports.clock().subtract({ hours: 1 })
    const refusedMove = { kind: "move", by: "a", session: 1, starts, via: "mail" } as const
    const ports = watched(on.ports, async ({ name }) => {
      if (name === "send") await does(on, id, refusedMove)
    })
    await does({ ports }, id, refusedMove)
    expect(sentTo(on)).toEqual(Array(20).fill("not-moved to ana"))
    const { claim, dueAt, outbox } = await pairIn(on, id)
    expect(outbox).toHaveLength(1)
    expect(dueAt).toEqual(claim?.until)
    on.moveTo(String(dueAt))
    await wakes(on, id)
    expect(on.sent).toHaveLength(21)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  async function diesAt(id: Parameters<typeof does>[1], isLast: (operation: Operation) => boolean): Promise<void> {
    const dying = mortal(on.ports, isLast)
    expect(await Promise.race([does({ ports: dying.ports }, id, skipByAna), dying.died])).toBe("died")
  }
})

describe("a letter", () => {
  test("that SES throttles keeps its tries, and waits a minute", async () => {
    const id = await unconfirmed(scene0(later))
    expect((await pairIn(on, id)).outbox).toMatchObject([{ kind: "confirm", tries: 0 }])
    expect(await pairIn(on, id)).toMatchObject({ claim: null, givenUp: 0 })
    expect((await pairIn(on, id)).dueAt?.toString()).toBe("2026-11-23T09:01:00Z")
    on.moveTo("2026-11-23T09:00:59Z")
    await wakes(on, id)
    expect(on.arrived).toHaveLength(1)
    on.moveTo("2026-11-23T09:01:00Z")
    await wakes(on, id)
    expect(sentTo(on)).toEqual(["confirm to ana"])
    expect((await pairIn(on, id)).outbox).toEqual([])
  })

  test("may be throttled for a day without being given up, and is tried every 15 minutes by then", async () => {
    const id = await unconfirmed(scene0(...times(100, later)))
    await livesUntil(on, id, "2026-11-24T09:15:00Z")
    expect(on.arrived).toHaveLength(101)
    expect(sentTo(on)).toEqual(["confirm to ana"])
  })

  test("that fails backs off, doubling, and is given up on record after the eighth try", async () => {
    const id = await unconfirmed(scene0(...times(20, silence)))
    const waits: string[] = []
    for (let turn = 0; turn < 8; turn += 1) {
      const dueAt = (await pairIn(on, id)).dueAt!
      waits.push(on.ports.clock().until(dueAt).round({ largestUnit: "minutes" }).toString())
      on.moveTo(dueAt.toString())
      await wakes(on, id)
    }
    expect(waits.slice(0, 8)).toEqual(["PT1M", "PT2M", "PT4M", "PT8M", "PT16M", "PT32M", "PT64M", "PT120M"])
    expect(on.arrived).toHaveLength(8)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null, givenUp: 1 })
    expect(countOf(on, "letter-given-up")).toBe(1)
    expect(await on.ports.store.letters(id, "a")).toMatchObject([{ key: "confirm.a.1", kind: "confirm", sesId: null }])
  })

  test("is given up only by who has looked at the pair, and not by what was seen before SES took the last one", async () => {
    const id = await active(on)
    on.sesSays(...times(6, silence))
    await does(on, id, skipByAna)
    const { outbox, ...pair } = await pairIn(on, id)
    const [first, last] = [outbox[0]!, outbox.at(-1)!]
    const due = first.notBefore
    const tired = { ...last, tries: 8, notBefore: due.add({ seconds: 5 }) }
    await on.ports.store.save({ ...pair, version: pair.version + 1, outbox: [...outbox.slice(0, -1), tired] })
    on.moveTo(due.toString())
    const atFifth = nth(5, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (!atFifth(operation)) return
      on.moveBy("PT10S")
      await does(on, id, { kind: "unsubscribe", by: tired.to })
    })
    await wakes({ ports }, id)
    expect(countOf(on, "letter-given-up")).toBe(0)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], givenUp: 0 })
  })

  test("that SES refuses is given up at once, on record, and counted", async () => {
    const id = await unconfirmed(scene0(no))
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null, givenUp: 1 })
    expect(await on.ports.store.letters(id, "a")).toMatchObject([{ key: "confirm.a.1", sesId: null }])
    expect([countOf(on, "letter-refused"), countOf(on, "letter-given-up")]).toEqual([1, 1])
    await livesUntil(on, id, "2026-11-24T09:00:00Z")
    expect(on.arrived).toHaveLength(1)
  })

  test("as sent is kept with its text, its numbers, and what both of its ids are known by", async () => {
    const id = await withCommitment()
    await livesUntil(on, id, "2026-12-09T17:00:00Z")
    const [prompt] = await on.ports.store.letters(id, "a")
    expect(prompt).toMatchObject({ kind: "prompt", to: "a", session: 3, commitments: [expect.stringMatching(/\.0$/)] })
    expect(prompt?.key).toMatch(/^prompt\.3\.a\.\d+$/)
    expect(prompt?.text).toContain("1. email Ben before Thursday")
    const sent = on.sent.find(({ raw }) => raw.includes(`<${prompt?.key}.${id}@turnabout.example>`))
    expect(sent).toMatchObject({ kind: "prompt", to: "ana@example.org" })
    expect(prompt?.sesId).toBe(sent?.sesId)
  })

  test("dropped while others are sent is not sent", async () => {
    const id = await active(on)
    const atFirst = nth(1, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (atFirst(operation)) await does(on, id, { kind: "unsubscribe", by: "b" })
    })
    await does({ ports }, id, skipByAna)
    expect(sentTo(on).filter((sent) => sent.endsWith("ben"))).toEqual([])
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  test("replaced while others are sent is not sent, its successor is, once", async () => {
    const id = await asked(on)
    on.sent.length = 0
    const atFirst = nth(1, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (atFirst(operation)) await does(on, id, skipByAna)
    })
    await does({ ports }, id, { kind: "join", by: "b", answer: { kind: "yes", zone: null }, drawn: "a" })
    const aboutFirst = on.sent.filter(({ raw }) => raw.includes(`<session.1.${id}@`))
    expect(aboutFirst.map(({ kind, to }) => `${kind} to ${to}`).toSorted()).toEqual([
      "skipped to ana@example.org",
      "skipped to ben@example.net",
    ])
    // The second one was invited and then retitled: only the later title leaves.
    const aboutSecond = on.sent.filter(({ raw }) => raw.includes(`<session.2.${id}@`))
    expect(aboutSecond.map(({ to, raw }) => `${to} ${/^SUMMARY:(.+)\r$/m.exec(raw)?.[1]}`).toSorted()).toEqual([
      "ana@example.org Ben coaches Ana",
      "ben@example.net Ben coaches Ana",
    ])
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  test("replaced while it is on its way itself: the newer one follows", async () => {
    const id = await active(on)
    const atFirst = nth(1, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (atFirst(operation)) await does(on, id, { kind: "unskip", by: "a", session: 1 })
    })
    await does({ ports }, id, skipByAna)
    const toAna = on.sent.filter(({ to, raw }) => to.startsWith("ana") && raw.includes(`<session.1.${id}@`))
    expect(toAna.map(({ kind }) => kind)).toEqual(["skipped", "invitation", "invitation"])
    expect(toAna.map(({ raw }) => /method=(\w+)/i.exec(raw)?.[1])).toEqual(["CANCEL", "CANCEL", "REQUEST"])
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
  })

  test("that has lost its point is not sent, is gone, and is not counted as given up", async () => {
    const id = await active(on)
    on.sesSays(later)
    await livesUntil(on, id, "2026-11-25T17:00:00Z")
    expect((await pairIn(on, id)).outbox).toMatchObject([{ kind: "prompt" }])
    on.moveTo("2026-11-26T17:00:00Z")
    await wakes(on, id)
    expect(on.arrived).toHaveLength(1)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null, givenUp: 0 })
    expect(countOf(on, "letter-pointless")).toBe(1)
  })

  test("that can't be written does not keep the others from leaving, and its tries count", async () => {
    const id = await withCommitment()
    on.sent.length = 0
    const ports = watched(on.ports, ({ name, given }) => {
      if (name === "commitmentTexts" && (given[1] as []).length > 0) throw new TypeError("unreadable")
    })
    await livesUntil(on, id, "2026-12-03T18:04:59Z")
    on.moveTo("2026-12-03T18:05:00Z")
    await wakes({ ports }, id)
    expect(sentTo(on)).toContain("after-form to ben")
    expect(sentTo(on)).not.toContain("after-form to ana")
    expect((await pairIn(on, id)).outbox).toMatchObject([{ key: "after-form.2.a", tries: 1 }])
    expect(on.logged).toContainEqual(expect.objectContaining({ event: "letter-failed", reason: "TypeError" }))
    on.moveBy("PT1M")
    await wakes(on, id)
    expect(sentTo(on)).toContain("after-form to ana")
  })

  test("whose record can't be kept is not sent again", async () => {
    const id = await active(on)
    const ports = watched(on.ports, ({ name }) => {
      if (name === "putLetter") throw new Error("no table")
    })
    await does({ ports }, id, skipByAna)
    expect(on.sent).toHaveLength(6)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
    expect(countOf(on, "letter-unrecorded")).toBe(6)
  })

  test("that was sent is not sent again because the table fails once in between", async () => {
    for (const name of ["load", "save"] as const) {
      for (const time of [1, 2, 3, 4]) {
        on = scene()
        const id = await active(on)
        let isSending = false
        const fails = nth(time, (operation: Operation) => isSending && operation.name === name)
        const ports = watched(on.ports, (operation) => {
          isSending ||= isSend(operation)
          if (fails(operation)) throw new Error("a hiccup of the table")
        })
        await does({ ports }, id, skipByAna)
        await livesUntil(on, id, "2026-11-24T09:00:00Z")
        const ids = on.sent.map(({ raw }) => /^Message-ID: <(.+)>/im.exec(raw)?.[1])
        expect([name, time, ids.length, new Set(ids).size]).toEqual([name, time, 6, 6])
      }
    }
  })

  test("that was sent and is on no record is written down in the pair, though the table fails 49 times in a row", async () => {
    const id = await active(on)
    let isSent = false
    let failures = 0
    const ports = watched(on.ports, ({ name }) => {
      if (name === "putLetter") throw new Error("no table")
      isSent ||= on.sent.length === 6
      if (!isSent || name !== "save" || failures === 49) return
      failures += 1
      throw new Error("a hiccup of the table")
    })
    await does({ ports }, id, skipByAna)
    expect(failures).toBe(49)
    expect(await pairIn(on, id)).toMatchObject({ outbox: [], claim: null })
    await livesUntil(on, id, "2026-11-24T09:00:00Z")
    expect(on.sent).toHaveLength(6)
  })

  /** Session 1 was held; Ana, its focus, has one commitment. It is Friday. */
  async function withCommitment() {
    const id = await active(on)
    await livesUntil(on, id, "2026-11-26T19:00:00Z")
    const form = {
      happened: true,
      commitments: ["email Ben before Thursday"],
      changes: [],
      line: null,
      heard: null,
      mattered: null,
    }
    await does(on, id, { kind: "after", by: "a", session: 1, form })
    await livesUntil(on, id, "2026-11-27T09:00:00Z")
    return id
  }

  function scene0(...answers: readonly SendResult[]): Scene {
    on.sesSays(...answers)
    return on
  }
})

describe("erasing", () => {
  test("a sign-up that nobody confirmed goes after 48 hours, with everything", async () => {
    const id = await unconfirmed(on)
    on.moveTo("2026-11-25T08:59:59Z")
    expect((await wakes(on, id)).kind).toBe("handled")
    on.moveTo("2026-11-25T09:00:00Z")
    expect(await wakes(on, id)).toEqual({ kind: "gone" })
    expect(Object.values(on.ports.store.kept).reduce((sum, map) => sum + map.size, 0)).toBe(0)
    expect(await does(on, id, { kind: "confirm", refused: false })).toEqual({ kind: "gone" })
    expect(sentTo(on)).toEqual(["confirm to ana"])
  })

  test("waits until the last letter is sent or given up", async () => {
    const id = await asked(on)
    on.sesSays(silence, silence)
    await does(on, id, { kind: "join", by: "b", answer: { kind: "no" }, drawn: "a" })
    on.moveTo("2026-11-23T10:00:00Z")
    await wakes(on, id)
    expect((await pairIn(on, id)).outbox).toMatchObject([{ kind: "answer-no" }])
    await livesUntil(on, id, "2026-11-23T12:00:00Z")
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben", "answer-no to ana"])
    expect(await on.ports.store.load(id)).toBeNull()
  })

  test("spares a pair that is confirmed in the same moment", async () => {
    const id = await unconfirmed(on)
    on.moveTo("2026-11-25T09:00:00Z")
    const atFirstSave = nth(1, isSave)
    const ports = watched(on.ports, async (operation) => {
      if (atFirstSave(operation)) await does(on, id, { kind: "confirm", refused: false })
    })
    expect(await wakes({ ports }, id)).toMatchObject({ kind: "handled" })
    expect((await pairIn(on, id)).status.kind).toBe("asked")
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben"])
  })

  test("that died half-way is done at the next alarm", async () => {
    const id = await unconfirmed(on)
    on.moveTo("2026-11-25T09:00:00Z")
    const dying = mortal(on.ports, ({ name }) => name === "forget")
    await Promise.race([wakes({ ports: dying.ports }, id), dying.died])
    expect(await wakes(on, id)).toEqual({ kind: "gone" })
    expect(on.ports.store.kept.pairs.size).toBe(0)
  })

  test("a pair that is erased while a sender is at it stays erased", async () => {
    const id = await active(on)
    const atSecond = nth(2, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (atSecond(operation)) await on.ports.store.forget(await pairIn(on, id))
    })
    await does({ ports }, id, skipByAna)
    expect(on.sent).toHaveLength(2)
    expect(await on.ports.store.load(id)).toBeNull()
  })
})

test("the log has ids and facts, and never a name, a mailbox, an address or a word", async () => {
  const id = await active(on)
  on.sesSays(later, silence, no)
  await does(on, id, { kind: "answer", by: "a", session: 1, text: "secret words", shared: true })
  await does(on, id, { kind: "not-understood", to: "a", letter: null, reason: "unclear", excerpt: "secret words" })
  await livesUntil(on, id, "2026-12-20T09:00:00Z")
  const { a, b } = (await pairIn(on, id)).members
  const log = JSON.stringify(on.logged)
  expect(on.logged.length).toBeGreaterThan(30)
  for (const hidden of ["secret", "Ana", "Ben", "@example", a.token, b.token]) expect(log).not.toContain(hidden)
})

test("commitments are numbered in a letter as its record has them", async () => {
  const id = await active(on)
  await livesUntil(on, id, "2026-11-26T19:00:00Z")
  const form = { happened: true, changes: [], line: null, heard: null, mattered: null }
  await does(on, id, {
    kind: "after",
    by: "a",
    session: 1,
    form: { ...form, commitments: ["first", "second", "third"] },
  })
  const made = (await pairIn(on, id)).commitments.map((commitment) => commitment.id)
  await does(on, id, { kind: "change-commitments", by: "a", changes: [{ id: made[0] as CommitmentId, state: "kept" }] })
  await livesUntil(on, id, "2026-12-03T19:00:00Z")
  const [afterForm] = (await on.ports.store.letters(id, "a")).filter(({ kind }) => kind === "after-form")
  expect(afterForm?.commitments).toEqual(made.slice(1))
  expect(afterForm?.text).toContain("1. second\n2. third")
})
