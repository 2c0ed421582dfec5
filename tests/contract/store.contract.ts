import type { CommitmentId, MemberId } from "@turnabout/core/id.ts"
import { pairIdSchema } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { pairText } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { shardOf } from "@turnabout/core/shard.ts"
import type { DueIndex, Store } from "@turnabout/functions/ports.ts"
import { Temporal } from "temporal-polyfill"
import { beforeEach, describe, expect, test } from "vitest"
import {
  commandId,
  livedPair,
  pairId,
  sampleCommitment,
  sampleLetter,
  samplePair,
  sampleSession,
} from "./sample-pair.ts"

export type StoreUnderTest = {
  readonly store: Store
  readonly dueIndex: DueIndex
  readonly moveTo: (instant: string) => void
  /** The keys of everything that is kept. */
  readonly keys: () => Promise<readonly string[]>
}

const shards = 3

/** What every store promises. `make` gives an empty one of three shards, at 2026-11-23T09:00:00Z. */
export function storeContract(name: string, make: (shards: number) => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      under = await make(shards)
      store = under.store
    })

    describe("a pair", () => {
      test("that was begun is loaded as it was", async () => {
        await store.begin(samplePair(1), [])
        expect(await loadText(1)).toBe(pairText(samplePair(1)))
      })

      test("that was never begun is null", async () => {
        expect(await store.load(pairId(1))).toBeNull()
      })

      test("is saved on the version before it, once", async () => {
        await store.begin(samplePair(1), [])
        expect(await store.save(at(samplePair(1), 1))).toBe(true)
        expect(await store.save(at(samplePair(1), 1))).toBe(false)
        expect(await store.save(at(samplePair(1), 3))).toBe(false)
        expect(await store.save(at(samplePair(1), 2))).toBe(true)
        expect((await store.load(pairId(1)))?.version).toBe(2)
      })

      test("has one winner among savers of the same version", async () => {
        await store.begin(samplePair(1), [])
        const savers = ["https://meet.example/1", "https://meet.example/2", "https://meet.example/3"]
        const saved = await Promise.all(
          savers.map((meetingLink) => store.save({ ...at(samplePair(1), 1), meetingLink })),
        )
        expect(saved.filter(Boolean)).toHaveLength(1)
        expect((await store.load(pairId(1)))?.meetingLink).toBe(savers[saved.indexOf(true)])
      })

      test("is not made by saving", async () => {
        expect(await store.save(samplePair(1))).toBe(false)
        expect(await store.save(at(samplePair(1), 1))).toBe(false)
        expect(await store.load(pairId(1))).toBeNull()
      })

      test("that is begun again stays as it has become", async () => {
        await store.begin(samplePair(1), [{ kind: "note", command: commandId("sign-up"), text: "Shall we?" }])
        await store.save(at(samplePair(1), 1))
        const keys = await under.keys()
        await store.begin(samplePair(1), [{ kind: "note", command: commandId("sign-up"), text: "Shall we?" }])
        expect((await store.load(pairId(1)))?.version).toBe(1)
        expect(await under.keys()).toEqual(keys)
      })

      test("that two sign-ups begin at once is one of theirs, and only its addresses lead to it", async () => {
        const [mine, theirs] = [samplePair(1), { ...samplePair(2), id: pairId(1) }]
        await Promise.all([store.begin(mine, []), store.begin(theirs, [])])
        const kept = await store.load(pairId(1))
        const leads = await Promise.all(
          [mine, theirs].map(async (pair) => (await store.addressee(pair.members.a.token)) !== null),
        )
        expect(leads).toEqual([mine, theirs].map((pair) => pair.members.a.token === kept?.members.a.token))
        await store.forget(kept!)
        expect(await under.keys()).toEqual([])
      })

      test("keeps every fact of a long life over saving and loading", async () => {
        const lived = livedPair(1)
        await store.begin(lived[0]!, [])
        for (const pair of lived.slice(1)) {
          expect(await store.save(pair)).toBe(true)
          expect(await loadText(1)).toBe(pairText(pair))
        }
      })

      async function loadText(number: number): Promise<string | null> {
        const pair = await store.load(pairId(number))
        return pair === null ? null : pairText(pair)
      }
    })

    describe("forgetting", () => {
      test("leaves nothing of the pair, and all of another one", async () => {
        await begun(2, 60)
        const before = await under.keys()
        await store.takeCouple(coupleOf(samplePair(1)), pairId(1), null)
        await begun(1, 60)
        await store.forget((await store.load(pairId(1)))!)
        expect(await under.keys()).toEqual(before)
        expect(await store.load(pairId(1))).toBeNull()
        expect(await store.note(pairId(1), commandId("sign-up"))).toBeNull()
        expect(await store.addressee(samplePair(1).members.b.token)).toBeNull()
        expect(await store.letters(pairId(2), "a")).toHaveLength(60)
        expect(await under.dueIndex.due(shardOf(pairId(1), shards), everything)).not.toContain(pairId(1))
      })

      test("can be done again", async () => {
        await begun(1)
        await store.forget(samplePair(1))
        await store.forget(samplePair(1))
        expect(await under.keys()).toEqual([])
      })

      test("frees the couple", async () => {
        await store.takeCouple(coupleOf(samplePair(1)), pairId(1), null)
        await begun(1)
        await store.forget(samplePair(1))
        expect(await store.takeCouple(coupleOf(samplePair(1)), pairId(7), null)).toBe(pairId(7))
      })

      test("leaves the couple to a pair that has taken it over since", async () => {
        await store.takeCouple(coupleOf(samplePair(1)), pairId(1), null)
        await begun(1)
        await store.takeCouple(coupleOf(samplePair(1)), pairId(7), pairId(1))
        await store.forget(samplePair(1))
        expect(await store.takeCouple(coupleOf(samplePair(1)), pairId(8), null)).toBe(pairId(7))
      })

      /** A pair with something of every kind beside it; sixty letters make more than two batches of deletes. */
      async function begun(number: number, letters = 1): Promise<void> {
        await store.begin(samplePair(number), [{ kind: "note", command: commandId("sign-up"), text: "Shall we?" }])
        await store.put(pairId(number), [
          { kind: "session", session: sampleSession(1) },
          { kind: "commitment", commitment: sampleCommitment("after.0"), text: "email Ana" },
          answered("answer", "What I bring"),
          reflected("after"),
        ])
        for (let letter = 0; letter < letters; letter += 1)
          await store.putLetter(pairId(number), sampleLetter(`l.${letter}`))
      }
    })

    describe("what members write", () => {
      test("is read back under the key it was put with, and under no other", async () => {
        await store.put(pairId(1), [
          { kind: "note", command: commandId("sign-up"), text: "Shall we?\n\nGrüße, 🙂" },
          answered("answer", "What I bring"),
          reflected("after"),
        ])
        const key = { session: 1, by: "a", command: commandId("answer") } as const
        expect(await store.note(pairId(1), commandId("sign-up"))).toBe("Shall we?\n\nGrüße, 🙂")
        expect(await store.note(pairId(1), commandId("other"))).toBeNull()
        expect(await store.note(pairId(2), commandId("sign-up"))).toBeNull()
        expect(await store.answer(pairId(1), key)).toBe("What I bring")
        expect(await store.answer(pairId(1), { ...key, by: "b" })).toBeNull()
        expect(await store.answer(pairId(1), { ...key, session: 11 })).toBeNull()
        expect(await store.answer(pairId(1), { ...key, command: commandId("answer2") })).toBeNull()
        expect(await store.reflection(pairId(1), { ...key, command: commandId("after") })).toEqual(
          reflected("after").form,
        )
        expect(await store.reflection(pairId(1), key)).toBeNull()
      })

      test("may be long, empty or put twice", async () => {
        const long = "a very long answer, ".repeat(1024)
        for (const text of [long, "", long]) await store.put(pairId(1), [answered("answer", text)])
        expect(await store.answer(pairId(1), { session: 1, by: "a", command: commandId("answer") })).toBe(long)
      })

      test("is replaced by nobody else's", async () => {
        await store.put(pairId(1), [answered("one", "Ana's"), { ...answered("one", "Ben's"), by: "b" }])
        expect(await store.answer(pairId(1), { session: 1, by: "a", command: commandId("one") })).toBe("Ana's")
        expect(await store.answer(pairId(1), { session: 1, by: "b", command: commandId("one") })).toBe("Ben's")
      })
    })

    describe("commitments", () => {
      test("have their words, more than a hundred at once", async () => {
        const made = Array.from({ length: 130 }, (_, place) =>
          sampleCommitment(`after${Math.floor(place / 3)}.${place % 3}`),
        )
        await store.put(
          pairId(1),
          made.map((commitment) => ({ kind: "commitment", commitment, text: `do ${commitment.id}` })),
        )
        const texts = await store.commitmentTexts(pairId(1), made)
        expect(texts).toEqual(new Map(made.map(({ id }) => [id, `do ${id}`])))
      })

      test("of nobody, or that were never put, have none", async () => {
        await putCommitment("after.0", "a")
        expect(await store.commitmentTexts(pairId(1), [])).toEqual(new Map())
        expect(await store.commitmentTexts(pairId(1), [sampleCommitment("after.1")])).toEqual(new Map())
        expect(await store.commitmentTexts(pairId(1), [sampleCommitment("after.0", "b")])).toEqual(new Map())
        expect(await store.commitmentTexts(pairId(2), [sampleCommitment("after.0")])).toEqual(new Map())
      })

      test("are told with what became of them, one member's alone", async () => {
        for (const id of ["after.0", "after.1", "after.2"]) await putCommitment(id, "a")
        await putCommitment("other.0", "b")
        await close("after.0", "kept")
        await close("after.2", "let-go")
        await close("other.0", "partly", "b")
        const closed = await store.closedCommitments(pairId(1), "a")
        expect(closed.toSorted((one, other) => one.id.localeCompare(other.id))).toEqual([
          { id: "after.0", state: "kept", made: "2026-11-26", changed: "2026-12-03" },
          { id: "after.2", state: "let-go", made: "2026-11-26", changed: "2026-12-03" },
        ])
        expect(await store.closedCommitments(pairId(1), "b")).toHaveLength(1)
        expect(await store.closedCommitments(pairId(2), "a")).toEqual([])
      })

      test("that the pair never vouched for have no state and are not told of", async () => {
        await putCommitment("lost.0", "a")
        expect(await store.closedCommitments(pairId(1), "a")).toEqual([])
      })

      test("that are open again are not told of, and keep their words", async () => {
        await putCommitment("after.0", "a")
        await close("after.0", "kept")
        await close("after.0", "open")
        expect(await store.closedCommitments(pairId(1), "a")).toEqual([])
        expect(
          (await store.commitmentTexts(pairId(1), [sampleCommitment("after.0")])).get("after.0" as CommitmentId),
        ).toBe("do after.0")
      })

      test("keep what became of them when they are put once more", async () => {
        await putCommitment("after.0", "a")
        await close("after.0", "kept")
        await putCommitment("after.0", "a")
        expect(await store.closedCommitments(pairId(1), "a")).toMatchObject([{ id: "after.0", state: "kept" }])
      })

      test("that are not kept have no state either", async () => {
        await close("gone.0", "kept")
        expect(await store.closedCommitments(pairId(1), "a")).toEqual([])
        expect(await under.keys()).toEqual([])
      })

      async function putCommitment(id: string, by: MemberId): Promise<void> {
        await store.put(pairId(1), [{ kind: "commitment", commitment: sampleCommitment(id, by), text: `do ${id}` }])
      }

      async function close(
        id: string,
        state: "kept" | "partly" | "let-go" | "open",
        by: MemberId = "a",
      ): Promise<void> {
        const changed = Temporal.PlainDate.from("2026-12-03")
        await store.put(pairId(1), [{ kind: "commitment-state", by, id: id as CommitmentId, state, changed }])
      }
    })

    describe("everything one member wrote", () => {
      test("comes in the order of the sessions, and nothing of the other's", async () => {
        for (const session of [10, 2, 1]) {
          await store.put(pairId(1), [
            { ...answered(`answer${session}`, `answer ${session}`), session },
            { ...reflected(`after${session}`), session },
          ])
        }
        await store.put(pairId(1), [
          { ...answered("answer3", "Ben's"), by: "b" },
          {
            kind: "commitment",
            commitment: { ...sampleCommitment("later.0"), made: plainDate("2026-12-03") },
            text: "two",
          },
          { kind: "commitment", commitment: sampleCommitment("zero.0"), text: "one" },
          { kind: "commitment", commitment: sampleCommitment("bens.0", "b"), text: "Ben's" },
          {
            kind: "commitment-state",
            by: "a",
            id: "zero.0" as CommitmentId,
            state: "kept",
            changed: plainDate("2026-12-10"),
          },
        ])
        const everything = await store.everythingOf(pairId(1), "a")
        expect(everything.answers).toEqual(
          [1, 2, 10].map((session) => ({ session, command: `answer${session}`, text: `answer ${session}` })),
        )
        expect(everything.reflections).toEqual(
          [1, 2, 10].map((session) => ({ session, command: `after${session}`, reflection: reflected("after").form })),
        )
        expect(everything.commitments).toEqual([
          { id: "zero.0", text: "one", made: "2026-11-26", state: "kept", changed: "2026-12-10" },
          { id: "later.0", text: "two", made: "2026-12-03", state: null, changed: null },
        ])
        expect(await store.everythingOf(pairId(2), "a")).toEqual({ answers: [], reflections: [], commitments: [] })
      })
    })

    describe("erasing one member", () => {
      test("deletes what they wrote and every letter, and nothing the other one wrote; and can be done again", async () => {
        await store.begin(samplePair(1), [])
        await store.put(pairId(1), [
          { kind: "session", session: sampleSession(1) },
          ...writtenBy("a"),
          ...writtenBy("b"),
        ])
        await store.putLetter(pairId(1), sampleLetter("prompt.1.a.1"))
        await store.putLetter(pairId(1), sampleLetter("prompt.2.b.1", { to: "b" }))
        for (const time of [1, 2]) {
          await store.erase(samplePair(1), "a")
          expect([time, await store.everythingOf(pairId(1), "a")]).toEqual([
            time,
            { answers: [], reflections: [], commitments: [] },
          ])
          const { answers, reflections, commitments } = await store.everythingOf(pairId(1), "b")
          expect([answers.length, reflections.length, commitments.length]).toEqual([1, 1, 1])
          expect([...(await store.letters(pairId(1), "a")), ...(await store.letters(pairId(1), "b"))]).toEqual([])
          expect(await store.closedCommitments(pairId(1), "a")).toEqual([])
          expect(await store.closedCommitments(pairId(1), "b")).toHaveLength(1)
          expect(await store.sessions(pairId(1))).toHaveLength(1)
          expect(await store.load(pairId(1))).not.toBeNull()
        }
      })

      test("keeps their address while they may still write, and deletes it once they have left", async () => {
        const pair = samplePair(1)
        await store.begin(pair, [])
        await store.erase(pair, "a")
        expect(await store.addressee(pair.members.a.token)).toEqual({ pair: pair.id, member: "a" })
        const left = { ...pair, members: { ...pair.members, a: { ...pair.members.a, mailbox: "" } } }
        await store.erase(left, "a")
        expect(await store.addressee(pair.members.a.token)).toBeNull()
        expect(await store.addressee(pair.members.b.token)).toEqual({ pair: pair.id, member: "b" })
      })

      test("deletes every note but what the other one wrote: the words to the partner are the inviter's", async () => {
        const pair = {
          ...samplePair(1),
          agreed: { a: [commandId("agreed-by-a")], b: [commandId("agreed-by-b"), commandId("again-by-b")] },
        }
        const commands = ["sign-up", "agreed-by-a", "agreed-by-b", "again-by-b", "foreign-sender"].map(commandId)
        const notesLeft = async (erased: Pair, member: MemberId) => {
          await store.put(
            pair.id,
            commands.map((command) => ({ kind: "note", command, text: `words of ${command}` })),
          )
          await store.erase(erased, member)
          const texts = await Promise.all(commands.map((command) => store.note(pair.id, command)))
          return commands.filter((_, place) => texts[place] !== null)
        }
        await store.begin(pair, [])
        // As core has left the pair by then: nothing in it leads to what they wrote.
        expect(await notesLeft({ ...pair, note: null, agreed: { ...pair.agreed, a: null } }, "a")).toEqual([
          "agreed-by-b",
          "again-by-b",
        ])
        expect(await notesLeft({ ...pair, agreed: { ...pair.agreed, b: null } }, "b")).toEqual([
          "sign-up",
          "agreed-by-a",
        ])
      })

      test("frees their couple, but not one that another pair has taken over", async () => {
        const [pair, other] = [samplePair(1), samplePair(2)]
        for (const each of [pair, other]) {
          await store.begin(each, [])
          await store.takeCouple(coupleOf(each), each.id, null)
        }
        await store.takeCouple(coupleOf(other), pairId(7), other.id)
        for (const each of [pair, other]) await store.erase(each, "a")
        expect(await store.takeCouple(coupleOf(pair), pairId(8), null)).toBe(pairId(8))
        expect(await store.takeCouple(coupleOf(other), pairId(8), null)).toBe(pairId(7))
      })

      function writtenBy(by: MemberId): PairRecord[] {
        const changed = plainDate("2026-12-03")
        return [
          { ...answered("answer", "What I bring"), by },
          { ...reflected("after"), by },
          { kind: "commitment", commitment: sampleCommitment(`after-${by}.0`, by), text: "email Ana" },
          { kind: "commitment-state", by, id: `after-${by}.0` as CommitmentId, state: "kept", changed },
        ]
      }
    })

    describe("filed sessions", () => {
      test("come newest first, also from the ninth to the tenth", async () => {
        for (const number of [9, 10, 2, 11, 1]) await file(number)
        expect((await store.sessions(pairId(1))).map(({ number }) => number)).toEqual([11, 10, 9, 2, 1])
        expect(await store.sessions(pairId(2))).toEqual([])
      })

      test("come at most sixty, the newest ones", async () => {
        for (let number = 1; number <= 63; number += 1) await file(number)
        const numbers = (await store.sessions(pairId(1))).map(({ number }) => number)
        expect(numbers).toHaveLength(60)
        expect([numbers[0], numbers.at(-1)]).toEqual([63, 4])
      })

      test("are as they were, and the last word on one counts", async () => {
        await store.put(pairId(1), [{ kind: "session", session: sampleSession(3, { kind: "skipped", by: "b" }) }])
        expect(await store.sessions(pairId(1))).toEqual([sampleSession(3, { kind: "skipped", by: "b" })])
        await file(3)
        expect(await store.sessions(pairId(1))).toEqual([sampleSession(3)])
      })

      async function file(number: number): Promise<void> {
        await store.put(pairId(1), [{ kind: "session", session: sampleSession(number) }])
      }
    })

    describe("letters as sent", () => {
      test("come newest first, one member's alone, as they were", async () => {
        const first = sampleLetter("prompt.1.a.4", { sentAt: Temporal.Instant.from("2026-11-23T07:00:00Z") })
        const second = sampleLetter("after-form.1.a.6", {
          kind: "after-form",
          sesId: null,
          text: "Grüße 🙂\n",
          session: null,
        })
        await store.putLetter(pairId(1), second)
        await store.putLetter(pairId(1), first)
        await store.putLetter(pairId(1), sampleLetter("prompt.2.b.7", { to: "b" }))
        expect(await store.letters(pairId(1), "a")).toEqual([second, first])
        expect((await store.letters(pairId(1), "b")).map(({ key }) => key)).toEqual(["prompt.2.b.7"])
        expect(await store.letters(pairId(2), "a")).toEqual([])
      })

      test("are found by their key, by the member to whom they went", async () => {
        const letter = sampleLetter("prompt.1.a.4", { text: "Grüße 🙂\n" })
        await store.putLetter(pairId(1), letter)
        expect(await store.letter(pairId(1), "a", "prompt.1.a.4")).toEqual(letter)
        expect(await store.letter(pairId(1), "b", "prompt.1.a.4")).toBeNull()
        expect(await store.letter(pairId(1), "a", "prompt.1.a.5")).toBeNull()
        expect(await store.letter(pairId(2), "a", "prompt.1.a.4")).toBeNull()
      })

      test("replace one of the same key", async () => {
        await store.putLetter(pairId(1), sampleLetter("prompt.1.a.4", { sesId: null }))
        await store.putLetter(pairId(1), sampleLetter("prompt.1.a.4", { sesId: "ses-9" }))
        expect((await store.letters(pairId(1), "a")).map(({ sesId }) => sesId)).toEqual(["ses-9"])
      })

      test("are read for sixty days and no longer", async () => {
        await store.putLetter(pairId(1), sampleLetter("prompt.1.a.4"))
        under.moveTo("2027-01-22T08:59:59Z")
        expect(await store.letters(pairId(1), "a")).toHaveLength(1)
        expect(await store.letter(pairId(1), "a", "prompt.1.a.4")).not.toBeNull()
        under.moveTo("2027-01-22T09:00:00Z")
        expect(await store.letters(pairId(1), "a")).toEqual([])
        expect(await store.letter(pairId(1), "a", "prompt.1.a.4")).toBeNull()
      })

      test("come at most a hundred, though they fill more than a page of the table", async () => {
        const text = "A long letter with an answer quoted in it. ".repeat(280)
        for (let day = 0; day < 130; day += 1) {
          const sentAt = Temporal.Instant.from("2026-11-01T09:00:00Z").add({ hours: day })
          await store.putLetter(pairId(1), sampleLetter(`prompt.${day}.a.1`, { text, sentAt }))
        }
        const letters = await store.letters(pairId(1), "a")
        expect(letters).toHaveLength(100)
        expect([letters[0]?.key, letters.at(-1)?.key]).toEqual(["prompt.129.a.1", "prompt.30.a.1"])
        expect(letters.every((letter) => letter.text === text)).toBe(true)
      })
    })

    describe("an address", () => {
      test("leads to its pair and member", async () => {
        await store.begin(samplePair(1), [])
        await store.begin(samplePair(2), [])
        expect(await store.addressee(samplePair(2).members.a.token)).toEqual({ pair: pairId(2), member: "a" })
        expect(await store.addressee(samplePair(1).members.b.token)).toEqual({ pair: pairId(1), member: "b" })
        expect(await store.addressee(samplePair(3).members.b.token)).toBeNull()
      })
    })

    describe("a couple", () => {
      const couple = { inviter: "ana@example.org", partner: "ben@example.net" }
      const turned = { inviter: "ben@example.net", partner: "ana@example.org" }

      test("belongs to the first who takes it, also for the other side", async () => {
        expect(await store.takeCouple(couple, pairId(1), null)).toBe(pairId(1))
        expect(await store.takeCouple(couple, pairId(2), null)).toBe(pairId(1))
        expect(await store.takeCouple(turned, pairId(3), null)).toBe(pairId(1))
        expect(await store.takeCouple({ ...couple, partner: "cleo@example.net" }, pairId(4), null)).toBe(pairId(4))
      })

      test("may be taken once more for the pair that has it", async () => {
        await store.takeCouple(couple, pairId(1), null)
        expect(await store.takeCouple(turned, pairId(1), null)).toBe(pairId(1))
      })

      test("is taken over only from the pair that was named", async () => {
        await store.takeCouple(couple, pairId(1), null)
        expect(await store.takeCouple(couple, pairId(2), pairId(9))).toBe(pairId(1))
        expect(await store.takeCouple(turned, pairId(2), pairId(1))).toBe(pairId(2))
        expect(await store.takeCouple(couple, pairId(3), pairId(1))).toBe(pairId(2))
      })

      test("is freed by the pair that has it alone", async () => {
        await store.takeCouple(couple, pairId(1), null)
        await store.freeCouple(couple, pairId(2))
        expect(await store.takeCouple(couple, pairId(3), null)).toBe(pairId(1))
        await store.freeCouple(turned, pairId(1))
        await store.freeCouple(turned, pairId(1))
        expect(await store.takeCouple(couple, pairId(3), null)).toBe(pairId(3))
      })

      test("has one winner when two take it at once", async () => {
        const holders = await Promise.all([1, 2, 3, 4].map((number) => store.takeCouple(couple, pairId(number), null)))
        expect(new Set(holders).size).toBe(1)
      })

      test("has one winner when two take it over at once", async () => {
        await store.takeCouple(couple, pairId(1), null)
        const holders = await Promise.all(
          [2, 3, 4].map((number) => store.takeCouple(couple, pairId(number), pairId(1))),
        )
        expect(new Set(holders).size).toBe(1)
        expect(holders).not.toContain(pairId(1))
      })
    })

    describe("a mailbox", () => {
      const mailbox = "ana@example.org"
      const bounced = {
        reason: "bounce",
        since: instant("2026-11-23T09:00:00Z"),
        causedAt: instant("2026-11-23T08:59:00Z"),
      } as const
      const { causedAt: _, ...standing } = bounced

      test("that nobody writes to has nothing against letters, and no pairs", async () => {
        expect(await store.suppressionOf(mailbox)).toBeNull()
        expect(await store.lift(mailbox, instant("2026-11-23T09:00:00Z"))).toEqual([])
        await store.leaveMailbox(mailbox, pairId(1))
        expect(await under.keys()).toEqual([])
      })

      test("is suppressed for every pair that writes to it, each once, and for those that come to", async () => {
        for (const number of [1, 2, 1]) expect(await store.joinMailbox(mailbox, pairId(number))).toBeNull()
        await store.joinMailbox("ben@example.net", pairId(3))
        expect((await store.suppress(mailbox, bounced))?.toSorted()).toEqual([pairId(1), pairId(2)])
        expect(await store.suppressionOf(mailbox)).toEqual(standing)
        expect(await store.joinMailbox(mailbox, pairId(4))).toEqual(standing)
        expect(await store.suppressionOf("ben@example.net")).toBeNull()
      })

      test("is suppressed once: what was first stays, and the pairs are told again", async () => {
        await store.joinMailbox(mailbox, pairId(1))
        await store.suppress(mailbox, bounced)
        const later = { ...bounced, reason: "complaint", since: instant("2026-11-24T09:00:00Z") } as const
        expect(await store.suppress(mailbox, later)).toEqual([pairId(1)])
        expect(await store.suppressionOf(mailbox)).toEqual(standing)
      })

      test("whose owner writes from it gets letters again, and nothing of before counts any more", async () => {
        await store.joinMailbox(mailbox, pairId(1))
        await store.suppress(mailbox, bounced)
        expect(await store.lift(mailbox, instant("2026-11-25T09:00:00Z"))).toEqual([pairId(1)])
        expect(await store.suppressionOf(mailbox)).toBeNull()
        // Nothing was kept from it by then: that is no new moment from which on nothing counts.
        expect(await store.lift(mailbox, instant("2026-11-26T09:00:00Z"))).toEqual([pairId(1)])
        const before = { ...bounced, causedAt: instant("2026-11-25T08:59:59Z") }
        expect(await store.suppress(mailbox, before)).toBeNull()
        expect(await store.suppressionOf(mailbox)).toBeNull()
        const after = { ...bounced, causedAt: instant("2026-11-25T09:00:00Z") }
        expect(await store.suppress(mailbox, after)).toEqual([pairId(1)])
        expect(await store.suppressionOf(mailbox)).toEqual(standing)
      })

      test("that a pair leaves is nothing to it any more, and goes with the last", async () => {
        await store.joinMailbox(mailbox, pairId(1))
        await store.joinMailbox(mailbox, pairId(2))
        await store.leaveMailbox(mailbox, pairId(1))
        expect(await store.suppress(mailbox, bounced)).toEqual([pairId(2)])
        await store.lift(mailbox, instant("2026-11-25T09:00:00Z"))
        for (const _time of [1, 2]) await store.leaveMailbox(mailbox, pairId(2))
        expect(await under.keys()).toEqual([])
      })

      test("stays suppressed when all pairs have left it, until its owner writes", async () => {
        await store.joinMailbox(mailbox, pairId(1))
        await store.suppress(mailbox, bounced)
        await store.leaveMailbox(mailbox, pairId(1))
        expect(await store.joinMailbox(mailbox, pairId(2))).toEqual(standing)
        await store.leaveMailbox(mailbox, pairId(2))
        expect(await store.lift(mailbox, instant("2026-11-25T09:00:00Z"))).toEqual([])
        expect(await under.keys()).toEqual([])
      })

      test("is left by a pair that is forgotten, and by a member who is erased", async () => {
        const pair = samplePair(1)
        const { a, b } = pair.members
        await store.begin(pair, [])
        for (const member of [a, b]) await store.joinMailbox(member.mailbox, pair.id)
        await store.erase(pair, "a")
        expect(await store.suppress(a.mailbox, bounced)).toEqual([])
        expect(await store.suppress(b.mailbox, bounced)).toEqual([pair.id])
        await store.forget(pair)
        expect(await store.suppress(b.mailbox, bounced)).toEqual([])
      })

      test("is joined by many at once, and none is lost", async () => {
        const numbers = [1, 2, 3, 4, 5, 6]
        await Promise.all(numbers.map((number) => store.joinMailbox(mailbox, pairId(number))))
        expect((await store.suppress(mailbox, bounced))?.toSorted()).toEqual(numbers.map(pairId))
      })
    })

    describe("a refusal", () => {
      test("holds until its end, and against this inviter alone", async () => {
        const [inviter, partner] = ["ana@example.org", "ben@example.net"]
        const until = Temporal.Instant.from("2027-11-23T09:00:00Z")
        expect(await store.isRefused({ inviter, partner })).toBe(false)
        await store.put(pairId(1), [{ kind: "refusal", inviter, partner, until }])
        expect(await store.isRefused({ inviter, partner })).toBe(true)
        expect(await store.isRefused({ inviter: partner, partner: inviter })).toBe(false)
        expect(await store.isRefused({ inviter, partner: "cleo@example.net" })).toBe(false)
        under.moveTo("2027-11-23T08:59:59Z")
        expect(await store.isRefused({ inviter, partner })).toBe(true)
        under.moveTo("2027-11-23T09:00:00Z")
        expect(await store.isRefused({ inviter, partner })).toBe(false)
      })

      test("outlives the pair", async () => {
        const [inviter, partner] = ["ana1@example.org", "ben1@example.net"]
        await store.begin(samplePair(1), [])
        await store.put(pairId(1), [
          { kind: "refusal", inviter, partner, until: Temporal.Instant.from("2027-11-23T09:00:00Z") },
        ])
        await store.forget(samplePair(1))
        expect(await store.isRefused({ inviter, partner })).toBe(true)
      })
    })

    describe("a mail", () => {
      test("is seen once it was marked, for a week", async () => {
        expect(await store.wasSeen("hash-1")).toBe(false)
        await store.markSeen("hash-1")
        expect(await store.wasSeen("hash-1")).toBe(true)
        expect(await store.wasSeen("hash-2")).toBe(false)
        under.moveTo("2026-11-30T08:59:59Z")
        expect(await store.wasSeen("hash-1")).toBe(true)
        under.moveTo("2026-11-30T09:00:00Z")
        expect(await store.wasSeen("hash-1")).toBe(false)
      })
    })

    describe("a count", () => {
      const until = Temporal.Instant.from("2026-11-23T10:00:00Z")

      test("goes up by one each time, for each thing by itself", async () => {
        expect(await store.count("letters\nana@example.org", until)).toBe(1)
        expect(await store.count("letters\nana@example.org", until)).toBe(2)
        expect(await store.count("letters\nben@example.net", until)).toBe(1)
        expect(await store.count("letters\nana@example.org", until)).toBe(3)
      })

      test("begins anew in the next period", async () => {
        await store.count("letters\nana@example.org", until)
        expect(await store.count("letters\nana@example.org", until.add({ hours: 1 }))).toBe(1)
      })

      test("misses nothing of what happens at once", async () => {
        const counts = await Promise.all(Array.from({ length: 20 }, () => store.count("letters", until)))
        expect(counts.toSorted((one, other) => one - other)).toEqual(
          Array.from({ length: 20 }, (_, place) => place + 1),
        )
      })
    })

    describe("what is due", () => {
      test("lies within the span, its edges included, oldest first", async () => {
        const pairs = await inShard(0, 5)
        const times = ["09:00:00", "08:59:59", "09:02:00", "09:02:01", "09:01:00"]
        await Promise.all(pairs.map((number, place) => dueAt(number, `2026-11-23T${times[place]}Z`)))
        const span = { since: "2026-11-23T09:00:00Z", until: "2026-11-23T09:02:00Z", limit: 100 }
        expect(await under.dueIndex.due(0, span)).toEqual(
          [pairs[0], pairs[4], pairs[2]].map((number) => pairId(number!)),
        )
        expect(await under.dueIndex.due(0, { ...span, since: null })).toEqual(
          [pairs[1], pairs[0], pairs[4], pairs[2]].map((number) => pairId(number!)),
        )
      })

      test("is cut at the limit, after the oldest", async () => {
        const pairs = await inShard(1, 4)
        await Promise.all(pairs.map((number, place) => dueAt(number, `2026-11-23T09:0${4 - place}:00Z`)))
        const oldest = [pairs[3], pairs[2]].map((number) => pairId(number!))
        expect(await under.dueIndex.due(1, { ...everything, limit: 2 })).toEqual(oldest)
        expect(await under.dueIndex.due(1, { ...everything, limit: 4 })).toHaveLength(4)
      })

      test("is in one shard, and each pair in one only", async () => {
        const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
        for (const number of numbers) await dueAt(number, "2026-11-23T09:00:00Z")
        const found = await Promise.all([0, 1, 2].map((shard) => under.dueIndex.due(shard, everything)))
        expect(found.flat().toSorted()).toEqual(numbers.map((number) => String(pairId(number))))
        expect(found.every((ids, shard) => ids.every((id) => shardOf(pairIdSchema.parse(id), shards) === shard))).toBe(
          true,
        )
      })

      test("follows every save, and a pair without an alarm is not in it", async () => {
        const [number] = await inShard(2, 1)
        await dueAt(number!, "2026-11-23T09:00:00Z")
        const later = { ...at(samplePair(number), 2), dueAt: instant("2026-11-24T09:00:00Z") }
        await store.save(later)
        expect(await under.dueIndex.due(2, { ...everything, until: "2026-11-24T08:59:59Z" })).toEqual([])
        expect(await under.dueIndex.due(2, { ...everything, until: "2026-11-24T09:00:00Z" })).toEqual([pairId(number!)])
        await store.save({ ...at(samplePair(number), 3), dueAt: null })
        expect((await Promise.all([0, 1, 2].map((shard) => under.dueIndex.due(shard, everything)))).flat()).toEqual([])
      })

      test("has an earliest alarm in each shard, past or to come, or none", async () => {
        const [one, other] = await inShard(1, 2)
        expect(await under.dueIndex.earliest(1)).toBeNull()
        await dueAt(one!, "2026-11-24T09:00:00Z")
        await dueAt(other!, "2026-11-22T09:00:00Z")
        expect(await under.dueIndex.earliest(1)).toBe("2026-11-22T09:00:00Z")
        expect(await under.dueIndex.earliest(0)).toBeNull()
      })

      test("is put off until an instant, in the index alone, until the next save", async () => {
        const [number] = await inShard(1, 1)
        await dueAt(number!, "2026-11-23T09:00:00Z")
        const before = await store.load(pairId(number!))
        await store.postpone(pairId(number!), instant("2026-11-23T10:00:00Z"))
        expect(await under.dueIndex.earliest(1)).toBe("2026-11-23T10:00:00Z")
        expect(await under.dueIndex.due(1, { ...everything, until: "2026-11-23T09:59:59Z" })).toEqual([])
        expect(await under.dueIndex.due(1, { ...everything, until: "2026-11-23T10:00:00Z" })).toEqual([pairId(number!)])
        expect(pairText((await store.load(pairId(number!)))!)).toBe(pairText(before!))
        expect(await store.save({ ...at(samplePair(number), 2), dueAt: instant("2026-11-23T09:20:00Z") })).toBe(true)
        expect(await under.dueIndex.earliest(1)).toBe("2026-11-23T09:20:00Z")
      })

      test("is not put off before it is due, nor where there is no alarm, no pair or no pair any more", async () => {
        const [early, none, gone, never] = await inShard(1, 4)
        await dueAt(early!, "2026-11-23T09:00:01Z")
        await store.begin(samplePair(none), [])
        await store.save({ ...at(samplePair(none), 1), dueAt: null })
        await dueAt(gone!, "2026-11-23T09:00:00Z")
        await store.forget((await store.load(pairId(gone!)))!)
        const keys = await under.keys()
        for (const number of [early, none, gone, never])
          await store.postpone(pairId(number!), instant("2026-11-23T10:00:00Z"))
        expect(await under.dueIndex.due(1, everything)).toEqual([pairId(early!)])
        expect(await under.dueIndex.earliest(1)).toBe("2026-11-23T09:00:01Z")
        expect(await under.keys()).toEqual(keys)
      })

      test("is counted by the status last saved, each pair in its shard", async () => {
        for (let number = 0; number < 9; number += 1) await store.begin(samplePair(number), [])
        const since = instant("2026-11-23T09:00:00Z")
        for (const number of [1, 2, 3, 4])
          await store.save({ ...at(samplePair(number), 1), status: { kind: "active", since } })
        await store.save({ ...at(samplePair(4), 2), status: { kind: "lapsed", since } })
        await store.forget(samplePair(8))
        const perShard = await Promise.all([0, 1, 2].map((shard) => under.dueIndex.census(shard)))
        const count = (status: string) => perShard.reduce((sum, counts) => sum + (counts.get(status) ?? 0), 0)
        expect(["unconfirmed", "active", "lapsed", "ended"].map(count)).toEqual([4, 3, 1, 0])
        const inFirst = [0, 1, 2, 3, 4, 5, 6, 7].filter((number) => shardOf(pairId(number), shards) === 0)
        expect([...(perShard[0]?.values() ?? [])].reduce((sum, each) => sum + each, 0)).toBe(inFirst.length)
      })

      async function inShard(shard: number, count: number): Promise<number[]> {
        return Array.from({ length: 60 }, (_, number) => number)
          .filter((number) => shardOf(pairId(number), shards) === shard)
          .slice(0, count)
      }

      async function dueAt(number: number, alarm: string): Promise<void> {
        await store.begin(samplePair(number), [])
        await store.save({ ...at(samplePair(number), 1), dueAt: instant(alarm) })
      }
    })
  })
}

const everything = { since: null, until: "2099-01-01T00:00:00Z", limit: 1000 }

function instant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text)
}

function plainDate(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text)
}

function at(pair: Pair, version: number): Pair {
  return { ...pair, version }
}

function coupleOf({ members }: Pair) {
  return { inviter: members.a.mailbox, partner: members.b.mailbox }
}

function answered(command: string, text: string) {
  const at = instant("2026-11-25T09:00:00Z")
  return { kind: "answer", session: 1, by: "a", command: commandId(command), text, shared: true, at } as const
}

function reflected(command: string) {
  const changes = [{ id: "before.0" as CommitmentId, state: "kept" }] as const
  const form = { happened: true, changes, line: "It was good.", heard: "mostly", mattered: null } as const
  const at = instant("2026-11-26T19:00:00Z")
  return { kind: "reflection", session: 1, by: "a", command: commandId(command), form, at } as const
}
