import { createFunction } from "./function.ts"
import type { LetterEvents } from "./mail-out.ts"
import type { Practice } from "./practice.ts"

/** Takes in what SES says became of letters. */
export function createFeedback(
  practice: Practice,
  { events, failedEvents }: { readonly events: LetterEvents; readonly failedEvents: sst.aws.Queue },
): sst.aws.Function {
  const feedback = createFunction("Feedback", {
    handler: "packages/functions/src/lambda/feedback.handler",
    environment: practice.environment,
    rights: practice.rights,
    timeoutSeconds: 60,
    retries: 2,
    failedEvents,
  })
  events.topic.subscribe("Feedback", feedback.arn)
  return feedback
}
