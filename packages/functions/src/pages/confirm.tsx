import type { Pair } from "@turnabout/core/pair.ts"
import { handle } from "../handle.ts"
import { inboxOf, isWithin, requestsToOnePartner } from "../limits.ts"
import { changeMailbox, mailboxOf } from "../mailbox-change.ts"
import type { Ports } from "../ports.ts"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, openEither } from "./link.tsx"
import type { Opened } from "./link.tsx"
import { message } from "./message.tsx"
import { sayLength } from "@turnabout/core/when.ts"
import type { Page } from "./page.ts"
import { closedPage, isOver } from "./standing.tsx"
import { sayWeekly } from "./words.tsx"

/** The page behind the button of a confirm letter: a sign-up, or a member's new mailbox. */
export async function showConfirm(token: string, ports: Ports): Promise<Page> {
  const link = await openEither(token, ["confirm", "mailbox"], ports)
  if (!link.ok) return link.error
  const { pair, claims } = link.value
  if (claims.purpose === "mailbox") return showMailbox(token, link.value)
  if (pair.status.kind !== "unconfirmed") return confirmedPage(pair)
  const { b } = pair.members
  return {
    status: 200,
    title: "Please confirm",
    body: (
      <>
        <h1>
          Ask <Name of={b} /> for {sayLength(pair.slot.minutes)} a week?
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
  const link = await openEither(token, ["confirm", "mailbox"], ports)
  if (!link.ok) return link.error
  const { pair, claims } = link.value
  if (claims.purpose === "mailbox") return takeMailbox(link.value, ports)
  if (pair.status.kind !== "unconfirmed") return confirmedPage(pair)
  const { a, b } = pair.members
  const refused = await ports.store.isRefused({ inviter: a.mailbox, partner: b.mailbox })
  const held = !(await isWithin(requestsToOnePartner, inboxOf(b.mailbox), ports))
  const id = ports.chance.commandId()
  const handled = await handle(pair.id, { kind: "confirm", id, via: "page", refused, held }, ports)
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

/** Whoever reads this may be a stranger to whom a slip of the pen has led: no name stands here, nor the old mailbox. */
function showMailbox(token: string, { pair, claims }: Opened): Page {
  const mailbox = mailboxOf(pair, claims)
  if (mailbox === null) return noMailboxPage()
  if (pair.status.kind === "ended") return endedPage()
  return message(
    { status: 200, title: "Use this mailbox?" },
    <>
      <p>
        From then on letters from Turnabout come to <strong>{mailbox}</strong>, and replies count when they come from
        there. The mailbox before gets a short note. Everything else stays as it is.
      </p>
      <form method="post" action={`/confirm/${token}`}>
        <button type="submit">Yes, use this mailbox</button>
      </form>
      <p class="hint">It was not you? Then close this page. Nothing happens.</p>
    </>,
  )
}

async function takeMailbox({ pair, claims }: Opened, ports: Ports): Promise<Page> {
  if (pair.status.kind === "ended" && mailboxOf(pair, claims) !== null) return endedPage()
  const change = await changeMailbox(pair, claims, ports)
  switch (change.kind) {
    case "changed":
      return message(
        { status: 200, title: "This is your mailbox now" },
        <p>
          Letters go to <strong>{change.pair.members[claims.member].mailbox}</strong> from now on; the mailbox before
          gets a short note. Sessions ahead come once more, as invitations, so that they stand in the calendar here.
        </p>,
      )
    case "held":
      return message(
        { status: 409, title: "This mailbox has a pair already" },
        <p>
          It has one with the same person, and two people have one pair at most. So nothing was changed: your letters go
          where they went before.
        </p>,
      )
    case "stale":
      return noMailboxPage()
    case "gone":
      return goneLink("mailbox")
    case "busy":
      return busyPage()
  }
}

function noMailboxPage(): Page {
  return message(
    { status: 200, title: "Nothing left to confirm" },
    <p>
      Either this mailbox was confirmed before, or a newer letter has taken the place of this one. Letters go to the
      mailbox that was confirmed last.
    </p>,
  )
}

function endedPage(): Page {
  return message(
    { status: 409, title: "This pair has ended" },
    <p>It writes no more letters, so there is no mailbox to change.</p>,
  )
}
