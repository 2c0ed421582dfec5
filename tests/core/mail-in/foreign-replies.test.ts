import { expect, test } from "vitest"
import { bodyLines, newTextOf } from "@turnabout/core/mail-in/new-text.ts"
import { foreignReplies } from "../../fixtures/mail-in/foreign.ts"

test("at least 85 % of text replies to mails that are not ours are read exactly", () => {
  const wrong = foreignReplies.filter(
    ({ body, expected }) => folded(newTextOf(bodyLines({ html: null, text: body }), null)) !== folded(expected),
  )
  const exact = foreignReplies.length - wrong.length
  const percent = ((100 * exact) / foreignReplies.length).toFixed(1)
  process.stdout.write(
    `text replies to letters that we do not know: ${exact} of ${foreignReplies.length} exact, ${percent} %\n` +
      `not exact: ${wrong.map(({ name }) => name).join("; ")}\n`,
  )
  expect(exact / foreignReplies.length).toBeGreaterThanOrEqual(0.85)
})

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}
