import { calendarMail } from "@turnabout/local/workbench/calendar-answer.ts"
import { readCard } from "@turnabout/local/workbench/calendar-card.ts"
import { Temporal } from "temporal-polyfill"
import { afterEach, beforeEach, expect, test } from "vitest"
import { ana, begin, ben, eventLine, freshMail, letterWatch } from "../support/begun.ts"
import { calendarReply, gmailReply, runningService } from "../support/running-service.ts"
import type { Message, Person, RunningService } from "../support/running-service.ts"

let service: RunningService
let fresh: () => Promise<string[]>

beforeEach(async () => {
  service = await runningService({ clock: "2026-11-23T09:00:00Z" })
  fresh = letterWatch(service)
  await begin(service)
  await fresh()
}, 30_000)

afterEach(async () => {
  await service.stop()
  await service.discard()
})

async function firstInvitation(person: Person): Promise<Message> {
  const found = (await service.messages(person.mailbox)).find(({ kind }) => kind === "invitation")
  if (found === undefined) throw new Error("not invited")
  return found
}

test("a decline as Outlook sends it skips the session: CANCEL to both, and the turn stays", async () => {
  await service.send(calendarReply(await firstInvitation(ben), ben, "DECLINED"))
  const letters = await fresh()
  expect(letters.filter((letter) => letter.startsWith("skipped"))).toEqual(["skipped ana", "skipped ben"])
  for (const person of [ana, ben]) {
    const cancel = await service.newest(person.mailbox, "skipped")
    expect(eventLine(cancel, "METHOD")).toBe("CANCEL")
    expect(eventLine(cancel, "SEQUENCE")).toBe("1")
  }
  const next = (await service.messages(ana.mailbox)).findLast(
    (message) => eventLine(message, "DTSTART") === "20261203T170000Z",
  )
  expect(next === undefined ? "" : eventLine(next, "SUMMARY")).toBe("Ben coaches Ana")
})

test("a new time as Google proposes it moves the session: SEQUENCE+1 to both", async () => {
  const card = readCard((await firstInvitation(ana)).calendar ?? "")
  if (card === null) throw new Error("not invited")
  const starts = Temporal.Instant.from("2026-11-27T10:00:00Z")
  const answering = { card, by: ana, zone: "Europe/Lisbon", now: card.stamp, messageId: "calendar-1@google.com" }
  const { to, raw } = calendarMail("google", { ...answering, answer: { kind: "propose", starts } })
  const counter = { from: ana.mailbox, to, raw: new TextDecoder().decode(raw) }
  await service.send(counter)
  expect(await fresh()).toEqual(["moved ana", "moved ben"])
  const moved = await service.newest(ben.mailbox, "moved")
  expect(eventLine(moved, "METHOD")).toBe("REQUEST")
  expect(eventLine(moved, "DTSTART")).toBe("20261127T100000Z")
  expect(eventLine(moved, "SEQUENCE")).toBe("1")
  // The same mail delivered again does nothing.
  await service.send(counter)
  expect(await fresh()).toEqual([])
})

test("an out-of-office changes nothing and is never answered", async () => {
  const headers = "Auto-Submitted: auto-replied\nIn-Reply-To: <x@eu-west-1.amazonses.com>"
  const invitation = await firstInvitation(ben)
  await service.send(
    freshMail(invitation, ben, { subject: "Out of office: away", text: "I am away until 6 January.", headers }),
  )
  expect(await fresh()).toEqual([])
})

test("a day and a time in answer to the prompt move the session", async () => {
  await service.moveTo("2026-11-25T18:00:00Z")
  expect(await fresh()).toEqual(["prompt ana"])
  await service.send(gmailReply(await service.newest(ana.mailbox, "prompt"), ana, "Friday 17:00"))
  expect(await fresh()).toEqual(["moved ana", "moved ben"])
  expect(eventLine(await service.newest(ben.mailbox, "moved"), "DTSTART")).toBe("20261127T170000Z")
})

test("a time that may be two is asked about, once, and the number answers it", async () => {
  await service.moveTo("2026-11-25T18:00:00Z")
  await fresh()
  await service.send(gmailReply(await service.newest(ana.mailbox, "prompt"), ana, "MOVE Friday at 5"))
  expect(await fresh()).toEqual(["question ana"])
  const question = await service.newest(ana.mailbox, "question")
  expect(question.text).toContain("Friday, 27 November, 05:00")
  expect(question.text).toContain("Friday, 27 November, 17:00")
  await service.send(gmailReply(question, ana, "2"))
  expect(await fresh()).toEqual(["moved ana", "moved ben"])
  expect(eventLine(await service.newest(ben.mailbox, "moved"), "DTSTART")).toBe("20261127T170000Z")
})

test("a stranger's mail with a stolen address changes nothing, and the member is told once", async () => {
  const invitation = await firstInvitation(ana)
  const eve = { name: "Ana", mailbox: "eve@example.com" }
  await service.send(freshMail(invitation, eve, { text: "SKIP" }))
  expect(await fresh()).toEqual(["foreign-sender ana"])
  expect((await service.newest(ana.mailbox, "foreign-sender")).text).toContain("eve@example.com")
  await service.send(freshMail(invitation, eve, { text: "SKIP again, now" }))
  expect(await fresh()).toEqual([])
})

test("a mail that says it is the member's, and for which nobody vouches, changes nothing and is not answered", async () => {
  const invitation = await firstInvitation(ana)
  const headers = "X-Test-Verdict: spf=fail dkim=fail dmarc=fail"
  await service.send(freshMail(invitation, ana, { text: "SKIP", headers }))
  expect(await fresh()).toEqual([])
})

test("what is not understood is answered once a day, to the mailbox on file", async () => {
  await service.moveTo("2026-11-24T09:00:00Z")
  const invitation = await firstInvitation(ben)
  await service.send(gmailReply(invitation, ben, "Could you water the plants on Monday?"))
  expect(await fresh()).toEqual(["not-understood ben"])
  await service.send(gmailReply(invitation, ben, "And feed the cat, please, she is hungry?"))
  expect(await fresh()).toEqual([])
})

async function write(by: Person, text: string, headers?: string): Promise<string[]> {
  const [letter] = await service.messages(by.mailbox)
  if (letter === undefined) throw new Error("nobody to write to")
  await service.send(freshMail(letter, by, headers === undefined ? { text } : { text, headers }))
  return fresh()
}

test("a YES answers the question it was written under, and no later one", async () => {
  expect(await write(ana, "EXPORT")).toEqual(["question ana"])
  const exporting = await service.newest(ana.mailbox, "question")
  expect(await write(ana, "ERASE")).toEqual(["question ana"])
  await service.send(gmailReply(exporting, ana, "YES"))
  expect(await fresh()).toEqual(["not-understood ana"])
  await service.send(gmailReply(await service.newest(ana.mailbox, "question"), ana, "YES"))
  expect(await fresh()).toContain("erased ana")
})

test("mail from a domain that nobody vouches for can't end the pair, only ask about it", async () => {
  const weak = "X-Test-Verdict: dmarc=gray dkim=gray"
  expect(await write(ben, "END", weak)).toEqual(["question ben"])
  expect(await write(ben, "YES", weak)).toEqual([])
  expect(await write(ben, "SKIP", weak)).toContain("skipped ana")
})

test("an hour later counts from the session, and thanks alone is nothing to pass on", async () => {
  await service.moveTo("2026-11-25T18:00:00Z")
  await fresh()
  const prompt = await service.newest(ana.mailbox, "prompt")
  await service.send(gmailReply(prompt, ana, "Thank you!"))
  expect(await fresh()).toEqual([])
  await service.send(gmailReply(prompt, ana, "Move one hour later"))
  expect(await fresh()).toEqual(["moved ana", "moved ben"])
  expect(eventLine(await service.newest(ben.mailbox, "moved"), "DTSTART")).toBe("20261126T180000Z")
})

test("who takes back a no has met after all: the roles ahead are as they were", async () => {
  await service.moveTo("2026-11-26T19:00:00Z")
  await fresh()
  await service.send(gmailReply(await service.newest(ben.mailbox, "after-form"), ben, "No, we did not meet"))
  expect(await fresh()).toContain("invitation ana")
  await service.send(gmailReply(await service.newest(ben.mailbox, "after-form"), ben, "Sorry, yes it did happen"))
  expect(await fresh()).toContain("invitation ana")
  const next = (await service.messages(ana.mailbox)).findLast(
    (each) => eventLine(each, "DTSTART") === "20261203T170000Z",
  )
  expect(next === undefined ? "" : eventLine(next, "SUMMARY")).toBe("Ana coaches Ben")
})
