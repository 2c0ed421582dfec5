import type { PairId } from "@turnabout/core/id.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { LetterRecord, Log } from "@turnabout/functions/ports.ts"
import type { SentLetter } from "./sent-letter.ts"
import type { Troubles } from "./trouble.ts"
import { whenText } from "./trouble.ts"

/** A letter that a pair owes. */
type Entry = {
  readonly key: string
  /** When its alarm rang, or what it follows was done; not before it may leave. In milliseconds. */
  readonly since: number
  notBefore: number
  became: "owed" | "sent" | "given up" | "pointless"
}

type Account = {
  readonly outbox: Map<string, Entry>
  claim: { readonly until: number; readonly by: number } | null
  dueAt: number | null
  /** The letters that SES took, by key and revision, and when. */
  readonly taken: Map<string, number>
  /** The keys of letters that were sent, or of which it is told already that they never were, and when. */
  readonly settled: Map<string, number>
  /** Sessions of which a letter with the event was never delivered, by member. */
  readonly undelivered: Set<string>
}

type Book = {
  readonly now: () => number
  readonly add: Troubles["add"]
  readonly isFaulty: boolean
  readonly accounts: Map<string, Account>
  readonly late: Map<number, number>
  /** Whether what is done now is done because an alarm rang. */
  isWaking: boolean
}

/** How long it is remembered what was sent: longer than any letter can be tried. */
const rememberedMs = 70 * 86_400_000
/** What is still owed at the end is lost if nobody has tried it for so long: more than the longest wait between two tries. */
const overdueMs = 3 * 3_600_000

/**
 * Notes of each letter owed what became of it, from what is saved, sent and logged. That one has lost its point is the
 * service's own word: it explains why it is no longer owed, and never that it need not have come.
 */
export type Ledger = ReturnType<typeof ledger>

export function ledger(now: () => number, isFaulty: boolean, { add }: Troubles) {
  const book: Book = { now, add, isFaulty, accounts: new Map(), late: new Map(), isWaking: false }
  const undelivered = (id: PairId) => book.accounts.get(id)?.undelivered ?? new Set<string>()
  return {
    wakes: (isWaking: boolean) => void (book.isWaking = isWaking),
    saved: (pair: Pair) => saved(book, pair),
    forgotten: (id: PairId) => forgotten(book, id),
    recorded: (id: PairId, { key, sesId, to, session }: LetterRecord) => {
      if (sesId !== null) return
      giveUp(book, id, key)
      if (key.startsWith("event.")) accountOf(book, id).undelivered.add(`${to} ${session}`)
    },
    logged: ({ event, pair, letter, revision }: Parameters<Log>[0]) => {
      if (event !== "letter-pointless") return
      settle(book, { id: String(pair), name: `${String(letter)}.${String(revision)}`, became: "pointless" })
    },
    /** Since when a letter was owed that SES has now taken; null if it had taken it before. */
    taken: (letter: SentLetter): number | null => taken(book, letter),
    /** Whether a letter about this was sent, or its loss is told already. */
    isSettled: (id: PairId, key: string) => book.accounts.get(id)?.settled.has(key) === true,
    isUndelivered: (id: PairId, to: string, session: number) => undelivered(id).has(`${to} ${session}`),
    hasUndelivered: (id: PairId, to: string) => [...undelivered(id)].some((each) => each.startsWith(`${to} `)),
    /** What was sent long ago is not asked for again: the pages of the days on which it was due are turned. */
    pagesTurned: (id: PairId) => forgetOld(accountOf(book, id), now() - rememberedMs),
    hasOwed: (id: PairId) => (book.accounts.get(id)?.outbox.size ?? 0) > 0,
    /** Of each letter that left, how late in minutes, and how many were so. */
    late: () => book.late,
    close: () => close(book),
  }
}

function accountOf({ accounts }: Book, id: string): Account {
  const known = accounts.get(id)
  if (known !== undefined) return known
  const made: Account = {
    outbox: new Map(),
    claim: null,
    dueAt: null,
    taken: new Map(),
    settled: new Map(),
    undelivered: new Set(),
  }
  accounts.set(id, made)
  return made
}

function lose(
  { add, now }: Book,
  account: Account,
  { id, name }: { readonly id: string; readonly name: string },
): void {
  add("lost", `${id} ${name} ${whenText(now())}`)
  account.settled.set(keyOf(name), now())
}

function saved(book: Book, pair: Pair): void {
  const now = book.now()
  const account = accountOf(book, pair.id)
  const { claim, dueAt, outbox } = account
  // The save with which a sender gives its claim back drops only what became of something.
  const isSettling = claim !== null && now < claim.until && pair.claim?.by !== claim.by
  const names = new Set(pair.outbox.map(nameOf))
  for (const [name, entry] of outbox) {
    if (names.has(name)) continue
    if (entry.became === "owed" && isSettling) lose(book, account, { id: pair.id, name })
    outbox.delete(name)
  }
  const rangAt = book.isWaking && dueAt !== null && dueAt <= now ? dueAt : now
  for (const letter of pair.outbox) {
    const notBefore = letter.notBefore.epochMilliseconds
    const entry = outbox.get(nameOf(letter))
    const since = Math.max(rangAt, notBefore)
    if (entry === undefined) outbox.set(nameOf(letter), { key: letter.key, since, notBefore, became: "owed" })
    else entry.notBefore = notBefore
  }
  account.claim = pair.claim === null ? null : { until: pair.claim.until.epochMilliseconds, by: pair.claim.by }
  account.dueAt = pair.dueAt?.epochMilliseconds ?? null
}

function forgotten(book: Book, id: PairId): void {
  const account = book.accounts.get(id)
  if (account === undefined) return
  for (const [name, { became }] of account.outbox) if (became === "owed") lose(book, account, { id, name })
  book.accounts.delete(id)
}

type Became = { readonly id: string; readonly name: string; readonly became: Entry["became"] }

function settle(book: Book, { id, name, became }: Became): void {
  const account = accountOf(book, id)
  const entry = account.outbox.get(name)
  if (entry?.became === "owed") entry.became = became
  if (became === "sent") account.settled.set(keyOf(name), book.now())
}

/** SES takes everything, unless faults are asked for: then who is not written to has a service that can't write. */
function giveUp(book: Book, id: string, name: string): void {
  const account = accountOf(book, id)
  if (book.isFaulty) account.settled.set(keyOf(name), book.now())
  else lose(book, account, { id, name })
  settle(book, { id, name, became: "given up" })
}

function keyOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."))
}

function taken(book: Book, { pair, id, to, session, key }: SentLetter): number | null {
  const now = book.now()
  const account = accountOf(book, pair)
  if (account.taken.has(id)) {
    book.add("repeated", `${pair} ${id} ${whenText(now)}`)
    return null
  }
  const since = account.outbox.get(id)?.since ?? now
  const minutes = Math.ceil((now - since) / 60_000)
  book.late.set(minutes, (book.late.get(minutes) ?? 0) + 1)
  account.taken.set(id, now)
  settle(book, { id: pair, name: id, became: "sent" })
  if (key.startsWith("event.")) account.undelivered.delete(`${to} ${session}`)
  return since
}

function close(book: Book): void {
  for (const [id, account] of book.accounts) {
    for (const [name, { became, notBefore }] of account.outbox) {
      const triedAt = Math.max(notBefore, account.claim?.until ?? 0)
      if (became === "owed" && triedAt < book.now() - overdueMs) lose(book, account, { id, name })
    }
  }
}

function nameOf({ key, revision }: OwedLetter): string {
  return `${key}.${revision}`
}

function forgetOld(account: Account, before: number): void {
  for (const times of [account.taken, account.settled]) {
    if (times.size < 100) continue
    for (const [name, at] of times) if (at < before) times.delete(name)
  }
}
