import { takeFeedback } from "../feedback.ts"
import { practicePorts } from "./practice.ts"

const ports = practicePorts()

/** Takes what SES tells of letters, by SNS. If it throws, Lambda calls twice more, then keeps the event. */
export async function handler(event: unknown): Promise<void> {
  await takeFeedback(event, ports)
}
