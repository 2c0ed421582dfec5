import type { Mailer, Ports, SendResult } from "@turnabout/functions/ports.ts"
import type { Dice } from "./dice.ts"

/** How often something goes wrong: a share of the store's requests, of the saves, and of the mails. */
const dying = 0.0008
const failing = 0.0015
const overtaken = 0.02
const throttled = 0.03
const refused = 0.0015
const unanswered = 0.003

/** For some hours now and then SES takes hardly anything. */
const spellEveryMs = 20 * 86_400_000
const spellMs = 3 * 3_600_000

/** One call of one handler, which may die on the way: from then on nothing that it does has an effect, nor an answer. */
export type Run = { isDead: boolean; readonly died: Promise<"died">; readonly die: () => void }

export function startRun(): Run {
  let tell: (died: "died") => void = () => {}
  const died = new Promise<"died">((resolve) => {
    tell = resolve
  })
  const run: Run = {
    isDead: false,
    died,
    die: () => {
      run.isDead = true
      tell("died")
    },
  }
  return run
}

type Faults = {
  readonly run: Run
  readonly dice: Dice
  readonly now: () => number
  /** Saves the pair as it is, from elsewhere, so that whoever was about to save it comes too late. */
  readonly overtake: (pair: unknown) => Promise<void>
}

/** The same ports, of which one use or another fails, is overtaken, or is the last thing that its user does. */
export function faultyPorts(ports: Ports, faults: Faults): Ports {
  return {
    ...ports,
    store: around(ports.store, async (name, given, go) => storeStep(faults, { name, given, go })),
    mailer: { send: (mail) => mailStep(faults, () => ports.mailer.send(mail)) },
  }
}

type Step = { readonly name: string; readonly given: readonly unknown[]; readonly go: () => Promise<unknown> }

async function storeStep({ run, dice, overtake }: Faults, { name, given, go }: Step): Promise<unknown> {
  if (run.isDead) return never()
  if (dice.chance(dying)) return dieNow(run)
  if (dice.chance(failing)) throw new Error("the table did not answer")
  if (name === "save" && dice.chance(overtaken)) await overtake(given[0])
  const done = await go()
  return dice.chance(dying) ? dieNow(run) : done
}

async function mailStep({ run, dice, now }: Faults, send: () => ReturnType<Mailer["send"]>): Promise<SendResult> {
  if (run.isDead) return never()
  if (dice.chance(dying)) return dieNow(run)
  const isSpell = now() % spellEveryMs < spellMs
  if (dice.chance(isSpell ? 0.8 : throttled)) return { kind: "throttled", reason: "Throttling" }
  if (dice.chance(refused)) return { kind: "refused", reason: "MessageRejected" }
  if (dice.chance(unanswered)) return { kind: "failed", reason: "ECONNRESET" }
  const taken = await send()
  if (dice.chance(unanswered)) return { kind: "failed", reason: "TimeoutError" }
  return dice.chance(dying) ? dieNow(run) : taken
}

function never<T>(): Promise<T> {
  return new Promise(() => {})
}

function dieNow<T>(run: Run): Promise<T> {
  run.die()
  return never()
}

type Around = (name: string, given: readonly unknown[], go: () => Promise<unknown>) => Promise<unknown>

/** The same object, with every call of its functions in somebody else's hands. */
function around<T extends object>(port: T, call: Around): T {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== "function") return value
      return (...given: readonly unknown[]) =>
        call(String(name), given, async (): Promise<unknown> => Reflect.apply(value, target, given))
    },
  })
}
