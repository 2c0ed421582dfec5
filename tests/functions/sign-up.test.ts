import type { PairId } from "@turnabout/core/id.ts"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { beforeEach, describe, expect, test } from "vitest"
import type { Operation, Scene } from "./scene.ts"
import {
  active,
  anaAsksBen,
  asked,
  benAsksAna,
  commandOf,
  does,
  lastPair,
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

describe("a sign-up", () => {
  test("makes a pair and asks the one who signed up to confirm; the partner hears nothing", async () => {
    const id = await unconfirmed(on)
    expect(await pairIn(on, id)).toMatchObject({
      status: { kind: "unconfirmed" },
      members: { a: { mailbox: "ana@example.org" }, b: { mailbox: "ben@example.net", agreedAt: null } },
      outbox: [],
      claim: null,
    })
    expect((await pairIn(on, id)).dueAt?.toString()).toBe("2026-11-25T09:00:00Z")
    expect(sentTo(on)).toEqual(["confirm to ana"])
  })

  test("keeps the note for the letter to the partner", async () => {
    await asked(on)
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben"])
    expect(on.sent[1]?.raw).toContain("An hour a week until spring?")
  })

  test("without a note is one", async () => {
    const id = await asked(on, { ...anaAsksBen, note: null })
    expect(await pairIn(on, id)).toMatchObject({ note: null, status: { kind: "asked" } })
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben"])
  })

  test("gives each member an address that leads to them", async () => {
    const id = await unconfirmed(on)
    const { a, b } = (await pairIn(on, id)).members
    expect(await on.ports.store.addressee(a.token)).toEqual({ pair: id, member: "a" })
    expect(await on.ports.store.addressee(b.token)).toEqual({ pair: id, member: "b" })
    expect(on.sent[0]?.from).toBe(`r-${a.token}@turnabout.example`)
  })

  test("posted twice in one instant makes one pair and sends one letter", async () => {
    await Promise.all([signUp(anaAsksBen, on.ports), signUp(anaAsksBen, on.ports), signUp(anaAsksBen, on.ports)])
    expect(on.ports.store.kept.pairs.size).toBe(1)
    expect(on.ports.store.kept.addresses.size).toBe(2)
    expect(sentTo(on)).toEqual(["confirm to ana"])
  })

  test.each([
    ["by the same one", anaAsksBen],
    ["from the other side", benAsksAna],
  ])("posted again %s while the first is at it makes one pair and sends one letter", async (_whose, again) => {
    const atBegin = nth(1, ({ name }: Operation) => name === "begin")
    const ports = watched(on.ports, async (operation) => {
      if (atBegin(operation)) await signUp(again, on.ports)
    })
    await signUp(anaAsksBen, ports)
    expect([on.ports.store.kept.pairs.size, on.ports.store.kept.addresses.size, on.sent.length]).toEqual([1, 2, 1])
    expect(on.ports.store.kept.couples.size).toBe(1)
  })

  test("of the same two from both sides in one instant makes one pair", async () => {
    await Promise.all([signUp(anaAsksBen, on.ports), signUp(benAsksAna, on.ports)])
    expect(on.ports.store.kept.pairs.size).toBe(1)
    expect(on.ports.store.kept.addresses.size).toBe(2)
    expect(sentTo(on)).toHaveLength(1)
  })

  test("is a pair of its own for another partner", async () => {
    await unconfirmed(on)
    await unconfirmed(on, { ...anaAsksBen, partnerName: "Cleo", partnerEmail: "cleo@example.net" })
    expect(on.ports.store.kept.pairs.size).toBe(2)
    expect(sentTo(on)).toEqual(["confirm to ana", "confirm to ana"])
  })
})

describe("a sign-up of two who have a pair", () => {
  test.each([
    { form: anaAsksBen, begin: unconfirmed, letter: "confirm to ana", subject: "Please confirm" },
    { form: anaAsksBen, begin: asked, letter: "confirm to ana", subject: "already have a pair" },
    { form: benAsksAna, begin: asked, letter: "partner-request to ben", subject: "asks whether you would" },
    { form: anaAsksBen, begin: countered, letter: "confirm to ana", subject: "already have a pair" },
    { form: benAsksAna, begin: countered, letter: "confirm to ben", subject: "already have a pair" },
    { form: anaAsksBen, begin: active, letter: "confirm to ana", subject: "already have a pair" },
    { form: benAsksAna, begin: active, letter: "confirm to ben", subject: "already have a pair" },
    { form: anaAsksBen, begin: paused, letter: "confirm to ana", subject: "already have a pair" },
  ])("$begin.name, by $form.name: that one hears so by letter, and no other pair is made", async (given) => {
    const id = await given.begin(on)
    on.moveBy("PT1H")
    const { kind } = (await pairIn(on, id)).status
    on.sent.length = 0
    await signUp(given.form, on.ports)
    expect(on.ports.store.kept.pairs.size).toBe(1)
    expect((await pairIn(on, id)).status.kind).toBe(kind)
    expect(sentTo(on)).toEqual([given.letter])
    expect(on.sent[0]?.raw).toMatch(new RegExp(`^Subject: .*${given.subject}`, "m"))
  })

  test("is answered once an hour at most, as long as nothing changes", async () => {
    await active(on)
    const counts: number[] = []
    for (const wait of ["PT0S", "PT59M59S", "PT1S", "PT0S", "PT59M59S", "PT1S"]) {
      on.moveBy(wait)
      await signUp(anaAsksBen, on.ports)
      counts.push(on.sent.length)
    }
    expect(counts).toEqual([1, 1, 2, 2, 2, 3])
    expect(new Set(sentTo(on))).toEqual(new Set(["confirm to ana"]))
  })

  test("changes nothing of what they have agreed", async () => {
    const id = await active(on)
    const { slot, status, sessions } = await pairIn(on, id)
    await signUp({ ...benAsksAna, slot: { ...benAsksAna.slot, time: "06:00" } }, on.ports)
    expect(await pairIn(on, id)).toMatchObject({ slot, status, sessions })
  })
})

describe("a sign-up that died half-way", () => {
  test("having taken the couple: the next one makes the pair", async () => {
    await dies("begin")
    expect([on.ports.store.kept.couples.size, on.ports.store.kept.pairs.size]).toEqual([1, 0])
    const id = await unconfirmed(on)
    expect(sentTo(on)).toEqual(["confirm to ana"])
    expect(await on.ports.store.takeCouple(coupleOf(anaAsksBen), "pair_zzzzzzzzzzzzzzzz" as PairId, null)).toBe(id)
  })

  test("having taken the couple: the other side's makes the pair", async () => {
    await dies("begin")
    const id = await unconfirmed(on, benAsksAna)
    expect((await pairIn(on, id)).members.a.name).toBe("Ben")
    expect(sentTo(on)).toEqual(["confirm to ben"])
  })

  test("having made the pair: its alarm sends the letter", async () => {
    await dies("save")
    const id = lastPair(on)
    expect((await pairIn(on, id)).dueAt?.toString()).toBe("2026-11-23T09:00:00Z")
    await wakes(on, id)
    expect(sentTo(on)).toEqual(["confirm to ana"])
  })

  test("having made the pair: signing up again sends the letter, once", async () => {
    await dies("save")
    await signUp(anaAsksBen, on.ports)
    expect(sentTo(on)).toEqual(["confirm to ana"])
    expect(on.ports.store.kept.pairs.size).toBe(1)
  })

  async function dies(before: string): Promise<void> {
    const dying = mortal(on.ports, ({ name }) => name === before)
    expect(await Promise.race([signUp(anaAsksBen, dying.ports), dying.died])).toBe("died")
  }
})

describe("a sign-up of two whose pair is over", () => {
  test("after the partner's no: the inviter hears the same no for a year, and the partner nothing", async () => {
    await saysNo()
    on.sent.length = 0
    on.moveTo("2027-11-23T08:59:59Z")
    await confirmed(anaAsksBen)
    expect(sentTo(on)).toEqual(["confirm to ana", "answer-no to ana"])
    await livesUntil(on, lastPair(on), "2027-11-24T09:00:00Z")
    expect(sentTo(on)).toEqual(["confirm to ana", "answer-no to ana"])
  })

  test("after the partner's no, a year later: the partner is asked again", async () => {
    await saysNo()
    on.sent.length = 0
    on.moveTo("2027-11-23T09:00:00Z")
    await confirmed(anaAsksBen)
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben"])
  })

  test("after the partner's no: the partner may still ask", async () => {
    await saysNo()
    on.sent.length = 0
    await confirmed(benAsksAna)
    expect(sentTo(on)).toEqual(["confirm to ben", "partner-request to ana"])
  })

  test("while the old pair is not erased yet: a new one has the couple, and keeps it when the old one goes", async () => {
    const old = await saysNo()
    await confirmed(benAsksAna)
    const id = lastPair(on)
    expect(id).not.toBe(old)
    await livesUntil(on, old, "2026-11-23T11:00:00Z")
    expect(await on.ports.store.load(old)).toBeNull()
    on.sent.length = 0
    await signUp(benAsksAna, on.ports)
    expect(lastPair(on)).toBe(id)
    expect(sentTo(on)).toEqual(["confirm to ben"])
  })

  test("twice in one instant makes one new pair", async () => {
    await saysNo()
    on.sent.length = 0
    await Promise.all([signUp(benAsksAna, on.ports), signUp(benAsksAna, on.ports)])
    expect(on.ports.store.kept.pairs.size).toBe(2)
    expect(sentTo(on)).toEqual(["confirm to ben"])
  })

  test("after the inviter's no to another time: they may begin again", async () => {
    const id = await countered(on)
    await does(on, id, { kind: "join", by: "a", answer: { kind: "no" }, drawn: "a" })
    on.sent.length = 0
    await confirmed(anaAsksBen)
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben"])
  })

  test("after a lapse: they may begin again", async () => {
    const old = await asked(on)
    await livesUntil(on, old, "2026-12-07T09:00:00Z")
    expect(sentTo(on)).toEqual([
      "confirm to ana",
      "partner-request to ben",
      "partner-request to ben",
      "answer-no to ana",
    ])
    on.sent.length = 0
    await confirmed(anaAsksBen)
    expect(sentTo(on)).toEqual(["confirm to ana", "partner-request to ben"])
  })

  test("after a sign-up that nobody confirmed: nothing of it is left, and they may begin", async () => {
    const old = await unconfirmed(on)
    await livesUntil(on, old, "2026-11-25T09:00:00Z")
    expect(on.ports.store.kept.couples.size).toBe(0)
    const id = await unconfirmed(on)
    expect(id).not.toBe(old)
    expect(sentTo(on)).toEqual(["confirm to ana", "confirm to ana"])
  })

  async function saysNo(): Promise<PairId> {
    const id = await asked(on)
    await does(on, id, { kind: "join", by: "b", answer: { kind: "no" }, drawn: "a" })
    return id
  }

  /** Signs up and confirms, as the page does: whether the partner refused is asked first. */
  async function confirmed(form: typeof anaAsksBen): Promise<void> {
    await signUp(form, on.ports)
    const refused = await on.ports.store.isRefused(coupleOf(form))
    await does(on, lastPair(on), commandOf(on, { kind: "confirm", refused }))
  }
})

function coupleOf(form: typeof anaAsksBen) {
  return { inviter: form.email, partner: form.partnerEmail }
}

async function countered(at: Scene): Promise<PairId> {
  const id = await asked(at)
  const slot = { weekday: "tuesday", time: "19:00", zone: "Europe/Berlin", minutes: 60 } as const
  await does(at, id, { kind: "join", by: "b", answer: { kind: "other", slot }, drawn: "a" })
  return id
}

async function paused(at: Scene): Promise<PairId> {
  const id = await active(at)
  await does(at, id, { kind: "unsubscribe", by: "b" })
  return id
}
