import { nameLength } from "@turnabout/core/member.ts"
import * as z from "zod"
import { hasControl, hasDeceiving, hasLink } from "./plain-text.ts"

/** A name as it's printed in letters, calendars and mail headers: one line, no markup, no address. */
export const nameSchema = z
  .string()
  .refine((name) => !hasControl(name), { message: "A name is one line, without control characters." })
  .transform((name) => name.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1, { message: "Write a name." })
      .max(nameLength, { message: `A name has at most ${nameLength} characters.` })
      .refine((name) => !hasDeceiving(name), { message: "This name holds invisible characters. Type it anew." })
      .refine((name) => !/[<>]/.test(name), { message: "Leave out < and > from the name." })
      .refine((name) => !name.includes("@") && !hasLink(name), {
        message: "Write a name only, without an address or a link.",
      })
      .refine((name) => /[\p{L}\p{N}]/u.test(name), { message: "A name has at least one letter." }),
  )
