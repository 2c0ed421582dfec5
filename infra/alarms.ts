import type { Settings } from "./settings.ts"

type FunctionName = "web" | "tick" | "worker" | "inbound" | "feedback"

export type Watched = {
  readonly functions: Readonly<Record<FunctionName, sst.aws.Function>>
  readonly deadLetters: Readonly<Record<string, sst.aws.Queue>>
}

type Alarm = {
  readonly title: string
  readonly namespace: string
  readonly metricName: string
  readonly dimensions?: Readonly<Record<string, $util.Input<string>>>
  readonly statistic: "Maximum" | "Sum"
  readonly above: number
  readonly periodSeconds: number
  /** What it means if the metric is not there. */
  readonly missing: "breaching" | "notBreaching" | "ignore"
}

const fiveMinutes = 300
const hour = 3600

/** Mails the operator when something needs them. The titles are the headings of the runbook. */
export function createAlarms({ alarmMailbox }: Settings, watched: Watched): void {
  const topic = new sst.aws.SnsTopic("Alarms")
  new aws.sns.TopicSubscription("AlarmsByMail", { topic: topic.arn, protocol: "email", endpoint: alarmMailbox })
  for (const one of said) count(one, watched)
  for (const alarm of [...failures(watched), ...ownMetrics(), ...reputation]) raise(alarm, topic.arn)
}

/**
 * What nobody makes up for: an error of web's, and what the other functions failed on again and again, which is kept on the
 * queues. Their errors before that are tried again by themselves, and one of tick's is made up for by the next.
 */
function failures({ functions, deadLetters }: Watched): readonly Alarm[] {
  return [
    {
      title: "web errors",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: functions.web.name },
      statistic: "Sum",
      above: 0,
      periodSeconds: fiveMinutes,
      missing: "notBreaching",
    },
    ...Object.entries(deadLetters).map(([title, queue]): Alarm => ({
      title,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.nodes.queue.name },
      statistic: "Maximum",
      above: 0,
      periodSeconds: fiveMinutes,
      missing: "notBreaching",
    })),
  ]
}

/** Something that went wrong and was answered all the same, so that Lambda counts no error: only the log has it. */
type Said = {
  readonly title: string
  readonly event: string
  readonly metricName: string
  readonly by: readonly FunctionName[]
}

const said: readonly Said[] = [
  { title: "pages failed", event: "page-failed", metricName: "PagesFailed", by: ["web"] },
  {
    title: "letters given up",
    event: "letter-given-up",
    metricName: "LettersGivenUp",
    by: ["web", "worker", "inbound", "feedback"],
  },
]

const namespace = "Turnabout"

/** Counts the lines of the functions' logs that say it, under the name of the service that is in each line. */
function count({ event, metricName, by }: Said, { functions }: Watched): void {
  for (const name of by)
    new aws.cloudwatch.LogMetricFilter(`${capitalized(name)}${metricName}`, {
      name: metricName,
      logGroupName: functions[name].nodes.function.apply(({ loggingConfig }) => loggingConfig.logGroup),
      pattern: `{ $.message = "${event}" }`,
      metricTransformation: { namespace, name: metricName, value: "1", dimensions: { service: "$.service" } },
    })
}

/** What the tick says each minute (packages/functions/src/lambda/tick.ts): how late it is, how much of the quota is used; and what is counted in logs. */
function ownMetrics(): readonly Alarm[] {
  const own = { namespace, dimensions: { service: `turnabout-${$app.stage}` } } as const
  return [
    {
      ...own,
      title: "oldest due",
      metricName: "OldestDueMinutes",
      statistic: "Maximum",
      above: 10,
      periodSeconds: fiveMinutes,
      // Then no tick has come to its end for five minutes, and nothing is being woken.
      missing: "breaching",
    },
    {
      ...own,
      title: "quota used",
      metricName: "SendQuotaUsedPercent",
      statistic: "Maximum",
      above: 80,
      periodSeconds: fiveMinutes,
      missing: "ignore",
    },
    ...said.map(({ title, metricName }): Alarm => ({
      ...own,
      title,
      metricName,
      statistic: "Sum",
      above: 0,
      periodSeconds: fiveMinutes,
      missing: "notBreaching",
    })),
  ]
}

// Of the whole account, as SES judges it: it reviews an account at 5 % and 0.1 %.
const reputation: readonly Alarm[] = [
  {
    title: "bounce rate",
    namespace: "AWS/SES",
    metricName: "Reputation.BounceRate",
    statistic: "Maximum",
    above: 0.04,
    periodSeconds: hour,
    missing: "ignore",
  },
  {
    title: "complaint rate",
    namespace: "AWS/SES",
    metricName: "Reputation.ComplaintRate",
    statistic: "Maximum",
    above: 0.0008,
    periodSeconds: hour,
    missing: "ignore",
  },
]

function raise(alarm: Alarm, topicArn: $util.Output<string>): void {
  const { title, namespace, metricName, dimensions, statistic, above, periodSeconds, missing } = alarm
  new aws.cloudwatch.MetricAlarm(`${capitalized(title)}Alarm`, {
    name: `turnabout-${$app.stage} ${title}`,
    namespace,
    metricName,
    ...(dimensions === undefined ? {} : { dimensions }),
    statistic,
    comparisonOperator: "GreaterThanThreshold",
    threshold: above,
    period: periodSeconds,
    evaluationPeriods: 1,
    treatMissingData: missing,
    alarmActions: [topicArn],
    okActions: [topicArn],
  })
}

/** "dead letters" as "DeadLetters". */
function capitalized(words: string): string {
  return words.replace(/(^|\s)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
}
