import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { footerBlocks } from "./footer.ts"
import type { Frame } from "./frame.ts"
import { layout } from "./layout.tsx"
import type { Letter } from "./letter.ts"
import { printableBlocks, printableLine } from "./printable.ts"
import { letters } from "./registry.ts"
import type { LetterProps } from "./registry.ts"
import { lineText, renderText } from "./render-text.ts"

export type RenderedLetter = { readonly subject: string; readonly text: string; readonly html: string }

/**
 * A letter as it is sent: a subject of one line, the text with bare line feeds in lines of at most 76 characters (links
 * excepted), and a whole HTML document that says the same. Throws on a link that is not http(s) or mailto.
 */
export function render<Kind extends LetterKind>(kind: Kind, props: LetterProps[Kind], frame: Frame): RenderedLetter {
  const letter: Letter<LetterProps[Kind]> = letters[kind]
  const subject = lineText(printableLine(letter.subject(props))).trim()
  const blocks = letter.body(props)
  const body = printableBlocks(blocks)
  const footer = printableBlocks(footerBlocks(letter.footing, frame, blocks))
  return {
    subject,
    text: renderText(body, footer),
    html: layout({ language: frame.language, title: subject, body, footer }),
  }
}
