import { sampleFrame } from "@turnabout/emails/frame.ts"
import { printableName } from "@turnabout/emails/printable.ts"
import { render } from "@turnabout/emails/render.ts"
import { describe, expect, test } from "vitest"
import { everyLetter } from "./every-letter.ts"

const names = new Set(["partner", "inviter"])
/** The strings in props that people wrote. */
const words = new Set(["note", "shared", "commitments", "changes", "lines", "excerpt", "written", "meetingLink"])

const hostileName = `A<b>"n'a\r\nBcc: x@evil.com\u202E\u200B\u2066 https://evil.com/?a=1&b=2`
const hostileWords = `</p><script>alert(1)</script>\u202Edesrever\u200B\r\nsecond line & "quotes" \u0007\u{E0041}`

const invisible =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2060\u2066\u2067\uFEFF]|[\u{E0000}-\u{E0FFF}]/u

describe("hostile names and words", () => {
  const all = everyLetter((key, text) =>
    names.has(key) && !/\d/.test(text) ? hostileName : words.has(key) ? hostileWords : text,
  )

  test.each(all.map((letter) => [letter.title, letter] as const))(
    "%s shows them as harmless text",
    (_title, letter) => {
      expect(letter.html).not.toMatch(/<b>|<script|<\/p><\/?script|href="https:\/\/evil/)
      expect(letter.subject).not.toMatch(/[\r\n]/)
      for (const part of [letter.subject, letter.text, letter.html]) {
        expect(part).not.toMatch(invisible)
        expect(part).not.toMatch(/https?:\/\/evil|evil\.com/)
      }
    },
  )

  test("they are there all the same", () => {
    const request = all.find((letter) => letter.title === "partner-request (with-note)")
    expect(request?.html).toContain("<bdi>A&lt;b&gt;&quot;n&#39;a Bcc: x@evil. com")
    expect(request?.text).toContain('> </p><script>alert(1)</script>desrever\n> second line & "quotes"')
  })
})

describe("privacy on a lock screen", () => {
  const secret = "Secret0words"
  const all = everyLetter((key, text) => (words.has(key) || key === "text" || key === "prompt" ? secret : text))

  /** The subject, and as much of a letter as a phone shows beside it. */
  const atAGlance = ({ subject, text }: { readonly subject: string; readonly text: string }) =>
    `${subject}\n${text.replaceAll(/\s+/g, " ").slice(0, 90)}`

  test.each(all.map((letter) => [letter.title, letter] as const))("%s shows no one's words there", (_title, letter) => {
    expect(atAGlance(letter)).not.toContain(secret)
    expect(letter.text.split("\n\n")[0]).not.toContain(secret)
  })

  // The partner may be beside the phone. END and the like in capitals are the words that letters offer.
  const givenAway =
    /\b(end(s|ed|ing)?|clos(e|es|ed|ing)|(your|a|one) last session|goodbye|eras\w*|delet\w*|are gone from here|export\w*|copy of|everything you|everything of|(not|nothing) (heard|answered)|heard (from|nothing)|silen\w*|no letters|still (there|meeting)|came back|stopped|a no|has (written|answered)|lets you see)\b|\bwrote[,:]/

  test.each(everyLetter().map((letter) => [letter.title, letter] as const))(
    "%s gives no end, erasure, export or silence away there, nor who wrote",
    (_title, letter) => {
      expect(atAGlance(letter)).not.toMatch(givenAway)
    },
  )

  test.each([
    "One question before you end it with Ben",
    "You asked us to erase everything of yours.",
    "Your reply closes it all",
    "Ben has ended the pair.",
    "We have not heard from you",
    "Ana wrote, for you to read",
    "this is your last session",
  ])("“%s” would give it away", (words) => {
    expect(words).toMatch(givenAway)
  })

  test("the words are further down", () => {
    expect(all.filter((letter) => letter.text.includes(secret)).length).toBeGreaterThan(20)
  })
})

describe("a printable name", () => {
  test.each([
    ["Ana", "Ana"],
    ["  Ana\tMaria \n Silva ", "Ana Maria Silva"],
    ["J.R.R. Moreno", "J.R.R. Moreno"],
    ["http://evil.com", "evil. com"],
    ["javascript://x", "x"],
    ["Ana\u202Elive", "Analive"],
    ["a\u200Bb\u2060c\uFEFFd", "abcd"],
    ["دانيال", "دانيال"],
    ["می\u200Cخواهم", "می\u200Cخواهم"],
    ["An\u200Da", "Ana"],
    ["👩\u200D👧", "👩\u200D👧"],
    ["\u200B\u202E", "your partner"],
    ["\uD800Ana", "\uFFFDAna"],
  ])("%j becomes %j", (name, printed) => {
    expect(printableName(name)).toBe(printed)
  })

  test("a right-to-left name is isolated in both parts", () => {
    const { text, html, subject } = render("answer-no", { outcome: "declined", partner: "דנה" }, sampleFrame)
    expect(html).toContain("<bdi>דנה</bdi>")
    expect(text).toContain("\u2068דנה\u2069")
    expect(subject).toContain("\u2068דנה\u2069")
  })
})

describe("links", () => {
  const proposal = {
    partner: "Ben",
    proposed: "Tuesdays at 18:00",
    partnerProposed: null,
    asked: "Thursdays at 17:00",
    forgottenOn: "7 December",
  }

  test.each(["javascript:alert(1)", "data:text/html,x", "ftp://turnabout.example/", "/join/x", ""])(
    "%j is refused",
    (acceptUrl) => {
      expect(() => render("proposal", { ...proposal, acceptUrl }, sampleFrame)).toThrow()
    },
  )

  test("quotes in a link stay inside it", () => {
    const { html } = render("proposal", { ...proposal, acceptUrl: `https://turnabout.example/"><b>` }, sampleFrame)
    expect(html).not.toContain("<b>")
  })

  test("a meeting place that is no link is printed as words", () => {
    const all = everyLetter((key, text) => (key === "meetingLink" ? "javascript:alert(1)" : text))
    for (const letter of all) expect(letter.html).not.toContain('href="javascript')
  })
})
