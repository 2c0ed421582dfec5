import { Temporal } from "temporal-polyfill"
import type { WorkbenchMessage } from "../messages.ts"
import type { Answered, Doings } from "./answered.ts"
import { readCard } from "./calendar-card.ts"
import { calendarNames, Card } from "./card.tsx"
import { anchorOf, News } from "./news.tsx"
import { fullTime, wallClock } from "./page-times.ts"
import { answersBy, memberBehind, type Pairs, zoneOf } from "./pairs.ts"
import { arrange } from "./waiting.ts"

const lettersShown = 40

type Scene = {
  /** Of all mailboxes, oldest first. */
  readonly messages: readonly WorkbenchMessage[]
  readonly pairs: Pairs
  readonly now: Temporal.Instant
  readonly doings: Doings
}

/** One mailbox: what there is to do, open, and all else, closed. */
export function Mailbox({ mailbox, ...scene }: Scene & { readonly mailbox: string }) {
  const letters = scene.messages.filter(({ to }) => to === mailbox)
  const newest = new Map(letters.map(({ id, calendar }) => [eventOf(calendar), id]))
  const arranged = arrange(letters, { ...scene, answers: scene.doings.answers })
  const others = arranged.others.slice(0, lettersShown)
  const left = arranged.others.length - others.length
  const heading = `mailbox-${letters[0]?.id ?? ""}`
  const show = (letter: WorkbenchMessage, isOpen: boolean) => (
    <Letter
      letter={letter}
      isOpen={isOpen || lastAnswered(scene.doings)?.letter === letter.id}
      isReplaced={newest.get(eventOf(letter.calendar)) !== letter.id}
      {...scene}
    />
  )
  return (
    <section class="mailbox" aria-labelledby={heading}>
      <h2 id={heading}>{mailbox}</h2>
      <p class="hint">
        {letters.length === 1 ? "1 letter" : `${letters.length} letters`}
        {others.length > 0 && ": open, what is to do or next; then the others, the newest first"}
        {left > 0 && `; the ${left} oldest are not shown`}
      </p>
      {arranged.now.map((letter) => show(letter, true))}
      {others.map((letter) => show(letter, false))}
    </section>
  )
}

function lastAnswered({ last }: Doings): Answered | null {
  return last?.kind === "answered" ? last.answered : null
}

function eventOf(calendar: string | null): string | null {
  return calendar === null ? null : (readCard(calendar)?.uid ?? null)
}

type LetterProps = Scene & {
  readonly letter: WorkbenchMessage
  readonly isOpen: boolean
  /** Whether a later letter brought the same event. */
  readonly isReplaced: boolean
}

function Letter({ letter, isOpen, isReplaced, messages, pairs, now, doings }: LetterProps) {
  const sent = letter.calendar === null ? null : readCard(letter.calendar)
  const card = sent === null || isReplaced ? sent : { ...sent, attendees: answersBy(sent, pairs) }
  return (
    <details class="letter" id={anchorOf(letter.id)} open={isOpen}>
      <summary>
        <span class="subject">
          <bdi>{letter.subject}</bdi>
        </span>
        <span class="hint">
          {letter.kind ?? "mail"}, {fullTime(Temporal.Instant.from(letter.date))}
        </span>
      </summary>
      {doings.last?.kind === "answered" && doings.last.answered.letter === letter.id && (
        <News last={doings.last} messages={messages}>
          <strong>Sent.</strong> <WhoAnswered letter={letter} answered={doings.last.answered} pairs={pairs} />
        </News>
      )}
      {card !== null && (
        <Card card={card} letter={letter.id} now={now} zone={zoneOf(letter.from, pairs)} isReplaced={isReplaced} />
      )}
      {letter.html !== "" && (
        <iframe
          title={`Letter: ${letter.subject}`}
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          loading="lazy"
          srcdoc={openingOutside(letter.html)}
        />
      )}
      <Answers letter={letter} pairs={pairs} doings={doings} />
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
      <details>
        <summary>As text, and the mail itself</summary>
        <pre>{letter.text}</pre>
        <p class="hint">
          The mail: <a href={`/workbench/messages/${letter.id}.txt`}>its source</a>, or{" "}
          <a href={`/workbench/messages/${letter.id}.eml`}>as a file</a> for a mail program.
        </p>
      </details>
    </details>
  )
}

type AnswersProps = Pick<Scene, "pairs" | "doings"> & { readonly letter: WorkbenchMessage }

/** What was answered to a letter from here. */
function Answers({ letter, pairs, doings }: AnswersProps) {
  return (
    <>
      {doings.answers
        .filter((answered) => answered.letter === letter.id)
        .map((answered) => (
          <div class="said">
            <p>
              <WhoAnswered letter={letter} answered={answered} pairs={pairs} />
              <span class="hint"> ({fullTime(answered.at)})</span>
            </p>
            {answered.what.kind === "reply" && <pre>{answered.what.text.trim()}</pre>}
          </div>
        ))}
    </>
  )
}

type WhoProps = Pick<Scene, "pairs"> & { readonly letter: WorkbenchMessage; readonly answered: Answered }

/** "Ben said no, from Outlook" */
function WhoAnswered({ letter, answered: { by, what }, pairs }: WhoProps) {
  const behind = memberBehind(letter.from, pairs)
  return (
    <>
      <bdi>{(by === letter.to && behind?.pair.members[behind.member].name) || by}</bdi> {answerWords(what)}
    </>
  )
}

function answerWords(what: Answered["what"]): string {
  if (what.kind === "reply") return "replied"
  const from = `from ${calendarNames[what.client]}`
  switch (what.answer) {
    case "accept":
      return `said yes, ${from}`
    case "decline":
      return `said no, ${from}`
    case "propose":
      return `proposed ${wallClock(what.starts)}, ${from}`
  }
}

// Links of a letter open beside the workbench, as they would beside a mail client.
function openingOutside(html: string): string {
  const base = '<base target="_blank">'
  return /<head\b[^>]*>/i.test(html) ? html.replace(/<head\b[^>]*>/i, (head) => `${head}${base}`) : `${base}${html}`
}

function replySubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`
}
