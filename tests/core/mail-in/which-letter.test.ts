import { Temporal } from "temporal-polyfill"
import { describe, expect, test } from "vitest"
import { findLetter, whichLetter } from "@turnabout/core/mail-in/which-letter.ts"
import type { SentLetter } from "@turnabout/core/mail-in/reading.ts"
import { sentLetter } from "../../fixtures/mail-in/sent.ts"
import { letter, sentLetters } from "./mail-input.ts"

const sentAt = (text: string) => ({ sentAt: Temporal.Instant.from(text) })
const prompt = letter("prompt", sentAt("2026-11-25T16:00:00Z"))
const form = letter("after-form", sentAt("2026-11-26T17:05:00Z"))
const invitation = letter("invitation", sentAt("2026-11-26T17:06:00Z"))
const letters = [prompt, form, invitation]

test("the letter named by the id that SES gave it is answered", () => {
  expect(whichLetter(["ses-prompt@eu-west-1.amazonses.com"], [], letters)).toEqual({ letter: prompt, refers: true })
  expect(whichLetter(["SES-PROMPT@email.amazonses.com"], [], letters).letter).toBe(prompt)
})

test("the nearest id counts first", () => {
  const ids = ["ses-invitation@eu-west-1.amazonses.com", "ses-prompt@eu-west-1.amazonses.com"]
  expect(whichLetter(ids, [], letters).letter).toBe(invitation)
})

test("an id of ours that several letters share means the newest that asks", () => {
  expect(whichLetter(["pair_x.3@turnabout.example"], [], letters).letter).toBe(form)
})

test("an id of SES's shape from another domain names none of ours", () => {
  expect(whichLetter(["ses-prompt@evil.example"], [], letters).refers).toBe(false)
  expect(whichLetter(["ses-prompt@notamazonses.com"], [], letters).refers).toBe(false)
})

test("without any id the newest letter that asks is answered, never an invitation", () => {
  expect(whichLetter([], [], letters)).toEqual({ letter: form, refers: false })
  expect(whichLetter(["unknown@example.org"], [], letters)).toEqual({ letter: form, refers: false })
  expect(whichLetter([], [], [invitation])).toEqual({ letter: null, refers: false })
})

test("a letter that is quoted is answered, should a program have lost the ids", () => {
  const sent = [sentLetter("prompt"), sentLetter("after-form")] as const
  const quoted = letter("prompt", { ...sentAt("2026-11-18T16:00:00Z"), text: sent[0].text })
  const newer = letter("after-form", { ...sentAt("2026-11-26T17:05:00Z"), text: sent[1].text })
  const lines = sent[0].text.split("\n").map((text) => ({ text, mark: "quoted" }) as const)
  expect(whichLetter([], lines, [newer, quoted])).toEqual({ letter: quoted, refers: true })
  expect(whichLetter([], lines.slice(12), [newer, quoted])).toEqual({ letter: newer, refers: false })
})

test("“not understood” asks again what was asked before it", () => {
  const again = letter("not-understood", sentAt("2026-11-26T18:00:00Z"))
  expect(whichLetter(["ses-not-understood@eu-west-1.amazonses.com"], [], [...letters, again]).letter).toBe(form)
})

describe("looked up by our own id", () => {
  const named = [prompt, form, invitation, letter("not-understood", sentAt("2026-11-26T18:00:00Z"))].map((each) => ({
    ...each,
    ownId: `${each.key}.pairx@turnabout.example`,
  }))
  const idsOf = ({ ownId, sesId }: SentLetter) => [`${sesId}@eu-west-1.amazonses.com`, ownId]
  const thread = "session.3.pairx@turnabout.example"

  async function found(ids: readonly string[], from: readonly SentLetter[] = named) {
    const looks: string[] = []
    const { withOwnId, all } = sentLetters(from)
    const answered = await findLetter(ids, [], {
      withOwnId: async (id) => {
        looks.push(id)
        return withOwnId(id)
      },
      all: async () => {
        looks.push("all")
        return all()
      },
    })
    return { answered, looks }
  }

  test.each(named.slice(0, 3))("a reply to $kind is known without all the others", async (answers) => {
    const [bySes = "", own = ""] = idsOf(answers)
    for (const ids of [
      [bySes, own, thread],
      [own, bySes],
      [bySes, own, thread, ...idsOf(prompt)],
    ]) {
      expect((await found(ids)).answered).toEqual({ letter: answers, refers: true })
      expect((await found(ids)).looks).not.toContain("all")
    }
  })

  test("whatever ids a mail has, it answers what it would if all letters were looked through", async () => {
    const ids = [...named.flatMap(idsOf), thread, "unknown@example.org", "ses-prompt@evil.example"]
    const tried = ids.flatMap((one) => ids.flatMap((two) => ids.map((three) => [one, two, three])))
    const differ: string[][] = []
    for (const each of [[], ...tried])
      if ((await found(each)).answered.letter !== whichLetter(each, [], named).letter) differ.push(each)
    expect(differ).toEqual([])
  })

  test("one that the table no longer has, or never had, is looked for among all", async () => {
    const { answered, looks } = await found(idsOf(named[0] ?? prompt), named.slice(1))
    expect(answered).toEqual({ letter: named[1], refers: false })
    expect(looks).toContain("all")
  })
})
