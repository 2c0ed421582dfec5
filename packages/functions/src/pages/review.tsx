import type { Felt } from "@turnabout/emails/parts.ts"
import { feltWords } from "@turnabout/emails/parts.ts"
import { isReviewOn } from "@turnabout/core/felt.ts"
import { commandIdSchema } from "@turnabout/core/id.ts"
import type { CommandId } from "@turnabout/core/id.ts"
import { isMeeting, memberOf, partnerOf, sessionOf } from "@turnabout/core/pair.ts"
import type { Session } from "@turnabout/core/session.ts"
import { trendOf } from "../compose/trend.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, openLink } from "./link.tsx"
import type { Opened } from "./link.tsx"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"

/** What a member said of their own hours, and the button that shows it to the partner, on the day of the review. */
export async function showReview(token: string, ports: Ports): Promise<Page> {
  const asked = await openAsked(token, ports)
  if (!asked.ok) return asked.page
  return asked.pair.recentCommands.includes(showingId(asked)) ? shownPage(asked) : askPage(asked)
}

export async function takeReview(token: string, ports: Ports): Promise<Page> {
  const asked = await openAsked(token, ports)
  if (!asked.ok) return asked.page
  const { pair, claims, session } = asked
  const showing = { kind: "share-trend", via: "page", by: claims.member, session: session.number } as const
  const handled = await handle(pair.id, { ...showing, id: showingId(asked) }, ports)
  if (handled.kind === "gone") return goneLink("review")
  if (handled.kind === "busy") return busyPage()
  return handled.outcome.kind === "refused" ? overPage() : shownPage(asked)
}

/** Shown once for each review: the same id, however often the button is pressed. */
function showingId({ session, claims }: Pick<Asked, "session" | "claims">): CommandId {
  return commandIdSchema.parse(`trend-${session.number}-${claims.member}`)
}

type Asked = Opened & {
  readonly ok: true
  readonly token: string
  readonly session: Session
  readonly felt: readonly Felt[]
}
type Opening = Asked | { readonly ok: false; readonly page: Page }

async function openAsked(token: string, ports: Ports): Promise<Opening> {
  const link = await openLink(token, "review", ports)
  if (!link.ok) return { ok: false, page: link.error }
  const { pair, claims } = link.value
  const session = sessionOf(pair, claims.session)
  if (session === null || !isMeeting(pair) || !isReviewOn(session, ports.clock()))
    return { ok: false, page: overPage() }
  const { zone } = memberOf(pair, claims.member)
  const felt = await trendOf(pair, { of: claims.member, review: session, zone }, ports)
  return felt.length === 0 ? { ok: false, page: nothingPage() } : { ok: true, token, pair, claims, session, felt }
}

function askPage({ pair, claims, token, felt }: Asked): Page {
  const partner = partnerOf(pair, claims.member)
  return message(
    { status: 200, title: "How your own hours felt to you" },
    <>
      <Hours of={felt} />
      <p>
        Only you see this. With the button <Name of={partner} /> gets these lines in one letter, now, for this one
        session in which you look back. It cannot be taken back.
      </p>
      <form method="post" action={`/review/${token}`}>
        <button type="submit">
          Let <Name of={partner} /> see this
        </button>
      </form>
      <p class="hint">You can just as well speak about it, or leave it. Nobody is told that you were asked.</p>
    </>,
  )
}

function Hours({ of }: { readonly of: readonly Felt[] }) {
  return (
    <dl class="facts">
      {of.map((hour) => (
        <>
          <dt>{hour.day}</dt>
          <dd>{feltWords(hour)}</dd>
        </>
      ))}
    </dl>
  )
}

function shownPage({ pair, claims, felt }: Asked): Page {
  return message(
    { status: 200, title: "Shown" },
    <>
      <p>
        <Name of={partnerOf(pair, claims.member)} /> gets these lines in a letter:
      </p>
      <Hours of={felt} />
    </>,
  )
}

function nothingPage(): Page {
  return message(
    { status: 410, title: "There is nothing to show" },
    <p>You have not said how your hours felt to you since you last looked back. That is fine.</p>,
  )
}

function overPage(): Page {
  return message(
    { status: 410, title: "Nothing to show at the moment" },
    <p>
      What you said of your hours can be shown when the two of you look back together, until that session is over. It
      stays yours.
    </p>,
  )
}
