import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import * as z from "zod/mini"
import type { Config } from "../ports.ts"
import type { SignUpForm } from "../sign-up.ts"
import type { FieldErrors } from "./fields.ts"
import { readFields, typedIn } from "./fields.ts"
import { isOurs, mailboxSchema, ours } from "./mailbox.ts"
import { meetingLinkSchema } from "./meeting-link.ts"
import { minutesSchema } from "./minutes.ts"
import { nameSchema } from "./name.ts"
import { mayBecomeLink, paragraphs, sentences } from "./plain-text.ts"
import { timeZoneSchema } from "./time-zone.ts"
import { timeSchema, weekdaySchema } from "./weekly-time.ts"

/** The longest note to the partner, in characters. */
export const noteLength = 500

const noteSchema = z.pipe(
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((note: string) => sentences(paragraphs(note))),
    ),
    z.string().check(
      z.maxLength(noteLength, { message: `A note has at most ${noteLength} characters.` }),
      z.refine((note) => !mayBecomeLink(note), {
        message: "A note carries no links or addresses. Leave them out, or put a space after each full stop.",
      }),
    ),
  ),
  z.transform(orNull),
)

type SignUpTo = Pick<Config, "mailDomain" | "signUp">

const signUpSchema = z.object({
  name: nameSchema,
  email: mailboxSchema,
  partnerName: nameSchema,
  partnerEmail: mailboxSchema,
  note: noteSchema,
  weekday: weekdaySchema,
  time: timeSchema,
  timeZone: timeZoneSchema,
  minutes: minutesSchema,
  firstFocus: z.enum(["me", "partner", "draw"], { message: "Choose who is the focus first." }),
  meetingLink: meetingLinkSchema,
  agree: z.literal("on", { message: "Tick this box if it is true of you: we can go on only then." }),
})

/** Reads the sign-up form. `mailDomain` is our own: nobody lives there. Nobody reads it where nobody may sign up. */
export function readSignUp(fields: URLSearchParams, to: SignUpTo): Result<SignUpForm, FieldErrors> {
  const typed = Object.fromEntries(Object.keys(signUpSchema.shape).map((name) => [name, typedIn(fields, name)]))
  const read = readFields(signUpSchema, {
    ...typed,
    minutes: typed["minutes"]?.trim() || "60",
    firstFocus: typed["firstFocus"] || "draw",
  })
  const mailboxes = aboutMailboxes(typedIn(fields, "email"), typedIn(fields, "partnerEmail"), to)
  if (!read.ok) return fail(inOrder({ ...mailboxes, ...read.error }))
  if (Object.keys(mailboxes).length > 0) return fail(mailboxes)
  const { weekday, time, timeZone: zone, minutes, agree: _, ...form } = read.value
  return ok({ ...form, slot: { weekday, time, zone, minutes } })
}

/** What is wrong with two mailboxes that are right each by itself. */
function aboutMailboxes(email: string, partnerEmail: string, { mailDomain, signUp }: SignUpTo): FieldErrors {
  const [mine, theirs] = [email.trim().toLowerCase(), partnerEmail.trim().toLowerCase()]
  const isAsked = signUp.kind !== "domains" || signUp.domains.some((domain) => mine.endsWith(`@${domain}`))
  return {
    ...(isAsked || !mine.includes("@") ? {} : { email: notHere(signUp.domains) }),
    ...(isOurs(mine, mailDomain) ? { email: ours } : {}),
    ...(isOurs(theirs, mailDomain) ? { partnerEmail: ours } : {}),
    ...(mine === theirs ? { partnerEmail: "These are the same address twice. It takes two people." } : {}),
  }
}

/** Who may sign up, in the words beside the field for the mail address. */
export function notHere(domains: readonly string[]): string {
  const ends = domains.map((domain) => `@${domain}`)
  return `Here only those can sign up whose mail address ends in ${ends.join(" or ")}. Whom you ask may have any.`
}

/** As the fields stand on the page, which is how a list of errors is read. */
function inOrder(errors: FieldErrors): FieldErrors {
  const names = Object.keys(signUpSchema.shape)
  return Object.fromEntries(
    Object.entries(errors).toSorted(([one], [other]) => names.indexOf(one) - names.indexOf(other)),
  )
}

function orNull(text: string): string | null {
  return text === "" ? null : text
}
