import { commitmentStateSchema } from "@turnabout/core/commitment.ts"
import { commitmentIdSchema, memberIdSchema } from "@turnabout/core/id.ts"
import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { Session } from "@turnabout/core/session.ts"
import { sessionSchema } from "@turnabout/core/session.ts"
import { instantSchema } from "@turnabout/core/time.ts"
import * as z from "zod/mini"
import type { KeptReflection, LetterRecord } from "../ports.ts"

const letterSchema = z.object({
  key: z.string(),
  kind: z.enum(letterKinds),
  to: memberIdSchema,
  session: z.nullable(z.number()),
  sesId: z.nullable(z.string()),
  text: z.string(),
  sentAt: instantSchema,
  commitments: z.array(commitmentIdSchema),
})

const reflectionSchema = z.object({
  happened: z.nullable(z.boolean()),
  changes: z._default(z.array(z.object({ id: commitmentIdSchema, state: commitmentStateSchema })), []),
  line: z.nullable(z.string()),
  heard: z.nullable(z.enum(["fully", "mostly", "not-quite"])),
  mattered: z.nullable(z.enum(["yes", "partly", "no"])),
})

export function letterText(letter: LetterRecord): string {
  return JSON.stringify(z.encode(letterSchema, { ...letter, commitments: [...letter.commitments] }))
}

export function readLetter(text: string): LetterRecord {
  return letterSchema.parse(JSON.parse(text))
}

export function reflectionText({ happened, changes, line, heard, mattered }: KeptReflection): string {
  return JSON.stringify({ happened, changes, line, heard, mattered })
}

export function readReflection(text: string): KeptReflection {
  return reflectionSchema.parse(JSON.parse(text))
}

export function sessionText(session: Session): string {
  return JSON.stringify(z.encode(sessionSchema, session))
}

export function readSession(text: string): Session {
  return sessionSchema.parse(JSON.parse(text))
}
