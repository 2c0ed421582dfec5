import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A text as it might stand in a file: as it is, and as base64 makes it in the midst of others. */
export function formsOf(text: string): string[] {
  // Of a text of a few characters base64 leaves so little that chance would have it somewhere.
  return [text, ...inBase64(text).filter(({ length }) => length >= 6)]
}

/** It depends on how far from a multiple of three the text begins. */
export function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.from("-".repeat(before) + text).toString("base64")
    return whole.slice(before === 0 ? 0 : 4, -4)
  })
}

/** Every byte below a folder, as one text of one character a byte. */
export function bytesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n")
}

/** The bytes of a text, as `bytesBelow` shows them. */
export function asBytes(text: string): string {
  return Buffer.from(text).toString("latin1")
}
