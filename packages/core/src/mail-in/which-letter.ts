import { Temporal } from "temporal-polyfill"
import type { Line } from "./line.ts"
import { offers } from "./offers.ts"
import { keyLengthAtLeast, lineKey } from "./own-letter.ts"
import type { SentLetter, SentLetters } from "./reading.ts"

export type Answered = {
  readonly letter: SentLetter | null
  /** Whether the mail itself names the letter. */
  readonly refers: boolean
}

/** As `whichLetter`, but all letters are looked through only if the mail does not name one by its own id, as most do. */
export async function findLetter(
  ids: readonly string[],
  lines: readonly Line[],
  letters: SentLetters,
): Promise<Answered> {
  return (await namedFirst(ids, letters)) ?? whichLetter(ids, lines, await letters.all())
}

/** A letter names itself in its References, which a reply repeats beside its Message-ID, the nearest of `ids`. */
async function namedFirst(ids: readonly string[], letters: SentLetters): Promise<Answered | null> {
  const [nearest = ""] = ids
  for (const id of new Set(ids.slice(0, nearestIds))) {
    const letter = await letters.withOwnId(id)
    if (letter === null) continue
    // Another letter that is nearer, or one that asks again what the letter before it asked: then it takes the whole look.
    const isAnswered = letter.kind !== "not-understood" && namedBy(nearest, [letter]) !== undefined
    return isAnswered ? { letter, refers: true } : null
  }
  return null
}

const nearestIds = 5

/**
 * Which letter a mail answers: the one named in In-Reply-To or References (`ids`, nearest first), by the id SES gave it
 * or by ours; else the one that it quotes (`lines`), as some programs lose the ids; else the newest that asks for an
 * answer.
 */
export function whichLetter(ids: readonly string[], lines: readonly Line[], letters: readonly SentLetter[]): Answered {
  const newestFirst = letters.toSorted((one, other) => Temporal.Instant.compare(other.sentAt, one.sentAt))
  const named = ids.slice(0, 50).flatMap((id) => namedBy(id, newestFirst) ?? [])[0] ?? quotedIn(lines, newestFirst)
  if (named === null) return { letter: newestAsking(newestFirst), refers: false }
  // "Not understood" asks again what the letter before it asked.
  if (named.kind === "not-understood") return { letter: newestAsking(newestFirst) ?? named, refers: true }
  return { letter: named, refers: true }
}

const quotedLettersAtMost = 20
const quotedLengthAtMost = 100_000

// Letters share their footers and much of their wording: nearly all of one has to be there.
function quotedIn(lines: readonly Line[], newestFirst: readonly SentLetter[]): SentLetter | null {
  if (!lines.some((line) => line.mark === "quoted") && lines.length < 8) return null
  const mail = lines
    .map((line) => lineKey(line.text))
    .join(" ")
    .slice(0, quotedLengthAtMost)
  const letter = newestFirst.slice(0, quotedLettersAtMost).find(({ text }) => {
    const keys = text
      .split("\n")
      .map(lineKey)
      .filter((key) => key.length >= keyLengthAtLeast)
    return keys.length >= 4 && keys.filter((key) => mail.includes(key)).length >= 0.9 * keys.length
  })
  return letter ?? null
}

// Our own id may be that of the session, which several letters share: then the one that asks is meant.
function namedBy(id: string, newestFirst: readonly SentLetter[]): SentLetter | undefined {
  const wanted = id.toLowerCase()
  const bySes = newestFirst.find((letter) => letter.sesId !== "" && isSesId(wanted, letter.sesId.toLowerCase()))
  const byOwn = newestFirst.filter((letter) => letter.ownId !== "" && letter.ownId.toLowerCase() === wanted)
  return bySes ?? byOwn.find((letter) => offers[letter.kind].asks) ?? byOwn[0]
}

function isSesId(id: string, sesId: string): boolean {
  return id === sesId || (id.startsWith(`${sesId}@`) && /@(?:[a-z0-9-]+\.)?amazonses\.com$/.test(id))
}

function newestAsking(newestFirst: readonly SentLetter[]): SentLetter | null {
  return newestFirst.find((letter) => offers[letter.kind].asks) ?? null
}
