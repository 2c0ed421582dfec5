import { ana, begin } from "../support/begun.ts"
import type { RunningService } from "../support/running-service.ts"
import type { Visit } from "./visit.ts"

/** The workbench by keyboard: empty, with mailboxes, after a move of the clock, an answer, and a refusal. */
export async function useWorkbench(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, open, post, page } = visit
  await open("/workbench")
  await look("workbench-empty")
  await begin(service)
  await open("/workbench")
  await look("workbench-begun")
  await keys.press("Next thing")
  await look("workbench-moved")
  await keys.tabTo(`Reply as ${ana.mailbox}`)
  await page.keyboard.type("The talk with my brother.")
  await keys.press("Send the reply")
  const said = await page.getByRole("status").allInnerTexts()
  if (!/^Sent. Ana replied; 1 letter came: coach-note to/.test(said.join())) throw new Error(`it says ${said.join()}`)
  await look("workbench-answered")
  await keys.choose("Answer from the calendar of", "Outlook")
  await keys.press("No")
  await look("workbench-declined")
  await post("/workbench/mail", { body: "from=ana" })
  await look("workbench-refusal")
}
