import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto"
import { pack, unpack } from "./packed.ts"

/** A secret of at least 32 bytes, and the number it goes by in what it has sealed: 1 to 255. */
export type ContentKey = { readonly id: number; readonly secret: Uint8Array }

export type Seal = {
  readonly seal: (text: string, place: Place) => Uint8Array
  readonly open: (sealed: Uint8Array, place: Place) => string
}

/** Where a sealed text is kept: it can be opened nowhere else. */
export type Place = { readonly pk: string; readonly sk: string }

const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts what members write: AES-256-GCM (NIST SP 800-38D) under a key per partition, derived by HKDF-SHA-256 (RFC 5869),
 * bound to the item it is kept in. The first key seals; any of them opens. Layout: key id, nonce, packed text, tag.
 */
export function sealWith(keys: readonly ContentKey[]): Seal {
  const [current] = keys
  if (current === undefined) throw new Error("no content key")
  return {
    seal: (text, place) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv("aes-256-gcm", keyFor(current, place), nonce)
      cipher.setAAD(boundTo(place))
      return Buffer.concat([
        Buffer.of(current.id),
        nonce,
        cipher.update(pack(text)),
        cipher.final(),
        cipher.getAuthTag(),
      ])
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed)
      // Node takes a shorter tag for a weaker one, down to four bytes.
      if (bytes.length < 1 + nonceBytes + tagBytes) throw new Error(`sealed text too short for ${place.pk}`)
      const key = keys.find((candidate) => candidate.id === bytes[0])
      if (key === undefined) throw new Error(`no content key ${bytes[0]} for ${place.pk}`)
      const decipher = createDecipheriv("aes-256-gcm", keyFor(key, place), bytes.subarray(1, 1 + nonceBytes))
      decipher.setAAD(boundTo(place))
      decipher.setAuthTag(bytes.subarray(-tagBytes))
      return unpack(Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes, -tagBytes)), decipher.final()]))
    },
  }
}

/** An item key for a mailbox that doesn't show the mailbox. */
export function hideIn(secret: Uint8Array, text: string): string {
  return createHmac("sha256", Buffer.from(hkdfSync("sha256", secret, "", "turnabout index", 32)))
    .update(text)
    .digest("base64url")
}

function keyFor(key: ContentKey, place: Place): Buffer {
  return Buffer.from(hkdfSync("sha256", key.secret, place.pk, "turnabout content", 32))
}

function boundTo(place: Place): Buffer {
  return Buffer.from(`${place.pk}\n${place.sk}`)
}
