import type { CommandId } from "@turnabout/core/id.ts"
import type { SignUpForm } from "@turnabout/functions/sign-up.ts"
import fc from "fast-check"
import ICAL from "ical.js"
import { defaultTreeAdapter, parse } from "parse5"
import type { DefaultTreeAdapterTypes } from "parse5"
import PostalMime from "postal-mime"
import { beforeAll, describe, expect, test } from "vitest"
import type { SentMail } from "../support/fake-ports.ts"
import { emptyForm } from "./letters.ts"
import { header, leavesOf, readPart } from "./mail-part.ts"
import { practice, signUpFields } from "./pages/practice.ts"
import type { Fields, Practice } from "./pages/practice.ts"
import { anaAsksBen, asked, does, livesUntil, scene } from "./scene.ts"

// Whatever people write into any field comes out as text: read back by programs of other people's making, a page, a
// letter, its headers and its calendar have no element, attribute, header or property more than with harmless words.

const pieces = [
  '"><script>alert(1)</script>',
  "' onmouseover='x",
  "</textarea></title><h1>",
  "<img src=x onerror=x>",
  "<!--",
  "]]>",
  "&lt;&#60;&amp;",
  "javascript:alert(1)",
  "\r\nBcc: eve@example.com\r\n\r\n",
  "\nATTENDEE:mailto:eve@example.com",
  "\r\nEND:VEVENT\r\nBEGIN:VALARM\r\n",
  "\r\n ",
  "\\n\\;\\,;,:",
  '";X-EVIL="1',
  "\u2028\u2029\u0085\u000b\u000c\u0000\u0007\u001b",
  "\u202e\u2066\u200f\u200b\u2060\ufeff\u{e0041}",
  "=?UTF-8?Q?=0D=0ABcc:_eve@example.com?=",
  "--boundary--\r\n.\r\n",
  "eve@example.com, <eve@example.com>",
  "https://evil.example/?a=1&b=2",
  "\ud800",
  "Ä".repeat(90),
  "word ".repeat(20),
  "> quoted",
  "- 1. #*_`",
]
const hostile = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 20 })), {
  minLength: 1,
  maxLength: 4,
})
const text = hostile.map((parts) => `x${parts.join(" ")}`)
const name = text.map((words) => words.slice(0, 50))
const fields = fc.record({
  name,
  partnerName: name,
  note: text,
  meetingLink: text,
  answer: text,
  commitment: text,
  line: text,
  changes: text,
  excerpt: text,
  rename: name,
})
type Texts = Record<"name" | "partnerName" | "note" | "meetingLink" | "answer" | "commitment", string> &
  Record<"line" | "changes" | "excerpt" | "rename", string>

const harmless: Texts = {
  name: "Ana",
  partnerName: "Ben",
  note: "Shall we",
  meetingLink: "https://meet.example/ana-ben",
  answer: "What I bring",
  commitment: "write to my brother",
  line: "It was good",
  changes: "We walk",
  excerpt: "hm",
  rename: "Anna",
}

/** Each piece at least once, several at a time; a name has room for one. */
const bundles = [0, 1, 2, 3, 4].map((first): [Texts] => {
  const own = pieces.filter((_, place) => place % 5 === first)
  const [one, two, three] = own.map((piece) => `x${piece}`.slice(0, 50))
  const all = Object.fromEntries(Object.keys(harmless).map((name) => [name, `x${own.join(" ")}`])) as Texts
  return [{ ...all, name: one!, partnerName: two!, rename: three! }]
})

describe("a letter with hostile words in every field", () => {
  let expected: readonly Shape[]
  beforeAll(async () => {
    expected = await shapesOf(await letters(harmless))
  }, 60_000)

  test("is what it would be with harmless ones", async () => {
    expect(expected.length).toBeGreaterThan(25)
    expect(expected.some(({ calendar }) => calendar.length > 0)).toBe(true)
    await fc.assert(
      fc.asyncProperty(fields, async (texts) => {
        const found = await shapesOf(await letters(texts))
        expect(found.map(({ kind }) => kind)).toEqual(expected.map(({ kind }) => kind))
        for (const [place, shape] of found.entries()) expect(shape).toEqual(expected[place])
      }),
      { numRuns: 9, examples: bundles },
    )
  }, 120_000)
})

describe("a page with hostile words in every field", () => {
  const pages = async (texts: Texts): Promise<readonly string[]> => {
    const here = practice()
    const shown: string[] = []
    const post = async (path: string, typed: Fields) => shown.push((await here.post(path, typed)).html)
    const get = async (path: string) => shown.push((await here.get(path)).html)
    // Refused or not, the form shows again what was typed.
    await post("/sign-up", {
      ...texts,
      partnerEmail: texts.note,
      email: texts.name,
      weekday: texts.line,
      minutes: texts.line,
      timeZone: texts.line,
      agree: "",
    })
    await begin(here, texts)
    await get(here.link("settings", "a"))
    await get(here.link("rsvp", "b", 1))
    await post(here.link("settings", "a"), {
      action: "save",
      name: texts.rename,
      meetingLink: texts.meetingLink,
      minutes: texts.line,
    })
    await post(here.link("settings", "a"), { action: "pause", until: texts.line })
    await post(here.link("settings", "a"), { action: "mailbox", email: texts.name })
    await post(here.link("rsvp", "b", 1), { answer: "other", starts: texts.line })
    await here.moveTo("2026-11-26T18:05:00Z")
    await post(here.link("after", "a", 1), {
      happened: texts.line,
      commitment: texts.commitment,
      line: texts.line.repeat(60),
    })
    await post(here.link("after", "a", 1), {
      happened: "yes",
      commitment: texts.commitment.slice(0, 250) || "x",
      line: texts.line.slice(0, 400),
    })
    await get(here.link("after", "a", 1))
    await get(here.link("recap", "a"))
    await get(`${here.link("join", "b")}?${new URLSearchParams({ answer: texts.note }).toString()}`)
    return shown
  }

  test("has no element, attribute or address more than with harmless ones", async () => {
    // Harmless ones, some of which no form takes.
    const refused = { ...harmless, name: "@", partnerName: "@", meetingLink: "@", rename: "@", line: "x".repeat(20) }
    const known = new Set([...(await pages(harmless)), ...(await pages(refused))].flatMap((html) => marksOf(html)))
    await fc.assert(
      fc.asyncProperty(fields, async (texts) => {
        const found = (await pages(texts)).flatMap((html) => marksOf(html))
        expect(found.filter((mark) => !known.has(mark))).toEqual([])
      }),
      { numRuns: 9, examples: bundles },
    )
  }, 120_000)

  test("keeps no character that turns text around or that nobody sees, from any field", async () => {
    const here = practice()
    const hidden = ["\u061c", "\u200b", "\u200e", "\u202e", "\u2060", "\u2066", "\ufeff", "\u{e0041}"]
    const typed = (words: string) => words.split(" ").join(` ${hidden.join("")}`)
    const statuses: number[] = []
    const post = async (path: string, fields: Fields) => statuses.push((await here.post(path, fields)).status)
    await post("/sign-up", { ...signUpFields, name: typed("Ana Anemone") })
    await post("/sign-up", { ...signUpFields, meetingLink: `https://meet.example/${hidden.join("")}` })
    expect(statuses.splice(0)).toEqual([422, 422])
    await here.begin({ note: typed("Shall we") })
    const settings = { action: "save", timeZone: "Europe/Lisbon", weekday: "thursday", time: "17:00", minutes: "60" }
    await post(here.link("settings", "a"), { ...settings, rhythm: "weekly", name: typed("Anna A") })
    expect(statuses.splice(0)).toEqual([422])
    await here.moveTo("2026-11-26T18:05:00Z")
    const said = { happened: "yes", commitment: typed("write soon"), line: typed("It was good") }
    await post(here.link("after", "a", 1), said)
    expect(statuses).toEqual([200])
    const { texts, pairs } = here.ports.store.kept
    const kept = [...texts.values(), ...pairs.values()].join("\n")
    for (const words of ["Shall we", "write soon", "It was good"]) expect(kept).toContain(words)
    expect(hidden.filter((character) => kept.includes(character))).toEqual([])
  })

  /** Names through a door that checks nothing, as if they had come in by another way. */
  async function begin(here: Practice, texts: Texts): Promise<void> {
    const form = { ...anaAsksBen, name: texts.name, partnerName: texts.partnerName, note: texts.note }
    await asked({ ...here, moveTo: here.setClock }, form)
    await here.get(here.link("confirm", "a"))
    await here.post(here.link("join", "b"), { answer: "yes", timeZone: "Europe/Berlin", agree: "on" })
  }
})

/** A life in which everything that people write is passed on. */
async function letters(texts: Texts): Promise<readonly SentMail[]> {
  const on = scene()
  const { name, partnerName, note, meetingLink } = texts
  const form: SignUpForm = { ...anaAsksBen, name, partnerName, note, meetingLink }
  const id = await asked(on, form)
  await does(on, id, { kind: "join", by: "b", answer: { kind: "yes", zone: "Europe/Berlin" }, drawn: "a" })
  await does(on, id, { kind: "agree", by: "b", changes: texts.changes })
  await does(on, id, { kind: "not-understood", to: "b", letter: null, reason: "unclear", excerpt: texts.excerpt })
  const sender = { mailbox: "eve@example.com", hash: "abc" }
  await does(on, id, { kind: "foreign-sender", to: "a", sender })
  await livesUntil(on, id, "2026-11-25T18:00:00Z")
  await does(on, id, { kind: "answer", by: "a", session: 1, text: texts.answer, shared: true })
  await livesUntil(on, id, "2026-11-26T19:00:00Z")
  const filled = { ...emptyForm, commitments: [texts.commitment], line: texts.line, heard: "fully" } as const
  await does(on, id, { kind: "after", by: "a", session: 1, form: filled })
  await does(on, id, {
    kind: "after",
    by: "b",
    session: 1,
    form: { ...emptyForm, commitments: [texts.commitment] },
    via: "mail",
  })
  await does(on, id, { kind: "skip", by: "a", session: 2 })
  await does(on, id, { kind: "save", by: "a", settings: settingsOf(texts) })
  await livesUntil(on, id, "2026-12-11T19:00:00Z")
  await does(on, id, { kind: "export", by: "a" })
  await does(on, id, { kind: "end", by: "a", last: false, id: "end" as CommandId })
  return on.sent
}

function settingsOf({ rename, meetingLink }: Texts) {
  const slot = { weekday: "thursday", time: "17:00", minutes: 60 } as const
  return {
    name: `New ${rename}`,
    zone: "Europe/Lisbon",
    sharesAnswers: true,
    sharesCommitments: true,
    rhythm: "weekly",
    meetingLink,
    ...slot,
  } as const
}

type Shape = {
  readonly kind: string
  readonly headers: readonly string[]
  readonly people: unknown
  readonly parts: readonly string[]
  readonly elements: Readonly<Record<string, number>>
  readonly calendar: readonly string[]
}

async function shapesOf(mails: readonly SentMail[]): Promise<readonly Shape[]> {
  return Promise.all(mails.map(shapeOf))
}

async function shapeOf(mail: SentMail): Promise<Shape> {
  const part = readPart(mail.raw)
  const read = await PostalMime.parse(mail.raw)
  expect(mail.raw).not.toMatch(/[^\t\r\n\x20-\x7e]/)
  expect(mail.raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
  expect(read.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
  expect(header(part, "X-Turnabout-Letter")).toBe(mail.kind)
  const calendar = read.attachments.find(({ mimeType }) => mimeType === "text/calendar")
  return {
    kind: mail.kind,
    headers: part.headers.map(([name]) => name),
    people: [read.from?.address, read.to?.map(({ address }) => address), read.cc, read.bcc, read.replyTo],
    parts: leavesOf(part).map(({ type }) => type),
    elements: elementsIn(read.html ?? ""),
    calendar: calendar === undefined ? [] : propertiesIn(new TextDecoder().decode(calendar.content as ArrayBuffer)),
  }
}

/** Lines and paragraphs follow the words; everything else that a letter is made of does not. */
const follows = new Set(["p", "br", "li", "ul", "bdi", "blockquote", "tbody", "tr", "td", "table", "div", "span", "th"])

function elementsIn(html: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { tagName, attrs } of elements(html)) {
    const mark = `${tagName}[${attrs
      .map(({ name }) => name)
      .toSorted()
      .join(" ")}]`
    for (const { name, value } of attrs)
      if (name === "href")
        expect(value).toMatch(
          /^(https:\/\/(turnabout|meet)\.example\/|mailto:[\w.-]+@(turnabout\.example|example\.org))/,
        )
    if (!follows.has(tagName) && !/meet\.example/.test(attrs.find(({ name }) => name === "href")?.value ?? ""))
      counts[mark] = (counts[mark] ?? 0) + 1
  }
  return counts
}

/** Each element with its attributes, and where it leads; what only says that a field is wrong, and leads to it, aside. */
function marksOf(html: string): string[] {
  return elements(html).map(({ tagName, attrs }) => {
    const named = attrs
      .map(({ name }) => name)
      .filter((name) => name !== "aria-invalid" && name !== "aria-describedby")
      .toSorted()
      .join(" ")
    const leads = attrs.flatMap(({ name, value }) =>
      ["href", "src", "action"].includes(name)
        ? [value.replaceAll(/[\w-]{30,}\.[\w-]+.*|\?.*/g, "…").replace(/^#[\w-]+$/, "#")]
        : [],
    )
    return `${tagName} ${named} ${leads.join(" ")}`
  })
}

function elements(html: string): readonly DefaultTreeAdapterTypes.Element[] {
  const found: DefaultTreeAdapterTypes.Element[] = []
  const walk = (node: DefaultTreeAdapterTypes.ParentNode) => {
    for (const child of node.childNodes) {
      if (defaultTreeAdapter.isCommentNode(child)) throw new Error(`a comment in the page: ${child.data}`)
      if (!defaultTreeAdapter.isElementNode(child)) continue
      found.push(child)
      walk(child)
    }
  }
  walk(parse(html))
  return found
}

/** Every component and property, in order, with the addresses of who organizes and attends. */
function propertiesIn(calendar: string): string[] {
  const listed = (component: ICAL.Component): string[] => [
    component.name,
    // A place that is no link is left out.
    ...component
      .getAllProperties()
      .filter(({ name }) => name !== "location")
      .map((property) => {
        const { name } = property
        const value = name === "attendee" || name === "organizer" ? String(property.getFirstValue()) : ""
        return `${name} ${Object.keys((property.toJSON() as [string, object])[1])
          .toSorted()
          .join(" ")} ${value}`
      }),
    ...component.getAllSubcomponents().flatMap(listed),
  ]
  return listed(new ICAL.Component(ICAL.parse(calendar)))
}
