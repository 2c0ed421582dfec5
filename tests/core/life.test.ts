import type { CommandKind } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds, otherMember } from "@turnabout/core/id.ts"
import { sessionTitle } from "@turnabout/core/invitation.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { isReachable, takesLetter } from "@turnabout/core/member.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import { openCommitments, pairText, readPair } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { listedAtMost } from "@turnabout/core/plan.ts"
import { isCancel, isSameLetter, isWithdrawal } from "@turnabout/core/sending.ts"
import { eventUid, hasStarted, isAhead, sessionEnd } from "@turnabout/core/session.ts"
import type { Session } from "@turnabout/core/session.ts"
import { earliest, isBefore } from "@turnabout/core/time.ts"
import fc from "fast-check"
import { Temporal } from "temporal-polyfill"
import { expect, it } from "vitest"
import { calendarReplay } from "../support/calendar-replay.ts"
import { heldSessions, liveOn, mailDomain, uidOf } from "../support/life.ts"
import type { Life, MailerSays } from "../support/life.ts"
import { commandId, form, say, startedPair } from "../support/pair-builder.ts"
import type { Doing } from "../support/pair-builder.ts"

// What can happen to a pair. Sessions are named by their place in the list, since numbers are not known beforehand.

const by = fc.constantFrom<MemberId>("a", "b")
const via = fc.constantFrom("mail" as const, "page" as const)
const which = fc.option(fc.nat({ max: 5 }), { nil: null, freq: 4 })
const place = fc.nat({ max: 5 })
const commitmentState = fc.constantFrom("kept" as const, "partly" as const, "let-go" as const, "open" as const)
const mailbox = fc.constantFrom("new@example.com", "newer@example.com")

const deeds = {
  skip: fc.record({ kind: fc.constant("skip"), by, via, which }),
  unskip: fc.record({ kind: fc.constant("unskip"), by, via, which }),
  move: fc.record({ kind: fc.constant("move"), by, via, which, hours: fc.integer({ min: -150, max: 150 }) }),
  rsvp: fc.record({
    kind: fc.constant("rsvp"),
    by,
    place,
    partstat: fc.constantFrom("ACCEPTED" as const, "DECLINED" as const, "TENTATIVE" as const),
    isStale: fc.boolean(),
  }),
  answer: fc.record({ kind: fc.constant("answer"), by, place, shared: fc.constantFrom(null, true, false) }),
  share: fc.record({ kind: fc.constant("share"), by, via, shares: fc.boolean() }),
  after: fc.record({
    kind: fc.constant("after"),
    by,
    via,
    place,
    happened: fc.constantFrom(null, true, false),
    commitments: fc.nat({ max: 3 }),
    closes: fc.boolean(),
  }),
  "change-commitments": fc.record({ kind: fc.constant("change-commitments"), by, via, state: commitmentState }),
  unsubscribe: fc.record({ kind: fc.constant("unsubscribe"), by, via }),
  "sign-of-life": fc.record({ kind: fc.constant("sign-of-life"), by, via }),
  "not-understood": fc.record({
    kind: fc.constant("not-understood"),
    to: by,
    reason: fc.constantFrom("unclear", "empty"),
  }),
  pause: fc.record({
    kind: fc.constant("pause"),
    by,
    via,
    days: fc.option(fc.integer({ min: -1, max: 60 }), { nil: null }),
  }),
  resume: fc.record({ kind: fc.constant("resume"), by, via }),
  wait: fc.record({ kind: fc.constant("wait"), by }),
  end: fc.record({ kind: fc.constant("end"), by, via, last: fc.boolean() }),
  export: fc.record({ kind: fc.constant("export"), by, via }),
  erase: fc.record({ kind: fc.constant("erase"), by, via }),
  ask: fc.record({ kind: fc.constant("ask"), by, about: fc.constantFrom("end", "export", "erase", "time") }),
  "answer-question": fc.record({
    kind: fc.constant("answer-question"),
    by,
    via,
    answer: fc.constantFrom("yes" as const, "no" as const, "last" as const, 1, 2),
  }),
  rhythm: fc.record({
    kind: fc.constant("rhythm"),
    by,
    via,
    rhythm: fc.constantFrom("weekly" as const, "fortnightly" as const),
  }),
  save: fc.record({
    kind: fc.constant("save"),
    by,
    name: fc.constantFrom("Ana", "Annie"),
    zone: fc.constantFrom("Europe/Berlin", "Asia/Tokyo"),
    weekday: fc.constantFrom("monday" as const, "thursday" as const, "sunday" as const),
    time: fc.constantFrom("02:30", "17:00"),
    minutes: fc.constantFrom(60, 240),
    rhythm: fc.constantFrom("weekly" as const, "weekly" as const, "fortnightly" as const),
    meetingLink: fc.constantFrom(null, "https://meet.example/room"),
  }),
  "ask-settings": fc.record({ kind: fc.constant("ask-settings"), by, via }),
  suppress: fc.record({
    kind: fc.constant("suppress"),
    by,
    via: fc.constant("clock" as const),
    reason: fc.constantFrom("bounce" as const, "complaint" as const),
  }),
  lift: fc.record({ kind: fc.constant("lift"), by, via: fc.constant("clock" as const) }),
  "ask-mailbox": fc.record({ kind: fc.constant("ask-mailbox"), by, via, mailbox }),
  "take-mailbox": fc.record({ kind: fc.constant("take-mailbox"), by, mailbox }),
  agree: fc.record({ kind: fc.constant("agree"), by, via, changes: fc.constantFrom(null, "no talk of work") }),
  "replace-links": fc.record({ kind: fc.constant("replace-links"), by }),
  "share-trend": fc.record({ kind: fc.constant("share-trend"), by, place }),
  "foreign-sender": fc.record({ kind: fc.constant("foreign-sender"), by, sender: fc.nat({ max: 12 }) }),
  // What the beginning asks for may be heard of again at any time.
  "sign-up-again": fc.record({ kind: fc.constant("sign-up-again"), by }),
  confirm: fc.record({ kind: fc.constant("confirm"), refused: fc.boolean() }),
  join: fc.record({ kind: fc.constant("join"), by, via, answer: fc.constantFrom("yes" as const, "no" as const) }),
} as const

const surroundings = {
  again: fc.record({ kind: fc.constant("again") }),
  time: fc.record({
    kind: fc.constant("time"),
    minutes: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 60, max: 8 * 24 * 60 })),
    isAwake: fc.boolean(),
  }),
  mail: fc.record({
    kind: fc.constant("mail"),
    says: fc.array(fc.constantFrom<MailerSays>("sent", "refused", "throttled", "failed", "lost", "dies"), {
      maxLength: 8,
    }),
  }),
  slow: fc.record({ kind: fc.constant("slow"), isSlow: fc.boolean() }),
} as const

type Any<Of> = { [Name in keyof Of]: Of[Name] extends fc.Arbitrary<infer T> ? T : never }[keyof Of]
type Deed = Any<typeof deeds>
type Happening = Deed | Any<typeof surroundings>

/**
 * How often each comes before the end; an end or an erasing comes in its own place. The compiler asks for a weight, and so
 * for a deed, of every new command.
 */
const weights: Readonly<Record<Exclude<CommandKind, "wake" | "end" | "erase">, number>> = {
  skip: 6,
  unskip: 4,
  move: 6,
  rsvp: 4,
  answer: 4,
  share: 1,
  after: 6,
  "change-commitments": 1,
  unsubscribe: 2,
  "sign-of-life": 3,
  "not-understood": 1,
  pause: 4,
  resume: 2,
  wait: 2,
  export: 1,
  ask: 1,
  "answer-question": 2,
  rhythm: 2,
  save: 4,
  "ask-settings": 1,
  "ask-mailbox": 2,
  "take-mailbox": 2,
  agree: 1,
  suppress: 1,
  lift: 2,
  "replace-links": 2,
  "share-trend": 2,
  "foreign-sender": 2,
  "sign-up-again": 1,
  confirm: 1,
  join: 1,
}

const weighted = Object.entries(weights).map(([kind, weight]) => ({
  weight,
  arbitrary: deeds[kind as keyof typeof weights] as fc.Arbitrary<Deed>,
}))

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  ...weighted,
  { weight: 16, arbitrary: surroundings.time },
  { weight: 2, arbitrary: surroundings.again },
  { weight: 4, arbitrary: surroundings.mail },
  { weight: 2, arbitrary: surroundings.slow },
)

/** Most end, but only after much has happened. */
const anyLife = fc
  .tuple(
    fc.array(anyHappening, { minLength: 5, maxLength: 50 }),
    fc.array(fc.oneof(deeds.end, deeds.erase), { maxLength: 2 }),
    fc.array(anyHappening, { maxLength: 10 }),
  )
  .map((parts) => parts.flat())

const anyPair = fc.record({
  zone: fc.constantFrom(
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
  ),
  partnerZone: fc.constantFrom("Europe/Lisbon", "Asia/Kathmandu", "America/Los_Angeles"),
  time: fc.constantFrom("02:30", "09:00", "17:00", "23:45"),
  minutes: fc.constantFrom(60, 90, 240),
  drawn: by,
  from: fc.constantFrom("2026-11-23T09:00:00Z", "2027-03-20T22:15:00Z", "2027-10-20T05:00:00Z"),
})

it("a pair's life, whatever happens in it, keeps its promises", () => {
  fc.assert(
    fc.property(anyPair, anyLife, (about, happening) => {
      const { zone, partnerZone, time, minutes, drawn, from } = about
      const slot = { zone, time, minutes }
      const begun = startedPair({ slot, partnerZone, drawn, firstFocus: "draw", at: from })
      const witness = watch(liveOn(begun, from))
      for (const next of happening) witness.sees(next)
      witness.seesTheEnd()
    }),
    { numRuns: 50 },
  )
}, 120_000)

/** Two years, in which somebody does something about every other week. */
const anyTwoYears = fc
  .array(fc.tuple(fc.oneof(...weighted), fc.integer({ min: 1, max: 28 })), { minLength: 52, maxLength: 52 })
  .map((steps) =>
    steps.flatMap(([deed, days]): Happening[] => [deed, { kind: "time", minutes: days * 24 * 60, isAwake: true }]),
  )

it("two years of it, too, and their end leaves nothing of who erased everything", () => {
  let calm = 0
  fc.assert(
    fc.property(anyPair, anyTwoYears, deeds.erase, (about, happening, erase) => {
      const { zone, partnerZone, time, minutes, drawn, from } = about
      const begun = startedPair({ slot: { zone, time, minutes }, partnerZone, drawn, firstFocus: "draw", at: from })
      const life = liveOn(begun, from)
      const witness = watch(life)
      for (const next of happening) witness.sees(next)
      witness.sees(erase)
      witness.sees({ kind: "time", minutes: 60, isAwake: true })
      witness.seesTheEnd()
      calm += witness.calmWeeks()
    }),
    // Shrinking two years would take as long; the seed says which life it was.
    { numRuns: 3, endOnFailure: true },
  )
  expect(calm, "weeks in which the budget was looked at").toBeGreaterThan(0)
}, 120_000)

/** Long silences, broken now and then by one of them, or by a pause. */
const anySilences = fc
  .array(
    fc.tuple(
      fc.oneof(deeds.pause, deeds["sign-of-life"], deeds.skip, deeds.unsubscribe, deeds.resume),
      fc.integer({ min: 1, max: 16 }),
    ),
    { minLength: 4, maxLength: 8 },
  )
  .map((steps) =>
    steps.flatMap(([deed, weeks]): Happening[] => [
      deed,
      { kind: "time", minutes: weeks * 7 * 24 * 60, isAwake: true },
    ]),
  )

it("a silence pauses a pair only after twelve sessions without a sign, and after both were asked", () => {
  let paused = 0
  fc.assert(
    fc.property(anySilences, (happening) => {
      const from = "2026-11-23T09:00:00Z"
      const life = liveOn(startedPair({ slot: {}, partnerZone: "Europe/Lisbon", at: from }), from)
      let lastSign = from
      for (const next of happening) {
        if (next.kind === "time") pass(life, next)
        else if (
          next.kind === "pause" ||
          next.kind === "sign-of-life" ||
          next.kind === "skip" ||
          next.kind === "resume" ||
          next.kind === "unsubscribe"
        ) {
          life.does(doingOf(next, life.pair, life.now))
          if (next.kind !== "unsubscribe") lastSign = life.now.toString()
        }
        if (life.pair.status.kind !== "paused" || life.pair.status.reason !== "silent") continue
        paused += 1
        const kinds = life.chronicle.sent
          .filter(({ letter, at }) => letter.to === "a" && at >= lastSign)
          .map(({ letter }) => letter.kind)
        // The thirteenth, whose after-form was to bring a word, falls into the pause.
        expect(kinds.filter((kind) => kind === "after-form").length).toBeGreaterThanOrEqual(12)
        expect(kinds.filter((kind) => kind === "quiet-notice")).toEqual(["quiet-notice"])
      }
    }),
    { numRuns: 10, endOnFailure: true },
  )
  expect(paused, "pairs that were paused for silence").toBeGreaterThan(0)
}, 120_000)

/** Lets things happen to a pair and looks after each of them whether everything promised still holds. */
function watch(life: Life) {
  const calendars = { a: calendarReplay(), b: calendarReplay() }
  /** UIDs whose letters could not be delivered to a member, who may now see something else. */
  const undelivered = { a: new Set<string>(), b: new Set<string>() }
  const read = { sent: 0, unsent: 0 }
  const outdated: string[] = []
  const names = { a: new Set<string>(), b: new Set<string>() }
  const changes: string[] = []
  let last: Doing | null = null
  let says: MailerSays[] = []
  let mayRepeat = false
  life.mailerSays(() => says.shift() ?? "sent")

  const does = (doing: Doing) => {
    const command = { ...doing, id: doing.id ?? commandId() }
    const { sessions, members } = life.pair
    life.does(command)
    last = command
    if (!calmDeeds.has(command.kind)) changes.push(life.now.toString())
    if (life.isForgotten) return
    expectMovedAhead(life, sessions)
    for (const member of memberIds) {
      names[member].add(members[member].name).add(members[member].mailbox)
      // Another mailbox begins with an empty calendar.
      const isMoved = members[member].mailbox !== life.pair.members[member].mailbox
      if (!isMoved || life.pair.members[member].mailbox === "") continue
      calendars[member] = calendarReplay()
      undelivered[member].clear()
    }
  }

  /** What a change drops for good: the CANCEL of an earlier UID, and news of a session that has begun. */
  const loseDropped = (before: Pair) => {
    const dropped = before.outbox.filter((owed) => !life.pair.outbox.some((letter) => isSameLetter(letter, owed)))
    for (const letter of dropped) {
      const session = before.sessions.find(({ number }) => number === letter.session)
      const isLost = isWithdrawal(letter) || (session !== undefined && hasStarted(session, life.now))
      const uid = isLost ? uidOf(before, letter) : null
      if (uid !== null) undelivered[letter.to].add(uid)
    }
  }

  /** What passed by, perhaps at another time than they know of, while nothing could be sent to a member. */
  const losePassed = (before: Pair) => {
    for (const member of memberIds) {
      if (isReachable(before.members[member])) continue
      const passed = before.sessions.filter((session) => hasStarted(session, life.now))
      for (const session of passed) undelivered[member].add(eventUid(before.id, session, mailDomain))
    }
  }

  const deliver = () => {
    const { sent, unsent } = life.chronicle
    while (read.sent < sent.length || read.unsent < unsent.length) {
      const lost = unsent[read.unsent]
      if (lost !== undefined && lost.after <= read.sent) {
        if (lost.uid !== null && isLost(life, lost)) undelivered[lost.letter.to].add(lost.uid)
        read.unsent += 1
        continue
      }
      const letter = sent[read.sent]
      const text = letter?.calendar() ?? null
      if (letter !== undefined && text !== null) {
        const { to } = letter.letter
        const { file, isOlder } = calendars[to].receive(text)
        if (isOlder) outdated.push(`${say(letter.letter)} at ${letter.at}`)
        undelivered[to].delete(file.uid)
      }
      read.sent += 1
    }
  }

  const look = () => {
    deliver()
    expect(outdated, "letters whose event is older than what the calendar has").toEqual([])
    expectSound(life)
    expectSilence(life)
    expectErased(life, names)
    expectOwedOnce(life, mayRepeat)
    if (life.pair.outbox.length > 0) return
    for (const member of memberIds) {
      if (!isReachable(life.pair.members[member]) || isErased(life.pair, member)) continue
      expectCalendar(life, calendars[member].shown(), { member, undelivered: undelivered[member] })
    }
  }

  return {
    sees: (happening: Happening) => {
      if (life.isForgotten) return
      const before = life.pair
      if (happening.kind === "mail") {
        says = [...happening.says]
        mayRepeat ||= says.some((word) => word === "lost" || word === "dies")
      } else if (happening.kind === "slow") {
        life.slowsDown(happening.isSlow)
        if (!happening.isSlow) life.sendsOn()
      } else if (happening.kind === "time") pass(life, happening)
      else if (happening.kind !== "again") does(doingOf(happening, life.pair, life.now))
      else if (last !== null) repeat(life, last)
      if (life.isForgotten) return
      loseDropped(before)
      losePassed(before)
      look()
    },
    seesTheEnd: () => {
      if (life.isForgotten) return
      says = []
      life.slowsDown(false)
      life.sendsOn()
      for (let rounds = 0; !life.isForgotten && life.pair.outbox.length > 0 && rounds < 200; rounds += 1) {
        life.movesTo((life.pair.dueAt ?? life.now).toString())
      }
      if (life.isForgotten) return
      expect(life.pair.outbox).toEqual([])
      look()
      expectNothingLost(life)
    },
    /** How many weeks the budget holds for; it holds in every one of them. Of a life whose letters all left at once. */
    calmWeeks: () => expectBudget(life, changes),
  }
}

function isErased({ status }: Pair, member: MemberId): boolean {
  return status.kind === "ended" && status.erased.includes(member)
}

/** Only its own hour's passing makes an event's letter pointless without another one that says what is true now. */
function isLost(life: Life, { letter, why }: Life["chronicle"]["unsent"][number]): boolean {
  const session = life.pair.sessions.find(({ number }) => number === letter.session)
  return why !== "pointless" || session === undefined || !isBefore(life.now, sessionEnd(session))
}

function pass(life: Life, { minutes, isAwake }: Extract<Happening, { kind: "time" }>): void {
  const until = life.now.add({ minutes }).toString()
  if (isAwake) life.movesTo(until)
  else life.oversleepsUntil(until)
}

function repeat(life: Life, doing: Doing): void {
  const before = pairText({ ...life.pair, version: 0, claim: null })
  const owed = life.chronicle.owed.length
  expect(life.does(doing)).toEqual({ kind: "already" })
  expect(life.chronicle.owed).toHaveLength(owed)
  if (life.pair.outbox.length === 0) expect(pairText({ ...life.pair, version: 0, claim: null })).toBe(before)
}

function doingOf(happening: Deed, pair: Pair, now: Temporal.Instant): Doing {
  const numberAt = (index: number) => pair.sessions[index % Math.max(pair.sessions.length, 1)]?.number ?? 1
  const numberOf = (index: number | null) => (index === null ? null : numberAt(index))
  switch (happening.kind) {
    case "skip":
    case "unskip":
      return { kind: happening.kind, by: happening.by, via: happening.via, session: numberOf(happening.which) }
    case "move": {
      const session = pair.sessions.find(({ number }) => number === numberOf(happening.which)) ?? pair.sessions[0]
      const starts = (session?.starts ?? Temporal.Instant.fromEpochMilliseconds(0)).add({ hours: happening.hours })
      return { kind: "move", by: happening.by, via: happening.via, session: numberOf(happening.which), starts }
    }
    case "rsvp": {
      const number = numberAt(happening.place)
      const event = pair.sessions.find((session) => session.number === number)?.event ?? { revival: 0, sequence: 0 }
      const sequence = Math.max(0, event.sequence - (happening.isStale ? 1 : 0))
      const version = { session: number, revival: event.revival, sequence }
      return { kind: "rsvp", by: happening.by, event: version, partstat: happening.partstat }
    }
    case "answer":
      return {
        kind: "answer",
        by: happening.by,
        session: numberAt(happening.place),
        text: "words",
        shared: happening.shared,
      }
    case "after": {
      const closed = happening.closes ? openCommitments(pair, happening.by) : []
      const filled = form({
        happened: happening.happened,
        commitments: ["one", "two", "three"].slice(0, happening.commitments),
        changes: closed.map(({ id }) => ({ id, state: "kept" })),
      })
      return { kind: "after", by: happening.by, via: happening.via, session: numberAt(happening.place), form: filled }
    }
    case "replace-links":
      return { kind: "replace-links", by: happening.by, via: "page", links: pair.members[happening.by].links }
    case "share-trend":
      return { kind: "share-trend", by: happening.by, via: "page", session: numberAt(happening.place) }
    case "unsubscribe":
      return { kind: "unsubscribe", by: happening.by, via: happening.via }
    case "change-commitments": {
      const changes = openCommitments(pair, happening.by).map(({ id }) => ({ id, state: happening.state }))
      return { kind: "change-commitments", by: happening.by, via: happening.via, changes }
    }
    case "not-understood":
      return { kind: "not-understood", to: happening.to, letter: null, reason: happening.reason, excerpt: "words" }
    case "ask": {
      const isTime = happening.about === "time"
      const next = pair.sessions.find(({ state, starts }) => state.kind === "planned" && isBefore(now, starts))
      const times = isTime ? [now.add({ hours: 30 }), now.add({ hours: 54 })] : []
      const question = { about: happening.about, session: isTime ? (next?.number ?? null) : null, times }
      return { kind: "ask", by: happening.by, question, written: isTime ? "words" : null }
    }
    case "sign-up-again":
    case "confirm":
    case "sign-of-life":
    case "share":
    case "export":
    case "suppress":
    case "lift":
    case "ask-settings":
    case "agree":
    case "answer-question":
      return happening
    case "take-mailbox": {
      const pending = pair.members[happening.by].pending?.mailbox ?? happening.mailbox
      return { kind: "take-mailbox", by: happening.by, via: "page", mailbox: pending, suppressed: null }
    }
    case "ask-mailbox":
      return { ...happening, suppressed: null }
    case "join": {
      const answer = happening.answer === "yes" ? ({ kind: "yes", zone: null } as const) : ({ kind: "no" } as const)
      return { kind: "join", by: happening.by, via: happening.via, answer, drawn: "a" }
    }
    case "pause": {
      const today = now.toZonedDateTimeISO(pair.slot.zone).toPlainDate()
      const until = happening.days === null ? null : today.add({ days: happening.days })
      return { kind: "pause", by: happening.by, via: happening.via, until }
    }
    case "resume":
    case "wait":
    case "end":
    case "erase":
    case "rhythm":
      return happening
    case "save": {
      const { kind: _, by: author, ...settings } = happening
      return {
        kind: "save",
        by: author,
        via: "page",
        settings: { ...settings, sharesAnswers: true, sharesCommitments: true },
      }
    }
    case "foreign-sender": {
      const name = `stranger-${happening.sender}`
      return { kind: "foreign-sender", to: happening.by, sender: { mailbox: `${name}@example.com`, hash: name } }
    }
  }
}

/** What holds of the pair itself at any time. */
function expectSound(life: Life): void {
  const { pair, now, chronicle } = life
  const text = pairText(pair)
  expect(pairText(readPair(text))).toBe(text)

  const turns = heldSessions(pair, chronicle.records).map(({ focus }) => focus)
  const count = (member: MemberId) => turns.filter((focus) => focus === member).length
  expect(Math.abs(count("a") - count("b")), "the gap between turns").toBeLessThanOrEqual(1)

  const filed = chronicle.records.flatMap((record) => (record.kind === "session" ? [record.session.number] : []))
  const numbers = [...filed, ...pair.sessions.map(({ number }) => number)]
  const all = Array.from({ length: pair.nextNumber - 1 }, (_, index) => index + 1)
  expect(
    numbers.toSorted((one, other) => one - other),
    "every session listed or filed, once",
  ).toEqual(all)

  expectOrder(pair.sessions.filter(({ state }) => state.kind !== "void"))
  const ahead = pair.sessions.filter((session) => isAhead(session, now)).length
  const isFull = pair.sessions.length >= listedAtMost
  if (pair.status.kind === "active") expect(ahead >= 2 || isFull, "two sessions ahead").toBe(true)
  for (const member of memberIds) {
    expect(openCommitments(pair, member).length).toBeLessThanOrEqual(9)
    const isWrongly = (letter: OwedLetter) => letter.to === member && !takesLetter(pair.members[member], letter.about)
    expect(pair.outbox.filter(isWrongly)).toEqual([])
    const waits = pair.status.kind === "active" && pair.members[member].suppressed !== null
    if (waits) expect(pair.members[member].quiet, "the week of a mailbox that takes no letters").not.toBeNull()
    expectMeets(pair, member)
  }
  expect(new Set(pair.outbox.map(({ key }) => key)).size).toBe(pair.outbox.length)
  expectAlarm(pair)
}

/** What is sent in a pause or after an end: the change itself, answers to what was asked for, and what leaves a calendar. */
const answersAtAnyTime: ReadonlySet<LetterKind> = new Set([
  "paused",
  "ended",
  "erased",
  "exported",
  "question",
  "quiet-notice",
  "confirm",
  "foreign-sender",
  "not-understood",
])

/** While paused or ended there is no letter of the practice, and none at all to who wants none. */
function expectSilence({ chronicle }: Life): void {
  const broken = chronicle.sent.slice(-20).filter(({ letter, from }) => {
    if (!takesLetter(from.members[letter.to], letter.about)) return true
    if (from.status.kind !== "paused" && from.status.kind !== "ended") return false
    const isToFormer = letter.kind === "changed" && letter.about === "mailbox"
    // A session on or after the first day back stands through a pause, and its roles or its place may change meanwhile.
    const isKept = from.status.kind === "paused" && letter.session !== null && letter.kind === "invitation"
    return !(answersAtAnyTime.has(letter.kind) || isCancel(letter) || isToFormer || isKept)
  })
  expect(broken.map(({ letter, at, from }) => `${say(letter)} at ${at}, ${from.status.kind}`)).toEqual([])
}

/** Nothing is kept of whoever has erased everything, once their last letter has left, and no other is written to them. */
function expectErased({ pair, chronicle }: Life, names: Readonly<Record<MemberId, ReadonlySet<string>>>): void {
  const told = chronicle.sent.slice(-20).filter(({ letter, from }) => isErased(from, letter.to))
  const broken = told.filter(({ letter }) => letter.kind !== "erased" && !isCancel(letter))
  expect(
    broken.map(({ letter, at }) => `${say(letter)} at ${at}`),
    "written to who erased everything",
  ).toEqual([])
  for (const { member, records } of chronicle.erased) {
    const later = chronicle.records.slice(records).filter((record) => "by" in record && record.by === member)
    expect(later, `kept of ${member} after erasing`).toEqual([])
    if (pair.members[member].mailbox !== "") continue
    const text = pairText(pair)
    const other = names[otherMember(member)]
    const left = [...names[member]].filter((name) => name !== "" && !other.has(name) && text.includes(`"${name}"`))
    expect(left, `left of ${member}`).toEqual([])
    const words = pair.sessions.flatMap(({ answers, reflections }) => [answers[member], reflections[member]])
    expect([words.filter(Boolean), openCommitments(pair, member), pair.agreed[member]]).toEqual([[], [], null])
  }
}

/** Who wants no letters meets nobody, and a pair that is on hold for somebody knows for whom. */
function expectMeets(pair: Pair, member: MemberId): void {
  const { unsubscribedAt, quiet } = pair.members[member]
  if (pair.status.kind === "active") expect(unsubscribedAt).toBeNull()
  if (pair.status.kind === "active" && quiet !== null && pair.dueAt !== null) {
    expect(isBefore(quiet.add({ hours: 7 * 24 }), pair.dueAt), "a quiet check that nothing rings for").toBe(false)
  }
}

/** Whatever moves a session, it is to a time that is still to come. */
function expectMovedAhead({ pair, now }: Life, before: readonly Session[]): void {
  const isMoved = (session: Session) =>
    before.some(({ number, starts }) => number === session.number && !starts.equals(session.starts))
  const past = pair.sessions.filter((session) => isMoved(session) && hasStarted(session, now))
  expect(
    past.map(({ number }) => number),
    "sessions moved into the past",
  ).toEqual([])
}

function expectOrder(sessions: readonly Session[]): void {
  for (const [index, session] of sessions.entries()) {
    const next = sessions[index + 1]
    if (next === undefined) continue
    expect(next.number).toBeGreaterThan(session.number)
    expect(sessionEnd(session).until(next.starts).total("hours"), "hours between sessions").toBeGreaterThanOrEqual(12)
  }
}

/** Reckoned here anew from the rules, not by what sets the alarm. */
function expectAlarm(pair: Pair): void {
  const owed =
    pair.claim !== null && pair.outbox.length > 0 ? [pair.claim.until] : pair.outbox.map(({ notBefore }) => notBefore)
  const isMeeting = pair.status.kind === "active" || pair.status.kind === "ending"
  const planned = isMeeting ? pair.sessions.filter(({ state }) => state.kind === "planned") : []
  const due = planned.flatMap((session) => [
    ...(session.done.includes("prompt") ? [] : [session.starts.subtract({ hours: 24 })]),
    ...(session.done.includes("after-form") ? [] : [sessionEnd(session).add({ minutes: 5 })]),
  ])
  const silent =
    pair.status.kind === "paused" && pair.status.reason === "unsubscribed" && !pair.status.partnerTold
      ? [pair.status.since.add({ hours: 7 * 24 })]
      : []
  const mustTell = memberIds.every((member) => !isReachable(pair.members[member])) ? [] : silent
  const latest = earliest([...owed, ...due, ...mustTell])
  if (latest === null) return
  expect(pair.dueAt !== null && !isBefore(latest, pair.dueAt), `alarm at ${pair.dueAt}, due at ${latest}`).toBe(true)
}

/** Each step of a session brings its letter once, whoever may have repeated a send. */
function expectOwedOnce({ chronicle }: Life, mayRepeat: boolean): void {
  const revisions = chronicle.sent.map(({ letter }) => `${letter.key} ${letter.revision}`)
  if (!mayRepeat) expect(new Set(revisions).size, "a letter sent twice").toBe(revisions.length)
  const once = new Map<string, Set<string>>()
  for (const { letter } of chronicle.sent) {
    const thing = onceOnly(letter)
    if (thing !== null) once.set(thing, (once.get(thing) ?? new Set()).add(`${letter.key} ${letter.revision}`))
  }
  const twice = [...once].filter(([, sent]) => sent.size > 1)
  expect(twice, "steps whose letter came twice").toEqual([])
}

/** What a letter is that may come only once. */
function onceOnly({ kind, to, session, about }: Life["chronicle"]["sent"][number]["letter"]): string | null {
  if (kind === "prompt") return `prompt ${session}`
  if (kind === "coach-note") return about === null ? `first coach-note ${session}` : null
  if (kind === "recap") return `recap ${to} ${about?.slice(0, 7)}`
  if (kind === "review" && about !== null) return null
  return kind === "review" || kind === "after-form" || kind === "welcome" ? `${kind} ${session} ${to}` : null
}

type Shown = ReturnType<ReturnType<typeof calendarReplay>["shown"]>
type Reader = { readonly member: MemberId; readonly undelivered: ReadonlySet<string> }

/** With nothing left to send, a member's calendar shows the sessions planned and no other. */
function expectCalendar({ pair, now }: Life, shown: Shown, { member, undelivered }: Reader): void {
  const isAheadOf = ({ starts }: { readonly starts: Temporal.Instant }) => isBefore(now, starts)
  const planned = pair.sessions.filter(({ state }) => state.kind === "planned")
  const expected = planned.filter(isAheadOf).map((session) => ({
    uid: eventUid(pair.id, session, mailDomain),
    starts: session.starts.toString(),
    ends: sessionEnd(session).toString(),
    sequence: session.event.sequence,
    title: sessionTitle(pair, session),
  }))
  const seen = [...shown.values()].filter(isAheadOf).map(({ uid, starts, ends, sequence, summary }) => ({
    uid,
    starts: starts.toString(),
    ends: ends.toString(),
    sequence,
    title: summary,
  }))
  const known = (events: typeof seen) =>
    events.filter(({ uid }) => !undelivered.has(uid)).toSorted((one, other) => one.uid.localeCompare(other.uid))
  expect(known(seen), `the calendar of ${member} at ${now}`).toEqual(known(expected))
}

/** What asks for no letter beyond those of the week. An answer does, two weeks ahead: it is passed on at once. */
const calmDeeds: ReadonlySet<CommandKind> = new Set(["share", "change-commitments"])

/** What the budget leaves out; and the question that a long silence brings up, which no normal week has. */
const beyondBudget: ReadonlySet<LetterKind> = new Set(["recap", "review", "quiet-notice"])

/** From one after-form to the next, while they meet and nothing is changed: at most three letters to each. */
function expectBudget({ chronicle }: Life, changes: readonly string[]): number {
  let calm = 0
  for (const member of memberIds) {
    const own = chronicle.sent.filter(({ letter }) => letter.to === member)
    const forms = own.filter(({ letter }) => letter.kind === "after-form").map(({ at }) => at)
    for (const [place, until] of forms.slice(1).entries()) {
      const since = forms[place] ?? until
      const week = own.filter(({ at }) => at >= since && at < until)
      const isMeeting = week.every(({ from, letter }) => from.status.kind === "active" && letter.kind !== "back-soon")
      // What was done just before its first letter may be told after it.
      if (!isMeeting || changes.some((at) => at >= since.slice(0, 10) && at <= until)) continue
      const counted = week.filter(({ letter }) => !beyondBudget.has(letter.kind))
      expect(
        counted.length,
        `${counted.map(({ letter }) => say(letter)).join(", ")} to ${member} since ${since}`,
      ).toBeLessThanOrEqual(3)
      calm += 1
    }
  }
  return calm
}

/** A letter owed was sent, or there is a reason on record, or a newer one about the same thing took its place. */
function expectNothingLost({ chronicle }: Life): void {
  const same = (one: { key: string; revision: number }, other: { key: string; revision: number }) =>
    one.key === other.key && one.revision === other.revision
  for (const [index, { letter, at: owedAt }] of chronicle.owed.entries()) {
    if (letter.kind !== "after-form" && letter.kind !== "welcome" && letter.kind !== "foreign-sender") continue
    const isAccounted =
      chronicle.sent.some((sent) => same(sent.letter, letter)) ||
      chronicle.unsent.some((unsent) => same(unsent.letter, letter)) ||
      chronicle.owed.slice(index + 1).some((newer) => newer.letter.key === letter.key)
    expect(isAccounted || wasSilenced(chronicle, letter.to, owedAt), `${say(letter)} owed at ${owedAt}`).toBe(true)
  }
}

/** An unsubscribe takes what is owed with it. */
function wasSilenced(chronicle: Life["chronicle"], member: MemberId, since: string): boolean {
  return chronicle.silences.some((silence) => silence.member === member && silence.at >= since)
}
