import type { Prices } from "./prices.ts"
import { round } from "./rounds.ts"

/** What one pair causes in a month; counted in `year`, where it is not said otherwise. */
export type Usage = {
  readonly letters: number
  readonly mails: number
  /** A form is a page that is shown and one that is posted. */
  readonly forms: number
  readonly alarms: number
  readonly writeUnits: number
  readonly readUnits: number
  /** In the table, without its index: what a year leaves of one pair. */
  readonly keptBytes: number
  /** What the functions themselves write into their logs. */
  readonly logBytes: number
  readonly attachedBytes: number
  /** A form's two pages, uncompressed. */
  readonly formBytes: number
  /** Of a function's time: a mail, a form's two requests, and an alarm that is alone or one of many on the queue. */
  readonly mailMs: number
  readonly formMs: number
  readonly alarmAloneMs: number
  readonly alarmAmongMs: number
}

/** How alarms reach the worker, in a month: how many messages there are, and how often a function is called with them. */
export type Waking = { readonly messages: number; readonly calls: number }

type Given = {
  readonly pairs: number
  readonly usage: Usage
  readonly waking: Waking
  readonly shards: number
  readonly prices: Prices
}

export const services = ["ses", "dynamodb", "lambda", "sqs", "scheduler", "s3", "cloudwatch", "cloudfront"] as const
type Service = (typeof services)[number]
type Bill = Readonly<Record<Service, number>>

const minutesOfMonth = (365 / 12) * 24 * 60
/** The one that is shown and the one that answers, each whole in itself. */
const pagesPerForm = 2
/** infra/function.ts. */
const memoryGb = 1

/*
 * What is not counted but assumed, each on the side of too much.
 */
/** Long polls of 20 seconds by five pollers, as Lambda begins with, whether or not there is anything. */
const pollsOfMonth = 5 * 3 * minutesOfMonth
/** A tick asks each shard twice and SES once. */
const tickMs = 100
/** START, END and REPORT of one call, with what CloudWatch adds to each line. */
const callLogBytes = 400
/** What the tick measures, as the metrics' format has it, and its line if anything is due. */
const tickLogBytes = 700
/** An alarm is found by the tick of its minute, and again by the three after it. */
const looksPerAlarm = 4
const indexRowBytes = 110
/** The icon, which browsers keep for a month. */
const iconsPerForm = 1

/** What a month costs, by service, before and after what every account has for free. */
export function costOf(given: Given): { readonly pairs: number; readonly gross: Bill; readonly net: Bill } {
  const amounts = amountsOf(given)
  const nothing = { requests: 0, gbSeconds: 0, gb: 0, invocations: 0, functionCalls: 0, alarms: 0, metrics: 0 }
  const free = Object.fromEntries(
    services.map((service) => {
      const price = given.prices[service]
      return [service, { ...nothing, ...("free" in price ? price.free : {}) }]
    }),
  ) as Record<Service, typeof nothing>
  const none = Object.fromEntries(services.map((service) => [service, nothing])) as typeof free
  return { pairs: given.pairs, gross: billOf(amounts, given.prices, none), net: billOf(amounts, given.prices, free) }
}

type Amounts = ReturnType<typeof amountsOf>

function amountsOf({ pairs, usage, waking, shards }: Given) {
  const { letters, mails, forms, alarms } = usage
  const tickReads = minutesOfMonth * shards * 2 * 0.5 + (pairs * alarms * looksPerAlarm * indexRowBytes * 0.5) / 4096
  const pages = pairs * forms * pagesPerForm
  const calls = minutesOfMonth + waking.calls + pairs * mails + pages
  return {
    out: pairs * letters,
    in: pairs * mails,
    attachedGb: (pairs * usage.attachedBytes) / 1e9,
    writes: pairs * usage.writeUnits,
    reads: pairs * usage.readUnits + tickReads,
    keptGb: (pairs * usage.keptBytes) / 1e9,
    calls,
    gbSeconds:
      (memoryGb *
        (minutesOfMonth * tickMs +
          workerMs({ pairs, usage, waking }) +
          pairs * (mails * usage.mailMs + forms * usage.formMs))) /
      1000,
    // Sent, received, deleted.
    queueRequests: pollsOfMonth + 3 * waking.messages,
    ticks: minutesOfMonth,
    puts: pairs * mails,
    gets: pairs * mails,
    logGb: (pairs * usage.logBytes + calls * callLogBytes + minutesOfMonth * tickLogBytes) / 1e9,
    pageRequests: pages + pairs * forms * iconsPerForm,
    pageGb: (pairs * forms * usage.formBytes) / 1e9,
  }
}

/** A call with n pairs takes what one alone takes, and for each pair more what one among many takes. */
function workerMs({ pairs, usage, waking }: Pick<Given, "pairs" | "usage" | "waking">): number {
  const more = Math.max(0, pairs * usage.alarms - waking.calls)
  return waking.calls * usage.alarmAloneMs + more * usage.alarmAmongMs
}

/** infra/alarms.ts: web's errors, two queues of what failed, four of our own metrics, two of SES's reputation. */
export const alarmsMade = 9
export const metricsMade = 4

type Free = Readonly<
  Record<
    Service,
    Readonly<Record<"requests" | "gbSeconds" | "gb" | "invocations" | "functionCalls" | "alarms" | "metrics", number>>
  >
>

function billOf(amounts: Amounts, prices: Prices, free: Free): Bill {
  const { ses, dynamodb, lambda, sqs, scheduler, s3, cloudwatch, cloudfront } = prices
  const over = (amount: number, allowance: number) => Math.max(0, amount - allowance)
  return {
    ses:
      (amounts.out * ses.perThousandOut + amounts.in * ses.perThousandIn) / 1000 +
      amounts.attachedGb * ses.perAttachedGb,
    dynamodb:
      (amounts.writes * dynamodb.perMillionWrites + amounts.reads * dynamodb.perMillionReads) / 1e6 +
      over(amounts.keptGb, free.dynamodb.gb) * dynamodb.perGbMonth +
      amounts.keptGb * dynamodb.perBackupGbMonth,
    lambda:
      (over(amounts.calls, free.lambda.requests) * lambda.perMillionRequests) / 1e6 +
      over(amounts.gbSeconds, free.lambda.gbSeconds) * lambda.perGbSecond,
    sqs: (over(amounts.queueRequests, free.sqs.requests) * sqs.perMillionRequests) / 1e6,
    scheduler: (over(amounts.ticks, free.scheduler.invocations) * scheduler.perMillion) / 1e6,
    s3: (amounts.puts * s3.perThousandPuts + amounts.gets * s3.perThousandGets) / 1000,
    cloudwatch:
      over(amounts.logGb, free.cloudwatch.gb) * (cloudwatch.perGbOfLogs + cloudwatch.perGbMonthOfLogs) +
      over(alarmsMade, free.cloudwatch.alarms) * cloudwatch.perAlarm +
      over(metricsMade, free.cloudwatch.metrics) * cloudwatch.perMetric,
    cloudfront:
      (over(amounts.pageRequests, free.cloudfront.requests) * cloudfront.perTenThousandRequests) / 1e4 +
      (over(amounts.pageRequests, free.cloudfront.functionCalls) * cloudfront.perMillionFunctionCalls) / 1e6 +
      over(amounts.pageGb, free.cloudfront.gb) * cloudfront.perGbOut,
  }
}

/** How much all that is not SES comes to, beside SES. */
export function besideSes(bill: Bill): { readonly usd: number; readonly shareOfSes: number } {
  const usd = services.reduce((sum, service) => sum + (service === "ses" ? 0 : bill[service]), 0)
  return { usd: round(usd), shareOfSes: round(usd / bill.ses) }
}
