import { expect, test } from "vitest"
import { newTextOf } from "@turnabout/core/mail-in/new-text.ts"
import { foreignReplies } from "../../fixtures/mail-in/foreign.ts"

test("at least 85 % of text replies to mails that are not ours are read exactly", () => {
  const wrong = foreignReplies.filter(
    ({ body, expected }) => folded(newTextOf({ html: null, text: body }, null)) !== folded(expected),
  )
  const exact = foreignReplies.length - wrong.length
  const percent = ((100 * exact) / foreignReplies.length).toFixed(1)
  console.log(`text replies to unknown letters: ${exact} of ${foreignReplies.length} exact, ${percent} %`)
  for (const w of wrong) console.log(w.name, JSON.stringify(newTextOf({ html: null, text: w.body }, null)))
  expect(exact / foreignReplies.length).toBeGreaterThanOrEqual(0.85)
})

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}
