import { describe, expect, test } from "vitest"
import { looksLikeAfterAnswer, readAfterAnswer } from "@turnabout/core/mail-in/after-answer.ts"
import { readStatuses } from "@turnabout/core/mail-in/statuses.ts"

function read(text: string, commitments = 2) {
  return readAfterAnswer(text, { commitments, name: "Ana Example" })
}

const nothing = { happened: null, commitments: [], statuses: [], line: null, heard: null, mattered: null }

test("the reply that the design shows is a complete answer", () => {
  const text =
    "yes\n- email Ana before Thursday lunch\n- when I open the laptop on Monday, I will block two hours first\n1 done, 2 let go"
  expect(read(text)).toEqual({
    ...nothing,
    happened: true,
    commitments: ["email Ana before Thursday lunch", "when I open the laptop on Monday, I will block two hours first"],
    statuses: [
      { number: 1, status: "kept" },
      { number: 2, status: "let-go" },
    ],
  })
})

describe("whether it happened", () => {
  test.each([
    ["yes", true, null],
    ["Yes.", true, null],
    ["Yes!", true, null],
    ["yes, it did", true, null],
    ["Yes, it happened. It was good.", true, "It was good."],
    ["Yes - and I was glad", true, "and I was glad"],
    ["It did.", true, null],
    ["1. yes", true, null],
    ["- yes", true, null],
    ["Hi,\nyes", true, null],
    ["no", false, null],
    ["No.", false, null],
    ["No, Ben was ill", false, "Ben was ill"],
    ["no, it didn't happen", false, null],
    ["no, and it is still my turn", false, null],
    ["It did not happen", false, null],
    ["We didn’t meet.", false, null],
    ["Did not happen", false, null],
    ["No :(", false, null],
    ["no 😞", false, null],
    ["No…", false, null],
    ["No sorry", false, null],
    ["No (ill)", false, "(ill)"],
    ["No I was sick", false, "I was sick"],
    ["no we both forgot", false, "we both forgot"],
    ["Unfortunately not, Ben didn’t show up", false, "Ben didn’t show up"],
    ["Sadly no", false, null],
    ["We did not meet this week", false, null],
    ["It did not happen this time", false, null],
    ["We couldn’t meet", false, null],
    ["Did it happen? No", false, null],
    ["Nein", false, null],
    ["Non, Ben était malade", false, "Ben était malade"],
    ["Sorry, it did not happen actually, I mixed it up", false, "I mixed it up"],
    ["oh sorry, yes we did, I mixed up the weeks", true, "I mixed up the weeks"],
    ["Yes :)", true, null],
    ["yes 👍", true, null],
    ["No we did", null, "No we did"],
    ["No it was great!", null, "No it was great!"],
    ["no sorry we did meet", null, "no sorry we did meet"],
    ["No I haven't called my mum yet", null, "No I haven't called my mum yet"],
    ["No because I want less on my plate", null, "No because I want less on my plate"],
    ["Non-judgmental listening is hard.", null, "Non-judgmental listening is hard."],
    ["Did it happen? Yes, or no. No", false, null],
    ["Did it happen? Yes, or no.\nyes", true, null],
    ["Yes. I did not actually call my mother", true, "I did not actually call my mother"],
    ["No Ben was ill", false, "Ben was ill"],
    ["Yes :D", true, null],
    ["No :'(", false, null],
    ["Yes 👍🏽", true, null],
    ["Leider nein", false, null],
    ["No idea what to do next", null, "No idea what to do next"],
    ["No longer afraid of calling", null, "No longer afraid of calling"],
    ["It did not feel like an hour", null, "It did not feel like an hour"],
    ["We could not stop talking", null, "We could not stop talking"],
    ["No commitments this time", null, null],
    ["None", null, null],
    ["Yesterday was better than today", null, "Yesterday was better than today"],
    ["Not sure what to say", null, "Not sure what to say"],
    ["Nobody has ever listened to me like that", null, "Nobody has ever listened to me like that"],
  ])("“%s”", (text, happened, line) => {
    expect(read(text)).toEqual({ ...nothing, happened, line })
  })

  test("a yes or no may come below the rest", () => {
    expect(read("- walk every day\nyes")).toEqual({ ...nothing, happened: true, commitments: ["walk every day"] })
  })
})

describe("commitments", () => {
  test.each([
    ["- walk", ["walk"]],
    ["* walk\n* sleep", ["walk", "sleep"]],
    ["• walk\n· sleep", ["walk", "sleep"]],
    ["– walk\n— sleep", ["walk", "sleep"]],
    ["1. walk\n2) sleep", ["walk", "sleep"]],
    ["-walk", ["walk"]],
    ["- [ ] walk", ["walk"]],
    ["When the phone rings, I will let it ring twice", ["When the phone rings, I will let it ring twice"]],
    ["- a\n- b\n- c\n- d", ["a", "b", "c", "d"]],
    ["- none", []],
    ["- nothing", []],
    ["---", []],
    [`- ${"x".repeat(400)}`, ["x".repeat(300)]],
    [
      "- when I come home on Friday and the children are in bed, I will sit down\nfor an hour and write\n- walk",
      ["when I come home on Friday and the children are in bed, I will sit down for an hour and write", "walk"],
    ],
    ["- walk every\n  single day", ["walk every single day"]],
  ])("%j", (text, commitments) => {
    expect(read(text)).toEqual({ ...nothing, commitments })
  })
})

describe("what became of earlier ones", () => {
  test.each([
    ["1 done", "1 kept"],
    ["1 done, 2 let go", "1 kept, 2 let-go"],
    ["1: kept", "1 kept"],
    ["1 = done; 2 = dropped", "1 kept, 2 let-go"],
    ["1) done 2) partly", "1 kept, 2 partly"],
    ["#1 done", "1 kept"],
    ["1. done", "1 kept"],
    ["- 1 done", "1 kept"],
    ["3. 1 done, 2 let go", "1 kept, 2 let-go"],
    ["2 partly", "2 partly"],
    ["1 carry on, 2 still open", "1 open, 2 open"],
    ["1 keep, 2 let go", "1 open, 2 let-go"],
    ["keep 1, let go 2", "1 open, 2 let-go"],
    ["1 and 2 done", "1 kept, 2 kept"],
    ["1, 2 done", "1 kept, 2 kept"],
    ["all done", "1 kept, 2 kept"],
    ["keep both", "1 open, 2 open"],
    ["let go of 2", "2 let-go"],
    ["1 not done", "1 open"],
    ["1 ✅ 2 ❌", "1 kept, 2 let-go"],
    ["1 is done and 2 I dropped", "1 kept, 2 let-go"],
    ["1 DONE. 2 LET GO.", "1 kept, 2 let-go"],
  ])("“%s”", (text, expected) => {
    const { statuses } = readAfterAnswer(text, { commitments: 2, name: "" })
    expect(statuses.map(({ number, status }) => `${number} ${status}`).join(", ")).toBe(expected)
  })

  test.each([
    "done",
    "1",
    "12 done things",
    "1 email",
    "I kept one",
    "2026 done",
    "1/2 done",
    "17:00 done",
    "let go",
    "1 done 2",
    "",
    "keep calm and carry on",
  ])("“%s” says nothing of them", (text) => {
    expect(readStatuses(text, 2)).toBeNull()
  })
})

test("what else is left is the line to keep, without the name below it", () => {
  expect(read("yes\n- walk\n\nI noticed how little I ask.\n\nBest,\nAna").line).toBe("I noticed how little I ask.")
  expect(read("yes\nkeep: I noticed how little I ask.\n\nAna").line).toBe("I noticed how little I ask.")
  expect(read("yes\n\nPatience").line).toBe("Patience")
  expect(read("We talked about the house.\nIt was good.").line).toBe("We talked about the house.\nIt was good.")
})

test("how it sat with the focus is heard too", () => {
  expect(read("yes\nheard: not quite\nmattered: partly")).toEqual({
    ...nothing,
    happened: true,
    heard: "not-quite",
    mattered: "partly",
  })
  expect(read("I felt heard fully\nspent on what mattered: yes")).toEqual({
    ...nothing,
    heard: "fully",
    mattered: "yes",
  })
})

test("only what can be nothing else is an after-form without its letter", () => {
  expect(looksLikeAfterAnswer("yes\n- walk")).toBe(true)
  expect(looksLikeAfterAnswer("no\n1 done")).toBe(true)
  expect(looksLikeAfterAnswer("yes")).toBe(false)
  expect(looksLikeAfterAnswer("- one thing\n- another thing\nand a sentence")).toBe(false)
})
