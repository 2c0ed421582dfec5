import { createHash } from "node:crypto"
import { otherMember, pairIdSchema } from "@turnabout/core/id.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { sayDay, sayTime, sayZone } from "@turnabout/core/when.ts"
import type { MailCalendar } from "@turnabout/functions/compose/mime.ts"
import type { Role, When } from "@turnabout/emails/parts.ts"
import type { LetterToWrite } from "@turnabout/emails/registry.ts"
import { Temporal } from "temporal-polyfill"
import { samplePair } from "./sample-pair.ts"

/** What stands around the words of a sample letter: whose it is, when it leaves, and the event it carries. */
export type SampleMail = {
  readonly pair: Pair
  readonly to: MemberId
  readonly date: Temporal.Instant
  readonly event: { readonly session: Session; readonly method: MailCalendar["method"] } | null
}

/** Reads it off what the letter says, so that the two cannot tell of different hours or people. `file` tells pairs apart. */
export function sampleMail(written: LetterToWrite, file: string): SampleMail {
  const names = namesIn(written)
  const carried = carriedBy(written)
  const { pair: usual, session } = samplePair(names.pair)
  const id = pairIdSchema.parse(`pair_${letteredHash(file)}`)
  const pair = { ...usual, id, meetingLink: meetingLinkIn(written) }
  if (carried === null) return { pair, to: names.to, date: usualDate, event: null }
  const { method, starts, role } = carried
  const focus = role === "both" ? role : role === "focus" ? names.to : otherMember(names.to)
  const sequence = written.kind === "invitation" && method === "REQUEST" ? 0 : 1
  const told = { ...session, starts, focus, event: { ...session.event, sequence } }
  const before = starts.subtract({ hours: 72 })
  const date = Temporal.Instant.compare(before, usualDate) < 0 ? before : usualDate
  return { pair: isLastIn(written) ? closing(pair, told) : pair, to: names.to, date, event: { session: told, method } }
}

const usualDate = Temporal.Instant.from("2026-11-23T09:00:00Z")

/** Letters are to Ana, who signed up, but for those that speak of her. */
function namesIn({ kind, props }: LetterToWrite): {
  readonly to: MemberId
  readonly pair: { readonly a: string; readonly b: string }
} {
  if (kind === "partner-request") return { to: "b", pair: { a: props.inviter, b: "Ben" } }
  const partner = "partner" in props ? props.partner : "Ben"
  return partner === "Ana" ? { to: "b", pair: { a: "Ana", b: "Ben" } } : { to: "a", pair: { a: "Ana", b: partner } }
}

function meetingLinkIn({ props }: LetterToWrite): string | null {
  return "meetingLink" in props ? props.meetingLink : null
}

function isLastIn({ kind, props }: LetterToWrite): boolean {
  if (kind === "invitation") return props.variant === "request" && props.last !== null
  if (kind === "changed") return props.variant === "slot" && props.isLast
  return kind === "skipped" && props.closes !== null
}

function closing(pair: Pair, last: Session): Pair {
  return { ...pair, status: { kind: "ending", since: usualDate, by: "a", last: last.number } }
}

type Carried = {
  readonly method: MailCalendar["method"]
  readonly starts: Temporal.Instant
  /** The reader's. */
  readonly role: Role
}

/** The event that the composer would send with this letter; null for one that is about none. */
function carriedBy({ kind, props }: LetterToWrite): Carried | null {
  if (kind === "moved" || kind === "not-moved") return asking(props)
  if (kind === "invitation") return props.variant === "request" ? asking(props) : cancelling(startOf(props.when))
  if (kind === "changed") return props.variant === "slot" && props.next !== null ? asking(props.next) : null
  if (kind === "skipped") return cancelling(startOf(props.when))
  if (kind === "ended") return props.clearsCalendar ? cancelling(beforeDay(null)) : null
  if (kind === "paused")
    return props.variant === "wait" ? null : cancelling(beforeDay(props.variant === "until" ? props.until : null))
  if (kind === "question")
    return props.about === "stale-decline" ? asking({ when: whenOf(props.day), role: "focus" }) : null
  return null
}

function asking({ when, role }: { readonly when: When; readonly role: Role }): Carried {
  return { method: "REQUEST", starts: startOf(when), role }
}

/** A letter that calls a session off does not say whose it was. */
function cancelling(starts: Temporal.Instant): Carried {
  return { method: "CANCEL", starts, role: "focus" }
}

const zones = ["Europe/Lisbon", "Europe/Berlin", "Pacific/Auckland"]
const usualStart = Temporal.Instant.from("2026-11-26T17:00:00Z")
const halfHours = 2 * 24 * 366

/** "Friday, 27 November, 12:00", by Ana's clock. */
function whenOf(said: string): When {
  const [, day = "", time = ""] = /^(.*), (\d\d:\d\d)$/.exec(said) ?? []
  return { day, time, zone: "Lisbon time", partner: null }
}

/** The half hour within a year that is said in these words: what is said is looked for, not read. */
function startOf({ day, time, zone: said }: When): Temporal.Instant {
  const zone = zones.find((each) => sayZone(each) === said)
  if (zone === undefined) throw new Error(`no sample meets by ${said}`)
  const start = usualDate.subtract({ hours: 24 })
  for (let count = 0; count < halfHours; count += 1) {
    const at = start.add({ minutes: 30 * count })
    if (time.startsWith(sayTime(at, zone)) && sayDay(at, zone) === day) return at
  }
  throw new Error(`${day}, ${time} is not within a year of the samples`)
}

/** The usual session, or the one of a week before that is over by a day in words: "Thursday, 26 November". */
function beforeDay(day: string | null): Temporal.Instant {
  const until = day === null ? null : startOf({ day, time: "00:00", zone: "Lisbon time", partner: null })
  const isBefore = until === null || Temporal.Instant.compare(usualStart, until) < 0
  return isBefore ? usualStart : usualStart.subtract({ hours: 7 * 24 })
}

/** Sixteen letters, always the same for one text. */
function letteredHash(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16)
  return [...bytes].map((byte) => String.fromCharCode(97 + (byte % 26))).join("")
}
