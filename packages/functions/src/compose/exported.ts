import { isSaidHeld } from "@turnabout/core/close.ts"
import type { LetterProps } from "@turnabout/emails/registry.ts"
import { feltWords } from "@turnabout/emails/parts.ts"
import type { CommitmentState } from "@turnabout/core/commitment.ts"
import type { CommandId, MemberId } from "@turnabout/core/id.ts"
import type { Session } from "@turnabout/core/session.ts"
import { instantText } from "@turnabout/core/time.ts"
import { sayDateOfYear, sayTime } from "@turnabout/core/when.ts"
import { Temporal } from "temporal-polyfill"
import type { Everything } from "../ports.ts"
import type { Attachment } from "./mime.ts"
import { roleOf } from "./reader.ts"
import type { Writing } from "./reader.ts"

/** How much of it stands in the letter itself; the files have all of it. */
const entriesInLetter = 12

export type Export = { readonly props: LetterProps["exported"]; readonly files: readonly Attachment[] }

/** Everything one member wrote, and what the service knows of them: to read, and for programs. Never the partner's words. */
export async function exportOf(from: Writing): Promise<Export> {
  const { pair, letter, ports, partner } = from
  const everything = vouchedFor(from, await ports.store.everythingOf(pair.id, letter.to))
  const data = await dataOf(from, everything)
  const parts = partsOf(data)
  const text = textOf(data, parts)
  const inLetter = parts.map(({ title, entries }) => ({ title, entries: entries.slice(0, entriesInLetter) }))
  return {
    props: {
      partner: partner.name === "" ? "your partner" : partner.name,
      summary: summaryOf(data),
      files: [
        { name: "turnabout.txt", about: "all of it, to read" },
        { name: "turnabout.json", about: "the same for programs" },
      ],
      parts: inLetter.filter(({ entries }) => entries.length > 0),
      shortened: parts.some(({ entries }) => entries.length > entriesInLetter),
    },
    files: [
      { filename: "turnabout.txt", contentType: "text/plain; charset=utf-8", content: text },
      { filename: "turnabout.json", contentType: "application/json", content: `${JSON.stringify(data, null, 2)}\n` },
    ],
  }
}

/** Only what the pair vouches for: an answer that was replaced, or never saved, is not theirs to be told of. */
function vouchedFor(from: Writing, everything: Everything): Everything {
  const { pair, letter } = from
  const listed = new Map(pair.commitments.map((commitment) => [commitment.id, commitment]))
  return {
    ...everything,
    commitments: everything.commitments.flatMap((commitment) => {
      const known = listed.get(commitment.id)
      if (known?.by === letter.to) return [{ ...commitment, state: known.state, changed: known.changed.toString() }]
      return commitment.state === null ? [] : [commitment]
    }),
  }
}

async function dataOf(from: Writing, everything: Everything) {
  const { pair, letter, reader, ports } = from
  const sessions = await sessionsOf(from)
  const isNamed = (session: number, command: CommandId, kind: "answers" | "reflections") => {
    const named = sessions.find(({ number }) => number === session)?.[kind][letter.to]
    return (typeof named === "object" ? named.command : named) === command
  }
  const changes = await Promise.all((pair.agreed[letter.to] ?? []).map((command) => ports.store.note(pair.id, command)))
  return {
    name: reader.name,
    mailbox: reader.mailbox,
    timeZone: reader.zone,
    agreedAt: reader.agreedAt === null ? null : instantText(reader.agreedAt),
    sharesAnswers: reader.sharesAnswers,
    sharesCommitments: reader.sharesCommitments,
    slot: pair.slot,
    rhythm: pair.rhythm,
    meetingLink: pair.meetingLink,
    noteToPartner: letter.to === "a" && pair.note !== null ? await ports.store.note(pair.id, pair.note) : null,
    changesToAgreement: changes.length === 0 ? null : changes.filter((text) => text !== null).join("\n"),
    sessions: sessions.map((session) => ({
      number: session.number,
      starts: instantText(session.starts),
      minutes: session.minutes,
      role: roleOf(session, letter.to),
      outcome: isSaidHeld(session, from.now) ? "held" : session.state.kind,
    })),
    answers: everything.answers
      .filter(({ session, command }) => isNamed(session, command, "answers"))
      .map(({ session, text }) => ({ session, text, shared: isShared(sessions, session, letter.to) })),
    reflections: everything.reflections
      .filter(({ session, command }) => isNamed(session, command, "reflections"))
      .map(({ session, reflection: { happened, line, heard, mattered } }) => ({
        session,
        happened,
        line,
        heard,
        mattered,
      })),
    commitments: everything.commitments.map(({ text, made, state, changed }) => ({ text, made, state, changed })),
  }
}

function isShared(sessions: readonly Session[], number: number, by: MemberId): boolean {
  return sessions.find((session) => session.number === number)?.answers[by]?.shared === true
}

type Data = Awaited<ReturnType<typeof dataOf>>

async function sessionsOf({ pair, ports }: Writing): Promise<Session[]> {
  const filed = await ports.store.sessions(pair.id)
  const listed = new Set(pair.sessions.map(({ number }) => number))
  const all = [...filed.filter(({ number }) => !listed.has(number)), ...pair.sessions]
  return all.toSorted((one, other) => one.number - other.number)
}

function summaryOf(data: Data): LetterProps["exported"]["summary"] {
  const held = data.sessions.filter(({ outcome }) => outcome === "held")
  return [
    { label: "Sessions held", text: String(held.length) },
    { label: "Answers", text: String(data.answers.length) },
    { label: "After-forms", text: String(data.reflections.length) },
    { label: "Commitments", text: String(data.commitments.length) },
  ]
}

function partsOf(data: Data): LetterProps["exported"]["parts"] {
  const dayOf = (number: number) => {
    const session = data.sessions.find((each) => each.number === number)
    return session === undefined ? `Session ${number}` : dayIn(session.starts, data.timeZone)
  }
  return [
    {
      title: "What you wrote before sessions",
      entries: data.answers.map(({ session, text, shared }) => ({
        when: `${dayOf(session)}, ${shared ? "shared with your coach" : "for yourself"}`,
        text,
      })),
    },
    {
      title: "What you said after sessions",
      entries: data.reflections.flatMap(({ session, ...said }) => {
        const words = afterWords(said)
        return words === "" ? [] : [{ when: dayOf(session), text: words }]
      }),
    },
    {
      title: "Lines you kept",
      entries: data.reflections.flatMap(({ session, line }) =>
        line === null ? [] : [{ when: dayOf(session), text: line }],
      ),
    },
    {
      title: "What you said you would do",
      entries: data.commitments.map(({ made, text, state, changed }) => ({
        when: dateOfYear(made),
        text: `${text} (${stateWords(state, changed)})`,
      })),
    },
  ]
}

function afterWords({ happened, heard, mattered }: Omit<Data["reflections"][number], "session">): string {
  const felt = feltWords({ heard: heard === "not-quite" ? "not quite" : heard, mattered })
  return [
    ...(happened === null ? [] : [happened ? "It happened." : "It did not happen."]),
    ...(felt === "" ? [] : [`${felt.slice(0, 1).toUpperCase()}${felt.slice(1)}.`]),
  ].join(" ")
}

/** "kept on 3 December 2026"; an open one has only the day on which it was said. */
function stateWords(state: CommitmentState | null, changed: string | null): string {
  if (state === null || state === "open" || changed === null) return "open"
  return `${state === "let-go" ? "let go" : state} on ${dateOfYear(changed)}`
}

function dateOfYear(date: string): string {
  return sayDateOfYear(Temporal.PlainDate.from(date))
}

function dayIn(starts: string, zone: string): string {
  return sayDateOfYear(Temporal.Instant.from(starts).toZonedDateTimeISO(zone).toPlainDate())
}

/** What the JSON says, to read: whoever adds to the one adds to the other. */
function textOf(data: Data, parts: LetterProps["exported"]["parts"]): string {
  const sessions = data.sessions.map(({ number, starts, minutes, role, outcome }) => {
    const time = sayTime(Temporal.Instant.from(starts), data.timeZone)
    const part = role === "both" ? "the two of you looked back" : `you were the ${role}`
    return `${number}. ${dayIn(starts, data.timeZone)}, ${time}, ${minutes} minutes: ${outcome}, ${part}`
  })
  const words = parts.map(({ title, entries }) =>
    [title, "", ...entries.map(({ when, text }) => `${when}\n${text}\n`)].join("\n"),
  )
  return `${[settingsText(data), ["Sessions", "", ...sessions].join("\n"), ...words].join("\n\n\n")}\n`
}

function settingsText(data: Data): string {
  const { slot } = data
  return [
    `Name: ${data.name}`,
    `Mailbox: ${data.mailbox}`,
    `Time zone: ${data.timeZone}`,
    ...(data.agreedAt === null ? [] : [`You agreed to begin: ${dayIn(data.agreedAt, data.timeZone)}`]),
    `When you meet: ${slot.weekday} at ${slot.time}, ${slot.zone}, ${slot.minutes} minutes, ${data.rhythm}`,
    ...(data.meetingLink === null ? [] : [`Where you meet: ${data.meetingLink}`]),
    `Your answers before sessions go to your coach: ${data.sharesAnswers ? "yes" : "no"}`,
    `Your coach sees your open commitments: ${data.sharesCommitments ? "yes" : "no"}`,
    ...(data.noteToPartner === null ? [] : [`Your note when you signed up: ${data.noteToPartner}`]),
    ...(data.changesToAgreement === null ? [] : [`Your changes to the agreement: ${data.changesToAgreement}`]),
  ].join("\n")
}
