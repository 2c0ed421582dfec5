import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import type { MemberId } from "@turnabout/core/id.ts"
import { memberIds, pairIdSchema } from "@turnabout/core/id.ts"
import { sessionTitle } from "@turnabout/core/invitation.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { eventUid } from "@turnabout/core/session.ts"
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

test(`killed ${kills} times in busy weeks of ${pairs} pairs, it loses nothing and half-reads nothing`, async ({
  task,
}) => {
  const chance = seeded(20_261_127)
  await service.start()
  for (let number = 0; number < pairs; number += 1) await begin(number)
  await service.move("P2D")
  const acknowledged: Sent[] = []
  for (let kill = 0; kill < kills; kill += 1) {
    // Looked up before: the time until the kill is for the work.
    const known = { letters: await service.messages(), now: await service.now() }
    const life = busyDay(chance, { ...known, acknowledged })
    await service.killAfter(Math.floor(chance() * killWithinMs))
    await life
    await service.start()
  }
  // The longest claim runs out, and everything owed is sent.
  await service.move("P1D")
  const now = await service.now()
  const letters = await service.messages()
  await service.stop()

  const found = await look(now, letters, acknowledged)
  const written = readFileSync(join(folder, "kills.log"), "utf8").match(/"event":"letter-sent"/g)?.length ?? 0
  Object.assign(task.meta, {
    table: `\n${kills} kills, ${pairs} pairs, until ${instantText(now)}
letters sent                 ${letters.length} (${written} written down in the log)
mails taken, then looked for ${acknowledged.length}
mails lost                   ${found.lost.length}
mails half read              ${found.halfRead.length}
letters still owed           ${found.owed.length}
alarms missed or misplaced   ${found.alarms.length}
calendars that disagree      ${found.calendars.length}\n`,
  })
  // Enough to find what gets lost now and then.
  expect(acknowledged.length).toBeGreaterThanOrEqual(20)
  expect(found).toEqual({ lost: [], halfRead: [], owed: [], alarms: [], calendars: [] })
}, 600_000)

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
  return Number(/\d+/.exec(mailbox)?.[0]) % 2 === 1
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

async function changeSomething(chance: () => number, { letters }: Known): Promise<void> {
  const person = anyone(chance)
  const invitation = letters.findLast(({ kind, to }) => kind === "invitation" && to === person.mailbox)
  if (invitation === undefined) return
  const draw = chance()
  if (writes(person.mailbox)) await service.send(calendarReply(invitation, person, "ACCEPTED"))
  else if (draw < 0.3) await service.send(gmailReply(invitation, person, "skip"))
  else if (draw < 0.6) await service.send(gmailReply(invitation, person, "unskip"))
  else await service.send(calendarReply(invitation, person, draw < 0.8 ? "ACCEPTED" : "DECLINED"))
}

type Found = Record<"lost" | "halfRead" | "owed" | "alarms" | "calendars", readonly string[]>

/** Opens what the service has left behind, and holds it against what members sent and were sent. */
async function look(now: Temporal.Instant, letters: readonly Message[], acknowledged: readonly Sent[]): Promise<Found> {
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
      halfRead: readdirSync(join(folder, "mail-in")),
      owed: kept.flatMap(({ id, outbox }) => outbox.map(({ key }) => `${id} ${key}`)),
      alarms: [
        ...(kept.length === pairs && new Set(kept.map(({ id }) => id)).size === pairs ? [] : [`${kept.length} pairs`]),
        ...kept.filter(({ dueAt }) => dueAt === null || isBefore(dueAt, now)).map(({ id }) => `${id} is late`),
      ],
      calendars: kept.flatMap((pair) => memberIds.flatMap((member) => disagreements(pair, { member, now }, letters))),
    }
  } finally {
    client.destroy()
    await table.stop()
  }
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
