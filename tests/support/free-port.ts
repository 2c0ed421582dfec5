import { once } from "node:events"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"

/** A port that nobody listens on by now, for a process of its own that has to be told one. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
