import { workerTimeoutSeconds } from "./worker.ts"

export type Queues = {
  /** The pairs to wake, up to 25 ids to a message. */
  readonly queue: sst.aws.Queue
  /** Messages that failed again and again. */
  readonly deadLetters: sst.aws.Queue
  /** Events that a function failed on again and again: ticks that never reached theirs, mail in, feedback. */
  readonly failedEvents: sst.aws.Queue
}

export function createQueue(): Queues {
  // Ids of pairs only, for as long as SQS keeps anything: time enough to look into it.
  const deadLetters = keptFor("DeadLetters", { days: 14 })
  // Events of SES name senders and mailboxes in the clear; after two days the mail they are about is gone as well.
  const failedEvents = keptFor("FailedEvents", { days: 2 })
  const queue = new sst.aws.Queue("Queue", {
    // AWS's advice, so that a message is not out twice while its function is being throttled.
    visibilityTimeout: `${6 * workerTimeoutSeconds} seconds`,
    dlq: { queue: deadLetters.arn, retry: 3 },
  })
  return { queue, deadLetters, failedEvents }
}

function keptFor(name: string, { days }: { readonly days: number }): sst.aws.Queue {
  const messageRetentionSeconds = days * 24 * 60 * 60
  return new sst.aws.Queue(name, {
    transform: { queue: (args) => void (args.messageRetentionSeconds = messageRetentionSeconds) },
  })
}
