import type { AddressInfo } from "node:net"
import dynalite from "dynalite"

// A process of its own, because an error inside dynalite ends the process it happens in, and because the service and its
// table then work side by side. Started by table.ts with the folder and the port (0: any) as arguments.
const [folder, port] = process.argv.slice(2)
if (folder === undefined || port === undefined) throw new Error("table-process.ts takes a folder and a port")

const server = dynalite({ path: folder, createTableMs: 0 })

let isStopping = false
function stop(): void {
  if (isStopping) return
  isStopping = true
  server.close(() => process.exit(0))
  server.closeIdleConnections()
}

// Ctrl-C reaches every process of the terminal; the service still needs its table to stop cleanly. It says when it is done,
// and if it dies instead, the channel closes.
process.on("SIGINT", () => {})
process.on("SIGTERM", () => {})
process.on("message", stop)
process.on("disconnect", stop)

server.listen(Number(port), "127.0.0.1", () => {
  const address = server.address()
  if (isPort(address)) process.send?.({ port: address.port })
})

function isPort(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null
}
