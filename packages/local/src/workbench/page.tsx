import type { Child } from "hono/jsx"
import { raw } from "hono/html"
import { Temporal } from "temporal-polyfill"
import { instantText, isAtOrBefore } from "@turnabout/core/time.ts"
import type { WorkbenchMessage } from "../messages.ts"
import { readCard } from "./calendar-card.ts"
import { Card } from "./card.tsx"
import { fullTime, spanWords } from "./page-times.ts"
import { PairStates } from "./pair-state.tsx"
import { answersBy, type Pairs, zoneOf } from "./pairs.ts"

const lettersShown = 40

type PageProps = {
  /** Oldest first. */
  readonly messages: readonly WorkbenchMessage[]
  readonly pairs: Pairs
  readonly now: Temporal.Instant
  readonly next: Temporal.Instant | null
}

/** Every mailbox side by side, the clock, and how each pair stands. */
export function WorkbenchPage({ messages, pairs, now, next }: PageProps) {
  const mailboxes = [...new Set(messages.map(({ to }) => to))]
  return (
    <Frame title="Workbench">
      <p>
        This is Turnabout on your own machine, and nothing leaves it. <a href="/">The service</a> works as it would for
        real, but its letters land in the mailboxes below, and its clock is yours to move.
      </p>
      <Walk isOpen={mailboxes.length === 0} />
      <div class="top">
        <Clock now={now} next={next} />
        <PairStates found={pairs} now={now} />
      </div>
      <div class="mailboxes">
        {mailboxes.map((mailbox) => (
          <Mailbox mailbox={mailbox} letters={messages.filter(({ to }) => to === mailbox)} pairs={pairs} now={now} />
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
        <li>
          Both have a welcome, and two invitations: in one Ana coaches Ben, in the other Ben coaches Ana. Say yes with
          the buttons of the calendar card, as Google, Outlook or Apple would.
        </li>
        <li>
          Press “Next thing” until the focus person is asked what they want to bring. Answer in the reply box below that
          letter: the coach gets the words.
        </li>
        <li>
          Press “Next thing” again. After the hour both are asked what was decided: on a page, or by a reply such as
          “yes”, then “- email Ana before Thursday lunch” on a line of its own.
        </li>
        <li>
          Say no to the next invitation, or propose another time, and look at the other mailbox: the week is skipped or
          moved for both, and whose turn it is stays as it was.
        </li>
        <li>
          Go on by weeks. The roles turn, the commitments come back in the next prompt, and on the first of the month
          each of you reads what you said you would do.
        </li>
      </ol>
    </details>
  )
}

type MailboxProps = Pick<PageProps, "pairs" | "now"> & {
  readonly mailbox: string
  readonly letters: readonly WorkbenchMessage[]
}

function Mailbox({ mailbox, letters, pairs, now }: MailboxProps) {
  const newest = new Map(letters.map(({ id, calendar }) => [eventOf(calendar), id]))
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
        <Letter
          letter={letter}
          isOpen={place === 0}
          isReplaced={newest.get(eventOf(letter.calendar)) !== letter.id}
          pairs={pairs}
          now={now}
        />
      ))}
    </section>
  )
}

function eventOf(calendar: string | null): string | null {
  return calendar === null ? null : (readCard(calendar)?.uid ?? null)
}

type LetterProps = Pick<PageProps, "pairs" | "now"> & {
  readonly letter: WorkbenchMessage
  readonly isOpen: boolean
  /** Whether a later letter brought the same event. */
  readonly isReplaced: boolean
}

function Letter({ letter, isOpen, isReplaced, pairs, now }: LetterProps) {
  const sent = letter.calendar === null ? null : readCard(letter.calendar)
  const card = sent === null || isReplaced ? sent : { ...sent, attendees: answersBy(sent, pairs) }
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
      {card !== null && (
        <Card card={card} letter={letter.id} now={now} zone={zoneOf(letter.from, pairs)} isReplaced={isReplaced} />
      )}
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
        <input type="hidden" name="from" value={letter.to} />
        <input type="hidden" name="to" value={letter.from} />
        <input type="hidden" name="subject" value={replySubject(letter.subject)} />
        <input type="hidden" name="inReplyTo" value={letter.headers["message-id"] ?? ""} />
        <label>
          Reply as {letter.to}
          <textarea name="text" rows={3} required />
        </label>
        <button>Send the reply</button>
      </form>
      <p class="hint">
        The mail itself: <a href={`/workbench/messages/${letter.id}.txt`}>its source</a>, or{" "}
        <a href={`/workbench/messages/${letter.id}.eml`}>as a file</a> for a mail program.
      </p>
    </details>
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
