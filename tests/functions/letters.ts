import type { MemberId, PairId } from "@turnabout/core/id.ts"
import type { SignUpForm } from "@turnabout/functions/sign-up.ts"
import { Temporal } from "temporal-polyfill"
import type { SentMail } from "../support/fake-ports.ts"
import type { Scene } from "./scene.ts"
import { anaAsksBen, asked, does, livesUntil, pairIn, scene, unconfirmed, wakes } from "./scene.ts"

export const emptyForm = { happened: true, commitments: [], changes: [], line: null, heard: null, mattered: null }

/** Lives in which a letter of every kind that a pair can owe is sent, and of every variant of it. */
export async function everyLetter(form: SignUpForm = anaAsksBen, begin = scene): Promise<readonly SentMail[]> {
  return [
    ...(await whenAsking(form, begin)),
    ...(await whenMeeting(form, begin)),
    ...(await whenChanging(form, begin)),
    ...(await whenPausing(form, begin)),
  ]
}

/** Fewer of them, with every kind that carries a name in a header or a calendar. */
export async function someLetters(form: SignUpForm = anaAsksBen): Promise<readonly SentMail[]> {
  return [...(await whenAsking(form)), ...(await whenChanging(form))]
}

async function whenAsking(form: SignUpForm, begin = scene): Promise<SentMail[]> {
  const on = begin()
  const first = await asked(on, form)
  const slot = { weekday: "tuesday", time: "19:00", zone: "Europe/Berlin", minutes: 60 } as const
  await livesUntil(on, first, "2026-11-29T09:00:00Z")
  await does(on, first, { kind: "join", by: "b", answer: { kind: "other", slot }, drawn: "a" })
  await does(on, first, { kind: "sign-up-again", by: "a" })
  await does(on, first, { kind: "join", by: "a", answer: { kind: "no" }, drawn: "a" })
  const second = await asked(on, form)
  await does(on, second, { kind: "join", by: "b", answer: { kind: "no" }, drawn: "a" })
  await unconfirmed(on, { ...form, note: null, partnerEmail: "cleo@example.net" })
  return on.sent
}

async function whenMeeting(form: SignUpForm, begin = scene): Promise<SentMail[]> {
  const on = begin()
  const id = await joined(on, form)
  for (let week = 0; week < 9; week += 1) {
    const start = Temporal.Instant.from("2026-11-26T17:00:00Z").add({ hours: 7 * 24 * week })
    const focus: MemberId = week % 2 === 0 ? "a" : "b"
    await livesUntil(on, id, start.subtract({ hours: 20 }).toString())
    if (week % 3 === 0) {
      const session = week + 1
      await does(on, id, { kind: "answer", by: focus, session, text: "What I bring 🙂", shared: null })
      await does(on, id, { kind: "answer", by: focus, session, text: "And this.", shared: null })
    }
    await livesUntil(on, id, start.add({ hours: 2 }).toString())
    const commitments = [`email Ben before week ${week + 2}`, "sleep on it — really"]
    if (week < 3) {
      await does(on, id, { kind: "after", by: "a", session: week + 1, form: { ...emptyForm, commitments } })
    }
  }
  return on.sent
}

async function whenChanging(form: SignUpForm, begin = scene): Promise<SentMail[]> {
  const on = begin()
  const id = await joined(on, form)
  const friday = Temporal.Instant.from("2026-11-27T12:00:00Z")
  await does(on, id, { kind: "move", by: "a", session: 1, starts: friday })
  await does(on, id, { kind: "move", by: "b", session: 1, starts: friday.add({ hours: 24 * 30 }), via: "mail" })
  await does(on, id, { kind: "skip", by: "b", session: 1 })
  await does(on, id, { kind: "skip", by: "a", session: 1, via: "mail" })
  await does(on, id, { kind: "unskip", by: "b", session: 1 })
  const sender = { mailbox: "someone@example.com", hash: "abc" }
  await does(on, id, { kind: "foreign-sender", to: "a", sender })
  await does(on, id, {
    kind: "not-understood",
    to: "b",
    letter: null,
    reason: "unclear",
    excerpt: "Wie bitte? Größer!",
  })
  return on.sent
}

async function whenPausing(form: SignUpForm, begin = scene): Promise<SentMail[]> {
  const on = begin()
  const id = await joined(on, form)
  await does(on, id, { kind: "unsubscribe", by: "b" })
  await livesUntil(on, id, "2026-12-01T09:00:00Z")
  return on.sent
}

/** Ana in Lisbon and Ben in Berlin meet on Thursdays; Ana is the focus first. */
export async function joined(on: Scene, form = anaAsksBen, zone = "Europe/Berlin"): Promise<PairId> {
  const id = await asked(on, form)
  await does(on, id, { kind: "join", by: "b", answer: { kind: "yes", zone }, drawn: "a" })
  await pairIn(on, id)
  await wakes(on, id)
  return id
}
