import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { createTransport } from "nodemailer"
import { Temporal } from "temporal-polyfill"
import { freePort } from "./free-port.ts"
import type { Message } from "./running-service.ts"

/** The local service as a process of its own, which can be killed in the midst of its work and started again. */
export async function killableService({ folder, clock }: { readonly folder: string; readonly clock: string }) {
  const [port, smtpPort] = [await freePort(), await freePort()]
  const base = `http://127.0.0.1:${port}`
  const log = createWriteStream(join(folder, "kills.log"), { flags: "a" })
  let child: ChildProcess | null = null

  const start = async () => {
    const env = {
      ...process.env,
      PORT: String(port),
      SMTP_PORT: String(smtpPort),
      DATA_DIR: folder,
      BASE_URL: base,
      CLOCK: clock,
      TZ: "UTC",
    }
    const started = spawn(process.execPath, ["--import", "tsx", "packages/local/src/main.ts"], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    })
    started.stderr.pipe(log, { end: false })
    child = started
    const ready = new Promise<void>((resolve, reject) => {
      started.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("ready ")) resolve()
      })
      started.once("exit", (code) => reject(new Error(`it ended with ${code} before it was ready`)))
    })
    await ready
  }
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null) return
    const ended = once(ending, "exit")
    ending.kill(signal)
    await ended
  }
  const post = async (path: string, fields: Readonly<Record<string, string>>): Promise<Response> => {
    const answered = await fetch(`${base}${path}`, { method: "POST", body: new URLSearchParams(fields) })
    if (!answered.ok) throw new Error(`POST ${path.split("/")[1] ?? ""} answered ${answered.status}`)
    return answered
  }
  const json = async (path: string, body?: unknown): Promise<unknown> => {
    const headers = { "Content-Type": "application/json" }
    const init = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) }
    return (await fetch(`${base}${path}`, init)).json()
  }
  const messages = async (to?: string) =>
    (await json(`/workbench/messages${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}`)) as readonly Message[]
  return {
    start,
    /** Lets what is under way end. */
    stop: () => end("SIGTERM"),
    /** As the system does when memory is short: nothing more is done, not even a file closed. */
    kill: () => end("SIGKILL"),
    killAfter: async (ms: number) => {
      await wait(ms)
      await end("SIGKILL")
    },
    post,
    messages,
    newest: async (to: string, kind: string): Promise<Message> => {
      const found = (await messages(to)).findLast((message) => message.kind === kind)
      if (found === undefined) throw new Error(`${to} has no ${kind}`)
      return found
    },
    move: (by: string) => json("/workbench/clock", { by }),
    now: async () => Temporal.Instant.from(((await json("/workbench/clock")) as { now: string }).now),
    /** Resolves when the SMTP server has acknowledged the mail. */
    send: async (mail: { readonly from: string; readonly to: string; readonly raw: string }) => {
      const transport = createTransport({ host: "127.0.0.1", port: smtpPort, secure: false, ignoreTLS: true })
      const envelope = { from: mail.from, to: mail.to }
      await transport.sendMail({ envelope, raw: mail.raw.replaceAll(/\r?\n/g, "\r\n") })
    },
  }
}
export type KillableService = Awaited<ReturnType<typeof killableService>>
