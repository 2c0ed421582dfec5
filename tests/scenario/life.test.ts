import { afterEach, beforeEach, expect, test } from "vitest"
import { ana, begin, ben, eventLine, freshMail, letterWatch, linkIn } from "../support/begun.ts"
import { addressOf, gmailReply, runningService } from "../support/running-service.ts"
import type { Person, RunningService } from "../support/running-service.ts"

let service: RunningService
let fresh: () => Promise<string[]>

beforeEach(async () => {
  service = await runningService({ clock: "2027-02-22T09:00:00Z" })
  fresh = letterWatch(service)
  await begin(service)
  await fresh()
}, 30_000)

afterEach(async () => {
  await service.stop()
  await service.discard()
})

let mails = 0
async function write(by: Person, text: string): Promise<string[]> {
  mails += 1
  const [letter] = await service.messages(by.mailbox)
  if (letter === undefined) throw new Error("nobody to write to")
  const mail = freshMail(letter, by, { text })
  await service.send({ ...mail, raw: mail.raw.replace("Message-ID: <fresh-", `Message-ID: <fresh-${mails}-`) })
  return fresh()
}

async function answer(by: Person, kind: string, text: string): Promise<string[]> {
  await service.send(gmailReply(await service.newest(by.mailbox, kind), by, text))
  return fresh()
}

test("skip and unskip by mail: the event goes, and comes back at its time under a new UID", async () => {
  const before = (await service.messages(ben.mailbox))
    .filter(({ kind }) => kind === "invitation")
    .map((each) => eventLine(each, "UID"))
  expect(await write(ana, "SKIP")).toContain("skipped ben")
  expect(await write(ben, "UNSKIP")).toEqual(["not-understood ben"])
  const back = await write(ana, "UNSKIP")
  expect(back).toContain("invitation ben")
  const revived = (await service.messages(ben.mailbox)).findLast(
    (each) => eventLine(each, "DTSTART") === "20270225T170000Z",
  )
  expect(revived === undefined ? "" : eventLine(revived, "METHOD")).toBe("REQUEST")
  expect(before).not.toContain(revived === undefined ? "" : eventLine(revived, "UID"))
})

test("a pause across a clock change: cancelled at once, silence, one letter three days before, back at the right hour", async () => {
  const letters = await write(ben, "PAUSE until 1 April")
  expect(letters).toEqual(["invitation ana", "invitation ben", "paused ana", "paused ben"])
  expect(eventLine(await service.newest(ana.mailbox, "paused"), "METHOD")).toBe("CANCEL")
  await service.moveTo("2027-03-29T06:59:00Z")
  expect(await fresh()).toEqual([])
  // Nine in Berlin, and an hour later nine in Lisbon.
  await service.moveTo("2027-03-29T07:30:00Z")
  expect(await fresh()).toEqual(["back-soon ben", "invitation ben", "invitation ben"])
  await service.moveTo("2027-03-29T08:30:00Z")
  expect(await fresh()).toEqual(["back-soon ana", "invitation ana", "invitation ana"])
  const first = (await service.messages(ana.mailbox)).findLast(
    ({ kind, calendar }) => kind === "invitation" && calendar?.includes("20270401"),
  )
  // Five in Lisbon, which is on summer time by then.
  expect(first === undefined ? "" : eventLine(first, "DTSTART")).toBe("20270401T160000Z")
  await service.moveTo("2027-03-31T18:00:00Z")
  const prompt = await service.newest(ana.mailbox, "prompt")
  expect(prompt.date.slice(0, 10)).toBe("2027-03-31")
})

test("resuming early, and pausing within a pause", async () => {
  await write(ana, "pause until 1 June")
  expect(await write(ana, "PAUSE until 1 May")).toEqual(["paused ana", "paused ben"])
  const back = await write(ben, "RESUME")
  expect(back).toEqual([
    "back-soon ana",
    "back-soon ben",
    "invitation ana",
    "invitation ana",
    "invitation ben",
    "invitation ben",
  ])
  expect(await write(ben, "RESUME")).toEqual(["not-understood ben"])
})

test("END asks, and the second word ends it: the calendars are cleared and both are told", async () => {
  expect(await write(ana, "END")).toEqual(["question ana"])
  expect(await answer(ana, "question", "YES")).toEqual(["ended ana", "ended ben", "invitation ana", "invitation ben"])
  expect(eventLine(await service.newest(ben.mailbox, "ended"), "METHOD")).toBe("CANCEL")
  await service.moveTo("2027-03-20T09:00:00Z")
  expect(await fresh()).toEqual([])
  expect(await write(ben, "EXPORT")).toEqual(["question ben"])
  expect(await answer(ben, "question", "yes")).toEqual(["exported ben"])
  await service.moveTo("2027-03-26T09:00:00Z")
  expect(await write(ben, "EXPORT")).toEqual([])
})

test("a question answered after its week has expired, and the word that asked it asks again", async () => {
  await write(ana, "END")
  await service.moveTo("2027-03-02T09:00:00Z")
  await fresh()
  expect(await answer(ana, "question", "YES")).toEqual(["not-understood ana"])
  const { subject, text } = await service.newest(ana.mailbox, "not-understood")
  expect(subject).toBe("Your reply came a little late")
  expect(text).toContain("reply END")
  expect(await answer(ana, "question", "END")).toEqual(["question ana"])
  expect(await answer(ana, "question", "END")).toContain("ended ben")
})

test("LAST books one more session, and the pair ends after it", async () => {
  await write(ben, "END")
  expect(await answer(ben, "question", "LAST")).toEqual([
    "invitation ana",
    "invitation ana",
    "invitation ben",
    "invitation ben",
  ])
  await service.moveTo("2027-02-26T09:00:00Z")
  const letters = await fresh()
  expect(letters.filter((letter) => letter.startsWith("ended"))).toEqual(["ended ana", "ended ben"])
  expect(letters.filter((letter) => letter.startsWith("after-form"))).toEqual(["after-form ana", "after-form ben"])
})

test("ERASE leaves one last letter, nothing of the member's, and the partner's own words", async () => {
  await service.moveTo("2027-02-25T19:00:00Z")
  await answer(ana, "after-form", "yes\n- call my brother")
  await answer(ben, "after-form", "yes\n- send Ana the book")
  expect(await write(ana, "ERASE")).toEqual(["question ana"])
  const letters = await answer(ana, "question", "YES")
  expect(letters).toContain("erased ana")
  expect(letters).toContain("ended ben")
  await service.moveTo("2027-02-25T20:00:00Z")
  expect(await write(ana, "EXPORT")).toEqual([])
  expect(await write(ben, "EXPORT")).toEqual(["question ben"])
  await answer(ben, "question", "YES")
  const exported = await service.newest(ben.mailbox, "exported")
  expect(exported.text).toContain("send Ana the book")
  expect(exported.text).not.toContain("call my brother")
})

test("a member who goes quiet is asked, then nobody waits for them, and their first word starts it again", async () => {
  for (const day of ["2027-02-25", "2027-03-04"]) {
    await service.moveTo(`${day}T20:00:00Z`)
    await answer(ben, "after-form", "no")
  }
  expect((await service.messages(ana.mailbox)).map(({ kind }) => kind)).toContain("quiet-check")
  await service.moveTo("2027-03-12T09:00:00Z")
  expect((await service.messages(ben.mailbox)).map(({ kind }) => kind)).toContain("quiet-notice")
  await fresh()
  await service.moveTo("2027-03-20T09:00:00Z")
  expect(await fresh()).toEqual([])
  expect(await answer(ana, "quiet-check", "HERE")).toEqual([
    "back-soon ana",
    "back-soon ben",
    "invitation ana",
    "invitation ana",
    "invitation ben",
    "invitation ben",
  ])
})

test("one click unsubscribes; a word from the mailbox brings it back", async () => {
  const letter = await service.newest(ben.mailbox, "invitation")
  const url = linkIn(
    { ...letter, links: [letter.headers["list-unsubscribe"]?.match(/<(https?:[^>]+)>/)?.[1] ?? ""] },
    "/unsubscribe/",
  )
  const clicked = await service.post(url, { "List-Unsubscribe": "One-Click" })
  expect(clicked.status).toBe(200)
  expect((await fresh()).every((each) => each.endsWith("ana"))).toBe(true)
  await service.moveTo("2027-03-05T09:00:00Z")
  expect(await fresh()).toEqual(["paused ana"])
  expect(addressOf(letter)).toMatch(/^r-[a-z2-7]{26}@turnabout\.example$/)
  expect(await write(ben, "HERE I am again")).toContain("invitation ben")
})
