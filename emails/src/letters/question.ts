import { lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter } from "../letter.ts"
import { furtherDown, times } from "../parts.ts"
import * as people from "../samples.ts"

type LastSession =
  /** "Thursday, 26 November, 17:00" */
  | { readonly kind: "booked"; readonly when: string }
  /** Skipped, or it did not happen: without an answer the pair closes then. */
  | { readonly kind: "off"; readonly closes: string }

/** One question before something is done; `until` is when it expires: "Monday, 30 November". */
export type QuestionProps =
  | {
      readonly about: "end"
      readonly partner: string
      readonly met: number
      /** "March", or "March 2026" if that was another year. */
      readonly since: string
      readonly until: string
      /** How the last session stands that was booked before; null if none was. */
      readonly last: LastSession | null
    }
  | { readonly about: "export"; readonly partner: string; readonly until: string }
  | { readonly about: "erase"; readonly partner: string; readonly until: string }
  | {
      readonly about: "time"
      readonly partner: string
      /** What the reader wrote: "Thursday at 5". */
      readonly written: string
      /** What it may mean, in the reader's zone, in the order of their numbers, from 1; empty if no guess is near. */
      readonly readings: readonly string[]
      readonly until: string
    }
  /** Three skips running: would every other week suit better? */
  | { readonly about: "fortnightly"; readonly partner: string; readonly until: string }
  /** A calendar declined an event that has changed since. `day`: "Thursday, 26 November, 17:00". Carries the event. */
  | { readonly about: "stale-decline"; readonly partner: string; readonly day: string; readonly until: string }

const until = "Monday, 30 November"

export const question: Letter<QuestionProps> = {
  footing: "plain",
  // It may be about an end, an export or an erasure, and the phone that shows it may lie on a table for two.
  subject: () => say`One question from us`,
  body,
  samples: [
    { name: "end", props: { about: "end", partner: "Ben", met: 14, since: "March", until, last: null } },
    {
      name: "end-before-meeting",
      props: { about: "end", partner: "Ben", met: 0, since: "November", until, last: null },
    },
    {
      name: "end-with-a-last-session-booked",
      props: {
        about: "end",
        partner: "Ben",
        met: 14,
        since: "March",
        until,
        last: { kind: "booked", when: "Thursday, 26 November, 17:00" },
      },
    },
    {
      name: "end-with-the-last-session-off",
      props: {
        about: "end",
        partner: "Ben",
        met: 14,
        since: "March",
        until,
        last: { kind: "off", closes: "Thursday, 3 December, 18:00" },
      },
    },
    { name: "export", props: { about: "export", partner: "Ben", until } },
    { name: "erase", props: { about: "erase", partner: "Ben", until } },
    {
      name: "time-two-readings",
      props: {
        about: "time",
        partner: "Ben",
        written: "Thursday at 5",
        readings: ["Thursday, 26 November, 17:00, Lisbon time", "Thursday, 26 November, 05:00, Lisbon time"],
        until,
      },
    },
    {
      name: "time-no-reading",
      props: { about: "time", partner: "Ben", written: "sometime later that week", readings: [], until },
    },
    { name: "fortnightly", props: { about: "fortnightly", partner: "Ben", until } },
    {
      name: "stale-decline",
      props: { about: "stale-decline", partner: "Ben", day: "Friday, 27 November, 12:00", until },
    },
    { name: "long-name", props: { about: "erase", partner: people.longName, until } },
    {
      name: "right-to-left-name",
      props: { about: "end", partner: people.rightToLeftName, met: 2, since: "October", until, last: null },
    },
  ],
}

function body(props: QuestionProps): readonly Block[] {
  const closes = props.about === "end" && props.last?.kind === "off" ? props.last.closes : null
  return [
    lead(say`We have one question before we go on.`),
    furtherDown,
    ...asked(props),
    note(
      closes === null
        ? say`Without an answer nothing changes. The question stays open until ${props.until}.`
        : say`Without an answer the pair closes on ${closes}.`,
    ),
  ]
}

function asked(props: QuestionProps): readonly Block[] {
  switch (props.about) {
    case "end":
      return props.last === null ? end(props.partner, props.met, props.since) : endOfEnding(props.partner, props.last)
    case "export":
      return [
        paragraph(say`You asked for a copy of everything you wrote here.`),
        paragraph(
          say`It comes to this mailbox in one letter: what you wrote, what you decided and when you met, to read and as a file. Nothing that ${name(props.partner)} wrote is in it.`,
        ),
        paragraph(
          say`Reply ${strong("YES")} and it is on its way. If others can read this mailbox, think first about whether you want it here.`,
        ),
      ]
    case "erase":
      return [
        paragraph(say`You asked us to erase everything of yours.`),
        paragraph(
          say`That ends the pair at once and deletes your answers, your commitments and your address for good. ${name(props.partner)} keeps what they wrote themselves, and is told only that it ended. We cannot bring any of it back.`,
        ),
        paragraph(say`Reply ${strong("YES")} to erase it now. For a copy first, reply ${strong("EXPORT")}.`),
      ]
    case "time":
      return time(props.written, props.readings)
    case "fortnightly":
      return [
        paragraph(say`Three sessions in a row were skipped, which can happen to anyone.`),
        paragraph(
          say`Would an hour every other week suit the two of you better? It is the same practice with more room around it. Talk to ${name(props.partner)}; then one of you replies ${strong("YES")}.`,
        ),
        paragraph(say`Reply ${strong("NO")}, or nothing, to stay weekly. We do not ask this again.`),
      ]
    case "stale-decline":
      return [
        paragraph(say`Your calendar declined a session that has changed since.`),
        paragraph(
          say`It is now on ${strong(props.day)}, with ${name(props.partner)}; this letter brings the event as it stands.`,
        ),
        paragraph(say`Reply ${strong("SKIP")} if you want to skip it. Otherwise it stands.`),
      ]
  }
}

function end(partner: string, met: number, since: string): readonly Block[] {
  const history =
    met === 0
      ? say`You would like to end it with ${name(partner)}, and you may.`
      : say`You and ${name(partner)} have met ${times(met)} since ${since}, and you would like to end it.`
  return [
    paragraph(history),
    paragraph(
      say`Would you like a last session first? Some pairs spend it on three questions: what did I get from this, what did I see change in you, what do I wish I had said.`,
    ),
    {
      kind: "bullets",
      items: [
        say`Reply ${strong("LAST")} for one more session, after which the pair closes.`,
        say`Reply ${strong("YES")} to close it now. ${name(partner)} is told that you ended it, kindly and without a reason.`,
      ],
    },
    paragraph(
      say`Either way you can ask for everything you wrote with ${strong("EXPORT")}, and it is erased 30 days later.`,
    ),
  ]
}

/** Once a last session has been asked for, there is that one, or another in its place, or none. */
function endOfEnding(partner: string, last: LastSession): readonly Block[] {
  switch (last.kind) {
    case "booked":
      return [
        paragraph(say`Your last session with ${name(partner)} is on ${last.when}, and the pair closes after it.`),
        paragraph(
          say`Reply ${strong("YES")} to close it now, without that session. Reply ${strong("NO")}, or nothing, to keep it.`,
        ),
      ]
    case "off":
      return [
        paragraph(say`Your last session with ${name(partner)} is off. Would you like another?`),
        {
          kind: "bullets",
          items: [
            say`Reply ${strong("LAST")} for one more session, after which the pair closes.`,
            say`Reply ${strong("YES")} to close it now.`,
          ],
        },
      ]
  }
}

function time(written: string, readings: readonly string[]): readonly Block[] {
  const opening: readonly Block[] = [
    paragraph(say`We would rather ask than guess which time you mean. You wrote:`),
    { kind: "quote", text: written },
  ]
  if (readings.length === 0) {
    return [...opening, paragraph(say`Please reply with a day and a time, such as “Fri 17:00”.`)]
  }
  return [
    ...opening,
    paragraph(say`That may be:`),
    { kind: "numbers", items: readings.map((reading) => say`${reading}`) },
    paragraph(say`Reply with the number, or with the day and the time, such as “Fri 17:00”.`),
  ]
}
