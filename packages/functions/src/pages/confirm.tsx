import type { Pair } from "@turnabout/core/pair.ts"
import { handle } from "../handle.ts"
import type { Ports } from "../ports.ts"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, openLink } from "./link.tsx"
import type { Page } from "./page.ts"
import { closedPage, isOver } from "./standing.tsx"
import { sayLength, sayWeekly } from "./words.tsx"

/** The page behind the button of the confirm letter. */
export async function showConfirm(token: string, ports: Ports): Promise<Page> {
  const link = await openLink(token, "confirm", ports)
  if (!link.ok) return link.error
  const { pair } = link.value
  if (pair.status.kind !== "unconfirmed") return confirmedPage(pair)
  const { b } = pair.members
  return {
    status: 200,
    title: "Please confirm",
    body: (
      <>
        <h1>
          Ask <Name of={b} /> for an hour a week?
        </h1>
        <p>
          {sayWeekly(pair.slot, pair.slot.zone, ports.clock())}, {sayLength(pair.slot.minutes)} each time.
        </p>
        <p>
          With this button you say that the mailbox is yours and that you want this. We then write to <Name of={b} />{" "}
          for you, with one reminder after five days and nothing more.
        </p>
        <form method="post" action={`/confirm/${token}`}>
          <button type="submit">
            Yes, ask <Name of={b} />
          </button>
        </form>
        <p class="hint">It was not you? Then close this page. Nothing happens, and we forget it.</p>
      </>
    ),
  }
}

export async function takeConfirm(token: string, ports: Ports): Promise<Page> {
  const link = await openLink(token, "confirm", ports)
  if (!link.ok) return link.error
  const { pair } = link.value
  if (pair.status.kind !== "unconfirmed") return confirmedPage(pair)
  const { a, b } = pair.members
  const refused = await ports.store.isRefused({ inviter: a.mailbox, partner: b.mailbox })
  const id = ports.chance.commandId()
  const handled = await handle(pair.id, { kind: "confirm", id, via: "page", refused }, ports)
  switch (handled.kind) {
    case "gone":
      return goneLink("confirm")
    case "busy":
      return busyPage()
    case "handled":
      return confirmedPage(handled.pair, { isNew: true })
  }
}

/** The same to whoever was refused before: they hear it by letter, as they would any no. */
function confirmedPage(pair: Pair, { isNew } = { isNew: false }): Page {
  if (isOver(pair) && !isNew) return closedPage()
  const { b } = pair.members
  const title = isNew ? "Confirmed" : "Already confirmed"
  return {
    status: 200,
    title,
    body: (
      <>
        <h1>{title}</h1>
        <p>
          The rest goes by mail. As soon as there is an answer, we write to you. <Name of={b} /> may say yes, no, or yes
          at another time, or may leave it; after 14 days without an answer we forget it, and tell you.
        </p>
        <p>
          When <Name of={b} /> says yes, both your calendars get the first two sessions. Until then, you might read{" "}
          <a href="/guide">how the hour works</a>.
        </p>
      </>
    ),
  }
}
