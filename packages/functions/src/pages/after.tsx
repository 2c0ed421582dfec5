import { canCorrect, closePast } from "@turnabout/core/close.ts"
import { commitmentsAtOnce } from "@turnabout/core/commitment.ts"
import { wantsMore } from "@turnabout/core/felt.ts"
import { isLast, memberOf, partnerOf, sessionOf } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { hasStarted } from "@turnabout/core/session.ts"
import { sayDay } from "@turnabout/core/when.ts"
import { askForMore } from "@turnabout/emails/parts.ts"
import { Temporal } from "temporal-polyfill"
import type { FilledForm } from "../forms/after.ts"
import { readAfter } from "../forms/after.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Became, WhatBecame, statesAsTyped, worded } from "./commitments.tsx"
import type { Worded } from "./commitments.tsx"
import { Choices, ErrorSummary, TextArea } from "./field.tsx"
import type { Typed } from "./field.tsx"
import { Name } from "./layout.tsx"
import { erasedOn } from "./me-standing.tsx"
import { busyPage, goneLink, idOfPost, openLink } from "./link.tsx"
import type { Opened } from "./link.tsx"
import type { Page } from "./page.ts"
import { refusalSentence } from "./refusal.ts"
import { NextSession } from "./words.tsx"

/** The questions after a session, with what this member has said of it so far. */
export async function showAfter(token: string, ports: Ports): Promise<Page> {
  const asked = await openAsked(token, ports)
  return asked.ok ? formPage(asked, { fields: keptFields(asked), errors: {} }) : asked.page
}

/** Takes the answers; the last ones replace those before. Sending the same twice has one effect. */
export async function takeAfter(token: string, fields: URLSearchParams, ports: Ports): Promise<Page> {
  const asked = await openAsked(token, ports)
  if (!asked.ok) return asked.page
  const { pair, claims, session } = asked
  const form = readAfter(fields, { isFocus: asked.isFocus, commitments: asked.earlier.map(({ id }) => id) })
  if (!form.ok) return formPage(asked, { fields, errors: form.error })
  if (isKept(form.value, asked)) return keptPage(form.value, asked, ports)
  const handled = await handle(
    asked.loaded,
    {
      kind: "after",
      id: idOfPost(pair, claims, fields),
      via: "page",
      by: claims.member,
      session: session.number,
      form: form.value,
    },
    ports,
  )
  if (handled.kind === "gone") return goneLink("after")
  if (handled.kind === "busy") return busyPage()
  const { outcome } = handled
  if (outcome.kind === "refused") {
    return outcome.reason === "too-many-open"
      ? formPage(asked, { fields, errors: { "commitment-1": refusalSentence(outcome.reason) } })
      : closedPage(refusalSentence(outcome.reason))
  }
  const current = sessionOf(handled.pair, session.number) ?? session
  return keptPage(form.value, { ...asked, pair: handled.pair, session: current }, ports)
}

type Asked = Opened & {
  readonly ok: true
  readonly token: string
  /** The pair as it was loaded, of which `pair` is what the time has made of it since. */
  readonly loaded: Pair
  readonly session: Session
  readonly isFocus: boolean
  /** The member's commitments from before that were open when this session began. */
  readonly earlier: readonly Worded[]
  /** What they have said of this session so far. */
  readonly kept: Omit<FilledForm, "changes"> | null
}
type Opening = Asked | { readonly ok: false; readonly page: Page }

async function openAsked(token: string, ports: Ports): Promise<Opening> {
  const link = await openLink(token, "after", ports)
  if (!link.ok) return { ok: false, page: link.error }
  const { claims } = link.value
  const now = ports.clock()
  const pair = closePast(link.value.pair, now).pair
  const session = sessionOf(pair, claims.session)
  if (session === null || !canCorrect(pair, session, now)) return { ok: false, page: notAskedPage(session, now) }
  const day = session.starts.toZonedDateTimeISO(memberOf(pair, claims.member).zone).toPlainDate()
  const own = pair.commitments.filter(({ by }) => by === claims.member)
  const earlier = own.filter(
    (commitment) =>
      commitment.session !== session.number &&
      (commitment.state === "open" || Temporal.PlainDate.compare(commitment.changed, day) >= 0),
  )
  const made = own.filter((commitment) => commitment.session === session.number && commitment.state === "open")
  const texts = await ports.store.commitmentTexts(pair.id, [...earlier, ...made])
  const command = session.reflections[claims.member]
  const key = command === undefined ? null : { session: session.number, by: claims.member, command }
  const reflection = key === null ? null : await ports.store.reflection(pair.id, key)
  return {
    ok: true,
    token,
    claims,
    loaded: link.value.pair,
    pair,
    session,
    isFocus: session.focus === claims.member,
    earlier: worded(earlier, texts),
    kept: reflection === null ? null : { ...reflection, commitments: made.flatMap(({ id }) => texts.get(id) ?? []) },
  }
}

/** Whether a form says what is kept already. */
function isKept(form: FilledForm, { kept, earlier, session, claims }: Asked): boolean {
  if (kept === null) return false
  const said = ({ happened, line, heard, mattered, commitments }: Omit<FilledForm, "changes">) =>
    JSON.stringify([happened, line, heard, mattered, commitments])
  const states = new Map(earlier.map(({ id, state }) => [id, state]))
  return (
    said(form) === said(kept) &&
    (form.happened ?? undefined) === session.happened[claims.member] &&
    form.changes.every(({ id, state }) => states.get(id) === state)
  )
}

/** What is kept, as if it had been typed just now. */
function keptFields({ kept, session, claims, earlier }: Asked): URLSearchParams {
  const fields = statesAsTyped(earlier)
  const happened = session.happened[claims.member]
  if (happened !== undefined) fields.set("happened", happened ? "yes" : "no")
  if (kept === null) return fields
  for (const text of kept.commitments) fields.append("commitment", text)
  if (kept.line !== null) fields.set("line", kept.line)
  if (kept.heard !== null) fields.set("heard", kept.heard)
  if (kept.mattered !== null) fields.set("mattered", kept.mattered)
  return fields
}

function formPage(asked: Asked, typed: Typed): Page {
  const { pair, claims, session, token, isFocus, earlier } = asked
  const day = sayDay(session.starts, memberOf(pair, claims.member).zone)
  return {
    status: Object.keys(typed.errors).length > 0 ? 422 : 200,
    title: "Before it fades",
    body: (
      <>
        <ErrorSummary errors={typed.errors} />
        <h1>Before it fades</h1>
        <p class="lead">
          {day} with <Name of={partnerOf(pair, claims.member)} />. All of it may be left out.
        </p>
        <form method="post" action={`/after/${token}`} novalidate>
          <Choices
            typed={typed}
            name="happened"
            label="Did it happen?"
            hint="If not, nobody’s turn is used up."
            options={[
              { value: "yes", label: "Yes" },
              { value: "no", label: "No" },
            ]}
            inRow
          />
          <WhatBecame of={earlier} typed={typed} open="Carry on" />
          {hasNoNext(asked) ? null : <NewCommitments isFocus={isFocus} typed={typed} />}
          {isFocus ? <HowItWas typed={typed} /> : null}
          <TextArea
            typed={typed}
            name="line"
            label={
              session.focus === "both" || isFocus
                ? "One line you want to keep"
                : "One thing you noticed about listening"
            }
            hint="Only you see it."
            rows={2}
          />
          <button type="submit">Keep this</button>
        </form>
      </>
    ),
  }
}

/** After a last session, or once the pair has ended, there is no next time to do anything before. */
function hasNoNext({ pair, session }: Pick<Asked, "pair" | "session">): boolean {
  return isLast(pair, session) || pair.status.kind === "ended"
}

function untilWhen({ pair, session }: Pick<Asked, "pair" | "session">): string {
  if (pair.status.kind === "ended") return `everything is erased on ${erasedOn(pair)}`
  return isLast(pair, session) ? "the pair closes" : "the next session begins"
}

function NewCommitments({ isFocus, typed }: { readonly isFocus: boolean; readonly typed: Typed }) {
  const texts = typed.fields.getAll("commitment")
  // What was typed beyond the third is shown too: nothing that somebody wrote disappears.
  const rows = Math.max(commitmentsAtOnce, Math.min(texts.length, 2 * commitmentsAtOnce))
  return (
    <fieldset>
      <legend>{isFocus ? "What will you do before next time?" : "Something you would like to do yourself?"}</legend>
      <p class="hint">“When … , I will …” works well. None is fine.</p>
      {Array.from({ length: rows }, (_, place) => (
        <TextArea
          typed={typed}
          name="commitment"
          id={`commitment-${place + 1}`}
          label={["First", "Second", "Third"][place] ?? `${place + 1}th`}
          value={texts[place] ?? ""}
          rows={1}
        />
      ))}
    </fieldset>
  )
}

function HowItWas({ typed }: { readonly typed: Typed }) {
  return (
    <>
      <Choices
        typed={typed}
        name="heard"
        label="I felt heard"
        hint="Only you see this, and the next answer. Every eighth session you may show them, if you like."
        options={[
          { value: "fully", label: "Fully" },
          { value: "mostly", label: "Mostly" },
          { value: "not-quite", label: "Not quite" },
        ]}
        inRow
      />
      <Choices
        typed={typed}
        name="mattered"
        label="We spent it on what mattered"
        options={[
          { value: "yes", label: "Yes" },
          { value: "partly", label: "Partly" },
          { value: "no", label: "No" },
        ]}
        inRow
      />
    </>
  )
}

function keptPage(form: FilledForm, asked: Asked, ports: Ports): Page {
  const { pair, claims, session, token, earlier } = asked
  return {
    status: 200,
    title: "Kept",
    body: (
      <>
        <h1>Kept</h1>
        <Happened form={form} asked={asked} />
        {hasNoNext(asked) && form.commitments.length === 0 ? null : form.commitments.length === 0 ? (
          <p>You wrote down nothing to do. That can be exactly right.</p>
        ) : (
          <>
            <h2>What you will do</h2>
            <ul>
              {form.commitments.map((text) => (
                <li dir="auto">{text}</li>
              ))}
            </ul>
          </>
        )}
        {earlier.length === 0 ? null : (
          <>
            <h2>What became of the earlier ones</h2>
            <Became of={earlier} changes={form.changes} />
          </>
        )}
        {form.line === null ? null : (
          <blockquote class="words" dir="auto">
            {form.line}
          </blockquote>
        )}
        {asked.isFocus && wantsMore(memberOf(pair, claims.member)) ? <p>{askForMore} Only you read this.</p> : null}
        <p>
          Until {untilWhen(asked)} you can <a href={`/after/${token}`}>change this</a>.
        </p>
        <NextSession pair={pair} member={claims.member} now={ports.clock()} />
        <p class="hint">
          {memberOf(pair, claims.member).sharesCommitments && !hasNoNext(asked) ? (
            <>
              What you will do is seen by you and, so that they can ask, by <Name of={partnerOf(pair, claims.member)} />{" "}
              when they coach you next. The rest is yours alone.
            </>
          ) : (
            <>All of this is seen by you alone.</>
          )}
          {session.focus === "both" ? " This session used up nobody’s turn." : ""}
        </p>
      </>
    ),
  }
}

/** What the session now counts as, where that is not plain from the answer. */
function Happened({ form, asked: { pair, claims, session } }: { readonly form: FilledForm; readonly asked: Asked }) {
  if (session.state.kind !== "missed") return null
  return form.happened === false ? (
    <p>The session did not happen, so nobody’s turn was used up.</p>
  ) : (
    <p>
      <Name of={partnerOf(pair, claims.member)} /> has said that it did not happen, and one no outweighs a yes: it
      counts as not held until they take that back.
    </p>
  )
}

function notAskedPage(session: Session | null, now: Temporal.Instant): Page {
  if (session === null) {
    return closedPage(
      "The next session has begun, so these questions are closed. Nothing is lost; use the newest letter.",
    )
  }
  switch (session.state.kind) {
    case "skipped":
      return closedPage("This session was skipped, so there is nothing to ask about it.")
    case "void":
      return closedPage("This session was taken out, so there is nothing to ask about it.")
    case "planned":
    case "held":
    case "missed":
      return hasStarted(session, now)
        ? closedPage(
            "The next session has begun, so these questions are closed. Nothing is lost; use the newest letter.",
          )
        : { ...closedPage("This session has not begun. The questions come by letter when it is over."), status: 409 }
  }
}

function closedPage(sentence: string): Page {
  return {
    status: 410,
    title: "Nothing to answer",
    body: (
      <>
        <h1>Nothing to answer</h1>
        <p>{sentence}</p>
      </>
    ),
  }
}
