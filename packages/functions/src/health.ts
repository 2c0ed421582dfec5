import { GetSendQuotaCommand, GetSendStatisticsCommand } from "@aws-sdk/client-ses"
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs"
import { tableDueIndex } from "./adapters/due-index.ts"
import type { Operations } from "./operations.ts"
import { minutesSince } from "./tick.ts"

/** Groups smaller than this are folded. */
const foldedUnder = 5

/** A count, or that it is between 1 and 4. */
type Folded = number | "under 5"

type Letters = {
  readonly sent: number
  readonly bounced: Folded
  readonly complained: Folded
  readonly rejected: Folded
}

export type Health = {
  readonly pairs: Readonly<Record<string, Folded>>
  readonly letters: { readonly lastDay: Letters; readonly lastFortnight: Letters }
  readonly quota: { readonly usedPercent: number; readonly perDay: number; readonly perSecond: number }
  readonly oldestDueMinutes: number
  readonly queue: { readonly waiting: number; readonly underWay: number }
  readonly deadLetters: number
  readonly failedEvents: number
}

/**
 * How the practice is doing, for whoever runs it: numbers only, never a name, a mailbox or a word. Small groups are folded:
 * where there are three pairs, "one is paused" may be a name.
 */
export async function health(operations: Operations): Promise<Health> {
  const { sqs, queueUrl, deadLettersUrl, failedEventsUrl } = operations
  const [pairs, letters, quota, queue, dead, failed] = await Promise.all([
    countPairs(operations),
    countLetters(operations),
    readQuota(operations),
    waitingIn({ sqs, url: queueUrl }),
    waitingIn({ sqs, url: deadLettersUrl }),
    failedEventsUrl === null ? { waiting: 0, underWay: 0 } : waitingIn({ sqs, url: failedEventsUrl }),
  ])
  return { ...pairs, letters, quota, queue, deadLetters: dead.waiting, failedEvents: failed.waiting }
}

async function countPairs(operations: Operations): Promise<Pick<Health, "pairs" | "oldestDueMinutes">> {
  const { dynamo, tableName, shards, now } = operations
  const index = tableDueIndex({ client: dynamo, tableName })
  const counts = new Map<string, number>()
  let oldestDueMinutes = 0
  for (let shard = 0; shard < shards; shard += 1) {
    for (const [status, count] of await index.census(shard)) counts.set(status, (counts.get(status) ?? 0) + count)
    oldestDueMinutes = Math.max(oldestDueMinutes, minutesSince(await index.earliest(shard), now()))
  }
  const folded = [...counts]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([status, count]) => [status, fold(count)] as const)
  return { pairs: Object.fromEntries(folded), oldestDueMinutes }
}

function fold(count: number): Folded {
  return count > 0 && count < foldedUnder ? "under 5" : count
}

const dayMs = 24 * 60 * 60_000

/** SES counts them anyway, over two weeks and of the whole account: the practice writes nothing for it. */
async function countLetters({ ses, now }: Operations): Promise<Health["letters"]> {
  const { SendDataPoints = [] } = await ses.send(new GetSendStatisticsCommand({}))
  const since = (days: number): Letters => {
    const points = SendDataPoints.filter(
      ({ Timestamp }) => (Timestamp?.getTime() ?? 0) > now().getTime() - days * dayMs,
    )
    const sum = (name: "DeliveryAttempts" | "Bounces" | "Complaints" | "Rejects") =>
      points.reduce((total, point) => total + (point[name] ?? 0), 0)
    return {
      sent: sum("DeliveryAttempts"),
      bounced: fold(sum("Bounces")),
      complained: fold(sum("Complaints")),
      rejected: fold(sum("Rejects")),
    }
  }
  return { lastDay: since(1), lastFortnight: since(14) }
}

async function readQuota({ ses }: Operations): Promise<Health["quota"]> {
  const { Max24HourSend = 0, SentLast24Hours = 0, MaxSendRate = 0 } = await ses.send(new GetSendQuotaCommand({}))
  const usedPercent = Max24HourSend > 0 ? Math.round((100 * SentLast24Hours) / Max24HourSend) : 0
  return { usedPercent, perDay: Max24HourSend, perSecond: MaxSendRate }
}

/** Waiting and under way. SQS says "approximately": after a minute without change it is exact. */
async function waitingIn({ sqs, url }: { readonly sqs: Operations["sqs"]; readonly url: string }) {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  )
  return {
    waiting: Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0),
    underWay: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"] ?? 0),
  }
}

/** As lines for a terminal. */
export function healthLines(found: Health): string {
  const { pairs, letters, quota, queue, oldestDueMinutes, deadLetters, failedEvents } = found
  const counted = Object.entries(pairs).map(([status, count]) => row(`  ${status}`, String(count)))
  return [
    "Pairs",
    ...(counted.length === 0 ? ["  none yet"] : counted),
    "Letters (of the whole SES account in this region)",
    row("  last day", lettersText(letters.lastDay)),
    row("  last fortnight", lettersText(letters.lastFortnight)),
    row("  daily quota used", `${quota.usedPercent} % of ${quota.perDay}, at most ${quota.perSecond} a second`),
    "Alarms",
    row("  oldest due", `${oldestDueMinutes} minutes late`),
    row("  queue", `${queue.waiting} waiting, ${queue.underWay} under way`),
    row("  dead letters", `${deadLetters}${deadLetters > 0 ? ": see docs/runbook.md, then npm run redrive" : ""}`),
    row("  failed events", `${failedEvents}${failedEvents > 0 ? ": see docs/runbook.md, then npm run redrive" : ""}`),
  ].join("\n")
}

function lettersText({ sent, bounced, complained, rejected }: Letters): string {
  return `${sent} sent, ${bounced} bounced, ${complained} complained of, ${rejected} rejected`
}

function row(name: string, text: string): string {
  return `${name.padEnd(20)} ${text}`
}
