import type { Command } from "@turnabout/core/command.ts"
import type { PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Handled } from "@turnabout/functions/handle.ts"
import { handle } from "@turnabout/functions/handle.ts"
import type { Ports, Store } from "@turnabout/functions/ports.ts"
import type { SignUpForm } from "@turnabout/functions/sign-up.ts"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { expect } from "vitest"
import { fakePorts } from "../support/fake-ports.ts"

export type Scene = ReturnType<typeof fakePorts>

/** Monday, 23 November 2026, 09:00 in Lisbon; the first session is on Thursday at 17:00 there, 18:00 in Berlin. */
export function scene(now = "2026-11-23T09:00:00Z", shards = 1): Scene {
  return fakePorts({ now, shards })
}

export const anaAsksBen: SignUpForm = {
  name: "Ana",
  email: "ana@example.org",
  partnerName: "Ben",
  partnerEmail: "ben@example.net",
  note: "An hour a week until spring?",
  slot: { weekday: "thursday", time: "17:00", zone: "Europe/Lisbon", minutes: 60 },
  firstFocus: "me",
  meetingLink: "https://meet.example/ana-ben",
}

export const benAsksAna: SignUpForm = {
  ...anaAsksBen,
  name: "Ben",
  email: "ben@example.net",
  partnerName: "Ana",
  partnerEmail: "ana@example.org",
}

export async function unconfirmed(on: Scene, form = anaAsksBen): Promise<PairId> {
  await signUp(form, on.ports)
  return lastPair(on)
}

export async function asked(on: Scene, form = anaAsksBen): Promise<PairId> {
  const id = await unconfirmed(on, form)
  await does(on, id, { kind: "confirm", refused: false })
  return id
}

/** Ben has said yes; Ana is the focus of session 1, Ben of session 2. All letters are out. */
export async function active(on: Scene, form = anaAsksBen): Promise<PairId> {
  const id = await asked(on, form)
  await does(on, id, { kind: "join", by: "b", answer: { kind: "yes", zone: "Europe/Berlin" }, drawn: "a" })
  expect((await pairIn(on, id)).outbox).toEqual([])
  on.sent.length = 0
  on.arrived.length = 0
  on.logged.length = 0
  return id
}

export function lastPair({ ports }: Scene): PairId {
  return [...ports.store.kept.pairs.keys()].at(-1)!
}

export async function pairIn({ ports }: Scene, id: PairId): Promise<Pair> {
  const pair = await ports.store.load(id)
  expect(pair).not.toBeNull()
  return pair!
}

type Action<Kind = Command["kind"]> = Kind extends Command["kind"]
  ? Omit<Extract<Command, { kind: Kind }>, "id" | "via"> & Partial<Pick<Command, "id" | "via">>
  : never

type At = { readonly ports: Ports }

export function commandOf(on: At, action: Action): Command {
  return { id: on.ports.chance.commandId(), via: "page", ...action }
}

export async function does({ ports }: At, id: PairId, action: Action): Promise<Handled> {
  return handle(id, commandOf({ ports }, action), ports)
}

export async function wakes(on: At, id: PairId): Promise<Handled> {
  return does(on, id, { kind: "wake", via: "clock" })
}

/** Moves the clock from alarm to alarm up to an instant, as the tick would. */
export async function livesUntil(on: Scene, id: PairId, instant: string): Promise<void> {
  for (let alarm = 0; alarm < 500; alarm += 1) {
    const dueAt = (await on.ports.store.load(id))?.dueAt?.toString() ?? "none"
    if (dueAt === "none" || dueAt > instant) break
    if (dueAt > on.ports.clock().toString()) on.moveTo(dueAt)
    await wakes(on, id)
  }
  on.moveTo(instant)
}

/** What was sent, as `KIND to NAME`. */
export function sentTo(on: Scene): string[] {
  return on.sent.map(({ kind, to }) => `${kind} to ${to.split("@")[0]}`)
}

export function countOf(on: Scene, event: string): number {
  return on.logged.filter((entry) => entry.event === event).length
}

export type Operation = { readonly name: keyof Store | "send"; readonly given: readonly unknown[] }

/** The same ports, with a word before every use of the store and every mail: it may wait, change things, throw, or never return. */
export function watched(ports: Ports, before: (operation: Operation) => Promise<void> | void): Ports {
  const watch =
    (name: Operation["name"], operation: (...given: readonly unknown[]) => Promise<unknown>) =>
    async (...given: readonly unknown[]) => {
      await before({ name, given })
      return operation(...given)
    }
  const store = Object.fromEntries(
    Object.entries(ports.store).flatMap(([name, operation]) =>
      typeof operation === "function" ? [[name, watch(name as keyof Store, operation as never)]] : [],
    ),
  ) as Store
  return { ...ports, store, mailer: { send: watch("send", ports.mailer.send as never) as never } }
}

/** Ports whose user dies as it is about to do what `isLast` says: from then on nothing it does has an effect. */
export function mortal(ports: Ports, isLast: (operation: Operation) => boolean) {
  let isDead = false
  let tell = () => {}
  const died = new Promise<"died">((resolve) => {
    tell = () => resolve("died")
  })
  const dying = watched(ports, (operation) => {
    isDead ||= isLast(operation)
    if (!isDead) return undefined
    tell()
    return new Promise<never>(() => {})
  })
  return { ports: dying, died }
}

/** True at the `nth` time, from 1, that something fits. */
export function nth<T>(count: number, fits: (value: T) => boolean): (value: T) => boolean {
  let seen = 0
  return (value) => {
    if (!fits(value)) return false
    seen += 1
    return seen === count
  }
}
