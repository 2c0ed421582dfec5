import type { Settings } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { isLastOff, isMeeting, memberOf, partnerOf, unreachableMember } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { hasStarted } from "@turnabout/core/session.ts"
import { slotShown } from "@turnabout/core/settings.ts"
import { isBefore } from "@turnabout/core/time.ts"
import { agreementTitle, workingAgreement } from "@turnabout/core/texts/agreement.ts"
import { sayDay, sayLength } from "@turnabout/core/when.ts"
import type { Child } from "hono/jsx"
import type { Temporal } from "temporal-polyfill"
import { signLink } from "../adapters/link-token.ts"
import { termsOf } from "../compose/agreement.ts"
import { nextStart } from "../compose/reader.ts"
import { settingsFields, sharedFields } from "../forms/me.ts"
import { Choices, ErrorSummary, TextField, Tick } from "./field.tsx"
import type { Typed } from "./field.tsx"
import { Name } from "./layout.tsx"
import type { Opened } from "./link.tsx"
import type { Page } from "./page.ts"
import { Sections } from "./passages.tsx"
import { WeeklyTimeFields, ZoneField } from "./slot-fields.tsx"
import { NoSessions } from "./me-standing.tsx"
import { Roles, isSameClock, saySession, sayWeekly } from "./words.tsx"

/** The settings of one member, opened by their link. */
export type Settled = Opened & {
  readonly token: string
  readonly now: Temporal.Instant
  readonly linkKeys: readonly Uint8Array[]
  /** What the two have changed in their working agreement, one line each. */
  readonly changes: readonly string[]
}

/** The settings as the member is shown them: the slot by their own clock. */
export function currentSettings({ members, slot, rhythm, meetingLink }: Pair, by: MemberId, now: Temporal.Instant) {
  const { name, zone, sharesAnswers, sharesCommitments } = members[by]
  const { minutes } = slot
  const own = { name, zone, sharesAnswers, sharesCommitments }
  return { ...own, ...slotShown(slot, zone, now), minutes, rhythm, meetingLink } satisfies Settings
}

/** What is ahead, and everything that can be done; `posted` is what one of the forms could not be taken with. */
export function settingsPage(settled: Settled, posted: Typed | null): Page {
  const { pair, claims } = settled
  const errors = posted?.errors ?? {}
  const partner = partnerOf(pair, claims.member)
  return {
    status: posted === null ? 200 : 422,
    title: "Your settings",
    body: (
      <>
        <ErrorSummary errors={errors} labels={labels} />
        <h1>Your settings</h1>
        <p>
          You and <Name of={partner} />
          {pair.status.kind === "ended" ? null : <>: {sayRhythm(settled)}</>}.
        </p>
        <Ahead {...settled} />
        <Agreement {...settled} />
        <div id="action">
          <Forms settled={settled} typedIn={(action) => typedFor(action, posted)} />
        </div>
      </>
    ),
  }
}

const labels = { name: "Your name", email: "The new mailbox", until: "First day back" }

type FormProps = { readonly settled: Settled; readonly typedIn: (action: string) => Typed | null }

/** A page has several forms: only the one that was posted shows what was typed. */
function typedFor(action: string, posted: Typed | null): Typed | null {
  return posted !== null && posted.fields.get("action") === action ? posted : null
}

const nothing: Typed = { fields: new URLSearchParams(), errors: {} }

function sayRhythm({ pair, claims, now }: Settled): string {
  const often = pair.rhythm === "weekly" ? "every week" : "every other week"
  return `${sayWeekly(pair.slot, memberOf(pair, claims.member).zone, now)}, ${often}, ${sayLength(pair.slot.minutes)} each time`
}

/** The sessions that are planned, or why there are none; and, in between, those that are skipped. */
function Ahead(settled: Settled) {
  const { pair, now } = settled
  const listed = pair.sessions.filter(
    (session) => (session.state.kind === "planned" || session.state.kind === "skipped") && !hasStarted(session, now),
  )
  const ahead = listed.filter(({ state }) => state.kind === "planned")
  return (
    <section>
      <h2>What is ahead</h2>
      {ahead.length === 0 ? <NoSessions {...settled} /> : null}
      {pair.status.kind === "ending" && ahead.length > 0 ? <p>One last session, and then it ends.</p> : null}
      {listed.map((session) =>
        session.state.kind === "planned" ? (
          <NextOne settled={settled} session={session} />
        ) : (
          <SkippedOne settled={settled} session={session} />
        ),
      )}
    </section>
  )
}

function NextOne({ settled, session }: { readonly settled: Settled; readonly session: Session }) {
  const { pair, claims, linkKeys } = settled
  const [me, partner] = [memberOf(pair, claims.member), partnerOf(pair, claims.member)]
  const expires = nextStart(session, pair)
  const about = { pair: pair.id, member: claims.member, session: session.number, links: me.links }
  return (
    <p>
      <strong>{saySession(session, me.zone)}</strong>.{" "}
      {isSameClock(session, me.zone, partner.zone) ? null : (
        <>
          For <Name of={partner} />: {saySession(session, partner.zone)}.{" "}
        </>
      )}
      <Roles pair={pair} session={session} member={claims.member} />{" "}
      <a
        href={`/rsvp/${signLink({ purpose: "rsvp", ...about, expires }, linkKeys)}`}
        aria-label={`Skip or move it: ${sayDay(session.starts, me.zone)}`}
      >
        Skip or move it
      </a>
    </p>
  )
}

/** Who skipped it, and who can bring it back: only they, until it would have begun, and if the other can hear of it. */
function SkippedOne({ settled: { pair, claims }, session }: { readonly settled: Settled; readonly session: Session }) {
  if (session.state.kind !== "skipped" || !isMeeting(pair)) return null
  const isOwn = session.state.by === claims.member
  const canReturn = unreachableMember(pair) === null
  const partner = <Name of={partnerOf(pair, claims.member)} />
  return (
    <p>
      {saySession(session, memberOf(pair, claims.member).zone)}: skipped by {isOwn ? "you" : partner}.
      {!canReturn ? null : isOwn ? (
        <>
          {" "}
          To bring it back, reply <strong>UNSKIP</strong> to the letter about it, before it would have begun.
        </>
      ) : (
        <> Until it would have begun, {partner} can bring it back.</>
      )}
    </p>
  )
}

function Agreement({ pair, claims, now, changes }: Settled) {
  if (pair.status.kind === "ended") return null
  return (
    <section>
      <h2>{agreementTitle}</h2>
      {changes.length === 0 ? (
        <p>You have written down no change to it so far.</p>
      ) : (
        <>
          <p>What you have changed:</p>
          <ul>
            {changes.map((change) => (
              <li dir="auto">{change}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        To change something, talk it through; then one of you replies AGREE to any letter, with the change below that
        word, one a line. <Name of={partnerOf(pair, claims.member)} /> gets yours by letter, and in a pause sees it
        here.
      </p>
      <details>
        <summary>Read all of it</summary>
        <Sections of={workingAgreement(termsOf(pair, now), [])} level={3} />
      </details>
    </section>
  )
}

/** Only what makes sense as the pair now stands. */
function Forms(props: FormProps) {
  switch (props.settled.pair.status.kind) {
    case "active":
      return (
        <>
          <SaveForm {...props} />
          <PauseForm {...props} />
          <MailboxForm {...props} />
          <LinksForm {...props} />
          <ExportForm {...props} />
          <EndForm {...props} />
          <EraseForm {...props} />
        </>
      )
    case "paused":
      return (
        <>
          <ResumeForm {...props} />
          <PauseForm {...props} />
          <SaveForm {...props} />
          <MailboxForm {...props} />
          <LinksForm {...props} />
          <ExportForm {...props} />
          <EndForm {...props} />
          <EraseForm {...props} />
        </>
      )
    case "ending":
      return (
        <>
          <SaveForm {...props} />
          <MailboxForm {...props} />
          <LinksForm {...props} />
          <ExportForm {...props} />
          <EndForm {...props} />
          <EraseForm {...props} />
        </>
      )
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
    case "ended":
      return (
        <>
          <LinksForm {...props} />
          <ExportForm {...props} />
          <EraseForm {...props} />
        </>
      )
  }
}

type ActionProps = { readonly settled: Settled; readonly action: string; readonly children?: Child }

function ActionForm({ settled, action, children }: ActionProps) {
  return (
    <form method="post" action={`/me/${settled.token}`} novalidate>
      <input type="hidden" name="action" value={action} />
      {children}
    </form>
  )
}

function SaveForm({ settled, typedIn }: FormProps) {
  const { pair, claims, now } = settled
  const partner = partnerOf(pair, claims.member)
  const current = settingsFields(currentSettings(pair, claims.member, now))
  const typed = typedIn("save") ?? { fields: new URLSearchParams(current), errors: {} }
  const isEnding = pair.status.kind === "ending"
  // What stood here when the page was first opened, also after a mistake.
  const was = (name: string) => typed.fields.get(`was.${name}`) ?? current[name] ?? ""
  return (
    <section>
      <h2>You and your hour</h2>
      <p>
        Saving changes what you change here, and nothing else.{" "}
        {isEnding
          ? "A new day, time or length is for your last session, and for both of you: "
          : "A new day, time, length or rhythm is for good and for both of you: "}
        <Name of={partner} /> gets a letter, and {isEnding ? "it moves" : "the sessions ahead move"} in both calendars.
      </p>
      <ActionForm settled={settled} action="save">
        {sharedFields.flat().map((name) => (
          <input type="hidden" name={`was.${name}`} value={was(name)} />
        ))}
        <TextField typed={typed} name="name" label="Your name" hint="As letters and calendars have it." required />
        <ZoneField typed={typed} hint="It changes the times that you are shown, never when the two of you meet." />
        <WeeklyTimeFields typed={typed} />
        <TextField
          typed={typed}
          name="minutes"
          label="Minutes"
          hint="From 15 to 240."
          inputmode="numeric"
          narrow
          required
        />
        {isEnding ? null : (
          <Choices
            typed={typed}
            name="rhythm"
            label="How often"
            inRow
            options={[
              { value: "weekly", label: "Every week" },
              { value: "fortnightly", label: "Every other week" },
            ]}
          />
        )}
        <TextField
          typed={typed}
          name="meetingLink"
          type="url"
          inputmode="url"
          label="Where you meet online (optional)"
          hint="A link that begins with https://, the same for both of you."
        />
        <Tick
          typed={typed}
          name="shareAnswers"
          label={
            <>
              What I answer before a session goes to <Name of={partner} />, unless it begins with PRIVATE
            </>
          }
        />
        <Tick
          typed={typed}
          name="shareCommitments"
          label={
            <>
              Before <Name of={partner} /> coaches me, they see my open commitments, so that they can ask
            </>
          }
        />
        <button type="submit">Save</button>
      </ActionForm>
    </section>
  )
}

/** A pause without a day lasts this long. */
const pauseWeeks = 4

function PauseForm({ settled, typedIn }: FormProps) {
  const { pair, claims, now } = settled
  const today = now.toZonedDateTimeISO(pair.slot.zone).toPlainDate()
  const until = pair.status.kind === "paused" ? pair.status.until : null
  const isFurther = until !== null
  return (
    <section>
      <h2>{isFurther ? "Another day to start again" : "Rest for a while"}</h2>
      <p>
        {isFurther ? "The new day takes the place of the other. " : null}
        Sessions before the first day back leave both calendars, and <Name of={partnerOf(pair, claims.member)} /> is
        told. No letters until three days before it. The turn stays where it is.
      </p>
      <ActionForm settled={settled} action="pause">
        <TextField
          typed={typedIn("pause") ?? nothing}
          name="until"
          type="date"
          label="First day back"
          hint="From tomorrow to a year ahead; without a day, four weeks."
          value={(until ?? today.add({ weeks: pauseWeeks })).toString()}
          min={today.add({ days: 1 }).toString()}
          max={today.add({ years: 1 }).toString()}
        />
        <button type="submit">{isFurther ? "Change the day" : "Pause"}</button>
      </ActionForm>
    </section>
  )
}

function ResumeForm({ settled }: FormProps) {
  const { pair, claims } = settled
  const { status } = pair
  // Where letters to one of them are stopped, only that one starts them again, by mail.
  if (status.kind !== "paused" || unreachableMember(pair) !== null) return null
  return (
    <section>
      <h2>Start again now</h2>
      <p>
        You and <Name of={partnerOf(pair, claims.member)} /> meet again from the next usual time that is at least a day
        away. Both of you get a letter, and the invitations come with it.
      </p>
      <ActionForm settled={settled} action="resume">
        <button type="submit">Start again</button>
      </ActionForm>
    </section>
  )
}

function MailboxForm({ settled, typedIn }: FormProps) {
  const { pair, claims, now } = settled
  const { mailbox, pending } = memberOf(pair, claims.member)
  return (
    <section>
      <h2>Another mailbox</h2>
      <p>
        We write to <strong>{mailbox}</strong>. The new one gets a letter with a button. Once that is pressed, letters
        go there, this one gets a short note, and replies from here no longer count.
      </p>
      {pending === null || isBefore(pending.until, now) ? null : (
        <p>
          Waiting for <strong>{pending.mailbox}</strong> to be confirmed.
        </p>
      )}
      <ActionForm settled={settled} action="mailbox">
        <TextField
          typed={typedIn("mailbox") ?? nothing}
          name="email"
          type="email"
          inputmode="email"
          label="The new mailbox"
          hint="A personal one: an employer may be able to read a work mailbox."
          autocomplete="email"
          required
        />
        <button type="submit">Write to the new mailbox</button>
      </ActionForm>
    </section>
  )
}

function LinksForm({ settled }: FormProps) {
  const { pair, claims } = settled
  const { mailbox, pending } = memberOf(pair, claims.member)
  return (
    <section>
      <h2>New links</h2>
      <p>
        For when a letter of yours may be in the wrong hands. The links in every letter you had until now open nothing
        any more, and neither does this page. One letter with a link that works goes to <strong>{mailbox}</strong>.
        {pending === null ? null : " The new mailbox that you asked for has to be asked for again."}
      </p>
      <p>
        Your replies and the answers from your calendar count as before, and “Stop all letters to you” goes on working
        in every letter.
      </p>
      <ActionForm settled={settled} action="links">
        <button type="submit" class="quiet">
          Replace all my links
        </button>
      </ActionForm>
    </section>
  )
}

function ExportForm({ settled }: FormProps) {
  const { pair, claims } = settled
  return (
    <section>
      <h2>A copy of everything of yours</h2>
      <p>
        It comes in one letter to <strong>{memberOf(pair, claims.member).mailbox}</strong>: what you wrote, what you
        decided and when you met, to read and as a file. Nothing that <Name of={partnerOf(pair, claims.member)} /> wrote
        is in it, and nothing is erased.
      </p>
      <ActionForm settled={settled} action="export">
        <button type="submit">Send me the copy</button>
      </ActionForm>
    </section>
  )
}

function EndForm({ settled }: FormProps) {
  const { pair, claims } = settled
  const partner = partnerOf(pair, claims.member)
  // Booked already: there is one, or another in its place, or none.
  const isEnding = pair.status.kind === "ending"
  const hasLast = isEnding && !isLastOff(pair)
  return (
    <section>
      <h2>End it</h2>
      {hasLast ? (
        <p>Your last session leaves both calendars, and the pair closes at once.</p>
      ) : isEnding ? (
        <p>You may book another last session. Or it closes now.</p>
      ) : (
        <p>
          You may have one more session first, to say goodbye: the next one stays, and those after it leave both
          calendars. Or it closes now.
        </p>
      )}
      <p>
        <Name of={partner} /> is told that it has ended, and no reason. What you both wrote is erased 30 days later;
        until then you can still take a copy.
      </p>
      <ActionForm settled={settled} action="end">
        <div class="buttons">
          {hasLast ? null : (
            <button type="submit" name="last" value="on">
              One last session first
            </button>
          )}
          <button type="submit" class="quiet">
            End it now
          </button>
        </div>
      </ActionForm>
    </section>
  )
}

function EraseForm({ settled, typedIn }: FormProps) {
  const { pair, claims } = settled
  const partner = partnerOf(pair, claims.member)
  return (
    <section>
      <h2>Erase everything of yours</h2>
      <p>
        {pair.status.kind === "ended" ? "This" : "This ends the pair at once and"} deletes your answers, your
        commitments and your address for good. What <Name of={partner} /> wrote stays theirs, and they are told no more
        than that it has ended. We cannot bring any of it back.
      </p>
      <ActionForm settled={settled} action="erase">
        <input type="hidden" name="asksSure" value="on" />
        <Tick typed={typedIn("erase") ?? nothing} name="sure" label="Yes, erase everything of mine" required />
        <button type="submit" class="quiet">
          Erase it now
        </button>
      </ActionForm>
    </section>
  )
}
