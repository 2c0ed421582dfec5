import type { CommitmentChange } from "@turnabout/core/commitment.ts"
import { commitmentStateSchema } from "@turnabout/core/commitment.ts"
import type { CommitmentId } from "@turnabout/core/id.ts"
import type { FieldErrors } from "./fields.ts"
import { typedIn } from "./fields.ts"

export const choose = "Choose one of the answers, or leave it out."

export type Statuses = { readonly changes: readonly CommitmentChange[]; readonly errors: FieldErrors }

/** What became of the commitments that a form asks about, each in `status.ID`. What it did not ask is not read. */
export function readStatuses(fields: URLSearchParams, commitments: readonly CommitmentId[]): Statuses {
  const changes: CommitmentChange[] = []
  const errors: Record<string, string> = {}
  for (const id of commitments) {
    const typed = typedIn(fields, statusField(id))
    const read = commitmentStateSchema.safeParse(typed)
    if (read.success) changes.push({ id, state: read.data })
    else if (typed !== "") errors[statusField(id)] = choose
  }
  return { changes, errors }
}

export function statusField(id: CommitmentId): string {
  return `status.${id}`
}
