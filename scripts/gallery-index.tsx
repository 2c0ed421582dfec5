import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { Sample } from "./gallery.ts"
import { shotsOf } from "./shots.ts"

/** One page that leads to every letter, by kind; with their pictures if there are any. */
export function galleryIndex(samples: readonly Sample[], { withShots }: { readonly withShots: boolean }): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Turnabout: every letter</title>
        <style>{style}</style>
      </head>
      <body>
        <main>
          <h1>Every letter</h1>
          <p>
            {samples.length} letters of {letterKinds.length} kinds, to Ana, who is nobody. Each kind's first letter is
            the usual one; the others are what it can be besides.
          </p>
          <nav aria-label="Kinds">
            <ul class="kinds">
              {letterKinds.map((kind) => (
                <li>
                  <a href={`#${kind}`}>{kind}</a>
                </li>
              ))}
            </ul>
          </nav>
          {letterKinds.map((kind) => (
            <section id={kind}>
              <h2>{kind}</h2>
              <ul class="samples">
                {samples.filter((sample) => sample.kind === kind).map((sample) => entry(sample, withShots))}
              </ul>
            </section>
          ))}
        </main>
      </body>
    </html>
  )
  // oxlint-disable-next-line typescript/no-base-to-string -- an element of hono/jsx prints itself; only async ones do not
  return `<!doctype html>\n${page.toString()}\n`
}

function entry(sample: Sample, withShots: boolean) {
  const { file, variant, subject, ics } = sample
  const forms = ["html", "txt", ...(ics === null ? [] : ["ics"]), "eml"]
  return (
    <li>
      <h3>
        {variant}: <bdi>{subject}</bdi>
      </h3>
      <p>
        {forms.map((form) => (
          <>
            <a href={`${file}.${form}`} aria-label={`${file} as ${form}`}>
              {form}
            </a>{" "}
          </>
        ))}
      </p>
      {withShots ? (
        <p class="shots">
          {shotsOf(file).map(({ name, path }) => (
            <a href={path}>
              <img src={path} alt={`${file}, ${name}`} loading="lazy" />
            </a>
          ))}
        </p>
      ) : null}
    </li>
  )
}

const style = `
:root { color-scheme: light dark; --ink: #24292b; --paper: #fcfbf8; --line: #d9d5cb; --accent: #1d5c57 }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e2; --paper: #16191a; --line: #444a4c; --accent: #93d3ca } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
a { color: var(--accent) }
h3 { font-size: 1rem; margin: 0 }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem }
.kinds { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none }
.kinds a { display: inline-block; padding: .25rem 0 }
.samples { padding: 0; list-style: none }
.samples p { margin: .25rem 0 1rem }
.samples p a { margin-right: .75rem; display: inline-block; padding: .25rem 0 }
.shots { display: flex; gap: 1rem; align-items: flex-start; overflow-x: auto }
.shots img { width: 12rem; border: 1px solid var(--line) }
`
