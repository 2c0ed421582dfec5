import { once } from "node:events"
import type { Server } from "node:net"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { type PortSetting, type StartRefusal, systemErrorCode } from "./refusal.ts"

export type PortRefusal = Extract<StartRefusal, { kind: "port-unusable" }>

/** Opens a server on this machine only, and answers its port; 0 means any. */
export async function listenOn(server: Server, port: number): Promise<number> {
  const listening = once(server, "listening")
  server.listen(port, "127.0.0.1")
  await listening
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server listens on no port")
  return address.port
}

/** The same for a port that whoever starts the service has chosen: that it is taken is theirs to mend. */
export async function listenAsAsked(
  server: Server,
  asked: { readonly setting: PortSetting; readonly port: number },
): Promise<Result<number, PortRefusal>> {
  try {
    return ok(await listenOn(server, asked.port))
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === null) throw error
    return fail({ kind: "port-unusable", ...asked, code })
  }
}
