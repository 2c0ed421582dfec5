import { nameLength } from "@turnabout/core/member.ts"
import * as z from "zod/mini"
import { hasControl, hasInvisible, hasLink } from "./plain-text.ts"

/** A name as it's printed in letters, calendars and mail headers: one line, no markup, no address. */
export const nameSchema = z.pipe(
  z.pipe(
    z
      .string()
      .check(z.refine((name) => !hasControl(name), { message: "A name is one line, without control characters." })),
    z.transform((name) => name.normalize("NFC").trim()),
  ),
  z.string().check(
    z.minLength(1, { message: "Write a name." }),
    z.maxLength(nameLength, { message: `A name has at most ${nameLength} characters.` }),
    z.refine((name) => !hasInvisible(name), { message: "This name holds invisible characters. Type it anew." }),
    z.refine((name) => !/[<>]/.test(name), { message: "Leave out < and > from the name." }),
    z.refine((name) => !name.includes("@") && !hasLink(name), {
      message: "Write a name only, without an address or a link.",
    }),
    z.refine((name) => /[\p{L}\p{N}]/u.test(name), { message: "A name has at least one letter." }),
  ),
)
