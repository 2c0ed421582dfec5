import { printLog } from "./log.ts"
import { forgetAwsSettings } from "./loopback.ts"
import { refusalLine } from "./refusal.ts"
import { startService } from "./service.ts"
import { readSettings } from "./settings.ts"

await main()

/** Starts the service and prints `ready http://localhost:PORT` when it can be used; what is wrong with a setting is one line. */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  if (!settings.ok) return giveUp(settings.error)
  forgetAwsSettings(process.env)
  const service = await startService(settings.value, {
    log: printLog,
    onFail: (error) => giveUp([error.message]),
  })
  if (!service.ok) return giveUp([refusalLine(service.error)])
  process.stdout.write(`ready http://localhost:${service.value.port}\n`)
  process.stdout.write(`  sign-up    http://localhost:${service.value.port}/\n`)
  process.stdout.write(`  workbench  http://localhost:${service.value.port}/workbench\n`)
  process.stdout.write(`  mail       127.0.0.1:${service.value.smtpPort}\n`)
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      service.value.stop().then(
        () => process.exit(0),
        (error: unknown) => giveUp([error instanceof Error ? error.message : "it could not be stopped"]),
      )
    })
  }
}

function giveUp(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`turnabout: ${line}\n`)
  process.exit(1)
}
