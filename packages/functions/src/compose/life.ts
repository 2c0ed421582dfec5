import type { MeetingChange } from "@turnabout/emails/parts.ts"
import type { LetterProps } from "@turnabout/emails/registry.ts"
import { commandIdSchema } from "@turnabout/core/id.ts"
import { isLastOff, sessionOf } from "@turnabout/core/pair.ts"
import { backSoonOf, endOfLast, keptAfterEnd } from "@turnabout/core/schedule.ts"
import type { Session } from "@turnabout/core/session.ts"
import { readChangeAbout } from "@turnabout/core/slot-change.ts"
import type { SlotChange } from "@turnabout/core/slot-change.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { heldSoFar } from "@turnabout/core/turn.ts"
import { sayDate, sayDay, sayMonth, sayTime, sayWeekday, sayZone } from "@turnabout/core/when.ts"
import { Temporal } from "temporal-polyfill"
import { changesBy, changesIn } from "./agreement.ts"
import { noteOf } from "./notice.ts"
import { meetingTime, pageUrl, saySlot, sessionAbout, shiftOf, slotForOther } from "./reader.ts"
import type { Writing } from "./reader.ts"

/**
 * The slot or the rhythm for good; what the partner wrote below AGREE; or, to the mailbox before, that letters go to
 * another one now. Null if there is nothing in it that its reader has not written themselves.
 */
export async function changedProps(from: Writing): Promise<LetterProps["changed"] | null> {
  const { pair, letter, partner } = from
  if (letter.about === "mailbox") return { variant: "mailbox", partner: partner.name }
  if (letter.about?.startsWith("agreement ") === true) return agreementProps(from, letter.about)
  const isLast = pair.status.kind === "ending"
  const session = letter.session === null ? (isLast ? nextPlanned(from) : null) : sessionAbout(from)
  const change = changeOf(readChangeAbout(letter.about ?? ""), from)
  // One session has no rhythm.
  if (isLast && change.what === "rhythm") return null
  return {
    variant: "slot",
    partner: partner.name,
    change,
    isLast,
    next: session === null ? null : meetingTime(session, from),
    clockShift: session === null ? null : shiftOf(session, from),
    meetingLink: pair.meetingLink,
  }
}

/** `agreement COMMAND`: the command whose record holds the changes. */
async function agreementProps(from: Writing, about: string): Promise<LetterProps["changed"] | null> {
  const { pair, letter, partner, ports } = from
  const command = commandIdSchema.parse(about.split(" ")[1])
  const own = await changesBy(letter.to, pair, ports)
  const changes = (await changesIn(command, pair, ports)).filter((change) => !own.includes(change))
  const agreementUrl = pageUrl("/guide#working-agreement", from)
  return changes.length === 0 ? null : { variant: "agreement", partner: partner.name, changes, agreementUrl }
}

/** What has become of when they meet, in the reader's zone. */
function changeOf(change: SlotChange, from: Writing): MeetingChange {
  const { pair, letter, reader, partner, now } = from
  const before = `${saySlot(change.slot, reader.zone, now).short}, ${change.slot.minutes} minutes`
  return {
    by: change.by === letter.to ? "you" : "partner",
    what: change.rhythm === pair.rhythm ? "slot" : isSameSlot(change, from) ? "rhythm" : "both",
    now: saySlot(pair.slot, reader.zone, now).full,
    partnerNow: slotForOther(pair.slot, { reader: reader.zone, other: partner.zone }, now),
    rhythm: pair.rhythm,
    before,
    rhythmBefore: change.rhythm,
  }
}

/** Whether both read the same as before: another zone's clock alone is no other time. */
function isSameSlot({ slot }: SlotChange, { pair, reader, partner, now }: Writing): boolean {
  return [reader, partner].every(({ zone }) => saySlot(slot, zone, now).full === saySlot(pair.slot, zone, now).full)
}

/** Null if what was to wait goes on already. */
export function pausedProps({ pair, letter, reader, partner }: Writing): LetterProps["paused"] | null {
  const [variant, by, date] = (letter.about ?? "").split(" ")
  if (variant === "open") return { variant: "open", partner: partner.name }
  if (variant === "wait") {
    const askAgainAt = pair.status.kind === "paused" ? pair.status.askAgainAt : null
    if (askAgainAt === null) return null
    return { variant: "wait", partner: partner.name, until: sayDay(askAgainAt, reader.zone) }
  }
  if (variant === "silent") return { variant: "quiet", partner: partner.name }
  if (by === undefined || date === undefined) throw new Error("a pause without its date")
  const until = Temporal.PlainDate.from(date)
  return {
    variant: "until",
    by: by === letter.to ? "you" : "partner",
    partner: partner.name,
    until: `${sayWeekday(until)}, ${sayDate(until)}`,
    // A pause too short for the letter before its end leaves the pair meeting: its events are all there is to it.
    letterOn: pair.status.kind === "paused" ? sayDay(backSoonOf(pair, letter.to, until), reader.zone) : null,
  }
}

/** Null while no session is planned, which is never for long. */
export function backSoonProps(from: Writing): LetterProps["back-soon"] | null {
  const { pair, letter, partner, reader } = from
  const first = nextPlanned(from)
  if (first === null) return null
  const { unsaidChange: unsaid } = pair
  const isSaid = unsaid?.rhythm === pair.rhythm && isSameSlot(unsaid, from)
  const until = pair.sessionsFrom ?? first.starts.toZonedDateTimeISO(reader.zone).toPlainDate()
  return {
    variant: letter.about === "resumed" ? "resumed" : "soon",
    partner: partner.name,
    until: `${sayWeekday(until)}, ${sayDate(until)}`,
    first: meetingTime(first, from),
    change: unsaid === null || isSaid ? null : changeOf(unsaid, from),
  }
}

function nextPlanned({ pair, now }: Writing): Session | null {
  return pair.sessions.find((session) => session.state.kind === "planned" && isBefore(now, session.starts)) ?? null
}

/** Null if it has been answered meanwhile. */
export async function questionProps(from: Writing): Promise<LetterProps["question"] | null> {
  const { pair, letter, reader, partner } = from
  const { question } = reader
  const [about, words] = (letter.about ?? "").split(" ")
  if (question === null || question.about !== about) return null
  const until = sayDay(question.until, reader.zone)
  switch (question.about) {
    case "end":
      return {
        about: "end",
        partner: partner.name,
        met: heldSoFar(pair).held,
        since: beganIn(from),
        until,
        last: lastOf(from),
      }
    case "time": {
      const written = words === undefined ? "" : ((await noteOf(words, from)) ?? "")
      // Without a session it's a day to pause until, in the slot's zone.
      const isDay = question.session === null
      const readings = question.times.map((time) =>
        isDay ? sayDay(time, pair.slot.zone) : sayMoment(time, reader.zone),
      )
      return { about: "time", partner: partner.name, written, readings, until }
    }
    case "stale-decline": {
      const session = pair.sessions.find(({ number }) => number === question.session)
      if (session === undefined) return null
      const day = `${sayDay(session.starts, reader.zone)}, ${sayTime(session.starts, reader.zone)}`
      return { about: "stale-decline", partner: partner.name, day, until }
    }
    case "export":
    case "erase":
    case "fortnightly":
      return { about: question.about, partner: partner.name, until }
  }
}

type EndQuestion = Extract<LetterProps["question"], { about: "end" }>

/** How the last session stands, if one was asked for already. */
function lastOf({ pair, reader }: Writing): EndQuestion["last"] {
  if (pair.status.kind !== "ending") return null
  const moment = (at: Temporal.Instant) => `${sayDay(at, reader.zone)}, ${sayTime(at, reader.zone)}`
  const session = sessionOf(pair, pair.status.last)
  return session === null || isLastOff(pair)
    ? { kind: "off", closes: moment(endOfLast(pair, pair.status)) }
    : { kind: "booked", when: moment(session.starts) }
}

function sayMoment(instant: Temporal.Instant, zone: string): string {
  return `${sayDay(instant, zone)}, ${sayTime(instant, zone)}, ${sayZone(zone)}`
}

/** That a mailbox takes no letters is told, since nobody could answer; whether they were unwanted is told to nobody. */
export function quietNoticeProps({ letter, partner }: Writing): LetterProps["quiet-notice"] {
  const [variant, sessions] = (letter.about ?? "").split(" ")
  return variant === "still-meeting"
    ? { variant, partner: partner.name, sessions: Number(sessions) }
    : { variant: partner.suppressed === null ? "partner-quiet" : "partner-unreached", partner: partner.name }
}

export function endedProps(from: Writing): LetterProps["ended"] {
  const { pair, letter, partner, reader } = from
  const erasedOn = pair.status.since.add(keptAfterEnd).toZonedDateTimeISO(reader.zone).toPlainDate()
  const { about, to } = letter
  const variant = about === "last" || about === "last-off" ? about : about === to ? "you" : "partner"
  return {
    variant,
    partner: partner.name === "" ? "your partner" : partner.name,
    met: heldSoFar(pair).held,
    clearsCalendar: letter.session !== null,
    since: beganIn(from),
    erasedOn: sayDate(erasedOn),
  }
}

/** The month in which the two began, with its year if that was another one. */
function beganIn({ reader, now }: Writing): string {
  if (reader.agreedAt === null) return sayMonth(now.toZonedDateTimeISO(reader.zone).toPlainDate().toPlainYearMonth())
  const began = reader.agreedAt.toZonedDateTimeISO(reader.zone).toPlainDate()
  const month = sayMonth(began.toPlainYearMonth())
  return began.year === now.toZonedDateTimeISO(reader.zone).year ? month : `${month} ${began.year}`
}
