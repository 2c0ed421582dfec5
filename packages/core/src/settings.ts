import { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { planned, withoutSkipped } from "./call-off.ts"
import { usualSlot } from "./clock-shift.ts"
import type { CommandOf } from "./command.ts"
import type { MemberId } from "./id.ts"
import { memberIds, otherMember } from "./id.ts"
import { suppress } from "./notice.ts"
import { eventThing, owe, oweBoth } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { hasBegun, sessionOf, withMember, withSession } from "./pair.ts"
import { oweEvent, resequenced, restamped, soonestSlotDate } from "./plan.ts"
import type { Session } from "./session.ts"
import { askedBy } from "./session.ts"
import { takeSign, wakeFromSilence } from "./silence.ts"
import type { Slot } from "./slot.ts"
import { changeAbout } from "./slot-change.ts"
import type { SlotChange } from "./slot-change.ts"
import { slotStart, weekdays } from "./slot.ts"
import { takeBackSteps } from "./step.ts"
import { isBefore, latest } from "./time.ts"

/** A new mailbox has to be confirmed from itself within this time. */
const mailboxWithin = Temporal.Duration.from({ hours: 48 })
/** Asked for once more within this time, the letter is on its way already. */
const askMailboxAgainAfter = Temporal.Duration.from({ minutes: 2 })

/** When they met before a change of it. */
type Meeting = Pick<Pair, "slot" | "rhythm">

type By = { readonly by: MemberId; readonly now: Temporal.Instant; readonly before: Meeting }

/** What a member is shown of the slot: weekday and wall time by their own clock, as it usually is. */
export function slotShown(slot: Slot, zone: string, now: Temporal.Instant): Pick<Slot, "weekday" | "time"> {
  const local = usualSlot(slot, zone, now).starts.toZonedDateTimeISO(zone)
  const weekday = weekdays[local.dayOfWeek - 1]
  if (weekday === undefined) throw new Error("a day of no week")
  return { weekday, time: local.toPlainTime().toString({ smallestUnit: "minute" }) }
}

/** The settings page: what is as it was changes nothing, so one form may hold it all. */
export function save(pair: Pair, command: CommandOf<"save">, now: Temporal.Instant): Act {
  const { by, settings } = command
  const { kind } = pair.status
  if (kind !== "active" && kind !== "paused" && kind !== "ending") return refused(pair, "wrong-state")
  const { name, zone, sharesAnswers, sharesCommitments, meetingLink } = settings
  // After a last session there is nothing that could come every week, or every other.
  const rhythm = kind === "ending" ? pair.rhythm : settings.rhythm
  const before = pair.members[by]
  const own = withMember(pair, by, { name, zone, sharesAnswers, sharesCommitments })
  const isNewTitle = name !== before.name || meetingLink !== pair.meetingLink
  const linked: Pair = isNewTitle ? retold({ ...own, meetingLink }, now) : own
  const shown = slotShown(pair.slot, before.zone, now)
  const { weekday, time, minutes } = settings
  const isSameTime = shown.weekday === weekday && shown.time === time
  // Who changes the time means their own clock; a zone alone changes only what they are shown.
  const slot: Slot = isSameTime ? { ...pair.slot, minutes } : { weekday, time, minutes, zone }
  const isSameSlot = isSameTime && minutes === pair.slot.minutes
  // Both at once is one change, told once, against what was before.
  return done(
    isSameSlot
      ? setRhythm(linked, rhythm, { by, now, before: pair })
      : changeSlot({ ...linked, rhythm }, slot, { by, now, before: pair }),
  )
}

/** The events ahead again, under their new title or place, to those whose calendars need them. */
function retold(pair: Pair, now: Temporal.Instant, newMailboxOf: MemberId | null = null): Pair {
  const readers = newMailboxOf === null ? memberIds : [newMailboxOf]
  const news = newMailboxOf === null ? "details" : "new-mailbox"
  return planned(pair, now).reduce((next, session) => {
    const stamped = restamped(session, now)
    return readers.reduce(
      (owing, to) => {
        // An unsent letter about this event says it all when it's composed: it only has to be newer.
        const unsent = owing.outbox.find(({ key }) => key === `${eventThing(session.number)}.${to}`)
        const kind = unsent?.kind ?? "invitation"
        const about = unsent === undefined ? news : unsent.about
        return oweEvent(owing, { kind, session: stamped, to, ...(about === null ? {} : { about }) }, now)
      },
      withSession(next, stamped),
    )
  }, pair)
}

/** For good: the k-th session invited goes to the k-th new slot at least a day ahead, moved ones too. */
function changeSlot(pair: Pair, slot: Slot, { by, now, before }: By): Pair {
  const next: Pair = { ...withoutSkipped(pair, now), slot }
  const first = soonestSlotDate(next, now)
  return replan(next, { first, before, by, keepsFirst: false }, now)
}

/** Weekly or fortnightly: the next session stays where it is, and the later ones follow it. */
function setRhythm(pair: Pair, rhythm: Pair["rhythm"], { by, now, before }: By): Pair {
  if (pair.rhythm === rhythm) return pair
  const next: Pair = { ...withoutSkipped(pair, now), rhythm }
  const first = planned(next, now)[0]?.slotDate ?? soonestSlotDate(next, now)
  return replan(next, { first, before, by, keepsFirst: true }, now)
}

type Replan = {
  readonly first: Temporal.PlainDate
  readonly before: Meeting
  readonly by: MemberId
  /** The next session stays, also where it was moved to: its slot may have gone by. */
  readonly keepsFirst: boolean
}

function replan(pair: Pair, { first, before, by, keepsFirst }: Replan, now: Temporal.Instant): Pair {
  const about = changeAbout(by, before)
  const step = pair.rhythm === "weekly" ? 7 : 14
  const ahead = planned(pair, now)
  // In a pause the back-soon letter says when they meet, and what has changed: nothing is sent before it.
  if (pair.status.kind === "paused") return withUnsaid(pair, { by, slot: before.slot, rhythm: before.rhythm })
  const told = ahead.length > 0 ? pair : oweBoth(pair, { thing: "changed", kind: "changed", about }, now)
  return ahead.reduce((next, { number }, place) => {
    const slotDate = first.add({ days: step * place })
    const session = sessionOf(next, number)
    if (session === null) return next
    const starts = keepsFirst && place === 0 ? session.starts : slotStart(next.slot, slotDate)
    const isSame = session.starts.equals(starts) && session.minutes === next.slot.minutes
    const letter =
      place === 0
        ? { kind: "changed" as const, about }
        : { kind: "invitation" as const, about: keepsFirst ? "rhythm-changed" : "slot-changed" }
    const timed = isSame ? restamped(session, now) : resequenced(session, now)
    const partstat = isSame ? session.event.partstat : askedBy(by)
    const replanned: Session = {
      ...timed,
      slotDate,
      starts,
      minutes: next.slot.minutes,
      event: { ...timed.event, partstat },
    }
    // The same time again has nothing to tell, but for the letter about the change itself.
    if (isSame && place > 0) return next
    const cleared = isSame ? next : takeBackSteps(next, session)
    return memberIds.reduce(
      (owing, to) => oweEvent(owing, { ...letter, session: replanned, to }, now),
      withSession(cleared, { ...replanned, done: sessionOf(cleared, number)?.done ?? replanned.done }),
    )
  }, told)
}

/** Against what it was before the first change that they have not been told of; taken back, there is nothing to tell. */
function withUnsaid(pair: Pair, change: SlotChange): Pair {
  const unsaid = { ...(pair.unsaidChange ?? change), by: change.by }
  const said = ({ slot, rhythm }: Meeting) => changeAbout(unsaid.by, { slot, rhythm })
  return { ...pair, unsaidChange: said(unsaid) === said(pair) ? null : unsaid }
}

/** By reply, or from the question that three skips bring up. */
export function changeRhythm(pair: Pair, command: CommandOf<"rhythm">, now: Temporal.Instant): Act {
  if (pair.status.kind !== "active" && pair.status.kind !== "paused") return refused(pair, "wrong-state")
  if (pair.rhythm === command.rhythm) return unchanged(pair)
  return done(setRhythm(pair, command.rhythm, { by: command.by, now, before: pair }))
}

/** The link to the settings, to the mailbox on file. */
export function askSettings(pair: Pair, command: CommandOf<"ask-settings">, now: Temporal.Instant): Act {
  if (!hasBegun(pair)) return refused(pair, "wrong-state")
  return done(owe(pair, { thing: "settings", kind: "confirm", to: command.by, about: "settings" }, now))
}

/** No link that a member was sent until now opens anything any more; a letter brings the first of the new ones. */
export function replaceLinks(pair: Pair, command: CommandOf<"replace-links">, now: Temporal.Instant): Act {
  const { by, links } = command
  if (!hasBegun(pair)) return refused(pair, "wrong-state")
  if (pair.members[by].links !== links) return unchanged(pair)
  // The link that would have confirmed another mailbox is one of them.
  const replaced = withMember(pair, by, { links: links + 1, pending: null })
  return done(owe(replaced, { thing: "settings", kind: "confirm", to: by, about: "links" }, now))
}

/**
 * Another mailbox stands for the member only once somebody confirms it from there. Each mailbox asked for has a time of
 * its own, by which its link is known: the link that went to one of them must not confirm another.
 */
export function askMailbox(pair: Pair, command: CommandOf<"ask-mailbox">, now: Temporal.Instant): Act {
  const { by, mailbox } = command
  const { pending, mailbox: current } = pair.members[by]
  if (mailbox === current) return unchanged(pair)
  const until = now.add(mailboxWithin)
  if (pending?.mailbox === mailbox && isBefore(until, pending.until.add(askMailboxAgainAfter))) return unchanged(pair)
  const own = pending === null ? until : latest(until, pending.until.add({ seconds: 1 }))
  const asked = withMember(pair, by, { pending: { mailbox, until: own } })
  if (command.suppressed !== null || command.held === true) return done(asked)
  return done(owe(asked, { thing: "mailbox", kind: "confirm", to: by, about: "mailbox" }, now))
}

/** From now on letters go there; the old mailbox is told. */
export function takeMailbox(pair: Pair, command: CommandOf<"take-mailbox">, now: Temporal.Instant): Act {
  const { by, mailbox } = command
  const { pending, mailbox: former } = pair.members[by]
  if (former === mailbox) return unchanged(pair)
  // It takes two people: the partner may have taken this very mailbox meanwhile.
  if (mailbox === pair.members[otherMember(by)].mailbox) return refused(pair, "nothing-asked")
  if (pending === null || pending.mailbox !== mailbox) return refused(pair, "nothing-asked")
  if (Temporal.Instant.compare(pending.until, now) <= 0) return refused(pair, "nothing-asked")
  const changed = withMember(pair, by, { mailbox, former, pending: null, suppressed: null })
  const moved = pair.members[by].suppressed === null ? tellFormer(changed, by, now) : reached(changed, by, now)
  const standing = command.suppressed === null ? moved : suppress(moved, { by, ...command.suppressed }, now).pair
  // Their new mailbox has no events yet; nothing has changed for the partner.
  return done(retold(standing, now, by))
}

function tellFormer(pair: Pair, by: MemberId, now: Temporal.Instant): Pair {
  return owe(pair, { thing: "former-mailbox", kind: "changed", to: by, about: "mailbox" }, now)
}

/** The mailbox before took no letters, so it isn't told; what stopped for that goes on. */
function reached(pair: Pair, by: MemberId, now: Temporal.Instant): Pair {
  return wakeFromSilence(takeSign(withMember(pair, by, { former: null }), by, now), by, now)
}
