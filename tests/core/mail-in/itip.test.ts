import { expect, test } from "vitest"
import { readItip } from "@turnabout/core/mail-in/itip.ts"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { calendarClients, uid, windowsZone } from "../../fixtures/mail-in/calendars.ts"
import type { CalendarAnswer } from "../../fixtures/mail-in/calendars.ts"
import { input } from "./mail-input.ts"

const answers: readonly CalendarAnswer[] = ["accept", "decline", "propose"]

const cases = calendarClients.flatMap((client) =>
  client.answers.map((answer) => [`${client.name}: ${answer}`, client, answer] as const),
)

test.each(cases)("%s", async (...row) => {
  const [, client, answer] = row
  const reading = await readMail(input(client.mail(answer)))
  if (reading.kind !== "rsvp" && reading.kind !== "proposal") throw new Error(JSON.stringify(reading))
  const differs = client.differs ?? {}
  const { start, end } = reading.kind === "proposal" ? reading.proposal : { start: null, end: null }
  const proposed = answer === "propose"
  expect({
    ...reading.rsvp,
    dtstamp: reading.rsvp.dtstamp?.toString(),
    start: start?.toString(),
    end: end?.toString(),
  }).toEqual({
    method: expect.stringMatching(/^(?:REPLY|COUNTER)$/),
    uid,
    recurrenceId: null,
    attendee: "ana@example.org",
    partstat: expect.stringMatching(proposed ? /^(?:TENTATIVE|DECLINED)$/ : new RegExp(`^${answer}`, "i")),
    sequence: differs.sequence === undefined ? 0 : differs.sequence,
    dtstamp: "2026-11-25T18:00:00Z",
    comment: differs.comment ?? null,
    start: proposed ? "2026-11-27T17:00:00Z" : undefined,
    end: proposed ? "2026-11-27T18:00:00Z" : undefined,
  })
})

test("the table of calendars", () => {
  const rows = calendarClients.map((client) => {
    const cells = answers.map((answer) => (client.answers.includes(answer) ? "yes" : "–").padEnd(8))
    return `${client.name.padEnd(48)}${cells.join("")}`
  })
  const head = `${"client".padEnd(48)}${answers.map((answer) => answer.padEnd(8)).join("")}`
  process.stdout.write(`${[head, ...rows].join("\n")}\n`)
  expect(calendarClients.flatMap(({ answers: each }) => each).length).toBeGreaterThanOrEqual(3 * 7)
})

const writer = { from: "ana@example.org", mailbox: "ana@example.org", zone: "Europe/Lisbon" }

function event(lines: readonly string[], how: { method?: string; before?: string } = {}): string {
  return [
    "BEGIN:VCALENDAR",
    `METHOD:${how.method ?? "REPLY"}`,
    how.before ?? "",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    ...lines,
    "END:VEVENT",
    "END:VCALENDAR",
  ].join("\r\n")
}

function read(text: string, method: string | null = null) {
  return readItip([{ text, method }], writer)
}

const ana = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org"

test("the method in the body counts for more than the one in Content-Type", () => {
  expect(read(event([ana, "DTSTART:20261127T170000Z"], { method: "COUNTER" }), "REPLY")?.rsvp.method).toBe("COUNTER")
  expect(read(event([ana], { method: "REQUEST" }), "REPLY")).toBeNull()
  expect(read(event([ana]).replace("METHOD:REPLY\r\n", ""), "REPLY")?.rsvp.method).toBe("REPLY")
  expect(read(event([ana]).replace("METHOD:REPLY\r\n", ""))).toBeNull()
})

test("our own invitation sent back, a cancellation and a calendar without an event are no answers", () => {
  for (const method of ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", "ADD"])
    expect(read(event([ana], { method }))).toBeNull()
  expect(read("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR")).toBeNull()
})

test("a declined counter proposal says so and proposes nothing", () => {
  const answer = read(event([ana, "DTSTART:20261127T170000Z"], { method: "DECLINECOUNTER" }))
  expect(answer).toMatchObject({ rsvp: { method: "DECLINECOUNTER" }, proposal: null })
})

test("a counter proposal wins over the DECLINED in it", () => {
  const declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org"
  const answer = read(event([declined, "DTSTART:20261127T170000Z", "DTEND:20261127T180000Z"], { method: "COUNTER" }))
  expect(answer?.proposal?.start.toString()).toBe("2026-11-27T17:00:00Z")
})

test("a withdrawn proposal of the iPhone is a plain answer", () => {
  const withdrawn = `ATTENDEE;PARTSTAT=ACCEPTED;TO-ALL-PROPOSED-NEW-TIME="STATUS:":mailto:ana@example.org`
  expect(read(event([withdrawn, "DTSTART:20261126T160000Z"]))).toMatchObject({
    rsvp: { partstat: "ACCEPTED" },
    proposal: null,
  })
})

test("who answers is the member, by mailbox or by From, else whoever has answered", () => {
  const ben = "ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.net"
  expect(read(event([ben, ana]))?.rsvp).toMatchObject({ attendee: "ana@example.org", partstat: "ACCEPTED" })
  const alias = "ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:A.Example@Example.org"
  const unanswered = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben@example.net"
  expect(read(event([unanswered, alias]))?.rsvp).toMatchObject({
    attendee: "a.example@example.org",
    partstat: "TENTATIVE",
  })
  const x500 = `ATTENDEE;PARTSTAT=DECLINED;EMAIL=ana@example.org:invalid:nomail`
  expect(read(event([x500]))?.rsvp).toMatchObject({ attendee: "ana@example.org", partstat: "DECLINED" })
  const colon = "ATTENDEE;CN=Ana: the first;PARTSTAT=DECLINED:mailto:ana@example.org"
  expect(read(event([colon]))?.rsvp.attendee).toBe("ana@example.org")
})

test.each([
  ["NEEDS-ACTION", null],
  ["X-UNSURE", null],
  ["", null],
  ["accepted", "ACCEPTED"],
  ["DELEGATED", "DELEGATED"],
])("a PARTSTAT of %s is read as %s", (written, partstat) => {
  expect(read(event([`ATTENDEE;PARTSTAT=${written}:mailto:ana@example.org`]))?.rsvp.partstat).toBe(partstat)
})

test("of several events the one that the member answers counts", () => {
  const other = event(["ATTENDEE:mailto:ben@example.net"]).replace("END:VCALENDAR", "")
  const mine = `BEGIN:VEVENT\r\nUID:second\r\n${ana}\r\nRECURRENCE-ID:20261126T160000Z\r\nEND:VEVENT\r\nEND:VCALENDAR`
  const rsvp = read(`${other}${mine}`)?.rsvp
  expect(rsvp).toMatchObject({ uid: "second", partstat: "ACCEPTED" })
  expect(rsvp?.recurrenceId?.toString()).toBe("2026-11-26T16:00:00Z")
})

test.each([
  ["an IANA zone", "DTSTART;TZID=Europe/Berlin:20261127T180000", "", "2026-11-27T17:00:00Z"],
  ["an IANA zone in summer", "DTSTART;TZID=Europe/Berlin:20260727T180000", "", "2026-07-27T16:00:00Z"],
  ["a Windows zone", "DTSTART;TZID=Pacific Standard Time:20261127T090000", "", "2026-11-27T17:00:00Z"],
  ["a Windows zone, numbered", "DTSTART;TZID=W. Europe Standard Time 1:20261127T180000", "", "2026-11-27T17:00:00Z"],
  [
    "a zone of its own in winter",
    "DTSTART;TZID=Customized Time Zone:20261127T180000",
    windowsZone("Customized Time Zone"),
    "2026-11-27T17:00:00Z",
  ],
  [
    "a zone of its own in summer",
    "DTSTART;TZID=Customized Time Zone:20260727T180000",
    windowsZone("Customized Time Zone"),
    "2026-07-27T16:00:00Z",
  ],
  [
    "a zone of its own, the day the clocks change",
    "DTSTART;TZID=Customized Time Zone:20261025T040000",
    windowsZone("Customized Time Zone"),
    "2026-10-25T03:00:00Z",
  ],
  ["UTC by name", "DTSTART;TZID=UTC:20261127T170000", "", "2026-11-27T17:00:00Z"],
  ["no zone: the member's", "DTSTART:20261127T170000", "", "2026-11-27T17:00:00Z"],
  ["without seconds", "DTSTART:20261127T1700Z", "", "2026-11-27T17:00:00Z"],
])("a time in %s", (...row) => {
  const [, line, before, instant] = row
  expect(read(event([ana, line], { method: "COUNTER", before }))?.proposal?.start.toString()).toBe(instant)
})

test("a zone that nobody knows and that is not described gives no proposal", () => {
  const text = event([ana, "DTSTART;TZID=Middle-earth:20261127T170000"], { method: "COUNTER" })
  expect(read(text)).toMatchObject({ rsvp: { method: "COUNTER" }, proposal: null })
  const empty = "BEGIN:VTIMEZONE\r\nTZID:Middle-earth\r\nEND:VTIMEZONE"
  expect(
    read(event([ana, "DTSTART;TZID=Middle-earth:20261127T170000"], { method: "COUNTER", before: empty }))?.proposal,
  ).toBeNull()
})

test.each(["20261327T170000Z", "20261131T250000Z", "tomorrow", "", "20260230", "20261127"])(
  "a time that is none (%s) proposes nothing",
  (value) => {
    expect(read(event([ana, `DTSTART:${value}`], { method: "COUNTER" }))?.proposal).toBeNull()
  },
)

test("a calendar inside a report is no answer", async () => {
  const ics = event([ana])
  const report = `From: MAILER-DAEMON@mail.example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nNot delivered.\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b\nContent-Type: text/calendar; method=REPLY\n\n${ics}\n--b--\n`
  expect((await readMail(input(report))).kind).toBe("delivery-report")
})
