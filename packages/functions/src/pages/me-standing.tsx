import { isLastOff, memberOf, partnerOf } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { endOfLast, keptAfterEnd } from "@turnabout/core/schedule.ts"
import { heldBeforeReview, heldSoFar } from "@turnabout/core/turn.ts"
import { sayDate, sayDay, sayWeekday } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import { Name } from "./layout.tsx"
import type { Opened } from "./link.tsx"

/** How a pair without a session ahead stands, and whose turn is next. */
export function NoSessions({ pair, claims }: Opened) {
  const { status } = pair
  switch (status.kind) {
    case "ended":
      return (
        <p>
          Your pair has ended. Everything is erased on <strong>{erasedOn(pair)}</strong>; until then you can take a
          copy.
        </p>
      )
    case "paused":
      return (
        <>
          <p>
            <WhyPaused pair={pair} claims={claims} />
          </p>
          <WhoseTurn pair={pair} claims={claims} />
        </>
      )
    case "ending":
      return (
        <p>
          {isLastOff(pair)
            ? "Your last session is off, and another can be booked below. Otherwise the pair closes on "
            : "Your last session has begun. The pair closes on "}
          <strong>{sayDay(endOfLast(pair, status), memberOf(pair, claims.member).zone)}</strong>.
        </p>
      )
    case "active":
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
      return <p>Nothing is planned at the moment. The next invitation comes by letter.</p>
  }
}

/** Said neutrally: nobody is told what the other has read. */
export function WhyPaused({ pair, claims }: Opened) {
  const { status } = pair
  if (status.kind !== "paused") return null
  switch (status.reason) {
    case "asked":
      return status.until === null ? (
        <>Your sessions are paused.</>
      ) : (
        <>
          Paused until <strong>{sayFirstDay(status.until)}</strong>. One letter comes three days before.
        </>
      )
    case "unsubscribed":
      return status.by === claims.member ? (
        <>Your letters are stopped, so nothing is planned. A reply to any letter you had from us starts them again.</>
      ) : (
        <>
          Your sessions are on hold, because one of you has stopped the letters. A reply to one of our letters, from the
          one who stopped them, starts them again.
        </>
      )
    case "quiet":
      return (
        <>
          Your sessions are on hold until we hear from{" "}
          {status.by === claims.member ? "you" : <Name of={partnerOf(pair, claims.member)} />}.
        </>
      )
    case "silent":
      return <>Your sessions are on hold until we hear from one of you.</>
  }
}

/** Whose focus the next session is, where no session says it. */
function WhoseTurn({ pair, claims }: Opened) {
  const { focus, sinceReview } = heldSoFar(pair)
  const partner = partnerOf(pair, claims.member)
  if (sinceReview >= heldBeforeReview) return <p>Next time you both look at how your practice is going.</p>
  return (
    <p>
      When you start again,{" "}
      {focus === claims.member ? (
        "it is your turn to be the focus."
      ) : (
        <>
          it is <Name of={partner} />
          ’s turn to be the focus.
        </>
      )}
    </p>
  )
}

/** "Thursday, 24 December" */
export function sayFirstDay(date: Temporal.PlainDate): string {
  return `${sayWeekday(date)}, ${sayDate(date)}`
}

/** The day, by the slot's clock, on which everything of an ended pair is erased. */
export function erasedOn({ status, slot }: Pair): string {
  return sayDay(status.since.add(keptAfterEnd), slot.zone)
}
