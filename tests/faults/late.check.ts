import { expect, test } from "vitest"
import { disorderOf, inOrder, liveFortnight } from "./disorder.ts"
import { overtakenBy, serveAfterADay, shards, wrongIn } from "./backlog.ts"
import { tableOf } from "./tables.ts"
import { isAlike } from "./world.ts"

const howManyPairs = 5_000
const howManyFortnights = 40

test(`after a day without a tick ${howManyPairs} pairs are served, oldest first, with what still has a point`, async ({
  task,
}) => {
  const backlog = await serveAfterADay(howManyPairs)
  const letters = backlog.pairs.flatMap((pair) => pair.letters)
  const lastAt = letters
    .map(({ at }) => at)
    .toSorted()
    .at(-1)
  task.meta.table = tableOf("A backlog: no tick for a day", [
    ["pairs", "shards", "letters", "wrong", "overtaken by younger", "first letter", "last letter"],
    [
      backlog.pairs.length,
      shards,
      letters.length,
      wrongIn(backlog).length,
      overtakenBy(backlog.pairs.map(({ alarm }) => alarm)),
      letters[0]?.at ?? "",
      lastAt ?? "",
    ],
  ])
  expect(backlog.pairs).toHaveLength(howManyPairs)
  expect(wrongIn(backlog)).toEqual([])
})

test("messages, mail and feedback that come twice, late and overtaken, and forms that come twice, have one effect", async ({
  task,
}) => {
  const once = await liveFortnight(inOrder)
  const differing: number[] = []
  let given = 0
  for (let seed = 1; seed <= howManyFortnights; seed += 1) {
    const again = await liveFortnight(disorderOf(seed))
    given += again.given
    const isSame =
      isAlike(again.pair, once.pair) && again.kept.join() === once.kept.join() && again.sent.join() === once.sent.join()
    if (!isSame) differing.push(seed)
  }
  task.meta.table = tableOf("Doubles and disorder: messages, mails, feedback and forms", [
    ["fortnights", "given once", "given in all", "fortnights that end otherwise"],
    [howManyFortnights, once.given * howManyFortnights, given, differing.length],
  ])
  expect(differing).toEqual([])
})
