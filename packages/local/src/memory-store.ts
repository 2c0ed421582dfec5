import type {
  ClosedCommitment,
  Couple,
  DueIndex,
  Everything,
  LetterRecord,
  Store,
  WrittenKey,
} from "@turnabout/functions/ports.ts"
import {
  letterText,
  readLetter,
  readReflection,
  readSession,
  reflectionText,
  sessionText,
} from "@turnabout/functions/adapters/kept.ts"
import type { CommitmentId, MemberId, PairId } from "@turnabout/core/id.ts"
import { commandIdSchema, commitmentIdSchema, memberIds, otherMember } from "@turnabout/core/id.ts"
import { commitmentStateSchema } from "@turnabout/core/commitment.ts"
import type { Suppressed } from "@turnabout/core/member.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { instantText } from "@turnabout/core/time.ts"
import { Temporal } from "temporal-polyfill"
import { dueOrder } from "./due-order.ts"
import type { Alarm, DueOrder } from "./due-order.ts"
import {
  addressBytes,
  commitmentBytes,
  commitmentStateBytes,
  coupleBytes,
  expiryBytes,
  indexRowBytes,
  mailboxBytes,
  pairBytes,
  rateBytes,
  seenBytes,
  textItemBytes,
  unitMeter,
} from "./memory-units.ts"
import type { UnitMeter } from "./memory-units.ts"
import type { Units } from "./units.ts"

type Options = {
  readonly clock: () => Temporal.Instant
  readonly shards: number
  /** Is told of each request what the table would bill for it. */
  readonly onUnits?: (units: Units) => void
}

/** Everything kept: texts, and what never changes. Whatever else the store holds follows from it. */
export type Kept = {
  readonly pairs: Map<PairId, string>
  /** By `PAIR SORTKEY`; JSON text as it would be sealed. */
  readonly texts: Map<string, string>
  readonly commitments: Map<string, { made: string; state: string | null; changed: string | null }>
  readonly letters: Map<string, string>
  readonly addresses: Map<string, { pair: PairId; member: "a" | "b" }>
  readonly couples: Map<string, PairId>
  readonly mailboxes: Map<string, KeptMailbox>
  readonly refusals: Map<string, Temporal.Instant>
  readonly seen: Map<string, Temporal.Instant>
  readonly counts: Map<string, number>
  /** Alarms put off in the index; gone with the pair's next save. */
  readonly postponed: Map<PairId, string>
}

type KeptMailbox = {
  readonly pairs: readonly PairId[]
  readonly suppressed: Suppressed | null
  readonly liftedAt: Temporal.Instant | null
}

/** What follows from what is kept, so that no look goes through all of it. */
type Derived = {
  /** The keys of each pair's texts, letters and commitments. */
  readonly keysOf: Map<string, Keys>
  /** In milliseconds; the table has it beside the sealed text. */
  readonly letterExpiry: Map<string, number>
  /** The pairs last read, with the texts they were read from. */
  readonly read: Map<PairId, { readonly text: string; readonly pair: Pair }>
  /** Null until somebody asks what is due. */
  due: DueOrder | null
  /** When what has expired is looked for next. */
  sweepAt: number
}
type Keys = { readonly texts: Set<string>; readonly letters: Set<string>; readonly commitments: Set<string> }

type Memory = Options & { readonly kept: Kept; readonly derived: Derived; readonly meter: UnitMeter | null }

export type MemoryStore = Store &
  DueIndex & {
    readonly kept: Kept
    /** The first alarm of all, past or to come; no request of the table's. */
    readonly firstAlarm: () => string | null
    /** Makes what is kept a copy of `kept`. */
    readonly restore: (kept: Kept) => void
  }

const letterKept = Temporal.Duration.from({ hours: 60 * 24 })
const dayMs = 86_400_000

/** The store in memory; it keeps texts, as the table does, so that nothing is shared by accident. */
export function memoryStore(options: Options): MemoryStore {
  const kept: Kept = {
    pairs: new Map(),
    texts: new Map(),
    commitments: new Map(),
    letters: new Map(),
    addresses: new Map(),
    couples: new Map(),
    mailboxes: new Map(),
    refusals: new Map(),
    seen: new Map(),
    counts: new Map(),
    postponed: new Map(),
  }
  const derived: Derived = { keysOf: new Map(), letterExpiry: new Map(), read: new Map(), due: null, sweepAt: 0 }
  const meter = options.onUnits === undefined ? null : unitMeter(options.onUnits)
  const memory: Memory = { ...options, kept, derived, meter }
  return {
    kept,
    firstAlarm: () =>
      Array.from({ length: options.shards }, (_, shard) => dueOf(memory).earliest(shard))
        .filter((dueAt) => dueAt !== null)
        .toSorted()[0] ?? null,
    restore: (from) => restore(memory, from),
    ...pairsIn(memory),
    ...recordsIn(memory),
    ...membersIn(memory),
    ...mailboxesIn(memory),
    ...dueIn(memory),
  }
}

function pairsIn(memory: Memory): Pick<Store, "load" | "save" | "postpone" | "begin" | "forget" | "erase"> {
  const { kept, meter } = memory
  return {
    load: async (id) => {
      const text = kept.pairs.get(id)
      meter?.read(text === undefined ? 0 : textBytesOf(text))
      return text === undefined ? null : readOnce(memory, id, text)
    },
    save: async (pair) => {
      const before = kept.pairs.get(pair.id)
      if (before === undefined || versionIn(before) !== pair.version - 1) {
        const bytes = before === undefined ? 0 : textBytesOf(before)
        meter?.write({ before: bytes, after: bytes })
        return false
      }
      setPair(memory, pair)
      return true
    },
    postpone: async (id, until) => {
      const alarm = dueOf(memory).of(id)
      if (alarm === null || alarm.dueAt > instantText(memory.clock())) return
      const after = { ...alarm, dueAt: instantText(until) }
      kept.postponed.set(id, after.dueAt)
      dueOf(memory).set(id, after)
      const bytes = textBytesOf(kept.pairs.get(id) ?? "")
      meter?.write({ before: bytes, after: bytes })
      meter?.move(id, { before: alarm, after })
    },
    begin: async (pair, records) => begin(memory, pair, records),
    forget: async (pair) => forget(memory, pair),
    erase: async (pair, member) => erase(memory, pair, member),
  }
}

function recordsIn(
  memory: Memory,
): Pick<
  Store,
  | "put"
  | "putLetter"
  | "letter"
  | "letters"
  | "note"
  | "answer"
  | "reflection"
  | "commitmentTexts"
  | "everythingOf"
  | "closedCommitments"
  | "sessions"
> {
  const { kept, meter } = memory
  const read = (key: string): string | null => {
    const text = kept.texts.get(key) ?? null
    meter?.read(text === null ? 0 : bytesOfText(key, text), "eventual")
    // What is missing is looked for again.
    if (text === null) meter?.read(0)
    return text
  }
  return {
    put: async (id, records) => {
      for (const record of records) putRecord(memory, id, record)
    },
    putLetter: async (id, letter) => putLetter(memory, id, letter),
    letter: async (id, to, key) => letterTo(memory, to, `${id} ${key}`),
    letters: async (id, to) => lettersTo(memory, id, to),
    note: async (id, command) => read(`${id} NOTE ${command}`),
    answer: async (id, key) => read(writtenKey(id, "ANSWER", key)),
    reflection: async (id, key) => {
      const text = read(writtenKey(id, "REFLECTION", key))
      return text === null ? null : readReflection(text)
    },
    commitmentTexts: async (id, commitments) =>
      new Map(
        commitments.flatMap((commitment): [CommitmentId, string][] => {
          const text = read(`${id} COMMITMENT ${commitment.by} ${commitment.id}`)
          return text === null ? [] : [[commitment.id, text]]
        }),
      ),
    everythingOf: async (id, by) => everythingOf(memory, id, by),
    closedCommitments: async (id, by) => closedCommitments(memory, id, by),
    sessions: async (id) => {
      const found = textsOf(memory, id).filter(([key]) => key.startsWith(`${id} SESSION `))
      meter?.read(sum(found.map(([key, text]) => bytesOfText(key, text))))
      return found
        .map(([, text]) => readSession(text))
        .toSorted((one, other) => other.number - one.number)
        .slice(0, 60)
    },
  }
}

function membersIn(
  memory: Memory,
): Pick<Store, "addressee" | "freeCouple" | "takeCouple" | "isRefused" | "wasSeen" | "markSeen" | "count"> {
  const { kept, clock, meter } = memory
  const isAhead = (until: Temporal.Instant | undefined) =>
    until !== undefined && Temporal.Instant.compare(clock(), until) < 0
  return {
    addressee: async (token) => {
      meter?.read(addressBytes, "eventual")
      return kept.addresses.get(token) ?? null
    },
    freeCouple: async (mailboxes, pair) => {
      meter?.write({ before: coupleBytes, after: 0 })
      freeCouple(kept, coupleKey(mailboxes), pair)
    },
    takeCouple: async (mailboxes, pair, instead) => {
      meter?.write({ before: 0, after: coupleBytes })
      const holder = kept.couples.get(coupleKey(mailboxes))
      if (holder !== undefined && holder !== instead) {
        meter?.read(coupleBytes)
        return holder
      }
      kept.couples.set(coupleKey(mailboxes), pair)
      return pair
    },
    isRefused: async ({ inviter, partner }) => {
      meter?.read(0)
      return isAhead(kept.refusals.get(`${inviter}\n${partner}`))
    },
    wasSeen: async (mail) => {
      meter?.read(0, "eventual")
      return isAhead(kept.seen.get(mail))
    },
    markSeen: async (mail) => {
      sweep(memory)
      meter?.write({ before: 0, after: seenBytes })
      kept.seen.set(mail, clock().add({ hours: 7 * 24 }))
    },
    count: async (what, until) => {
      sweep(memory)
      meter?.write({ before: 0, after: rateBytes })
      const key = `${what}\n${until.toString()}`
      const times = (kept.counts.get(key) ?? 0) + 1
      kept.counts.set(key, times)
      return times
    },
  }
}

function mailboxesIn({
  kept,
  meter,
}: Memory): Pick<Store, "joinMailbox" | "leaveMailbox" | "suppressionOf" | "suppress" | "lift"> {
  const written = { before: mailboxBytes, after: mailboxBytes }
  return {
    joinMailbox: async (mailbox, pair) => {
      meter?.write(written)
      const { pairs, ...standing } = mailboxIn(kept, mailbox)
      kept.mailboxes.set(mailbox, { ...standing, pairs: [...pairs.filter((id) => id !== pair), pair] })
      return standing.suppressed
    },
    leaveMailbox: async (mailbox, pair) => {
      meter?.write(written)
      meter?.write(written)
      leaveMailbox(kept, mailbox, pair)
    },
    suppressionOf: async (mailbox) => {
      meter?.read(mailboxBytes)
      return mailboxIn(kept, mailbox).suppressed
    },
    suppress: async (mailbox, { reason, since, causedAt }) => {
      meter?.write(written)
      const before = mailboxIn(kept, mailbox)
      if (before.liftedAt !== null && Temporal.Instant.compare(causedAt, before.liftedAt) < 0) return null
      kept.mailboxes.set(mailbox, { ...before, suppressed: before.suppressed ?? { reason, since } })
      return before.pairs
    },
    lift: async (mailbox, liftedAt) => {
      meter?.write(written)
      const { pairs, suppressed } = mailboxIn(kept, mailbox)
      if (suppressed === null) return pairs
      if (pairs.length === 0) kept.mailboxes.delete(mailbox)
      else kept.mailboxes.set(mailbox, { pairs, suppressed: null, liftedAt })
      return pairs
    },
  }
}

function dueIn(memory: Memory): DueIndex {
  const { meter } = memory
  return {
    due: async (shard, span) => {
      const found = dueOf(memory).between(shard, span)
      meter?.read(found.length * indexRowBytes, "eventual")
      return found
    },
    earliest: async (shard) => {
      meter?.read(indexRowBytes, "eventual")
      return dueOf(memory).earliest(shard)
    },
    census: async (shard) => {
      const counts = dueOf(memory).census(shard)
      meter?.read(sum([...counts.values()]) * indexRowBytes, "eventual")
      return counts
    },
  }
}

/** Made when first asked for, from what is kept, and from then on with every change. */
function dueOf(memory: Memory): DueOrder {
  const { kept, derived, shards } = memory
  if (derived.due !== null) return derived.due
  const order = dueOrder(shards)
  derived.due = order
  for (const [id, text] of kept.pairs) {
    const alarm = alarmIn(readPair(text))
    order.set(id, alarm === null ? null : { ...alarm, dueAt: kept.postponed.get(id) ?? alarm.dueAt })
  }
  return order
}

function alarmIn({ dueAt, status }: Pair): Alarm | null {
  return dueAt === null ? null : { dueAt: instantText(dueAt), status: status.kind }
}

function setPair({ kept, derived, meter }: Memory, pair: Pair): void {
  const before = kept.pairs.get(pair.id)
  const text = pairText(pair)
  const after = alarmIn(pair)
  kept.pairs.set(pair.id, text)
  kept.postponed.delete(pair.id)
  const known = derived.due?.of(pair.id) ?? null
  meter?.write({ before: before === undefined ? 0 : textBytesOf(before), after: textBytesOf(text) })
  meter?.move(pair.id, { before: known, after })
  derived.due?.set(pair.id, after)
}

/** A sender reads its pair before each letter, most often unchanged; nobody changes what they have read. */
function readOnce({ derived }: Memory, id: PairId, text: string): Pair {
  const known = derived.read.get(id)
  if (known?.text === text) return known.pair
  const pair = readPair(text)
  derived.read.set(id, { text, pair })
  return pair
}

/** `pairText` begins with the id and the version: reading all of it to know that one number is most of what a save would take. */
function versionIn(text: string): number {
  const version = /^\{"id":"[^"]+","version":(\d+),/.exec(text)?.[1]
  if (version === undefined) throw new Error("a pair's text that does not begin with its version")
  return Number(version)
}

/** The size as an item, with the alarm that nearly every pair has. */
function textBytesOf(pair: string): number {
  return pairBytes(pair, { dueAt: "2026-11-23T09:00:00Z", status: "active" })
}

function bytesOfText(key: string, text: string): number {
  return textItemBytes(key.slice(key.indexOf(" ") + 1), text)
}

function restore({ kept, derived, clock }: Memory, from: Kept): void {
  copy(from.pairs, kept.pairs)
  copy(from.texts, kept.texts)
  copy(from.commitments, kept.commitments)
  copy(from.letters, kept.letters)
  copy(from.addresses, kept.addresses)
  copy(from.couples, kept.couples)
  copy(from.mailboxes, kept.mailboxes)
  copy(from.refusals, kept.refusals)
  copy(from.seen, kept.seen)
  copy(from.counts, kept.counts)
  copy(from.postponed, kept.postponed)
  derived.keysOf.clear()
  derived.letterExpiry.clear()
  derived.due = null
  derived.sweepAt = 0
  for (const kind of ["texts", "letters", "commitments"] as const)
    for (const key of kept[kind].keys()) keysOf(derived, pairIdIn(key))[kind].add(key)
  // Their own dates stand in the texts; a copy may keep them for longer.
  for (const key of kept.letters.keys()) derived.letterExpiry.set(key, expiryOf(clock()))
}

function copy<K, V>(from: ReadonlyMap<K, V>, to: Map<K, V>): void {
  to.clear()
  for (const [key, value] of from) to.set(key, value)
}

function keysOf(derived: Derived, id: string): Keys {
  const known = derived.keysOf.get(id)
  if (known !== undefined) return known
  const keys: Keys = { texts: new Set(), letters: new Set(), commitments: new Set() }
  derived.keysOf.set(id, keys)
  return keys
}

function pairIdIn(key: string): string {
  return key.slice(0, key.indexOf(" "))
}

function textsOf({ kept, derived }: Memory, id: PairId): [string, string][] {
  return [...(derived.keysOf.get(id)?.texts ?? [])].map((key) => [key, kept.texts.get(key) ?? ""])
}

function mailboxIn(kept: Kept, mailbox: string): KeptMailbox {
  return kept.mailboxes.get(mailbox) ?? { pairs: [], suppressed: null, liftedAt: null }
}

function leaveMailbox(kept: Kept, mailbox: string, pair: PairId): void {
  const { pairs, ...standing } = mailboxIn(kept, mailbox)
  const left = pairs.filter((id) => id !== pair)
  if (left.length === 0 && standing.suppressed === null) kept.mailboxes.delete(mailbox)
  else kept.mailboxes.set(mailbox, { ...standing, pairs: left })
}

function freeCouple(kept: Kept, couple: string, pair: PairId): void {
  if (kept.couples.get(couple) === pair) kept.couples.delete(couple)
}

function writtenKey(id: PairId, kind: string, { session, by, command }: WrittenKey): string {
  return `${id} ${kind} ${session} ${by} ${command}`
}

function coupleKey({ inviter, partner }: Couple): string {
  return [inviter, partner].toSorted().join("\n")
}

function begin(memory: Memory, pair: Pair, records: readonly PairRecord[]): void {
  const { kept, meter } = memory
  for (const member of memberIds) {
    meter?.write({ before: 0, after: addressBytes })
    kept.addresses.set(pair.members[member].token, { pair: pair.id, member })
  }
  for (const record of records) putRecord(memory, pair.id, record)
  const before = kept.pairs.get(pair.id)
  if (before === undefined) return setPair(memory, pair)
  const leading = memberIds.map((member) => readPair(before).members[member].token)
  for (const member of memberIds) {
    const { token } = pair.members[member]
    if (!leading.includes(token)) kept.addresses.delete(token)
  }
}

function forget(memory: Memory, pair: Pair): void {
  const { kept, derived, meter } = memory
  const keys = keysOf(derived, pair.id)
  deleted(memory, pair.id, () => true)
  for (const key of keys.commitments) kept.commitments.delete(key)
  derived.keysOf.delete(pair.id)
  for (const member of memberIds) {
    meter?.write({ before: addressBytes, after: 0 })
    meter?.write({ before: mailboxBytes, after: 0 })
    kept.addresses.delete(pair.members[member].token)
    leaveMailbox(kept, pair.members[member].mailbox, pair.id)
  }
  freeCouple(kept, coupleKey({ inviter: pair.members.a.mailbox, partner: pair.members.b.mailbox }), pair.id)
  meter?.write({ before: coupleBytes, after: 0 })
  const before = kept.pairs.get(pair.id)
  if (before !== undefined) meter?.write({ before: textBytesOf(before), after: 0 })
  if (meter !== null) meter.move(pair.id, { before: dueOf(memory).of(pair.id), after: null })
  kept.pairs.delete(pair.id)
  kept.postponed.delete(pair.id)
  derived.read.delete(pair.id)
  derived.due?.set(pair.id, null)
}

/** Deletes a pair's letters, and those of its texts whose keys fit, after one query for them. */
function deleted({ kept, derived, meter }: Memory, id: PairId, fits: (key: string) => boolean): void {
  const keys = keysOf(derived, id)
  const sizes = [...keys.texts].map((key) => bytesOfText(key, kept.texts.get(key) ?? ""))
  const letters = [...keys.letters].map((key) => bytesOfText(key, kept.letters.get(key) ?? ""))
  meter?.read(sum([...sizes, ...letters]))
  for (const key of keys.texts) {
    if (!fits(key)) continue
    meter?.write({ before: bytesOfText(key, kept.texts.get(key) ?? ""), after: 0 })
    kept.texts.delete(key)
    keys.texts.delete(key)
  }
  for (const key of keys.letters) {
    meter?.write({ before: bytesOfText(key, kept.letters.get(key) ?? ""), after: 0 })
    dropLetter({ kept, derived }, keys, key)
  }
}

function dropLetter({ kept, derived }: Pick<Memory, "kept" | "derived">, keys: Keys, key: string): void {
  kept.letters.delete(key)
  derived.letterExpiry.delete(key)
  keys.letters.delete(key)
}

function erase(memory: Memory, pair: Pair, member: MemberId): void {
  const { kept, derived } = memory
  const other = otherMember(member)
  const notes = [...(pair.agreed[other] ?? []), ...(member === "b" && pair.note !== null ? [pair.note] : [])].map(
    (command) => `${pair.id} NOTE ${command}`,
  )
  deleted(memory, pair.id, (key) => {
    const [, kind, first, second] = key.split(" ")
    const isOwn = kind === "COMMITMENT" ? first === member : second === member && kind !== "SESSION"
    return isOwn || (kind === "NOTE" && !notes.includes(key))
  })
  const { commitments } = keysOf(derived, pair.id)
  for (const key of commitments) {
    if (!key.startsWith(`${pair.id} ${member} `)) continue
    kept.commitments.delete(key)
    commitments.delete(key)
  }
  const { mailbox, token } = pair.members[member]
  if (mailbox === "") return void kept.addresses.delete(token)
  freeCouple(kept, coupleKey({ inviter: pair.members.a.mailbox, partner: pair.members.b.mailbox }), pair.id)
  leaveMailbox(kept, mailbox, pair.id)
}

function everythingOf(memory: Memory, id: PairId, by: MemberId): Everything {
  const { kept, meter } = memory
  const own = textsOf(memory, id).map(([key, text]) => ({ words: key.split(" "), text }))
  meter?.read(sum(own.map(({ words, text }) => bytesOfText(words.join(" "), text))))
  const written = (kind: string) => own.filter(({ words }) => words[1] === kind && words[3] === by)
  const refer = (words: readonly string[]) => ({ session: Number(words[2]), command: commandIdSchema.parse(words[4]) })
  return {
    answers: written("ANSWER")
      .map(({ words, text }) => ({ ...refer(words), text }))
      .toSorted((one, other) => one.session - other.session),
    reflections: written("REFLECTION")
      .map(({ words, text }) => ({ ...refer(words), reflection: readReflection(text) }))
      .toSorted((one, other) => one.session - other.session),
    commitments: own
      .filter(({ words }) => words[1] === "COMMITMENT" && words[2] === by)
      .map(({ words, text }) => {
        const commitment = commitmentIdSchema.parse(words[3])
        const known = kept.commitments.get(`${id} ${by} ${commitment}`)
        const state = commitmentStateSchema.safeParse(known?.state).data ?? null
        return { id: commitment, text, made: known?.made ?? "", state, changed: known?.changed ?? null }
      })
      .toSorted((one, other) => one.made.localeCompare(other.made)),
  }
}

function putRecord(memory: Memory, id: PairId, record: PairRecord): void {
  switch (record.kind) {
    case "note":
      return putText(memory, `${id} NOTE ${record.command}`, record.text)
    case "session":
      return putText(memory, `${id} SESSION ${record.session.number}`, sessionText(record.session))
    case "commitment":
      return putCommitment(memory, id, record)
    case "commitment-state":
      return putCommitmentState(memory, id, record)
    case "answer":
      return putText(memory, writtenKey(id, "ANSWER", record), record.text)
    case "reflection":
      return putText(memory, writtenKey(id, "REFLECTION", record), reflectionText(record.form))
    case "refusal":
      memory.meter?.write({ before: 0, after: rateBytes })
      memory.kept.refusals.set(`${record.inviter}\n${record.partner}`, record.until)
  }
}

function putText({ kept, derived, meter }: Memory, key: string, text: string): void {
  const before = kept.texts.get(key)
  meter?.write({ before: before === undefined ? 0 : bytesOfText(key, before), after: bytesOfText(key, text) })
  kept.texts.set(key, apart(text))
  keysOf(derived, pairIdIn(key)).texts.add(key)
}

/** What a member wrote is a part of their mail, and V8 keeps the whole of a text for a part of it. */
function apart(text: string): string {
  return Buffer.from(text).toString()
}

type RecordOf<Kind> = Extract<PairRecord, { kind: Kind }>

function putCommitment(memory: Memory, id: PairId, { commitment, text }: RecordOf<"commitment">): void {
  const { kept, derived, meter } = memory
  const { by, id: named, made } = commitment
  const textKey = `${id} COMMITMENT ${by} ${named}`
  meter?.write({ before: 0, after: bytesOfText(textKey, text) + commitmentBytes })
  kept.texts.set(textKey, apart(text))
  const key = `${id} ${by} ${named}`
  const became = kept.commitments.get(key) ?? { state: null, changed: null }
  kept.commitments.set(key, { ...became, made: made.toString() })
  const keys = keysOf(derived, id)
  keys.texts.add(textKey)
  keys.commitments.add(key)
}

function putCommitmentState({ kept, meter }: Memory, id: PairId, record: RecordOf<"commitment-state">): void {
  const key = `${id} ${record.by} ${record.id}`
  const known = kept.commitments.get(key)
  const textKey = `${id} COMMITMENT ${record.by} ${record.id}`
  const bytes = bytesOfText(textKey, kept.texts.get(textKey) ?? "") + commitmentBytes
  meter?.write({ before: known === undefined ? 0 : bytes, after: bytes + commitmentStateBytes })
  if (known === undefined) return
  kept.commitments.set(key, { ...known, state: record.state, changed: record.changed.toString() })
}

function putLetter(memory: Memory, id: PairId, letter: LetterRecord): void {
  const { kept, derived, meter, clock } = memory
  sweep(memory)
  const key = `${id} ${letter.key}`
  const text = letterText(letter)
  meter?.write({ before: 0, after: textItemBytes(`LETTER#${letter.key}`, text, expiryBytes) })
  kept.letters.set(key, text)
  derived.letterExpiry.set(key, expiryOf(clock()))
  keysOf(derived, id).letters.add(key)
}

function expiryOf(kept: Temporal.Instant): number {
  return kept.add(letterKept).epochMilliseconds
}

function letterTo({ kept, meter, clock }: Memory, to: MemberId, key: string): LetterRecord | null {
  const text = kept.letters.get(key)
  meter?.read(text === undefined ? 0 : bytesOfText(key, text) + expiryBytes)
  const letter = text === undefined ? null : readLetter(text)
  return letter !== null && isKept(letter, to, clock()) ? letter : null
}

function isKept({ to, sentAt }: LetterRecord, member: MemberId, now: Temporal.Instant): boolean {
  return to === member && Temporal.Instant.compare(sentAt, now.subtract(letterKept)) > 0
}

function lettersTo({ kept, derived, meter, clock }: Memory, id: PairId, to: MemberId): LetterRecord[] {
  const now = clock()
  const found = [...(derived.keysOf.get(id)?.letters ?? [])].map((key) => ({ key, text: kept.letters.get(key) ?? "" }))
  meter?.read(sum(found.map(({ key, text }) => bytesOfText(key, text) + expiryBytes)))
  return (
    found
      // As `letterText` writes it: text within the letter has its quotation marks escaped.
      .filter(({ text }) => text.includes(`","to":"${to}",`))
      .map(({ text }) => readLetter(text))
      .filter((letter) => isKept(letter, to, now))
      .toSorted((one, other) => Temporal.Instant.compare(other.sentAt, one.sentAt))
      .slice(0, 100)
  )
}

/** Once a day: what has expired goes, as in the table, whose own readers look at the clock all the same. */
function sweep({ kept, derived, clock }: Memory): void {
  const now = clock().epochMilliseconds
  if (now < derived.sweepAt) return
  derived.sweepAt = now + dayMs
  for (const [key, expires] of derived.letterExpiry)
    if (expires <= now) dropLetter({ kept, derived }, keysOf(derived, pairIdIn(key)), key)
  for (const map of [kept.seen, kept.refusals])
    for (const [key, until] of map) if (until.epochMilliseconds <= now) map.delete(key)
  for (const key of kept.counts.keys())
    if (Date.parse(key.slice(key.lastIndexOf("\n") + 1)) <= now) kept.counts.delete(key)
}

function closedCommitments({ kept, derived, meter }: Memory, id: PairId, by: MemberId): ClosedCommitment[] {
  const own = [...(derived.keysOf.get(id)?.commitments ?? [])].filter((key) => key.startsWith(`${id} ${by} `))
  const textKeys = own.map((key) => key.replace(`${id} `, `${id} COMMITMENT `))
  const each = commitmentBytes + commitmentStateBytes
  meter?.read(sum(textKeys.map((key) => bytesOfText(key, kept.texts.get(key) ?? "") + each)))
  return own.flatMap((key): ClosedCommitment[] => {
    const { made, state, changed } = kept.commitments.get(key) ?? { made: "", state: null, changed: null }
    const became = commitmentStateSchema.safeParse(state)
    if (!became.success || became.data === "open" || changed === null) return []
    return [{ id: commitmentIdSchema.parse(key.split(" ")[2]), made, changed, state: became.data }]
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
