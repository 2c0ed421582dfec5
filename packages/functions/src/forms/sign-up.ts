import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import * as z from "zod"
import type { SignUpForm } from "../sign-up.ts"
import type { FieldErrors } from "./fields.ts"
import { readFields, typedIn } from "./fields.ts"
import { mailboxSchema } from "./mailbox.ts"
import { nameSchema } from "./name.ts"
import { hasLink, paragraphs } from "./plain-text.ts"
import { timeZoneSchema } from "./time-zone.ts"
import { timeSchema, weekdaySchema } from "./weekly-time.ts"

/** The longest note to the partner, in characters. */
export const noteLength = 500
const meetingLinkLength = 500

const noteSchema = z
  .string()
  .transform(paragraphs)
  .pipe(
    z
      .string()
      .max(noteLength, { message: `A note has at most ${noteLength} characters.` })
      .refine((note) => !hasLink(note), {
        message: "A note carries no links or addresses. Leave them out, or put a space after each full stop.",
      }),
  )
  .transform(orNull)

const minutesSchema = z
  .string()
  .trim()
  .transform((minutes) => (minutes === "" ? "60" : minutes))
  .refine(isLength, { message: "Write a whole number of minutes between 15 and 240." })
  .transform(Number)

const meetingLinkSchema = z
  .string()
  .trim()
  .refine((link) => link === "" || isSafeLink(link), {
    message: "Write a whole link that begins with https://, or leave it out.",
  })
  .transform((link) => (link === "" ? null : new URL(link).href))

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
  agree: z.literal("on", { message: "Tick this box if it is true; otherwise this is not for you." }),
})

/** Reads the sign-up form. `mailDomain` is our own: nobody lives there. */
export function readSignUp(fields: URLSearchParams, mailDomain: string): Result<SignUpForm, FieldErrors> {
  const typed = Object.fromEntries(Object.keys(signUpSchema.shape).map((name) => [name, typedIn(fields, name)]))
  const read = readFields(signUpSchema, { ...typed, firstFocus: typed["firstFocus"] || "draw" })
  const mailboxes = aboutMailboxes(typedIn(fields, "email"), typedIn(fields, "partnerEmail"), mailDomain)
  if (!read.ok) return fail(inOrder({ ...mailboxes, ...read.error }))
  if (Object.keys(mailboxes).length > 0) return fail(mailboxes)
  const { weekday, time, timeZone: zone, minutes, agree: _, ...form } = read.value
  return ok({ ...form, slot: { weekday, time, zone, minutes } })
}

/** What is wrong with two mailboxes that are right each by itself. */
function aboutMailboxes(email: string, partnerEmail: string, mailDomain: string): FieldErrors {
  const [mine, theirs] = [email, partnerEmail].map((mailbox) => mailbox.trim().toLowerCase())
  const isOurs = (mailbox: string | undefined) => mailbox?.endsWith(`@${mailDomain.toLowerCase()}`)
  const ours = "This is an address of Turnabout itself. Write a mailbox of your own."
  return {
    ...(isOurs(mine) ? { email: ours } : {}),
    ...(isOurs(theirs) ? { partnerEmail: ours } : {}),
    ...(mine === theirs ? { partnerEmail: "These are the same address twice. It takes two people." } : {}),
  }
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

function isLength(minutes: string): boolean {
  return /^\d{1,3}$/.test(minutes) && Number(minutes) >= 15 && Number(minutes) <= 240
}

function isSafeLink(link: string): boolean {
  if (link.length > meetingLinkLength || /[\s<>"\\]|[^\x20-\x7e]/.test(link)) return false
  if (!URL.canParse(link)) return false
  const { protocol, username, password, href } = new URL(link)
  return protocol === "https:" && username === "" && password === "" && href.length <= meetingLinkLength
}
