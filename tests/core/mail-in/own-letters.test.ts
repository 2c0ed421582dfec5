import { expect, test } from "vitest"
import { openMail } from "@turnabout/core/mail-in/raw-mail.ts"
import { newTextOf } from "@turnabout/core/mail-in/new-text.ts"
import { answers } from "../../fixtures/mail-in/answers.ts"
import { clients } from "../../fixtures/mail-in/clients.ts"
import { rawMail } from "../../fixtures/mail-in/mime.ts"
import type { Tree } from "../../fixtures/mail-in/mime.ts"
import { address, sentLetter, wireId } from "../../fixtures/mail-in/sent.ts"

const letters = [sentLetter("prompt"), sentLetter("after-form"), sentLetter("recap")]

type Case = {
  readonly name: string
  readonly tree: Tree
  readonly expected: string
  readonly letter: string
  readonly subject: string
}

const cases: readonly Case[] = clients.flatMap((client) =>
  client.places.flatMap((place) =>
    answers.flatMap((answer) =>
      letters.map((sent) => ({
        name: `${client.name}, ${place}, ${sent.kind}, ${answer.name}`,
        tree: client.tree({ place, text: answer.text }, sent),
        expected: answer.text,
        letter: sent.text,
        subject: sent.subject,
      })),
    ),
  ),
)

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}

async function read(each: Case): Promise<string> {
  const headers = [
    "From: Ana <ana@example.org>",
    `To: ${address}`,
    `Subject: Re: ${each.subject}`,
    `In-Reply-To: <${wireId}>`,
  ]
  const opened = await openMail(rawMail(headers, each.tree))
  if (!opened.ok) throw new Error(opened.error)
  return newTextOf(opened.value, each.letter)
}

test("at least 97 % of replies to our own letters are read exactly, and no quoted word leaks", async () => {
  const results = await Promise.all(cases.map(async (each) => ({ each, text: folded(await read(each)) })))
  const wrong = results.filter(({ each, text }) => text !== folded(each.expected))
  const leaked = wrong.filter(({ each, text }) => text.split(" ").some((word) => !each.expected.includes(word)))
  const exact = results.length - wrong.length
  console.log(`replies to our own letters: ${clients.length} clients, ${exact} of ${results.length} exact`)
  for (const { each, text } of wrong.slice(0, 400))
    console.log("  ", each.name, "|", JSON.stringify(text.slice(0, 200)))
  console.log("leaked", leaked.length)
  expect(leaked).toEqual([])
  expect(exact / results.length).toBeGreaterThanOrEqual(0.97)
})
