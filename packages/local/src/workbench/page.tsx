import type { Child } from "hono/jsx"
import { raw } from "hono/html"
import type { Temporal } from "temporal-polyfill"
import { isAtOrBefore } from "@turnabout/core/time.ts"
import type { WorkbenchMessage } from "../messages.ts"
import type { Doings } from "./answered.ts"
import { Mailbox } from "./mailbox.tsx"
import { News } from "./news.tsx"
import { fullTime, spanWords } from "./page-times.ts"
import { PairStates } from "./pair-state.tsx"
import type { Pairs } from "./pairs.ts"
import { Walk } from "./walk.tsx"

type PageProps = {
  /** Oldest first. */
  readonly messages: readonly WorkbenchMessage[]
  readonly pairs: Pairs
  readonly now: Temporal.Instant
  readonly next: Temporal.Instant | null
  readonly doings: Doings
}

/** Every mailbox side by side, the clock, and how each pair stands. */
export function WorkbenchPage({ messages, pairs, now, next, doings }: PageProps) {
  const mailboxes = [...new Set(messages.map(({ to }) => to))]
  return (
    <Frame title="Workbench">
      <p>
        This is Turnabout on your own machine, and nothing leaves it. <a href="/">The service</a> works as it would for
        real, but its letters land in the mailboxes below, and its clock is yours to move.
      </p>
      <div class="top">
        <div>
          <Clock now={now} next={next} />
          {doings.last?.kind === "moved" && (
            <News last={doings.last} messages={messages}>
              The clock was moved
            </News>
          )}
          <Walk isOpen={mailboxes.length === 0} />
        </div>
        <PairStates found={pairs} now={now} />
      </div>
      <div class="mailboxes">
        {mailboxes.map((mailbox) => (
          <Mailbox mailbox={mailbox} messages={messages} pairs={pairs} now={now} doings={doings} />
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
          <script src="/workbench/frames.js" defer />
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
          <Move name="until" value="letter">
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
      {next !== null && <p class="hint">“Next thing” goes on until a letter comes.</p>}
    </section>
  )
}

type MoveProps = { readonly name: "by" | "until"; readonly value: string; readonly children?: Child }

function Move({ name, value, children }: MoveProps) {
  return (
    <form method="post" action="/workbench/clock">
      <button name={name} value={value}>
        {children}
      </button>
    </form>
  )
}
