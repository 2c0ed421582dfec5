import { describe, expect, test } from "vitest"
import { practice } from "./practice.ts"
import type { Fields } from "./practice.ts"

describe("sign-up", () => {
  test("the first page says what it is, shows the form and needs no script", async () => {
    const { get } = practice()
    const page = await get("/")
    expect(page.status).toBe(200)
    expect(page.text).toContain("An hour a week, taking turns")
    expect(page.text).toContain("It is not therapy")
    for (const name of ["name", "email", "partnerName", "partnerEmail", "note", "weekday", "time", "timeZone"]) {
      expect(page.html).toContain(`name="${name}"`)
    }
    expect(page.html).toContain('<optgroup label="Europe">')
    expect(page.html).toContain('<option value="UTC">')
    expect(page.html).toMatch(/<option value="" selected(="")?>Please choose/)
    expect(page.html).not.toMatch(/<script(?![^>]*src="\/zone.js")/)
  })

  test("a whole form keeps a pair and sends the confirm letter, to the inviter only", async () => {
    const { signUp, pair, sent } = practice()
    const page = await signUp()
    expect(page.status).toBe(200)
    expect(page.text).toContain("ana@example.org")
    expect(sent.map(({ kind, to }) => [kind, to])).toEqual([["confirm", "ana@example.org"]])
    expect(pair()).toMatchObject({
      status: { kind: "unconfirmed" },
      slot: { weekday: "thursday", time: "17:00", zone: "Europe/Lisbon", minutes: 60 },
      firstFocus: "me",
      meetingLink: "https://meet.example/ana-ben",
      members: { a: { name: "Ana", mailbox: "ana@example.org" }, b: { name: "Ben", mailbox: "ben@example.net" } },
    })
  })

  test("what may be left out is left out: note, length, first focus, meeting link", async () => {
    const { signUp, pair } = practice()
    expect((await signUp({ note: "", minutes: "", firstFocus: "", meetingLink: "" })).status).toBe(200)
    expect(pair()).toMatchObject({ note: null, slot: { minutes: 60 }, firstFocus: "draw", meetingLink: null })
  })

  test("mailboxes are kept in lower case, a zone as the time-zone data spells it", async () => {
    const { signUp, pair } = practice()
    await signUp({ email: " Ana@Example.ORG ", timeZone: "europe/lisbon" })
    expect(pair().members.a.mailbox).toBe("ana@example.org")
    expect(pair().slot.zone).toBe("Europe/Lisbon")
  })

  test("a second sign-up of the same two shows the same page and makes no second pair", async () => {
    const { signUp, ports, sent } = practice()
    const first = await signUp()
    const again = await signUp({ note: "another", time: "18:00" })
    expect(again.html).toBe(first.html)
    expect(ports.store.kept.pairs.size).toBe(1)
    expect(new Set(sent.map(({ to }) => to))).toEqual(new Set(["ana@example.org"]))
  })

  const wrong: readonly (readonly [what: string, field: string, fields: Fields, message: RegExp])[] = [
    ["no name", "name", { name: " " }, /Write a name/],
    ["a name of 61 characters", "name", { name: "x".repeat(61) }, /at most 60/],
    ["a name with a line break", "name", { name: "Ana\r\nBcc: x@example.org" }, /one line/],
    ["a name that ends in a line break", "name", { name: "Ana\n" }, /one line/],
    ["a name with a tab", "name", { name: "A\tna" }, /one line/],
    ["a name with a bidi override", "name", { name: "Ana\u202Egro" }, /invisible/],
    ["a name with a zero-width space", "name", { name: "An\u200Ba" }, /invisible/],
    ["a name with markup", "partnerName", { partnerName: "<b>Ben</b>" }, /&lt; and &gt;/],
    ["a name that is a link", "name", { name: "www.example.org" }, /without an address/],
    ["a name that holds an address", "name", { name: "Ana ana@example.org" }, /without an address/],
    ["a name without a letter", "name", { name: "..." }, /at least one letter/],
    ["no mailbox", "email", { email: "" }, /Write a mail address/],
    ["a mailbox without a domain", "email", { email: "ana@example" }, /no mail address/],
    ["a mailbox with a space", "partnerEmail", { partnerEmail: "be n@example.net" }, /no mail address/],
    ["two mailboxes in one", "partnerEmail", { partnerEmail: "ben@example.net,c@example.net" }, /no mail address/],
    ["a quoted mailbox", "email", { email: '"a@evil.example x"@internal' }, /no mail address/],
    ["a mailbox with a header in it", "email", { email: "ana@example.org\r\nBcc: c@example.org" }, /no mail address/],
    [
      "a mailbox of 255 characters",
      "email",
      { email: `${"a".repeat(60)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(62)}.example.org` },
      /no mail/,
    ],
    ["a mailbox of our own", "email", { email: "r-abc@turnabout.example" }, /of Turnabout itself/],
    ["the same mailbox twice", "partnerEmail", { partnerEmail: "ana@example.org" }, /same address twice/],
    ["the same mailbox in capitals", "partnerEmail", { partnerEmail: "ANA@example.org" }, /same address twice/],
    ["a note of 501 characters", "note", { note: "x".repeat(501) }, /at most 500/],
    ["a note of 10,000 characters", "note", { note: "word ".repeat(2000) }, /at most 500/],
    ["a note with a link", "note", { note: "see http://evil.example" }, /no links/],
    ["a note with a bare www", "note", { note: "see WWW.evil" }, /no links/],
    ["a note with a bare domain", "note", { note: "go to evil.com now" }, /no links/],
    ["a note with a short link", "note", { note: "bit.ly/3xyz" }, /no links/],
    ["a note with a domain of any ending", "note", { note: "see evil.cc" }, /no links/],
    ["a note with a domain in capitals", "note", { note: "see EVIL.CC" }, /no links/],
    ["a note whose link only the eye can't see", "note", { note: "https:\u034F//evil\u034F.com/win" }, /no links/],
    ["a name that nobody sees", "name", { name: "\u3164" }, /invisible/],
    ["a name with a joiner that joins nothing", "name", { name: "An\u200Da" }, /invisible/],
    ["no weekday", "weekday", { weekday: "" }, /day of the week/],
    ["a weekday that is none", "weekday", { weekday: "someday" }, /day of the week/],
    ["no time", "time", { time: "" }, /between 00:00 and 23:59/],
    ["a time that is none", "time", { time: "24:00" }, /between 00:00 and 23:59/],
    ["no zone", "timeZone", { timeZone: "" }, /Choose a time zone/],
    ["a zone that does not exist", "timeZone", { timeZone: "Europe/Atlantis" }, /does not exist/],
    ["an offset for a zone", "timeZone", { timeZone: "+02:00" }, /does not exist/],
    ["14 minutes", "minutes", { minutes: "14" }, /between 15 and 240/],
    ["241 minutes", "minutes", { minutes: "241" }, /between 15 and 240/],
    ["half a minute", "minutes", { minutes: "60.5" }, /between 15 and 240/],
    ["minutes in words", "minutes", { minutes: "an hour" }, /between 15 and 240/],
    ["a first focus that is nobody", "firstFocus", { firstFocus: "them" }, /who is the focus/],
    ["a meeting link without TLS", "meetingLink", { meetingLink: "http://meet.example/x" }, /begins with https/],
    ["a meeting link that is a script", "meetingLink", { meetingLink: "javascript:alert(1)" }, /begins with https/],
    ["a meeting link with a password", "meetingLink", { meetingLink: "https://a:b@meet.example" }, /begins with https/],
    [
      "a meeting link with a line break",
      "meetingLink",
      { meetingLink: "https://meet.example/\nx" },
      /begins with https/,
    ],
    ["no agreement", "agree", { agree: "" }, /Tick this box/],
  ]

  test.each(wrong.map(([what, field, fields, message]) => ({ what, field, fields, message })))(
    "$what: the form again, the field $field named, nothing kept",
    async ({ field, fields, message }) => {
      const { signUp, kept } = practice()
      const before = kept()
      const page = await signUp(fields)
      expect(page.status).toBe(422)
      expect(page.html).toContain(`<a href="#${field}">`)
      expect(page.html).toContain(`id="${field}-error"`)
      expect(page.html).toMatch(
        new RegExp(`(id="${field}"|<fieldset)[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*${field}-error`),
      )
      expect(page.html.match(/class="error"/g)).toHaveLength(1)
      expect(page.html).toMatch(message)
      expect(kept()).toBe(before)
    },
  )

  test("the edges are taken: 60 characters of name, 500 of note, 15 and 240 minutes", async () => {
    for (const minutes of ["15", "240"]) {
      const { signUp, pair } = practice()
      expect((await signUp({ minutes, name: "x".repeat(60), note: "x".repeat(500) })).status).toBe(200)
      expect(pair().slot.minutes).toBe(Number(minutes))
    }
  })

  test("ordinary names and notes of many kinds are taken", async () => {
    for (const name of ["דנה לוי", "Nguyễn Thị Minh Khai", "O’Brien-Smith, Jr.", "محمد", "J.R.", "नीता", "می‌نا"]) {
      const { signUp, pair, ports } = practice()
      expect((await signUp({ name, note: "I like this.So do you, e.g. on Mondays." })).status).toBe(200)
      expect(pair().members.a.name).toBe(name.normalize("NFC"))
      expect([...ports.store.kept.texts.values()]).toEqual(["I like this. So do you, e.g. on Mondays."])
    }
  })

  test("everything that was typed stands in the form again, and every wrong field is named", async () => {
    const { post } = practice()
    const page = await post("/sign-up", {
      name: "Ana <script>",
      email: "nobody",
      partnerName: "Ben",
      partnerEmail: "nobody",
      note: 'a < b & "c"',
      weekday: "friday",
      time: "08:15",
      timeZone: "Asia/Kolkata",
      minutes: "45",
      firstFocus: "partner",
      meetingLink: "ftp://x",
      agree: "on",
    })
    expect(page.status).toBe(422)
    for (const field of ["name", "email", "partnerEmail", "meetingLink"])
      expect(page.html).toContain(`href="#${field}"`)
    expect(page.html).toContain('value="Ana &lt;script&gt;"')
    expect(page.html).toContain("a &lt; b &amp; &quot;c&quot;")
    expect(page.html).toMatch(/<option value="friday" selected/)
    expect(page.html).toContain('value="08:15"')
    expect(page.html).toMatch(/<option value="Asia\/Kolkata" selected/)
    expect(page.html).toContain('value="45"')
    expect(page.html).toMatch(/value="partner" checked/)
    expect(page.html).toMatch(/name="agree" value="on" checked/)
    expect(page.html).not.toContain("<script>")
  })

  test("an empty form names every field that is needed", async () => {
    const { post } = practice()
    const page = await post("/sign-up")
    const named = [...page.html.matchAll(/<a href="#(\w+)">/g)].map(([, field]) => field)
    expect(named).toHaveLength(8)
    expect(new Set(named)).toEqual(
      new Set(["name", "email", "partnerName", "partnerEmail", "weekday", "time", "timeZone", "agree"]),
    )
  })
})
