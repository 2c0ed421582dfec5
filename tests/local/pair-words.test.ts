import { pairWords } from "@turnabout/local/workbench/pair-words.ts"
import { expect, test } from "vitest"
import {
  activePair,
  after,
  askedPair,
  at,
  decided,
  monday,
  startedPair,
  unconfirmedPair,
} from "../support/pair-builder.ts"

const now = at(monday)

test("a pair that has not begun says whose answer it waits for, and what becomes of it otherwise", () => {
  expect(pairWords(unconfirmedPair(), now)).toMatchObject({
    members: [
      { name: "Ana", mailbox: "ana@example.org" },
      { name: "Ben", mailbox: "ben@example.net" },
    ],
    status: "Signed up",
    standing: "Ana has not confirmed yet.",
    next: null,
    lettersOwed: 1,
  })
  const asked = pairWords(askedPair(), now)
  expect(asked).toMatchObject({ status: "Asked", standing: "Ben has not answered Ana yet.", lettersOwed: 0 })
  expect(asked.toCome.map(({ what }) => what)).toEqual(["Ben is reminded of the request", "the request lapses"])
})

test("a pair that meets says when by both clocks, who is the focus, and what is due next, in order", () => {
  const words = pairWords(activePair({ partnerZone: "America/New_York" }), now)
  expect(words.next).toEqual({
    title: "Ben coaches Ana",
    lines: [
      "Ana: Thursday, 26 November, 17:00 (Berlin time)",
      "Ben: Thursday, 26 November, 11:00 (New York time)",
      "Ana is the focus, Ben the coach.",
    ],
  })
  expect(words.toCome.map(({ at: instant, what }) => `${instant.toString()} ${what}`).slice(0, 2)).toEqual([
    "2026-11-25T16:00:00Z Ana is asked what to bring (prompt)",
    "2026-11-26T17:05:00Z both are asked how it went (after-form)",
  ])
  expect(words.toCome).toHaveLength(4)
  expect(pairWords(startedPair(), now).lettersOwed).toBe(6)
})

test("a session that is skipped is off, and the next one is next", () => {
  const skipped = after(activePair(), [monday, { kind: "skip", by: "b", session: 1 }])
  const words = pairWords(skipped, now)
  expect(words.off).toEqual(["Ben skips Thursday, 26 November, 17:00 (Berlin time)"])
  expect(words.next?.lines[0]).toBe("Ana: Thursday, 3 December, 17:00 (Berlin time)")
  expect(pairWords(skipped, at("2026-11-26T16:00:00Z")).off).toEqual([])
})

test("a pause and an end say by whom, and name no session", () => {
  const until = at("2027-01-06T12:00:00Z").toZonedDateTimeISO("UTC").toPlainDate()
  const paused = decided(activePair(), { kind: "pause", by: "b", until }, monday).pair
  expect(pairWords(paused, now)).toMatchObject({
    status: "Paused",
    standing: "Ben has paused it until 6 January 2027.",
    next: null,
  })
  const ended = decided(activePair(), { kind: "end", by: "a", last: false }, monday).pair
  expect(pairWords(ended, now)).toMatchObject({ status: "Ended", standing: "Ana has ended it.", next: null })
})
