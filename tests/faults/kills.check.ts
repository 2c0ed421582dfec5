import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds, pairIdSchema } from "@turnabout/core/id.ts"
import { sessionTitle } from "@turnabout/core/invitation.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { eventUid } from "@turnabout/core/session.ts"
import type { Session } from "@turnabout/core/session.ts"
import { instantText, isBefore } from "@turnabout/core/time.ts"
import { tableDueIndex } from "@turnabout/functions/adapters/due-index.ts"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import { tableStore } from "@turnabout/functions/adapters/table.ts"
import type { Store } from "@turnabout/functions/ports.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { openSecrets } from "@turnabout/local/secrets.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import { startTable } from "@turnabout/local/table.ts"
import { Temporal } from "temporal-polyfill"
import { afterAll, beforeAll, expect, test } from "vitest"
import { calendarReplay } from "../support/calendar-replay.ts"
import { killableService } from "../support/killable-service.ts"
import type { KillableService } from "../support/killable-service.ts"
import { calendarReply, gmailReply } from "../support/running-service.ts"
import type { Message } from "../support/running-service.ts"

const pairs = 20
const kills = 50
const shards = 2
const mailDomain = "turnabout.example"
/** A kill falls this long after the service was ready, at most. */
const killWithinMs = 2_500

let folder: string
let service: KillableService
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "turnabout-kills-"))
  service = await killableService({ folder, clock: "2026-11-23T09:00:00Z" })
}, 120_000)
afterAll(async () => {
  await service.kill()
  rmSync(folder, { recursive: true, force: true })
})

type Sent = { readonly by: string; readonly words: string }

/** A change that somebody asked for, by what their letter calls its session: `session.NUMBER.PAIR`. */
type Change = {
  readonly about: string
  readonly by: string
  readonly word: "skip" | "unskip" | "accepted" | "declined"
  /** The UID that was answered. */
  readonly uid: string
  /** Whether it was acknowledged, and nothing else can have come before or after it unseen. */
  isSure: boolean
}

test(`killed ${kills} times in busy weeks of ${pairs} pairs, it loses nothing and half-reads nothing`, async ({
  task,
}) => {
  const chance = seeded(20_261_127)
  await service.start()
  for (let number = 0; number < pairs; number += 1) await begin(number)
  await service.move("P2D")
  const acknowledged: Sent[] = []
  const changes: Change[] = []
  for (let kill = 0; kill < kills; kill += 1) {
    // Looked up before: the time until the kill is for the work.
    const known = { letters: await service.messages(), now: await service.now() }
    const isSettled = readdirSync(join(folder, "mail-in")).length === 0
    const life = busyDay(chance, { ...known, acknowledged, changes, isSettled, changing: new Set() })
    await service.killAfter(Math.floor(chance() * killWithinMs))
    await life
    await service.start()
  }
  // The longest claim runs out, and everything owed is sent.
  await service.move("P1D")
  const now = await service.now()
  const letters = await service.messages()
  await service.stop()

  const { givenUp, ...found } = await look(now, letters, { acknowledged, changes })
  const sure = lastOfEach(changes).filter(({ isSure }) => isSure)
  const saying = (...words: readonly Change["word"][]) => sure.filter(({ word }) => words.includes(word)).length
  const written = readFileSync(join(folder, "kills.log"), "utf8").match(/"event":"letter-sent"/g)?.length ?? 0
  Object.assign(task.meta, {
    table: `\n${kills} kills, ${pairs} pairs, until ${instantText(now)}
letters sent                 ${letters.length} (${written} written down in the log)
mails taken, then looked for ${acknowledged.length}
mails lost                   ${found.lost.length}
SKIP, UNSKIP, yes, then held ${saying("skip")}, ${saying("unskip")}, ${saying("accepted")}
changes lost                 ${found.undone.length}
mails half read              ${found.halfRead.length}
letters still owed           ${found.owed.length}
pairs with a letter given up ${givenUp.length}
alarms missed or misplaced   ${found.alarms.length}
calendars that disagree      ${found.calendars.length}\n`,
  })
  // Enough to find what gets lost now and then.
  expect(acknowledged.length).toBeGreaterThanOrEqual(20)
  expect(saying("skip", "unskip", "accepted")).toBeGreaterThanOrEqual(5)
  expect(givenUp.length).toBeLessThan(pairs / 2)
  expect(found).toEqual({ lost: [], undone: [], halfRead: [], owed: [], alarms: [], calendars: [] })
})

async function begin(number: number): Promise<void> {
  const [ana, ben] = [`ana${number}@example.org`, `ben${number}@example.net`]
  const weekday = ["monday", "tuesday", "wednesday", "thursday", "friday"][number % 5] ?? "monday"
  await service.post("/sign-up", {
    name: `Ana${number}`,
    email: ana,
    partnerName: `Ben${number}`,
    partnerEmail: ben,
    weekday,
    time: `${8 + (number % 10)}:30`.padStart(5, "0"),
    timeZone: "Europe/Lisbon",
    agree: "on",
  })
  await service.post(linkIn(await service.newest(ana, "confirm"), "/confirm/"), {})
  const yes = { answer: "yes", timeZone: "Europe/Berlin", agree: "on" }
  await service.post(linkIn(await service.newest(ben, "partner-request"), "/join/"), yes)
}

type Known = {
  readonly letters: readonly Message[]
  readonly now: Temporal.Instant
  readonly acknowledged: Sent[]
  readonly changes: Change[]
  /** Whether every mail of the days before has been worked off. */
  readonly isSettled: boolean
  /** The pairs that somebody changes something in on this day. */
  readonly changing: Set<number>
}

/** Time goes by while members reply, skip and answer from their calendars, until the service is gone. */
async function busyDay(chance: () => number, known: Known): Promise<void> {
  const gone = () => {}
  // While answers are written no session may begin: what comes too late is told so, and not kept.
  const isForAnswers = chance() < 0.6
  await Promise.all([
    service.move(isForAnswers ? "PT10M" : "P1D").catch(gone),
    ...Array.from({ length: 6 }, () =>
      (isForAnswers ? writeAnswer(chance, known) : changeSomething(chance, known)).catch(gone),
    ),
  ])
}

/** What is written for a session that is skipped is not kept, and its writer is told so: where one writes, nobody skips. */
function writes(mailbox: string): boolean {
  return numberOf(mailbox) % 2 === 1
}

function numberOf(mailbox: string): number {
  return Number(/\d+/.exec(mailbox)?.[0])
}

function anyone(chance: () => number): { readonly name: string; readonly mailbox: string } {
  const number = Math.floor(chance() * pairs)
  return chance() < 0.5
    ? { name: "Ana", mailbox: `ana${number}@example.org` }
    : { name: "Ben", mailbox: `ben${number}@example.net` }
}

let answers = 0

async function writeAnswer(chance: () => number, { letters, now, acknowledged }: Known): Promise<void> {
  const isFresh = ({ kind, to, date }: Message) =>
    kind === "prompt" && writes(to) && isBefore(now.subtract({ hours: 20 }), Temporal.Instant.from(date))
  const prompts = letters.filter(isFresh)
  const prompt = prompts[Math.floor(chance() * prompts.length)]
  if (prompt === undefined) return
  answers += 1
  const words = `Thoughts of number ${answers}, which are my own and must not get lost.`
  await service.send(gmailReply(prompt, { name: "A member", mailbox: prompt.to }, words))
  // Only what was acknowledged is promised.
  acknowledged.push({ by: prompt.to, words })
}

/** One mail a day in each pair that skips, so that nobody has to guess which of two came first. */
async function changeSomething(chance: () => number, known: Known): Promise<void> {
  const person = anyone(chance)
  const isWriter = writes(person.mailbox)
  const [draw, number] = [chance(), numberOf(person.mailbox)]
  const isOwnSkip = ({ kind, text }: Message) => kind === "skipped" && text.includes("is skipped, as you asked")
  const isInvitation = ({ kind }: Message) => kind === "invitation"
  const fits = !isWriter && draw >= 0.35 && draw < 0.7 ? isOwnSkip : isInvitation
  const own = known.letters.filter(({ to }) => to === person.mailbox)
  const letter = own.findLast(fits)
  if (letter === undefined || (!isWriter && known.changing.has(number))) return
  known.changing.add(number)
  const rsvp = isWriter || draw < 0.85 ? "accepted" : "declined"
  const word = isWriter || draw >= 0.7 ? rsvp : fits === isOwnSkip ? "unskip" : "skip"
  const change = changeOf(letter, word)
  // Yeses agree with each other. A SKIP may still be worked off when its UNSKIP comes, unless all is done by then; and a
  // calendar answers the event as it was.
  const isReply = word === "skip" || word === "unskip"
  const isNewest = own.findLast((each) => aboutOf(each) === aboutOf(letter)) === letter
  const canBeSure = isAhead(letter, known.now) && isNewest && (isReply ? known.isSettled : isWriter)
  known.changes.push(change)
  const partstat = word === "declined" ? "DECLINED" : "ACCEPTED"
  await service.send(isReply ? gmailReply(letter, person, word) : calendarReply(letter, person, partstat))
  change.isSure = canBeSure
}

function changeOf(letter: Message, word: Change["word"]): Change {
  return { about: aboutOf(letter), by: letter.to, word, uid: fieldOf(letter, "UID"), isSure: false }
}

function aboutOf({ headers }: Message): string {
  return /<(session\.\d+\.pair_[a-z2-7]+)@/.exec(headers["references"] ?? "")?.[1] ?? ""
}

/** Whether the session of a letter has not begun when the mail is read, a day and a restart later. */
function isAhead(letter: Message, now: Temporal.Instant): boolean {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(fieldOf(letter, "DTSTART")) ?? []
  if (date === undefined || time === undefined) return false
  return isBefore(now.add({ hours: 72 }), Temporal.Instant.from(`${date}T${time}Z`))
}

function fieldOf(letter: Message, name: string): string {
  const calendar = (letter.calendar ?? "").replaceAll(/\r?\n[ \t]/g, "")
  return new RegExp(`^${name}:(.*)$`, "m").exec(calendar)?.[1]?.trim() ?? ""
}

/** What was asked for last of each session; of a yes, by each. */
function lastOfEach(changes: readonly Change[]): readonly Change[] {
  return [
    ...new Map(changes.map((change) => [`${change.about} ${writes(change.by) ? change.by : ""}`, change])).values(),
  ]
}

type Found = Record<"lost" | "undone" | "halfRead" | "owed" | "givenUp" | "alarms" | "calendars", readonly string[]>

/** Opens what the service has left behind, and holds it against what members sent and were sent. */
async function look(
  now: Temporal.Instant,
  letters: readonly Message[],
  { acknowledged, changes }: Pick<Known, "acknowledged" | "changes">,
): Promise<Found> {
  const table = await startTable({ folder: join(folder, "table"), log: () => {}, onFail: () => {} })
  const client = new DynamoDBClient(loopbackClient(table.endpoint))
  const secrets = openSecrets(folder)
  const { TableName: tableName } = tableDefinition
  const seal = sealWith([{ id: 1, secret: secrets.contentKey }])
  const store = tableStore({ client, tableName, seal, indexSecret: secrets.indexSecret, shards, clock: () => now })
  try {
    const index = tableDueIndex({ client, tableName })
    const everything = { since: null, until: "9999", limit: 1000 }
    const perShard = await Promise.all(Array.from({ length: shards }, (_, shard) => index.due(shard, everything)))
    const kept: Pair[] = []
    for (const id of perShard.flat()) kept.push((await store.load(pairIdSchema.parse(id)))!)
    return {
      lost: await lostWords(store, kept, acknowledged),
      undone: await undone(store, kept, { letters, changes }),
      halfRead: readdirSync(join(folder, "mail-in")),
      owed: kept.flatMap(({ id, outbox }) => outbox.map(({ key }) => `${id} ${key}`)),
      givenUp: kept.filter(isGivenUp).map(({ id }) => id),
      alarms: [
        ...(kept.length === pairs && new Set(kept.map(({ id }) => id)).size === pairs ? [] : [`${kept.length} pairs`]),
        ...kept.filter(({ dueAt }) => dueAt === null || isBefore(dueAt, now)).map(({ id }) => `${id} is late`),
      ],
      calendars: kept
        .filter((pair) => !isGivenUp(pair))
        .flatMap((pair) => memberIds.flatMap((member) => disagreements(pair, { member, now }, letters))),
    }
  } finally {
    client.destroy()
    await table.stop()
  }
}

/** Where the machine is slow, eight senders of one letter may be killed in a row: then it is given up, on record, as promised. */
function isGivenUp({ givenUp }: Pair): boolean {
  return givenUp > 0
}

async function lostWords(store: Store, kept: readonly Pair[], acknowledged: readonly Sent[]): Promise<string[]> {
  const found = new Map<string, readonly string[]>()
  for (const pair of kept) {
    for (const member of memberIds) {
      const { answers: own } = await store.everythingOf(pair.id, member)
      const texts = own.map(({ text }) => text)
      found.set(pair.members[member].mailbox, texts)
    }
  }
  const isLost = ({ by, words }: Sent) => found.get(by)?.every((text) => !text.includes(words)) ?? true
  return acknowledged.filter(isLost).map(({ by, words }) => `${by}: ${words}`)
}

/** The changes that were asked for last and are not so. Who was thought to be gone is asked anew, so nothing is said of them. */
async function undone(
  store: Store,
  kept: readonly Pair[],
  { letters, changes }: Pick<Known, "letters" | "changes">,
): Promise<string[]> {
  const isQuiet = ({ members }: Pair) =>
    letters.some(
      ({ kind, to }) =>
        ["quiet-check", "quiet-notice", "paused"].includes(kind) &&
        memberIds.some((member) => members[member].mailbox === to),
    )
  const sessions = new Map<string, { readonly pair: Pair; readonly session: Session }>()
  for (const pair of kept.filter((each) => !isQuiet(each)))
    for (const session of [...(await store.sessions(pair.id)), ...pair.sessions])
      sessions.set(`session.${session.number}.${pair.id}`, { pair, session })
  return lastOfEach(changes).flatMap(({ about, by, word, uid, isSure }) => {
    const found = sessions.get(about)
    if (!isSure || found === undefined) return []
    const member = memberIds.find((each) => found.pair.members[each].mailbox === by) ?? "a"
    return isSo(found.session, {
      word,
      member,
      isSameEvent: eventUid(found.pair.id, found.session, mailDomain) === uid,
    })
      ? []
      : [`${by} ${word} ${about}: ${found.session.state.kind}`]
  })
}

type Asked = { readonly word: Change["word"]; readonly member: MemberId; readonly isSameEvent: boolean }

function isSo({ state, event }: Session, { word, member, isSameEvent }: Asked): boolean {
  switch (word) {
    case "skip":
      return state.kind === "skipped"
    case "unskip":
      return state.kind !== "skipped"
    case "accepted":
      return !isSameEvent || event.partstat[member] === "ACCEPTED"
    case "declined":
      // Of an older version of the event it is asked about first.
      return true
  }
}

type Reader = { readonly member: MemberId; readonly now: Temporal.Instant }

function disagreements(pair: Pair, { member, now }: Reader, letters: readonly Message[]): string[] {
  const { mailbox } = pair.members[member]
  const calendar = calendarReplay()
  for (const { to, calendar: text } of letters) if (to === mailbox && text !== null) calendar.receive(text)
  const shown = [...calendar.shown().values()]
    .filter(({ starts }) => isBefore(now, starts))
    .map(({ uid, starts, summary }) => `${uid} ${instantText(starts)} ${summary}`)
  const planned = pair.sessions
    .filter(({ state, starts }) => state.kind === "planned" && isBefore(now, starts))
    .map(
      (session) =>
        `${eventUid(pair.id, session, mailDomain)} ${instantText(session.starts)} ${sessionTitle(pair, session)}`,
    )
  const [seen, meant] = [shown.toSorted().join("\n"), planned.toSorted().join("\n")]
  return seen === meant ? [] : [`${mailbox} sees\n${seen}\ninstead of\n${meant}`]
}

function linkIn(letter: Message, path: string): string {
  const link = letter.links.find((each) => new URL(each).pathname.startsWith(path))
  if (link === undefined) throw new Error(`no ${path} in a ${letter.kind}`)
  return new URL(link).pathname
}

/** The same numbers from 0 to 1 in every run (Mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
