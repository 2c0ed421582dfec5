import { Temporal } from "temporal-polyfill"
import { expect, test } from "vitest"
import { whichLetter } from "@turnabout/core/mail-in/which-letter.ts"
import { sentLetter } from "../../fixtures/mail-in/sent.ts"
import { letter } from "./mail-input.ts"

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
