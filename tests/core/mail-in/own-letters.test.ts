import { expect, test } from "vitest"
import { bodyLines, newTextOf } from "@turnabout/core/mail-in/new-text.ts"
import { openMail } from "@turnabout/core/mail-in/raw-mail.ts"
import { answers } from "../../fixtures/mail-in/answers.ts"
import { clients } from "../../fixtures/mail-in/clients.ts"
import { rawMail } from "@turnabout/local/client-mime.ts"
import type { Tree } from "@turnabout/local/client-mime.ts"
import { address, sentLetter, wireId } from "../../fixtures/mail-in/sent.ts"

type Case = {
  readonly name: string
  readonly raw: Uint8Array
  readonly expected: string
  readonly letter: string | null
}

const letters = [sentLetter("prompt"), sentLetter("after-form"), sentLetter("recap")]

/** Every client, every place it lets people write in, every answer, every letter. */
function cases(change: (tree: Tree) => Tree, isLetterKnown: boolean): readonly Case[] {
  return clients.flatMap((client) =>
    client.places.flatMap((place) =>
      answers.flatMap((answer) =>
        letters.map((sent) => ({
          name: `${client.name}, ${place}, ${sent.kind}, ${answer.name}`,
          raw: rawMail(
            [
              "From: Ana <ana@example.org>",
              `To: ${address}`,
              `Subject: Re: ${sent.subject}`,
              `In-Reply-To: <${wireId}>`,
            ],
            change(client.tree({ place, text: answer.text }, sent)),
          ),
          expected: answer.text,
          letter: isLetterKnown ? sent.text : null,
        })),
      ),
    ),
  )
}

function asSent(tree: Tree): Tree {
  return tree
}

/** For readers of mail whose provider drops the HTML part, and for ours should it be unreadable. */
function textOnly(tree: Tree): Tree {
  return "parts" in tree ? (tree.parts[0] ?? tree) : tree
}

/** As gateways leave it that clean HTML: no class, id or name is left to tell a quote by. */
function withoutNames(tree: Tree): Tree {
  const part = "parts" in tree ? tree.parts.at(-1) : tree
  if (part === undefined || "parts" in part) return tree
  const body = part.body.replace(/ (?:class|id|name|type|cite|data-[a-z]+)=(?:"[^"]*"|[^\s>"]+)(?=[ >])/g, "")
  return { ...part, body }
}

type Result = { readonly name: string; readonly isExact: boolean; readonly leaked: readonly string[] }

async function read(each: Case): Promise<Result> {
  const opened = await openMail(each.raw)
  if (!opened.ok) throw new Error(opened.error)
  const text = newTextOf(bodyLines(opened.value), each.letter)
  const own = new Set(words(each.expected))
  return {
    name: each.name,
    isExact: words(text).join(" ") === words(each.expected).join(" "),
    leaked: words(text).filter((word) => !own.has(word)),
  }
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "")
}

test.each([
  ["as the client sends them", asSent, true],
  ["of their text part alone", textOnly, true],
  ["without classes, ids and names", withoutNames, true],
  ["as the client sends them, the letter unknown", asSent, false],
] as const)(
  "at least 97 %% of replies to our letters %s are read exactly, and no quoted word leaks",
  async (...row) => {
    const [what, change, isLetterKnown] = row
    const results = await Promise.all(cases(change, isLetterKnown).map(read))
    const wrong = results.filter(({ isExact }) => !isExact)
    const figure = `${results.length - wrong.length} of ${results.length} exact`
    process.stdout.write(`replies to our letters from ${clients.length} clients, ${what}: ${figure}\n`)
    expect(wrong.filter(({ leaked }) => leaked.length > 0)).toEqual([])
    expect(wrong.length / results.length).toBeLessThanOrEqual(0.03)
  },
)

test.each([
  ["as the client sends it", asSent],
  ["of its text part alone", textOnly],
] as const)("a reply without a word, %s, leaves nothing of the letter it quotes", async (_what, change) => {
  const empty = clients.flatMap((client) =>
    letters.map(async (sent) => {
      const tree = change(client.tree({ place: client.places[0] ?? "top", text: "" }, sent))
      const raw = rawMail(["From: Ana <ana@example.org>"], tree)
      return read({ name: `${client.name}, ${sent.kind}`, raw, expected: "", letter: sent.text })
    }),
  )
  expect((await Promise.all(empty)).filter(({ isExact }) => !isExact)).toEqual([])
})

test("at least 25 clients are among them", () => {
  expect(clients.length).toBeGreaterThanOrEqual(25)
})
