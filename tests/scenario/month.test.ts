import ICAL from "ical.js"
import { afterAll, beforeAll, expect, test } from "vitest"
import { calendarReply, gmailReply, runningService } from "../support/running-service.ts"
import type { Message, RunningService } from "../support/running-service.ts"

const ana = { name: "Ana", mailbox: "ana@example.org" }
const ben = { name: "Ben", mailbox: "ben@example.net" }

let service: RunningService

beforeAll(async () => {
  service = await runningService({ clock: "2027-02-22T09:00:00Z" })
}, 30_000)

afterAll(async () => {
  await service.stop()
  await service.discard()
})

/** Which letters came since the last look: "02-25 18:05 after-form ana". */
let seen = 0
async function newLetters(): Promise<string[]> {
  const all = await service.messages()
  const fresh = all.slice(seen)
  seen = all.length
  return fresh.map(({ date, kind, to }) => {
    const at = new Date(date).toISOString()
    return `${at.slice(5, 10)} ${at.slice(11, 16)} ${kind} ${to.includes("ana@") ? "ana" : "ben"}`
  })
}

type Event = {
  readonly method: string
  readonly uid: string
  readonly summary: string
  readonly starts: string
  readonly sequence: number
  readonly stamp: string
  readonly status: string
}

function eventOf({ calendar }: Message): Event {
  const root = new ICAL.Component(ICAL.parse(calendar ?? ""))
  const event = root.getFirstSubcomponent("vevent")
  if (event === null) throw new Error("no event")
  const value = (name: string) => String(event.getFirstPropertyValue(name))
  return {
    method: String(root.getFirstPropertyValue("method")),
    uid: value("uid"),
    summary: value("summary"),
    starts: value("dtstart"),
    sequence: Number(value("sequence")),
    stamp: value("dtstamp"),
    status: value("status"),
  }
}

test("a month of practice, and two weeks more: sign-up to recap, across two clock changes, in two zones", async () => {
  // Ana signs up on the page, and nothing is sent but the letter that asks whether it was her.
  const page = await service.post("/sign-up", {
    name: "Ana",
    email: ana.mailbox,
    partnerName: "Ben",
    partnerEmail: ben.mailbox,
    note: "You listen well.",
    weekday: "thursday",
    time: "17:00",
    timeZone: "Europe/Lisbon",
    minutes: "60",
    firstFocus: "me",
    meetingLink: "",
    agree: "on",
  })
  expect(page.status).toBeLessThan(400)
  expect(await newLetters()).toEqual(["02-22 09:00 confirm ana"])

  // Opening the link changes nothing: mail scanners do that too.
  const confirm = await service.newest(ana.mailbox, "confirm")
  const confirmUrl = linkIn(confirm, "/confirm/")
  expect((await service.get(confirmUrl)).status).toBe(200)
  expect(await newLetters()).toEqual([])
  expect((await service.post(confirmUrl)).status).toBe(200)
  expect(await newLetters()).toEqual(["02-22 09:00 partner-request ben"])

  const request = await service.newest(ben.mailbox, "partner-request")
  expect(request.text).toContain("You listen well.")
  const joinUrl = linkIn(request, "/join/")
  expect((await service.get(joinUrl)).status).toBe(200)
  const joined = await service.post(joinUrl, { answer: "yes", timeZone: "America/New_York", agree: "on" })
  expect(joined.status).toBe(200)
  expect(await newLetters()).toEqual([
    "02-22 09:00 welcome ana",
    "02-22 09:00 welcome ben",
    "02-22 09:00 invitation ana",
    "02-22 09:00 invitation ben",
    "02-22 09:00 invitation ana",
    "02-22 09:00 invitation ben",
  ])
  const invited = (await service.messages(ben.mailbox)).filter(({ kind }) => kind === "invitation").map(eventOf)
  expect(invited.map(({ summary, starts }) => [summary, starts])).toEqual([
    ["Ben coaches Ana", "2027-02-25T17:00:00Z"],
    ["Ana coaches Ben", "2027-03-04T17:00:00Z"],
  ])

  // The day before, Ana is asked; she replies by mail, and Ben reads her words.
  await service.moveTo("2027-02-24T20:00:00Z")
  expect(await newLetters()).toEqual(["02-24 17:00 prompt ana"])
  const prompt = await service.newest(ana.mailbox, "prompt")
  await service.send(
    gmailReply(prompt, ana, "I keep putting off the talk with my brother.\n\nI want to say it aloud once."),
  )
  expect(await newLetters()).toEqual(["02-24 20:00 coach-note ben"])
  const note = await service.newest(ben.mailbox, "coach-note")
  expect(note.text).toContain("I keep putting off the talk with my brother.")
  expect(note.text).not.toContain("wrote:")

  // After the hour both fill in the form: Ana on the page, Ben by reply.
  await service.moveTo("2027-02-25T20:00:00Z")
  expect(await newLetters()).toEqual([
    "02-25 18:05 after-form ana",
    "02-25 18:05 after-form ben",
    "02-25 18:05 invitation ana",
    "02-25 18:05 invitation ben",
  ])
  const formUrl = linkIn(await service.newest(ana.mailbox, "after-form"), "/after/")
  expect((await service.get(formUrl)).status).toBe(200)
  const filled = await service.post(formUrl, {
    happened: "yes",
    commitment: ["call my brother before Sunday", "when I make coffee, I will write one line"],
    line: "I was not angry, I was sad.",
    heard: "fully",
    mattered: "yes",
  })
  expect(filled.status).toBe(200)
  const benForm = await service.newest(ben.mailbox, "after-form")
  await service.send(gmailReply(benForm, ben, "yes\n- send Ana the book"))
  expect(await newLetters()).toEqual([])

  // On the 1st both get a recap: of one session, and of what they said then.
  await service.moveTo("2027-03-02T00:00:00Z")
  const firstRecaps = await newLetters()
  expect(firstRecaps.map((line) => line.slice(12)).toSorted()).toEqual(["recap ana", "recap ben"])
  expect(firstRecaps.every((line) => line.startsWith("03-01"))).toBe(true)
  expect((await service.newest(ana.mailbox, "recap")).text).toContain("call my brother before Sunday")
  expect((await service.newest(ana.mailbox, "recap")).text).not.toContain("send Ana the book")

  // Ben is the focus now: his commitment comes back in his prompt, and Ana sees it as his coach two hours before.
  await service.moveTo("2027-03-04T17:30:00Z")
  expect(await newLetters()).toEqual(["03-03 17:00 prompt ben", "03-04 15:00 coach-note ana"])
  expect((await service.newest(ben.mailbox, "prompt")).text).toContain("send Ana the book")
  expect((await service.newest(ana.mailbox, "coach-note")).text).toContain("send Ana the book")

  await service.moveTo("2027-03-04T19:00:00Z")
  expect((await newLetters()).map((line) => line.slice(6))).toEqual([
    "18:05 after-form ana",
    "18:05 after-form ben",
    "18:05 invitation ana",
    "18:05 invitation ben",
  ])
  await service.send(gmailReply(await service.newest(ben.mailbox, "after-form"), ben, "yes\n1 done"))
  await service.send(
    gmailReply(await service.newest(ana.mailbox, "after-form"), ana, "yes\n1 done, 2 let go\n- book the tickets"),
  )

  // Ana's next prompt carries what she said last, nothing that is done, and how her reply was understood.
  await service.moveTo("2027-03-10T18:00:00Z")
  expect(await newLetters()).toEqual(["03-10 17:00 prompt ana"])
  const second = await service.newest(ana.mailbox, "prompt")
  const [asked, understood] = second.text.split("From your last reply we understood:")
  expect(asked).toContain("1. book the tickets")
  expect(asked).not.toContain("call my brother")
  expect(understood).toContain("Kept: call my brother before Sunday")
  expect(understood).toContain("Let go: when I make coffee, I will write one line")

  await service.moveTo("2027-03-12T00:00:00Z")
  expect((await newLetters()).map((line) => line.slice(0, 26))).toEqual([
    "03-11 15:00 coach-note ben",
    "03-11 18:05 after-form ana",
    "03-11 18:05 after-form ben",
    "03-11 18:05 invitation ana",
    "03-11 18:05 invitation ben",
  ])

  // Clocks have changed in New York and not in Lisbon: the invitation sent before said so.
  const march18 = (await service.messages(ben.mailbox)).findLast(
    (message) => message.kind === "invitation" && eventOf(message).starts === "2027-03-18T17:00:00Z",
  )
  expect(march18?.text).toContain("13:00")
  expect(march18?.text).toMatch(/an hour later than usual for you, until 1 April/i)

  // Ben's calendar declines the 18th, whose focus he would be: the week is given away, the turn is not.
  if (march18 === undefined) throw new Error("no invitation to the 18th")
  await service.send(calendarReply(march18, ben, "DECLINED"))
  expect((await newLetters()).map((line) => line.slice(12)).toSorted()).toEqual([
    "invitation ana",
    "invitation ana",
    "invitation ben",
    "invitation ben",
    "skipped ana",
    "skipped ben",
  ])
  const cancelled = eventOf(await service.newest(ana.mailbox, "skipped"))
  expect(cancelled).toMatchObject({
    method: "CANCEL",
    status: "CANCELLED",
    sequence: 1,
    starts: "2027-03-18T17:00:00Z",
  })

  await service.moveTo("2027-04-09T00:00:00Z")
  const rest = await newLetters()
  expect(rest.filter((line) => line.includes("prompt"))).toEqual([
    "03-24 17:00 prompt ben",
    // Lisbon is on summer time by now: five there is an hour earlier in UTC.
    "03-31 16:00 prompt ana",
    "04-07 16:00 prompt ben",
  ])
  expect(
    rest
      .filter((line) => line.includes("recap"))
      .map((line) => `${line.slice(0, 5)}${line.slice(11)}`)
      .toSorted(),
  ).toEqual(["04-01 recap ana", "04-01 recap ben"])
  const recap = await service.newest(ana.mailbox, "recap")
  for (const words of ["call my brother before Sunday", "when I make coffee", "book the tickets"]) {
    expect(recap.text).toContain(words)
  }
  expect(recap.text.indexOf("call my brother")).toBeLessThan(recap.text.indexOf("book the tickets"))

  await everyCalendarReadsBack()
}, 120_000)

/** Replaying what each was sent gives the pair's plan: same events for both, at five in Lisbon, with alternating roles. */
async function everyCalendarReadsBack(): Promise<void> {
  const calendars = await Promise.all([ana, ben].map(async ({ mailbox }) => replay(await service.messages(mailbox))))
  const [anas, bens] = calendars
  expect(anas).toEqual(bens)
  expect(anas?.map(({ starts, summary }) => `${starts} ${summary}`)).toEqual([
    "2027-02-25T17:00:00Z Ben coaches Ana",
    "2027-03-04T17:00:00Z Ana coaches Ben",
    "2027-03-11T17:00:00Z Ben coaches Ana",
    "2027-03-25T17:00:00Z Ana coaches Ben",
    "2027-04-01T16:00:00Z Ben coaches Ana",
    "2027-04-08T16:00:00Z Ana coaches Ben",
    "2027-04-15T16:00:00Z Ben coaches Ana",
    "2027-04-22T16:00:00Z Ana coaches Ben",
  ])
}

function replay(messages: readonly Message[]): Event[] {
  const events = new Map<string, Event>()
  for (const message of messages) {
    if (message.calendar === null) continue
    for (const line of message.calendar.match(/^(DTSTART|DTEND|DTSTAMP).*$/gm) ?? [])
      expect(line.trimEnd()).toMatch(/Z$/)
    const event = eventOf(message)
    const known = events.get(event.uid)
    if (known !== undefined && (known.sequence > event.sequence || known.stamp >= event.stamp)) continue
    events.set(event.uid, event)
  }
  return [...events.values()]
    .filter(({ method }) => method === "REQUEST")
    .map((event) => ({ ...event, stamp: "", sequence: 0 }))
    .toSorted((one, other) => one.starts.localeCompare(other.starts))
}

function linkIn(message: Message, path: string): string {
  const link = message.links.find((url) => url.includes(path))
  if (link === undefined) throw new Error(`no link to ${path} in ${message.kind}`)
  return link
}
