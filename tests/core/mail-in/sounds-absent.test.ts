import { soundsAbsent } from "@turnabout/core/mail-in/sounds-absent.ts"
import { expect, test } from "vitest"

test.each([
  "Let's skip this week, I'm ill",
  "Sorry, can't make Thursday, could we do Friday same time?",
  "Sorry, can't make it.",
  "Can't make it today",
  "I can't make it at 5",
  "I can't tomorrow",
  "I can't on Thursday",
  "Running late tomorrow, 18:30?",
  "Can we skip?",
  "Can we reschedule?",
  "Could we move it to Friday? No, to next week.",
  "I won't be there",
  "I'm ill and can't come",
  "I'd like to stop doing this, sorry. Can you tell Ben gently?",
  "Pause from 20 December",
])("“%s” may mean that they will not come", (text) => {
  expect(soundsAbsent(text)).toBe(true)
})

test.each([
  "I want to quit my job",
  "I want to quit smoking",
  "I'm sick of my job",
  "I'm ill at ease with my team",
  "I can't do it alone",
  "I couldn't make it work with Tom",
  "I can't make this decision",
  "How do I move this project forward?",
  "I want to skip this phase of self-pity",
  "My mother won't come",
  "I am running late with the thesis",
  "I need to cancel my wedding",
  "I want to stop meeting my ex",
  "Skip the small talk this time",
  "I can't meet my own standards",
  `I can't make it. ${"It has been so for years. ".repeat(8)}`,
])("“%s” is what they bring", (text) => {
  expect(soundsAbsent(text)).toBe(false)
})
