import type { Temporal } from "temporal-polyfill"
import type { AfterForm } from "./command.ts"
import type { Commitment, CommitmentState } from "./commitment.ts"
import type { CommandId, MemberId } from "./id.ts"
import type { Session } from "./session.ts"

/**
 * What is kept beside the pair. Records are put before the pair is saved and keyed by the command that brings them, so
 * that putting them twice or in vain does no harm: only what the pair vouches for is ever read.
 */
export type PairRecord =
  /** A text that a letter needs or the pair refers to: the inviter's note, changes to the agreement, a foreign sender. */
  | { readonly kind: "note"; readonly command: CommandId; readonly text: string }
  /** A session that the pair no longer lists: this is final. */
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "commitment"; readonly commitment: Commitment; readonly text: string }
  /** What became of a commitment; it stands in its record when the pair has let go of it. */
  | {
      readonly kind: "commitment-state"
      readonly by: MemberId
      readonly id: Commitment["id"]
      readonly state: CommitmentState
      readonly changed: Temporal.PlainDate
    }
  | {
      readonly kind: "answer"
      readonly session: number
      readonly by: MemberId
      readonly command: CommandId
      readonly text: string
      readonly shared: boolean
      readonly at: Temporal.Instant
    }
  | {
      readonly kind: "reflection"
      readonly session: number
      readonly by: MemberId
      readonly command: CommandId
      readonly form: Pick<AfterForm, "happened" | "changes" | "line" | "heard" | "mattered">
      readonly at: Temporal.Instant
    }
  /** The partner's no, final for this inviter until then. */
  | { readonly kind: "refusal"; readonly inviter: string; readonly partner: string; readonly until: Temporal.Instant }
