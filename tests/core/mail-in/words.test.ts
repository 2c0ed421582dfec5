import { Temporal } from "temporal-polyfill"
import { describe, expect, test } from "vitest"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import type { SaidTime } from "@turnabout/core/mail-in/said-time.ts"
import { asksForPrivacy, readCommand, readPrivacy } from "@turnabout/core/mail-in/words.ts"
import type { WordCommand } from "@turnabout/core/mail-in/words.ts"
import { now } from "./mail-input.ts"

// Wednesday 25 November 2026, 19:00 in Berlin; the session talked of is on Thursday at 17:00.
const near = Temporal.Instant.from("2026-11-26T16:00:00Z")

async function said(text: string, letter: LetterKind | null, about: Temporal.Instant | null = near): Promise<string> {
  const command = await readCommand(text, { now, zone: "Europe/Berlin", near: about, letter })
  return command === null ? "answer" : tell(command)
}

function tell(command: WordCommand): string {
  if (command.word === "move") return `move ${command.when === null ? "-" : tellTime(command.when)}`
  if (command.word !== "pause") return command.word
  if ("longer" in command) return `pause longer ${command.longer.toString()}`
  return "ambiguous" in command
    ? `pause ${command.ambiguous.join(" or ")}`
    : `pause ${command.until?.toString() ?? "-"}`
}

function tellTime(time: SaidTime): string {
  switch (time.kind) {
    case "at":
      return time.local.toString({ smallestUnit: "minute" })
    case "time":
      return time.time.toString({ smallestUnit: "minute" })
    case "day":
      return time.date.toString()
    case "ambiguous":
      return time.candidates.map((each) => each.toString({ smallestUnit: "minute" })).join(" or ") || "?"
  }
}

describe("to a prompt", () => {
  test.each([
    // commands
    ["Pause for two more weeks", "pause longer P2W"],
    ["pause a month longer", "pause longer P1M"],
    ["SKIP", "skip"],
    ["skip", "skip"],
    ["Skip.", "skip"],
    ["*Skip*", "skip"],
    ["“Skip”", "skip"],
    ["SKIP!!!", "skip"],
    ["Skip, sorry", "skip"],
    ["Skip - travelling", "skip"],
    ["Skip – travelling", "skip"],
    ["skip: away all week", "skip"],
    ["Skip. Sorry, my mother is in hospital.", "skip"],
    ["Skip please", "skip"],
    ["Please skip", "skip"],
    ["skip this week", "skip"],
    ["Hi,\nskip\nAna", "skip"],
    ["SKIP\n\nI am away until Sunday.\n\nBest,\nAna", "skip"],
    ["Stop, it was good while it lasted", "end"],
    ["STOP", "end"],
    ["End", "end"],
    ["end.", "end"],
    ["UNSKIP", "unskip"],
    ["un-skip", "unskip"],
    ["Resume", "resume"],
    ["EXPORT", "export"],
    ["Erase", "erase"],
    ["erase everything", "erase"],
    ["agree", "agree"],
    ["PRIVATE", "private"],
    ["share", "share"],
    ["Weekly", "weekly"],
    ["FORTNIGHTLY", "fortnightly"],
    ["PAUSE", "pause -"],
    ["pause for now", "pause -"],
    ["Pause, please.", "pause -"],
    ["PAUSE until 6 January", "pause 2027-01-06"],
    ["pause until January 6th", "pause 2027-01-06"],
    ["Pause till 6 Jan.", "pause 2027-01-06"],
    ["pause until 6.1.", "pause 2027-01-06"],
    ["pause until 13/1", "pause 2027-01-13"],
    ["pause until 2027-01-06", "pause 2027-01-06"],
    ["pause 6 January 2027", "pause 2027-01-06"],
    ["pause until Monday", "pause 2026-11-30"],
    ["pause for 3 weeks", "pause 2026-12-16"],
    ["pause two months", "pause 2027-01-25"],
    ["Pause until 6/1", "pause 2027-01-06 or 2027-06-01"],
    ["Pause 20 Dec - 6 Jan", "pause 2026-12-20 or 2027-01-06"],
    ["pause from 20.12. to 6.1.", "pause 2026-12-20 or 2027-01-06"],
    ["Pause from 20 December", "answer"],
    ["PAUSE from Monday", "answer"],
    ["Please pause until 6 January, thanks", "pause 2027-01-06"],
    ["MOVE Thursday 17:00", "move 2026-11-26T17:00"],
    ["Thursday 17:00", "move 2026-11-26T17:00"],
    ["Thursday 17:00?", "move 2026-11-26T17:00"],
    ["Thu 17:00", "move 2026-11-26T17:00"],
    ["Fri 18.30", "move 2026-11-27T18:30"],
    ["Friday 4pm", "move 2026-11-27T16:00"],
    ["Friday at 4 pm please", "move 2026-11-27T16:00"],
    ["move to Friday 09:00", "move 2026-11-27T09:00"],
    ["Move it to Friday at noon", "move 2026-11-27T12:00"],
    ["move Fri 27 Nov 18:00", "move 2026-11-27T18:00"],
    ["move 27.11. 18 Uhr", "move 2026-11-27T18:00"],
    ["move 27.11.2026 18h30", "move 2026-11-27T18:30"],
    ["2026-11-27 18:00", "move 2026-11-27T18:00"],
    ["tomorrow 18:30", "move 2026-11-26T18:30"],
    ["How about Friday 17:00?", "move 2026-11-27T17:00"],
    ["Could we do Friday at 17:00 instead?", "move 2026-11-27T17:00"],
    ["move 18:00", "move 18:00"],
    ["move to Friday", "move 2026-11-27"],
    ["MOVE", "move -"],
    ["Friday 5", "move 2026-11-27T05:00 or 2026-11-27T17:00"],
    ["Friday at 5", "move 2026-11-27T05:00 or 2026-11-27T17:00"],
    ["Friday 5:30", "move 2026-11-27T05:30 or 2026-11-27T17:30"],
    ["Friday at 5 in the afternoon", "move 2026-11-27T17:00"],
    ["move Friday evening", "move ?"],
    ["move Friday or Saturday 17:00", "move 2026-11-27T17:00 or 2026-11-28T17:00"],
    ["next Friday 17:00", "move 2026-11-27T17:00 or 2026-12-04T17:00"],
    ["next Monday 17:00", "move 2026-11-30T17:00"],
    ["Friday 26 November 17:00", "move 2026-11-26T17:00 or 2026-11-27T17:00"],
    ["move 6/12 17:00", "move 2026-12-06T17:00 or 2027-06-12T17:00"],
    ["move to the 27th at 6pm", "move 2026-11-27T18:00"],
    ["move 2nd at 18:00", "move 2026-12-02T18:00"],
    ["move to December 3rd at 18:00", "move 2026-12-03T18:00"],
    ["move to the 3rd of December at 18:00", "move 2026-12-03T18:00"],
    ["around 5pm on Friday?", "move 2026-11-27T17:00"],
    ["Wednesday 20:00", "move 2026-11-25T20:00"],
    ["Wednesday 18:00", "move 2026-11-25T18:00"],
    ["this Wednesday 20:00", "move 2026-11-25T20:00"],
    ["next Wednesday 20:00", "move 2026-12-02T20:00"],
    ["move next Friday", "move 2026-11-27T17:00 or 2026-12-04T17:00"],
    // answers
    ["Here is what I want to bring: the house.", "answer"],
    ["Here.", "answer"],
    ["End of quarter was hard", "answer"],
    ["Yes, 9 works and I also want to talk about Porto", "answer"],
    ["Yes", "answer"],
    ["No", "answer"],
    ["Wait and see is what I always do", "answer"],
    ["Last week was hard", "answer"],
    ["Last", "answer"],
    ["Skipping breakfast again", "answer"],
    ["Skip the small talk this time", "answer"],
    ["I want to skip this", "answer"],
    ["Stop me when I talk about work", "answer"],
    ["Stopping is what I am bad at", "answer"],
    ["Move forward or stay, that is the question", "answer"],
    ["Moving to Porto", "answer"],
    ["Pause before I answer people", "answer"],
    ["Pause until I know more", "answer"],
    ["Ending things well", "answer"],
    ["The end of my studies", "answer"],
    ["Export quotas are killing us", "answer"],
    ["Erase and start over is my pattern", "answer"],
    ["Agreeing too fast", "answer"],
    ["I agree with what Ben said", "answer"],
    ["Resume writing is my topic", "answer"],
    ["Weekly reports bore me", "answer"],
    ["Share prices worry me", "answer"],
    ["Tomorrow at 5 I have the interview", "answer"],
    ["On Thursday 17:00 I meet the notary first", "answer"],
    ["Thursday", "answer"],
    ["17:00", "answer"],
    ["May I bring two things?", "answer"],
    ["The second one", "answer"],
    ["I have been tired since 6 January", "answer"],
    ["", "answer"],
  ])("“%s” is %s", async (text, expected) => {
    expect(await said(text, "prompt")).toBe(expected)
  })
})

describe("words that count only where a letter offers them", () => {
  test.each([
    ["Yes", "partner-request", "yes"],
    ["yes please!", "partner-request", "yes"],
    ["Sure, count me in!", "partner-request", "yes"],
    ["Ja, gerne!", "partner-request", "yes"],
    ["Yes it was me", "confirm", "yes"],
    ["Yes, that's right.", "confirm", "yes"],
    ["No thank you", "partner-request", "no"],
    ["Sure we could talk about the house", "partner-request", "answer"],
    ["Yes, gladly. Can we start in May?", "partner-request", "answer"],
    ["Sure,\nbut could we do Wednesdays?", "partner-request", "answer"],
    ["Of course!\nWho is this from, though?", "partner-request", "answer"],
    ["Of course,\nbut please send me my export first.", "question", "answer"],
    ["Sure?", "question", "answer"],
    ["Confirmed", "confirm", "yes"],
    ["Não", "partner-request", "no"],
    ["Ja", "prompt", "answer"],
    ["Yes, I'd love to", "partner-request", "yes"],
    ["Yes but on Wednesdays", "partner-request", "answer"],
    ["No, thanks", "partner-request", "no"],
    ["No.", "partner-request", "no"],
    ["Tue 19:00", "partner-request", "move 2026-12-01T19:00"],
    ["Tuesdays at 19:00", "partner-request", "move 2026-12-01T19:00"],
    ["Yes", "proposal", "yes"],
    ["YES", "question", "yes"],
    ["Last", "question", "last"],
    ["no", "question", "no"],
    ["17:00", "question", "move 17:00"],
    ["Friday", "question", "move 2026-11-27"],
    ["HERE", "quiet-check", "here"],
    ["I'm here!", "quiet-check", "here"],
    ["pause", "quiet-check", "pause -"],
    ["end", "quiet-check", "end"],
    ["Wait", "quiet-notice", "wait"],
    ["Agreed", "welcome", "agree"],
    ["I agree.", "welcome", "agree"],
    ["AGREE\n\nWe meet on Wednesdays.", "welcome", "agree"],
    ["Yes", "after-form", "answer"],
    ["Wait", "quiet-check", "answer"],
    ["Here", "quiet-notice", "here"],
    ["Yes", "invitation", "answer"],
    ["Yes", null, "answer"],
    ["skip", null, "skip"],
  ] as const)("“%s” to %s is %s", async (text, letter, expected) => {
    expect(await said(text, letter, null)).toBe(expected)
  })
})

test("a weekday means the week of the session that the letter is about", async () => {
  const inTwoWeeks = Temporal.Instant.from("2026-12-10T16:00:00Z")
  expect(await said("Friday 17:00", "invitation", inTwoWeeks)).toBe("move 2026-12-11T17:00")
  expect(await said("Tuesday 17:00", "invitation", inTwoWeeks)).toBe("move 2026-12-08T17:00")
  expect(await said("Tuesday 17:00", "prompt")).toBe("move 2026-12-01T17:00")
  expect(await said("Tuesday 17:00", null, null)).toBe("move 2026-12-01T17:00")
})

test("on that weekday itself it may be today or in a week, unless that hour has passed", async () => {
  expect(await said("Wednesday 20:00", null, null)).toBe("move 2026-11-25T20:00 or 2026-12-02T20:00")
  expect(await said("Wednesday 18:00", null, null)).toBe("move 2026-12-02T18:00")
})

test("a time in the hour that the clocks skip goes forward, in the hour they repeat it is the first", async () => {
  const scene = { zone: "Europe/Berlin", near: null, letter: null }
  const spring = await readCommand("28 March 2027 02:30", { ...scene, now })
  const autumn = await readCommand("31 October 2027 02:30", { ...scene, now })
  expect(JSON.stringify(spring)).toContain("2027-03-28T01:30:00Z")
  expect(JSON.stringify(autumn)).toContain("2027-10-31T00:30:00Z")
})

test("a zone written beside a time is heard", async () => {
  const command = await readCommand("Friday 17:00 UTC", { now, zone: "Europe/Berlin", near, letter: null })
  expect(JSON.stringify(command)).toContain("2026-11-27T17:00:00Z")
})

describe("PRIVATE and SHARE before a text", () => {
  test.each([
    ["PRIVATE I am afraid of him", false, "I am afraid of him"],
    ["Private: I am afraid", false, "I am afraid"],
    ["private\nI am afraid", false, "I am afraid"],
    ["*PRIVATE* I am afraid", false, "I am afraid"],
    ["Private - it is about you", false, "it is about you"],
    ["[private] it is about you", false, "it is about you"],
    ["PRIVATE", false, ""],
    ["SHARE: it is about you", true, "it is about you"],
    // To keep a text by mistake hurts nobody; it is kept whole.
    ["Private lessons begin again", false, "Private lessons begin again"],
    ["Hi Turnabout,\n\nPRIVATE: I am afraid", false, "I am afraid"],
    ["Hi,\n\nPRIVATE\n\nI am afraid", false, "I am afraid"],
    ["Hi,\nPRIVATE", false, ""],
  ])("“%s”", (text, shared, rest) => {
    expect(readPrivacy(text)).toEqual({ shared, text: rest })
  })

  test.each(["Privately I am afraid", "Share prices worry me", "I want this PRIVATE", "privates", "Sharing: hard"])(
    "“%s” begins with neither",
    (text) => {
      expect(readPrivacy(text)).toBeNull()
    },
  )

  test.each([
    "One more thing: PRIVATE please, my sister is pregnant",
    "I want this PRIVATE",
    "Keep this private please:\nI am thinking of leaving my job",
    "I am thinking of leaving my job. Please keep it private.",
    "This is private: I am thinking of leaving",
    "pls private: I am thinking of leaving",
    "PRIVAT: ich denke daran zu gehen",
    "Privat: ich denke daran zu gehen",
    "I am thinking of leaving.\n\nprivate",
    "I am thinking of leaving (private)",
    "Hi, private: I am thinking of leaving",
    "Please keep my answer private",
    "Please keep this to yourself",
    "Don't share this with Ben",
    "This should stay private",
  ])("“%s” asks for it all the same", (text) => {
    expect(asksForPrivacy(text)).toBe(true)
  })

  test.each([
    "My private life is a mess",
    "Privat geht es mir gut",
    "I keep my private papers in a drawer",
    "The clinic is a private one",
    "Privately I am afraid",
    "This is not private, Ben may see it",
    "Not PRIVATE: please pass it on",
    "He works for a PRIVATE bank",
    "I can't keep it private any longer that I drink.",
    "The school: it is private, and 900 a month.",
  ])("“%s” does not", (text) => {
    expect(asksForPrivacy(text)).toBe(false)
  })
})
