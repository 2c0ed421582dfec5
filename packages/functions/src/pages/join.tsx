import type { CommandOf } from "@turnabout/core/command.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { agreementIntroduction, agreementTitle, workingAgreement } from "@turnabout/core/texts/agreement.ts"
import { adultAndLimits } from "@turnabout/core/texts/safety.ts"
import { instantText } from "@turnabout/core/time.ts"
import { sayLength, sayZone } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import type { Known } from "../forms/join.ts"
import { readJoin } from "../forms/join.ts"
import { timeZoneSchema } from "../forms/time-zone.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Choices, ErrorSummary, Tick } from "./field.tsx"
import type { Option, Typed } from "./field.tsx"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, idOfPost, openLink } from "./link.tsx"
import type { Opened } from "./link.tsx"
import type { Page } from "./page.ts"
import { Sections } from "./passages.tsx"
import { WeeklyTimeFields, ZoneField, weekdayName } from "./slot-fields.tsx"
import { closedPage, underWayPage } from "./standing.tsx"
import { Roles, nextStart, saySession, sayWeekly } from "./words.tsx"

/** The request, or the other one's proposal, and the ways to answer it. `query`: what the form asked to be shown again. */
export async function showJoin(token: string, query: URLSearchParams, ports: Ports): Promise<Page> {
  const link = await openLink(token, "join", ports)
  if (!link.ok) return link.error
  const standing = standingPage(link.value, ports)
  return standing ?? requestPage({ ...link.value, token, typed: { fields: query, errors: {} } }, ports)
}

/** Takes the answer. Sending the same one twice has one effect. */
export async function takeJoin(token: string, fields: URLSearchParams, ports: Ports): Promise<Page> {
  const link = await openLink(token, "join", ports)
  if (!link.ok) return link.error
  const { pair, claims } = link.value
  const standing = standingPage(link.value, ports)
  if (standing !== null) return standing
  const form = readJoin(fields, knownOf(pair, claims.member))
  if (!form.ok) return requestPage({ ...link.value, token, typed: { fields, errors: form.error } }, ports)
  const answer = form.value
  if (answer.kind === "other" && isProposedAlready(pair, claims.member, answer.slot))
    return proposedPage(pair, claims.member)
  const command: CommandOf<"join"> = {
    kind: "join",
    id: idOfPost(pair, claims, fields),
    via: "page",
    by: claims.member,
    answer,
    drawn: ports.chance.drawMember(),
  }
  const handled = await handle(pair.id, command, ports)
  if (handled.kind === "gone") return goneLink("join")
  if (handled.kind === "busy") return busyPage()
  const now = { claims, pair: handled.pair }
  if (handled.outcome.kind === "refused") {
    return standingPage(now, ports) ?? requestPage({ ...now, token, typed: { fields, errors: {} } }, ports)
  }
  switch (answer.kind) {
    case "yes":
      return joinedPage(handled.pair, claims.member)
    case "no":
      return declinedPage(handled.pair, claims.member)
    case "other":
      return proposedPage(handled.pair, claims.member)
  }
}

/** What there is to say if there is nothing to answer: null if there is. */
function standingPage({ pair, claims }: Opened, ports: Ports): Page | null {
  switch (pair.status.kind) {
    case "unconfirmed":
      return waitingPage(pair, claims.member)
    case "asked":
      return claims.member === "b" ? null : waitingPage(pair, claims.member)
    case "countered":
      // The partner may change the time they proposed or take it back; the inviter's own proposal waits for an answer.
      return pair.status.by === "a" && claims.member === "a" ? waitingPage(pair, claims.member) : null
    case "active":
    case "paused":
    case "ending":
      return underWayPage(pair, claims.member, ports.clock())
    case "declined":
    case "lapsed":
    case "ended":
      return closedPage()
  }
}

/** Whoever has agreed before has said what their zone is, too. */
function knownOf(pair: Pair, member: MemberId): Known {
  const { agreedAt, zone } = memberOf(pair, member)
  return { zone: agreedAt === null ? null : zone, minutes: offered(pair).minutes }
}

/** The time that is on the table. */
function offered(pair: Pair): Slot {
  return pair.status.kind === "countered" ? pair.status.proposed : pair.slot
}

function isProposedAlready(pair: Pair, member: MemberId, slot: Slot): boolean {
  if (pair.status.kind !== "countered" || pair.status.by !== member) return false
  const { weekday, time, zone } = pair.status.proposed
  return weekday === slot.weekday && time === slot.time && zone === slot.zone
}

type Request = Opened & { readonly token: string; readonly typed: Typed }

async function requestPage(request: Request, ports: Ports): Promise<Page> {
  const { pair, claims, token, typed } = request
  const isOwn = pair.status.kind === "countered" && pair.status.by === claims.member
  const note = claims.member === "b" && pair.note !== null ? await ports.store.note(pair.id, pair.note) : null
  const partner = partnerOf(pair, claims.member)
  return {
    status: Object.keys(typed.errors).length > 0 ? 422 : 200,
    title: "Your answer",
    body: (
      <>
        <ErrorSummary errors={typed.errors} />
        {isOwn ? (
          <h1>
            You have asked <Name of={partner} />
          </h1>
        ) : (
          <Question pair={pair} member={claims.member} />
        )}
        {note === null ? null : (
          <blockquote class="words" dir="auto">
            {note}
          </blockquote>
        )}
        <Offer pair={pair} member={claims.member} zone={zoneTyped(typed)} now={ports.clock()} />
        {claims.member === "b" ? <HowItWorks pair={pair} /> : null}
        <JoinForm {...{ pair, member: claims.member, token, typed, isOwn }} />
      </>
    ),
  }
}

function Question({ pair, member }: { readonly pair: Pair; readonly member: MemberId }) {
  const partner = partnerOf(pair, member)
  return pair.status.kind === "countered" ? (
    <h1>
      <Name of={partner} /> would like to, at another time
    </h1>
  ) : (
    <h1>
      <Name of={partner} /> asks: would you try {sayLength(offered(pair).minutes)} a week together?
    </h1>
  )
}

function zoneTyped(typed: Typed): string | null {
  const read = timeZoneSchema.safeParse(typed.fields.get("timeZone"))
  return read.success ? read.data : null
}

type OfferProps = {
  readonly pair: Pair
  readonly member: MemberId
  readonly zone: string | null
  readonly now: Temporal.Instant
}

/** The time on the table, in the zone of whoever named it and in the reader's, as far as that is known. */
function Offer({ pair, member, zone, now }: OfferProps) {
  const slot = offered(pair)
  const mine = zone ?? knownOf(pair, member).zone
  const when = sayWeekly(slot, slot.zone, now)
  const forMe = mine === null ? "Choose your time zone below to see it." : sayWeekly(slot, mine, now)
  return (
    <dl class="facts">
      <dt>When</dt>
      <dd>
        <strong>{when}</strong>, {sayLength(slot.minutes)}
      </dd>
      <div class="mine" hidden={forMe === when}>
        <dt>For you</dt>
        <dd data-starts={instantText(nextStart(slot, now))} data-said={when}>
          {forMe}
        </dd>
      </div>
      {pair.status.kind === "asked" ? (
        <>
          <dt>Talks first</dt>
          <dd>{firstFocus(pair)}</dd>
        </>
      ) : null}
    </dl>
  )
}

/** As the partner reads it. */
function firstFocus(pair: Pair) {
  switch (pair.firstFocus) {
    case "me":
      return (
        <>
          <Name of={pair.members.a} />; you listen
        </>
      )
    case "partner":
      return (
        <>
          You; <Name of={pair.members.a} /> listens
        </>
      )
    case "draw":
      return <>Drawn by lot when you say yes</>
  }
}

function HowItWorks({ pair }: { readonly pair: Pair }) {
  const slot = offered(pair)
  const terms = {
    weekday: weekdayName(slot.weekday),
    time: `${slot.time}, ${sayZone(slot.zone)}`,
    minutes: sayLength(slot.minutes),
  }
  return (
    <>
      <p>
        You meet, and you take turns: one talks, the other listens and asks. Next time you swap. There is no app, no
        account and nothing to pay; letters and your calendar do the remembering.{" "}
        <a href="/guide">How the hour works</a>
      </p>
      <details id="working-agreement">
        <summary>{agreementTitle}: read it before you say yes</summary>
        <p>{agreementIntroduction}</p>
        <Sections of={workingAgreement(terms, [])} level={3} />
      </details>
    </>
  )
}

type FormProps = {
  readonly pair: Pair
  readonly member: MemberId
  readonly token: string
  readonly typed: Typed
  readonly isOwn: boolean
}

function JoinForm({ pair, member, token, typed, isOwn }: FormProps) {
  const known = knownOf(pair, member)
  const partner = partnerOf(pair, member)
  const options: readonly Option[] = [
    { value: "yes", label: "Yes, at this time" },
    { value: "other", label: isOwn ? "At yet another time" : "Yes, but at another time" },
    { value: "no", label: isOwn ? "I take it back: no, thank you" : "No, thank you" },
  ]
  return (
    <form class="answering" method="post" action={`/join/${token}`} novalidate>
      <Choices
        typed={typed}
        name="answer"
        label="Your answer"
        options={isOwn ? options.filter((option) => option.value !== "yes") : options}
      />
      <fieldset class="if-other">
        <legend>Another time</legend>
        <p class="hint">
          A day and a time, each week, in your own zone. <Name of={partner} /> is asked whether it suits them.
        </p>
        <WeeklyTimeFields typed={typed} />
      </fieldset>
      <div class="if-joining">
        <ZoneField typed={typed} zone={known.zone ?? undefined} />
        <button type="submit" class="quiet without-script" formmethod="get">
          Show the time in this zone
        </button>
        {known.zone === null ? (
          <Tick
            typed={typed}
            name="agree"
            label={
              <>
                {adultAndLimits} I have read our <a href="/guide#working-agreement">working agreement</a>.
              </>
            }
          />
        ) : null}
      </div>
      <button type="submit">Send my answer</button>
      {member === "b" ? (
        <p class="hint">
          If you say no, <Name of={partner} /> hears that you said no, and nothing else; for a year we ask you nothing
          more on their behalf. Not answering is fine too: then we forget your address.
        </p>
      ) : null}
    </form>
  )
}

function waitingPage(pair: Pair, member: MemberId): Page {
  const partner = partnerOf(pair, member)
  return {
    status: 200,
    title: "Nothing to answer yet",
    body: (
      <>
        <h1>Nothing to answer yet</h1>
        <p>
          It is <Name of={partner} />
          ’s turn to answer. As soon as there is something to decide, you get a letter.
        </p>
      </>
    ),
  }
}

function joinedPage(pair: Pair, member: MemberId): Page {
  const first = pair.sessions[0]
  const { zone } = memberOf(pair, member)
  return {
    status: 200,
    title: "You begin",
    body: (
      <>
        <h1>
          You and <Name of={partnerOf(pair, member)} /> begin
        </h1>
        {first === undefined ? null : (
          <p>
            Your first session: <strong>{saySession(first, zone)}</strong>.{" "}
            <Roles pair={pair} session={first} member={member} />
          </p>
        )}
        <p>
          You both get a welcome letter, and an invitation for each of the first two sessions. If your calendar does not
          take them by itself, say yes in the letter, and add its address to your contacts.
        </p>
        <p>
          Until then there is nothing to prepare. You might read{" "}
          <a href="/guide#first-session">what to do in the first hour</a>.
        </p>
      </>
    ),
  }
}

function proposedPage(pair: Pair, member: MemberId): Page {
  return {
    status: 200,
    title: "Your time has been passed on",
    body: (
      <>
        <h1>Your time has been passed on</h1>
        {pair.status.kind === "countered" ? (
          <p>
            <strong>
              {weekdayName(pair.status.proposed.weekday)}s at {pair.status.proposed.time},{" "}
              {sayZone(pair.status.proposed.zone)}
            </strong>
            .
          </p>
        ) : null}
        <p>
          <Name of={partnerOf(pair, member)} /> gets a letter with it. If they say yes, you begin, and both calendars
          get the first two sessions. Should you change your mind before that, use the same link again.
        </p>
      </>
    ),
  }
}

function declinedPage(pair: Pair, member: MemberId): Page {
  return {
    status: 200,
    title: "Thank you for answering",
    body: (
      <>
        <h1>Thank you for answering</h1>
        <p>
          <Name of={partnerOf(pair, member)} /> hears that it was a no, and nothing else. This is forgotten within
          hours.
        </p>
      </>
    ),
  }
}
