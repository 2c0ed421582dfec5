import type { Temporal } from "temporal-polyfill"
import type { Act } from "./act.ts"
import { done, refused, unchanged } from "./act.ts"
import { canCorrect, sayHappened } from "./close.ts"
import type { CommandOf } from "./command.ts"
import type { Commitment, CommitmentChange } from "./commitment.ts"
import { openCommitmentsAtMost } from "./commitment.ts"
import { withFelt } from "./felt.ts"
import type { MemberId } from "./id.ts"
import { commitmentIdSchema, otherMember } from "./id.ts"
import { soundsAbsent } from "./mail-in/sounds-absent.ts"
import { notUnderstood } from "./notice.ts"
import { owe } from "./owe.ts"
import type { Pair } from "./pair.ts"
import { changesAtMost, hasBegun, isMeeting, openCommitments, sessionOf, withMember, withSession } from "./pair.ts"
import type { PairRecord } from "./record.ts"
import type { Session } from "./session.ts"
import { coachOf, hasStarted } from "./session.ts"
import { countDenial } from "./silence.ts"

/** How many of a member's closed commitments a pair lists at most, between two recaps. */
const listedAtMost = 20

/** What the focus person wrote before a session: kept, and passed on to the coach unless it's private. */
export function answer(pair: Pair, command: CommandOf<"answer">, now: Temporal.Instant): Act {
  const { by, id, text } = command
  const session = sessionOf(pair, command.session)
  if (session === null || session.state.kind === "void" || session.state.kind === "skipped")
    return refused(pair, "no-session")
  const shared = command.shared ?? pair.members[by].sharesAnswers
  const answered: Session = { ...session, answers: { ...session.answers, [by]: { command: id, shared } } }
  const kept = withMember(withSession(pair, answered), by, { unanswered: 0 })
  const record: PairRecord = { kind: "answer", session: session.number, by, command: id, text, shared, at: now }
  // A correction may have made a coach of who was asked: their words are kept, and wait for roles to change back.
  const passed = shared && session.focus === by ? passOn(kept, answered, now) : kept
  if (hasStarted(session, now) || !soundsAbsent(text)) return done(passed, [record])
  // Once a day for each session, as for each letter that is not understood.
  const letter = `prompt.${session.number}.${by}`
  const told = notUnderstood(passed, { id, to: by, letter, reason: "kept-as-answer", excerpt: null }, now)
  return done(told.pair, [record])
}

/** To the coach at once, also when their note has gone out already; in a pause it waits for the hour of the note. */
function passOn(pair: Pair, session: Session, now: Temporal.Instant): Pair {
  const coach = coachOf(session)
  if (coach === null || hasStarted(session, now) || !isMeeting(pair)) return pair
  return oweCoachNote(pair, session, now)
}

/** One note a session; what the focus person writes after it has left follows in a late one. */
export function oweCoachNote(pair: Pair, session: Session, now: Temporal.Instant): Pair {
  const coach = coachOf(session)
  if (coach === null) return pair
  const { number } = session
  const owed = { thing: `coach-note.${number}`, kind: "coach-note", to: coach, session: number } as const
  const unsent = pair.outbox.find(({ key }) => key === `${owed.thing}.${coach}`)
  const hasLeft = session.done.includes("coach-note") && (unsent === undefined || unsent.about === "late")
  if (hasLeft) return owe(pair, { ...owed, about: "late" }, now)
  const noted = withSession(pair, { ...session, done: [...new Set([...session.done, "coach-note" as const])] })
  return owe(noted, owed, now)
}

/** What a member filled in after a session. The last one replaces what they said of it before. */
export function after(pair: Pair, command: CommandOf<"after">, now: Temporal.Instant): Act {
  const { by, id, form } = command
  const session = sessionOf(pair, command.session)
  if (session === null || !canCorrect(pair, session, now)) return refused(pair, "no-session")
  const today = now.toZonedDateTimeISO(pair.members[by].zone).toPlainDate()
  const words = form.commitments ?? []
  const made = words.map((_, place): Commitment => ({
    id: commitmentIdSchema.parse(`${id}.${place}`),
    by,
    session: session.number,
    made: today,
    state: "open",
    changed: today,
    carried: 0,
  }))
  const said = form.happened === null ? pair : say(pair, { session, by, did: form.happened }, now)
  const changed = changeCommitments(said, { by, changes: form.changes, today })
  const isReplaced = (other: Commitment) =>
    form.commitments !== null && other.by === by && other.session === session.number && other.state === "open"
  const others = changed.pair.commitments.filter((other) => !isReplaced(other))
  const next = { ...changed.pair, commitments: bounded([...others, ...made], by) }
  const hasTooMany = openCommitments(next, by).length > openCommitmentsAtMost
  // A page shows the form again with all that was typed. A mail can't: the rest of it counts.
  if (hasTooMany && command.via === "page") return refused(pair, "too-many-open")
  // How the hour sat with them is asked of the focus person only.
  const isFocus = session.focus === by
  const kept = isFocus ? form : { ...form, heard: null, mattered: null }
  const reflection: PairRecord = { kind: "reflection", session: session.number, by, command: id, form: kept, at: now }
  const answered = hasTooMany ? changed.pair : next
  const felt = isFocus ? withFelt(answered, { by, session: session.number, heard: form.heard }) : answered
  const filled = withReflection(felt, session.number, {
    by,
    command: id,
    isByMail: command.via === "mail",
  })
  if (hasTooMany) return { ...refused(filled, "too-many-open"), records: [...changed.records, reflection] }
  return done(filled, [
    ...changed.records,
    ...made.map((commitment, place): PairRecord => ({
      kind: "commitment",
      commitment,
      text: words[place] ?? "",
    })),
    reflection,
  ])
}

function say(pair: Pair, said: Parameters<typeof sayHappened>[1], now: Temporal.Instant): Pair {
  return countDenial(sayHappened(pair, said, now), said, now)
}

type Reflected = { readonly by: MemberId; readonly command: CommandOf<"after">["id"]; readonly isByMail: boolean }

function withReflection(before: Pair, number: number, from: Reflected): Pair {
  const session = sessionOf(before, number)
  if (session === null) return before
  // What was typed into the page was seen there; what a reply was taken to say is shown in a letter.
  const understood = from.isByMail ? { session: number, command: from.command } : null
  const pair = withMember(before, from.by, { understood })
  return withSession(pair, { ...session, reflections: { ...session.reflections, [from.by]: from.command } })
}

/** "1 keep, 2 let go": what has become of a member's own commitments. */
export function changeOwn(pair: Pair, command: CommandOf<"change-commitments">, now: Temporal.Instant): Act {
  const { by, changes } = command
  const today = now.toZonedDateTimeISO(pair.members[by].zone).toPlainDate()
  const changed = changeCommitments(pair, { by, changes, today })
  // What was let go can be taken up again, but not beyond what anyone keeps in mind.
  const [openBefore, open] = [openCommitments(pair, by).length, openCommitments(changed.pair, by).length]
  if (open > Math.max(openBefore, openCommitmentsAtMost)) return refused(pair, "too-many-open")
  return changed.records.length === 0 ? unchanged(pair) : done(changed.pair, changed.records)
}

/**
 * AGREE, with the changes to the agreement that the two have talked through. The other is told of a change, but for a
 * pause: then it stands on the settings page, and in the next review.
 */
export function agree(pair: Pair, command: CommandOf<"agree">, now: Temporal.Instant): Act {
  const { by, id, changes } = command
  if (!hasBegun(pair)) return refused(pair, "wrong-state")
  const before = pair.agreed[by] ?? []
  if (changes === null) return done({ ...pair, agreed: { ...pair.agreed, [by]: before } })
  const agreed: Pair = { ...pair, agreed: { ...pair.agreed, [by]: [...before, id].slice(-changesAtMost) } }
  const told = { thing: `agreement.${id}`, kind: "changed", to: otherMember(by), about: `agreement ${id}` } as const
  return done(isMeeting(agreed) ? owe(agreed, told, now) : agreed, [{ kind: "note", command: id, text: changes }])
}

type Changes = {
  readonly by: MemberId
  readonly changes: readonly CommitmentChange[]
  readonly today: Temporal.PlainDate
}

function changeCommitments(pair: Pair, { by, changes, today }: Changes): { pair: Pair; records: PairRecord[] } {
  const states = new Map(changes.map((change) => [change.id, change.state]))
  const records: PairRecord[] = []
  const commitments = pair.commitments.map((commitment) => {
    const state = states.get(commitment.id)
    if (commitment.by !== by || state === undefined || state === commitment.state) return commitment
    records.push({ kind: "commitment-state", by, id: commitment.id, state, changed: today })
    return { ...commitment, state, changed: today }
  })
  return { pair: { ...pair, commitments }, records }
}

/** The oldest closed ones leave first: what became of them is in their records. */
function bounded(commitments: readonly Commitment[], by: MemberId): Commitment[] {
  const closed = commitments.filter((commitment) => commitment.by === by && commitment.state !== "open")
  const dropped = new Set(closed.slice(0, Math.max(0, closed.length - listedAtMost)))
  return commitments.filter((commitment) => !dropped.has(commitment))
}
