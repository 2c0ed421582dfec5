import { createHash } from "node:crypto"
import { commandIdSchema } from "@turnabout/core/id.ts"
import type { CommandId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { fail, ok } from "@turnabout/core/result.ts"
import type { Result } from "@turnabout/core/result.ts"
import type { Child } from "hono/jsx"
import type { Temporal } from "temporal-polyfill"
import { readLink } from "../adapters/link-token.ts"
import type { LinkClaims, LinkPurpose } from "../adapters/link-token.ts"
import type { Ports } from "../ports.ts"
import { message } from "./message.tsx"
import type { Page } from "./page.ts"

export type Opened = { readonly claims: LinkClaims; readonly pair: Pair }

/** Reads the link of a letter and loads its pair; else the page that says what is wrong with it and what to do next. */
export async function openLink(token: string, purpose: LinkPurpose, ports: Ports): Promise<Result<Opened, Page>> {
  const claims = readLink(token, purpose, { keys: ports.config.linkKeys, now: ports.clock() })
  if (!claims.ok) return fail(claims.error === "altered" ? alteredLink(purpose) : expiredLink(purpose))
  const pair = await ports.store.load(claims.value.pair)
  if (pair === null) return fail(goneLink(purpose))
  return isReplaced(claims.value, pair) ? fail(replacedLink(purpose)) : ok({ claims: claims.value, pair })
}

/** Letters can always be stopped: RFC 8058 gives no hint that a link for it may be too old. */
function isReplaced({ purpose, member, links }: LinkClaims, { members }: Pair): boolean {
  return purpose !== "unsubscribe" && links !== members[member].links
}

/** The same for a page that links of two purposes lead to. */
export async function openEither(
  token: string,
  [one, other]: readonly [LinkPurpose, LinkPurpose],
  ports: Ports,
): Promise<Result<Opened, Page>> {
  const claims = readLink(token, other, { keys: ports.config.linkKeys, now: ports.clock() })
  return openLink(token, claims.ok || claims.error === "expired" ? other : one, ports)
}

/** The same id for the same post to a pair that has not changed since: two clicks at once have one effect. */
export function idOfPost(pair: Pair, claims: LinkClaims, fields: URLSearchParams): CommandId {
  const post = [claims.purpose, claims.pair, claims.member, claims.session, pair.version, fields.toString()]
  const hash = createHash("sha256").update(JSON.stringify(post)).digest("base64url")
  return commandIdSchema.parse(hash.slice(0, 16))
}

/**
 * For what only sends a letter, and so leaves no trace in what the pair is: the same post within a minute or two has the
 * same id. Whoever still waits after that may ask again.
 */
export function idOfAsking(pair: Pair, claims: LinkClaims, asked: Asked): CommandId {
  const minute = Math.floor(asked.at.epochMilliseconds / 60_000)
  const idAt = (at: number) => {
    const post = [claims.purpose, claims.pair, claims.member, asked.action, at]
    return commandIdSchema.parse(createHash("sha256").update(JSON.stringify(post)).digest("base64url").slice(0, 16))
  }
  const before = idAt(minute - 1)
  return pair.recentCommands.includes(before) ? before : idAt(minute)
}

/** What the button asks for, and not what came along with it: that could be anything, each time. */
type Asked = { readonly action: "settings" | "export"; readonly at: Temporal.Instant }

/** When others were faster ten times in a row. */
export function busyPage(): Page {
  return {
    status: 503,
    title: "One moment",
    body: (
      <>
        <h1>One moment</h1>
        <p>
          Something else was happening to your pair just now, so nothing was changed. Go back and press the button
          again.
        </p>
      </>
    ),
  }
}

function alteredLink(purpose: LinkPurpose): Page {
  return {
    status: 404,
    title: "This link is not whole",
    body: (
      <>
        <h1>This link is not whole</h1>
        <p>
          A part of it is missing or changed, or it belongs to another page. Long links sometimes break in mail. Open
          the letter again and use its button, or copy the whole link.
        </p>
        {insteadOf(purpose)}
      </>
    ),
  }
}

function expiredLink(purpose: LinkPurpose): Page {
  return {
    status: 410,
    title: "This link has expired",
    body: (
      <>
        <h1>This link has expired</h1>
        <p>{lifeOf(purpose)}</p>
        {insteadOf(purpose)}
      </>
    ),
  }
}

/** Its member has had all their links replaced since. */
function replacedLink(purpose: LinkPurpose): Page {
  return message(
    { status: 410, title: "This link has been replaced" },
    <>
      <p>
        The newest letter has one that works. Replies to any letter, and answers from the calendar, count as before.
      </p>
      {insteadOf(purpose)}
    </>,
  )
}

export function goneLink(purpose: LinkPurpose): Page {
  return {
    status: 410,
    title: "This is no longer here",
    body: (
      <>
        <h1>This is no longer here</h1>
        <p>What this link was about has been forgotten, as we promised.</p>
        {insteadOf(purpose)}
      </>
    ),
  }
}

function lifeOf(purpose: LinkPurpose): string {
  switch (purpose) {
    case "confirm":
      return "A sign-up can be confirmed for 48 hours. After that we forget what was typed."
    case "join":
      return "A request can be answered for 14 days. After that we forget it."
    case "rsvp":
      return "The links of an invitation work until the next session begins."
    case "after":
      return "The questions after a session can be answered until the next session begins."
    case "recap":
      return "What a recap asks can be answered on its page until the next one comes."
    case "review":
      return "What you said of your hours can be shown at the session in which you look back, and no later."
    case "settings":
      return "The link to your settings works for 15 minutes, so that nobody finds it later."
    case "mailbox":
      return "A new mailbox can be confirmed for 48 hours. Your letters go where they went before."
    case "unsubscribe":
    case "me":
      return "This link no longer works."
  }
}

/** What to do instead. */
function insteadOf(purpose: LinkPurpose): Child {
  switch (purpose) {
    case "confirm":
      return (
        <p>
          <a href="/#sign-up">Sign up again</a> if you still want to. It takes two minutes.
        </p>
      )
    case "join":
      return <p>If you still want to, tell the person who asked you: they can ask again.</p>
    case "rsvp":
      return <p>Use the link in the newest letter, or reply to it in your own words.</p>
    case "after":
    case "recap":
    case "review":
      return <p>Use the link in the newest letter, or reply to it. Nothing is lost if you leave it.</p>
    case "me":
    case "settings":
      return (
        <p>
          For a new one, use <strong>Your settings</strong> at the end of the newest letter. You can do that as often as
          you like.
        </p>
      )
    case "mailbox":
      return <p>If you still want it, ask again in your settings; the way to them is at the end of every letter.</p>
    case "unsubscribe":
      return <p>Every letter carries this link, at its end. Use the one in the newest letter.</p>
  }
}
