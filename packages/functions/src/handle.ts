import type { Command, Outcome } from "@turnabout/core/command.ts"
import { decide } from "@turnabout/core/decide.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { pairText, withMember } from "@turnabout/core/pair.ts"
import { isPointless, isSameLetter, margin, settleLetters, takeLetters } from "@turnabout/core/sending.ts"
import type { Sending } from "@turnabout/core/sending.ts"
import { isBefore } from "@turnabout/core/time.ts"
import type { compose } from "./compose/compose.ts"
import { reasonOf } from "./fault.ts"
import type { LetterRecord, Ports } from "./ports.ts"

/** How often a command that lost the race for the pair starts again. */
const attemptsAtMost = 10
/** How often what became of letters is tried to be written down: giving up here could send them twice. */
const settleAttemptsAtMost = 50
/** How many times one sender goes on with letters that others have added meanwhile. */
const roundsAtMost = 20

export type Handled =
  | { readonly kind: "handled"; readonly outcome: Outcome; readonly pair: Pair }
  /** There is no such pair, or no more. */
  | { readonly kind: "gone" }
  /** Others were faster every time: nothing has changed, and the caller may try again. */
  | { readonly kind: "busy" }

/**
 * Does one command on one pair, in the six steps of the design: load, decide, keep what was written, save on condition
 * of the version, send what is owed, write down what became of it. The command has succeeded with the save: whatever
 * happens to the letters after it, the alarm sees to them. Who has just loaded the pair may give it, as it was then: if it
 * has changed since, the save does not succeed, and it is loaded again.
 */
export async function handle(of: PairId | Pair, command: Command, ports: Ports): Promise<Handled> {
  const id = idOf(of)
  let before: Pair | null = null
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    const given = attempt === 0 && typeof of !== "string" ? of : null
    const pair = given ?? (await ports.store.load(id))
    if (pair === null) return gone(before, ports)
    before = pair
    const now = ports.clock()
    const decision = decide(pair, command, now)
    if (decision.kind === "forget") {
      // On condition of the version, as every save: a pair that was confirmed in this very moment must not go.
      if (!(await ports.store.save({ ...pair, version: pair.version + 1 }))) continue
      await ports.store.forget(pair)
      ports.log({ event: "forgotten", pair: id })
      return { kind: "gone" }
    }
    // What is final is put before the save, and must not be what a pair that has changed since would have made of it.
    if (given !== null && decision.records.some(({ kind }) => kind === "session")) continue
    if (decision.records.length > 0) await ports.store.put(id, decision.records)
    const taken = takeLetters(decision.pair, { version: pair.version + 1, now, rang: rangFor(command, pair) })
    // With letters taken it has a claim that it had not before.
    if (taken.letters.length === 0 && isUnchanged(pair, taken.pair))
      return { kind: "handled", outcome: decision.outcome, pair }
    await recordGivenUp(taken.pair, taken.givenUp, ports)
    if (decision.erases !== null && command.kind === "wake")
      await eraseAgain({ before: pair, after: taken.pair, by: decision.erases }, ports)
    if (!(await ports.store.save(taken.pair))) continue
    ports.log({
      event: "handled",
      pair: id,
      command: command.kind,
      outcome: decision.outcome.kind,
      version: taken.pair.version,
    })
    if (decision.erases !== null && command.kind !== "wake") await eraseInTheEnd(taken.pair, decision.erases, ports)
    if (taken.letters.length > 0) await sendInTheEnd(taken.pair, taken.letters, ports)
    return { kind: "handled", outcome: decision.outcome, pair: taken.pair }
  }
  ports.log({ event: "busy", pair: id, command: command.kind })
  return { kind: "busy" }
}

/** The id of a pair that is given by it, or as it was loaded. */
export function idOf(of: PairId | Pair): PairId {
  return typeof of === "string" ? of : of.id
}

function rangFor(command: Command, { dueAt }: Pair): Pair["dueAt"] {
  return command.kind === "wake" ? dueAt : null
}

/** A pair that was there a moment ago has been forgotten since: what was kept for it meanwhile goes after it. */
async function gone(before: Pair | null, ports: Ports): Promise<Handled> {
  if (before !== null) await ports.store.forget(before)
  return { kind: "gone" }
}

type Erasing = { readonly before: Pair; readonly after: Pair; readonly by: MemberId }

/**
 * The alarm erases what was decided on before: it may go before the save, and must, or a failure would never be made up
 * for. By the mailbox that was theirs first, in case whoever decided it died before erasing anything; then by the token
 * that was theirs, which the pair no longer knows and the item of their address is found by.
 */
async function eraseAgain({ before, after, by }: Erasing, ports: Ports): Promise<void> {
  await ports.store.erase(before, by)
  await ports.store.erase(withMember(after, by, { token: before.members[by].token }), by)
}

/** Sends what a pair owes by now, as its alarm would. */
export async function sendOwed(id: PairId, ports: Ports): Promise<Handled> {
  return handle(id, { kind: "wake", id: ports.chance.commandId(), via: "clock" }, ports)
}

function isUnchanged(before: Pair, after: Pair): boolean {
  // Whatever a member does leaves its command behind; only what an alarm rang for needs the whole look.
  if (after.recentCommands.at(-1) !== before.recentCommands.at(-1)) return false
  return pairText({ ...after, version: before.version }) === pairText(before)
}

/** The command has succeeded: a sender that fails now must not make it look otherwise. Its claim runs out, and the alarm rings. */
async function sendInTheEnd(claimed: Pair, letters: readonly OwedLetter[], ports: Ports): Promise<void> {
  try {
    await sendLetters(claimed, letters, ports)
  } catch (cause) {
    ports.log({ event: "sender-failed", pair: claimed.id, reason: reasonOf(cause) })
  }
}

/** Once it's decided it is done, now or when the alarm for it rings. */
async function eraseInTheEnd(pair: Pair, member: MemberId, ports: Ports): Promise<void> {
  try {
    await ports.store.erase(pair, member)
  } catch (cause) {
    ports.log({ event: "erase-failed", pair: pair.id, reason: reasonOf(cause) })
  }
}

async function sendLetters(claimed: Pair, taken: readonly OwedLetter[], ports: Ports): Promise<void> {
  const claimedBy = claimed.claim?.by
  if (claimedBy === undefined) throw new Error(`no claim on ${claimed.id}`)
  let claim = { pair: claimed, by: claimedBy, letters: taken }
  for (let round = 0; round < roundsAtMost; round += 1) {
    const sent = await sendEach(claim, ports)
    const next = await settle(claim, sent, ports)
    if (next === null) return
    claim = next
  }
  // What is still owed waits for the alarm: the last save has set it to the end of the claim.
}

type Claimed = { readonly pair: Pair; readonly by: number; readonly letters: readonly OwedLetter[] }

/** What became of the letters, and the pair as it was when the last of them was sent. */
type SentUnder = { readonly sendings: readonly Sending[]; readonly seen: Pair }

/** Step 5: one letter after the other, each composed from the pair as it is by then: the first as it has just been saved. */
async function sendEach(claim: Claimed, ports: Ports): Promise<SentUnder> {
  const sendings: Sending[] = []
  let seen = claim.pair
  for (const [place, letter] of claim.letters.entries()) {
    const current = await whileClaimed(claim, { ports, isFirst: place === 0 })
    seen = current ?? seen
    if (current === null) {
      sendings.push({ letter, result: "untried" })
      continue
    }
    const owed = current.outbox.find((other) => isSameLetter(other, letter))
    // Dropped or replaced since: whoever did that has seen to it.
    if (owed !== undefined) sendings.push({ letter: owed, result: await sendOne(current, owed, ports) })
  }
  return { sendings, seen }
}

/**
 * The pair as it is now, if there is time left to send one letter and the claim is still ours. If the table can't say,
 * the letter is left untried: those sent before it have to be written down all the same.
 */
async function whileClaimed(
  claim: Claimed,
  { ports, isFirst }: { readonly ports: Ports; readonly isFirst: boolean },
): Promise<Pair | null> {
  const until = claim.pair.claim?.until
  if (until === undefined || !isBefore(ports.clock(), until.subtract(margin))) return null
  if (isFirst) return claim.pair
  try {
    const current = await ports.store.load(claim.pair.id)
    return current?.claim?.by === claim.by ? current : null
  } catch (cause) {
    ports.log({ event: "claim-unread", pair: claim.pair.id, reason: reasonOf(cause) })
    return null
  }
}

async function sendOne(pair: Pair, letter: OwedLetter, ports: Ports): Promise<Sending["result"]> {
  const facts = { pair: pair.id, letter: letter.key, revision: letter.revision, kind: letter.kind }
  try {
    if (await isOnRecord(pair, letter, ports)) {
      ports.log({ event: "letter-on-record", ...facts })
      return "sent"
    }
    const mail = isPointless(pair, letter, ports.clock()) ? null : await composeLetter(pair, letter, ports)
    if (mail === null) {
      ports.log({ event: "letter-pointless", ...facts })
      return "pointless"
    }
    const result = await ports.mailer.send(mail)
    ports.log({
      event: `letter-${result.kind}`,
      ...facts,
      reason: result.kind === "sent" ? result.sesId : result.reason,
    })
    if (result.kind === "sent") await recordSent(pair, { ...mail.record, sesId: result.sesId }, ports)
    if (result.kind === "refused") await recordGivenUp(pair, [letter], ports)
    return result.kind
  } catch (cause) {
    // A letter that can't be composed must not keep the pair's other letters from leaving: it waits, and its tries count.
    ports.log({ event: "letter-failed", ...facts, reason: reasonOf(cause) })
    return "failed"
  }
}

/** Whether an earlier sender got as far as keeping it, but not as far as writing that down in the pair. First tries cost no look. */
async function isOnRecord(pair: Pair, letter: OwedLetter, ports: Ports): Promise<boolean> {
  if (letter.tries <= 1) return false
  const kept = await ports.store.letter(pair.id, letter.to, `${letter.key}.${letter.revision}`)
  return kept !== null && kept.sesId !== null
}

/** Loaded with the first letter: most of what starts a function sends none, and this is a third of what it would load. */
async function composeLetter(...[pair, letter, ports]: Parameters<typeof compose>): ReturnType<typeof compose> {
  const loaded = await import("./compose/compose.ts")
  return loaded.compose(pair, letter, ports)
}

/** SES has taken it: failing to keep its text must not send it again. A reply to it is then read as one to the newest. */
async function recordSent(pair: Pair, letter: Omit<LetterRecord, "sentAt">, ports: Ports): Promise<void> {
  try {
    await ports.store.putLetter(pair.id, { ...letter, sentAt: ports.clock() })
  } catch (cause) {
    ports.log({ event: "letter-unrecorded", pair: pair.id, letter: letter.key, reason: reasonOf(cause) })
  }
}

/** Step 6: writes down what became of the letters, until it succeeds; if letters were added meanwhile, claims them. */
async function settle(claim: Claimed, sent: SentUnder, ports: Ports): Promise<Claimed | null> {
  for (let attempt = 0; attempt < settleAttemptsAtMost; attempt += 1) {
    try {
      // Mostly nobody has changed it meanwhile; if somebody has, the save does not succeed.
      const isFresh = attempt > 0
      const current = isFresh ? await ports.store.load(claim.pair.id) : sent.seen
      const settled = await settleOnce(claim, { sendings: sent.sendings, current, isFresh }, ports)
      if (settled !== "lost") return settled
    } catch (cause) {
      // Not the end of it: what was sent and is not written down would be sent again.
      ports.log({ event: "settle-failed", pair: claim.pair.id, attempt, reason: reasonOf(cause) })
    }
  }
  throw new Error(`could not write down what was sent for ${claim.pair.id}`)
}

type Settling = Pick<SentUnder, "sendings"> & {
  readonly current: Pair | null
  /** Whether `current` has just been loaded, and is not what was seen before the last letter was sent. */
  readonly isFresh: boolean
}

async function settleOnce(
  claim: Claimed,
  { sendings, current, isFresh }: Settling,
  ports: Ports,
): Promise<Claimed | null | "lost"> {
  if (current === null) {
    await gone(claim.pair, ports)
    return null
  }
  const now = ports.clock()
  // If the claim has passed to somebody else, tries and waits are theirs to write: ours are only the letters that are done.
  const written = current.claim?.by === claim.by ? sendings : sendings.filter(isDone)
  const version = current.version + 1
  const taken = takeLetters(settleLetters(current, { by: claim.by, sendings: written }, now), {
    version,
    now,
    rang: null,
  })
  // That a letter is given up goes on record before the save: not by a pair that may have changed.
  if (!isFresh && taken.givenUp.length > 0) return "lost"
  await recordGivenUp(taken.pair, taken.givenUp, ports)
  if (!(await ports.store.save(taken.pair))) return "lost"
  return taken.letters.length === 0 ? null : { pair: taken.pair, by: version, letters: taken.letters }
}

function isDone({ result }: Sending): boolean {
  return result === "sent" || result === "refused" || result === "pointless"
}

/** A letter that is not tried again is given up on record, never dropped in silence. */
async function recordGivenUp(pair: Pair, letters: readonly OwedLetter[], ports: Ports): Promise<void> {
  for (const letter of letters) {
    const { kind, to, session } = letter
    ports.log({ event: "letter-given-up", pair: pair.id, letter: letter.key, revision: letter.revision, kind })
    const sent = { sesId: null, sentAt: ports.clock(), text: "", commitments: [] }
    await ports.store.putLetter(pair.id, { key: `${letter.key}.${letter.revision}`, kind, to, session, ...sent })
  }
}
