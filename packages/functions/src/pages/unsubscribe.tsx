import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Name } from "./layout.tsx"
import { busyPage, openLink } from "./link.tsx"
import type { Page } from "./page.ts"

/** What the button will do, before it does it. */
export async function showUnsubscribe(token: string, ports: Ports): Promise<Page> {
  const link = await openLink(token, "unsubscribe", ports)
  if (!link.ok) return link.error.status === 410 ? silentPage() : link.error
  const { pair, claims } = link.value
  if (memberOf(pair, claims.member).unsubscribedAt !== null) return silentPage()
  const partner = partnerOf(pair, claims.member)
  return {
    status: 200,
    title: "Stop all letters?",
    body: (
      <>
        <h1>Stop all letters?</h1>
        <p>
          You get no more letters, from this moment. If you and <Name of={partner} /> meet here, the coming sessions are
          taken out of their calendar; a week later, unless you came back, they hear that your letters are on hold.
        </p>
        <p>Nothing is erased. A reply to any letter you had from us starts it again.</p>
        <form method="post" action={`/unsubscribe/${token}`}>
          <input type="hidden" name="List-Unsubscribe" value="One-Click" />
          <button type="submit">Stop all letters</button>
        </form>
      </>
    ),
  }
}

/** RFC 8058 section 3.1: one POST, answered without a redirect or a cookie. */
export async function takeUnsubscribe(token: string, ports: Ports): Promise<Page> {
  const link = await openLink(token, "unsubscribe", ports)
  // A pair that is gone writes to nobody: that is what was asked for.
  if (!link.ok) return link.error.status === 410 ? silentPage() : link.error
  const { pair, claims } = link.value
  if (memberOf(pair, claims.member).unsubscribedAt !== null) return silentPage()
  const id = ports.chance.commandId()
  const handled = await handle(pair.id, { kind: "unsubscribe", id, via: "page", by: claims.member }, ports)
  return handled.kind === "busy" ? busyPage() : silentPage()
}

function silentPage(): Page {
  return {
    status: 200,
    title: "No more letters",
    body: (
      <>
        <h1>No more letters</h1>
        <p>You get no more letters from this pair. You do not have to do anything else.</p>
        <p>If it was a slip, reply to any letter you had from us.</p>
      </>
    ),
  }
}
