import type { Command, Refusal } from "@turnabout/core/command.ts"
import { canCorrect, closePast } from "@turnabout/core/close.ts"
import { isMeeting, memberOf, partnerOf, sessionOf } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { hasStarted } from "@turnabout/core/session.ts"
import { sayZone } from "@turnabout/core/when.ts"
import type { RsvpAnswer } from "../forms/rsvp.ts"
import { readRsvp, rsvpAnswerSchema } from "../forms/rsvp.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Choices, ErrorSummary, TextField } from "./field.tsx"
import type { Typed } from "./field.tsx"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, openLink } from "./link.tsx"
import type { Opened } from "./link.tsx"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"
import { refusalSentence } from "./refusal.ts"
import { onHoldPage } from "./standing.tsx"
import { NextSession, SessionFacts } from "./words.tsx"

/** One invited session and the ways to answer; `?answer=skip` marks what the button will do. */
export async function showRsvp(token: string, query: URLSearchParams, ports: Ports): Promise<Page> {
  const invited = await openInvited(token, ports)
  if (!invited.ok) return invited.page
  const answer = rsvpAnswerSchema.safeParse(query.get("answer"))
  const fields = new URLSearchParams(answer.success ? { answer: answer.data } : {})
  return standingPage(invited, ports) ?? invitedPage(invited, { fields, errors: {} })
}

/** Takes the answer; what became of it, or why nothing did, is on the page. */
export async function takeRsvp(token: string, fields: URLSearchParams, ports: Ports): Promise<Page> {
  const invited = await openInvited(token, ports)
  if (!invited.ok) return invited.page
  const { pair, session, claims } = invited
  const form = readRsvp(fields, memberOf(pair, claims.member).zone)
  const standing = standingPage(invited, ports)
  if (!form.ok) return standing ?? invitedPage(invited, { fields, errors: form.error })
  // After its start a session can still be said not to have happened; nothing else of it can be changed here.
  if (standing !== null && !(form.value.kind === "skip" && hasStarted(session, ports.clock()))) return standing
  const handled = await handle(pair.id, commandOf(form.value, invited, ports), ports)
  if (handled.kind === "gone") return goneLink("rsvp")
  if (handled.kind === "busy") return busyPage()
  const now: Invited = { ...invited, pair: handled.pair, session: sessionOf(handled.pair, session.number) ?? session }
  if (handled.outcome.kind === "refused") return refusedPage(now, { reason: handled.outcome.reason, fields }, ports)
  return hasStarted(session, ports.clock()) ? missedPage(now, ports) : answeredPage(form.value, now, ports)
}

type Invited = Opened & { readonly token: string; readonly session: Session }
type Opening = ({ readonly ok: true } & Invited) | { readonly ok: false; readonly page: Page }

async function openInvited(token: string, ports: Ports): Promise<Opening> {
  const link = await openLink(token, "rsvp", ports)
  if (!link.ok) return { ok: false, page: link.error }
  const pair = closePast(link.value.pair, ports.clock()).pair
  const session = sessionOf(pair, link.value.claims.session)
  // A pause forgets the sessions ahead that it took out.
  if (session === null) return { ok: false, page: isMeeting(pair) ? overPage() : onHoldPage({ ...link.value, pair }) }
  return { ok: true, claims: link.value.claims, pair, session, token }
}

function commandOf(answer: RsvpAnswer, { claims, session }: Invited, ports: Ports): Command {
  const posted = { id: ports.chance.commandId(), via: "page", by: claims.member } as const
  switch (answer.kind) {
    case "yes": {
      const { revival, sequence } = session.event
      return { kind: "rsvp", ...posted, event: { session: session.number, revival, sequence }, partstat: "ACCEPTED" }
    }
    case "skip":
      return { kind: "skip", ...posted, session: session.number }
    case "other":
      return { kind: "move", ...posted, session: session.number, starts: answer.starts }
  }
}

/** What there is to say if the session can no longer be answered: null if it can. */
function standingPage(invited: Invited, ports: Ports): Page | null {
  const { pair, session } = invited
  if (!isMeeting(pair)) return onHoldPage(invited)
  switch (session.state.kind) {
    case "skipped":
      return skippedPage(invited, ports)
    case "void":
      return onHoldPage(invited)
    case "held":
    case "missed":
    case "planned":
      if (!hasStarted(session, ports.clock())) return null
      return canCorrect(pair, session, ports.clock()) ? begunPage(invited) : overPage()
  }
}

function invitedPage(invited: Invited, typed: Typed): Page {
  const { pair, session, claims, token } = invited
  const me = memberOf(pair, claims.member)
  const partner = partnerOf(pair, claims.member)
  const accepted = session.event.partstat[claims.member] === "ACCEPTED"
  return {
    status: Object.keys(typed.errors).length > 0 ? 422 : 200,
    title: "Your session",
    body: (
      <>
        <ErrorSummary errors={typed.errors} />
        <h1>
          Your session with <Name of={partner} />
        </h1>
        <SessionFacts pair={pair} session={session} member={claims.member} />
        {accepted ? <p>You have said yes.</p> : null}
        <form class="answering" method="post" action={`/rsvp/${token}`} novalidate>
          <Choices
            typed={typed}
            name="answer"
            label="Your answer"
            options={[
              { value: "yes", label: "Yes, I will be there" },
              {
                value: "skip",
                label: (
                  <>
                    Skip it: the event leaves both calendars, <Name of={partner} /> gets a letter, the turn stays where
                    it is
                  </>
                ),
              },
              {
                value: "other",
                label: (
                  <>
                    Move it: <Name of={partner} /> gets the new time as an invitation
                  </>
                ),
              },
            ]}
          />
          <div class="if-other">
            <TextField
              typed={typed}
              name="starts"
              type="datetime-local"
              label="New day and time"
              hint={`In ${sayZone(me.zone)}, within six days of the usual time.`}
              value={localText(session, me.zone)}
            />
          </div>
          <button type="submit">Send my answer</button>
        </form>
      </>
    ),
  }
}

/** "2026-11-26T17:00", as a datetime-local field has it. */
function localText(session: Session, zone: string): string {
  return session.starts.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" })
}

type Refused = { readonly reason: Refusal; readonly fields: URLSearchParams }

/** A time that cannot be is said at its field; anything else has changed meanwhile and is said on a page. */
function refusedPage(invited: Invited, { reason, fields }: Refused, ports: Ports): Page {
  const standing = standingPage(invited, ports)
  if (standing !== null) return standing
  const sentence = refusalSentence(reason)
  const isAboutTime = reason === "past" || reason === "too-far" || reason === "out-of-order" || reason === "too-close"
  return isAboutTime
    ? invitedPage(invited, { fields, errors: { starts: sentence } })
    : message({ status: 409, title: "This could not be done" }, <p>{sentence}</p>)
}

function answeredPage(answer: RsvpAnswer, invited: Invited, ports: Ports): Page {
  const { pair, session, claims } = invited
  switch (answer.kind) {
    case "yes":
      return message(
        { status: 200, title: "You will be there" },
        <SessionFacts pair={pair} session={session} member={claims.member} />,
      )
    case "skip":
      return skippedPage(invited, ports)
    case "other":
      return message(
        { status: 200, title: "Moved" },
        <>
          <SessionFacts pair={pair} session={session} member={claims.member} />
          <p>
            Both calendars get the new time by letter, and <Name of={partnerOf(pair, claims.member)} /> is asked whether
            it suits them.
          </p>
        </>,
      )
  }
}

function skippedPage({ pair, session, claims }: Invited, ports: Ports): Page {
  const isOwn = session.state.kind === "skipped" && session.state.by === claims.member
  const partner = partnerOf(pair, claims.member)
  return message(
    { status: 200, title: "This session is skipped" },
    <>
      <p>
        {isOwn ? (
          <>
            You skipped it. <Name of={partner} /> is told by letter, and the event leaves both calendars.
          </>
        ) : (
          <>
            <Name of={partner} /> skipped it.
          </>
        )}{" "}
        Nobody’s turn was used up.
      </p>
      <NextSession pair={pair} member={claims.member} now={ports.clock()} />
      {isOwn ? (
        <p>
          Changed your mind? Reply <strong>UNSKIP</strong> to the letter about it, before the session would have begun.
        </p>
      ) : null}
    </>,
  )
}

/** From its start on there is only one thing left to say of a session. */
function begunPage({ pair, session, claims, token }: Invited): Page {
  if (session.state.kind === "missed") return missedText({ pair, claims })
  return message(
    { status: 200, title: "This session has begun" },
    <>
      <SessionFacts pair={pair} session={session} member={claims.member} />
      <p>It counts as held unless one of you says that it did not happen. Then nobody’s turn is used up.</p>
      <form method="post" action={`/rsvp/${token}`}>
        <input type="hidden" name="answer" value="skip" />
        <button type="submit">It did not happen</button>
      </form>
    </>,
  )
}

function missedPage(invited: Invited, ports: Ports): Page {
  return message(
    { status: 200, title: "Noted: it did not happen" },
    <>
      <p>Nobody’s turn was used up. If that was a slip, say so in the questions that follow a session.</p>
      <NextSession pair={invited.pair} member={invited.claims.member} now={ports.clock()} />
    </>,
  )
}

function missedText({ pair, claims }: Opened): Page {
  return message(
    { status: 200, title: "This session did not happen" },
    <p>
      So one of you has said; nobody’s turn was used up. If it did take place, answer the questions in the letter that
      follows a session, or talk to <Name of={partnerOf(pair, claims.member)} />.
    </p>,
  )
}

function overPage(): Page {
  return message(
    { status: 410, title: "This session is over" },
    <p>
      The next one has begun, so nothing about this one can be changed any more. Use the link in the newest letter.
    </p>,
  )
}
