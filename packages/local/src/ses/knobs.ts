import * as z from "zod"

/** Which requests a fault hits: the next few, or an even share of all. */
const hitsSchema = z
  .union([
    z.strictObject({ next: z.number().int().min(1).max(1_000_000) }),
    z.strictObject({ share: z.number().gt(0).max(1) }),
  ])
  .nullable()
type Hits = z.infer<typeof hitsSchema>

const mailboxesSchema = z.array(z.string().trim().toLowerCase().max(320)).max(1000)

/** What the stand-in can be told to do; what is left out stays as it is. */
export const sesKnobsSchema = z.strictObject({
  /** "Maximum sending rate exceeded." */
  throttle: hitsSchema.exactOptional(),
  /** "Daily message quota exceeded." to everything. */
  quotaExceeded: z.boolean().exactOptional(),
  /** MessageRejected. */
  reject: hitsSchema.exactOptional(),
  /** AccountSendingPausedException to everything. */
  paused: z.boolean().exactOptional(),
  /** The mail is taken, and the caller never hears of it. */
  loseAnswer: hitsSchema.exactOptional(),
  /** How it does not hear: nothing comes until it gives up, or the connection breaks. */
  losing: z.enum(["silence", "hang-up"]).exactOptional(),
  latencyMs: z.number().int().min(0).max(60_000).exactOptional(),
  /** Mailboxes on the account's suppression list: taken, not delivered, a Bounce event. */
  suppressed: mailboxesSchema.exactOptional(),
  /** Mailboxes that do not exist: taken, not delivered, a Bounce event. */
  bouncing: mailboxesSchema.exactOptional(),
  /** Mailboxes whose owners report spam: delivered, a Complaint event. */
  complaining: mailboxesSchema.exactOptional(),
})
export type SesKnobsChange = Readonly<z.input<typeof sesKnobsSchema>>
export type SesKnobs = Required<SesKnobsChange>

export type KnobBoard = {
  readonly knobs: () => SesKnobs
  readonly set: (change: SesKnobsChange) => SesKnobs
  /** Whether this request is one of those that a fault hits; counts it. */
  readonly hits: (fault: Fault) => boolean
}
export type Fault = "throttle" | "reject" | "loseAnswer"

export function createKnobs(): KnobBoard {
  let knobs: SesKnobs = {
    throttle: null,
    quotaExceeded: false,
    reject: null,
    paused: false,
    loseAnswer: null,
    losing: "silence",
    latencyMs: 0,
    suppressed: [],
    bouncing: [],
    complaining: [],
  }
  let carried: Readonly<Record<Fault, number>> = { throttle: 0, reject: 0, loseAnswer: 0 }
  return {
    knobs: () => knobs,
    set: (change) => {
      knobs = { ...knobs, ...sesKnobsSchema.parse(change) }
      return knobs
    },
    hits: (fault) => {
      const { isHit, left, carry } = hit(knobs[fault], carried[fault])
      knobs = { ...knobs, [fault]: left }
      carried = { ...carried, [fault]: carry }
      return isHit
    },
  }
}

// A share is spread evenly instead of by chance, so that a test sees the same every time.
function hit(hits: Hits, carried: number): { readonly isHit: boolean; readonly left: Hits; readonly carry: number } {
  if (hits === null) return { isHit: false, left: null, carry: 0 }
  if ("next" in hits) return { isHit: true, left: hits.next > 1 ? { next: hits.next - 1 } : null, carry: 0 }
  const sum = carried + hits.share
  return { isHit: sum >= 1 - 1e-9, left: hits, carry: sum >= 1 - 1e-9 ? sum - 1 : sum }
}
