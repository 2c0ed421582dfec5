/** A text with its one blank, `{partner}`, filled in. */
export function fill(text: string, partner: string): string {
  // Split and join, because a replacement text has meanings of its own ("$&").
  return text.split("{partner}").join(partner)
}
