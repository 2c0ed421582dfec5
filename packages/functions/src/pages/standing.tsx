import type { MemberId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Temporal } from "temporal-polyfill"
import type { Opened } from "./link.tsx"
import { WhyPaused } from "./me-standing.tsx"
import { message } from "./message.tsx"
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

/** For a pair, or a session, that does not meet: what became of it is said as it stands now. */
export function onHoldPage({ pair, claims }: Opened): Page {
  if (pair.status.kind === "ended") {
    return message(
      { status: 410, title: "Your pair has ended" },
      <p>
        So there is nothing to change here. The last letter says how to take a copy, or to have what is yours erased.
      </p>,
    )
  }
  return message(
    { status: 409, title: "Your sessions are on hold" },
    <>
      <p>There is nothing to change here, because this session was taken out of both calendars.</p>
      {pair.status.kind === "paused" ? (
        <p>
          <WhyPaused pair={pair} claims={claims} />
        </p>
      ) : null}
    </>,
  )
}
