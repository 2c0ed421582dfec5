import { sessionTitle } from "@turnabout/core/invitation.ts"
import { memberIds } from "@turnabout/core/id.ts"
import { isReachable } from "@turnabout/core/member.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { eventUid, sessionEnd } from "@turnabout/core/session.ts"
import type { Session } from "@turnabout/core/session.ts"
import type { Log, Store } from "@turnabout/functions/ports.ts"
import { lastWeek } from "./budget.ts"
import type { Deed } from "./deed.ts"
import { beginsAsAgreed, leavesAtItsHour } from "./hours.ts"
import { stops } from "./household.ts"
import type { Household } from "./household.ts"
import { ledger } from "./ledger.ts"
import type { Ledger } from "./ledger.ts"
import { reactions } from "./member.ts"
import type { CalendarEvent } from "./model-calendar.ts"
import { dueOf, learns, missingBy } from "./promised.ts"
import { calendarIn } from "./sent-letter.ts"
import type { SentLetter } from "./sent-letter.ts"
import { troubles, whenText } from "./trouble.ts"
import type { Troubles } from "./trouble.ts"

const dayMs = 86_400_000

export type Witness = ReturnType<typeof witness>

type Watching = {
  readonly houses: ReadonlyMap<string, Household>
  readonly now: () => number
  /** Letters may be late, and calls of handlers lost. */
  readonly isFaulty: boolean
  readonly mailDomain: string
}

type Seen = Watching & {
  readonly broken: Troubles
  readonly book: Ledger
  readonly letters: Map<string, number>
}

/** Sees what is saved and what reaches the members, and holds it against what is promised. */
export function witness(watching: Watching) {
  const broken = troubles()
  const book = ledger(watching.now, watching.isFaulty, broken)
  const seen: Seen = { ...watching, broken, book, letters: new Map() }
  const { houses } = watching
  return {
    /** A letter has reached its mailbox; answers what its reader is going to do about it. */
    arrives: (letter: SentLetter): Deed[] => arrives(seen, letter),
    /** One of them is about to do something, or time has passed: what must have come by now is missed from now on. */
    looks: (house: Household) => lookForMissing(seen, house),
    houseOf: (id: string) => houseOf(seen, id),
    wakes: book.wakes,
    log: ((event) => book.logged(event)) satisfies Log,
    store: (store: Store): Store => watchedStore(store, seen),
    letters: () => Object.fromEntries([...seen.letters].toSorted(([one], [other]) => one.localeCompare(other))),
    late: book.late,
    found: broken.found,
    turnGapMax: () => Math.max(0, ...[...houses.values()].map(({ turns }) => turns.greatest)),
    /** At the end: what is still owed, and whether every calendar shows what its pair has planned. */
    close: async (store: Pick<Store, "load">) => {
      book.close()
      for (const house of houses.values()) closeHouse(seen, house, await store.load(house.couple.id))
    },
  }
}

function houseOf({ houses }: Seen, id: string): Household {
  const house = houses.get(id)
  if (house === undefined) throw new Error(`nobody lives in ${id}`)
  return house
}

function arrives(seen: Seen, letter: SentLetter): Deed[] {
  const { book, letters, broken, isFaulty, now } = seen
  letters.set(letter.kind, (letters.get(letter.kind) ?? 0) + 1)
  const since = book.taken(letter)
  if (since === null) return []
  const house = houseOf(seen, letter.pair)
  const home = house.homes[letter.to]
  lookForMissing(seen, house)
  // Where a letter with an event was never delivered, the calendar knows no better.
  const isUndelivered = book.hasUndelivered(house.couple.id, letter.to)
  if (!isUndelivered && !leavesAtItsHour(letter, house))
    broken.add("wrongHour", `${letter.pair} ${letter.id} left ${whenText(now())}`)
  putIntoCalendar(seen, letter, house)
  learns(home, letter, now())
  if (letter.kind === "quiet-check") house.quietCheckAt = since
  if (callsOff.has(letter.kind)) stops(house, now())
  home.week.push({ since, kind: letter.kind, id: letter.id })
  if (letter.kind === "after-form") {
    const over = lastWeek(home, house, isFaulty ? 1 : 0)
    if (over !== null) broken.add("overBudget", `${letter.pair} ${over.join(" ")} before ${whenText(now())}`)
    turnPages(seen, house, now() - 5 * dayMs)
    book.pagesTurned(house.couple.id)
  }
  return reactions(home.living, letter, letter.session === null ? null : home.calendar.of(letter.session))
}

function putIntoCalendar({ now, broken }: Seen, letter: SentLetter, house: Household): void {
  const calendar = calendarIn(letter)
  if (calendar === null) return
  const event = house.homes[letter.to].calendar.receive(calendar, now())
  if (event.method === "CANCEL" && letter.kind === "invitation") stops(house, now())
  if (!beginsAsAgreed(event, house))
    broken.add("wrongHour", `${letter.pair} ${letter.id} begins ${whenText(event.starts)}`)
}

/** Letters that tell of sessions called off. */
const callsOff: ReadonlySet<string> = new Set(["paused", "ended", "quiet-notice"])

function lookForMissing({ book, broken, now }: Seen, house: Household): void {
  const { id } = house.couple
  for (const { by, key } of missingBy(house, now()))
    if (!book.isSettled(id, key) && !book.hasUndelivered(id, by)) broken.add("lost", `${id} ${key} ${whenText(now())}`)
}

/** What a session that stayed in a member's own calendar says was due, by the time that page is turned. */
function turnPages({ book, broken }: Seen, house: Household, ends: number): void {
  const { id } = house.couple
  for (const by of memberIds)
    for (const shown of house.homes[by].calendar.turnPage(ends)) {
      if (house.interrupted.has(shown.session)) continue
      const missing = dueOf(shown, by, house).filter((key) => !book.isSettled(id, key))
      for (const key of missing) broken.add("lost", `${id} ${key} ${whenText(shown.starts)}`)
    }
}

function closeHouse(seen: Seen, house: Household, pair: Pair | null): void {
  const { broken, book, now } = seen
  const { id } = house.couple
  lookForMissing(seen, house)
  for (const session of pair?.sessions ?? []) countTurn(house, session)
  if (house.turns.greatest > 1) broken.add("turnGap", `${id} ${house.turns.greatest} apart`)
  turnPages(seen, house, now() - dayMs)
  for (const by of memberIds) {
    const home = house.homes[by]
    if (pair !== null && (book.hasOwed(id) || !isReachable(pair.members[by]))) continue
    const isKnown = ({ session }: Event) => !book.isUndelivered(id, by, session)
    const shows = home.calendar.shown().filter(({ starts }) => starts > now())
    const plans = pair === null ? [] : plannedOf(pair, seen)
    const [shown, planned] = [linesOf(shows.filter(isKnown)), linesOf(plans.filter(isKnown))]
    if (shown !== planned)
      broken.add("calendarMismatch", `${id} ${by} shows [${shown}] of [${planned}] ${whenText(now())}`)
  }
}

function watchedStore(store: Store, seen: Seen): Store {
  const { book, now } = seen
  return {
    ...store,
    begin: async (pair, records) => {
      await store.begin(pair, records)
      book.saved(pair)
    },
    save: async (pair) => {
      const isSaved = await store.save(pair)
      if (isSaved) book.saved(pair)
      return isSaved
    },
    putLetter: async (id, letter) => {
      await store.putLetter(id, letter)
      book.recorded(id, letter)
      // A week whose end was given up would be taken for one with the next.
      if (letter.sesId === null && letter.kind === "after-form") houseOf(seen, id).homes[letter.to].week = []
    },
    put: async (id, records) => {
      await store.put(id, records)
      for (const session of sessionsAmong(records)) countTurn(houseOf(seen, id), session)
    },
    forget: async (pair) => {
      await store.forget(pair)
      // Nothing will be known of what was theirs; what their calendars show can still be held against it now.
      turnPages(seen, houseOf(seen, pair.id), now())
      book.forgotten(pair.id)
    },
  }
}

function sessionsAmong(records: readonly PairRecord[]): Session[] {
  return records.flatMap((record) => (record.kind === "session" ? [record.session] : []))
}

/** Sessions are filed in their order, each for good; those still listed follow at the end. */
function countTurn(house: Household, { number, state, focus }: Session): void {
  if (state.kind !== "held" || focus === "both" || house.filed.has(number)) return
  house.filed.add(number)
  const gap = house.turns.gap + (focus === "a" ? 1 : -1)
  house.turns = { gap, greatest: Math.max(house.turns.greatest, Math.abs(gap)) }
}

type Event = Pick<CalendarEvent, "uid" | "session" | "starts" | "ends" | "sequence" | "summary">

function plannedOf(pair: Pair, { now, mailDomain }: Seen): Event[] {
  return pair.sessions
    .filter(({ state, starts }) => state.kind === "planned" && starts.epochMilliseconds > now())
    .map((session) => ({
      uid: eventUid(pair.id, session, mailDomain),
      session: session.number,
      starts: session.starts.epochMilliseconds,
      ends: sessionEnd(session).epochMilliseconds,
      sequence: session.event.sequence,
      summary: sessionTitle(pair, session),
    }))
}

function linesOf(events: readonly Event[]): string {
  return events
    .map(({ uid, starts, ends, sequence, summary }) =>
      [uid, whenText(starts), whenText(ends), sequence, summary].join(" "),
    )
    .toSorted()
    .join("; ")
}
