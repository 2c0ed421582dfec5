import {
  contactsElsewhere,
  contactsFallback,
  contactsTitle,
  safetySections,
  safetyTitle,
} from "@turnabout/core/texts/safety.ts"
import { sayDateOfYear } from "@turnabout/core/when.ts"
import { Temporal } from "temporal-polyfill"
import type { Config } from "../ports.ts"
import type { Page } from "./page.ts"
import { Passages, Sections } from "./passages.tsx"

/** What the practice is not for, and where to look instead. */
export function showSafety({ crisisContacts }: Pick<Config, "crisisContacts">): Page {
  return {
    status: 200,
    title: safetyTitle,
    body: (
      <>
        <h1>{safetyTitle}</h1>
        <Sections of={safetySections} level={2} />
        <section id="contacts">
          <h2>{contactsTitle}</h2>
          {crisisContacts.length === 0 ? null : (
            <ul>
              {crisisContacts.map(({ name, contact, where, checked }) => (
                <li>
                  <strong>{contact}</strong>, {name} ({where}); checked on{" "}
                  {sayDateOfYear(Temporal.PlainDate.from(checked))}
                </li>
              ))}
            </ul>
          )}
          <Passages of={[crisisContacts.length === 0 ? contactsFallback : contactsElsewhere]} />
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
