import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { nextRecap, untoldCommitments } from "@turnabout/core/recap.ts"
import { sayDay } from "@turnabout/core/when.ts"
import { readStatuses, statusField } from "../forms/statuses.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Became, WhatBecame, statesAsTyped, worded } from "./commitments.tsx"
import type { Worded } from "./commitments.tsx"
import { ErrorSummary } from "./field.tsx"
import type { Typed } from "./field.tsx"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, openLink } from "./link.tsx"
import type { Opened } from "./link.tsx"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"
import { refusalSentence } from "./refusal.ts"
import { onHoldPage } from "./standing.tsx"

/** What is open, and what was said of it since the recap: the same questions as in the letter. */
export async function showRecap(token: string, ports: Ports): Promise<Page> {
  const asked = await openAsked(token, ports)
  return asked.ok ? formPage(asked, { fields: statesAsTyped(asked.own), errors: {} }) : asked.page
}

/** Takes the answers. What is as it was changes nothing, so sending the same twice has one effect. */
export async function takeRecap(token: string, fields: URLSearchParams, ports: Ports): Promise<Page> {
  const asked = await openAsked(token, ports)
  if (!asked.ok) return asked.page
  const { pair, claims } = asked
  const { changes, errors } = readStatuses(
    fields,
    asked.own.map(({ id }) => id),
  )
  if (Object.keys(errors).length > 0) return formPage(asked, { fields, errors })
  if (changes.every(({ id, state }) => asked.own.some((each) => each.id === id && each.state === state))) {
    return keptPage(asked)
  }
  const id = ports.chance.commandId()
  const handled = await handle(
    pair.id,
    { kind: "change-commitments", id, via: "page", by: claims.member, changes },
    ports,
  )
  if (handled.kind === "gone") return goneLink("recap")
  if (handled.kind === "busy") return busyPage()
  if (handled.outcome.kind !== "refused") {
    return keptPage({ ...asked, pair: handled.pair, own: withCurrent(asked.own, handled.pair) })
  }
  if (handled.outcome.reason !== "too-many-open") return onHoldPage({ pair: handled.pair, claims })
  const reopened = changes.find(({ state, id: changed }) => state === "open" && !isOpen(asked.own, changed))
  const field = reopened === undefined ? "earlier" : statusField(reopened.id)
  return formPage(asked, { fields, errors: { [field]: refusalSentence("too-many-open") } })
}

type Asked = Opened & { readonly ok: true; readonly token: string; readonly own: readonly Worded[] }
type Opening = Asked | { readonly ok: false; readonly page: Page }

async function openAsked(token: string, ports: Ports): Promise<Opening> {
  const link = await openLink(token, "recap", ports)
  if (!link.ok) return { ok: false, page: link.error }
  const { pair, claims } = link.value
  if (pair.status.kind === "ended") return { ok: false, page: onHoldPage(link.value) }
  const own = untoldCommitments(pair, claims.member)
  const texts = await ports.store.commitmentTexts(pair.id, own)
  return { ok: true, token, pair, claims, own: worded(own, texts) }
}

function isOpen(own: readonly Worded[], wanted: Worded["id"]): boolean {
  return own.some(({ id, state }) => id === wanted && state === "open")
}

/** The same ones as they stand now. */
function withCurrent(own: readonly Worded[], { commitments }: Pair): Worded[] {
  const current = new Map(commitments.map((commitment) => [commitment.id, commitment]))
  return own.map((each) => ({ ...each, ...current.get(each.id) }))
}

function formPage(asked: Asked, typed: Typed): Page {
  const { pair, claims, token, own } = asked
  if (own.length === 0) return nothingPage(asked)
  return {
    status: Object.keys(typed.errors).length > 0 ? 422 : 200,
    title: "Keep or let go",
    body: (
      <>
        <ErrorSummary errors={typed.errors} />
        <h1>Keep or let go</h1>
        <p class="lead">
          What you said you would do, with <Name of={partnerOf(pair, claims.member)} />. What you leave as it is stays
          as it is. Which of the open ones still deserves you?
        </p>
        <form method="post" action={`/recap/${token}`} novalidate>
          <WhatBecame of={own} typed={typed} open="Keep" />
          <button type="submit">Save</button>
        </form>
      </>
    ),
  }
}

function nothingPage({ pair, claims }: Asked): Page {
  return message(
    { status: 200, title: "Nothing is open" },
    <p>
      There is nothing to keep or let go. What you and <Name of={partnerOf(pair, claims.member)} /> decide next comes
      back by itself.
    </p>,
  )
}

function keptPage({ pair, claims, token, own }: Asked): Page {
  const { zone, sharesCommitments } = memberOf(pair, claims.member)
  const next = nextRecap(pair, claims.member)
  return message(
    { status: 200, title: "Kept" },
    <>
      <Became of={own} changes={[]} />
      {next === null ? null : (
        <p>
          Until {sayDay(next.at, zone)} you can <a href={`/recap/${token}`}>change this</a>.
        </p>
      )}
      <p class="hint">
        {sharesCommitments ? (
          <>
            What is open is seen by you and, so that they can ask, by <Name of={partnerOf(pair, claims.member)} /> when
            they coach you next. What you kept or let go is yours alone.
          </>
        ) : (
          <>All of this is seen by you alone.</>
        )}
      </p>
    </>,
  )
}
