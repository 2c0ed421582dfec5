import { expect, test } from "vitest"
import { fuzzForms } from "../support/form-fuzz.ts"

const posts = 3_000

test(`${posts} posts of anything to every form are each answered by a page, and none by a failure`, async () => {
  const tally = await fuzzForms(posts)
  process.stdout.write(tableOf(tally))
  expect([...tally.values()].reduce((sum, count) => sum + count, 0)).toBe(posts)
  // Not only at the door: many came through to a pair, and were taken or refused there.
  for (const status of [200, 404, 413, 415, 422]) expect(tally.get(status) ?? 0).toBeGreaterThan(20)
})

function tableOf(tally: ReadonlyMap<number, number>): string {
  const rows = [...tally].toSorted(([one], [other]) => one - other).map(([status, count]) => `${status}  ${count}`)
  return `\nforms posted: ${posts}\n${rows.join("\n")}\n500  ${tally.get(500) ?? 0}\n`
}
