import { arrivalsOf } from "./arrivals.ts"
import type { benchBacklog } from "./backlog.ts"
import { latencies } from "./backlog.ts"
import type { Usage } from "./cost.ts"
import { besideSes, costOf } from "./cost.ts"
import type { Costs } from "./peak.ts"
import { latenessOf, loadOf, neededFor, scaled, wakingOf, withoutRecaps } from "./peak.ts"
import { prices } from "./prices.ts"
import type { Spread } from "./rounds.ts"
import { round } from "./rounds.ts"
import type { benchYear } from "./year.ts"
import { slots } from "./zones.ts"

type Year = Awaited<ReturnType<typeof benchYear>>
type Backlog = Awaited<ReturnType<typeof benchBacklog>>
type BacklogFigure = Backlog["figures"][number]
export type Measured = { readonly year: Year; readonly backlog: Backlog }

const sizes = [1000, 10_000, 100_000, 1_000_000] as const
const million = 1_000_000
/** A Lambda function of 1 GB has this part of a processor (AWS: 1,769 MB have a whole one). */
const processorPart = 1024 / 1769
/** Of the year's life: one prompt in seven. */
const unanswered = 1 / 7
/** infra/settings/example.json. */
const shardsBySetting = 4
/** When so much is due at once that it matters, most alarms are served late: then they move twice (core/sending.ts). */
const indexUnitsOfALateAlarm = 4

/** What a million pairs would be like, from what was measured. */
export function modelsOf(measured: Measured, { isQuick }: { readonly isQuick: boolean }) {
  const arrivals = arrivalsOf({
    pairs: million,
    unanswered,
    idsPerSlot: isQuick ? 1 : 6,
    slots: isQuick ? slots().slice(0, 60) : slots(),
  })
  return { cost: costs(measured, arrivals), peak: peak(measured, arrivals) }
}

type Arrivals = ReturnType<typeof arrivalsOf>

function costs(measured: Measured, arrivals: Arrivals) {
  const usage = usageOf(measured)
  const bills = sizes.map((pairs) => {
    const week = scaled(arrivals, pairs / million)
    const shards = Math.max(shardsBySetting, neededFor(week, alarmCosts(measured)).shards)
    const { gross, net } = costOf({ pairs, usage, waking: wakingOf(week), shards, prices })
    const perThousand = Object.fromEntries(
      Object.entries(gross).map(([service, usd]) => [service, round((usd * 1000) / pairs)]),
    )
    return { pairs, shards, perThousand, gross: besideSes(gross), net: besideSes(net), sesUsd: round(gross.ses) }
  })
  const idle = costOf({ pairs: 0, usage, waking: { messages: 0, calls: 0 }, shards: shardsBySetting, prices })
  return {
    prices: { region: prices.region, date: prices.date },
    usage,
    bills,
    aims: { shareOfSes: 0.05, fixedUsd: 0.35 },
    fixed: { gross: idle.gross, net: idle.net, grossUsd: besideSes(idle.gross).usd, netUsd: besideSes(idle.net).usd },
  }
}

/** What one pair comes to in a month. */
function usageOf({ year, backlog }: Measured): Usage {
  const { alarm, mail, form } = year.aMonth
  const units = (of: "tableWrites" | "indexWrites" | "reads" | "logBytes") => alarm[of] + mail[of] + form[of]
  const busy = (cause: { requests: number; times: number }, cpuMs: number) =>
    round((cause.requests / cause.times) * latencies.tableMs + cpuMs / processorPart)
  const mean = (of: (figure: BacklogFigure) => number) =>
    round(backlog.figures.reduce((sum, figure) => sum + of(figure), 0) / backlog.figures.length)
  return {
    letters: alarm.letters + mail.letters + form.letters,
    mails: mail.times,
    forms: form.times,
    alarms: alarm.times,
    writeUnits: round(units("tableWrites") + units("indexWrites")),
    readUnits: round(units("reads")),
    keptBytes: year.keptBytes,
    logBytes: round(units("logBytes")),
    attachedBytes: year.attachedBytesAMonth,
    formBytes: year.pageBytesAForm,
    mailMs: busy(mail, year.cpuMs.mail.median),
    formMs: busy(form, year.cpuMs.form.median),
    alarmAloneMs: mean(({ msOfOneAlone, cpuMsOfOneAlone }) => onLambda(msOfOneAlone, cpuMsOfOneAlone)),
    alarmAmongMs: mean(({ msAPair, cpuMsAPair }) => onLambda(msAPair, cpuMsAPair)),
  }
}

/** With a part of a processor, what it computes takes longer, and what it waits for does not. */
function onLambda(ms: Spread, cpuMs: Spread): number {
  return ms.median + cpuMs.median * (1 / processorPart - 1)
}

function alarmCosts({ year, backlog }: Measured): Costs {
  const kind = (name: string) => {
    const these = year.alarms.filter(({ letters }) => letters.split(" ").includes(name))
    const times = these.reduce((sum, { aMonth }) => sum + aMonth, 0)
    const mean = (of: (alarm: Year["alarms"][number]) => number, otherwise: number) =>
      times === 0 ? otherwise : round(these.reduce((sum, alarm) => sum + alarm.aMonth * of(alarm), 0) / times)
    const like = backlog.figures.find(({ letter }) => letter === (name === "after-form" ? "after-form" : "prompt"))
    return {
      letters: mean(({ letters }) => letters.split(" ").length, 1),
      workerSeconds: like === undefined ? 0 : round(onLambda(like.msAPair, like.cpuMsAPair) / 1000),
      indexUnits: indexUnitsOfALateAlarm,
    }
  }
  return {
    prompt: kind("prompt"),
    "coach-note": kind("coach-note"),
    "after-form": kind("after-form"),
    recap: kind("recap"),
  }
}

const rates = [14, 50, 100, 200, 400] as const

function peak(measured: Measured, arrivals: Arrivals) {
  const costs = alarmCosts(measured)
  const ordinary = withoutRecaps(arrivals)
  const needed = [...sizes, 50_000, 300_000]
    .toSorted((one, other) => one - other)
    .map((pairs) => ({ pairs, ...neededFor(scaled(arrivals, pairs / million), costs) }))
  const { shards, workers } = neededFor(arrivals, costs)
  return {
    alarmCosts: costs,
    aMillion: { ordinaryWeek: loadOf(ordinary, costs), weekOfRecaps: loadOf(arrivals, costs) },
    /** A million pairs, with shards and workers enough. */
    bySesRate: rates.map((sesRate) => ({
      sesRate,
      ...latenessOf(arrivals, costs, { sesRate, shards, workers: 1000 }),
    })),
    byShards: [1, 2, 4, 16].map((count) => ({
      shards: count,
      ...latenessOf(arrivals, costs, { sesRate: 400, shards: count, workers: 1000 }),
    })),
    byWorkers: [2, 8, 32, 128].map((count) => ({
      workers: count,
      ...latenessOf(arrivals, costs, { sesRate: 400, shards, workers: count }),
    })),
    needed: needed.map((row) => ({ ...row, workers: row.pairs === million ? workers : row.workers })),
    /** The busiest day of an ordinary week, alarms in each ten minutes, for the plot. */
    busiestDay: busiestDay(ordinary),
  }
}

function busiestDay(arrivals: Arrivals) {
  const minutes = Array.from(
    arrivals.prompt,
    (alarms, minute) => alarms + (arrivals["coach-note"][minute] ?? 0) + (arrivals["after-form"][minute] ?? 0),
  )
  const day = 24 * 60
  const days = Array.from({ length: 7 }, (_, number) => minutes.slice(number * day, (number + 1) * day))
  const sumOf = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0)
  const [busiest = []] = days.toSorted((one, other) => sumOf(other) - sumOf(one))
  return Array.from({ length: 144 }, (_, part) => Math.round(sumOf(busiest.slice(part * 10, part * 10 + 10))))
}
