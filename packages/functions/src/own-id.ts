import type { PairId } from "@turnabout/core/id.ts"

/**
 * Our own id of a letter, for its Message-ID and References, without angle brackets. SES puts a Message-ID of its own in
 * place of ours, but leaves References alone, and a reply repeats them (RFC 5322 section 3.6.4).
 */
export function ownIdOf(key: string, pair: PairId, mailDomain: string): string {
  return `${key}.${pair}@${mailDomain}`
}

/** What the letters about one session refer to, so that mail clients keep them together. */
export function threadIdOf(session: number, pair: PairId, mailDomain: string): string {
  return ownIdOf(`${thread}${session}`, pair, mailDomain)
}

/** The key of the letter that has this id; null for an id that no letter of this pair has. */
export function keyOfOwnId(ownId: string, pair: PairId, mailDomain: string): string | null {
  const end = `.${pair}@${mailDomain}`
  const key = ownId.endsWith(end) ? ownId.slice(0, -end.length) : ""
  // Whoever writes the mail writes the ids: only what may be a key is looked up.
  return /^[\w.-]{1,200}$/.test(key) && !key.startsWith(thread) ? key : null
}

const thread = "session."
