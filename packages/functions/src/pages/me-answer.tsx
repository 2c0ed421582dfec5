import type { Refusal } from "@turnabout/core/command.ts"
import type { Member } from "@turnabout/core/member.ts"
import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import type { Child } from "hono/jsx"
import { sayLength } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import type { MeAction } from "../forms/me.ts"
import { Name } from "./layout.tsx"
import { settingsPage } from "./me-settings.tsx"
import type { Settled } from "./me-settings.tsx"
import { WhyPaused, erasedOn, sayFirstDay } from "./me-standing.tsx"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"
import { refusalSentence } from "./refusal.ts"
import { NextSession, sayWeekly } from "./words.tsx"

type Change = { readonly before: Settled; readonly after: Settled }

/** What a button has done: read from what the pair is now, so that pressing it twice says the same. */
export function answeredPage(action: MeAction, change: Change): Page {
  const { after } = change
  switch (action.kind) {
    case "save":
      return savedPage(change)
    case "pause":
      return pausedPage(action.until, after)
    case "resume":
      return resumedPage(after)
    case "end":
      return endedPage(after)
    case "export":
      return answer(
        after,
        "Your copy is on its way",
        <p>
          It goes to <strong>{memberOf(after.pair, after.claims.member).mailbox}</strong>, in one letter.
        </p>,
      )
    case "erase":
      return erasedNowPage(after)
    case "links":
      return replacedPage(after)
    case "mailbox":
      return answer(
        after,
        "Look into the new mailbox",
        <p>
          There is a letter on its way to <strong>{action.mailbox}</strong>. Press the button in it within 48 hours.
          Until then your letters go where they went before.
        </p>,
      )
  }
}

function answer({ token }: Settled, title: string, children: Child): Page {
  return message(
    { status: 200, title },
    <>
      {children}
      <p>
        <a href={`/me/${token}`}>Back to your settings</a>
      </p>
    </>,
  )
}

function savedPage({ before, after }: Change): Page {
  const { pair, claims, now } = after
  const { zone } = memberOf(pair, claims.member)
  const isOtherTime =
    JSON.stringify([before.pair.slot, before.pair.rhythm]) !== JSON.stringify([pair.slot, pair.rhythm])
  return answer(
    after,
    "Saved",
    <>
      <p>
        {sayWeekly(pair.slot, zone, now)}, {pair.rhythm === "weekly" ? "every week" : "every other week"},{" "}
        {sayLength(pair.slot.minutes)} each time.
      </p>
      {isOtherTime && pair.status.kind === "paused" ? (
        <p>
          You are paused, so nothing is sent now: the letter at the end of the pause says when you meet. You may want to
          tell <Name of={partnerOf(pair, claims.member)} /> yourself.
        </p>
      ) : isOtherTime ? (
        <p>
          Both of you are told by letter, and <Name of={partnerOf(pair, claims.member)} /> sees it by their own clock.
          Whose turn it is stays as it was.
        </p>
      ) : null}
      <NextSession pair={pair} member={claims.member} now={now} />
    </>,
  )
}

/** A pause that is over before its letter would come is a gap between two sessions, and the pair goes on. */
function pausedPage(until: Temporal.PlainDate | null, after: Settled): Page {
  const { pair, claims, now } = after
  const firstDay = pair.status.kind === "paused" ? pair.status.until : (until ?? pair.sessionsFrom)
  const title = firstDay === null ? "Paused" : `Paused until ${sayFirstDay(firstDay)}`
  return answer(
    after,
    title,
    <>
      <p>
        Sessions before that day leave both calendars, and <Name of={partnerOf(pair, claims.member)} /> is told. Nothing
        is lost, and nothing is owed.
      </p>
      {pair.status.kind === "paused" ? (
        <p>We write nothing until three days before. To start earlier, come back to your settings, or reply RESUME.</p>
      ) : (
        <NextSession pair={pair} member={claims.member} now={now} />
      )}
    </>,
  )
}

function resumedPage(after: Settled): Page {
  const { pair, claims, now } = after
  if (pair.status.kind !== "paused") {
    return answer(after, "You are meeting", <NextSession pair={pair} member={claims.member} now={now} />)
  }
  // One of the two wants no letters: only a mail from them starts it again.
  const why = (
    <p>
      <WhyPaused pair={pair} claims={claims} />
    </p>
  )
  return { ...answer(after, "Still on hold", why), status: 409 }
}

function endedPage(after: Settled): Page {
  const { pair, claims, now } = after
  const partner = partnerOf(pair, claims.member)
  if (pair.status.kind === "ending") {
    return answer(
      after,
      "One last session",
      <>
        <NextSession pair={pair} member={claims.member} now={now} />
        <p>
          Then it ends. Some pairs spend it on three questions: what did I get from this, what did I see change in you,
          what do I wish I had said.
        </p>
      </>,
    )
  }
  return answer(
    after,
    "It has ended",
    <>
      <p>
        The sessions ahead leave both calendars, and <Name of={partner} /> is told that it has ended, without a reason.
      </p>
      <p>
        Everything is erased on <strong>{erasedOn(pair)}</strong>. Until then you can take a copy in your settings, or
        have yours erased at once.
      </p>
    </>,
  )
}

/** The link to this page is one of those that open nothing any more. */
function replacedPage({ pair, claims }: Settled): Page {
  const { mailbox, unsubscribedAt } = memberOf(pair, claims.member)
  return message(
    { status: 200, title: "Your links are replaced" },
    <>
      <p>The links in the letters you had until now open nothing any more.</p>
      {unsubscribedAt === null ? (
        <p>
          A letter is on its way to <strong>{mailbox}</strong>, with one to your settings; so does every letter after it
          bring links that work.
        </p>
      ) : (
        <p>
          You have stopped all letters, so none comes with a new one. A reply to any letter you had from us, in a word,
          starts them again.
        </p>
      )}
      <p>Your replies and the answers from your calendar count as before.</p>
    </>,
  )
}

/** There are no settings to go back to. */
function erasedNowPage({ pair, claims }: Settled): Page {
  return message(
    { status: 200, title: "Erased" },
    <>
      <p>
        Your answers and commitments are gone. One last letter says so; within minutes of it your name and your address
        are gone too.
      </p>
      <p>
        What <Name of={partnerOf(pair, claims.member)} /> wrote stays theirs. Take good care.
      </p>
    </>,
  )
}

type Refused = { readonly action: MeAction; readonly reason: Refusal; readonly fields: URLSearchParams }

/** A day that cannot be is said at its field; anything else has to do with how the pair stands. */
export function refusedPage(settled: Settled, { action, reason, fields }: Refused): Page {
  const { pair, claims } = settled
  if (pair.status.kind === "ended" && pair.status.erased.includes(claims.member)) return erasedNowPage(settled)
  if (action.kind === "pause" && (reason === "past" || reason === "too-far")) {
    const until =
      reason === "past" ? "Choose a day from tomorrow on." : "A pause lasts a year at most. Choose a nearer day."
    return settingsPage(settled, { fields, errors: { until } })
  }
  return {
    ...answer(settled, "This could not be done", <p>{whyNot(settled) ?? refusalSentence(reason)}</p>),
    status: 409,
  }
}

function whyNot({ pair, claims }: Settled): Child | null {
  switch (pair.status.kind) {
    case "ended":
      return "Your pair has ended. What is left is to take a copy, or to have what is yours erased at once."
    case "ending":
      return "You have one last session, and then it ends, so this can no longer be changed."
    case "paused":
      return <WhyPaused pair={pair} claims={claims} />
    case "active":
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
      return null
  }
}

/** For what would need a letter to somebody who has stopped all letters. */
export function unwrittenPage({ unsubscribedAt }: Pick<Member, "unsubscribedAt">): Page {
  if (unsubscribedAt === null) return unreachedPage()
  return message(
    { status: 409, title: "You have stopped all letters" },
    <p>
      So we send none, not even the one that this needs. Reply to any letter you had from us, in a word, and letters
      come again; then ask for this once more.
    </p>,
  )
}

/** Also to who reported a letter as unwanted: the page may be open in another's hands. */
function unreachedPage(): Page {
  return message(
    { status: 409, title: "Our letters do not reach you" },
    <p>
      Your mailbox takes none, so we send none, not even the one that this needs. Reply from it to any letter you had
      from us, in a word, and letters come again; then ask for this once more.
    </p>,
  )
}
