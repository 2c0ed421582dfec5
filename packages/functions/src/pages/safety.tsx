import { contactsFallback, contactsTitle, safetySections, safetyTitle } from "@turnabout/core/texts/safety.ts"
import type { Page } from "./page.ts"
import { Passages, Sections } from "./passages.tsx"

/** What the practice is not for, and where to look instead. */
export function showSafety(): Page {
  return {
    status: 200,
    title: safetyTitle,
    body: (
      <>
        <h1>{safetyTitle}</h1>
        <Sections of={safetySections} level={2} />
        <section id="contacts">
          <h2>{contactsTitle}</h2>
          <Passages of={[contactsFallback]} />
          <p>
            <a href="https://findahelpline.com" rel="noreferrer">
              findahelpline.com
            </a>
          </p>
        </section>
      </>
    ),
  }
}
