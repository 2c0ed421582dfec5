import fc from "fast-check"
import { expect } from "vitest"
import { practice, signUpFields } from "../functions/pages/practice.ts"

/** What was answered, by status, to how many posts. */
export type Tally = Map<number, number>

const names = [
  ...Object.keys(signUpFields),
  "answer",
  "starts",
  "happened",
  "commitment",
  "line",
  "heard",
  "mattered",
  "action",
  "until",
  "last",
  "sure",
  "rhythm",
  "shareAnswers",
  "shareCommitments",
  "was.weekday",
  "was.time",
  "status.x",
  "List-Unsubscribe",
]

const sensible = [
  "yes",
  "no",
  "other",
  "on",
  "skip",
  "me",
  "partner",
  "draw",
  "kept",
  "let-go",
  "fully",
  "weekly",
  "fortnightly",
  "save",
  "pause",
  "resume",
  "end",
  "export",
  "erase",
  "mailbox",
  "links",
  "thursday",
  "17:00",
  "24:00",
  "60",
  "2026-12-01",
  "2026-11-27T10:00",
  "+275760-09-13T00:00",
  "-271821-04-19",
  "2026-02-30",
  "9999-12-31T23:59",
  "UTC",
  "Europe/Lisbon",
  "Pacific/Kiritimati",
  "+02:00",
  "Etc/GMT-14",
  "constructor",
  "__proto__",
  "toString",

  "ana@example.org",
  "cleo@example.com",
  "a@b",
  "https://meet.example/x",
  "https://[::1]",
  "https://user:p@x.example",
  "NaN",
  "-1",
  "1e9",
  "0x10",
  "null",
  "undefined",
  "[]",
  "{}",
  "%",
  "%00",
  "%E0%A4%A",
  "\ud800",
  "\u0000",
]

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...sensible) },
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(1_000, 20_000, 60_000).map((length) => "x ".repeat(length / 2)) },
)
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)
const fields = fc.array(fc.tuple(name, value), { maxLength: 16 })

/** Forms that are right, to be spoilt by a field or two. */
const right: readonly Readonly<Record<string, string>>[] = [
  Object.fromEntries(Object.entries(signUpFields).map(([key, text]) => [key, String(text)])),
  { answer: "yes", timeZone: "Europe/Berlin", agree: "on" },
  {
    answer: "other",
    weekday: "friday",
    time: "08:30",
    timeZone: "Europe/Berlin",
    agree: "on",
    starts: "2026-11-27T10:00",
  },
  { happened: "yes", commitment: "write", line: "well", heard: "fully", mattered: "yes" },
  {
    action: "save",
    name: "Ana",
    timeZone: "Europe/Lisbon",
    weekday: "friday",
    time: "08:30",
    minutes: "45",
    rhythm: "weekly",
  },
  { action: "mailbox", email: "cleo@example.com" },
]
const spoilt = fc
  .tuple(fc.constantFrom(...right), fc.array(fc.tuple(name, value), { maxLength: 2 }))
  .map(([form, wrong]) => encoded([...wrong, ...Object.entries(form)]))

/** How a body is written: as a browser does, as a program that does it wrong might, or as nothing of the kind. */
const body = fc.oneof(
  { weight: 8, arbitrary: spoilt },
  { weight: 4, arbitrary: fields.map((pairs) => encoded(pairs)) },
  { weight: 1, arbitrary: fields.map((pairs) => pairs.map(([key, text]) => `${key}=${text}`).join("&")) },
  { weight: 1, arbitrary: fields.map((pairs) => encoded([...pairs, ...pairs, ...pairs])) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constantFrom("", "&", "=", "&&==&&", "%", "a=%", "x".repeat(70_000), "=".repeat(60_000)) },
)
const type = fc.oneof(
  { weight: 12, arbitrary: fc.constant("application/x-www-form-urlencoded") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "application/x-www-form-urlencoded; charset=utf-16",
      "APPLICATION/X-WWW-FORM-URLENCODED",
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      "application/json",
      "text/plain",
      ";",
      "x".repeat(500),
    ),
  },
)
const oddHeaders = fc.record(
  {
    Origin: fc.constantFrom("https://turnabout.example", "http://localhost", "null", "https://evil.example", "x"),
    "Sec-Fetch-Site": fc.constantFrom("same-origin", "cross-site", "none", "x"),
    "Content-Length": fc.constantFrom("0", "5", "-1", "99999999999999999999", "x"),
  },
  { requiredKeys: [] },
)

const headers = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: oddHeaders })

function encoded(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(pairs.map(([key, text]) => [key, text])).toString()
}

/** Any form to any page, to a pair in whatever state earlier ones have left it: an answer is a page, and never a failure. */
export async function fuzzForms(posts: number): Promise<Tally> {
  const tally: Tally = new Map()
  const perPractice = 50
  for (let done = 0; done < posts; done += perPractice) {
    const runs = Math.min(perPractice, posts - done)
    await fuzzOne({ runs, round: done / perPractice, tally })
  }
  return tally
}

type Round = { readonly runs: number; readonly round: number; readonly tally: Tally }

async function fuzzOne({ runs, round, tally }: Round): Promise<void> {
  const here = practice({ strangers: { signUpsFromOneNetwork: 1e6, signUpsInTotal: 1e6 } })
  await (round % 3 === 0 ? here.signUp() : round % 3 === 1 ? here.ask() : here.begin())
  if (round % 3 === 2) await here.moveTo("2026-11-26T18:05:00Z")
  const urls = urlsOf(here)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...urls),
      body,
      fc.tuple(type, headers),
      async (url, content, [contentType, others]) => {
        const request = { method: "POST", headers: { "Content-Type": contentType, ...others }, body: content }
        const { status } = await here.app.request(url, request)
        tally.set(status, (tally.get(status) ?? 0) + 1)
        expect([200, 400, 403, 404, 409, 410, 413, 415, 422, 429]).toContain(status)
      },
    ),
    { numRuns: runs, seed: (fc.readConfigureGlobal().seed ?? 0) + round, endOnFailure: true },
  )
  // What a page could not do would be said so, and not thrown.
  expect(here.logged.filter(({ event }) => event === "page-failed")).toEqual([])
}

function urlsOf(here: ReturnType<typeof practice>): readonly string[] {
  const personal = (["a", "b"] as const).flatMap((member) => [
    here.link("confirm", member),
    here.link("join", member),
    here.link("rsvp", member, 1),
    here.link("rsvp", member, 2),
    here.link("after", member, 1),
    here.link("recap", member),
    here.link("review", member, 1),
    here.link("me", member),
    here.link("settings", member),
    here.link("mailbox", member),
  ])
  const odd = [
    "/rsvp/%E0%A4%A",
    "/after/..",
    "/me/%00",
    `/join/${"x".repeat(3000)}`,
    "/confirm/a.b.c",
    "/unsubscribe/x",
    "/nowhere",
  ]
  return ["/sign-up", ...personal, ...odd]
}
