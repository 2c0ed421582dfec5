import type { Settings } from "@turnabout/core/command.ts"
import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import { Temporal } from "temporal-polyfill"
import * as z from "zod/mini"
import type { FieldErrors } from "./fields.ts"
import { readFields, typedIn } from "./fields.ts"
import { isOurs, mailboxSchema, ours } from "./mailbox.ts"
import { meetingLinkSchema } from "./meeting-link.ts"
import { minutesSchema } from "./minutes.ts"
import { nameSchema } from "./name.ts"
import { timeZoneSchema } from "./time-zone.ts"
import { timeSchema, weekdaySchema } from "./weekly-time.ts"

/** What a member asks for on the settings page. `until: null`: four weeks. */
export type MeAction =
  | { readonly kind: "save"; readonly settings: Settings }
  | { readonly kind: "pause"; readonly until: Temporal.PlainDate | null }
  | { readonly kind: "resume" }
  | { readonly kind: "end"; readonly last: boolean }
  | { readonly kind: "links" }
  | { readonly kind: "export" }
  | { readonly kind: "erase" }
  | { readonly kind: "mailbox"; readonly mailbox: string }

/** What holds now: the settings as the member is shown them, and the mailboxes that are taken. */
export type MeKnown = {
  readonly settings: Settings
  readonly mailbox: string
  readonly partnerMailbox: string
  readonly mailDomain: string
}

const actionSchema = z.object({
  action: z.enum(["save", "pause", "resume", "end", "export", "erase", "mailbox", "links"], {
    message: "Choose one of the buttons below.",
  }),
})

const settingsSchema = z.object({
  name: nameSchema,
  timeZone: timeZoneSchema,
  weekday: weekdaySchema,
  time: timeSchema,
  minutes: minutesSchema,
  rhythm: z.enum(["weekly", "fortnightly"], { message: "Choose every week or every other week." }),
  meetingLink: meetingLinkSchema,
})

/** Reads what was posted to the settings page. */
export function readMe(fields: URLSearchParams, known: MeKnown): Result<MeAction, FieldErrors> {
  const read = readFields(actionSchema, { action: typedIn(fields, "action") })
  if (!read.ok) return read
  const { action } = read.value
  switch (action) {
    case "save":
      return readSave(fields, known.settings)
    case "pause":
      return readPause(typedIn(fields, "until").trim())
    case "end":
      return ok({ kind: "end", last: typedIn(fields, "last") === "on" })
    case "erase":
      // Only the page's own form asks to be sure, and says so.
      return !(fields.has("asksSure") || fields.has("sure")) || typedIn(fields, "sure") === "on"
        ? ok({ kind: "erase" })
        : fail({ sure: "Tick this box first: what is erased cannot be brought back." })
    case "mailbox":
      return readMailbox(fields, known)
    case "resume":
    case "links":
    case "export":
      return ok({ kind: action })
  }
}

/** The fields of the settings as the page shows them. */
export function settingsFields(settings: Settings): Readonly<Record<string, string>> {
  const { name, zone, weekday, time, minutes, rhythm, meetingLink, sharesAnswers, sharesCommitments } = settings
  return {
    name,
    timeZone: zone,
    weekday,
    time,
    minutes: String(minutes),
    rhythm,
    meetingLink: meetingLink ?? "",
    ...(sharesAnswers ? { shareAnswers: "on" } : {}),
    ...(sharesCommitments ? { shareCommitments: "on" } : {}),
  }
}

/** What both may change, in groups that make sense only whole: the page says what each was when it was shown. */
export const sharedFields = [["weekday", "time"], ["minutes"], ["rhythm"], ["meetingLink"]] as const

/**
 * A text field that is left out stays as it is; a box that is left out is not ticked, as forms have it. `was.FIELD` is
 * what the page had shown: a group nobody touched stays as it is now, though the partner, or a clock change, may have
 * changed it since the page was opened.
 */
function readSave(fields: URLSearchParams, settings: Settings): Result<MeAction, FieldErrors> {
  const current = settingsFields(settings)
  const typed = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => [name, fields.get(name) ?? current[name]]),
  )
  for (const group of sharedFields) {
    if (!group.every((name) => fields.has(`was.${name}`) && fields.get(`was.${name}`) === fields.get(name))) continue
    for (const name of group) typed[name] = current[name]
  }
  const read = readFields(settingsSchema, typed)
  if (!read.ok) return read
  const { timeZone: zone, ...saved } = read.value
  const sharesAnswers = fields.get("shareAnswers") === "on"
  const sharesCommitments = fields.get("shareCommitments") === "on"
  return ok({ kind: "save", settings: { ...saved, zone, sharesAnswers, sharesCommitments } })
}

/** Whether the day is one that a pause may last until is for the pair to say. */
function readPause(until: string): Result<MeAction, FieldErrors> {
  if (until === "") return ok({ kind: "pause", until: null })
  const date = dateOf(until)
  return date === null ? fail({ until: "Write a day, such as 2027-01-07." }) : ok({ kind: "pause", until: date })
}

function dateOf(typed: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return null
  try {
    return Temporal.PlainDate.from(typed, { overflow: "reject" })
  } catch (cause) {
    // The 31st of November has the right shape; Temporal alone knows that it does not exist.
    if (cause instanceof RangeError) return null
    throw cause
  }
}

function readMailbox(fields: URLSearchParams, known: MeKnown): Result<MeAction, FieldErrors> {
  const read = readFields(z.object({ email: mailboxSchema }), { email: typedIn(fields, "email") })
  if (!read.ok) return read
  const { email } = read.value
  if (isOurs(email, known.mailDomain)) return fail({ email: ours })
  if (email === known.partnerMailbox) return fail({ email: "This is your partner’s mailbox. It takes two people." })
  if (email === known.mailbox) return fail({ email: "Your letters go to this mailbox already." })
  return ok({ kind: "mailbox", mailbox: email })
}
