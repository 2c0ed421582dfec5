import type { Temporal } from "temporal-polyfill"
import { isAtOrBefore } from "@turnabout/core/time.ts"
import { fullTime, spanWords } from "./page-times.ts"
import { type PairWords, pairWords } from "./pair-words.ts"
import type { Pairs } from "./pairs.ts"

type PairsProps = { readonly found: Pairs; readonly now: Temporal.Instant }

/** Each pair as the service has it: how it stands, when it meets, what comes next. */
export function PairStates({ found, now }: PairsProps) {
  return (
    <section class="pairs" aria-labelledby="pairs">
      <h2 id="pairs">{found.pairs.length === 1 ? "The pair" : "Pairs"}</h2>
      {found.pairs.length === 0 && found.unreadable === 0 && <p>Nobody has signed up yet.</p>}
      {found.pairs.map((pair) => (
        <PairState words={pairWords(pair, now)} now={now} />
      ))}
      {found.unreadable > 0 && <p role="alert">What is kept of {found.unreadable} more can’t be read.</p>}
      {found.hasMore && <p class="hint">Those with older letters are not shown.</p>}
    </section>
  )
}

function PairState({ words, now }: { readonly words: PairWords; readonly now: Temporal.Instant }) {
  const { members, status, standing, next, off, toCome, lettersOwed } = words
  return (
    <div class="pair">
      <h3>
        {members.map(({ name, mailbox }, place) => (
          <>
            {place > 0 && " with "}
            <bdi>{name}</bdi>
            {mailbox !== "" && <span class="hint"> ({mailbox})</span>}
          </>
        ))}
      </h3>
      <p>
        <strong>{status}.</strong> {standing}
      </p>
      {next !== null && (
        <>
          <p>
            Next session: <strong>{next.title}</strong>
          </p>
          <p class="hint">{next.lines.join(" · ")}</p>
        </>
      )}
      {off.length > 0 && (
        <>
          <p>Off:</p>
          <ul>
            {off.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </>
      )}
      {lettersOwed > 0 && <p>Letters owed and not yet sent: {lettersOwed}.</p>}
      {toCome.length > 0 && (
        <details>
          <summary>What comes next, unless something happens</summary>
          <ol>
            {toCome.map(({ at, what }) => (
              <li>
                {fullTime(at)} (UTC), {isAtOrBefore(at, now) ? "due now" : spanWords(now, at)}: {what}
              </li>
            ))}
          </ol>
          {lettersOwed === 0 && <p>No letter is owed.</p>}
        </details>
      )}
    </div>
  )
}
