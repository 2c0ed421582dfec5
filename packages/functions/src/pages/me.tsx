import { closePast } from "@turnabout/core/close.ts"
import type { Command } from "@turnabout/core/command.ts"
import { isReachable, takesLetter } from "@turnabout/core/member.ts"
import type { Member } from "@turnabout/core/member.ts"
import { memberOf, partnerOf } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { agreedChanges } from "../compose/agreement.ts"
import type { MeAction, MeKnown } from "../forms/me.ts"
import { readMe } from "../forms/me.ts"
import { handle } from "../handle.ts"
import type { Handled } from "../handle.ts"
import {
  inboxOf,
  isWithin,
  mailboxesNamedByOneMember,
  settingsLinksOfOneMember,
  toConfirmAtOneMailbox,
} from "../limits.ts"
import type { Ports } from "../ports.ts"
import { Name } from "./layout.tsx"
import { busyPage, goneLink, idOfAsking, openEither } from "./link.tsx"
import { answeredPage, refusedPage, unwrittenPage } from "./me-answer.tsx"
import { currentSettings, settingsPage } from "./me-settings.tsx"
import type { Settled } from "./me-settings.tsx"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"
import { closedPage, isOver } from "./standing.tsx"

/** From the link in every letter: the button that mails a short-lived link. From that one: the settings themselves. */
export async function showMe(token: string, ports: Ports): Promise<Page> {
  const opened = await openMe(token, ports)
  if (!opened.ok) return opened.page
  return opened.claims.purpose === "me" ? askPage(opened) : settingsPage(opened, null)
}

/** Mails the link, or does what one of the buttons of the settings says. */
export async function takeMe(token: string, fields: URLSearchParams, ports: Ports): Promise<Page> {
  const opened = await openMe(token, ports)
  if (!opened.ok) return opened.page
  if (opened.claims.purpose === "me") return takeAsking(opened, ports)
  const action = readMe(fields, knownOf(opened, ports))
  if (!action.ok) return settingsPage(opened, { fields, errors: action.error })
  const member = memberOf(opened.pair, opened.claims.member)
  if (!canDo(action.value, member)) return unwrittenPage(member)
  if (action.value.kind === "mailbox" && !(await isWithin(mailboxesNamedByOneMember, whoOf(opened), ports)))
    return enoughPage("You have named as many mailboxes today as one can. Try again tomorrow.")
  const handled = await (action.value.kind === "mailbox"
    ? ports.evenly(nameMailbox(action.value, opened, ports))
    : handle(opened.pair.id, commandOf(action.value, opened, ports), ports))
  if (handled.kind === "gone") return goneLink("settings")
  if (handled.kind === "busy") return busyPage()
  const after: Settled = { ...opened, pair: handled.pair }
  return handled.outcome.kind === "refused"
    ? refusedPage(after, { action: action.value, reason: handled.outcome.reason, fields })
    : answeredPage(action.value, { before: opened, after })
}

type Opening = ({ readonly ok: true } & Settled) | { readonly ok: false; readonly page: Page }

async function openMe(token: string, ports: Ports): Promise<Opening> {
  const link = await openEither(token, ["me", "settings"], ports)
  if (!link.ok) return { ok: false, page: link.error }
  const { claims } = link.value
  const now = ports.clock()
  const { pair } = closePast(link.value.pair, now)
  const page = nothingToSet(pair, claims.member)
  if (page !== null) return { ok: false, page }
  // The page with one button has no room for it.
  const changes = claims.purpose === "settings" ? await agreedChanges(pair, ports) : []
  return { ok: true, claims, pair, token, now, linkKeys: ports.config.linkKeys, changes }
}

/** Before a pair meets, and once a member has erased themselves, there is nothing to set; null if there is. */
function nothingToSet(pair: Pair, member: "a" | "b"): Page | null {
  if (isOver(pair)) return closedPage()
  switch (pair.status.kind) {
    case "unconfirmed":
    case "asked":
    case "countered":
    case "declined":
    case "lapsed":
      return message(
        { status: 409, title: "There is nothing to set yet" },
        <p>The settings come with your pair, as soon as both of you have said yes.</p>,
      )
    case "ended":
      return pair.status.erased.includes(member) ? erasedPage() : null
    case "active":
    case "paused":
    case "ending":
      return null
  }
}

function erasedPage(): Page {
  return message(
    { status: 410, title: "Everything of yours is erased" },
    <p>
      So there are no settings any more. To begin again one day, <a href="/#sign-up">sign up as before</a>.
    </p>,
  )
}

function askPage({ pair, claims, token }: Settled): Page {
  const member = memberOf(pair, claims.member)
  if (!isReachable(member)) return unwrittenPage(member)
  const partner = partnerOf(pair, claims.member)
  return message(
    { status: 200, title: "Your settings" },
    <>
      <p>
        Here you change what is yours in the pair with <Name of={partner} />: the day and time, your time zone, what is
        shared. Here you pause, end it, take a copy or have everything erased.
      </p>
      <p>
        First we send a letter to the mailbox that we write to. The link in it opens the settings and works for 15
        minutes, so that an old letter in the wrong hands opens nothing.
      </p>
      <form method="post" action={`/me/${token}`}>
        <button type="submit">Send me the link</button>
      </form>
    </>,
  )
}

async function takeAsking(opened: Settled, ports: Ports): Promise<Page> {
  const { pair, claims, now } = opened
  const member = memberOf(pair, claims.member)
  if (!isReachable(member)) return unwrittenPage(member)
  const id = idOfAsking(pair, claims, { action: "settings", at: now })
  // Once more at once is the same command, and no letter more.
  if (!pair.recentCommands.includes(id) && !(await isWithin(settingsLinksOfOneMember, whoOf(opened), ports)))
    return enoughPage(
      "Enough links were sent in this hour. The newest of those letters has one that works; it lives 15 minutes.",
    )
  const handled = await handle(pair.id, { kind: "ask-settings", id, via: "page", by: claims.member }, ports)
  if (handled.kind === "gone") return goneLink("me")
  if (handled.kind === "busy") return busyPage()
  return message(
    { status: 200, title: "Look into your mailbox" },
    <>
      <p>
        There is a letter on its way to the mailbox that we write to. The link in it opens your settings; it works for
        15 minutes.
      </p>
      <p class="hint">
        Nothing there after a few minutes? Look among the unwanted mail, or come back here and ask for another one.
      </p>
    </>,
  )
}

/** Some are of use only as a letter, and none is sent to who takes no letters. The one about a new mailbox goes there. */
function canDo({ kind }: MeAction, member: Member): boolean {
  return (kind !== "export" && kind !== "mailbox") || takesLetter(member, kind)
}

function knownOf({ pair, claims, now }: Settled, ports: Ports): MeKnown {
  return {
    settings: currentSettings(pair, claims.member, now),
    mailbox: memberOf(pair, claims.member).mailbox,
    partnerMailbox: partnerOf(pair, claims.member).mailbox,
    mailDomain: ports.config.mailDomain,
  }
}

function whoOf({ pair, claims }: Settled): string {
  return `${pair.id} ${claims.member}`
}

/** Whose it is nobody knows yet: whether a letter goes there shows in no word, nor in how long the answer takes. */
async function nameMailbox(
  { mailbox }: Extract<MeAction, { kind: "mailbox" }>,
  { pair, claims }: Settled,
  ports: Ports,
): Promise<Handled> {
  const suppressed = await ports.store.suppressionOf(mailbox)
  const held = !(await isWithin(toConfirmAtOneMailbox, inboxOf(mailbox), ports))
  const id = ports.chance.commandId()
  return handle(pair.id, { kind: "ask-mailbox", id, via: "page", by: claims.member, mailbox, suppressed, held }, ports)
}

function enoughPage(why: string): Page {
  return message({ status: 429, title: "Enough for now" }, <p>{why}</p>)
}

/** Pressed twice, all but the copy find it done by what the pair is; the id of a refused one must not look like done. */
function commandOf(
  action: Exclude<MeAction, { kind: "mailbox" }>,
  { pair, claims, now }: Settled,
  ports: Ports,
): Command {
  const posted = { id: ports.chance.commandId(), via: "page", by: claims.member } as const
  switch (action.kind) {
    case "save":
      return { kind: "save", ...posted, settings: action.settings }
    case "pause":
      return { kind: "pause", ...posted, until: action.until }
    case "resume":
      return { kind: "resume", ...posted }
    case "end":
      return { kind: "end", ...posted, last: action.last }
    case "export":
      return { kind: "export", ...posted, id: idOfAsking(pair, claims, { action: "export", at: now }) }
    case "erase":
      return { kind: "erase", ...posted }
    case "links":
      return { kind: "replace-links", ...posted, links: claims.links }
  }
}
