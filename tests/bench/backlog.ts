import { setTimeout as wait } from "node:timers/promises"
import type { PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { sendOwed } from "@turnabout/functions/handle.ts"
import type { Mailer, Ports, Store } from "@turnabout/functions/ports.ts"
import { workBatch } from "@turnabout/functions/worker.ts"
import type { SQSEvent } from "aws-lambda"
import { fakePorts } from "../support/fake-ports.ts"
import { activePair, decided, pairIdOf, sentAll } from "../support/pair-builder.ts"
import type { Options } from "./options.ts"
import { interleave, round, spreadOf } from "./rounds.ts"

/** How long SES takes for a letter, and the table for a request: what is simulated here. */
export const latencies = { sesMs: 80, tableMs: 5 } as const

const idsPerMessage = 25
const messagesAtOnce = 2
const pairsAtOnce = 20

/**
 * How many pairs one worker gets through that are all due at once: by the worker as it is, and one pair after the other. SES and
 * the table answer after a while that is made up; everything else is the real thing, on the store in memory.
 */
export async function benchBacklog({ isQuick, tell }: Options) {
  const pairs = isQuick ? 2 : idsPerMessage * messagesAtOnce
  const scenes = { prompt: promptDue, "after-form": afterFormDue }
  const figures = []
  // What composes a letter is loaded with the first.
  const first = await sceneOf(promptDue, 1)
  await worked(first.ids, first.ports)
  for (const [letter, due] of Object.entries(scenes)) {
    tell(`backlog: ${pairs} pairs that owe ${letter === "prompt" ? "a prompt" : "after-forms and invitations"}`)
    const flights = { worker: 0, sequential: 0, one: 0 }
    const cpuMs = { worker: [] as number[], sequential: [] as number[], one: [] as number[] }
    let letters = 0
    const way = (name: keyof typeof flights, count: number, act: Act) => async () => {
      const scene = await sceneOf(due, count)
      const [began, usedBefore] = [performance.now(), process.cpuUsage()]
      await act(scene)
      const ms = performance.now() - began
      const { user, system } = process.cpuUsage(usedBefore)
      cpuMs[name].push((user + system) / 1000 / count)
      flights[name] = Math.max(flights[name], scene.flight.most)
      if (name === "worker") letters = scene.flight.all
      return ms / count
    }
    const { worker, sequential, one } = await interleave({
      ways: {
        worker: way("worker", pairs, ({ ids, ports }) => worked(ids, ports)),
        one: way("one", 1, ({ ids, ports }) => worked(ids, ports)),
        sequential: way("sequential", Math.min(pairs, 8), async ({ ids, ports }) => {
          for (const id of ids) await sendOwed(id, ports)
        }),
      },
      baseline: "sequential",
      rounds: isQuick ? 1 : 3,
      warmUps: 0,
    })
    figures.push({
      letter,
      pairs,
      lettersAPair: letters / pairs,
      pairsPerSecond: round(1000 / worker.ms.median),
      lettersPerSecond: round((1000 / worker.ms.median) * (letters / pairs)),
      sendsInFlight: flights.worker,
      msAPair: worker.ms,
      cpuMsAPair: spreadOf(cpuMs.worker),
      /** A message with one id, as most are in a small service. */
      msOfOneAlone: one.ms,
      cpuMsOfOneAlone: spreadOf(cpuMs.one),
      sequentialMsAPair: sequential.ms,
      timesAsFast: round(sequential.ms.median / worker.ms.median),
    })
  }
  return { latencies, figures }
}

type Scene = { readonly ids: readonly PairId[]; readonly ports: Ports; readonly flight: { most: number; all: number } }
type Act = (scene: Scene) => Promise<unknown>
type Due = { readonly pair: (number: number) => Pair; readonly at: string }

/** Thursdays at five in Berlin, which is 16:00Z in winter. */
const promptDue: Due = { pair: (number) => activePair({ id: pairIdOf(number) }), at: "2026-11-25T16:00:00Z" }
const afterFormDue: Due = {
  pair: (number) => sentAll(decided(activePair({ id: pairIdOf(number) }), { kind: "wake" }, promptDue.at).pair),
  at: "2026-11-26T17:05:00Z",
}

async function sceneOf({ pair, at }: Due, count: number): Promise<Scene> {
  const { ports } = fakePorts({ now: at })
  const ids: PairId[] = []
  for (let number = 0; number < count; number += 1) {
    const one = pair(number + 1)
    await ports.store.begin(one, [])
    ids.push(one.id)
  }
  const flight = { most: 0, all: 0 }
  return { ids, flight, ports: { ...ports, store: slow(ports.store), mailer: watched(ports.mailer, flight) } }
}

async function worked(ids: readonly PairId[], ports: Ports): Promise<void> {
  const messages = Array.from({ length: Math.ceil(ids.length / idsPerMessage) }, (_, message) =>
    JSON.stringify(ids.slice(message * idsPerMessage, (message + 1) * idsPerMessage)),
  )
  const { batchItemFailures } = await workBatch(eventOf(messages), ports, {
    queue: { send: async () => {} },
    pairsAtOnce,
  })
  if (batchItemFailures.length > 0) throw new Error("the worker failed on a message")
}

function eventOf(messages: readonly string[]): SQSEvent {
  return {
    Records: messages.map((body, number) => ({
      messageId: `m${number}`,
      receiptHandle: `r${number}`,
      body,
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "0",
        SenderId: "x",
        ApproximateFirstReceiveTimestamp: "0",
      },
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:wake",
      awsRegion: "eu-west-1",
    })),
  }
}

/** The same store, each of whose operations takes as long as a request to DynamoDB. */
function slow(store: Store): Store {
  const late =
    (operation: (...given: readonly unknown[]) => Promise<unknown>) =>
    async (...given: readonly unknown[]) => {
      await wait(latencies.tableMs)
      return operation(...given)
    }
  return Object.fromEntries(
    Object.entries(store).map(([name, operation]) => [
      name,
      typeof operation === "function" ? late(operation as never) : operation,
    ]),
  ) as unknown as Store
}

/** The same mailer, as slow as SES; counts how many letters it has in hand at once. */
function watched(mailer: Mailer, flight: { most: number; all: number }): Mailer {
  let inFlight = 0
  return {
    send: async (mail) => {
      inFlight += 1
      flight.all += 1
      flight.most = Math.max(flight.most, inFlight)
      try {
        await wait(latencies.sesMs)
        return await mailer.send(mail)
      } finally {
        inFlight -= 1
      }
    },
  }
}
