import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import type * as z from "zod/mini"

/** What is wrong with a form: one sentence for each field, by the id that the field has on the page. */
export type FieldErrors = Readonly<Record<string, string>>

/** Checks what was typed. Of several things wrong with a field only the first is said. */
export function readFields<Schema extends z.ZodMiniType>(
  schema: Schema,
  typed: unknown,
): Result<z.output<Schema>, FieldErrors> {
  const read = schema.safeParse(typed)
  return read.success ? ok(read.data) : fail(firstOfEach(read.error.issues))
}

function firstOfEach(issues: readonly z.core.$ZodIssue[]): FieldErrors {
  const errors: Record<string, string> = {}
  for (const issue of issues) {
    const field = issue.path.join("-")
    errors[field] ??= issue.message
  }
  return errors
}

/** One field as text; a field left out is an empty one. */
export function typedIn(fields: URLSearchParams, name: string): string {
  return fields.get(name) ?? ""
}
