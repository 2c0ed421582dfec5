import type { Temporal } from "temporal-polyfill"
import { isBefore } from "@turnabout/core/time.ts"
import { sayWhen, sayZone } from "@turnabout/core/when.ts"
import { calendarClients } from "./calendar-answer.ts"
import type { CalendarCard } from "./calendar-card.ts"
import { clockTime, fullTime } from "./page-times.ts"

type CardProps = {
  readonly card: CalendarCard
  /** The letter that it came with. */
  readonly letter: string
  readonly now: Temporal.Instant
  /** The zone of the member whose calendar it is; null if nobody knows. */
  readonly zone: string | null
  /** Whether a later letter has brought the same event. */
  readonly isReplaced: boolean
}

/** An event as a calendar shows it, and its buttons while it is ahead. */
export function Card({ card, letter, now, zone, isReplaced }: CardProps) {
  const isOff = card.isCancelled
  return (
    <div class={isOff || isReplaced ? "card past" : "card"}>
      <p class="hint">
        {isOff ? "Taken out of the calendar" : isReplaced ? "Changed by a later letter" : "In the calendar"}
      </p>
      <p class={isOff ? "title cancelled" : "title"}>{card.title}</p>
      <p>
        {fullTime(card.starts)} to {clockTime(card.ends)} (UTC)
        {zone !== null && zone !== "UTC" && (
          <>
            <br />
            {sayWhen(card.starts, zone)}
          </>
        )}
      </p>
      <ul>
        {card.attendees.map(({ name, answer }) => (
          <li>
            {name}: {answer}
          </li>
        ))}
      </ul>
      {card.description !== "" && (
        <details>
          <summary>Notes</summary>
          <pre>{card.description}</pre>
        </details>
      )}
      {!isOff && !isReplaced && isBefore(now, card.starts) && (
        <Answer letter={letter} starts={card.starts} zone={zone ?? "UTC"} />
      )}
    </div>
  )
}

export const calendarNames = { google: "Google", outlook: "Outlook", apple: "Apple" }

type AnswerProps = { readonly letter: string; readonly starts: Temporal.Instant; readonly zone: string }

function Answer({ letter, starts, zone }: AnswerProps) {
  const local = starts.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" })
  return (
    <form method="post" action="/workbench/calendar" class="answer">
      {/* Enter in a field presses a form's first button: none of the real ones is meant by that. */}
      <button disabled hidden></button>
      <input type="hidden" name="message" value={letter} />
      <fieldset>
        <legend>Answer from the calendar of</legend>
        {calendarClients.map((client, place) => (
          <label>
            <input type="radio" name="client" value={client} checked={place === 0} /> {calendarNames[client]}
          </label>
        ))}
      </fieldset>
      <div class="buttons">
        <button name="answer" value="accept" formnovalidate>
          Yes
        </button>
        <button name="answer" value="decline" formnovalidate>
          No
        </button>
      </div>
      <label>
        Another time ({sayZone(zone)})
        <input type="datetime-local" name="starts" value={local} required />
      </label>
      <button name="answer" value="propose">
        Propose another time
      </button>
    </form>
  )
}
