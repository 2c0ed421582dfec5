import { commandIdSchema } from "@turnabout/core/id.ts"
import type { MemberId } from "@turnabout/core/id.ts"
import { pairSchema } from "@turnabout/core/pair.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import type { Chance, Config, Ports } from "@turnabout/functions/ports.ts"
import { isSweepMinute, tick } from "@turnabout/functions/tick.ts"
import { workBatch } from "@turnabout/functions/worker.ts"
import type { Units } from "../units.ts"
import type { Couple } from "./couple.ts"
import { addressToken, begins, coupleOf } from "./couple.ts"
import type { Deed } from "./deed.ts"
import { diceOf } from "./dice.ts"
import type { Dice } from "./dice.ts"
import { doDeed } from "./doing.ts"
import { faultyPorts, startRun } from "./faults.ts"
import { heap } from "./heap.ts"
import type { Heap } from "./heap.ts"
import { latenessFor, meetAsOne } from "./hours.ts"
import { changes, household } from "./household.ts"
import type { Household } from "./household.ts"
import { readSentLetter } from "./sent-letter.ts"
import type { Found } from "./trouble.ts"
import { witness } from "./witness.ts"
import type { Witness } from "./witness.ts"
import { memoryWorld, realWorld } from "./world.ts"
import type { World } from "./world.ts"

export type CellOptions = {
  readonly seed: number
  readonly weeks: number
  /** The couples `from` to `from + pairs − 1`. */
  readonly from: number
  readonly pairs: number
  readonly isReal: boolean
  readonly isFaulty: boolean
}

export type CellReport = {
  readonly letters: Readonly<Record<string, number>>
  readonly found: Found
  readonly turnGapMax: number
  /** How many letters left so many minutes late. */
  readonly late: readonly (readonly [minutes: number, letters: number])[]
  readonly units: Units
}

/** For tests: the ports as somebody gets them who made a mistake. */
export type Tampering = (ports: Ports) => Ports

type Watching = {
  /** Is told of the share that is done, now and then. */
  readonly onProgress?: (share: number) => void
  readonly tamper?: Tampering
}

type Cell = CellOptions & {
  readonly world: World
  readonly seen: Witness
  readonly deeds: Heap<Planned>
  readonly dice: Dice
  readonly tamper: Tampering
  /** What was numbered so far. */
  readonly counts: { deeds: number; commands: number }
}

/** `tries`: how often it has been done and has failed. */
type Planned = Deed & { readonly house: Household; readonly id: string; readonly tries: number }

const mailDomain = "turnabout.example"
const minuteMs = 60_000
const weekMs = 7 * 86_400_000
const triesAtMost = 8
const progressEveryMs = 86_400_000

const config: Config = {
  mailDomain,
  baseUrl: `https://${mailDomain}`,
  linkKeys: [new Uint8Array(32).fill(7)],
  operator: { name: "The example circle", contact: "circle@example.org", postalAddress: null },
  crisisContacts: [],
  signUp: { kind: "anyone" },
  strangers: { signUpsFromOneNetwork: 1_000_000, signUpsInTotal: 1_000_000 },
}

/** Lives the lives of some couples, from their sign-up on, in a world of their own, and answers what came of it. */
export async function liveInCell(options: CellOptions, { onProgress, tamper }: Watching = {}): Promise<CellReport> {
  const start = begins.epochMilliseconds
  const world = options.isReal ? await realWorld(start) : memoryWorld(start)
  const couples = Array.from({ length: options.pairs }, (_, place) => coupleOf(options.seed, options.from + place))
  const houses = new Map(couples.map((couple) => [couple.id, household(options.seed, couple, latenessFor(options))]))
  const seen = witness({ houses, now: world.now, isFaulty: options.isFaulty, mailDomain })
  const dice = diceOf(`faults ${options.seed} ${options.from}`)
  const cell: Cell = {
    ...options,
    world,
    seen,
    deeds: heap<Planned>(),
    dice,
    tamper: tamper ?? ((ports) => ports),
    counts: { deeds: 0, commands: 0 },
  }
  try {
    for (const house of houses.values()) {
      const at = house.couple.signsUpAt.epochMilliseconds
      plan(cell, house, [{ at, by: "a", way: { kind: "sign-up" }, isCalm: false }])
    }
    await live(cell, start + options.weeks * weekMs, onProgress)
    const units = world.units()
    await seen.close(world.store)
    const late = [...seen.late()].toSorted(([one], [other]) => one - other)
    return { letters: seen.letters(), found: seen.found(), turnGapMax: seen.turnGapMax(), late, units }
  } finally {
    await world.stop()
  }
}

function plan({ deeds, counts }: Cell, house: Household, next: readonly Deed[]): void {
  for (const deed of next) {
    counts.deeds += 1
    deeds.put({ ...deed, house, id: `deed-${String(counts.deeds).padStart(9, "0")}`, tries: 0 })
  }
}

/** From one thing to the next: a member does something, an alarm rings, a message can be seen again. */
async function live(cell: Cell, end: number, onProgress: Watching["onProgress"]): Promise<void> {
  const { world, deeds } = cell
  const start = world.now()
  let told = start
  for (;;) {
    const ringsAt = await nextTick(world)
    const deedAt = deeds.first()?.at ?? Infinity
    const next = Math.min(ringsAt, deedAt)
    if (next > end) break
    world.moveTo(Math.max(next, world.now()))
    const deed = deedAt < ringsAt ? deeds.take() : undefined
    if (deed === undefined) await ring(cell)
    else await act(cell, deed)
    if (world.now() - told < progressEveryMs) continue
    told = world.now()
    onProgress?.((told - start) / (end - start))
  }
  world.moveTo(end)
}

/** The minute in which a tick finds something, or the worker does. */
async function nextTick(world: World): Promise<number> {
  const alarm = await world.firstAlarm()
  const message = world.queue.nextVisible()?.epochMilliseconds ?? Infinity
  const first = Math.min(alarm ?? Infinity, message)
  const nextMinute = (Math.floor(world.now() / minuteMs) + 1) * minuteMs
  return Math.max(nextMinute, Math.ceil(first / minuteMs) * minuteMs)
}

/** One minute's tick, and the worker until it has nothing left. */
async function ring(cell: Cell): Promise<void> {
  const { world, seen, dice, isFaulty } = cell
  const { shards, inbox, dueIndex, queue, pairsAtOnce } = world
  const now = new Date(world.now())
  seen.wakes(true)
  // A tick that is lost is made up for by the next.
  if (!isFaulty || !dice.chance(0.005))
    await tick({ dueIndex, queue: inbox, log: () => {} }, { now, shards, sweep: isSweepMinute(now.getUTCMinutes()) })
  if (isFaulty && dice.chance(0.01)) queue.deliverTwice(1)
  await queue.drain(async (event) => {
    const batch = await run(cell, null, (ports) => workBatch(event, ports, { queue: inbox, pairsAtOnce }))
    if (batch === "died") throw new Error("the worker died")
    return batch
  })
  seen.wakes(false)
}

async function act(cell: Cell, deed: Planned): Promise<void> {
  const { world, deeds, seen } = cell
  const { house, id, tries } = deed
  seen.looks(house)
  const slots = begin(deed, world.now())
  const isDone = await tryTo(cell, deed, id)
  if (isDone) finish(deed, slots, world.now())
  else if (tries < triesAtMost) deeds.put({ ...deed, at: world.now() + (tries + 1) * minuteMs, tries: tries + 1 })
  house.actedAt = world.now()
  if (!isDone || !deed.isCalm || tries > 0) changes(house, world.now())
}

async function tryTo(cell: Cell, deed: Planned, id: string): Promise<boolean> {
  const { couple } = deed.house
  try {
    const done = await run(cell, couple, async (ports) => {
      await doDeed({ deed, couple, id }, ports)
      return "done" as const
    })
    return done === "done"
  } catch (cause) {
    // Whoever called it calls it again: SES's event, or the person before a page that failed.
    if (!cell.isFaulty) throw cause
    return false
  }
}

/** Until a deed is known to be done, what it changes may hold or not. Answers when they meet once it is. */
function begin({ by, way, house, moves, isCalm }: Planned, now: number): readonly Slot[] {
  house.actedAt = now
  if (!isCalm) changes(house, now)
  const { living, knows } = house.homes[by]
  if (moves !== undefined) {
    const asked = moves.to.toZonedDateTime(living.zone).epochMilliseconds
    house.moved.set(moves.session, [...(house.moved.get(moves.session) ?? []), asked])
  }
  if (way.kind === "after-page" || (way.kind === "reply" && tellsOfCommitments.has(way.letter.kind)))
    knows.closedAt = now
  if (way.kind === "reply" && way.text === "LAST") house.isEnding = true
  const denied = deniedBy(way)
  if (denied !== null) for (const home of [house.homes.a, house.homes.b]) home.knows.held.delete(denied)
  const slots = slotsAfter({ by, way, house }, now)
  house.slots = [...house.slots, ...slots]
  if (way.kind === "settings" && way.zone !== null) {
    living.zone = way.zone
    knows.zoneSince = now
  }
  // Who says yes by reply lives where the slot does, until they say otherwise.
  if (way.kind === "reply" && way.letter.kind === "partner-request") living.zone = house.couple.slot.zone
  return slots
}

const tellsOfCommitments: ReadonlySet<string> = new Set(["after-form", "recap"])

/** The session of which somebody says that it did not happen. */
function deniedBy(way: Deed["way"]): number | null {
  if (way.kind === "reply")
    return way.letter.kind === "after-form" && way.text.startsWith("no") ? way.letter.session : null
  if (way.kind !== "after-page") return null
  return way.fields.some(([name, value]) => name === "happened" && value === "no") ? way.session : null
}

function finish({ by, way, house, isCalm }: Planned, slots: readonly Slot[], now: number): void {
  // Of what is written to a prompt, only an answer is what a normal week may hold.
  if (way.kind === "reply" && way.letter.kind === "prompt" && isCalm && !way.text.startsWith("PRIVATE"))
    house.homes[by].knows.shared.set(way.letter.session ?? 0, now)
  if (slots.length > 0) house.slots = slots
  if (slots.length === 1) house.moved.clear()
}

type Asking = Pick<Planned, "by" | "way" | "house">

/**
 * When they meet after a deed that asks for a time; none after any other. Who asks for the hour that they are shown
 * already changes no more than how long it lasts: it stays by the clock of who chose it.
 */
function slotsAfter({ by, way, house }: Asking, now: number): readonly Slot[] {
  const slot = slotOf({ by, way, house })
  if (slot === null) return []
  const kept = house.slots.filter((each) => meetAsOne(each, slot, now))
  return [slot, ...kept.map((each) => ({ ...each, minutes: slot.minutes }))]
}

/** The time that a deed asks for, for good: by their own clock. */
function slotOf({ by, way, house }: Asking): Slot | null {
  const { zone } = house.homes[by].living
  if (way.kind === "settings") return way.slot === null ? null : { ...way.slot, zone }
  if (way.kind !== "page") return null
  const fields = new Map(way.fields)
  const [weekday, time] = [fields.get("weekday"), fields.get("time")]
  if (weekday === undefined || time === undefined) return null
  const { minutes } = house.couple.slot
  return pairSchema.shape.slot.parse({ weekday, time, zone: house.couple[by].zone, minutes })
}

/** Calls a handler with ports of its own, which may fail it. */
async function run<T>(cell: Cell, couple: Couple | null, work: (ports: Ports) => Promise<T>): Promise<T | "died"> {
  const ports = portsFor(cell, couple)
  if (!cell.isFaulty) return work(cell.tamper(ports))
  const call = startRun()
  const overtake = async (given: unknown): Promise<void> => {
    const id = typeof given === "object" && given !== null && "id" in given ? given.id : null
    const current = await ports.store.load(pairSchema.shape.id.parse(id))
    if (current !== null) await ports.store.save({ ...current, version: current.version + 1 })
  }
  const faults = { run: call, dice: cell.dice, now: cell.world.now, overtake }
  return Promise.race([work(cell.tamper(faultyPorts(ports, faults))), call.died])
}

function portsFor(cell: Cell, couple: Couple | null): Ports {
  const { world, seen } = cell
  const { clock } = world
  return {
    store: seen.store(world.store),
    mailer: {
      send: async (mail) => {
        const result = await world.mailer.send(mail)
        if (result.kind !== "sent") return result
        const letter = readSentLetter(mail.raw, { from: mail.from, sesId: result.sesId, at: clock() })
        plan(cell, seen.houseOf(letter.pair), seen.arrives(letter))
        return result
      },
    },
    clock,
    chance: chanceFor(cell, couple),
    evenly: (work) => work,
    log: seen.log,
    config,
  }
}

/** Ids that differ, of the length that chance's have; who a couple is follows from its number. */
function chanceFor({ counts }: Cell, couple: Couple | null): Chance {
  let tokens = 0
  const known = (): Couple => {
    if (couple === null) throw new Error("an alarm signs nobody up")
    return couple
  }
  return {
    pairId: () => known().id,
    addressToken: () => {
      tokens += 1
      const member: MemberId = tokens === 1 ? "a" : "b"
      return addressToken(known(), member)
    },
    commandId: () => {
      counts.commands += 1
      return commandIdSchema.parse(`command-${String(counts.commands).padStart(8, "0")}`)
    },
    drawMember: () => (known().number % 2 === 0 ? "a" : "b"),
  }
}
