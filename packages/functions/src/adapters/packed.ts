import { deflateRawSync, inflateRawSync } from "node:zlib"
import { dictionary } from "./packed-dictionary.ts"

/** The first byte of what is packed: how the rest is. Texts kept before there was packing begin with neither. */
const asItIs = 0
const deflated = 1

/** A text as few bytes: DynamoDB bills each KB of an item that is begun, for every write of it. */
export function pack(text: string): Uint8Array {
  const bytes = Buffer.from(text)
  const less = deflateRawSync(bytes, { level: 9, dictionary })
  return less.length < bytes.length
    ? Buffer.concat([Buffer.of(deflated), less])
    : Buffer.concat([Buffer.of(asItIs), bytes])
}

/** The text that `pack` was given; throws if it is not whole. */
export function unpack(packed: Uint8Array): string {
  const bytes = Buffer.from(packed)
  if (bytes[0] === asItIs) return bytes.toString("utf8", 1)
  if (bytes[0] === deflated) return inflateRawSync(bytes.subarray(1), { dictionary }).toString("utf8")
  return bytes.toString("utf8")
}
