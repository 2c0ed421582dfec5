import { Temporal } from "temporal-polyfill"
import type { Ports } from "./ports.ts"

/** How often something may happen for one mailbox, one network, one member or everybody, within a period. */
export type Limit = { readonly name: string; readonly atMost: number; readonly hours: number }

/** What strangers may cause in an hour through the form: from one network, and all of them together. */
export type StrangerLimits = { readonly signUpsFromOneNetwork: number; readonly signUpsInTotal: number }

/** An office or a workshop behind one router signs up within the hour; SES's first quota is a few times the total. */
export const strangersOnAws: StrangerLimits = { signUpsFromOneNetwork: 50, signUpsInTotal: 1000 }

export function fromOneNetwork({ signUpsFromOneNetwork }: StrangerLimits): Limit {
  return { name: "sign-ups-from-one-network", atMost: signUpsFromOneNetwork, hours: 1 }
}

export function inTotal({ signUpsInTotal }: StrangerLimits): Limit {
  return { name: "sign-ups-in-total", atMost: signUpsInTotal, hours: 1 }
}

/** Anybody can name any mailbox: that of who signs up, or of a member who says it is their new one. So many letters ask there. */
export const toConfirmAtOneMailbox: Limit = { name: "letters-to-confirm-at-one-mailbox", atMost: 5, hours: 24 }

/** However many people ask somebody on one day, so many requests reach them. */
export const requestsToOnePartner: Limit = { name: "requests-to-one-partner", atMost: 5, hours: 24 }

/** The link in a letter's footer never expires, and whoever has it can press its button. */
export const settingsLinksOfOneMember: Limit = { name: "settings-links-of-one-member", atMost: 5, hours: 1 }

/** New mailboxes that one member names, each of which gets a letter. */
export const mailboxesNamedByOneMember: Limit = { name: "mailboxes-named-by-one-member", atMost: 5, hours: 24 }

/** What a mailbox is counted by: "ana+1@" and "ana+2@" are read by one person, where the provider does so at all. */
export function inboxOf(mailbox: string): string {
  return mailbox.replace(/\+[^@]*(?=@)/, "")
}

/**
 * Counts one more, and says whether it is within the limit. Periods are the hours or days of UTC, so that around the end
 * of one twice as much is possible. `of` is kept only as a code made with a secret.
 */
export async function isWithin(
  { name, atMost, hours }: Limit,
  of: string,
  { store, clock, log }: Pick<Ports, "store" | "clock" | "log">,
): Promise<boolean> {
  const periodMs = hours * 3_600_000
  const period = Math.floor(clock().epochMilliseconds / periodMs)
  const until = Temporal.Instant.fromEpochMilliseconds((period + 1) * periodMs)
  const count = await store.count(`${name}\n${of}`, until)
  if (count <= atMost) return true
  // Whose it is stands nowhere: how often is what an operator needs to know.
  log({ event: "limit-reached", limit: name })
  return false
}
