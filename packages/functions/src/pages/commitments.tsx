import type { Commitment, CommitmentChange } from "@turnabout/core/commitment.ts"
import type { CommitmentId } from "@turnabout/core/id.ts"
import { sayDate } from "@turnabout/core/when.ts"
import { statusField } from "../forms/statuses.ts"
import { Choices } from "./field.tsx"
import type { Typed } from "./field.tsx"

/** A commitment with its author's words. */
export type Worded = Commitment & { readonly text: string }

export function worded(commitments: readonly Commitment[], texts: ReadonlyMap<CommitmentId, string>): Worded[] {
  return commitments.map((each) => ({ ...each, text: texts.get(each.id) ?? `What you said on ${sayDate(each.made)}` }))
}

/** What stands of each, as if it had been typed just now. */
export function statesAsTyped(commitments: readonly Commitment[]): URLSearchParams {
  return new URLSearchParams(commitments.map(({ id, state }) => [statusField(id), state]))
}

type WhatBecameProps = {
  readonly of: readonly Worded[]
  readonly typed: Typed
  /** What the answer is called that leaves one open. */
  readonly open: "Carry on" | "Keep"
}

/** What became of each; it stays open unless something else is said. */
export function WhatBecame({ of, typed, open }: WhatBecameProps) {
  if (of.length === 0) return null
  return (
    <section aria-labelledby="earlier">
      <h2 id="earlier">What became of these?</h2>
      {of.map(({ id, text }) => (
        <Choices
          typed={typed}
          name={statusField(id)}
          label={<span dir="auto">{text}</span>}
          options={[
            { value: "kept", label: "Done" },
            { value: "partly", label: "Partly" },
            { value: "open", label: open },
            { value: "let-go", label: "Let go" },
          ]}
          chosen="open"
          inRow
        />
      ))}
    </section>
  )
}

const stateWords = { kept: "done", partly: "partly", open: "carried on", "let-go": "let go" } as const

type BecameProps = { readonly of: readonly Worded[]; readonly changes: readonly CommitmentChange[] }

export function Became({ of, changes }: BecameProps) {
  const states = new Map(changes.map(({ id, state }) => [id, state]))
  return (
    <ul>
      {of.map(({ id, text, state }) => (
        <li>
          <bdi>{text}</bdi>: {stateWords[states.get(id) ?? state]}
        </li>
      ))}
    </ul>
  )
}
