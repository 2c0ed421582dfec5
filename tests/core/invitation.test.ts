import { readFileSync } from "node:fs"
import { addressOf, invitationCalendar, sessionTitle } from "@turnabout/core/invitation.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { reminders } from "@turnabout/core/texts/reminders.ts"
import fc from "fast-check"
import ICAL from "ical.js"
import { describe, expect, it } from "vitest"
import { activePair, after, ana, ben, decided, theSession } from "../support/pair-builder.ts"
import { readCalendarFile } from "../support/calendar-replay.ts"

const mailDomain = "turnabout.example"

function request(pair: Pair, number = 1, to: MemberId = "a"): string {
  const session = theSession(pair, number)
  return invitationCalendar({ pair, session, event: session.event, to, method: "REQUEST", mailDomain })
}

function cancel(pair: Pair, number = 1, to: MemberId = "a"): string {
  const session = theSession(pair, number)
  return invitationCalendar({ pair, session, event: session.event, to, method: "CANCEL", mailDomain })
}

function skippedPair(): Pair {
  return after(activePair(), ["2026-11-24T09:00:00Z", { kind: "skip", by: "b", session: 1 }])
}

/** The content lines, unfolded (RFC 5545 section 3.1). */
function lines(text: string): string[] {
  return text.replaceAll("\r\n ", "").split("\r\n").slice(0, -1)
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/calendar/${name}`, import.meta.url), "utf8")
}

describe("the calendar file of a session", () => {
  it("is this one for the first session", () => {
    expect(request(activePair({ meetingLink: "https://meet.example/our-hour", partnerZone: "Europe/Lisbon" }))).toBe(
      fixture("request.ics"),
    )
  })

  it("is this one when it was skipped", () => {
    expect(cancel(skippedPair())).toBe(fixture("cancel.ics"))
  })

  it("holds one event with the UID, SEQUENCE and times of the session", () => {
    const pair = activePair()
    expect(readCalendarFile(request(pair))).toMatchObject({
      method: "REQUEST",
      status: "CONFIRMED",
      uid: "pair_aaaaaaaaaaaaaaaa.1.0@turnabout.example",
      sequence: 0,
      summary: "Ben coaches Ana",
    })
    expect(lines(request(pair))).toEqual(
      expect.arrayContaining([
        "SEQUENCE:0",
        "DTSTAMP:20261123T090000Z",
        "DTSTART:20261126T160000Z",
        "DTEND:20261126T170000Z",
      ]),
    )
  })

  it("gives every time in UTC, on every line that has one", () => {
    for (const text of [request(activePair()), cancel(skippedPair())]) {
      const times = lines(text).filter((line) => /^(?:DT|CREATED|LAST-MODIFIED|TRIGGER|RDATE|EXDATE)/.test(line))
      expect(times).toHaveLength(3)
      for (const line of times) expect(line).toMatch(/^[A-Z]+:\d{8}T\d{6}Z$/)
      expect(text).not.toContain("TZID")
      expect(text).not.toContain("VTIMEZONE")
    }
  })

  it("names the reader's own address as organizer and both as attendees, the same event for both", () => {
    const pair = activePair()
    expect(lines(request(pair, 1, "a"))).toContain(`ORGANIZER;CN="Turnabout":mailto:r-${ana.token}@turnabout.example`)
    expect(lines(request(pair, 1, "b"))).toContain(
      `ORGANIZER;CN="Turnabout":mailto:${addressOf(pair, "b", mailDomain)}`,
    )
    const [forAna, forBen] = [readCalendarFile(request(pair, 1, "a")), readCalendarFile(request(pair, 1, "b"))]
    expect(forAna).toEqual(forBen)
    const event = new ICAL.Component(ICAL.parse(request(pair))).getFirstSubcomponent("vevent")
    expect(event?.getAllProperties("attendee").map((attendee) => attendee.toJSON())).toEqual(
      [ana, ben].map(({ name, mailbox }) => [
        "attendee",
        { cutype: "INDIVIDUAL", role: "REQ-PARTICIPANT", partstat: "NEEDS-ACTION", rsvp: "TRUE", cn: name },
        "cal-address",
        `mailto:${mailbox}`,
      ]),
    )
  })

  it("says with each one's known answer who comes", () => {
    const event = { session: 1, revival: 0, sequence: 0 }
    const pair = after(activePair(), ["2026-11-24T09:00:00Z", { kind: "rsvp", by: "b", event, partstat: "TENTATIVE" }])
    expect(readCalendarFile(request(pair)).partstats).toEqual({
      "mailto:ana@example.org": "NEEDS-ACTION",
      "mailto:ben@example.net": "TENTATIVE",
    })
  })

  it("cancels the same UID with a higher SEQUENCE", () => {
    const skipped = skippedPair()
    expect(readCalendarFile(cancel(skipped))).toMatchObject({
      method: "CANCEL",
      status: "CANCELLED",
      uid: "pair_aaaaaaaaaaaaaaaa.1.0@turnabout.example",
      sequence: 1,
    })
    expect(lines(cancel(skipped))).toContain("DTSTAMP:20261124T090000Z")
  })

  it("tells the roles, one line of advice for the coach, how to skip, and where", () => {
    const text = request(activePair({ meetingLink: "https://meet.example/our-hour" }), 2)
    const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent")
    const description = String(event?.getFirstPropertyValue("description"))
    expect(description).toContain("Ben is the focus.\nFor Ana, who listens: ")
    expect(description).toContain(reminders[1].text.split("{partner}")[0])
    expect(description).toContain("reply SKIP")
    expect(description).toContain("Where: https://meet.example/our-hour")
    expect(String(event?.getFirstPropertyValue("location"))).toBe("https://meet.example/our-hour")
    expect(String(event?.getFirstPropertyValue("summary"))).toBe("Ana coaches Ben")
  })

  it("has no link that only its reader may have", () => {
    expect(request(activePair())).not.toContain("http")
  })

  it("names both when the session is about the practice itself", () => {
    const review = { ...theSession(activePair(), 1), focus: "both" } as const
    expect(sessionTitle(activePair(), review)).toBe("Ana and Ben look at their practice")
  })
})

describe("a name made to do harm", () => {
  const names = {
    quotes: 'Ana "the hat" O\'Neill',
    semicolon: "Ana; CN=Eve:mailto:eve@example.com",
    comma: "Cruz, Ana",
    colon: "Ana: urgent",
    backslash: "Ana \\n\\;\\",
    "turned round": "Ana\u202Enitram",
    isolate: "\u2066Ana\u2069",
    "line separator": "Ana\u2028ATTENDEE:mailto:eve@example.com",
    "line feed": "Ana\r\nATTENDEE:mailto:eve@example.com",
    "vertical tab": "Ana\u000b\u0085\u000cX",
    nul: "Ana\u0000",
    emoji: "🦜".repeat(30),
    "combining marks": `Ana${"\u0301".repeat(57)}`,
    mailto: 'Ana":MAILTO:eve@example.com',
    caret: "Ana ^n ^' ^^",
  }

  it.each(Object.entries(names))("(%s) stays a name", (_, name) => {
    const pair = activePair({ inviter: { ...ana, name } })
    expectSound(request(pair))
    expectSound(cancel(pair))
    const { summary } = readCalendarFile(request(pair))
    const kept = name.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").replaceAll(/[\u202E\u2066\u2069]/g, "")
    expect(summary).toBe(`Ben coaches ${kept.trim()}`)
  })

  it("of any kind leaves the file sound", () => {
    const anyName = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('"', ";", ":", ",", "\\", "\r", "\n", "\u2028", "=", "^", "🦜", "a"),
        minLength: 1,
        maxLength: 60,
      }),
    )
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        const pair = activePair({ inviter: { ...ana, name: one }, partner: { ...ben, name: other } })
        expectSound(request(pair))
      }),
      { numRuns: 100 },
    )
  })
})

describe("any session", () => {
  it("is written so that it's read as it is", () => {
    const moves = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 })
    fc.assert(
      fc.property(moves, fc.constantFrom("a", "b"), (hours, by) => {
        let pair = activePair()
        for (const hour of hours) {
          const starts = theSession(activePair(), 1).starts.subtract({ hours: 2 }).add({ hours: hour })
          pair = decided(pair, { kind: "move", by, session: 1, starts }, "2026-11-24T09:00:00Z").pair
        }
        const session = theSession(pair, 1)
        const file = readCalendarFile(request(pair))
        expect(file.starts.equals(session.starts)).toBe(true)
        expect(file.ends.equals(session.starts.add({ minutes: 60 }))).toBe(true)
        expect(file.stamp.equals(session.event.stamp)).toBe(true)
        expect(file.sequence).toBe(session.event.sequence)
      }),
      { numRuns: 50 },
    )
  })
})

/** RFC 5545 section 3.1: CRLF only, lines of at most 75 octets, and nothing but our own properties, each where it belongs. */
function expectSound(text: string): void {
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n\u0000-\u0008\u000b\u000c\u000e-\u001f\u0085\u2028\u2029]/)
  expect(text.endsWith("END:VEVENT\r\nEND:VCALENDAR\r\n")).toBe(true)
  for (const line of text.split("\r\n")) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
  const properties = lines(text).map((line) => /^[A-Z-]+/.exec(line)?.[0])
  const calendar = ["BEGIN", "VERSION", "PRODID", "METHOD"]
  const event = ["BEGIN", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"]
  expect(properties).toEqual([...calendar, ...event, "ORGANIZER", "ATTENDEE", "ATTENDEE", "STATUS", "END", "END"])
  for (const line of lines(text).filter((each) => each.startsWith("ATTENDEE"))) {
    expect(line).toMatch(/^ATTENDEE(?:;[A-Z]+=(?:[A-Z-]+|"[^"]*"))+:mailto:(?:ana@example\.org|ben@example\.net)$/)
  }
  const component = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent")
  const attendees = component?.getAllProperties("attendee").map((attendee) => attendee.getFirstValue())
  expect(attendees).toEqual(["mailto:ana@example.org", "mailto:ben@example.net"])
}
