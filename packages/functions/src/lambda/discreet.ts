import { faultOf } from "../fault.ts"

/**
 * The same handler, except that Lambda, which writes the message of what a handler throws into its log, gets no message
 * that quotes anybody: only what went wrong and where.
 */
export function discreet<Given extends readonly unknown[], Answer>(
  handler: (...given: Given) => Promise<Answer>,
): (...given: Given) => Promise<Answer> {
  return async (...given) => {
    try {
      return await handler(...given)
    } catch (cause) {
      const { error, where } = faultOf(cause)
      // oxlint-disable-next-line preserve-caught-error -- Lambda would print the cause too
      throw new Error(`${error} ${where ?? ""}`)
    }
  }
}
