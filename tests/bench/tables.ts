import type { benchBacklog } from "./backlog.ts"
import type { benchCompose } from "./compose.ts"
import { services } from "./cost.ts"
import type { modelsOf } from "./models.ts"
import { latenessAim } from "./peak.ts"
import type { benchReadMail } from "./read-mail.ts"
import type { Figure, Spread } from "./rounds.ts"
import type { benchStart } from "./start.ts"
import type { Chart } from "./svg.ts"
import type { benchTick } from "./tick.ts"
import type { benchYear } from "./year.ts"

/** What `npm run bench` prints. */
export type Report = {
  readonly date: string
  readonly machine: { readonly processors: number; readonly model: string; readonly node: string }
  readonly compose: Awaited<ReturnType<typeof benchCompose>>
  readonly start: Awaited<ReturnType<typeof benchStart>>
  readonly tick: Awaited<ReturnType<typeof benchTick>>
  readonly year: Awaited<ReturnType<typeof benchYear>>
  readonly "read-mail": Awaited<ReturnType<typeof benchReadMail>>
  readonly backlog: Awaited<ReturnType<typeof benchBacklog>>
} & ReturnType<typeof modelsOf>

function machineSentence({ date, machine: { processors, model, node } }: Report): string {
  return `Measured on ${date}, on ${processors} processors (${model.trim()}) with Node ${node.slice(1)}.`
}

type Cell = string | number | boolean

/** The tables of docs/performance.md and docs/deploy.md, in Markdown, by the name of their place. */
export function tablesOf(report: Report): Readonly<Record<string, string>> {
  return {
    machine: machineSentence(report),
    start: startTable(report),
    compose: composeTable(report),
    "read-mail": readMailTable(report),
    tick: tickTable(report),
    units: unitsTable(report),
    "units-by-alarm": alarmTable(report),
    writes: spentTable(report.year.writesByItem),
    reads: spentTable(report.year.readsByItem),
    sizes: sizesTable(report),
    backlog: backlogTable(report),
    bill: billTable(report),
    fixed: fixedTable(report),
    load: loadTable(report),
    lateness: latenessTable(report),
    needed: neededTable(report),
  }
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => (typeof cell === "number" ? said(cell) : String(cell))).join(" | ")} |`
  const rule = head.map((_, place) => (place === 0 ? "---" : "---:"))
  return [line(head), line(rule), ...rows.map(line)].join("\n")
}

function said(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US")
  return String(Number(value.toPrecision(3)))
}

function spread({ median, lower, upper }: Spread): string {
  return `${said(median)} (${said(lower)}–${said(upper)})`
}

function percent(share: number): string {
  return `${said(share * 100)} %`
}

const bareNames: Readonly<Record<string, string>> = {
  bare: "a bare Hono handler",
  clients: "the clients of AWS alone",
}

function startTable({ start }: Report): string {
  const rows = Object.entries(start).map(
    ([name, { ms, importMs, ratio, cpuMs, cpuRatio, aim, isReached, kilobytes }]) => [
      bareNames[name] ?? name,
      spread(ms),
      importMs.median,
      kilobytes,
      spread(ratio),
      cpuMs.median,
      cpuRatio,
      aim === null ? "" : `≤ ${aim}`,
      isReached === null ? "" : isReached ? "yes" : "no",
    ],
  )
  const head = ["handler", "ms", "of it import", "kB loaded", "times the bare one", "CPU ms", "times", "aim", "reached"]
  return table(head, rows)
}

function composeTable({ compose }: Report): string {
  const row = (name: string, { turnabout, floor }: { turnabout: Figure; floor: Figure }) => [
    name,
    spread(turnabout.ms),
    spread(floor.ms),
    spread(turnabout.ratio),
  ]
  return table(
    ["an invitation", "ms", "by hand, ms", "times"],
    [
      row("the whole mail", compose.whole),
      row("words: props, text and HTML", compose.words),
      row("calendar", compose.calendar),
      row("MIME", compose.mime),
    ],
  )
}

function readMailTable({ "read-mail": read }: Report): string {
  const row = (name: string, { bytes, turnabout, parser }: Report["read-mail"]["reply"]) => [
    name,
    bytes,
    spread(turnabout.ms),
    spread(parser.ms),
    spread(turnabout.ratio),
  ]
  return table(
    ["mail", "bytes", "ms", "postal-mime alone, ms", "times"],
    [row("a reply from Gmail", read.reply), row("a calendar’s answer", read.rsvp)],
  )
}

function tickTable({ tick }: Report): string {
  const rows = tick.found.map(({ pairs, due, queries, readUnits, sweepReadUnits }) => {
    const figure = tick.time[String(pairs)] as Figure
    return [said(pairs), due, queries, readUnits, sweepReadUnits, spread(figure.ms), spread(figure.ratio)]
  })
  return table(["pairs", "due", "queries", "read units", "of a sweep", "ms", "times the first"], rows)
}

function unitsTable({ year: { aMonth } }: Report): string {
  const rows = Object.entries(aMonth).map(([cause, each]) => [
    cause === "alarm" ? "an alarm" : cause === "mail" ? "a mail in" : "a form, shown and posted",
    each.times,
    each.letters,
    each.tableWrites,
    each.indexWrites,
    each.reads,
    each.writesEach,
    each.writesALetter ?? "",
  ])
  return table(
    ["caused by", "a month", "letters", "table writes", "index writes", "reads", "write units each", "a letter"],
    rows,
  )
}

function alarmTable({ year: { alarms } }: Report): string {
  const rows = alarms.map(({ letters, aMonth, tableWrites, indexWrites, reads }) => [
    letters === "" ? "nothing" : letters.replaceAll(" ", ", "),
    aMonth,
    tableWrites,
    indexWrites,
    reads,
  ])
  return table(["letters of one alarm", "a month", "table writes", "index writes", "reads"], rows)
}

function spentTable(rows: Report["year"]["writesByItem"]): string {
  const all = rows.reduce((sum, { units }) => sum + units, 0)
  const [most, rest] = [rows.slice(0, 8), rows.slice(8)]
  const others = rest.reduce((sum, { units }) => sum + units, 0)
  return table(
    ["cause, request, kind of item", "requests", "units", "of all"],
    [
      ...most.map(({ what, times, units }) => [what, times, units, percent(units / all)]),
      ...(rest.length === 0
        ? []
        : [["others", rest.reduce((sum, { times }) => sum + times, 0), others, percent(others / all)]]),
    ],
  )
}

function sizesTable({ year: { pairItemBytes, keptBytes } }: Report): string {
  return table(
    ["after the year", "bytes", "aim"],
    [
      ["the pair’s item", pairItemBytes.atTheEnd, `≤ ${said(pairItemBytes.aim)}`],
      ["all that is kept of a pair, with what DynamoDB adds to each item", keptBytes, ""],
    ],
  )
}

function backlogTable({ backlog }: Report): string {
  const rows = backlog.figures.map(
    ({ letter, lettersAPair, pairsPerSecond, lettersPerSecond, sendsInFlight, timesAsFast }) => [
      letter === "prompt" ? "a prompt" : "two after-forms, two invitations",
      lettersAPair,
      pairsPerSecond,
      lettersPerSecond,
      sendsInFlight,
      timesAsFast,
    ],
  )
  return table(
    ["each pair owes", "letters", "pairs a second", "letters a second", "sends in flight", "times one by one"],
    rows,
  )
}

function billTable({ cost }: Report): string {
  return table(
    ["USD for 1,000 pairs and month", ...cost.bills.map(({ pairs }) => `at ${said(pairs)}`)],
    [
      ...services.map((service) => [service, ...cost.bills.map(({ perThousand }) => perThousand[service] ?? 0)]),
      ["**all that is not SES, of SES**", ...cost.bills.map(({ gross }) => percent(gross.shareOfSes))],
      ["the same, less what is free for all", ...cost.bills.map(({ net }) => percent(net.shareOfSes))],
    ],
  )
}

function fixedTable({ cost: { fixed } }: Report): string {
  const paid = services.filter((service) => fixed.gross[service] > 0)
  return table(
    ["without a single pair, USD a month", "before what is free", "after"],
    [
      ...paid.map((service) => [service, fixed.gross[service], fixed.net[service]]),
      ["**together**", fixed.grossUsd, fixed.netUsd],
    ],
  )
}

function loadTable({ peak: { aMillion } }: Report): string {
  const row = (name: string, { alarmsAMinute, lettersAMinute }: Report["peak"]["aMillion"]["ordinaryWeek"]) => [
    name,
    alarmsAMinute.mean,
    alarmsAMinute.worst,
    lettersAMinute.mean,
    lettersAMinute.worst,
  ]
  return table(
    ["a million pairs", "alarms a minute", "worst minute", "letters a minute", "worst minute "],
    [row("an ordinary week", aMillion.ordinaryWeek), row("the week of the 1st", aMillion.weekOfRecaps)],
  )
}

function latenessTable({ peak: { bySesRate, byShards, byWorkers } }: Report): string {
  const row = (name: string, { p50, p99, max }: { p50: number; p99: number; max: number }) => [name, p50, p99, max]
  return table(
    ["a million pairs with", "half are later than, minutes", "one in 100", "the latest"],
    [
      ...bySesRate.map((each) => row(`${each.sesRate} mails a second from SES`, each)),
      ...byShards.map((each) => row(each.shards === 1 ? "1 shard" : `${each.shards} shards`, each)),
      ...byWorkers.map((each) => row(`${each.workers} workers`, each)),
    ],
  )
}

function neededTable({ peak: { needed } }: Report): string {
  const rows = needed.map(({ pairs, sesRate, shards, workers, lateness }) => [
    said(pairs),
    sesRate,
    shards,
    workers,
    lateness.p99,
  ])
  return table(
    ["pairs", "mails a second to ask SES for", "`shards`", "workers at once", "99 of 100 letters within, minutes"],
    rows,
  )
}

/** The drawings of docs/performance.md, by the name of their file. */
export function chartsOf({ tick, cost, peak }: Report): Readonly<Record<string, Chart>> {
  const sizes = tick.found.map(({ pairs }) => pairs)
  const [first] = tick.found
  const timesOf = (pairs: number) => (tick.time[String(pairs)] as Figure).ratio.median
  return {
    tick: {
      title: "Finding 50 due pairs, beside finding them among the fewest",
      x: { title: "pairs", ticks: sizes, isLogarithmic: true },
      y: { title: "times", ticks: [0.5, 1, 2, 5, 10, 100], isLogarithmic: true },
      lines: [
        {
          name: "read units",
          points: tick.found.map(({ pairs, readUnits }) => [pairs, readUnits / (first?.readUnits ?? 1)]),
        },
        { name: "time", points: sizes.map((pairs) => [pairs, timesOf(pairs)]) },
        {
          name: "if it grew with the pairs",
          points: sizes.map((pairs) => [pairs, pairs / (first?.pairs ?? 1)]),
          isDashed: true,
        },
      ],
    },
    cost: {
      title: "All that is not SES, as a share of SES’s bill",
      x: { title: "pairs", ticks: cost.bills.map(({ pairs }) => pairs), isLogarithmic: true },
      y: { title: "per cent", ticks: [1, 5, 10, 20, 50, 100], isLogarithmic: true },
      lines: [
        { name: "before what is free", points: cost.bills.map(({ pairs, gross }) => [pairs, gross.shareOfSes * 100]) },
        {
          name: "after what is free for all",
          points: cost.bills.map(({ pairs, net }) => [pairs, net.shareOfSes * 100]),
          isLabelled: true,
        },
        { name: "aim", points: cost.bills.map(({ pairs }) => [pairs, cost.aims.shareOfSes * 100]), isDashed: true },
      ],
    },
    day: {
      title: "The busiest day of a million pairs, alarms in each ten minutes",
      x: { title: "hours, UTC", ticks: [0, 4, 8, 12, 16, 20, 24], isLogarithmic: false },
      y: { title: "alarms", ticks: [0, 5000, 10_000, 15_000, 20_000, 25_000, 30_000], isLogarithmic: false },
      lines: [],
      bars: peak.busiestDay,
    },
    lateness: {
      title: "How late letters of a million pairs are, by what SES takes",
      x: { title: "mails a second", ticks: peak.bySesRate.map(({ sesRate }) => sesRate), isLogarithmic: true },
      y: { title: "minutes", ticks: [1, 5, 10, 100, 1000, 10_000], isLogarithmic: true },
      lines: [
        { name: "one in 100 is later", points: peak.bySesRate.map(({ sesRate, p99 }) => [sesRate, p99]) },
        { name: "half are later", points: peak.bySesRate.map(({ sesRate, p50 }) => [sesRate, p50]) },
        {
          name: "aim for the first",
          points: peak.bySesRate.map(({ sesRate }) => [sesRate, latenessAim.p99Minutes]),
          isDashed: true,
        },
      ],
    },
  }
}

/** A page with its tables in their places: between `<!-- bench:NAME -->` and `<!-- /bench -->`. */
export function filled(page: string, tables: Readonly<Record<string, string>>): string {
  return page.replaceAll(/<!-- bench:[\w-]+ -->[\s\S]*?<!-- \/bench -->/g, (place) => {
    const name = /bench:([\w-]+)/.exec(place)?.[1] ?? ""
    const text = tables[name]
    if (text === undefined) throw new Error(`there is no table ${name}`)
    return `<!-- bench:${name} -->\n\n${text}\n\n<!-- /bench -->`
  })
}
