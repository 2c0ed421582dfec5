import { health, healthLines } from "../health.ts"
import { findOperations } from "../operations.ts"
import { command } from "./command.ts"

await command({
  usage: `usage: npm run health [-- --json]

How the practice is doing: pairs by status, letters sent and bounced, alarms that are late, the queue and its dead
letters. Numbers only; of groups under 5 not even those.
On AWS: npx sst shell --stage production npm run health`,
  options: { json: { type: "boolean" } },
  run: async ({ json }) => {
    const found = await health(await findOperations(process.env))
    return json === true ? JSON.stringify(found, null, 2) : healthLines(found)
  },
})
