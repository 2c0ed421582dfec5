import type { Refusal } from "@turnabout/core/command.ts"
import { decide } from "@turnabout/core/decide.ts"
import { memberIds } from "@turnabout/core/id.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { alarmOf } from "@turnabout/core/schedule.ts"
import { isCancel } from "@turnabout/core/sending.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { heldSessions } from "../support/life.ts"
import {
  activePair,
  after,
  askedPair,
  at,
  commandFrom,
  decided,
  monday,
  sentAll,
  sessionsOf,
  theSession,
  thursdays,
  unconfirmedPair,
} from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"
import { expectationOf, outcomeOf, rows, say, scenes, waysOf } from "../support/state-table.ts"
import type { RowName, StateTable, StatusName } from "../support/state-table.ts"

/**
 * Every state × every command. A cell reads
 *
 *     done → paused asked: paused 2 both, invitation 3 other; told as-it-is
 *     └ outcome: done, already, no REASON
 *            └ the next state, if it's another one
 *                          └ the letters owed: kind, session, to whom: who acted (own), the other, or both
 *                                                                └ by mail only: the `not-understood` that says why
 *
 * `{ a, b }`: it matters who acts. Whatever has one author (the pause, the end, the unsubscribe, the silence) is Ana's, a;
 * the proposal is Ben's. `{ mail, page }`: it matters on which way. The scenes and what each row does: state-table.ts.
 */

/** They have never met: there is nothing to skip, pause, end or set. */
const neverMet = {
  wake: "done",
  answer: "no no-session; told too-late",
  share: "done",
  after: "no no-session; told too-late",
  "after: it did not happen": "no no-session; told too-late",
  "change-commitments": "already",
  rsvp: "no no-session",
  "rsvp: declined": "no no-session",
  skip: "no wrong-state; told not-begun",
  unskip: "no wrong-state; told not-begun",
  move: "no wrong-state; told not-begun",
  unsubscribe: "done",
  suppress: "done",
  lift: "already",
  "lift: suppressed": "done",
  "sign-of-life: suppressed": "done",
  "sign-of-life": "done",
  "foreign-sender": "done: foreign-sender own",
  "not-understood": "done; told unclear",
  pause: "no wrong-state; told not-begun",
  "pause: another day": "no wrong-state; told not-begun",
  resume: "no wrong-state; told not-begun",
  ask: "no wrong-state; told not-begun",
  "ask: EXPORT": "no wrong-state; told not-begun",
  "answer-question": "no nothing-asked; told nothing-asked",
  "END: YES": "no wrong-state; told not-begun",
  "END: LAST": "no wrong-state; told not-begun",
  "END: NO": "done",
  "EXPORT: YES": "no wrong-state; told not-begun",
  "ERASE: YES": "no wrong-state; told not-begun",
  "fortnightly? YES": "no wrong-state; told not-begun",
  end: "no wrong-state; told not-begun",
  "end: last": "no wrong-state; told not-begun",
  export: "no wrong-state; told not-begun",
  erase: "no wrong-state; told not-begun",
  wait: "no nothing-asked; told nothing-asked",
  rhythm: "no wrong-state; told not-begun",
  save: "no wrong-state; told not-begun",
  "save: another slot": "no wrong-state; told not-begun",
  "ask-settings": "no wrong-state; told not-begun",
  "replace-links": "no wrong-state; told not-begun",
  "share-trend": "no wrong-state; told not-begun",
  "ask-mailbox": "done: confirm own",
  "take-mailbox": "no nothing-asked; told nothing-asked",
  "take-mailbox: asked for": "done: changed own",
  agree: "no wrong-state; told not-begun",
} as const

/** They have met, or may at once: the beginning is behind them. */
const begun = {
  wake: "done",
  "sign-up-again": "done: confirm own",
  confirm: "already",
  "confirm (refused before)": "already",
  join: "already",
} as const

/** Declined or lapsed: kept an hour for the last letter, then forgotten. */
const nothingCame = {
  ...neverMet,
  "sign-up-again": "already",
  confirm: "already",
  "confirm (refused before)": "already",
  join: "no wrong-state; told not-begun",
  "join: no": "no wrong-state; told not-begun",
  "join: another time": "no wrong-state; told not-begun",
} as const

/** Ana is back: what was called off leaves her calendar, and the next two sessions come. */
const cleared = "invitation 2 own, invitation 3 own"
const again = "invitation 4 both, invitation 5 both"

/** They are back from a silence. */
const quietOver = "back-soon both, invitation 6 both, invitation 7 both"
const silenceOver = "back-soon both, invitation 15 both, invitation 16 both"

const table = {
  unconfirmed: {
    ...neverMet,
    // The letter that waits for their answer had not come.
    "lift: suppressed": { a: "done: confirm own", b: "done" },
    "sign-of-life: suppressed": { a: { mail: "done: confirm own", page: "done" }, b: "done" },
    // The letter that was lost comes again; the other has never heard of us.
    "sign-up-again": { a: "done: confirm own", b: "already" },
    confirm: "done → asked: partner-request other",
    "confirm (refused before)": "done → declined: answer-no own",
    join: "no wrong-state; told not-begun",
    "join: no": "no wrong-state; told not-begun",
    "join: another time": "no wrong-state; told not-begun",
  },
  asked: {
    ...neverMet,
    // The letter that waits for their answer had not come.
    "lift: suppressed": { a: "done", b: "done: partner-request own" },
    "sign-of-life: suppressed": { a: "done", b: { mail: "done: partner-request own", page: "done" } },
    "sign-up-again": { a: "done: confirm own", b: "done: partner-request own" },
    confirm: "already",
    "confirm (refused before)": "already",
    join: {
      a: "no wrong-state; told not-begun",
      b: "done → active: welcome both, invitation 1 both, invitation 2 both",
    },
    "join: no": { a: "no wrong-state; told not-begun", b: "done → declined: answer-no other" },
    "join: another time": { a: "no wrong-state; told not-begun", b: "done → countered: proposal other" },
  },
  countered: {
    ...neverMet,
    // The letter that waits for their answer had not come.
    "lift: suppressed": { a: "done: proposal own", b: "done" },
    "sign-of-life: suppressed": { a: { mail: "done: proposal own", page: "done" }, b: "done" },
    "sign-up-again": "done: confirm own",
    confirm: "already",
    "confirm (refused before)": "already",
    join: {
      a: "done → active: welcome both, invitation 1 both, invitation 2 both",
      b: "no wrong-state; told not-begun",
    },
    // Either way it's the other who waits for an answer and has to hear.
    "join: no": "done → declined: answer-no other",
    "join: another time": "done: proposal other",
  },
  active: {
    ...begun,
    "join: no": "no wrong-state; told nothing-asked",
    "join: another time": "no wrong-state; told nothing-asked",
    // Session 2 is Ben's: what he brings is passed on to his coach.
    answer: { a: "done", b: "done: coach-note 2 other" },
    share: "done",
    after: "done",
    "after: it did not happen": "done: invitation 2 both, invitation 4 both",
    "change-commitments": "done",
    rsvp: "done",
    "rsvp: declined": "done: skipped 2 both, invitation 4 both, invitation 5 both",
    skip: "done: skipped 2 both, invitation 4 both, invitation 5 both",
    unskip: { a: "done: invitation 3 both, invitation 4 both", b: "no not-yours; told not-yours" },
    move: "done: moved 2 both",
    unsubscribe: "done → paused unsubscribed: invitation 2 other, invitation 4 other",
    suppress: "done",
    lift: "already",
    "lift: suppressed": "done: invitation 2 own, skipped 3 own, invitation 4 own",
    "sign-of-life: suppressed": { mail: "done: invitation 2 own, skipped 3 own, invitation 4 own", page: "done" },
    "sign-of-life": "done",
    "foreign-sender": "done: foreign-sender own",
    "not-understood": "done; told unclear",
    pause: "done → paused asked: paused 2 both, invitation 4 both",
    "pause: another day": "done → paused asked: paused 2 both, invitation 4 both",
    resume: "already; told as-it-is",
    ask: "done: question own",
    "ask: EXPORT": "done: question own",
    "answer-question": "no nothing-asked; told nothing-asked",
    "END: YES": "done → ended: ended 2 both, invitation 4 both",
    "END: LAST": "done → ending: invitation 2 both, invitation 4 both",
    "END: NO": "done",
    "EXPORT: YES": "done: exported own",
    "ERASE: YES": "done → ended: invitation 2 own, ended 2 other, invitation 4 both, erased own",
    // 4 is two weeks after 2 already, since 3 was skipped.
    "fortnightly? YES": "done: changed 2 both",
    end: "done → ended: ended 2 both, invitation 4 both",
    "end: last": "done → ending: invitation 2 both, invitation 4 both",
    export: "done: exported own",
    erase: "done → ended: invitation 2 own, ended 2 other, invitation 4 both, erased own",
    wait: "no nothing-asked; told nothing-asked",
    rhythm: "done: changed 2 both",
    save: "done",
    "save: another slot": "done: changed 2 both, invitation 4 both",
    "ask-settings": "done: confirm own",
    "replace-links": "done: confirm own",
    "share-trend": "no no-session; told no-session",
    "ask-mailbox": "done: confirm own",
    "take-mailbox": "no nothing-asked; told nothing-asked",
    "take-mailbox: asked for": "done: changed own, invitation 2 own, invitation 4 own",
    agree: "done: changed other",
  },
  "paused asked": {
    ...begun,
    "join: no": "no wrong-state; told paused",
    "join: another time": "no wrong-state; told paused",
    answer: "no no-session; told too-late",
    share: "done",
    after: "done",
    "after: it did not happen": "done",
    "change-commitments": "done",
    rsvp: "no no-session",
    "rsvp: declined": "no no-session",
    skip: "no wrong-state; told paused",
    unskip: "no wrong-state; told paused",
    move: "no wrong-state; told paused",
    unsubscribe: "done",
    suppress: "done",
    lift: "already",
    "lift: suppressed": "done: invitation 2 own, invitation 3 own",
    "sign-of-life: suppressed": { mail: "done: invitation 2 own, invitation 3 own", page: "done" },
    "sign-of-life": "done",
    "foreign-sender": "done: foreign-sender own",
    "not-understood": "done; told unclear",
    pause: "already; told as-it-is",
    "pause: another day": "done: paused both",
    resume: "done → active: back-soon both, invitation 4 both, invitation 5 both",
    ask: "done: question own",
    "ask: EXPORT": "done: question own",
    "answer-question": "no nothing-asked; told nothing-asked",
    "END: YES": "done → ended: ended both",
    "END: LAST": "done → ending: invitation 4 both",
    "END: NO": "done",
    "EXPORT: YES": "done: exported own",
    "ERASE: YES": "done → ended: ended other, erased own",
    "fortnightly? YES": "done",
    end: "done → ended: ended both",
    "end: last": "done → ending: invitation 4 both",
    export: "done: exported own",
    erase: "done → ended: ended other, erased own",
    wait: "no nothing-asked; told nothing-asked",
    rhythm: "done",
    save: "done",
    "save: another slot": "done",
    "ask-settings": "done: confirm own",
    "replace-links": "done: confirm own",
    "share-trend": "no wrong-state; told paused",
    "ask-mailbox": "done: confirm own",
    "take-mailbox": "no nothing-asked; told nothing-asked",
    "take-mailbox: asked for": "done: changed own",
    agree: "done",
  },
  // Any mail of Ana's lifts it, whatever else it asks for; her calendar is cleared of what was called off meanwhile. A
  // button of hers does not, and no letter leaves for her. Ben can leave, and set what is his; alone he can't resume.
  "paused unsubscribed": {
    wake: "done",
    "sign-up-again": { a: "done", b: "done: confirm own" },
    confirm: "already",
    "confirm (refused before)": "already",
    join: {
      a: {
        mail: `already → active: ${cleared}, ${again}`,
        page: "already",
      },
      b: "already",
    },
    "join: no": {
      a: {
        mail: `no wrong-state → active: ${cleared}, ${again}`,
        page: "no wrong-state",
      },
      b: "no wrong-state; told partner-away",
    },
    "join: another time": {
      a: {
        mail: `no wrong-state → active: ${cleared}, ${again}`,
        page: "no wrong-state",
      },
      b: "no wrong-state; told partner-away",
    },
    answer: {
      a: {
        mail: `no no-session → active: ${cleared}, ${again}`,
        page: "no no-session",
      },
      b: "no no-session; told no-session",
    },
    share: {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    after: {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    "after: it did not happen": {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    "change-commitments": {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    rsvp: {
      a: {
        mail: `already → active: ${cleared}, ${again}`,
        page: "no no-session",
      },
      b: "no no-session",
    },
    "rsvp: declined": {
      a: {
        mail: `already → active: ${cleared}, ${again}`,
        page: "no no-session",
      },
      b: "no no-session",
    },
    skip: {
      a: {
        mail: `no no-session → active: ${cleared}, ${again}`,
        page: "no wrong-state",
      },
      b: "no wrong-state; told partner-away",
    },
    unskip: {
      a: {
        mail: `no no-session → active: ${cleared}, ${again}`,
        page: "no wrong-state",
      },
      b: "no wrong-state; told partner-away",
    },
    move: {
      a: {
        mail: `no no-session → active: ${cleared}, ${again}`,
        page: "no wrong-state",
      },
      b: "no wrong-state; told partner-away",
    },
    unsubscribe: { a: "already", b: "done" },
    suppress: "done",
    lift: "already",
    "lift: suppressed": { a: "done", b: `done: ${cleared}` },
    "sign-of-life: suppressed": {
      a: { mail: `done → active: ${cleared}, ${again}`, page: "done" },
      b: { mail: `done: ${cleared}`, page: "done" },
    },
    "sign-of-life": {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    "foreign-sender": { a: "done", b: "done: foreign-sender own" },
    "not-understood": {
      a: `done → active: ${cleared}, ${again}`,
      b: "done; told unclear",
    },
    pause: {
      a: {
        mail: `done → paused asked: ${cleared}, paused both`,
        page: "done → paused asked: paused other",
      },
      b: "done → paused asked: paused own",
    },
    "pause: another day": {
      a: {
        mail: `done → paused asked: ${cleared}, paused both`,
        page: "done → paused asked: paused other",
      },
      b: "done → paused asked: paused own",
    },
    resume: {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "no wrong-state",
      },
      b: "no wrong-state; told partner-away",
    },
    ask: {
      a: {
        mail: `done → active: ${cleared}, question own, ${again}`,
        page: "done",
      },
      b: "done: question own",
    },
    "ask: EXPORT": {
      a: {
        mail: `done → active: ${cleared}, question own, ${again}`,
        page: "done",
      },
      b: "done: question own",
    },
    "answer-question": {
      a: {
        mail: `no nothing-asked → active: ${cleared}, ${again}`,
        page: "no nothing-asked",
      },
      b: "no nothing-asked; told nothing-asked",
    },
    "END: YES": {
      a: {
        mail: `done → ended: ${cleared}, ended both`,
        page: "done → ended: ended other",
      },
      b: "done → ended: ended own",
    },
    // There is no last session with someone who can't hear of it.
    "END: LAST": {
      a: {
        mail: `done → ending: ${cleared}, invitation 4 both`,
        page: "done → ended: ended other",
      },
      b: "done → ended: ended own",
    },
    "END: NO": {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    "EXPORT: YES": {
      a: {
        mail: `done → active: ${cleared}, exported own, ${again}`,
        page: "done",
      },
      b: "done: exported own",
    },
    "ERASE: YES": {
      a: {
        mail: `done → ended: ${cleared}, ended other, erased own`,
        page: "done → ended: ended other",
      },
      b: "done → ended: erased own",
    },
    "fortnightly? YES": {
      a: {
        mail: `done → active: ${cleared}, changed both, ${again}`,
        page: "done",
      },
      b: "done",
    },
    end: {
      a: {
        mail: `done → ended: ${cleared}, ended both`,
        page: "done → ended: ended other",
      },
      b: "done → ended: ended own",
    },
    "end: last": {
      a: {
        mail: `done → ending: ${cleared}, invitation 4 both`,
        page: "done → ended: ended other",
      },
      b: "done → ended: ended own",
    },
    export: {
      a: {
        mail: `done → active: ${cleared}, exported own, ${again}`,
        page: "done",
      },
      b: "done: exported own",
    },
    erase: {
      a: {
        mail: `done → ended: ${cleared}, ended other, erased own`,
        page: "done → ended: ended other",
      },
      b: "done → ended: erased own",
    },
    wait: {
      a: {
        mail: `no nothing-asked → active: ${cleared}, ${again}`,
        page: "no nothing-asked",
      },
      b: "no nothing-asked; told nothing-asked",
    },
    rhythm: {
      a: {
        mail: `done → active: ${cleared}, changed both, ${again}`,
        page: "done",
      },
      b: "done",
    },
    save: {
      a: {
        mail: `done → active: ${cleared}, ${again}`,
        page: "done",
      },
      b: "done",
    },
    "save: another slot": {
      a: {
        mail: `done → active: ${cleared}, changed both, ${again}`,
        page: "done",
      },
      b: "done",
    },
    "ask-settings": {
      a: {
        mail: `done → active: ${cleared}, confirm own, ${again}`,
        page: "done",
      },
      b: "done: confirm own",
    },
    "replace-links": {
      a: {
        mail: `done → active: ${cleared}, confirm own, ${again}`,
        page: "done",
      },
      b: "done: confirm own",
    },
    "share-trend": {
      a: { mail: `no no-session → active: ${cleared}, ${again}`, page: "no wrong-state" },
      b: "no wrong-state; told partner-away",
    },
    "ask-mailbox": {
      a: {
        mail: `done → active: ${cleared}, confirm own, ${again}`,
        page: "done",
      },
      b: "done: confirm own",
    },
    "take-mailbox": {
      a: {
        mail: `no nothing-asked → active: ${cleared}, ${again}`,
        page: "no nothing-asked",
      },
      b: "no nothing-asked; told nothing-asked",
    },
    "take-mailbox: asked for": {
      a: {
        mail: `done → active: ${cleared}, changed own, ${again}`,
        page: "done",
      },
      b: "done: changed own",
    },
    agree: {
      a: {
        mail: `done → active: ${cleared}, changed other, ${again}`,
        page: "done",
      },
      b: "done",
    },
  },
  // Whatever Ana does, she is there again; but for what says itself whether the two go on.
  "paused quiet": {
    wake: "done",
    "sign-up-again": "done: confirm own",
    confirm: "already",
    "confirm (refused before)": "already",
    join: { a: `already → active: ${quietOver}`, b: "already" },
    "join: no": { a: `no wrong-state → active: ${quietOver}`, b: "no wrong-state; told paused" },
    "join: another time": {
      a: `no wrong-state → active: ${quietOver}`,
      b: "no wrong-state; told paused",
    },
    answer: { a: `no no-session → active: ${quietOver}`, b: "no no-session; told too-late" },
    share: { a: `done → active: ${quietOver}`, b: "done" },
    after: { a: `done → active: ${quietOver}`, b: "done" },
    // Ana has been asked already whether she is there, and has not said so.
    "after: it did not happen": { a: `done → active: ${quietOver}`, b: "done" },
    "change-commitments": { a: `already → active: ${quietOver}`, b: "already" },
    rsvp: { a: `no no-session → active: ${quietOver}`, b: "no no-session" },
    "rsvp: declined": { a: `no no-session → active: ${quietOver}`, b: "no no-session" },
    skip: { a: `no no-session → active: ${quietOver}`, b: "no wrong-state; told paused" },
    unskip: { a: `no no-session → active: ${quietOver}`, b: "no wrong-state; told paused" },
    move: { a: `no no-session → active: ${quietOver}`, b: "no wrong-state; told paused" },
    unsubscribe: "done",
    suppress: "done",
    lift: "already",
    "lift: suppressed": {
      a: `done → active: invitation 4 own, invitation 5 own, ${quietOver}`,
      b: "done: invitation 4 own, invitation 5 own, quiet-notice own",
    },
    "sign-of-life: suppressed": {
      a: { mail: `done → active: invitation 4 own, invitation 5 own, ${quietOver}`, page: "done" },
      b: { mail: "done: invitation 4 own, invitation 5 own, quiet-notice own", page: "done" },
    },
    "sign-of-life": { a: `done → active: ${quietOver}`, b: "done" },
    "foreign-sender": "done: foreign-sender own",
    "not-understood": { a: `done → active: ${quietOver}`, b: "done; told unclear" },
    pause: "done → paused asked: paused both",
    "pause: another day": "done → paused asked: paused both",
    resume: `done → active: ${quietOver}`,
    // Who asks for the end is not told that they go on.
    ask: "done: question own",
    "ask: EXPORT": {
      a: "done → active: back-soon both, question own, invitation 6 both, invitation 7 both",
      b: "done: question own",
    },
    "answer-question": {
      a: `no nothing-asked → active: ${quietOver}`,
      b: "no nothing-asked; told nothing-asked",
    },
    "END: YES": "done → ended: ended both",
    "END: LAST": "done → ending: invitation 6 both",
    "END: NO": { a: `done → active: ${quietOver}`, b: "done" },
    "EXPORT: YES": {
      a: "done → active: back-soon both, exported own, invitation 6 both, invitation 7 both",
      b: "done: exported own",
    },
    "ERASE: YES": "done → ended: ended other, erased own",
    "fortnightly? YES": {
      a: "done → active: back-soon both, changed both, invitation 6 both, invitation 7 both",
      b: "done",
    },
    end: "done → ended: ended both",
    "end: last": "done → ending: invitation 6 both",
    export: {
      a: "done → active: back-soon both, exported own, invitation 6 both, invitation 7 both",
      b: "done: exported own",
    },
    erase: "done → ended: ended other, erased own",
    wait: { a: `no nothing-asked → active: ${quietOver}`, b: "done: paused own" },
    rhythm: {
      a: "done → active: back-soon both, changed both, invitation 6 both, invitation 7 both",
      b: "done",
    },
    save: { a: `done → active: ${quietOver}`, b: "done" },
    "save: another slot": {
      a: "done → active: back-soon both, changed both, invitation 6 both, invitation 7 both",
      b: "done",
    },
    "ask-settings": {
      a: "done → active: back-soon both, confirm own, invitation 6 both, invitation 7 both",
      b: "done: confirm own",
    },
    "replace-links": {
      a: "done → active: back-soon both, confirm own, invitation 6 both, invitation 7 both",
      b: "done: confirm own",
    },
    "share-trend": { a: `no no-session → active: ${quietOver}`, b: "no wrong-state; told paused" },
    "ask-mailbox": {
      a: "done → active: back-soon both, confirm own, invitation 6 both, invitation 7 both",
      b: "done: confirm own",
    },
    "take-mailbox": {
      a: `no nothing-asked → active: ${quietOver}`,
      b: "no nothing-asked; told nothing-asked",
    },
    "take-mailbox: asked for": {
      a: "done → active: back-soon both, changed own, invitation 6 both, invitation 7 both",
      b: "done: changed own",
    },
    agree: { a: "done → active: back-soon both, changed other, invitation 6 both, invitation 7 both", b: "done" },
  },
  // The same of either.
  "paused silent": {
    wake: "done",
    "sign-up-again": "done: confirm own",
    confirm: "already",
    "confirm (refused before)": "already",
    join: `already → active: ${silenceOver}`,
    "join: no": `no wrong-state → active: ${silenceOver}`,
    "join: another time": `no wrong-state → active: ${silenceOver}`,
    answer: `no no-session → active: ${silenceOver}`,
    share: `done → active: ${silenceOver}`,
    after: `done → active: ${silenceOver}`,
    "after: it did not happen": `done → active: ${silenceOver}`,
    "change-commitments": `already → active: ${silenceOver}`,
    rsvp: `no no-session → active: ${silenceOver}`,
    "rsvp: declined": `no no-session → active: ${silenceOver}`,
    skip: `no no-session → active: ${silenceOver}`,
    unskip: `no no-session → active: ${silenceOver}`,
    move: `no no-session → active: ${silenceOver}`,
    unsubscribe: "done",
    suppress: "done",
    lift: "already",
    "lift: suppressed": `done → active: invitation 14 own, ${silenceOver}`,
    "sign-of-life: suppressed": { mail: `done → active: invitation 14 own, ${silenceOver}`, page: "done" },
    "sign-of-life": `done → active: ${silenceOver}`,
    "foreign-sender": "done: foreign-sender own",
    "not-understood": `done → active: ${silenceOver}`,
    pause: "done → paused asked: paused both",
    "pause: another day": "done → paused asked: paused both",
    resume: `done → active: ${silenceOver}`,
    // Who asks for the end is not told that they go on.
    ask: "done: question own",
    "ask: EXPORT": "done → active: back-soon both, question own, invitation 15 both, invitation 16 both",
    "answer-question": `no nothing-asked → active: ${silenceOver}`,
    "END: YES": "done → ended: ended both",
    "END: LAST": "done → ending: invitation 15 both",
    "END: NO": `done → active: ${silenceOver}`,
    "EXPORT: YES": "done → active: back-soon both, exported own, invitation 15 both, invitation 16 both",
    "ERASE: YES": "done → ended: ended other, erased own",
    "fortnightly? YES": "done → active: back-soon both, changed both, invitation 15 both, invitation 16 both",
    end: "done → ended: ended both",
    "end: last": "done → ending: invitation 15 both",
    export: "done → active: back-soon both, exported own, invitation 15 both, invitation 16 both",
    erase: "done → ended: ended other, erased own",
    wait: `no nothing-asked → active: ${silenceOver}`,
    rhythm: "done → active: back-soon both, changed both, invitation 15 both, invitation 16 both",
    save: `done → active: ${silenceOver}`,
    "save: another slot": "done → active: back-soon both, changed both, invitation 15 both, invitation 16 both",
    "ask-settings": "done → active: back-soon both, confirm own, invitation 15 both, invitation 16 both",
    "replace-links": "done → active: back-soon both, confirm own, invitation 15 both, invitation 16 both",
    "share-trend": `no no-session → active: ${silenceOver}`,
    "ask-mailbox": "done → active: back-soon both, confirm own, invitation 15 both, invitation 16 both",
    "take-mailbox": `no nothing-asked → active: ${silenceOver}`,
    "take-mailbox: asked for": "done → active: back-soon both, changed own, invitation 15 both, invitation 16 both",
    agree: "done → active: back-soon both, changed other, invitation 15 both, invitation 16 both",
  },
  // Session 2 is the last; 3, which Ana had skipped, can't come back after it.
  ending: {
    ...begun,
    "join: no": "no wrong-state; told ending",
    "join: another time": "no wrong-state; told ending",
    answer: { a: "done", b: "done: coach-note 2 other" },
    share: "done",
    after: "done",
    "after: it did not happen": "done: invitation 2 both",
    "change-commitments": "done",
    rsvp: "done",
    "rsvp: declined": "done → ending off: skipped 2 both",
    skip: "done → ending off: skipped 2 both",
    unskip: "no no-session; told ending",
    move: "done: moved 2 both",
    unsubscribe: "done",
    suppress: "done",
    lift: "already",
    "lift: suppressed": "done: invitation 2 own, invitation 3 own, invitation 4 own",
    "sign-of-life: suppressed": { mail: "done: invitation 2 own, invitation 3 own, invitation 4 own", page: "done" },
    "sign-of-life": "done",
    "foreign-sender": "done: foreign-sender own",
    "not-understood": "done; told unclear",
    pause: "no wrong-state; told ending",
    "pause: another day": "no wrong-state; told ending",
    resume: "no wrong-state; told ending",
    ask: "done: question own",
    "ask: EXPORT": "done: question own",
    "answer-question": "no nothing-asked; told nothing-asked",
    "END: YES": "done → ended: ended 2 both",
    "END: LAST": "already; told ending",
    "END: NO": "done",
    "EXPORT: YES": "done: exported own",
    "ERASE: YES": "done → ended: invitation 2 own, ended 2 other, erased own",
    "fortnightly? YES": "no wrong-state; told ending",
    end: "done → ended: ended 2 both",
    "end: last": "already",
    export: "done: exported own",
    erase: "done → ended: invitation 2 own, ended 2 other, erased own",
    wait: "no nothing-asked; told nothing-asked",
    rhythm: "no wrong-state; told ending",
    save: "done",
    "save: another slot": "done: changed 2 both",
    "ask-settings": "done: confirm own",
    "replace-links": "done: confirm own",
    "share-trend": "no no-session; told ending",
    "ask-mailbox": "done: confirm own",
    "take-mailbox": "no nothing-asked; told nothing-asked",
    "take-mailbox: asked for": "done: changed own, invitation 2 own",
    agree: "done: changed other",
  },
  // Ana has skipped the last one, which she may bring back; either may find another time for it, or book one more.
  "ending off": {
    ...begun,
    "join: no": "no wrong-state; told ending",
    "join: another time": "no wrong-state; told ending",
    answer: "no no-session; told ending",
    share: "done",
    after: "done",
    "after: it did not happen": "done",
    "change-commitments": "done",
    rsvp: "done: skipped 2 own",
    "rsvp: declined": "done: skipped 2 own",
    skip: { mail: "done: skipped 2 own", page: "already" },
    unskip: { a: "done → ending: invitation 2 both", b: "no not-yours; told not-yours" },
    move: "done → ending: moved 2 both",
    unsubscribe: "done",
    suppress: "done",
    lift: "already",
    "lift: suppressed": "done: skipped 2 own",
    "sign-of-life: suppressed": { mail: "done: skipped 2 own", page: "done" },
    "sign-of-life": "done",
    "foreign-sender": "done: foreign-sender own",
    "not-understood": "done; told unclear",
    pause: "no wrong-state; told ending",
    "pause: another day": "no wrong-state; told ending",
    resume: "no wrong-state; told ending",
    ask: "done: question own",
    "ask: EXPORT": "done: question own",
    "answer-question": "no nothing-asked; told nothing-asked",
    "END: YES": "done → ended: ended both",
    "END: LAST": "done → ending: invitation 5 both",
    "END: NO": "done",
    "EXPORT: YES": "done: exported own",
    "ERASE: YES": "done → ended: ended other, erased own",
    "fortnightly? YES": "no wrong-state; told ending",
    end: "done → ended: ended both",
    "end: last": "done → ending: invitation 5 both",
    export: "done: exported own",
    erase: "done → ended: ended other, erased own",
    wait: "no nothing-asked; told nothing-asked",
    rhythm: "no wrong-state; told ending",
    save: "done",
    "save: another slot": "done: changed both",
    "ask-settings": "done: confirm own",
    "ask-mailbox": "done: confirm own",
    "take-mailbox": "no nothing-asked; told nothing-asked",
    "take-mailbox: asked for": "done: changed own",
    "replace-links": "done: confirm own",
    "share-trend": "no no-session; told ending",
    agree: "done: changed other",
  },
  // For thirty days there is what is left to ask for.
  ended: {
    wake: "done",
    "sign-up-again": "already",
    confirm: "no wrong-state",
    "confirm (refused before)": "no wrong-state",
    join: "no wrong-state; told ended",
    "join: no": "no wrong-state; told ended",
    "join: another time": "no wrong-state; told ended",
    answer: "no wrong-state; told ended",
    share: "no wrong-state; told ended",
    // What somebody has to say of the last time is kept as long as everything is.
    after: "done",
    "after: it did not happen": "done",
    "change-commitments": "no wrong-state; told ended",
    rsvp: "no wrong-state",
    "rsvp: declined": "no wrong-state",
    skip: "no wrong-state; told ended",
    unskip: "no wrong-state; told ended",
    move: "no wrong-state; told ended",
    unsubscribe: "done",
    suppress: "done",
    lift: "already",
    "lift: suppressed": "done: invitation 2 own, invitation 3 own, invitation 4 own",
    "sign-of-life: suppressed": { mail: "done: invitation 2 own, invitation 3 own, invitation 4 own", page: "done" },
    "sign-of-life": "done",
    "foreign-sender": "done: foreign-sender own",
    "not-understood": "done; told unclear",
    pause: "no wrong-state; told ended",
    "pause: another day": "no wrong-state; told ended",
    resume: "no wrong-state; told ended",
    ask: "already",
    "ask: EXPORT": "done: question own",
    "answer-question": "no nothing-asked; told nothing-asked",
    "END: YES": "already",
    "END: LAST": "already; told ended",
    "END: NO": "done",
    "EXPORT: YES": "done: exported own",
    "ERASE: YES": "done: erased own",
    "fortnightly? YES": "no wrong-state; told ended",
    end: "already",
    "end: last": "already",
    export: "done: exported own",
    erase: "done: erased own",
    wait: "no wrong-state; told ended",
    rhythm: "no wrong-state; told ended",
    save: "no wrong-state; told ended",
    "save: another slot": "no wrong-state; told ended",
    "ask-settings": "done: confirm own",
    "replace-links": "done: confirm own",
    "share-trend": "no wrong-state; told ended",
    "ask-mailbox": "no wrong-state; told ended",
    "take-mailbox": "no wrong-state; told ended",
    "take-mailbox: asked for": "no wrong-state; told ended",
    agree: "no wrong-state; told ended",
  },
  declined: nothingCame,
  lapsed: nothingCame,
} satisfies StateTable

const states = Object.keys(scenes) as StatusName[]
const commands = Object.keys(rows) as RowName[]

describe.each(states)("a pair that is %s", (state) => {
  const scene = scenes[state]()

  it.each(commands)("%s", (name) => {
    const cell = table[state][name]
    for (const by of memberIds) {
      const attempt = rows[name](by, scene)
      const isAnybodys = !("by" in attempt.doing || "to" in attempt.doing)
      if (isAnybodys && by === "b") continue
      for (const via of waysOf(attempt.doing.kind)) {
        const said = outcomeOf(attempt, by, { via, now: scene.now })
        expect(`${by} by ${via}: ${said}`).toBe(`${by} by ${via}: ${expectationOf(cell, by, via)}`)
      }
    }
  })
})

describe("whatever is done in whatever state", () => {
  const forgotten = new Set<StatusName>(["unconfirmed", "declined", "lapsed"])

  it.each(states)("leaves a pair that is %s one that can be kept, asked again and woken", (state) => {
    const scene = scenes[state]()
    for (const name of commands) {
      for (const by of memberIds) {
        const { pair, doing } = rows[name](by, scene)
        const command = commandFrom(doing)
        const decision = decide(pair, command, at(scene.now))
        if (decision.kind === "forget") throw new Error(`${state}, ${name}: forgotten too early`)
        const kept = readPair(pairText(decision.pair))
        expect(turnGap(kept, decision.records)).toBeLessThanOrEqual(1)
        // A command heard of twice is one command; the alarm has no id to be known by.
        const again = decide(kept, command, at(scene.now))
        expect(again.kind === "next" && pairText(again.pair)).toBe(pairText(kept))
        const woken = decide(kept, commandFrom({ kind: "wake" }), at(scene.now).add({ hours: 24 * 40 }))
        if (!forgotten.has(state) && woken.kind === "next") readPair(pairText(woken.pair))
      }
    }
  })
})

/** How far apart the two members' counts of held focus turns are. */
function turnGap(pair: Pair, records: readonly PairRecord[]): number {
  const focuses = heldSessions(pair, records).map(({ focus }) => focus)
  return Math.abs(focuses.filter((focus) => focus === "a").length - focuses.filter((focus) => focus === "b").length)
}

/** Two members act in the same minute: what became of the first, then of the second, who did not know of it. */
function inTheSameMinute(pair: Pair, [first, second]: readonly [Doing, Doing], instant: string): readonly string[] {
  const one = decided(pair, first, instant)
  const other = decided(one.pair, second, instant)
  return [say(pair, one, authorOf(first)), say(one.pair, other, authorOf(second)), sessionsOf(other.pair)]
}

function authorOf(doing: Doing): MemberId {
  return "by" in doing ? doing.by : "a"
}

function skip(by: MemberId, session: number | null = 1): Doing {
  return { kind: "skip", by, session }
}

function move(by: MemberId, starts: string, session = 1): Doing {
  return { kind: "move", by, session, starts: at(starts) }
}

function pause(by: MemberId, until: string): Doing {
  return { kind: "pause", by, until: Temporal.PlainDate.from(until) }
}

function end(by: MemberId, last = false): Doing {
  return { kind: "end", by, last, via: "page" }
}

const resume = (by: MemberId): Doing => ({ kind: "resume", by })
const erase = (by: MemberId): Doing => ({ kind: "erase", by, via: "page" })
const answer = (by: MemberId): Doing => ({ kind: "answer", by, session: 1, text: "how I start", shared: null })
const yes: Doing = { kind: "join", by: "b", answer: { kind: "yes", zone: null }, drawn: "b" }
const other: Doing = {
  kind: "join",
  by: "b",
  answer: { kind: "other", slot: { ...thursdays, time: "20:00" } },
  drawn: "b",
}

const tuesday = "2026-11-24T09:00:00Z"

function newSlot(by: MemberId): Doing {
  const own = { name: by === "a" ? "Ana" : "Ben", zone: "Europe/Berlin", sharesAnswers: true, sharesCommitments: true }
  const slot = { weekday: "tuesday", time: "08:00", minutes: 60, rhythm: "weekly", meetingLink: null } as const
  return { kind: "save", by, settings: { ...own, ...slot }, via: "page" }
}

describe("two members who act in the same minute", () => {
  const friday = "2026-11-27T10:00:00Z"

  it.each<{ of: string; acts: readonly [Doing, Doing]; becomes: readonly [string, string, string] }>([
    {
      of: "skip, skip: they lose one week, and the letter says who skipped",
      acts: [skip("a"), skip("b")],
      becomes: [
        "done: skipped 1 both, invitation 2 both, invitation 3 both",
        "done",
        "1 a skipped, 2 a planned, 3 b planned",
      ],
    },
    {
      of: "skip, move: what is skipped does not move",
      acts: [skip("a"), move("b", friday)],
      becomes: [
        "done: skipped 1 both, invitation 2 both, invitation 3 both",
        "no no-session; told skipped",
        "1 a skipped, 2 a planned, 3 b planned",
      ],
    },
    {
      of: "move, skip: the skip is of the session, wherever it is",
      acts: [move("b", friday), skip("a")],
      becomes: [
        "done: moved 1 both",
        "done: skipped 1 both, invitation 2 both, invitation 3 both",
        "1 a skipped, 2 a planned, 3 b planned",
      ],
    },
    {
      of: "pause, skip: the session is off already",
      acts: [pause("a", "2027-01-07"), skip("b")],
      becomes: [
        "done → paused asked: paused 1 both, invitation 2 both",
        "no wrong-state; told paused",
        "1 a void, 2 b void",
      ],
    },
    {
      of: "skip, pause: the other one is off, too",
      acts: [skip("b"), pause("a", "2027-01-07")],
      becomes: [
        "done: skipped 1 both, invitation 2 both, invitation 3 both",
        "done → paused asked: paused 2 both, invitation 3 both",
        "1 a skipped, 2 a void, 3 b void",
      ],
    },
    {
      of: "end, pause: it has ended",
      acts: [end("a"), pause("b", "2027-01-07")],
      becomes: ["done → ended: ended 1 both, invitation 2 both", "no wrong-state; told ended", "1 a void, 2 b void"],
    },
    {
      of: "pause, end: it ends, and the letter that carried the first CANCEL still leaves",
      acts: [pause("b", "2027-01-07"), end("a")],
      becomes: [
        "done → paused asked: paused 1 both, invitation 2 both",
        "done → ended: ended both",
        "1 a void, 2 b void",
      ],
    },
    {
      of: "end, end: once",
      acts: [end("a"), end("b")],
      becomes: ["done → ended: ended 1 both, invitation 2 both", "already", "1 a void, 2 b void"],
    },
    {
      of: "end, end with a last session: it has ended",
      acts: [end("a"), end("b", true)],
      becomes: ["done → ended: ended 1 both, invitation 2 both", "already", "1 a void, 2 b void"],
    },
    {
      of: "end with a last session, end: there is none",
      acts: [end("b", true), end("a")],
      becomes: [
        "done → ending: invitation 1 both, invitation 2 both",
        "done → ended: ended 1 both",
        "1 a void, 2 b void",
      ],
    },
    {
      of: "erase, answer: there is nobody to read it",
      acts: [erase("b"), answer("a")],
      becomes: [
        "done → ended: invitation 1 own, ended 1 other, invitation 2 both, erased own",
        "no wrong-state; told ended",
        "1 a void, 2 b void",
      ],
    },
    {
      of: "answer, erase: the answer is its author's, and no note leaves any more",
      acts: [answer("a"), erase("b")],
      becomes: [
        "done: coach-note 1 other",
        "done → ended: invitation 1 own, ended 1 other, invitation 2 both, erased own",
        "1 a void, 2 b void",
      ],
    },
    {
      of: "slot change, skip: the session skipped is the one at its new time",
      acts: [newSlot("a"), skip("b")],
      becomes: [
        "done: changed 1 both, invitation 2 both",
        "done: skipped 1 both, invitation 2 both, invitation 3 both",
        "1 a skipped, 2 a planned, 3 b planned",
      ],
    },
    {
      of: "skip, slot change: the skipped week stays off, and the others move",
      acts: [skip("b"), newSlot("a")],
      becomes: [
        "done: skipped 1 both, invitation 2 both, invitation 3 both",
        "done: changed 2 both, invitation 3 both",
        "1 a void, 2 a planned, 3 b planned",
      ],
    },
  ])("$of", ({ acts, becomes }) => {
    expect(inTheSameMinute(activePair(), acts, tuesday)).toEqual(becomes)
  })

  it("skip, skip, with the first one's letters gone: the second is told that it was skipped already", () => {
    const first = sentAll(decided(activePair(), skip("a"), tuesday).pair)
    const second = decided(first, skip("b"), "2026-11-24T09:00:40Z")
    expect(second.pair.outbox.map(({ kind, to, about }) => [kind, to, about])).toEqual([["skipped", "b", "already"]])
  })

  it("resume, end and end, resume: it has ended either way", () => {
    const paused = after(activePair(), [tuesday, pause("a", "2027-01-07")])
    expect(inTheSameMinute(paused, [resume("a"), end("b")], friday)).toEqual([
      "done → active: back-soon both, invitation 3 both, invitation 4 both",
      "done → ended: ended 3 both, invitation 4 both",
      "3 a void, 4 b void",
    ])
    expect(inTheSameMinute(paused, [end("b"), resume("a")], friday).slice(0, 2)).toEqual([
      "done → ended: ended both",
      "no wrong-state; told ended",
    ])
  })

  it("resume, resume: the second is told that it is so", () => {
    const paused = after(activePair(), [tuesday, pause("a", "2027-01-07")])
    expect(inTheSameMinute(paused, [resume("a"), resume("b")], friday)[1]).toBe("already; told as-it-is")
  })

  it("pause, resume: they meet again, and what the pause called off still leaves the calendars", () => {
    const paused = decided(activePair(), pause("a", "2027-01-07"), tuesday).pair
    const resumed = decided(paused, resume("b"), tuesday)
    expect(say(paused, resumed, "b")).toBe("done → active: back-soon both, invitation 3 both, invitation 4 both")
    const cancels = resumed.pair.outbox.filter(isCancel).map(({ key }) => key)
    expect(cancels).toEqual(["event.1.a", "event.1.b", "event.2.a", "event.2.b"])
  })

  it("yes and another time: the first one counts, and the second hears that it does", () => {
    const joined = inTheSameMinute(askedPair(), [yes, other], monday)
    expect(joined.slice(0, 2)).toEqual([
      "done → active: welcome both, invitation 1 both, invitation 2 both",
      "no wrong-state; told nothing-asked",
    ])
    const countered = inTheSameMinute(askedPair(), [other, yes], monday)
    expect(countered.slice(0, 2)).toEqual(["done → countered: proposal other", "no wrong-state; told not-begun"])
  })

  it("the inviter's yes to a time and the partner's no to it: whoever is first", () => {
    const proposed = after(askedPair(), [monday, other])
    const accepts: Doing = { kind: "join", by: "a", answer: { kind: "yes", zone: null }, drawn: "b" }
    const takesBack: Doing = { kind: "join", by: "b", answer: { kind: "no" }, drawn: "b" }
    expect(inTheSameMinute(proposed, [accepts, takesBack], monday)[1]).toBe("no wrong-state; told nothing-asked")
    expect(inTheSameMinute(proposed, [takesBack, accepts], monday).slice(0, 2)).toEqual([
      "done → declined: answer-no other",
      "no wrong-state; told not-begun",
    ])
  })

  it("confirm, pressed twice, asks once", () => {
    const confirm: Doing = { kind: "confirm", refused: false, via: "page" }
    expect(inTheSameMinute(sentAll(unconfirmedPair()), [confirm, confirm], monday).slice(0, 2)).toEqual([
      "done → asked: partner-request other",
      "already",
    ])
  })
})

describe("days that make no sense", () => {
  const said = (pair: Pair, doing: Doing, instant = tuesday) =>
    say(pair, decided(pair, doing, instant), authorOf(doing))
  const paused = () => after(activePair(), [tuesday, pause("a", "2027-01-07")])

  it.each([
    ["2026-11-23", "no past; told past"],
    ["2026-11-24", "no past; told past"],
    ["2026-11-25", "done: paused both"],
    ["2027-11-24", "done → paused asked: paused 1 both, invitation 2 both"],
    ["2027-11-25", "no too-far; told too-far"],
    ["9999-12-31", "no too-far; told too-far"],
    ["1970-01-01", "no past; told past"],
  ])("to pause until %s: %s", (until, outcome) => {
    expect(said(activePair(), pause("a", until))).toBe(outcome)
  })

  it.each([
    ["2026-11-24", "no past; told past"],
    ["2027-11-25", "no too-far; told too-far"],
    ["2027-01-07", "already; told as-it-is"],
    ["2027-01-14", "done: paused both"],
  ])("to pause a pause until %s: %s", (until, outcome) => {
    expect(said(paused(), pause("b", until))).toBe(outcome)
  })

  it("shorten a pause to days that are over before its back-soon letter, and the pair meets", () => {
    expect(said(paused(), pause("b", "2026-11-26"))).toBe(
      "done → active: paused both, invitation 3 both, invitation 4 both",
    )
  })

  it.each<{ starts: string; of: string; reason: Refusal }>([
    { of: "in the past", starts: "2026-11-23T16:00:00Z", reason: "past" },
    { of: "this very moment", starts: tuesday, reason: "past" },
    { of: "in a year", starts: "2027-11-26T16:00:00Z", reason: "too-far" },
    { of: "seven days later", starts: "2026-12-03T16:00:00Z", reason: "too-far" },
    { of: "less than twelve hours before the next", starts: "2026-12-02T15:30:00Z", reason: "too-close" },
  ])("to move to a time $of: told why, with the event as it stands", ({ starts, reason }) => {
    // The second one is on Wednesday night, so that six days can touch it.
    const pair = after(activePair(), [monday, move("a", "2026-12-02T20:00:00Z", 2)])
    const refused = decided(pair, move("b", starts), tuesday)
    expect(say(pair, refused, "b")).toBe(`no ${reason}: not-moved 1 own`)
    expect(sessionsOf(refused.pair)).toBe(sessionsOf(pair))
    expect(theSession(refused.pair, 1).starts).toEqual(theSession(pair, 1).starts)
    expect(said(pair, { ...move("b", starts), via: "page" })).toBe(`no ${reason}`)
  })

  it.each([
    ["2026-11-27T14:00:00Z", "2026-11-27T16:00:00Z", "too-close"],
    ["2026-11-28T10:00:00Z", "2026-11-27T16:00:00Z", "out-of-order"],
    ["2026-11-28T10:00:00Z", "2026-11-28T10:00:00Z", "too-close"],
    ["2026-11-28T10:00:00Z", "2026-11-27T15:59:59Z", "too-far"],
  ])("with the first session at %s, to move the second to %s: %s", (first, second, reason) => {
    const pair = after(activePair(), [monday, move("a", first)])
    expect(said(pair, move("b", second, 2))).toBe(`no ${reason}: not-moved 2 own`)
  })
})

describe("a last session", () => {
  it("that is skipped can come back until it would have ended, and then the pair ends", () => {
    const ending = after(activePair(), [tuesday, end("a", true)])
    const skipped = sentAll(decided(ending, skip("b"), tuesday).pair)
    const before = decided(skipped, { kind: "wake" }, "2026-11-26T16:59:59Z")
    expect(say(skipped, before, "a")).toBe("done")
    expect(alarmOf(before.pair)?.toString()).toBe("2026-11-26T17:00:00Z")
    const ended = decided(before.pair, { kind: "wake" }, "2026-11-26T17:00:00Z")
    expect(say(skipped, ended, "a")).toBe("done → ended: ended both")
  })

  it("is not followed by the question whether fortnightly would suit, nor by a check on who is silent", () => {
    const skips: Pair = after(activePair(), [monday, skip("a", 1)], [monday, skip("a", 2)])
    const ending = after(skips, [tuesday, end("b", true)])
    expect(decided(ending, skip("a", 3), tuesday).owed).toEqual(["skipped 3 a", "skipped 3 b"])
  })
})

describe("after the end", () => {
  const asksForAll: Doing = {
    kind: "ask",
    by: "a",
    question: { about: "export", session: null, times: [] },
    written: null,
  }

  it("mail of one who wanted no letters is answered again, and their calendar cleared of what was called off", () => {
    const silent = after(activePair(), [tuesday, { kind: "unsubscribe", by: "a", via: "page" }])
    const ended = after(silent, [tuesday, end("b")])
    const asked = decided(ended, asksForAll, tuesday)
    expect(say(ended, asked, "a")).toBe("done: invitation 1 own, invitation 2 own, question own")
    expect(asked.pair.outbox.filter(isCancel).map(({ about }) => about)).toEqual(["ended", "ended"])
  })

  it("their calendar is cleared of a skipped session, too, whose letter was still unsent", () => {
    const skipped = decided(activePair(), skip("b"), tuesday).pair
    const ended = after(decided(skipped, erase("b"), tuesday).pair, [
      tuesday,
      { kind: "unsubscribe", by: "a", via: "page" },
    ])
    expect(
      decided(ended, asksForAll, tuesday)
        .pair.outbox.filter(isCancel)
        .map(({ key }) => key),
    ).toContain("event.1.a")
  })

  it("nothing is written to who has erased everything, nor kept of who writes in their stead", () => {
    const atOnce = after(activePair(), [tuesday, erase("a")])
    const erased = after(atOnce, ["2026-11-24T10:00:00Z", { kind: "wake" }])
    expect([atOnce.members.a.mailbox, erased.members.a.mailbox]).toEqual(["ana@example.org", ""])
    const sender = { mailbox: "ana@example.org", hash: "s1" }
    for (const [pair, now] of [
      [atOnce, "2026-11-24T09:01:00Z"],
      [erased, "2026-11-24T11:00:00Z"],
    ] as const) {
      const written = decided(pair, { kind: "foreign-sender", to: "a", sender }, now)
      expect(written).toMatchObject({ outcome: { kind: "refused" }, owed: [] })
      expect(written.records.filter(({ kind }) => kind !== "session")).toEqual([])
      for (const name of commands) {
        const { doing } = rows[name]("a", { pair, records: [], now, past: 1, next: 1 })
        const addressed = decided(pair, doing, now)
        expect(addressed.pair.outbox.filter(({ to }) => to === "a").map(({ kind }) => kind)).toEqual([])
      }
    }
  })
})
