import type { Child } from "hono/jsx"
import { raw } from "hono/html"
import { Temporal } from "temporal-polyfill"
import { instantText, isAtOrBefore } from "@turnabout/core/time.ts"
import type { WorkbenchMessage } from "../messages.ts"
import { type CalendarCard, readCard } from "./calendar-card.ts"

const lettersShown = 40

type PageProps = {
  /** Oldest first. */
  readonly messages: readonly WorkbenchMessage[]
  readonly now: Temporal.Instant
  readonly next: Temporal.Instant | null
}

/** Every mailbox side by side, and the clock. */
export function WorkbenchPage({ messages, now, next }: PageProps) {
  const mailboxes = [...new Set(messages.map(({ to }) => to))]
  return (
    <Frame title="Workbench">
      <p>
        This is Turnabout on your own machine, and nothing leaves it. <a href="/">The service</a> works as it would for
        real, but its letters land in the mailboxes below, and its clock is yours to move.
      </p>
      <Clock now={now} next={next} />
      <Walk isOpen={mailboxes.length === 0} />
      <div class="mailboxes">
        {mailboxes.map((mailbox) => (
          <Mailbox mailbox={mailbox} letters={messages.filter(({ to }) => to === mailbox)} />
        ))}
      </div>
      <footer>
        <p>
          For programs: <a href="/workbench/messages">the letters</a> and <a href="/workbench/clock">the clock</a> as
          JSON.
        </p>
      </footer>
    </Frame>
  )
}

/** Says what was wrong with a form of the workbench. */
export function RefusalPage({ error }: { readonly error: string }) {
  return (
    <Frame title="That did not work">
      <p role="alert">{error}</p>
      <p>
        <a href="/workbench">Back to the workbench</a>
      </p>
    </Frame>
  )
}

function Frame({ title, children }: { readonly title: string; readonly children?: Child }) {
  return (
    <>
      {raw("<!doctype html>\n")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} – Turnabout`}</title>
          <link rel="stylesheet" href="/workbench/style.css" />
        </head>
        <body>
          <main>
            <h1>{title}</h1>
            {children}
          </main>
        </body>
      </html>
    </>
  )
}

function Clock({ now, next }: Pick<PageProps, "now" | "next">) {
  return (
    <section class="clock" aria-labelledby="clock">
      <h2 id="clock">Clock</h2>
      <p>
        It is <strong>{fullTime(now)}</strong> (UTC).{" "}
        {next === null
          ? "Nothing is planned."
          : isAtOrBefore(next, now)
            ? "The next thing is due now."
            : `The next thing is due ${spanWords(now, next)}: ${fullTime(next)}.`}
      </p>
      <div class="buttons">
        {next !== null && (
          <Move
            name={isAtOrBefore(next, now) ? "by" : "to"}
            value={isAtOrBefore(next, now) ? "PT0S" : instantText(next)}
          >
            Next thing
          </Move>
        )}
        <Move name="by" value="PT1H">
          +1 hour
        </Move>
        <Move name="by" value="P1D">
          +1 day
        </Move>
        <Move name="by" value="P1W">
          +1 week
        </Move>
      </div>
    </section>
  )
}

type MoveProps = { readonly name: "by" | "to"; readonly value: string; readonly children?: Child }

function Move({ name, value, children }: MoveProps) {
  return (
    <form method="post" action="/workbench/clock">
      <button name={name} value={value}>
        {children}
      </button>
    </form>
  )
}

function Walk({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <details class="walk" open={isOpen}>
      <summary>The practice in five minutes</summary>
      <p>
        Two people who chose each other meet every week for an hour. One is the coach, the other the focus person; next
        time they swap. Turnabout does the remembering, by letter and calendar. Play both of them:
      </p>
      <ol>
        <li>
          <a href="/">Sign up</a> as Ana, ana@example.org, with Ben, ben@example.net, as your partner. A letter to Ana
          appears here: follow its link and confirm.
        </li>
        <li>Ben is asked. Follow the link in his letter, and say yes.</li>
        <li>Both have a welcome, and two invitations: in one Ana coaches Ben, in the other Ben coaches Ana.</li>
        <li>
          Press “Next thing” until the focus person is asked what they want to bring. Answer in the reply box below that
          letter: the coach gets the words.
        </li>
        <li>
          Press “Next thing” again. After the hour both are asked what was decided: on a page, or by a reply such as
          “yes”, then “- email Ana before Thursday lunch” on a line of its own.
        </li>
        <li>
          Go on by weeks. The roles turn, the commitments come back in the next prompt, and on the first of the month
          each of you reads what you said you would do.
        </li>
      </ol>
    </details>
  )
}

type MailboxProps = { readonly mailbox: string; readonly letters: readonly WorkbenchMessage[] }

function Mailbox({ mailbox, letters }: MailboxProps) {
  const shown = letters.slice(-lettersShown).toReversed()
  const heading = `mailbox-${letters[0]?.id ?? ""}`
  return (
    <section class="mailbox" aria-labelledby={heading}>
      <h2 id={heading}>{mailbox}</h2>
      <p class="hint">
        {letters.length === 1 ? "1 letter" : `${letters.length} letters`}, the newest first
        {letters.length > shown.length && `; the ${letters.length - shown.length} oldest are not shown`}
      </p>
      {shown.map((letter, place) => (
        <Letter mailbox={mailbox} letter={letter} isOpen={place === 0} />
      ))}
    </section>
  )
}

type LetterProps = { readonly mailbox: string; readonly letter: WorkbenchMessage; readonly isOpen: boolean }

function Letter({ mailbox, letter, isOpen }: LetterProps) {
  const card = letter.calendar === null ? null : readCard(letter.calendar)
  return (
    <details class="letter" id={letter.id} open={isOpen}>
      <summary>
        <span class="subject">
          <bdi>{letter.subject}</bdi>
        </span>
        <span class="hint">
          {letter.kind ?? "mail"}, {fullTime(Temporal.Instant.from(letter.date))}
        </span>
      </summary>
      {card !== null && <Card card={card} />}
      {letter.html !== "" && (
        <iframe
          title={`Letter: ${letter.subject}`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          loading="lazy"
          srcdoc={openingOutside(letter.html)}
        />
      )}
      <details>
        <summary>As text</summary>
        <pre>{letter.text}</pre>
      </details>
      <form method="post" action="/workbench/mail" class="reply">
        <input type="hidden" name="from" value={mailbox} />
        <input type="hidden" name="to" value={letter.from} />
        <input type="hidden" name="subject" value={replySubject(letter.subject)} />
        <input type="hidden" name="inReplyTo" value={letter.headers["message-id"] ?? ""} />
        <label>
          Reply as {mailbox}
          <textarea name="text" rows={3} required />
        </label>
        <button>Send the reply</button>
      </form>
      <p class="hint">
        <a href={`/workbench/messages/${letter.id}.eml`}>The mail itself</a>
      </p>
    </details>
  )
}

function Card({ card }: { readonly card: CalendarCard }) {
  return (
    <div class={card.isCancelled ? "card cancelled" : "card"}>
      <p class="hint">{card.isCancelled ? "Taken out of the calendar" : "In the calendar"}</p>
      <p class="title">{card.title}</p>
      <p>
        {fullTime(card.starts)} to {clockTime(card.ends)} (UTC)
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
    </div>
  )
}

// Links of a letter open beside the workbench, as they would beside a mail client.
function openingOutside(html: string): string {
  const base = '<base target="_blank">'
  return /<head\b[^>]*>/i.test(html) ? html.replace(/<head\b[^>]*>/i, (head) => `${head}${base}`) : `${base}${html}`
}

function replySubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`
}

// By name, because the order and commas of a whole date differ from one Node to the next.
const weekday = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long" })
const month = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long" })

/** `Monday 23 November 2026 at 09:00` */
function fullTime(instant: Temporal.Instant): string {
  const { day, year } = instant.toZonedDateTimeISO("UTC")
  const ms = instant.epochMilliseconds
  return `${weekday.format(ms)} ${day} ${month.format(ms)} ${year} at ${clockTime(instant)}`
}

function clockTime(instant: Temporal.Instant): string {
  return instantText(instant).slice(11, 16)
}

/** `in 2 days and 3 hours`: the two largest units. */
function spanWords(from: Temporal.Instant, to: Temporal.Instant): string {
  const minutes = Math.max(1, Math.ceil((to.epochMilliseconds - from.epochMilliseconds) / 60_000))
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor((minutes % 1440) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
  return `in ${words.slice(0, 2).join(" and ")}`
}
