import { agreementIntroduction, workingAgreement } from "@turnabout/core/texts/agreement.ts"
import {
  afterTheHour,
  firstSession,
  guide,
  ofAnotherLength,
  reviewLines,
  shapeInFiveLines,
  shapeOfTheHour,
} from "@turnabout/core/texts/guide.ts"
import type { Section } from "@turnabout/core/texts/passage.ts"
import { eventPrompts, promptText, prompts } from "@turnabout/core/texts/prompts.ts"
import type { PromptTag } from "@turnabout/core/texts/prompts.ts"
import { reminderText, reminders } from "@turnabout/core/texts/reminders.ts"
import { adultAndLimits, contactsFallback, footerSafety, safetySections } from "@turnabout/core/texts/safety.ts"
import { describe, expect, test } from "vitest"

const terms = { weekday: "Thursday", time: "17:00, Lisbon time", minutes: "an hour" }
const filledPrompts = prompts.map((prompt) => promptText(prompt, "Ben"))
const filledReminders = reminders.map((reminder) => reminderText(reminder, "Ana"))
const shared = [...guide, ...workingAgreement(terms, ["Ten minutes late is late."]), ...safetySections]

const practice = [
  ...filledPrompts,
  ...filledReminders,
  ...guide.flatMap(words),
  ...shapeOfTheHour.flatMap((step) => [step.what, step.lead]),
  ...shapeInFiveLines(60).map((step) => step.what),
  ...reviewLines,
  afterTheHour,
  ofAnotherLength,
  ...[30, 90].flatMap((minutes) => words(firstSession(minutes))),
  agreementIntroduction,
]
const limits = [
  ...workingAgreement(terms, []).flatMap(words),
  ...safetySections.flatMap(words),
  footerSafety,
  adultAndLimits,
  ...(contactsFallback.kind === "paragraph" ? [contactsFallback.text] : contactsFallback.items),
]

function words(section: Section): readonly string[] {
  return [
    section.title,
    ...section.passages.flatMap((passage) => (passage.kind === "paragraph" ? [passage.text] : passage.items)),
  ]
}

function numbered(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, "0")}`)
}

describe("the texts of the practice", () => {
  test("prompts and reminders keep their ids, in order", () => {
    expect(prompts.map((prompt) => prompt.id)).toEqual(numbered("F", 31))
    expect(reminders.map((reminder) => reminder.id)).toEqual(numbered("C", 23))
  })

  test("every kind of prompt has as many as the page of texts lists", () => {
    const counts = (tag: PromptTag): number => prompts.filter((prompt) => prompt.tag === tag).length
    expect({ A: counts("A"), B: counts("B"), C: counts("C"), D: counts("D"), E: counts("E") }).toEqual({
      A: 9,
      B: 8,
      C: 6,
      D: 4,
      E: 4,
    })
  })

  test("only the prompts that an event chooses are tagged E", () => {
    const tagged = prompts.filter((prompt) => prompt.tag === "E").map((prompt) => prompt.id)
    expect(Object.values(eventPrompts).toSorted()).toEqual(tagged)
  })

  test("nothing unfilled is left once the name is in", () => {
    for (const text of [...practice, ...limits]) expect(text).not.toMatch(/[{}]|undefined|null/)
    expect(filledPrompts.some((text) => text.includes("Ben"))).toBe(true)
    expect(filledReminders.some((text) => text.includes("Ana"))).toBe(true)
  })

  test("a name is taken as it is, whatever signs are in it", () => {
    expect(promptText({ id: "F00", tag: "A", text: "Ask {partner}, {partner}." }, "$& {partner} $1")).toBe(
      "Ask $& {partner} $1, $& {partner} $1.",
    )
  })

  test("what has come along for long is named in the question about it", () => {
    const carried = prompts.find(({ id }) => id === eventPrompts.carried)!
    expect(promptText(carried, "Ben", "walk to work")).toMatch(/^“walk to work” has come along for three sessions\./)
    expect(promptText(carried, "Ben")).toMatch(/^One of the things below has come along/)
  })

  test("no text shouts, counts streaks or praises obedience", () => {
    for (const text of [...practice, ...limits]) {
      expect(text).not.toMatch(/!|\bstreak|\bcongratulat|\bwell done\b|\bgreat job\b|\byou missed\b|%/i)
    }
  })

  test("what the pair does has no word of the clinic", () => {
    for (const text of practice) {
      expect(text).not.toMatch(/\b(treat(s|ed|ing|ment)?|patients?|clients?|diagnos\w*|heal(s|ed|ing)?|therap\w*)\b/i)
    }
  })

  test("sections have ids of their own and something in them", () => {
    const ids = shared.map((section) => section.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const section of shared) expect(words(section).every((text) => text.trim() !== "")).toBe(true)
  })

  test("the minutes of the hour follow on from nought to sixty", () => {
    for (const steps of [shapeOfTheHour, shapeInFiveLines(60)]) {
      const bounds = steps.map((step) => step.minutes.split("–").map(Number))
      expect(bounds[0]?.[0]).toBe(0)
      expect(bounds.at(-1)?.[1]).toBe(60)
      for (const [index, [start]] of bounds.entries()) expect(start).toBe(bounds[index - 1]?.[1] ?? 0)
    }
    expect(shapeInFiveLines(60)).toHaveLength(5)
  })

  test.each([
    [15, ["0–2", "2–10", "10–12", "12–14", "14–15"]],
    [30, ["0–5", "5–20", "20–25", "25–29", "29–30"]],
    [45, ["0–5", "5–30", "30–35", "35–43", "43–45"]],
    [60, ["0–10", "10–40", "40–50", "50–58", "58–60"]],
    [90, ["0–15", "15–60", "60–75", "75–87", "87–90"]],
    [240, ["0–15", "15–160", "160–220", "220–235", "235–240"]],
  ])("the five lines of %i minutes have their parts of it", (minutes, expected) => {
    expect(shapeInFiveLines(minutes).map((step) => step.minutes)).toEqual(expected)
  })

  test("whatever the length, each step has its time, and listening most of it", () => {
    for (let minutes = 15; minutes <= 240; minutes += 1) {
      const bounds = shapeInFiveLines(minutes).map((step) => step.minutes.split("–").map(Number))
      const [arrive = 0, listen = 0, ideas = 0, commit = 0, remember = 0] = bounds.map(
        ([from = 0, to = 0]) => to - from,
      )
      expect(arrive + listen + ideas + commit + remember).toBe(minutes)
      for (const step of [arrive, ideas, commit, remember]) expect(step).toBeLessThan(listen)
      expect(Math.min(arrive, ideas, commit)).toBeGreaterThanOrEqual(2)
      expect(remember).toBeGreaterThanOrEqual(1)
    }
  })

  test("the first session says what to make of an hour's steps in another length", () => {
    const opening = (minutes: number) => words(firstSession(minutes)).find((text) => text.includes("both of you")) ?? ""
    expect(opening(60)).toMatch(/^Sixty minutes, both of you\./)
    expect(opening(30)).toContain("The steps take sixty minutes and you have 30")
    expect(opening(90)).toContain("what is left of your 90")
  })
})

describe("the working agreement", () => {
  test("it says when this pair meets", () => {
    const opening = workingAgreement(terms, [])[0]
    expect(opening && words(opening).join(" ")).toContain("We meet for an hour on Thursday at 17:00, Lisbon time.")
  })

  test("on the guide page it is about no pair in particular", () => {
    const opening = workingAgreement(null, [])[0]
    expect(opening && words(opening).join(" ")).toContain("We meet for an hour on an agreed day and time.")
  })

  test("the pair's own changes come last, and only if there are any", () => {
    expect(workingAgreement(terms, []).some((section) => section.id === "our-changes")).toBe(false)
    expect(workingAgreement(terms, ["Work is left outside."]).at(-1)).toEqual({
      id: "our-changes",
      title: "Changes we made",
      passages: [{ kind: "bullets", items: ["Work is left outside."] }],
    })
  })
})
