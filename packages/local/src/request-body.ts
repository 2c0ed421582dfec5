import type { IncomingMessage } from "node:http"

/** The whole body of a request to a stand-in; null if it is longer. Read to its end all the same, or the caller would not hear. */
export async function requestBody(request: IncomingMessage, bytesAtMost: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  const bytes: AsyncIterable<Buffer> = request
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size <= bytesAtMost) chunks.push(chunk)
  }
  return size > bytesAtMost ? null : Buffer.concat(chunks)
}
