import type { Child } from "hono/jsx"
import { raw } from "hono/html"
import { safetyTitle } from "@turnabout/core/texts/safety.ts"
import type { Operator } from "../ports.ts"
import { styleSheet } from "./style-sheet.ts"

type LayoutProps = { readonly title: string; readonly operator: Operator; readonly children?: Child }

/**
 * The frame of every page: one column, the same few links below, no script of its own. Its style stands in it: nobody
 * waits for a second answer.
 */
export function Layout({ title, operator, children }: LayoutProps) {
  return (
    <>
      {raw("<!DOCTYPE html>\n")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title === "Turnabout" ? title : `${title} – Turnabout`}</title>
          <style>{raw(styleSheet)}</style>
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to the content
          </a>
          <header>
            <a class="brand" href="/">
              Turnabout
            </a>
          </header>
          <main id="main" tabindex={-1}>
            {children}
          </main>
          <footer>
            <nav aria-label="About Turnabout">
              <ul>
                <li>
                  <a href="/guide">Guide</a>
                </li>
                <li>
                  <a href="/safety">{safetyTitle}</a>
                </li>
                <li>
                  <a href="/privacy">Privacy</a>
                </li>
              </ul>
            </nav>
            <p>
              Run by {operator.name}: <Contact operator={operator} />
            </p>
          </footer>
        </body>
      </html>
    </>
  )
}

/** How to reach whoever runs the service: a mail address or a page is a link, anything else is text. */
export function Contact({ operator }: { readonly operator: Operator }) {
  const { contact } = operator
  if (/^https:\/\/\S+$/.test(contact)) return <a href={contact}>{contact}</a>
  if (/^[^\s@:?&]+@[^\s@:?&]+$/.test(contact)) return <a href={`mailto:${contact}`}>{contact}</a>
  return <>{contact}</>
}

/** A member's name, set apart from the text around it, because it may run the other way. Who has erased everything has none. */
export function Name({ of }: { readonly of: { readonly name: string } }) {
  return <bdi>{of.name === "" ? "your partner" : of.name}</bdi>
}
