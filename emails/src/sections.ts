import type { Passage, Section } from "@turnabout/core/texts/passage.ts"
import { heading, paragraph, say } from "./letter.ts"
import type { Block } from "./letter.ts"

/** Texts shared with the pages, as blocks of a letter. */
export function sectionBlocks(section: Section): readonly Block[] {
  return [heading(section.title), ...passageBlocks(section.passages)]
}

export function passageBlocks(passages: readonly Passage[]): readonly Block[] {
  return passages.map((passage) => {
    switch (passage.kind) {
      case "paragraph":
        return paragraph(say`${passage.text}`)
      case "bullets":
      case "numbers":
        return { kind: passage.kind, items: passage.items.map((item) => say`${item}`) }
    }
  })
}
