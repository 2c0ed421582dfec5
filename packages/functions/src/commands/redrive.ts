import { findOperations } from "../operations.ts"
import { redrive, redrivenLines } from "../redrive.ts"
import { command } from "./command.ts"

await command({
  usage: `usage: npm run redrive

Gives what has failed again and again (dead letters, failed events) another try. First mend what made it fail:
docs/runbook.md says how to find it. Repeating it does no harm.
On AWS: npx sst shell --stage production npm run redrive`,
  options: {},
  run: async () => redrivenLines(await redrive(await findOperations(process.env))),
})
