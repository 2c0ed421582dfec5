import { SendRawEmailCommand, SESServiceException } from "@aws-sdk/client-ses"
import type { SESClient } from "@aws-sdk/client-ses"
import type { Mailer, SendResult } from "../ports.ts"

/**
 * Errors with which SES has taken nothing and asks to come back later, for as long as it likes. Not InternalFailure:
 * that says nothing of the letter. https://docs.aws.amazon.com/ses/latest/dg/using-ses-api-error-codes.html
 */
const later = new Set([
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "LimitExceededException",
  "AccountSendingPausedException",
  "ConfigurationSetSendingPausedException",
  "ServiceUnavailable",
])

/**
 * Errors that say that the account is not ready, and nothing of the letter: SES has taken nothing. It waits, so that who
 * signs up in an operator's first days loses nothing. In the sandbox IAM wants rights on the recipient's identity too.
 */
const notReady = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "MailFromDomainNotVerifiedException",
  "ConfigurationSetDoesNotExist",
  "ConfigurationSetDoesNotExistException",
])
/** As MessageRejected words it, in the sandbox for a recipient, before verification for our own domain. */
const unverified = /\bnot verified\b/i

/** Errors with which SES refuses this very letter. */
const refusals = new Set(["MessageRejected", "InvalidParameterValue"])

export type SesOptions = {
  /** Must be made with `maxAttempts: 1`: whether a letter is tried again is the pair's decision, and counted there. */
  readonly client: SESClient
  readonly configurationSet: string | null
  readonly timeoutMs: number
}

/** Sends through SES's SendRawEmail, each letter once. */
export function sesMailer({ client, configurationSet, timeoutMs }: SesOptions): Mailer {
  return {
    send: async ({ raw, from, to }) => {
      const command = new SendRawEmailCommand({
        RawMessage: { Data: raw },
        Source: from,
        Destinations: [to],
        ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
      })
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) })
        return MessageId === undefined
          ? { kind: "failed", reason: "no message id" }
          : { kind: "sent", sesId: MessageId }
      } catch (cause) {
        return resultOf(cause)
      }
    },
  }
}

/** What an error means for the letter. Only its name is kept: SES's messages quote addresses. */
function resultOf(cause: unknown): SendResult {
  if (!(cause instanceof Error)) throw cause
  const reason = cause.name
  if (later.has(reason) || notReady.has(reason)) return { kind: "throttled", reason }
  if (reason === "MessageRejected" && unverified.test(cause.message)) return { kind: "throttled", reason }
  if (refusals.has(reason)) return { kind: "refused", reason }
  // An answer from SES that we don't know, a timeout or a broken connection: it may have been taken.
  if (cause instanceof SESServiceException && cause.$retryable?.throttling === true)
    return { kind: "throttled", reason }
  return { kind: "failed", reason }
}
