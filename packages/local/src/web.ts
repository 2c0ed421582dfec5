import { createAdaptorServer } from "@hono/node-server"
import { once } from "node:events"
import { Server } from "node:http"
import { ok, type Result } from "@turnabout/core/result.ts"
import { listenAsAsked, type PortRefusal } from "./listening.ts"

export type Web = { readonly port: number; readonly stop: () => Promise<void> }

const closeTimeoutMs = 3_000
const idleCheckMs = 20

/** Serves pages to this machine only. Stopping lets requests under way end, for three seconds at most. */
export async function startWeb(options: {
  /** 0 for any. */
  readonly port: number
  readonly fetch: (request: Request) => Response | Promise<Response>
}): Promise<Result<Web, PortRefusal>> {
  const server = createAdaptorServer({ fetch: options.fetch })
  if (!(server instanceof Server)) throw new Error("pages are served over HTTP/1.1")
  const port = await listenAsAsked(server, { setting: "PORT", port: options.port })
  if (!port.ok) return port
  return ok({ port: port.value, stop: () => stopServer(server) })
}

/** Closes a server after the requests under way, or when they take too long. */
export async function stopServer(server: Server): Promise<void> {
  const closed = once(server, "close")
  server.close()
  // Also those that fall idle later: a browser keeps its connection open after the answer.
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs)
  const late = setTimeout(() => server.closeAllConnections(), closeTimeoutMs)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}
