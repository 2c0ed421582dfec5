import { decide } from "@turnabout/core/decide.ts"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import type { SentLetter } from "@turnabout/core/mail-in/reading.ts"
import { understand } from "@turnabout/core/understand.ts"
import type { Command } from "@turnabout/core/command.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { input, letter, now } from "./mail-in/mail-input.ts"
import { activePair, askedPair, commandId, newlyOwed, say, sessionsOf } from "../support/pair-builder.ts"

/** What its reader's reply to a letter asks of the pair. */
async function replied(text: string, to: SentLetter, pair: Pair = activePair()): Promise<Command | null> {
  const [name, mailbox] = to.to === "a" ? ["Ana", "ana@example.org"] : ["Ben", "ben@example.net"]
  const raw = `From: ${name} <${mailbox}>\nTo: <r-x@turnabout.example>\nIn-Reply-To: <${to.sesId}@eu-west-1.amazonses.com>\nMessage-ID: <m@example.org>\nSubject: Re\n\n${text}\n`
  const reading = await readMail(input(raw, { letters: [to], member: { mailbox, zone: "Europe/Berlin" } }))
  return understand(reading, {
    pair,
    by: to.to,
    id: commandId(),
    now,
    mailDomain: "turnabout.example",
    drawn: "a",
    refused: false,
  })
}

const quietCheck = letter("quiet-check", { key: "quiet-check.a.3", session: null })
const stillMeeting = letter("quiet-notice", { key: "still-meeting.a.9", session: null })
const partnerQuiet = letter("quiet-notice", { key: "quiet-notice.a.9", session: null })
const review = letter("review", { key: "review.9.a.40", session: 9 })

describe.each([
  ["a quiet check", quietCheck],
  ["“still meeting?”", stillMeeting],
])("to %s", (_, to) => {
  it.each([
    "HERE",
    "Yes",
    "Yes!",
    "Yes, sorry, life was full. I am here.",
    "Oh, I had not seen your letters. We meet every week, all is well.",
    "wait",
    "Thanks",
  ])("%j means here", async (text) => {
    expect(await replied(text, to)).toMatchObject({ kind: "sign-of-life", by: "a" })
  })

  it("NO asks whether to end, which takes a second word", async () => {
    expect(await replied("No", to)).toMatchObject({ kind: "ask", question: { about: "end" } })
  })

  it.each([
    ["PAUSE", "pause"],
    ["END", "ask"],
  ])("%s is the command it always is", async (text, kind) => {
    expect(await replied(text, to)).toMatchObject({ kind })
  })
})

it("words to the notice about a quiet partner are not taken for HERE: there it is WAIT or END", async () => {
  expect(await replied("WAIT", partnerQuiet)).toMatchObject({ kind: "wait" })
  expect(await replied("Oh dear, what now?", partnerQuiet)).toMatchObject({ kind: "not-understood" })
})

describe("to a review", () => {
  it.each([
    ["Change something: I would like 45 minutes", "I would like 45 minutes"],
    ["45 minutes instead of an hour, please", "45 minutes instead of an hour, please"],
    ["AGREE, but 45 minutes please", "45 minutes please"],
    ["Agree with no talk of work", "no talk of work"],
    ["AGREE\n45 minutes\nno work", "45 minutes\nno work"],
    ["Hi,\nAGREE\n45 minutes", "45 minutes"],
    ["AGREE: ten minutes late is late\nno work", "ten minutes late is late\nno work"],
    ["Please change this:\n\n- 45 minutes\n- no work", "Please change this:\n\n- 45 minutes\n- no work"],
  ])("%j changes the agreement", async (text, changes) => {
    expect(await replied(text, review)).toMatchObject({ kind: "agree", by: "a", changes })
  })

  it.each(["AGREE", "Agreed", "AGREE, thanks", "Agree, please"])("%j agrees, and changes nothing", async (text) => {
    expect(await replied(text, review)).toMatchObject({ kind: "agree", changes: null })
  })

  it("brings the partner the letter about the change", async () => {
    const pair = activePair()
    const command = await replied("45 minutes from now on", review, pair)
    const decision = decide(pair, command!, now)
    if (decision.kind === "forget") throw new Error("forgotten")
    expect(newlyOwed(pair, decision.pair).map(say)).toEqual(["changed b"])
    expect(decision.records).toMatchObject([{ kind: "note", text: "45 minutes from now on" }])
    expect(sessionsOf(decision.pair)).toBe(sessionsOf(pair))
  })

  it.each([
    "PRIVATE I did not feel heard",
    "A moment when I held back, or felt a little alone: when you looked at your phone",
    "When you asked about my mother.\n\nWhen I could not say that I was tired.\n\nPatience; advice.",
    "A very long letter. ".repeat(20),
    "1. When you laughed with me about my boss\n2. When I cried in March\n3. listening; advice\n4. keep\n5. go on",
    "I felt a bit alone in February, to be honest.",
    "Sorry, I'm ill, can't make it today. Tell Ben please?",
    "When you changed the subject instead of asking",
    "Change is hard for me, I felt alone in February",
    "Ben looking at the phone instead of listening",
    "A) met: the Monday after the funeral",
    "- a moment: the walk on Monday\n- the night instead",
  ])("%j is passed on to nobody, and its author told so", async (text) => {
    expect(await replied(text, review)).toMatchObject({ kind: "not-understood", reason: "review" })
  })

  it("of one who keeps what they write nothing is passed on that does not say that it is a change", async () => {
    const pair = activePair()
    const keeps = { ...pair, members: { ...pair.members, a: { ...pair.members.a, sharesAnswers: false } } }
    expect(await replied("45 minutes from now on", review, keeps)).toMatchObject({ kind: "not-understood" })
    expect(await replied("AGREE\n45 minutes from now on", review, keeps)).toMatchObject({ kind: "agree" })
  })

  it("thanks alone change nothing", async () => {
    expect(await replied("Thank you!", review)).toMatchObject({ kind: "sign-of-life" })
  })

  it("words about how the other's hours felt are no change to the agreement", async () => {
    const shown = letter("review", { key: "trend.9.a.41", session: 9 })
    expect(await replied("I had no idea", shown)).toMatchObject({ kind: "not-understood", reason: "unclear" })
  })
})

it.each([
  ["PAUSE for two more weeks", "2027-01-21"],
  ["Pause 1 week longer", "2027-01-14"],
])("%s counts from the first day back", async (text, until) => {
  const back = { ...activePair(), sessionsFrom: Temporal.PlainDate.from("2027-01-07") }
  const command = await replied(text, letter("back-soon", { session: null }), back)
  expect(command?.kind === "pause" ? command.until?.toString() : command).toBe(until)
})

it("a number that the recap does not have is said to be none, with those that there are", async () => {
  const recap = letter("recap", { session: null, commitments: ["c1.0", "c2.0"] })
  expect(await replied("9 let go", recap)).toMatchObject({ kind: "not-understood", reason: "recap", numbers: 2 })
  expect(await replied("1 keep, 2 let go", recap)).toMatchObject({ kind: "change-commitments" })
})

it.each(["Great!", "👍", "Will do"])("%j is no yes where one is waited for, and its author is told", async (text) => {
  const signedUp = { ...activePair(), status: { kind: "unconfirmed", since: now } as const }
  const confirm = letter("confirm", { key: "confirm.a.1", session: null })
  expect(await replied(text, confirm, signedUp)).toMatchObject({ kind: "not-understood", reason: "unclear" })
})

describe("to the question which of two days is meant", () => {
  const question = letter("question", { key: "question.a.7", session: null })
  const days = ["2026-12-20", "2027-01-06"].map((day) =>
    Temporal.PlainDate.from(day).toZonedDateTime(activePair().slot.zone).toInstant(),
  )
  const until = now.add({ hours: 24 * 7 })
  const pair = activePair()
  const asked = { about: "time", session: null, times: days, until, revision: 7 } as const
  const asking = { ...pair, members: { ...pair.members, a: { ...pair.members.a, question: asked } } }

  it.each([
    ["2", 2],
    ["the second", 2],
    ["6 January", 2],
    ["20 December", 1],
  ])("%j is number %d", async (text, answer) => {
    expect(await replied(text, question, asking)).toMatchObject({ kind: "answer-question", answer })
  })
})

describe("to the welcome", () => {
  const welcome = letter("welcome", { key: "welcome.a.3", session: null })

  it.each([
    "Great, looking forward!",
    "How lovely.",
    "See you Thursday!",
    "What a nice change!",
    "I agree to all of this",
  ])("%j asks for nothing", async (text) => {
    expect(await replied(text, welcome)).toMatchObject({ kind: "sign-of-life" })
  })

  it.each([
    "I'd like 45 minutes instead of 60, please.",
    "Great, looking forward! I agree, but let's keep work out of it.",
  ])("%j may be a change, and its author is told how to say so", async (text) => {
    expect(await replied(text, welcome)).toMatchObject({ kind: "not-understood", reason: "review" })
  })
})

describe("before the pair has begun", () => {
  const request = letter("partner-request", { key: "partner-request.b.2", session: null, to: "b" })

  it.each(["END", "STOP", "Stop, please", "ERASE"])(
    "%s by who was asked is a NO, and they are told so",
    async (text) => {
      const pair = askedPair()
      const command = await replied(text, request, pair)
      expect(command).toMatchObject({ kind: "join", by: "b", answer: { kind: "no" } })
      const decision = decide(pair, command!, now)
      if (decision.kind === "forget") throw new Error("forgotten")
      expect(decision.pair.status.kind).toBe("declined")
      expect(newlyOwed(pair, decision.pair).map(say)).toEqual(["answer-no a", "not-understood b"])
      expect(decision.pair.outbox.at(-1)?.about).toBe("taken-as-no")
    },
  )

  it("ERASE by who asked changes nothing: without an answer it is all forgotten", async () => {
    const confirm = letter("confirm", { key: "confirm.a.1", session: null })
    const pair = askedPair()
    const decision = decide(pair, (await replied("ERASE", confirm, pair))!, now)
    if (decision.kind === "forget") throw new Error("forgotten")
    expect(decision.pair.status.kind).toBe("asked")
    expect(decision.pair.outbox.map(({ about }) => about)).toEqual(["not-begun"])
  })

  it("EXPORT asks for nothing that there is", async () => {
    expect(await replied("EXPORT", request, askedPair())).toMatchObject({ kind: "ask" })
  })
})

it("AGREE with changes beside it counts in answer to the welcome, and is an answer to a prompt", async () => {
  expect(await replied("Agreed, but 45 minutes", letter("welcome"))).toMatchObject({
    kind: "agree",
    changes: "45 minutes",
  })
  expect(await replied("Agreed, but 45 minutes", letter("prompt"))).toMatchObject({ kind: "answer" })
})
