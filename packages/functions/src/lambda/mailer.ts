import { SESClient } from "@aws-sdk/client-ses"
import { sesMailer } from "../adapters/ses.ts"
import type { Mailer } from "../ports.ts"

/** How long one letter may take; the claim's margin is longer (core/sending.ts). */
const sesTimeoutMs = 10_000

/** Sends over SES. */
export function mailerOnAws(configurationSet: string | null): Mailer {
  return sesMailer({ client: new SESClient({ maxAttempts: 1 }), configurationSet, timeoutMs: sesTimeoutMs })
}
