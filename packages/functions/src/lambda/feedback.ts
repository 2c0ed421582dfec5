import { takeFeedback } from "../feedback.ts"
import { discreet } from "./discreet.ts"
import { practicePorts } from "./practice.ts"

const ports = practicePorts()

/** Takes what SES tells of letters, by SNS. If it throws, Lambda calls twice more, then keeps the event. */
export const handler = discreet(async (event: unknown): Promise<void> => {
  await takeFeedback(event, ports)
})
