import type { Config, Log, Ports, SendResult } from "@turnabout/functions/ports.ts"
import { commandIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import { strangersOnAws } from "@turnabout/functions/limits.ts"
import { Temporal } from "temporal-polyfill"
import { memoryMailer } from "@turnabout/local/memory-mailer.ts"
import type { MailToSes } from "@turnabout/local/memory-mailer.ts"
import { memoryStore } from "@turnabout/local/memory-store.ts"

export type SentMail = {
  readonly raw: string
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly at: string
  readonly sesId: string
}

/** Everything in memory: a clock that stands still until it's moved, chance that repeats itself, mail that is kept. */
export function fakePorts(
  options: { readonly now?: string; readonly shards?: number; readonly config?: Partial<Config> } = {},
) {
  let now = Temporal.Instant.from(options.now ?? "2026-11-23T09:00:00Z")
  const clock = () => now
  const sent: SentMail[] = []
  const logged: Parameters<Log>[0][] = []
  const arrived: MailToSes[] = []
  const answers: SendResult[] = []
  const store = memoryStore({ clock, shards: options.shards ?? 1 })
  const ports: Ports & { readonly store: typeof store } = {
    store,
    mailer: memoryMailer((mail, sesId) => answerTo({ mail, sesId }, { sent, arrived, answers, clock })),
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

type Handed = { readonly mail: MailToSes; readonly sesId: string }

type Mailing = {
  readonly sent: SentMail[]
  readonly arrived: MailToSes[]
  readonly answers: SendResult[]
  readonly clock: () => Temporal.Instant
}

/** What SES says to a mail: the next of the answers prepared, if there is one. Mails are kept by what became of them. */
function answerTo({ mail, sesId }: Handed, { sent, arrived, answers, clock }: Mailing): SendResult | null {
  arrived.push(mail)
  const answer = answers.shift() ?? null
  if (answer !== null) return answer
  const text = Buffer.from(mail.raw).toString()
  const kind = /^X-Turnabout-Letter: (.+)\r$/m.exec(text)?.[1] ?? ""
  sent.push({ raw: text, kind, from: mail.from, to: mail.to, at: clock().toString(), sesId })
  return null
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
