import type { Passage, Section } from "@turnabout/core/texts/passage.ts"

/** Texts shared with the letters, as sections of a page. `level` is that of their headings. */
export function Sections({ of, level }: { readonly of: readonly Section[]; readonly level: 2 | 3 }) {
  return (
    <>
      {of.map((section) => (
        <section id={section.id}>
          {level === 2 ? <h2>{section.title}</h2> : <h3>{section.title}</h3>}
          <Passages of={section.passages} />
        </section>
      ))}
    </>
  )
}

export function Passages({ of }: { readonly of: readonly Passage[] }) {
  return <>{of.map((passage) => passageHtml(passage))}</>
}

function passageHtml(passage: Passage) {
  switch (passage.kind) {
    case "paragraph":
      return <p>{passage.text}</p>
    case "bullets":
      return (
        <ul>
          {passage.items.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      )
    case "numbers":
      return (
        <ol>
          {passage.items.map((item) => (
            <li>{item}</li>
          ))}
        </ol>
      )
  }
}
