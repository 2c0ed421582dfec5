import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import ICAL from "ical.js"
import PostalMime from "postal-mime"
import { beforeAll, describe, expect, test } from "vitest"
import type { SentMail } from "../support/fake-ports.ts"
import { everyLetter, someLetters } from "./letters.ts"
import type { Part } from "./mail-part.ts"
import { bytesOf, header, leavesOf, readPart, textOf, treeOf } from "./mail-part.ts"
import { anaAsksBen } from "./scene.ts"

const kinds: readonly LetterKind[] = [
  "confirm",
  "partner-request",
  "answer-no",
  "proposal",
  "welcome",
  "invitation",
  "prompt",
  "coach-note",
  "after-form",
  "recap",
  "skipped",
  "moved",
  "not-moved",
  "paused",
  "review",
  "foreign-sender",
  "not-understood",
]
const withEvent = new Set(["invitation", "skipped", "moved", "not-moved"])
const alternatives = "text/plain, text/html"
const withCalendar = `multipart/mixed{multipart/alternative{${alternatives}, text/calendar}, application/ics}`

let letters: readonly (SentMail & { readonly part: Part })[]
let plain: readonly SentMail[]
beforeAll(async () => {
  plain = await someLetters()
  letters = (await everyLetter()).map((mail) => ({ ...mail, part: readPart(mail.raw) }))
})

describe("the mails of these lives", () => {
  test("are of every kind", () => {
    expect(letters.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]))
    expect(letters.length).toBeGreaterThan(60)
  })

  test("have the tree of the design, with the calendar last and as a file, or without", () => {
    const wrong = letters.filter(
      ({ kind, part }) =>
        treeOf(part) !== (withEvent.has(kind) ? withCalendar : `multipart/alternative{${alternatives}}`),
    )
    expect(wrong.map(({ kind, part }) => `${kind}: ${treeOf(part)}`)).toEqual([])
  })

  test("have CRLF at the end of every line, no line over 998, no byte over 127 and no stray control", () => {
    for (const { raw } of letters) {
      expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
      expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998)
      expect(raw).not.toMatch(/[^\t\r\n\x20-\x7e]/)
      expect(raw.endsWith("\r\n")).toBe(true)
    }
  })

  test("say how each part is encoded, and it is", () => {
    for (const { part } of letters) {
      for (const leaf of leavesOf(part)) expect(() => bytesOf(leaf)).not.toThrow()
    }
  })

  test("say UTF-8 of each text, and it is", () => {
    for (const { part } of letters) {
      for (const leaf of leavesOf(part).filter(({ type }) => type.startsWith("text/"))) {
        expect(leaf.parameters["charset"]?.toUpperCase()).toBe("UTF-8")
        expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(leaf))).not.toThrow()
      }
    }
  })

  test("say the same in the text and in the page, in lines that can be quoted", () => {
    for (const { part } of letters) {
      const text = textOf(part)
      expect(textOf(part, "text/html")).toMatch(/^<!DOCTYPE html>/)
      const long = text.split("\n").filter((line) => line.length > 78 && !line.includes("https://"))
      expect(long).toEqual([])
    }
  })

  test("carry the headers that a letter needs, each once", () => {
    for (const { part, kind, from, to } of letters) {
      const own = header(part, "Message-ID")
      expect(header(part, "X-Turnabout-Letter")).toBe(kind)
      expect(header(part, "From")).toBe(`Turnabout <${from}>`)
      expect(header(part, "Reply-To")).toBe(from)
      expect(header(part, "To")).toMatch(new RegExp(`^(Ana|Ben) <${to}>$`))
      expect(header(part, "Auto-Submitted")).toBe(
        kind === "not-understood" || kind === "not-moved" ? "auto-replied" : "auto-generated",
      )
      expect(header(part, "X-Auto-Response-Suppress")).toBe("OOF, AutoReply")
      expect(header(part, "X-SES-MESSAGE-TAGS")).toMatch(/^pair=pair_[a-z2-7]{16}, member=[ab]$/)
      expect(header(part, "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click")
      expect(header(part, "List-Unsubscribe")).toMatch(
        new RegExp(`^<https://turnabout.example/unsubscribe/[\\w.-]+>, <mailto:${from}\\?subject=unsubscribe>$`),
      )
      expect(own).toMatch(/^<[a-z0-9.-]+\.pair_[a-z2-7]{16}@turnabout\.example>$/)
      expect(header(part, "References")?.split(" ").at(-1)).toBe(own)
      expect(header(part, "In-Reply-To")).toBeNull()
      expect(header(part, "Subject")).toMatch(/./)
      expect(header(part, "MIME-Version")).toBe("1.0")
    }
  })

  test("have names of their own, and all about one session share a reference", () => {
    expect(new Set(letters.map(({ part }) => header(part, "Message-ID"))).size).toBeGreaterThan(letters.length / 2)
    const prompts = letters.filter(({ kind }) => kind === "prompt" || kind === "after-form" || withEvent.has(kind))
    for (const { part } of prompts) {
      expect(header(part, "References")).toMatch(/^<session\.\d+\.pair_[a-z2-7]{16}@turnabout\.example> </)
    }
  })

  test("bear the time at which they were sent", () => {
    for (const { part, at } of letters) {
      expect(new Date(header(part, "Date") ?? "").toISOString().replace(".000Z", "Z")).toBe(at)
    }
  })

  test("are read by a mail program as they were meant", async () => {
    for (const { raw, part, from, to } of letters) {
      const read = await PostalMime.parse(raw)
      expect(read.from).toEqual({ name: "Turnabout", address: from })
      expect(read.to?.map(({ address }) => address)).toEqual([to])
      expect(read.text?.trim()).toBe(textOf(part).trim())
    }
  })
})

describe("the calendar in a mail", () => {
  test("is the same bytes twice; the first is no attachment, the second is", () => {
    for (const { part } of events()) {
      const [, , calendar, file] = leavesOf(part)
      expect(bytesOf(calendar!).equals(bytesOf(file!))).toBe(true)
      expect(header(calendar!, "Content-Disposition")).toBeNull()
      expect(header(file!, "Content-Disposition")).toBe("attachment; filename=invite.ics")
      expect(file!.parameters["name"]).toBe("invite.ics")
    }
  })

  test("is named with its charset and the method that stands in it", () => {
    for (const { part } of events()) {
      const [, , calendar] = leavesOf(part)
      const text = bytesOf(calendar!).toString()
      expect(calendar!.parameters).toEqual({ charset: "utf-8", method: /^METHOD:(\w+)\r$/m.exec(text)?.[1] })
    }
    const methods = events().map(({ kind, part }) => `${kind} ${leavesOf(part)[2]?.parameters["method"]}`)
    expect(new Set(methods)).toEqual(
      new Set(["invitation REQUEST", "invitation CANCEL", "skipped CANCEL", "moved REQUEST", "not-moved REQUEST"]),
    )
  })

  test("holds one event, organized by the address the mail is from, with both members", () => {
    for (const { part, from } of events()) {
      const text = bytesOf(leavesOf(part)[2]!).toString()
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
      expect(Math.max(...text.split("\r\n").map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
      const calendar = new ICAL.Component(ICAL.parse(text))
      const found = calendar.getAllSubcomponents("vevent")
      expect(found).toHaveLength(1)
      const attendees = found[0]?.getAllProperties("attendee").map((one) => String(one.getFirstValue()).toLowerCase())
      expect(found[0]?.getFirstPropertyValue("organizer")).toBe(`mailto:${from}`)
      expect(attendees).toEqual(["mailto:ana@example.org", "mailto:ben@example.net"])
      for (const name of ["dtstart", "dtend", "dtstamp"]) {
        expect(text).toMatch(new RegExp(`^${name.toUpperCase()}:\\d{8}T\\d{6}Z\\r$`, "m"))
      }
    }
  })

  function events() {
    return letters.filter(({ kind }) => withEvent.has(kind))
  }
})

describe("names and words from elsewhere", () => {
  test.each([
    ["of many scripts", "Zoë Ångström-Łuczak", "דנה לוי 🙂"],
    ["with marks that headers and calendars use", 'An"a, <b>; c:d\\e', "Ben, (the) 'second'; x=y"],
    ["that look like addresses", "eve@example.com", "<eve@example.com>"],
    ["as long as they may be", "Ä".repeat(60), "W".repeat(60)],
  ])("%s arrive whole", async (_what, name, partnerName) => {
    const mails = await someLetters({ ...anaAsksBen, name, partnerName })
    for (const mail of mails) {
      const read = await PostalMime.parse(mail.raw)
      const isAna = mail.to === "ana@example.org"
      expect(read.to).toEqual([{ name: isAna ? name : partnerName, address: mail.to }])
      expect(() => leavesOf(readPart(mail.raw)).map(bytesOf)).not.toThrow()
      expect(mail.raw).not.toMatch(/[^\t\r\n\x20-\x7e]/)
      expect(mail.raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
    }
    for (const mail of mails.filter(({ kind }) => withEvent.has(kind))) {
      const text = bytesOf(leavesOf(readPart(mail.raw))[2]!).toString()
      const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent")
      const names = event?.getAllProperties("attendee").map((attendee) => attendee.getFirstParameter("cn"))
      expect(names?.map((cn) => cn?.replaceAll(/[^\p{L}\p{N}]/gu, ""))).toEqual(
        [name, partnerName].map((whole) => whole.replaceAll(/[^\p{L}\p{N}]/gu, "")),
      )
    }
  })

  test.each([
    "Ana\r\nBcc: eve@example.com",
    "Ana\nX-Turnabout-Letter: erased\n\nHello",
    'Ana" <eve@example.com>, "Eve',
    "Ana>, Eve <eve@example.com",
    "=?UTF-8?Q?Ana=0D=0ABcc:_eve@example.com?=",
    "Ana\r\nATTENDEE:mailto:eve@example.com",
    "Ana:mailto:eve@example.com\r\nX:",
    "Ana\u2028Bcc: eve@example.com\u0000\u0007",
  ])("cannot add a header, a recipient or a line to a calendar: %j", async (name) => {
    const hostile = {
      ...anaAsksBen,
      name,
      partnerName: name,
      note: `${name}\r\n.\r\n--boundary--`,
      meetingLink: name,
    }
    const mails = await someLetters(hostile)
    expect(mails).toHaveLength(plain.length)
    for (const [place, mail] of mails.entries()) {
      const [part, expected] = [readPart(mail.raw), readPart(plain[place]!.raw)]
      expect(part.headers.map(([header]) => header)).toEqual(expected.headers.map(([header]) => header))
      expect(header(part, "X-Turnabout-Letter")).toBe(mail.kind)
      expect((await PostalMime.parse(mail.raw)).to?.map(({ address }) => address)).toEqual([plain[place]!.to])
      expect(calendarNames(part)).toEqual(calendarNames(expected))
      expect(attendeesOf(part)).toEqual(attendeesOf(expected))
    }
  })

  function calendarOf(part: Part): string {
    const calendar = leavesOf(part).find(({ type }) => type === "text/calendar")
    return calendar === undefined ? "" : bytesOf(calendar).toString()
  }

  /** The names of its lines, unfolded. */
  function calendarNames(part: Part): string[] {
    const lines = calendarOf(part).replaceAll("\r\n ", "").split("\r\n")
    return lines.map((line) => /^[A-Z-]*/.exec(line)?.[0] ?? line)
  }

  function attendeesOf(part: Part): unknown[] {
    const text = calendarOf(part)
    if (text === "") return []
    const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent")
    return event?.getAllProperties("attendee").map((attendee) => attendee.getFirstValue()) ?? []
  }
})
