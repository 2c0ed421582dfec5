import type { AfterForm } from "@turnabout/core/command.ts"
import { commitmentLength, commitmentsAtOnce } from "@turnabout/core/commitment.ts"
import type { CommitmentId } from "@turnabout/core/id.ts"
import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import * as z from "zod/mini"
import type { FieldErrors } from "./fields.ts"
import { typedIn } from "./fields.ts"
import { oneLine, paragraphs } from "./plain-text.ts"
import { choose, readStatuses } from "./statuses.ts"

/** The longest line to keep, in characters. */
const lineLength = 500

/** What the form asked: of the focus two questions more, and what became of these commitments. */
export type Asked = { readonly isFocus: boolean; readonly commitments: readonly CommitmentId[] }

const happenedSchema = z.enum(["yes", "no"])
const heardSchema = z.enum(["fully", "mostly", "not-quite"])
const matteredSchema = z.enum(["yes", "partly", "no"])

/** The page always says which commitments there are, if only none. */
export type FilledForm = AfterForm & { readonly commitments: readonly string[] }

/** Reads the after-form. All of it may be left out; what it did not ask is not read. */
export function readAfter(fields: URLSearchParams, asked: Asked): Result<FilledForm, FieldErrors> {
  const errors: Record<string, string> = {}
  const chosen = <T extends string>(name: string, schema: z.ZodMiniType<T>): T | null => {
    const typed = typedIn(fields, name)
    const read = schema.safeParse(typed)
    if (read.success) return read.data
    if (typed !== "") errors[name] = choose
    return null
  }
  const happened = chosen("happened", happenedSchema)
  const { changes, errors: unread } = readStatuses(fields, asked.commitments)
  const heard = asked.isFocus ? chosen("heard", heardSchema) : null
  const mattered = asked.isFocus ? chosen("mattered", matteredSchema) : null
  const line = paragraphs(typedIn(fields, "line"))
  if (line.length > lineLength) errors["line"] = `Keep it to ${lineLength} characters.`
  Object.assign(errors, unread, aboutCommitments(fields))
  if (Object.keys(errors).length > 0) return fail(errors)
  return ok({
    happened: happened === null ? null : happened === "yes",
    commitments: fields
      .getAll("commitment")
      .map(oneLine)
      .filter((text) => text !== ""),
    changes,
    line: line === "" ? null : line,
    heard,
    mattered,
  })
}

function aboutCommitments(fields: URLSearchParams): FieldErrors {
  const texts = fields.getAll("commitment").map(oneLine)
  const errors: Record<string, string> = {}
  for (const [place, text] of texts.slice(0, commitmentsAtOnce).entries()) {
    if (text.length > commitmentLength) errors[`commitment-${place + 1}`] = `Keep it to ${commitmentLength} characters.`
  }
  if (texts.filter((text) => text !== "").length > commitmentsAtOnce) {
    errors["commitment-1"] = `At most ${commitmentsAtOnce} at once: choose the ones that matter.`
  }
  return errors
}
