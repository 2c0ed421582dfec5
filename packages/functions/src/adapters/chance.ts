import { randomBytes, randomInt } from "node:crypto"
import { commandIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import type { Chance } from "../ports.ts"

const base32 = "abcdefghijklmnopqrstuvwxyz234567"

/** Cryptographically strong, since an address token is what a member's mail is known by. */
export const chance: Chance = {
  pairId: () => pairIdSchema.parse(`pair_${lowerCaseText(16)}`),
  addressToken: () => lowerCaseText(26),
  commandId: () => commandIdSchema.parse(randomBytes(12).toString("base64url")),
  drawMember: () => (randomInt(2) === 0 ? "a" : "b"),
}

/** Five bits a character. */
function lowerCaseText(length: number): string {
  return Array.from(randomBytes(length), (byte) => base32[byte % 32] ?? "").join("")
}
