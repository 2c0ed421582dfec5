import * as z from "zod/mini"

/** `pair_` and 16 characters of lower-case base32. */
export const pairIdSchema = z
  .string()
  .check(z.regex(/^pair_[a-z2-7]{16}$/))
  .brand<"PairId">()
export type PairId = z.infer<typeof pairIdSchema>

/** One member of a pair: `a` signed up, `b` was asked. */
export const memberIdSchema = z.enum(["a", "b"])
export type MemberId = z.infer<typeof memberIdSchema>

export const memberIds: readonly MemberId[] = ["a", "b"]

export function otherMember(member: MemberId): MemberId {
  return member === "a" ? "b" : "a"
}

/** Names one thing that happened, so that hearing of it twice changes nothing: 1 to 32 characters of base64url. */
export const commandIdSchema = z
  .string()
  .check(z.regex(/^[\w-]{1,32}$/))
  .brand<"CommandId">()
export type CommandId = z.infer<typeof commandIdSchema>

/** A commitment is named by the command that made it and its place in it: `COMMAND.0`. */
export const commitmentIdSchema = z
  .string()
  .check(z.regex(/^[\w-]{1,32}\.\d{1,2}$/))
  .brand<"CommitmentId">()
export type CommitmentId = z.infer<typeof commitmentIdSchema>
