import { expect, test } from "vitest"
import { bodyLines, newTextOf } from "@turnabout/core/mail-in/new-text.ts"
import { quoted } from "../../fixtures/mail-in/clients.ts"
import { languages } from "../../fixtures/mail-in/languages.ts"
import type { Language } from "../../fixtures/mail-in/languages.ts"
import { address, sentLetter } from "../../fixtures/mail-in/sent.ts"

const sent = sentLetter("prompt")
const answer = "I think I want to talk about the move.\n\nAna"

function replies(language: Language): readonly (readonly [string, string])[] {
  const { gmail, apple, thunderbird, outlook, original, sentFrom } = language
  const [from, date, to, subject] = outlook
  const block = `${from} Turnabout <${address}>\n${date} 2026-11-25 17:00\n${to} Ana\n${subject} ${sent.subject}`
  const wrappedGmail = gmail.replace(/ (?=<)/, "\n").replace(/ \(<?r-/, (match) => match.replace(" ", "\n"))
  return [
    ["Gmail", `${answer}\n\n${gmail}\n\n${quoted(sent.text)}`],
    ["Gmail, wrapped", `${answer}\n\n${wrappedGmail}\n\n${quoted(sent.text)}`],
    ["Gmail, quote unmarked", `${answer}\n\n${gmail}\n\n${sent.text}`],
    ["Gmail, wrapped, quote unmarked", `${answer}\n\n${wrappedGmail}\n\n${sent.text}`],
    ["Apple Mail", `${answer}\n\n${sentFrom}\n\n${quoted(`${apple}\n\n${sent.text}`)}`],
    ["Apple Mail, attribution outside", `${answer}\n\n${apple}\n\n${quoted(sent.text)}`],
    ["Apple Mail, quote unmarked", `${answer}\n\n${sentFrom}\n\n${apple}\n\n${sent.text}`],
    ...(thunderbird === null ? [] : [["Thunderbird", `${thunderbird}\n${quoted(sent.text)}\n\n${answer}`] as const]),
    ["Outlook", `${answer}\n\n${"_".repeat(32)}\n${block}\n\n${sent.text}`],
    ["Outlook, bold", `${answer}\n\n${block.replaceAll(/^([^:]+:)/gm, "*$1*")}\n\n${sent.text}`],
    ...(original === null ? [] : [["original message", `${answer}\n\n${original}\n\n${sent.text}`] as const]),
  ]
}

test.each(languages.map((language) => [language.code, language] as const))(
  "what clients write around a quote in %s is no member's words",
  (_code, language) => {
    const readings = replies(language).flatMap(([name, text]) => [
      [name, newTextOf(bodyLines({ html: null, text }), sent.text)],
      [`${name}, letter unknown`, newTextOf(bodyLines({ html: null, text }), null)],
    ])
    expect(readings).toEqual(readings.map(([name]) => [name, answer]))
  },
)
