import { letterKinds } from "@turnabout/core/letter-kind.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { sampleFrame } from "@turnabout/emails/frame.ts"
import type { Block, Letter } from "@turnabout/emails/letter.ts"
import { letters } from "@turnabout/emails/registry.ts"
import type { LetterProps } from "@turnabout/emails/registry.ts"
import { render } from "@turnabout/emails/render.ts"
import type { RenderedLetter } from "@turnabout/emails/render.ts"

export type RenderedSample = RenderedLetter & {
  readonly title: string
  readonly sample: string
  readonly blocks: readonly Block[]
}

type Change = (key: string, text: string) => string

/** Every sample of every kind, rendered; `change` may put other words in place of the strings in its props. */
export function everyLetter(change: Change = (_key, text) => text): readonly RenderedSample[] {
  return letterKinds.flatMap((kind) => samplesOf(kind, change))
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it ties the samples of a kind to its props
function samplesOf<Kind extends LetterKind>(kind: Kind, change: Change): readonly RenderedSample[] {
  const letter: Letter<LetterProps[Kind]> = letters[kind]
  return letter.samples.map((sample) => {
    const props = changed(sample.props, change)
    return {
      title: `${kind} (${sample.name})`,
      sample: sample.name,
      blocks: letter.body(props),
      ...render(kind, props, sampleFrame),
    }
  })
}

/** The same value with its strings changed; the walk keeps every shape, which the compiler cannot see. */
function changed<T>(value: T, change: Change, key = ""): T {
  if (typeof value === "string") return change(key, value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => changed(item, change, key)) as T
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, changed<unknown>(item, change, name)]),
  ) as T
}
