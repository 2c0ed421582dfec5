import type { LetterProps } from "@turnabout/emails/registry.ts"
import { confirmWithin, lapseAfter } from "@turnabout/core/schedule.ts"
import { sayDate, sayDay, sayLength, sayTime, sayZone } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import { termsOf } from "./agreement.ts"
import { linkTo, pageUrl, saySlot, slotForOther, whenOf } from "./reader.ts"
import type { Writing } from "./reader.ts"

/** The link to the settings lives this long. */
const settingsMinutes = 15

export function confirmProps(from: Writing): LetterProps["confirm"] {
  const { pair, letter, reader, partner, now } = from
  if (letter.about === "settings" || letter.about === "links") {
    const url = linkTo({ purpose: "settings", expires: now.add({ minutes: settingsMinutes }) }, from)
    return { variant: letter.about, settingsUrl: url, minutes: settingsMinutes }
  }
  if (letter.about === "mailbox") return mailboxProps(from)
  if (letter.about === "existing" || pair.status.kind !== "unconfirmed") {
    return { variant: "existing", partner: partner.name, guideUrl: pageUrl("/guide", from) }
  }
  const expires = pair.status.since.add(confirmWithin)
  return {
    variant: "new",
    partner: partner.name,
    slot: saySlot(pair.slot, reader.zone, now).full,
    length: sayLength(pair.slot.minutes),
    confirmUrl: linkTo({ purpose: "confirm", expires }, from),
    until: `${sayDay(expires, reader.zone)}, ${sayTime(expires, reader.zone)}, ${sayZone(reader.zone)}`,
  }
}

/** To the new mailbox: only who can read it there can make it theirs. */
function mailboxProps(from: Writing): LetterProps["confirm"] {
  const { pending, zone } = from.reader
  if (pending === null) throw new Error(`${from.letter.key} without a new mailbox`)
  const confirmUrl = linkTo({ purpose: "mailbox", expires: pending.until }, from)
  return {
    variant: "mailbox",
    confirmUrl,
    until: `${sayDay(pending.until, zone)}, ${sayTime(pending.until, zone)}, ${sayZone(zone)}`,
  }
}

export async function partnerRequestProps(from: Writing): Promise<LetterProps["partner-request"]> {
  const { pair, letter, reader, partner, now, ports } = from
  const expires = statusSince(from).add(lapseAfter)
  const zones = { reader: reader.zone, other: partner.zone }
  return {
    reminder: letter.about === "reminder",
    inviter: partner.name,
    note: pair.note === null ? null : await ports.store.note(pair.id, pair.note),
    slot: saySlot(pair.slot, reader.zone, now).full,
    length: sayLength(pair.slot.minutes),
    inviterSlot: slotForOther(pair.slot, zones, now),
    firstFocus: pair.firstFocus === "me" ? "inviter" : pair.firstFocus === "partner" ? "you" : "draw",
    joinUrl: linkTo({ purpose: "join", expires }, from),
    guideUrl: pageUrl("/guide", from),
    agreementUrl: pageUrl("/guide#working-agreement", from),
    forgottenOn: dayOf(expires, reader.zone),
  }
}

export function proposalProps(from: Writing): LetterProps["proposal"] {
  const { pair, reader, partner, now } = from
  if (pair.status.kind !== "countered") throw new Error(`${pair.id} has no proposal`)
  const { proposed, since } = pair.status
  const expires = since.add(lapseAfter)
  return {
    partner: partner.name,
    proposed: saySlot(proposed, reader.zone, now).full,
    partnerProposed: slotForOther(proposed, { reader: reader.zone, other: partner.zone }, now),
    asked: saySlot(pair.slot, reader.zone, now).short,
    acceptUrl: linkTo({ purpose: "join", expires }, from),
    forgottenOn: dayOf(expires, reader.zone),
  }
}

export function answerNoProps({ pair, partner }: Writing): LetterProps["answer-no"] {
  return { outcome: pair.status.kind === "lapsed" ? "lapsed" : "declined", partner: partner.name }
}

export function welcomeProps(from: Writing): LetterProps["welcome"] {
  const { pair, letter, partner, now } = from
  const first = pair.sessions.find((session) => session.state.kind === "planned" && session.focus !== "both")
  if (first === undefined) throw new Error(`${pair.id} has no first session`)
  return {
    partner: partner.name,
    first: whenOf(first, from),
    firstFocus: first.focus === letter.to ? "you" : "partner",
    drawn: pair.firstFocus === "draw",
    terms: termsOf(pair, now),
    minutes: first.minutes,
    meetingLink: pair.meetingLink,
    guideUrl: pageUrl("/guide", from),
  }
}

function statusSince({ pair }: Writing): Temporal.Instant {
  return pair.status.since
}

function dayOf(instant: Temporal.Instant, zone: string): string {
  return sayDate(instant.toZonedDateTimeISO(zone).toPlainDate())
}
