import { type MemberId, memberIds, type PairId } from "@turnabout/core/id.ts"
import { addressOf } from "@turnabout/core/invitation.ts"
import { type Pair, sessionOf } from "@turnabout/core/pair.ts"
import { readUid } from "@turnabout/core/session.ts"
import { tokenOf } from "@turnabout/functions/inbound.ts"
import type { Store } from "@turnabout/functions/ports.ts"
import type { WorkbenchMessage } from "../messages.ts"
import { type CalendarCard, sayPartstat } from "./calendar-card.ts"

export type PairStore = Pick<Store, "addressee" | "load">

/** The pairs that letters came from, the one with the newest letter first. */
export type Pairs = {
  readonly pairs: readonly Pair[]
  /** How many are there and can't be read. */
  readonly unreadable: number
  /** Whether there may be more, with older letters. */
  readonly hasMore: boolean
  readonly mailDomain: string
}

const pairsAtMost = 20

/**
 * Finds pairs by their letters: each comes from an address that leads to its pair, and no pair is without one. So only
 * what the store is asked for everywhere else is asked of it here.
 */
export async function pairsBehind(
  messages: readonly WorkbenchMessage[],
  { store, mailDomain }: { readonly store: PairStore; readonly mailDomain: string },
): Promise<Pairs> {
  const tokens = messages.toReversed().flatMap(({ from }) => tokenOf(from.toLowerCase(), mailDomain) ?? [])
  const distinct = [...new Set(tokens)]
  // A pair has two addresses; those that lead to none are of pairs that were erased.
  const asked = distinct.slice(0, 4 * pairsAtMost)
  const found = await Promise.all(asked.map((token) => store.addressee(token)))
  const ids = [...new Set(found.flatMap((each) => (each === null ? [] : [each.pair])))]
  const read = await Promise.all(ids.slice(0, pairsAtMost).map((id) => loadOrSay(id, store)))
  return {
    pairs: read.flatMap((pair) => (pair === null || pair === "unreadable" ? [] : [pair])),
    unreadable: read.filter((pair) => pair === "unreadable").length,
    hasMore: distinct.length > asked.length || ids.length > pairsAtMost,
    mailDomain,
  }
}

/** One pair that can't be read must not take the whole page with it. */
async function loadOrSay(id: PairId, store: PairStore): Promise<Pair | "unreadable" | null> {
  try {
    return await store.load(id)
  } catch {
    return "unreadable"
  }
}

/** The member whose address this is, in their pair; null if no pair is known to have it. */
export function memberBehind(
  address: string,
  { pairs, mailDomain }: Pairs,
): { readonly pair: Pair; readonly member: MemberId } | null {
  for (const pair of pairs) {
    const member = memberIds.find((each) => addressOf(pair, each, mailDomain) === address.toLowerCase())
    if (member !== undefined) return { pair, member }
  }
  return null
}

/** The zone of the member whose address this is; null if no pair is known to have it. */
export function zoneOf(address: string, found: Pairs): string | null {
  const behind = memberBehind(address, found)
  return behind === null ? null : behind.pair.members[behind.member].zone
}

/** Who has answered what by now: an event that was sent shows what was known then. */
export function answersBy(card: CalendarCard, { pairs, mailDomain }: Pairs): CalendarCard["attendees"] {
  for (const pair of pairs) {
    const named = readUid(card.uid, pair.id, mailDomain)
    const session = named === null ? null : sessionOf(pair, named.session)
    if (session !== null && session.event.revival === named?.revival)
      return card.attendees.map((attendee) => {
        const member = memberIds.find((each) => pair.members[each].mailbox === attendee.mailbox)
        return member === undefined ? attendee : { ...attendee, answer: sayPartstat(session.event.partstat[member]) }
      })
  }
  return card.attendees
}
