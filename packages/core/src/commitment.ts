import * as z from "zod/mini"
import { commitmentIdSchema, memberIdSchema } from "./id.ts"
import { plainDateSchema } from "./time.ts"

/** The longest commitment, in characters. */
export const commitmentLength = 300
/** How many a member may make in one after-form. */
export const commitmentsAtOnce = 3
/** How many a member may have open. */
export const openCommitmentsAtMost = 9

export const commitmentStateSchema = z.enum(["open", "kept", "partly", "let-go"])
export type CommitmentState = z.infer<typeof commitmentStateSchema>

/**
 * One thing a member said they would do. The pair lists the open ones, and the closed ones until the author's recap
 * has told of them; the words are in a record. While the pair lists a commitment, its state here is the one that counts.
 */
export const commitmentSchema = z.object({
  id: commitmentIdSchema,
  by: memberIdSchema,
  /** The number of the session it was made after. */
  session: z.int().check(z.positive()),
  made: plainDateSchema,
  state: commitmentStateSchema,
  /** The date of the last change, `made` at first. */
  changed: plainDateSchema,
  /** How many sessions it has been carried through. */
  carried: z.int().check(z.minimum(0)),
})
export type Commitment = Readonly<z.infer<typeof commitmentSchema>>

export type CommitmentChange = { readonly id: Commitment["id"]; readonly state: CommitmentState }
