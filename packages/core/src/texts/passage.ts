/** Texts that letters and pages share are kept as sections of plain passages; each dresses them in its own way. */
export type Passage =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "bullets"; readonly items: readonly string[] }
  | { readonly kind: "numbers"; readonly items: readonly string[] }

export type Section = { readonly id: string; readonly title: string; readonly passages: readonly Passage[] }
