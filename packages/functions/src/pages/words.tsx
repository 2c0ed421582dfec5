import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { hasStarted, sessionEnd } from "@turnabout/core/session.ts"
import { firstSlotDate, slotStart } from "@turnabout/core/slot.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { sayDay, sayTime, sayZone } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import { saySlot } from "../compose/reader.ts"
import { Name } from "./layout.tsx"

/** "Thursdays at 17:00, Lisbon time": a weekly time as it usually is in a zone. */
export function sayWeekly(slot: Slot, zone: string, now: Temporal.Instant): string {
  return `${saySlot(slot, zone, now).short}, ${sayZone(zone)}`
}

export function nextStart(slot: Slot, now: Temporal.Instant): Temporal.Instant {
  return slotStart(slot, firstSlotDate(slot, now))
}

/** "Thursday, 26 November, 17:00–18:00, Lisbon time" */
export function saySession(session: Session, zone: string): string {
  const hours = `${sayTime(session.starts, zone)}–${sayTime(sessionEnd(session), zone)}`
  return `${sayDay(session.starts, zone)}, ${hours}, ${sayZone(zone)}`
}

type SessionProps = { readonly pair: Pair; readonly session: Session; readonly member: MemberId }

/** When a session is for its reader and for the partner, who does what, and where. */
export function SessionFacts({ pair, session, member }: SessionProps) {
  const [me, partner] = [memberOf(pair, member), partnerOf(pair, member)]
  return (
    <dl class="facts">
      <dt>When</dt>
      <dd>
        <strong>{saySession(session, me.zone)}</strong>
      </dd>
      {isSameClock(session, me.zone, partner.zone) ? null : (
        <>
          <dt>
            For <Name of={partner} />
          </dt>
          <dd>{saySession(session, partner.zone)}</dd>
        </>
      )}
      <dt>Who</dt>
      <dd>
        <Roles pair={pair} session={session} member={member} />
      </dd>
      {pair.meetingLink === null ? null : (
        <>
          <dt>Where</dt>
          <dd>
            <a href={pair.meetingLink} rel="noreferrer">
              {pair.meetingLink}
            </a>
          </dd>
        </>
      )}
    </dl>
  )
}

/** Who does what in a session, as a sentence for its reader. */
export function Roles({ pair, session, member }: SessionProps) {
  const partner = partnerOf(pair, member)
  if (session.focus === "both") return <>You both look at how your practice is going. Nobody is the focus.</>
  return session.focus === member ? (
    <>
      You are the focus; <Name of={partner} /> coaches.
    </>
  ) : (
    <>
      You coach; <Name of={partner} /> is the focus.
    </>
  )
}

/** The next session that is planned, in a sentence; nothing if none is. */
export function NextSession({
  pair,
  member,
  now,
}: {
  readonly pair: Pair
  readonly member: MemberId
  readonly now: Temporal.Instant
}) {
  const next = pair.sessions.find((session) => session.state.kind === "planned" && !hasStarted(session, now))
  if (next === undefined) return null
  return (
    <p>
      Next: <strong>{saySession(next, memberOf(pair, member).zone)}</strong>.{" "}
      <Roles pair={pair} session={next} member={member} />
    </p>
  )
}

/** Whether two clocks show the same at a session. */
export function isSameClock(session: Session, one: string, other: string): boolean {
  const offset = (zone: string) => session.starts.toZonedDateTimeISO(zone).offsetNanoseconds
  return offset(one) === offset(other)
}
