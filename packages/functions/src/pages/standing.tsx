import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Temporal } from "temporal-polyfill"
import type { Page } from "./page.ts"
import { NextSession } from "./words.tsx"

/** Whether a pair came to nothing: a no, or no answer. */
export function isOver(pair: Pair): boolean {
  return pair.status.kind === "declined" || pair.status.kind === "lapsed"
}

/** For a request that came to nothing. */
export function closedPage(): Page {
  return {
    status: 410,
    title: "This is closed",
    body: (
      <>
        <h1>This is closed</h1>
        <p>It was answered with no, or not answered in time. Nothing more comes of it, and soon it is forgotten.</p>
        <p>
          <a href="/">What Turnabout is</a>
        </p>
      </>
    ),
  }
}

/** For a pair that is under way: the answer was given before. */
export function underWayPage(pair: Pair, member: MemberId, now: Temporal.Instant): Page {
  return {
    status: 200,
    title: "You have both said yes",
    body: (
      <>
        <h1>You have both said yes</h1>
        <p>
          There is nothing left to answer here. The invitations come by letter, each with who listens and who talks.
        </p>
        <NextSession pair={pair} member={member} now={now} />
        <p>To change anything, use the links in the newest invitation.</p>
      </>
    ),
  }
}

/** For a pair that does not meet at present. */
export function onHoldPage(): Page {
  return {
    status: 409,
    title: "Your sessions are on hold",
    body: (
      <>
        <h1>Your sessions are on hold</h1>
        <p>
          One of you has stopped the letters, so there is nothing to change here and nothing is planned. Any reply, from
          the one who stopped them, to one of our letters starts them again.
        </p>
      </>
    ),
  }
}
