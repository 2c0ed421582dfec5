import { letterKinds } from "@turnabout/core/letter-kind.ts"
import { letters } from "@turnabout/emails/registry.ts"
import { describe, expect, test } from "vitest"
import { everyLetter } from "./every-letter.ts"
import type { RenderedSample } from "./every-letter.ts"

const all = everyLetter()
const url = /\b(?:https?|mailto):\S+/g

/** The words of a text in their order; what only dresses them (links, list numbers, quote marks) is left out. */
function wordsOfText(text: string): readonly string[] {
  return wordsOf(text.replace(/^\d+\. /gm, ""))
}

function wordsOfHtml(html: string): readonly string[] {
  const shown = html
    .replace(/<head>.*?<\/head>/s, "")
    .replace(/<\/?(?:strong|bdi|a)\b[^>]*>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|#39);/g, (_all, entity: string) => entities[entity] ?? "")
  return wordsOf(shown)
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }

function wordsOf(text: string): readonly string[] {
  return text.replace(url, " ").match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}

function bodyText(letter: RenderedSample): string {
  return letter.text.split("\n* * *\n")[0] ?? ""
}

describe.each(all.map((letter) => [letter.title, letter] as const))("%s", (_title, letter) => {
  test("the subject is one line, and short for ordinary names", () => {
    expect(letter.subject).toMatch(/^\S.*\S$/)
    const longest = letter.sample.includes("name") ? 140 : 70
    expect(letter.subject.length).toBeLessThanOrEqual(longest)
  })

  test("text and HTML say the same words in the same order", () => {
    expect(wordsOfHtml(letter.html)).toEqual(wordsOfText(letter.text))
  })

  test("nothing of the machinery shows", () => {
    const shown = `${letter.subject}\n${letter.text}\n${wordsOfHtml(letter.html).join(" ")}`
    expect(shown).not.toMatch(/[{}]|\bundefined\b|\bnull\b|\[object|\bNaN\b/)
    expect(shown).not.toMatch(/\S {2,}\S|,,|\.\.| ,| \./)
  })

  test("the voice stays calm: no exclamation marks, no streaks, no praise, no percentages, no word of the clinic", () => {
    const body = bodyText(letter).replace(/\s+/g, " ").replace("not each other’s therapist, doctor or lawyer", "")
    expect(`${letter.subject} ${letter.text}`).not.toContain("!")
    expect(body).not.toMatch(/\bstreak|\bcongratulat|\bwell done\b|\bgreat job\b|\byou missed\b|\d ?%/i)
    expect(body).not.toMatch(/\b(treat(s|ed|ing|ment)?|patients?|clients?|diagnos\w*|heal(s|ed|ing)?|therap\w*)\b/i)
  })

  test("it begins with one sentence of its own, the only heading of the first rank", () => {
    expect(letter.blocks.map((block) => block.kind).indexOf("lead")).toBe(0)
    expect(letter.blocks.filter((block) => block.kind === "lead")).toHaveLength(1)
    expect(letter.html.match(/<h1\b/g)).toHaveLength(1)
  })

  test("there is at most one button, and links of one name lead to one place", () => {
    expect(letter.html.match(/class="button"/g)?.length ?? 0).toBeLessThanOrEqual(1)
    const links = [...letter.html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(([, href, label]) => ({
      href,
      label,
    }))
    expect(new Set(links.map((link) => link.label)).size).toBe(links.length)
    expect(new Set(links.map((link) => link.href)).size).toBe(links.length)
    for (const link of links) {
      expect(link.href).toMatch(/^https:\/\/[a-z]/)
      expect(letter.text).toContain(link.href)
    }
  })

  test("the HTML has a language, a title, no image, no script, and is small", () => {
    expect(letter.html).toMatch(/^<!DOCTYPE html>\n<html lang="en"/)
    expect(letter.html).toMatch(/<title>\S[^<]{3,69}<\/title>/)
    expect(letter.html).not.toMatch(/<img|<script|<link|url\(|@import/)
    expect(Buffer.byteLength(letter.html)).toBeLessThanOrEqual(25_000)
  })

  test("no line of the text is longer than 76 characters, unless a link makes it so", () => {
    for (const line of letter.text.split("\n").filter((text) => !text.match(url))) {
      expect(line.length).toBeLessThanOrEqual(76)
      expect(line).not.toMatch(/\s$|\r|\t/)
    }
  })

  test("the footer states the limits and links to other help", () => {
    expect(letter.text.replace(/\s+/g, " ")).toContain(
      "In an emergency call your local emergency number. Limits and other help",
    )
    expect(letter.text).toContain("https://turnabout.example/safety")
  })
})

test("every kind has samples with names of their own", () => {
  for (const kind of letterKinds) {
    const names = letters[kind].samples.map((sample) => sample.name)
    expect(names.length).toBeGreaterThan(0)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
  }
})

test("a word in one part and not in the other is noticed", () => {
  const letter = all[0]
  expect(letter && wordsOfHtml(letter.html.replace("<main>", "<main>more"))).not.toEqual(
    letter && wordsOfText(letter.text),
  )
})

test("no letter holds a line that its reader would type: what we sent is taken out of replies", () => {
  const replies = [
    "1 done, 2 let go",
    "1 keep, 2 let go",
    "1 partly, 2 done",
    "Thursday 17:00",
    "Friday 17:00",
    "PAUSE until 6 January",
    "heard: fully",
    "heard: mostly",
    "mattered: yes",
    "mattered: partly",
    "skip, sorry",
  ]
  for (const letter of all.filter((each) => !each.title.includes("understood"))) {
    const joined = letter.text.replace(/\s+/g, " ").toLowerCase()
    for (const reply of replies) expect(joined).not.toContain(reply.toLowerCase())
  }
})
