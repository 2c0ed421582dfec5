import { memberIds } from "@turnabout/core/id.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { withMember } from "@turnabout/core/pair.ts"
import type { LinkClaims } from "./adapters/link-token.ts"
import { handle } from "./handle.ts"
import type { Couple, Ports } from "./ports.ts"
import { isOver } from "./sign-up.ts"

/** What became of a new mailbox that was confirmed from itself. */
export type MailboxChange =
  | { readonly kind: "changed"; readonly pair: Pair }
  /** These two mailboxes have a pair already. */
  | { readonly kind: "held" }
  /** It was confirmed before, or another one has been asked for since. */
  | { readonly kind: "stale" }
  | { readonly kind: "gone" }
  | { readonly kind: "busy" }

/** The mailbox that a link confirms: null if it's not the one that was asked for last. */
export function mailboxOf(pair: Pair, { member, expires }: LinkClaims): string | null {
  const { pending } = pair.members[member]
  if (pending === null || expires === null) return null
  const seconds = (instant: { readonly epochMilliseconds: number }) => Math.floor(instant.epochMilliseconds / 1000)
  // The time at which it ends tells which mailbox a link was sent to.
  return seconds(pending.until) === seconds(expires) ? pending.mailbox : null
}

/**
 * Makes a member's new mailbox theirs. There is one pair to a couple of mailboxes, so the new couple is taken first and
 * the old one freed last: whatever fails in between can be tried again.
 */
export async function changeMailbox(pair: Pair, claims: LinkClaims, ports: Ports): Promise<MailboxChange> {
  const mailbox = mailboxOf(pair, claims)
  if (mailbox === null) return { kind: "stale" }
  const by = claims.member
  const taken = coupleOf(withMember(pair, by, { mailbox }))
  if (!(await take(taken, pair, ports))) return { kind: "held" }
  const suppressed = await ports.store.joinMailbox(mailbox, pair.id)
  const id = ports.chance.commandId()
  const handled = await handle(pair.id, { kind: "take-mailbox", id, via: "page", by, mailbox, suppressed }, ports)
  const after = handled.kind === "handled" ? handled.pair : await ports.store.load(pair.id)
  await keepOnly(after, { before: pair, taken, by }, ports)
  await leaveOthers(after, [pair.members[by].mailbox, mailbox], { pair: pair.id, ports })
  switch (handled.kind) {
    case "gone":
    case "busy":
      return { kind: handled.kind }
    case "handled":
      return handled.outcome.kind === "refused" ? { kind: "stale" } : { kind: "changed", pair: handled.pair }
  }
}

function coupleOf({ members }: Pair): Couple {
  return { inviter: members.a.mailbox, partner: members.b.mailbox }
}

function isSame(one: Couple, other: Couple): boolean {
  return one.inviter === other.inviter && one.partner === other.partner
}

/** Whether this pair holds the couple now; from a pair that is over it may be taken. */
async function take(couple: Couple, { id }: Pair, ports: Ports): Promise<boolean> {
  const holder = await ports.store.takeCouple(couple, id, null)
  if (holder === id) return true
  const other = await ports.store.load(holder)
  if (other !== null && !isOver(other)) return false
  return (await ports.store.takeCouple(couple, id, holder)) === id
}

/** Of the mailboxes that may have been this pair's it stays with those of its members. */
async function leaveOthers(
  pair: Pair | null,
  mailboxes: readonly string[],
  { pair: id, ports }: { readonly pair: PairId; readonly ports: Ports },
): Promise<void> {
  const current = pair === null ? [] : memberIds.map((member) => pair.members[member].mailbox)
  for (const mailbox of mailboxes) if (!current.includes(mailbox)) await ports.store.leaveMailbox(mailbox, id)
}

type Change = { readonly before: Pair; readonly taken: Couple; readonly by: MemberId }

/** Of the couples that may have been this pair's, only the one that it is now stays: both may change at once. */
async function keepOnly(pair: Pair | null, { before, taken, by }: Change, ports: Ports): Promise<void> {
  const current = pair === null ? null : coupleOf(pair)
  if (pair !== null && current !== null && !isSame(current, taken)) await take(current, pair, ports)
  const former = pair === null ? [] : [coupleOf(withMember(pair, by, { mailbox: before.members[by].mailbox }))]
  for (const couple of [coupleOf(before), taken, ...former]) {
    if (current === null || !isSame(current, couple)) await ports.store.freeCouple(couple, before.id)
  }
}
