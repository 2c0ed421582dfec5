import { addressOf } from "@turnabout/core/invitation.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { type Pair, withSession } from "@turnabout/core/pair.ts"
import type { WorkbenchMessage } from "@turnabout/local/messages.ts"
import type { Answered } from "@turnabout/local/workbench/answered.ts"
import { arrange } from "@turnabout/local/workbench/waiting.ts"
import { Temporal } from "temporal-polyfill"
import { expect, test } from "vitest"
import { activePair, theSession } from "../support/pair-builder.ts"

const mailDomain = "turnabout.example"
let letters = 0

/** A letter to Ana, at 09:00 of a day of November; with `event`, about the session that begins then. */
function letter(kind: string, day: number, event?: { uid: string; starts: string; status?: string }): WorkbenchMessage {
  letters += 1
  const date = `2026-11-${day}T09:00:00Z`
  const lines = (about: NonNullable<typeof event>) => [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    `UID:${about.uid}`,
    "DTSTAMP:20261123T090000Z",
    `DTSTART:${about.starts}`,
    `DTEND:${about.starts}`,
    `STATUS:${about.status ?? "CONFIRMED"}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ]
  const about = { to: "ana@example.org", subject: kind, text: "", html: "", headers: {}, links: [] }
  const calendar = event === undefined ? null : lines(event).join("\r\n")
  return { id: `${kind}-${letters}`, kind, from: addressOf(activePair(), "a", mailDomain), date, calendar, ...about }
}

type Scene = { readonly pair?: Pair; readonly answers?: readonly Answered[]; readonly now?: string }

function nowAmong(all: readonly WorkbenchMessage[], { pair = activePair(), answers = [], now }: Scene = {}) {
  const pairs = { pairs: [pair], unreadable: 0, hasMore: false, mailDomain }
  const arranged = arrange(all, { pairs, answers, now: Temporal.Instant.from(now ?? "2026-11-27T09:00:00Z") })
  expect([...arranged.now, ...arranged.others].toSorted(byId)).toEqual(all.toSorted(byId))
  return arranged.now.map(({ id }) => id.replace(/-\d+$/, ""))
}

function byId(one: WorkbenchMessage, other: WorkbenchMessage): number {
  return one.id.localeCompare(other.id)
}

/** Session 1 is over, and both were asked how it went. */
function afterFirst(reflects: MemberId | null = null): Pair {
  const pair = activePair()
  const session = theSession(pair, 1)
  const reflections = reflects === null ? {} : { [reflects]: "command_1" }
  return withSession(pair, { ...session, done: ["prompt", "after-form"], reflections })
}

const next = { uid: "next", starts: "20261203T160000Z" }
const later = { uid: "later", starts: "20261210T160000Z" }

test("after a session the questions come first, then the next session, before the one that was invited last", () => {
  const all = [letter("invitation", 23, next), letter("prompt", 25), letter("after-form", 26)]
  expect(nowAmong([...all, letter("invitation", 26, later)], { pair: afterFirst() })).toEqual([
    "after-form",
    "invitation",
  ])
  expect(nowAmong([...all, letter("invitation", 26, later)], { pair: afterFirst("a") })).toEqual([
    "after-form",
    "invitation",
  ])
})

test("questions that were answered on the page wait no longer", () => {
  const all = [letter("after-form", 26), letter("coach-note", 27)]
  expect(nowAmong(all, { pair: afterFirst() })).toEqual(["after-form", "coach-note"])
  expect(nowAmong(all, { pair: afterFirst("a") })).toEqual(["coach-note"])
})

test("a letter that was answered from the workbench waits no longer, and an older one of its kind never did", () => {
  const [older, newer, news] = [letter("after-form", 19), letter("after-form", 26), letter("skipped", 27)]
  const scene = { pair: afterFirst() }
  expect(nowAmong([older, newer, news], scene)).toEqual(["after-form", "skipped"])
  const answered = { letter: newer.id, by: "ana@example.org", what: { kind: "reply", text: "yes" } } as const
  const answers = [{ ...answered, at: Temporal.Instant.from("2026-11-27T09:00:00Z") }]
  expect(nowAmong([older, newer, news], { ...scene, answers })).toEqual(["skipped"])
})

test("the next session is the nearest one that stands and has not begun", () => {
  const all = [letter("invitation", 23, next), letter("invitation", 23, later), letter("welcome", 23)]
  const [, second] = all
  expect(nowAmong(all)).toEqual(["welcome", "invitation"])
  const cancelled = letter("skipped", 24, { ...next, status: "CANCELLED" })
  expect(nowAmong([...all, cancelled])).toEqual(["skipped", "invitation"])
  expect(nowAmong([second!, letter("welcome", 23)], { now: "2026-12-10T16:00:00Z" })).toEqual(["welcome"])
})

test("a recap waits for a week", () => {
  const all = [letter("recap", 20), letter("skipped", 21)]
  expect(nowAmong(all, { now: "2026-11-27T09:00:00Z" })).toEqual(["recap", "skipped"])
  expect(nowAmong(all, { now: "2026-11-27T09:00:01Z" })).toEqual(["skipped"])
})
