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
import type { Commitment } from "@turnabout/core/commitment.ts"
import type { CommitmentId, MemberId, PairId } from "@turnabout/core/id.ts"
import { commandIdSchema, commitmentIdSchema, memberIds, otherMember } from "@turnabout/core/id.ts"
import { commitmentStateSchema } from "@turnabout/core/commitment.ts"
import type { Suppressed } from "@turnabout/core/member.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { shardOf } from "@turnabout/core/shard.ts"
import { instantText } from "@turnabout/core/time.ts"
import { Temporal } from "temporal-polyfill"

type Options = { readonly clock: () => Temporal.Instant; readonly shards: number }

type Kept = {
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

const letterKeptHours = 60 * 24

/** The store in memory; it keeps texts, as the table does, so that nothing is shared by accident. */
export function memoryStore(options: Options): Store & DueIndex & { readonly kept: Kept } {
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
  return {
    kept,
    load: async (id) => {
      const text = kept.pairs.get(id)
      return text === undefined ? null : readPair(text)
    },
    save: async (pair) => {
      const before = kept.pairs.get(pair.id)
      if (before === undefined || readPair(before).version !== pair.version - 1) return false
      kept.pairs.set(pair.id, pairText(pair))
      kept.postponed.delete(pair.id)
      return true
    },
    postpone: async (id, until) => {
      const alarm = alarms(kept, { ...options, shard: shardOf(id, options.shards) }).find((each) => each.id === id)
      if (alarm !== undefined && alarm.dueAt <= instantText(options.clock())) kept.postponed.set(id, instantText(until))
    },
    begin: async (pair, records) => begin(kept, pair, records),
    forget: async (pair) => forget(kept, pair),
    erase: async (pair, member) => erase(kept, pair, member),
    freeCouple: async (mailboxes, pair) => {
      if (kept.couples.get(coupleKey(mailboxes)) === pair) kept.couples.delete(coupleKey(mailboxes))
    },
    everythingOf: async (id, by) => everythingOf(kept, id, by),
    put: async (id, records) => {
      for (const record of records) putRecord(kept, id, record)
    },
    putLetter: async (id, letter) => void kept.letters.set(`${id} ${letter.key}`, letterText(letter)),
    letters: async (id, to) => lettersTo(kept, { id, to, now: options.clock() }),
    note: async (id, command) => kept.texts.get(`${id} NOTE ${command}`) ?? null,
    answer: async (id, key) => kept.texts.get(writtenKey(id, "ANSWER", key)) ?? null,
    reflection: async (id, key) => {
      const text = kept.texts.get(writtenKey(id, "REFLECTION", key))
      return text === undefined ? null : readReflection(text)
    },
    commitmentTexts: async (id, commitments) => commitmentTexts(kept, id, commitments),
    closedCommitments: async (id, by) => closedCommitments(kept, id, by),
    sessions: async (id) =>
      startingWith(kept.texts, `${id} SESSION `)
        .map(readSession)
        .toSorted((one, other) => other.number - one.number)
        .slice(0, 60),
    addressee: async (token) => kept.addresses.get(token) ?? null,
    takeCouple: async (mailboxes, pair, instead) => {
      const holder = kept.couples.get(coupleKey(mailboxes))
      if (holder !== undefined && holder !== instead) return holder
      kept.couples.set(coupleKey(mailboxes), pair)
      return pair
    },
    joinMailbox: async (mailbox, pair) => {
      const { pairs, ...standing } = mailboxIn(kept, mailbox)
      kept.mailboxes.set(mailbox, { ...standing, pairs: [...pairs.filter((id) => id !== pair), pair] })
      return standing.suppressed
    },
    leaveMailbox: async (mailbox, pair) => leaveMailbox(kept, mailbox, pair),
    suppressionOf: async (mailbox) => mailboxIn(kept, mailbox).suppressed,
    suppress: async (mailbox, { reason, since, causedAt }) => {
      const before = mailboxIn(kept, mailbox)
      if (before.liftedAt !== null && Temporal.Instant.compare(causedAt, before.liftedAt) < 0) return null
      kept.mailboxes.set(mailbox, { ...before, suppressed: before.suppressed ?? { reason, since } })
      return before.pairs
    },
    lift: async (mailbox, liftedAt) => {
      const { pairs, suppressed } = mailboxIn(kept, mailbox)
      if (suppressed === null) return pairs
      if (pairs.length === 0) kept.mailboxes.delete(mailbox)
      else kept.mailboxes.set(mailbox, { pairs, suppressed: null, liftedAt })
      return pairs
    },
    isRefused: async ({ inviter, partner }) => {
      const until = kept.refusals.get(`${inviter}\n${partner}`)
      return until !== undefined && Temporal.Instant.compare(options.clock(), until) < 0
    },
    wasSeen: async (mail) => {
      const until = kept.seen.get(mail)
      return until !== undefined && Temporal.Instant.compare(options.clock(), until) < 0
    },
    count: async (what, until) => {
      const key = `${what}\n${until.toString()}`
      const times = (kept.counts.get(key) ?? 0) + 1
      kept.counts.set(key, times)
      return times
    },
    markSeen: async (mail) => void kept.seen.set(mail, options.clock().add({ hours: 7 * 24 })),
    due: async (shard, { since, until, limit }) =>
      alarms(kept, { ...options, shard })
        .filter(({ dueAt }) => (since === null || since <= dueAt) && dueAt <= until)
        .slice(0, limit)
        .map(({ id }) => id),
    earliest: async (shard) => alarms(kept, { ...options, shard })[0]?.dueAt ?? null,
    census: async (shard) => {
      const counts = new Map<string, number>()
      for (const { status } of alarms(kept, { ...options, shard })) counts.set(status, (counts.get(status) ?? 0) + 1)
      return counts
    },
  }
}

/** The index `due`: alarms of one shard as texts, earliest first. */
function alarms(kept: Kept, { shards, shard }: Options & { readonly shard: number }) {
  return [...kept.pairs.values()]
    .map(readPair)
    .flatMap(({ id, dueAt, status }) =>
      dueAt === null ? [] : [{ id, dueAt: kept.postponed.get(id) ?? instantText(dueAt), status: status.kind }],
    )
    .filter(({ id }) => shardOf(id, shards) === shard)
    .toSorted((one, other) => one.dueAt.localeCompare(other.dueAt))
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

function writtenKey(id: PairId, kind: string, { session, by, command }: WrittenKey): string {
  return `${id} ${kind} ${session} ${by} ${command}`
}

function coupleKey({ inviter, partner }: Couple): string {
  return [inviter, partner].toSorted().join("\n")
}

function startingWith(texts: ReadonlyMap<string, string>, prefix: string): string[] {
  return [...texts].filter(([key]) => key.startsWith(prefix)).map(([, text]) => text)
}

function begin(kept: Kept, pair: Pair, records: readonly PairRecord[]): void {
  for (const member of memberIds) kept.addresses.set(pair.members[member].token, { pair: pair.id, member })
  for (const record of records) putRecord(kept, pair.id, record)
  const begun = kept.pairs.get(pair.id) ?? pairText(pair)
  kept.pairs.set(pair.id, begun)
  const leading = memberIds.map((member) => readPair(begun).members[member].token)
  for (const member of memberIds) {
    const { token } = pair.members[member]
    if (!leading.includes(token)) kept.addresses.delete(token)
  }
}

function forget(kept: Kept, pair: Pair): void {
  for (const map of [kept.texts, kept.letters, kept.commitments]) {
    for (const key of map.keys()) if (key.startsWith(`${pair.id} `)) map.delete(key)
  }
  for (const member of memberIds) kept.addresses.delete(pair.members[member].token)
  const couple = coupleKey({ inviter: pair.members.a.mailbox, partner: pair.members.b.mailbox })
  if (kept.couples.get(couple) === pair.id) kept.couples.delete(couple)
  for (const member of memberIds) leaveMailbox(kept, pair.members[member].mailbox, pair.id)
  kept.pairs.delete(pair.id)
  kept.postponed.delete(pair.id)
}

function erase(kept: Kept, pair: Pair, member: MemberId): void {
  const other = otherMember(member)
  const notes = [...(pair.agreed[other] ?? []), ...(member === "b" && pair.note !== null ? [pair.note] : [])].map(
    (command) => `${pair.id} NOTE ${command}`,
  )
  for (const key of kept.texts.keys()) {
    const [id, kind, first, second] = key.split(" ")
    if (id !== pair.id) continue
    const isOwn = kind === "COMMITMENT" ? first === member : second === member && kind !== "SESSION"
    if (isOwn || (kind === "NOTE" && !notes.includes(key))) kept.texts.delete(key)
  }
  for (const key of kept.letters.keys()) if (key.startsWith(`${pair.id} `)) kept.letters.delete(key)
  for (const key of kept.commitments.keys()) if (key.startsWith(`${pair.id} ${member} `)) kept.commitments.delete(key)
  const { mailbox, token } = pair.members[member]
  if (mailbox === "") kept.addresses.delete(token)
  const couple = coupleKey({ inviter: pair.members.a.mailbox, partner: pair.members.b.mailbox })
  if (mailbox !== "" && kept.couples.get(couple) === pair.id) kept.couples.delete(couple)
  if (mailbox !== "") leaveMailbox(kept, mailbox, pair.id)
}

function everythingOf(kept: Kept, id: PairId, by: MemberId): Everything {
  const own = [...kept.texts]
    .map(([key, text]) => ({ words: key.split(" "), text }))
    .filter(({ words }) => words[0] === id)
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

function putRecord(kept: Kept, id: PairId, record: PairRecord): void {
  switch (record.kind) {
    case "note":
      kept.texts.set(`${id} NOTE ${record.command}`, record.text)
      return
    case "session":
      kept.texts.set(`${id} SESSION ${record.session.number}`, sessionText(record.session))
      return
    case "commitment": {
      const { by, id: commitment, made } = record.commitment
      kept.texts.set(`${id} COMMITMENT ${by} ${commitment}`, record.text)
      const became = kept.commitments.get(`${id} ${by} ${commitment}`) ?? { state: null, changed: null }
      kept.commitments.set(`${id} ${by} ${commitment}`, { ...became, made: made.toString() })
      return
    }
    case "commitment-state": {
      const key = `${id} ${record.by} ${record.id}`
      const known = kept.commitments.get(key)
      if (known === undefined) return
      kept.commitments.set(key, { ...known, state: record.state, changed: record.changed.toString() })
      return
    }
    case "answer":
      kept.texts.set(writtenKey(id, "ANSWER", record), record.text)
      return
    case "reflection":
      kept.texts.set(writtenKey(id, "REFLECTION", record), reflectionText(record.form))
      return
    case "refusal":
      kept.refusals.set(`${record.inviter}\n${record.partner}`, record.until)
  }
}

function lettersTo(kept: Kept, { id, to, now }: { id: PairId; to: string; now: Temporal.Instant }): LetterRecord[] {
  const oldest = now.subtract({ hours: letterKeptHours })
  return startingWith(kept.letters, `${id} `)
    .map(readLetter)
    .filter((letter) => letter.to === to && Temporal.Instant.compare(letter.sentAt, oldest) > 0)
    .toSorted((one, other) => Temporal.Instant.compare(other.sentAt, one.sentAt))
    .slice(0, 100)
}

function commitmentTexts(
  kept: Kept,
  id: PairId,
  commitments: readonly Pick<Commitment, "id" | "by">[],
): ReadonlyMap<CommitmentId, string> {
  return new Map(
    commitments.flatMap((commitment): [CommitmentId, string][] => {
      const text = kept.texts.get(`${id} COMMITMENT ${commitment.by} ${commitment.id}`)
      return text === undefined ? [] : [[commitment.id, text]]
    }),
  )
}

function closedCommitments(kept: Kept, id: PairId, by: string): ClosedCommitment[] {
  return [...kept.commitments].flatMap(([key, { made, state, changed }]): ClosedCommitment[] => {
    const [pair, author, commitment] = key.split(" ")
    if (pair !== id || author !== by || state === null || state === "open" || changed === null) return []
    return [{ id: commitment as CommitmentId, made, changed, state: state as ClosedCommitment["state"] }]
  })
}
