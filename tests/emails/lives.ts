import type { Settings } from "@turnabout/core/command.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import { slotShown } from "@turnabout/core/settings.ts"
import { Temporal } from "temporal-polyfill"
import type { SentMail } from "../support/fake-ports.ts"
import { emptyForm, everyLetter, joined } from "../functions/letters.ts"
import { anaAsksBen, does, livesUntil, pairIn } from "../functions/scene.ts"
import type { Scene } from "../functions/scene.ts"

/** Begins a life; those that are only here have a name. */
type Begin = (life?: string) => Scene

/** Lives of Ana and Ben in which a letter of every kind is sent. */
export async function livesWithEveryKind(begin: Begin): Promise<readonly SentMail[]> {
  const all = [...(await everyLetter(anaAsksBen, begin))]
  for (const life of [changed, asked, silent, ended, endedAfterLast, erased]) {
    const on = begin(life.name)
    await life(on, await joined(on))
    all.push(...on.sent)
  }
  return all
}

/** Another slot, an agreement of their own, another mailbox, and a pause. */
async function changed(on: Scene, id: PairId): Promise<void> {
  await saves(on, id, { time: "18:00" })
  await does(on, id, { kind: "agree", by: "b", changes: "Ten minutes late is late." })
  await does(on, id, { kind: "ask-mailbox", by: "a", mailbox: "ana@example.com", suppressed: null })
  await does(on, id, { kind: "take-mailbox", by: "a", mailbox: "ana@example.com", suppressed: null })
  await does(on, id, { kind: "ask-settings", by: "b" })
  await does(on, id, { kind: "pause", by: "a", until: Temporal.PlainDate.from("2027-01-07") })
  await livesUntil(on, id, "2027-01-05T10:00:00Z")
}

/** Each question. */
async function asked(on: Scene, id: PairId): Promise<void> {
  for (const about of ["end", "export", "erase", "fortnightly"] as const) {
    await does(on, id, { kind: "ask", by: "a", question: { about, session: null, times: [] }, written: null })
  }
  const times = [Temporal.Instant.from("2026-11-27T12:00:00Z")]
  await does(on, id, { kind: "ask", by: "a", question: { about: "time", session: 1, times }, written: "Friday noon" })
  await does(on, id, { kind: "move", by: "b", session: 1, starts: times[0]! })
  const old = { session: 1, revival: 0, sequence: 0, stamp: null }
  await does(on, id, { kind: "rsvp", by: "a", event: old, partstat: "DECLINED" })
}

/** Ben says that nothing happens, and Ana nothing at all. */
async function silent(on: Scene, id: PairId): Promise<void> {
  for (const [session, instant] of [
    [1, "2026-11-26T18:30:00Z"],
    [2, "2026-12-03T18:30:00Z"],
  ] as const) {
    await livesUntil(on, id, instant)
    await does(on, id, { kind: "after", by: "b", session, form: { ...emptyForm, happened: false } })
  }
  await livesUntil(on, id, "2026-12-12T09:00:00Z")
  await does(on, id, { kind: "wait", by: "b", via: "mail" })
}

/** One last session, the end, and a copy of all they wrote. */
async function ended(on: Scene, id: PairId): Promise<void> {
  await does(on, id, { kind: "end", by: "a", last: true })
  await saves(on, id, { time: "18:00" })
  await does(on, id, { kind: "end", by: "b", last: false })
  await does(on, id, { kind: "export", by: "a" })
}

async function endedAfterLast(on: Scene, id: PairId): Promise<void> {
  await does(on, id, { kind: "end", by: "a", last: true })
  await livesUntil(on, id, "2026-11-27T09:00:00Z")
}

async function erased(on: Scene, id: PairId): Promise<void> {
  await does(on, id, { kind: "erase", by: "a" })
}

/** Ana saves her settings, with something changed. */
async function saves(on: Scene, id: PairId, change: Partial<Settings>): Promise<void> {
  const { members, rhythm, meetingLink, slot } = await pairIn(on, id)
  const by: MemberId = "a"
  const { name, zone, sharesAnswers, sharesCommitments } = members[by]
  const own = { name, zone, sharesAnswers, sharesCommitments, rhythm, meetingLink, minutes: slot.minutes }
  const settings = { ...own, ...slotShown(slot, zone, on.ports.clock()), ...change }
  await does(on, id, { kind: "save", by, settings })
}
