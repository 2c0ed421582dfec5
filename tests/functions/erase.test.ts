import type { PairId } from "@turnabout/core/id.ts"
import { beforeEach, describe, expect, test } from "vitest"
import { active, does, livesUntil, mortal, nth, pairIn, scene, sentTo, wakes, watched } from "./scene.ts"
import type { Operation, Scene } from "./scene.ts"

let on: Scene
let id: PairId
beforeEach(async () => {
  on = scene()
  id = await active(on)
})

const erase = { kind: "erase", by: "a" } as const
const answer = { kind: "answer", by: "a", session: 1, text: "secret words", shared: true } as const
const isPut = ({ name }: Operation) => name === "put"
const isErase = ({ name }: Operation) => name === "erase"
const isSave = ({ name }: Operation) => name === "save"
const isForget = ({ name }: Operation) => name === "forget"
const isSend = ({ name }: Operation) => name === "send"

describe("what a member wrote is gone after ERASE", () => {
  test("at once", async () => {
    await does(on, id, answer)
    expect(leftOfAna()).not.toEqual([])
    await does(on, id, erase)
    expect(leftOfAna()).toEqual([])
  })

  test("though a handler that was under way keeps it afterwards: the second time, after the longest claim, takes it", async () => {
    const atPut = nth(1, isPut)
    const ports = watched(on.ports, async (operation) => {
      if (atPut(operation)) await does(on, id, erase)
    })
    await does({ ports }, id, answer)
    expect(leftOfAna()).not.toEqual([])
    await livesUntil(on, id, "2026-11-23T09:03:01Z")
    expect(leftOfAna()).toEqual([])
    expect((await pairIn(on, id)).members.a).toMatchObject({ name: "", mailbox: "" })
  })

  test("though a sender that was under way records its letter afterwards", async () => {
    const atSend = nth(1, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (atSend(operation)) await does(on, id, erase)
    })
    // Ben, the coach, gets what Ana wrote.
    on.moveTo("2026-11-25T18:00:00Z")
    await does({ ports }, id, answer)
    expect([...on.ports.store.kept.letters.values()].join()).toContain("secret words")
    await livesUntil(on, id, "2026-11-25T18:10:00Z")
    expect([...on.ports.store.kept.letters.values()].join()).not.toContain("secret words")
    expect(leftOfAna()).toEqual([])
  })

  test("though whoever was to erase it died having decided it", async () => {
    await does(on, id, answer)
    const dying = mortal(on.ports, isErase)
    await Promise.race([does({ ports: dying.ports }, id, erase), dying.died])
    await livesUntil(on, id, "2026-11-23T09:10:00Z")
    expect(leftOfAna()).toEqual([])
  })

  test("and their address leads nowhere from the second time on, nor does what stands in its place", async () => {
    const { token } = (await pairIn(on, id)).members.a
    await does(on, id, erase)
    expect(await on.ports.store.addressee(token)).toEqual({ pair: id, member: "a" })
    await livesUntil(on, id, "2026-11-23T09:10:00Z")
    const { a, b } = (await pairIn(on, id)).members
    expect(a.token).not.toBe(token)
    expect(await Promise.all([token, a.token].map((each) => on.ports.store.addressee(each)))).toEqual([null, null])
    expect(await on.ports.store.addressee(b.token)).toEqual({ pair: id, member: "b" })
  })

  test("and their address leads nowhere, though the save after the second time was lost to somebody else's", async () => {
    const { token } = (await pairIn(on, id)).members.a
    await does(on, id, erase)
    on.moveTo("2026-11-23T09:03:01Z")
    const atSave = nth(1, isSave)
    const ports = watched(on.ports, async (operation) => {
      if (atSave(operation)) await does(on, id, { kind: "sign-of-life", by: "b" })
    })
    await wakes({ ports }, id)
    expect((await pairIn(on, id)).members.a.mailbox).toBe("")
    expect(await on.ports.store.addressee(token)).toBeNull()
  })

  test("and the partner hears of no stranger whose mailbox went with it", async () => {
    await does(on, id, { kind: "end", by: "b", last: false })
    on.sesSays({ kind: "throttled", reason: "slow" })
    await does(on, id, { kind: "foreign-sender", to: "b", sender: { mailbox: "eve@example.com", hash: "eve" } })
    on.sent.length = 0
    await does(on, id, erase)
    await livesUntil(on, id, "2026-11-23T09:30:00Z")
    expect((await pairIn(on, id)).outbox).toEqual([])
    expect(sentTo(on)).toEqual(["erased to ana"])
    expect(on.logged).toContainEqual(expect.objectContaining({ event: "letter-pointless", kind: "foreign-sender" }))
  })

  test("and thirty days later nothing of the pair is", async () => {
    await does(on, id, answer)
    await does(on, id, erase)
    await livesUntil(on, id, "2026-12-24T09:00:00Z")
    expect(everyKey()).toEqual([])
  })

  test("and thirty days later nothing of the pair is, though whoever was to erase it died having decided it", async () => {
    const dying = mortal(on.ports, isErase)
    await Promise.race([does({ ports: dying.ports }, id, erase), dying.died])
    await livesUntil(on, id, "2026-12-24T09:00:00Z")
    expect(everyKey()).toEqual([])
  })
})

describe("a pair that is forgotten leaves nothing behind", () => {
  test("though a handler that was under way keeps a note afterwards", async () => {
    await does(on, id, { kind: "end", by: "a", last: false })
    await livesUntil(on, id, "2026-12-23T08:59:59Z")
    on.moveTo("2026-12-23T09:00:00Z")
    const atPut = nth(1, isPut)
    const ports = watched(on.ports, async (operation) => {
      if (atPut(operation)) await wakes(on, id)
    })
    const sender = { mailbox: "eve@example.com", hash: "eve" }
    const handled = await does({ ports }, id, { kind: "foreign-sender", to: "a", sender })
    expect(handled).toEqual({ kind: "gone" })
    expect(everyKey()).toEqual([])
  })

  test("though a sender that was under way records its letter afterwards", async () => {
    const atSend = nth(1, isSend)
    const ports = watched(on.ports, async (operation) => {
      if (atSend(operation)) await on.ports.store.forget(await pairIn(on, id))
    })
    await does({ ports }, id, { kind: "skip", by: "a", session: 1 })
    expect(everyKey()).toEqual([])
  })

  test("and is forgotten once", async () => {
    await does(on, id, { kind: "end", by: "a", last: false })
    let times = 0
    const ports = watched(on.ports, (operation) => void (times += isForget(operation) ? 1 : 0))
    on.moveTo("2026-12-24T09:00:00Z")
    await wakes({ ports }, id)
    await wakes({ ports }, id)
    expect(times).toBe(1)
  })
})

/** The keys of whatever is kept of Ana's words, or leads to her. */
function leftOfAna(): string[] {
  const { texts, letters, couples, mailboxes } = on.ports.store.kept
  return [
    ...[...texts.keys()].filter((key) => / (ANSWER|REFLECTION) \d+ a | COMMITMENT a /.test(key)),
    ...[...letters].filter(([, text]) => text.includes("secret words")).map(([key]) => key),
    ...couples.keys(),
    ...[...mailboxes.keys()].filter((mailbox) => mailbox.startsWith("ana@")),
  ]
}

/** The keys of everything kept but the counters, which say of nobody. */
function everyKey(): string[] {
  const { counts: _, ...kept } = on.ports.store.kept
  return Object.entries(kept).flatMap(([name, map]) => [...map.keys()].map((key) => `${name} ${key}`))
}
