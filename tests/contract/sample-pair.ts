import { beginPair } from "@turnabout/core/beginning.ts"
import type { Command, CommandOf } from "@turnabout/core/command.ts"
import type { Commitment } from "@turnabout/core/commitment.ts"
import { decide } from "@turnabout/core/decide.ts"
import type { CommandId, CommitmentId, MemberId, PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { takeLetters } from "@turnabout/core/sending.ts"
import type { Session } from "@turnabout/core/session.ts"
import type { LetterRecord } from "@turnabout/functions/ports.ts"
import { Temporal } from "temporal-polyfill"

/** `pair_aaaaaaaaaaaaaaac` for 2: ids that differ by a number. */
export function pairId(number: number): PairId {
  return `pair_${base32(number, 16)}` as PairId
}

export function commandId(text: string): CommandId {
  return text as CommandId
}

function base32(number: number, length: number): string {
  const digits = Array.from(number.toString(16), (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)])
  return digits.join("").padStart(length, "a")
}

/** A sign-up of Ana, who asks Ben, as it was just made. */
export function samplePair(number = 0, begun = "2026-11-23T09:00:00Z"): Pair {
  return beginPair(
    {
      id: pairId(number),
      command: commandId("sign-up"),
      inviter: { name: "Ana Abendroth", mailbox: `ana${number}@example.org`, token: base32(2 * number, 26) },
      partner: { name: "Ben Bergström", mailbox: `ben${number}@example.net`, token: base32(2 * number + 1, 26) },
      slot: { weekday: "thursday", time: "17:00", zone: "Europe/Lisbon", minutes: 60 },
      firstFocus: "draw",
      meetingLink: "https://meet.example/ana-ben",
      hasNote: true,
    },
    Temporal.Instant.from(begun),
  )
}

type Action<Kind = Command["kind"]> = Kind extends Command["kind"] ? Omit<CommandOf<Kind>, "id" | "via"> : never

/** A pair from its sign-up on, version by version: through claims, sessions held, skipped and moved, answers and a silence. */
export function livedPair(number: number): Pair[] {
  const form = { happened: true, changes: [], line: "A line", heard: "mostly", mattered: "yes" } as const
  const steps: readonly (readonly [at: string, action: Action])[] = [
    ["2026-11-23T09:01:00Z", { kind: "confirm", refused: false }],
    ["2026-11-23T10:00:00Z", { kind: "join", by: "b", answer: { kind: "yes", zone: "Europe/Berlin" }, drawn: "a" }],
    ["2026-11-25T18:00:00Z", { kind: "wake" }],
    ["2026-11-25T19:00:00Z", { kind: "answer", by: "a", session: 1, text: "What I bring", shared: null }],
    ["2026-11-26T19:00:00Z", { kind: "after", by: "a", session: 1, form: { ...form, commitments: ["one", "two"] } }],
    [
      "2026-12-02T18:00:00Z",
      { kind: "move", by: "b", session: 2, starts: Temporal.Instant.from("2026-12-04T12:00:00Z") },
    ],
    ["2026-12-02T19:00:00Z", { kind: "skip", by: "a", session: 3 }],
    ["2026-12-02T20:00:00Z", { kind: "foreign-sender", to: "a", sender: { mailbox: "eve@example.com", hash: "abc" } }],
    ["2026-12-02T21:00:00Z", { kind: "unsubscribe", by: "b" }],
  ]
  const pairs = [samplePair(number)]
  for (const [place, [at, action]] of steps.entries()) {
    const pair = pairs.at(-1)!
    const now = Temporal.Instant.from(at)
    const decision = decide(pair, { ...action, via: "page", id: commandId(`command-${place}`) }, now)
    if (decision.kind === "next")
      pairs.push(takeLetters(decision.pair, { version: pair.version + 1, now, rang: null }).pair)
  }
  return pairs
}

export function sampleSession(number: number, state: Session["state"] = { kind: "held" }): Session {
  const starts = Temporal.Instant.from("2026-11-26T17:00:00Z").add({ hours: 7 * 24 * (number - 1) })
  return {
    number,
    slotDate: starts.toZonedDateTimeISO("UTC").toPlainDate(),
    starts,
    minutes: 60,
    focus: number % 2 === 0 ? "b" : "a",
    state,
    event: { revival: 0, sequence: 1, stamp: starts, partstat: { a: "ACCEPTED", b: "NEEDS-ACTION" } },
    prompt: "heard-3",
    done: ["prompt", "after-form"],
    answers: { a: { command: commandId("answer"), shared: true } },
    reflections: { b: commandId("after") },
    happened: { a: true },
  }
}

export function sampleCommitment(id: string, by: MemberId = "a"): Commitment {
  const made = Temporal.PlainDate.from("2026-11-26")
  return { id: id as CommitmentId, by, session: 1, made, state: "open", changed: made, carried: 0 }
}

export function sampleLetter(key: string, changed: Partial<LetterRecord> = {}): LetterRecord {
  return {
    key,
    kind: "prompt",
    to: "a",
    session: 3,
    sesId: `ses-${key}`,
    text: "What would you like to bring?",
    sentAt: Temporal.Instant.from("2026-11-23T09:00:00Z"),
    commitments: ["after.0" as CommitmentId, "after.1" as CommitmentId],
    ...changed,
  }
}
