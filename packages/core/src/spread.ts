/** A number from 0 to `below` − 1 that is always the same for the same text, and spread evenly over texts (FNV-1a, 32 bits). */
export function spread(text: string, below: number): number {
  let hash = 0x811c9dc5
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  // FNV's low bits follow the last character; folding the high half in evens them out.
  return ((hash ^ (hash >>> 15)) >>> 0) % below
}
