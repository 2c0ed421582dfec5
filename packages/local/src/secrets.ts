import { randomBytes } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { systemErrorCode } from "./refusal.ts"

/** What on AWS are secrets of the stage: here they are drawn once, and kept beside the data they protect. */
export type Secrets = {
  readonly linkKey: Uint8Array
  readonly contentKey: Uint8Array
  readonly indexSecret: Uint8Array
}

const bytes = z.string().transform((text) => new Uint8Array(Buffer.from(text, "base64url")))
const secretsSchema = z.object({ linkKey: bytes, contentKey: bytes, indexSecret: bytes })

export function openSecrets(folder: string): Secrets {
  const file = join(folder, "secrets.json")
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, "utf8")))
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error
  }
  const draw = () => randomBytes(32).toString("base64url")
  const drawn = { linkKey: draw(), contentKey: draw(), indexSecret: draw() }
  writeFileSync(file, JSON.stringify(drawn), { mode: 0o600 })
  return secretsSchema.parse(drawn)
}
