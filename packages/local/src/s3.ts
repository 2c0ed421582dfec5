import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { listenOn } from "./listening.ts"
import type { MailStore } from "./mail-store.ts"
import { stopServer } from "./web.ts"

/** Amazon S3 on this machine, as far as we use it: the bucket of received mail, from which objects are got and deleted. */
export type S3 = { readonly endpoint: string; readonly bucket: string; readonly stop: () => Promise<void> }

const bucket = "mail-in"

export async function startS3(mails: Pick<MailStore, "get" | "delete">): Promise<S3> {
  const server = createServer((request, response) => {
    answer(mails, request, response).catch(() => response.destroy())
  })
  const port = await listenOn(server, 0)
  return { endpoint: `http://127.0.0.1:${port}`, bucket, stop: () => stopServer(server) }
}

async function answer(
  mails: Pick<MailStore, "get" | "delete">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1")
  const [, name, key, ...rest] = pathname.split("/")
  if (name !== bucket || key === undefined || key === "" || rest.length > 0) return fault(response, "NoSuchBucket")
  if (request.method === "DELETE") {
    await mails.delete(key)
    response.writeHead(204).end()
    return
  }
  const raw = request.method === "GET" ? await mails.get(key) : null
  if (raw === null) return fault(response, "NoSuchKey")
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": raw.length }).end(raw)
}

function fault(response: ServerResponse, code: "NoSuchBucket" | "NoSuchKey"): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>It is not here.</Message></Error>`
  response.writeHead(404, { "Content-Type": "application/xml" }).end(xml)
}
