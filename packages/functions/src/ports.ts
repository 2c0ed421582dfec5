import type { AfterForm } from "@turnabout/core/command.ts"
import type { Commitment, CommitmentState } from "@turnabout/core/commitment.ts"
import type { CommandId, CommitmentId, MemberId, PairId } from "@turnabout/core/id.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import type { Suppressed } from "@turnabout/core/member.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import type { Session } from "@turnabout/core/session.ts"
import type { Temporal } from "temporal-polyfill"
import type { StrangerLimits } from "./limits.ts"

/** Everything the service does to the world goes through these; a fake and the real adapter pass the same contract tests. */
export type Ports = {
  readonly store: Store
  readonly mailer: Mailer
  readonly clock: () => Temporal.Instant
  readonly chance: Chance
  /** What `work` resolves to, no sooner than after a fixed time: how long an answer took tells nobody what it depended on. */
  readonly evenly: <T>(work: Promise<T>) => Promise<T>
  readonly log: Log
  readonly config: Config
}

export type Config = {
  /** Letters come from and replies go to `r-TOKEN@mailDomain`. */
  readonly mailDomain: string
  /** Where the pages are, without a slash at the end. */
  readonly baseUrl: string
  /** Signs the tokens in links: the first one signs, all are accepted. */
  readonly linkKeys: readonly Uint8Array[]
  readonly operator: Operator
  /** Lines and numbers that the operator has checked, for the safety page. */
  readonly crisisContacts: readonly CrisisContact[]
  readonly signUp: WhoMaySignUp
  readonly strangers: StrangerLimits
}

/** `where`: for whom it is, such as "UK, Ireland". `checked`: the day on which the operator saw that it holds, `YYYY-MM-DD`. */
export type CrisisContact = {
  readonly name: string
  readonly contact: string
  readonly where: string
  readonly checked: string
}

/** Whose sign-ups are taken. Whom they ask may live anywhere. `domains`: of mailboxes, in lower case. */
export type WhoMaySignUp =
  | { readonly kind: "anyone" }
  | { readonly kind: "nobody" }
  | { readonly kind: "domains"; readonly domains: readonly string[] }

/** Who runs this service, as letters and the privacy page name them. */
export type Operator = {
  readonly name: string
  readonly contact: string
  readonly postalAddress: string | null
}

/** Structured, with ids only: never a body, a mailbox, a token or a name. */
export type Log = (event: { readonly event: string; readonly [fact: string]: string | number | boolean | null }) => void

export type Chance = {
  readonly pairId: () => PairId
  /** The token of a member's address: 26 characters of lower-case base32, 130 bits. */
  readonly addressToken: () => string
  readonly commandId: () => CommandId
  readonly drawMember: () => MemberId
}

export type SendResult =
  | { readonly kind: "sent"; readonly sesId: string }
  /** SES says no to this letter for good. */
  | { readonly kind: "refused"; readonly reason: string }
  /** SES says later: nothing was taken. */
  | { readonly kind: "throttled"; readonly reason: string }
  /** No answer, or none we know: it may have been taken. */
  | { readonly kind: "failed"; readonly reason: string }

export type Mailer = {
  /** Hands one mail to SES once, without retrying. `raw` is the whole MIME message. */
  readonly send: (mail: { readonly raw: Uint8Array; readonly from: string; readonly to: string }) => Promise<SendResult>
}

/** A letter as it was sent; replies are read against it. Kept for 60 days. */
export type LetterRecord = {
  /** The outbox key and revision: `prompt.3.a.17`. */
  readonly key: string
  readonly kind: LetterKind
  readonly to: MemberId
  readonly session: number | null
  /** SES's message id; on the wire it's `<sesId@REGION.amazonses.com>`. Null for a letter that was given up. */
  readonly sesId: string | null
  readonly text: string
  readonly sentAt: Temporal.Instant
  /** The commitments it numbers, in that order. */
  readonly commitments: readonly CommitmentId[]
}

/** What became of a commitment; dates as `YYYY-MM-DD`. */
export type ClosedCommitment = {
  readonly id: CommitmentId
  readonly state: Exclude<CommitmentState, "open">
  readonly made: string
  readonly changed: string
}
/** What one member wrote; dates as `YYYY-MM-DD`, `session` by number. A commitment's state is null while the pair has it. */
export type Everything = {
  readonly answers: readonly { readonly session: number; readonly command: CommandId; readonly text: string }[]
  readonly reflections: readonly {
    readonly session: number
    readonly command: CommandId
    readonly reflection: KeptReflection
  }[]
  readonly commitments: readonly {
    readonly id: CommitmentId
    readonly text: string
    readonly made: string
    readonly state: CommitmentState | null
    readonly changed: string | null
  }[]
}
export type KeptReflection = Pick<AfterForm, "happened" | "changes" | "line" | "heard" | "mattered">

export type Store = {
  /** A consistent read. Null if there is no such pair, or no more. */
  readonly load: (id: PairId) => Promise<Pair | null>
  /** Saves `pair` if the kept version is `pair.version - 1`; false if somebody else was faster. */
  readonly save: (pair: Pair) => Promise<boolean>
  /**
   * Puts off an alarm that is due by now, in the index alone: the pair itself stays as it is, and its next save is what
   * counts. For a pair that can't be read. Nothing changes if its alarm is not due, or not any more.
   */
  readonly postpone: (id: PairId, until: Temporal.Instant) => Promise<void>
  /** Keeps a new pair and its members' addresses. Repeating it is harmless. */
  readonly begin: (pair: Pair, records: readonly PairRecord[]) => Promise<void>
  /** Deletes everything of a pair, the pair itself last; frees its couple if it still holds it. */
  readonly forget: (pair: Pair) => Promise<void>
  /**
   * Deletes what one member wrote and every letter kept, since letters quote; and their address, if they have left the
   * pair. Repeating it is harmless.
   */
  readonly erase: (pair: Pair, member: MemberId) => Promise<void>
  /** Puts what members wrote, and what is final; repeating it is harmless. */
  readonly put: (id: PairId, records: readonly PairRecord[]) => Promise<void>

  readonly putLetter: (id: PairId, letter: LetterRecord) => Promise<void>
  /** The letter of this key, if it went to that member within the last 60 days. */
  readonly letter: (id: PairId, to: MemberId, key: string) => Promise<LetterRecord | null>
  /** The letters of the last 60 days to one member, newest first, at most 100. */
  readonly letters: (id: PairId, to: MemberId) => Promise<readonly LetterRecord[]>

  readonly note: (id: PairId, command: CommandId) => Promise<string | null>
  readonly answer: (id: PairId, key: WrittenKey) => Promise<string | null>
  readonly reflection: (id: PairId, key: WrittenKey) => Promise<KeptReflection | null>
  readonly commitmentTexts: (
    id: PairId,
    commitments: readonly Pick<Commitment, "id" | "by">[],
  ) => Promise<ReadonlyMap<CommitmentId, string>>
  /** Everything one member wrote, in the order of the sessions, for their export. */
  readonly everythingOf: (id: PairId, by: MemberId) => Promise<Everything>
  /** All that a member has kept, partly kept or let go; without the words. */
  readonly closedCommitments: (id: PairId, by: MemberId) => Promise<readonly ClosedCommitment[]>
  /** The sessions that the pair no longer lists, newest first, at most 60. */
  readonly sessions: (id: PairId) => Promise<readonly Session[]>

  /** Whose address it is. */
  readonly addressee: (token: string) => Promise<{ readonly pair: PairId; readonly member: MemberId } | null>
  /** Frees a couple that this pair no longer is, after a mailbox has changed. */
  readonly freeCouple: (mailboxes: Couple, pair: PairId) => Promise<void>
  /** Takes the couple for a pair unless another one holds it; `instead` may be taken over. Returns who holds it then. */
  readonly takeCouple: (mailboxes: Couple, pair: PairId, instead: PairId | null) => Promise<PairId>
  /** Notes that a pair writes to a mailbox, and answers what keeps letters from it; null if nothing does. */
  readonly joinMailbox: (mailbox: string, pair: PairId) => Promise<Suppressed | null>
  /** A pair writes to this mailbox no longer. Repeating it is harmless. */
  readonly leaveMailbox: (mailbox: string, pair: PairId) => Promise<void>
  /** What keeps letters from a mailbox; null if nothing does. */
  readonly suppressionOf: (mailbox: string) => Promise<Suppressed | null>
  /**
   * Nothing more may go to this mailbox. Returns the pairs that write to it; null, and nothing has changed, if its owner
   * wrote from it after `causedAt`. Repeating it is harmless: what was first stays.
   */
  readonly suppress: (mailbox: string, suppression: Suppression) => Promise<readonly PairId[] | null>
  /**
   * Its owner wrote from it: letters may go there again, if any were kept from it. Returns the pairs that write to it,
   * whether or not it was suppressed. Repeating it is harmless.
   */
  readonly lift: (mailbox: string, at: Temporal.Instant) => Promise<readonly PairId[]>
  /** Whether `partner` said no to `inviter` and that still holds. */
  readonly isRefused: (couple: Couple) => Promise<boolean>
  /** Whether a mail has been taken in during the last week. A hint: the pair's own command ids are the guard. */
  readonly wasSeen: (mail: string) => Promise<boolean>
  /** Remembers a mail as taken in; only once it has been, or a crash on the way would lose it. */
  readonly markSeen: (mail: string) => Promise<void>
  /**
   * Counts `what` once more within the period that ends at `until`, and returns how often it has been by now. Another
   * `until` begins at 1 again. The table shows neither `what` nor what it was made of.
   */
  readonly count: (what: string, until: Temporal.Instant) => Promise<number>
}

/** `causedAt`: when the letter that bounced was sent, or the complaint made. */
export type Suppression = Suppressed & { readonly causedAt: Temporal.Instant }

export type Couple = { readonly inviter: string; readonly partner: string }
export type WrittenKey = { readonly session: number; readonly by: MemberId; readonly command: CommandId }
/**
 * The sparse index of alarms. Ids and instants are texts here, the latter as `2026-11-23T09:00:00Z`: the tick, which runs
 * each minute for nothing most of the time, hands them on and loads neither schemas nor calendars for it.
 */
export type DueIndex = {
  /** Ids of pairs whose alarm is due in one shard: `since <= dueAt <= until`, oldest first, at most `limit`. */
  readonly due: (shard: number, span: DueSpan) => Promise<readonly string[]>
  /** The earliest alarm in one shard, past or to come; null if none is set. */
  readonly earliest: (shard: number) => Promise<string | null>
  /** How many pairs of one shard have which status. A pair without an alarm is not counted. Its cost grows with their number. */
  readonly census: (shard: number) => Promise<ReadonlyMap<string, number>>
}
export type DueSpan = { readonly since: string | null; readonly until: string; readonly limit: number }
