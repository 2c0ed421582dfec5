import type { Config, Log, Mailer, Ports, SendResult } from "@turnabout/functions/ports.ts"
import { commandIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import { strangersOnAws } from "@turnabout/functions/limits.ts"
import { Temporal } from "temporal-polyfill"
import { memoryStore } from "@turnabout/local/memory-store.ts"

export type SentMail = {
  readonly raw: string
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly at: string
}

/** Everything in memory: a clock that stands still until it's moved, chance that repeats itself, mail that is kept. */
export function fakePorts(
  options: { readonly now?: string; readonly shards?: number; readonly config?: Partial<Config> } = {},
) {
  let now = Temporal.Instant.from(options.now ?? "2026-11-23T09:00:00Z")
  const clock = () => now
  const sent: SentMail[] = []
  const logged: Parameters<Log>[0][] = []
  const arrived: ArrivedMail[] = []
  const answers: SendResult[] = []
  const store = memoryStore({ clock, shards: options.shards ?? 1 })
  const ports: Ports & { readonly store: typeof store } = {
    store,
    mailer: fakeMailer({ sent, arrived, answers, clock }),
    clock,
    chance: countingChance(),
    evenly: (work) => work,
    log: (event) => void logged.push(event),
    config: {
      mailDomain: "turnabout.example",
      baseUrl: "https://turnabout.example",
      linkKeys: [new Uint8Array(32).fill(7)],
      operator: { name: "The example circle", contact: "circle@example.org", postalAddress: null },
      crisisContacts: [],
      signUp: { kind: "anyone" },
      strangers: strangersOnAws,
      ...options.config,
    },
  }
  return {
    ports,
    /** The mails that SES took. */
    sent,
    /** All that were handed to SES, also those it did not take. */
    arrived,
    logged,
    /** What SES says to the next mails, one each; then it takes them all. */
    sesSays: (...next: SendResult[]) => void answers.push(...next),
    date: () => new Date(now.epochMilliseconds),
    moveTo: (instant: string) => void (now = Temporal.Instant.from(instant)),
    moveBy: (duration: string) => void (now = now.add(Temporal.Duration.from(duration))),
  }
}

type ArrivedMail = { readonly raw: Uint8Array; readonly from: string; readonly to: string }

type Mailing = {
  readonly sent: SentMail[]
  readonly arrived: ArrivedMail[]
  readonly answers: SendResult[]
  readonly clock: () => Temporal.Instant
}

function fakeMailer({ sent, arrived, answers, clock }: Mailing): Mailer {
  return {
    send: async ({ raw, from, to }) => {
      arrived.push({ raw, from, to })
      const answer = answers.shift() ?? { kind: "sent", sesId: `ses-${sent.length + 1}` }
      if (answer.kind !== "sent") return answer
      const text = Buffer.from(raw).toString()
      const kind = /^X-Turnabout-Letter: (.+)\r$/m.exec(text)?.[1] ?? ""
      sent.push({ raw: text, kind, from, to, at: clock().toString() })
      return answer
    },
  }
}

/** Ids that differ, and are the same in every run. */
function countingChance(): Ports["chance"] {
  let count = 0
  const next = (length: number) => {
    count += 1
    const digits = Array.from(count.toString(8), (digit) => "abcdefgh"[Number(digit)]).join("")
    return digits.padStart(length, "a")
  }
  return {
    pairId: () => pairIdSchema.parse(`pair_${next(16)}`),
    addressToken: () => next(26),
    commandId: () => commandIdSchema.parse(next(11)),
    drawMember: () => "b",
  }
}
