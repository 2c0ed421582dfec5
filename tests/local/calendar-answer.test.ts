import { addressOf, invitationCalendar } from "@turnabout/core/invitation.ts"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { calendarMail } from "@turnabout/local/workbench/calendar-answer.ts"
import { readCard } from "@turnabout/local/workbench/calendar-card.ts"
import { readCalendar, componentsOf, lineOf } from "@turnabout/core/mail-in/calendar-text.ts"
import ICAL from "ical.js"
import PostalMime from "postal-mime"
import { expect, test } from "vitest"
import { input } from "../core/mail-in/mail-input.ts"
import { activePair, at, monday, theSession } from "../support/pair-builder.ts"

const mailDomain = "turnabout.example"
const zones = [
  "UTC",
  "Europe/Lisbon",
  "Europe/Berlin",
  "America/New_York",
  "America/Phoenix",
  "Asia/Kathmandu",
  "Pacific/Chatham",
  "Australia/Lord_Howe",
]

function invitation(name: string) {
  const pair = activePair({ inviter: { name, mailbox: "ana@example.org", token: "a".repeat(26) } })
  const session = theSession(pair, 1)
  const card = readCard(
    invitationCalendar({ pair, session, event: session.event, to: "a", method: "REQUEST", mailDomain }),
  )
  if (card === null) throw new Error("no event")
  return { card, address: addressOf(pair, "a", mailDomain) }
}

const proposal = at("2027-07-01T17:30:00Z")

async function sends(client: "google" | "outlook" | "apple", zone: string, name = "Ana") {
  const { card, address } = invitation(name)
  const { to, raw } = calendarMail(client, {
    card,
    by: { name, mailbox: "ana@example.org" },
    answer: { kind: "propose", starts: proposal },
    zone,
    now: at(monday),
    messageId: "one@mail.example.org",
  })
  expect(to).toBe(address)
  const mail = await PostalMime.parse(raw, { attachmentEncoding: "utf8" })
  const part = mail.attachments.find(({ mimeType }) => mimeType === "text/calendar")
  if (typeof part?.content !== "string") throw new Error("no calendar")
  return { raw, mail, calendar: part.content }
}

test.each(zones.flatMap((zone) => [["outlook", zone] as const, ["apple", zone] as const]))(
  "%s in %s names its wall times so that they are the instants meant, by its own description of the zone too",
  async (client, zone) => {
    const { raw, calendar } = await sends(client, zone)
    const reading = await readMail(input(raw))
    expect(reading.kind === "proposal" && reading.proposal.start.toString()).toBe("2027-07-01T17:30:00Z")
    // Read by another: with the VTIMEZONE that came along, and nothing that it knows of the zone's name.
    const root = new ICAL.Component(ICAL.parse(calendar))
    const described = root.getFirstSubcomponent("vtimezone")
    const event = root.getFirstSubcomponent("vevent")
    const start = event?.getFirstPropertyValue("dtstart")
    if (described === null || !(start instanceof ICAL.Time)) throw new Error("not described")
    start.zone = new ICAL.Timezone(described)
    const meant = client === "outlook" ? proposal : at("2026-11-26T16:00:00Z")
    expect(start.toUnixTime() * 1000).toBe(meant.epochMilliseconds)
  },
)

test("Outlook names zones as Windows does, and one without a name of Windows' by its own", async () => {
  const nameIn = async (zone: string) => {
    const [described] = componentsOf(readCalendar((await sends("outlook", zone)).calendar), "VTIMEZONE")
    return described === undefined ? null : lineOf(described, "TZID")?.value
  }
  expect(await Promise.all(["Europe/Berlin", "UTC", "Europe/Lisbon"].map(nameIn))).toEqual([
    "W. Europe Standard Time",
    "UTC",
    "Customized Time Zone",
  ])
})

test("each looks as its client's mail does", async () => {
  const [google, outlook, apple] = await Promise.all(
    (["google", "outlook", "apple"] as const).map((client) => sends(client, "Europe/Berlin")),
  )
  const text = (sent: typeof google) => new TextDecoder().decode(sent?.raw)
  expect(text(google)).toContain("Sender: Google Calendar <calendar-notification@google.com>\r\n")
  expect(text(google)).toContain("method=REPLY")
  expect(google?.calendar).toContain("METHOD:COUNTER")
  expect(google?.mail.attachments.map(({ mimeType }) => mimeType)).toEqual(["text/calendar", "application/ics"])
  expect(text(outlook)).toMatch(/method=COUNTER\r\nContent-Transfer-Encoding: base64/)
  expect(outlook?.calendar).not.toContain("ORGANIZER")
  expect(outlook?.calendar).toContain("X-MS-OLK-ORIGINALSTART;TZID=W. Europe Standard Time:20261126T170000")
  expect(apple?.calendar).toContain("METHOD:REPLY")
  expect(apple?.calendar.replaceAll(/\r?\n /g, "")).toContain(
    'TO-ALL-PROPOSED-NEW-TIME="DTSTART:20270701T173000Z;STATUS:NEEDS-ACTION"',
  )
})

test.each(['Zoë; 日本, "von" Ω: Ær', "O'Hara, Anne (Team: North)", "محمد عبد الرحمن الطويل الاسم"])(
  "a name such as %s neither breaks the mail nor the calendar",
  async (name) => {
    for (const client of ["google", "outlook", "apple"] as const) {
      const { raw, mail } = await sends(client, "Europe/Berlin", name)
      expect(mail.from).toEqual({ name, address: "ana@example.org" })
      const reading = await readMail(input(raw))
      expect(reading).toMatchObject({ kind: "proposal", rsvp: { attendee: "ana@example.org", sequence: 0 } })
    }
  },
)

test("an answer is never older than the letter it answers, though the clock stands still", async () => {
  const { card } = invitation("Ana")
  const answer = { kind: "accept" } as const
  const by = { name: "Ana", mailbox: "ana@example.org" }
  const early = { card, by, answer, zone: "UTC", now: card.stamp.subtract({ seconds: 1 }), messageId: "x@example.org" }
  const reading = await readMail(input(calendarMail("google", early).raw))
  expect(reading.kind === "rsvp" && reading.rsvp.dtstamp?.equals(card.stamp)).toBe(true)
})
