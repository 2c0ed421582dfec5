import { createAlarms } from "./alarms.ts"
import { createFeedback } from "./feedback.ts"
import { createIdentity, createLetterEvents } from "./mail-out.ts"
import { createMailIn } from "./mail-in.ts"
import { createOperations } from "./operations.ts"
import { practiceOf } from "./practice.ts"
import { createQueue } from "./queue.ts"
import { createTick } from "./schedule.ts"
import { secretProblems } from "./secrets.ts"
import { settingsOf } from "./settings.ts"
import { createTable } from "./table.ts"
import { createWeb } from "./web.ts"
import { createWorker } from "./worker.ts"

/** The whole service in one account and region: every resource, in the order in which they need each other. */
export function createService() {
  if ($dev) throw new Error("sst dev is not used here: npm start runs the whole service on this machine")
  const settings = settingsOf($app.stage)
  const problems = secretProblems((name) => process.env[`SST_SECRET_${name}`], $app.stage)
  if (problems.length > 0) throw new Error(problems.join("\n"))

  const table = createTable(settings)
  const events = createLetterEvents()
  const email = createIdentity(settings, events)
  const practice = practiceOf(settings, { table, email })
  const { queue, deadLetters, failedEvents } = createQueue()

  const web = createWeb(settings, practice)
  const tick = createTick(table, { queue, failedEvents })
  const worker = createWorker(settings, practice, queue)
  const mailIn = createMailIn(settings, practice, failedEvents)
  const feedback = createFeedback(practice, { events, failedEvents })

  createAlarms(settings, {
    functions: { web: web.handler, tick, worker, inbound: mailIn.handler, feedback },
    deadLetters: { "dead letters": deadLetters, "failed events": failedEvents },
  })
  createOperations(settings, { table, queue, deadLetters, failedEvents })
  return { pages: web.url, mailDomain: settings.mailDomain, receiptRuleSet: mailIn.ruleSetName }
}
