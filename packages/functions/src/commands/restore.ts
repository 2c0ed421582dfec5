import { findOperations } from "../operations.ts"
import { restore, restoredLines } from "../restore.ts"
import type { Restored } from "../restore.ts"
import { command } from "./command.ts"

await command({
  usage: `usage: npm run restore -- --from TABLE [--yes]

Makes the service's table what TABLE is, which AWS has restored beside it: copies every item, and deletes what is not in
TABLE. Without --yes it says what it would do. Stop the functions first: docs/deploy.md, "Backup and restore".
Repeating it does no harm.
On AWS: npx sst shell --stage production npm run restore -- --from TABLE`,
  options: { from: { type: "string" }, yes: { type: "boolean" } },
  required: ["from"],
  run: async (given) => {
    const what = { from: String(given["from"]), write: given["yes"] === true }
    const restored = await restore(await findOperations(process.env), { ...what, onProgress })
    if (process.stderr.isTTY) process.stderr.write("\n")
    return restoredLines(restored, what)
  },
})

function onProgress({ copied, deleted }: Restored): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${copied} items read, ${deleted} that are not in it`)
}
