import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Name } from "./layout.tsx"
import { busyPage, openLink } from "./link.tsx"
import type { Opened } from "./link.tsx"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"

/** What the button will do, before it does it. */
export async function showUnsubscribe(token: string, ports: Ports): Promise<Page> {
  const link = await openLink(token, "unsubscribe", ports)
  if (!link.ok) return link.error.status === 410 ? silentPage(null) : link.error
  const { pair, claims } = link.value
  if (memberOf(pair, claims.member).unsubscribedAt !== null) return silentPage(link.value)
  return message(
    { status: 200, title: "Stop all letters?" },
    <>
      <p>You get no more letters, from this moment.</p>
      <WhatFollows {...link.value} />
      <form method="post" action={`/unsubscribe/${token}`}>
        <input type="hidden" name="List-Unsubscribe" value="One-Click" />
        <button type="submit">Stop all letters</button>
      </form>
    </>,
  )
}

/** Without letters nobody can meet: what becomes of the sessions, what the partner hears, and the way back. */
function WhatFollows({ pair, claims }: Opened) {
  const partner = partnerOf(pair, claims.member)
  switch (pair.status.kind) {
    case "active":
      return (
        <>
          <p>
            Your sessions with <Name of={partner} /> stop with them, until you come back. Those ahead leave their
            calendar at once, so that nobody waits in an empty call. To yours we send nothing any more: what stands
            there is yours to delete.
          </p>
          <p>
            After a week <Name of={partner} /> hears in one letter that your sessions are paused for now, and not why.
            If you are back before that, they hear nothing of it but the new invitations.
          </p>
          <WayBack />
        </>
      )
    case "paused":
      return (
        <>
          <p>
            The two of you are paused, and stay so until you come back, also when the day to start again is over.{" "}
            <Name of={partner} /> then hears in one letter that it goes on for now, and not why.
          </p>
          <WayBack />
        </>
      )
    case "ending":
      return (
        <>
          <p>
            The last session stays in both calendars, and then it ends. You are not told of a change to it: if one of
            you cannot come, tell the other yourself.
          </p>
          <p>Nothing is erased. A reply in a word to any letter you had from us starts the letters again.</p>
        </>
      )
    case "ended":
      return (
        <p>Your pair has ended, so few would come. A copy of what you wrote comes by letter only: ask for it first.</p>
      )
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
      return (
        <p>The two of you have not begun. Nothing is erased; saying yes, or confirming, starts the letters again.</p>
      )
  }
}

function WayBack() {
  return (
    <>
      <p>
        Nothing is erased. A reply in a word to any letter you had from us, such as RESUME, starts it again: the
        invitations come as before, and whose turn it is stays as it was.
      </p>
      <p class="hint">
        To end it, or to have everything of yours erased, use “Your settings” at the end of any letter first.
      </p>
    </>
  )
}

/** RFC 8058 section 3.1: one POST, answered without a redirect or a cookie. */
export async function takeUnsubscribe(token: string, ports: Ports): Promise<Page> {
  const link = await openLink(token, "unsubscribe", ports)
  // A pair that is gone writes to nobody: that is what was asked for.
  if (!link.ok) return link.error.status === 410 ? silentPage(null) : link.error
  const { pair, claims } = link.value
  if (memberOf(pair, claims.member).unsubscribedAt !== null) return silentPage(link.value)
  const id = ports.chance.commandId()
  const handled = await handle(pair.id, { kind: "unsubscribe", id, via: "page", by: claims.member }, ports)
  if (handled.kind === "busy") return busyPage()
  return silentPage(handled.kind === "gone" ? null : { pair: handled.pair, claims })
}

function silentPage(opened: Opened | null): Page {
  const isPaused = opened?.pair.status.kind === "paused"
  return message(
    { status: 200, title: "No more letters" },
    <>
      <p>You get no more letters from this pair. You do not have to do anything else.</p>
      {isPaused ? (
        <p>
          Your sessions with <Name of={partnerOf(opened.pair, opened.claims.member)} /> are paused. What still stands in
          your own calendar is yours to delete.
        </p>
      ) : null}
      <p>
        If it was a slip, or one day you would like to go on, reply to any letter you had from us, in a word such as
        RESUME.
      </p>
    </>,
  )
}
