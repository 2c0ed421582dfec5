/**
 * A mail cut in front of the line that ends its header fields (RFC 5322 section 2.1), or after the first 256 KiB of them;
 * joined again it has the same bytes.
 */
export type CutMail = { readonly fields: readonly HeaderField[]; readonly rest: Buffer }

export type HeaderField = {
  /** Lower case; empty for a line that is no field. */
  readonly name: string
  /** Unfolded, without blanks around it. */
  readonly value: string
  /** All its lines with their line ends, one character a byte. */
  readonly lines: string
}

const headBytesAtMost = 256 * 1024

export function cutMail(raw: Uint8Array): CutMail {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = headEnd(bytes)
  const fields: HeaderField[] = []
  let lines: string[] = []
  const finish = (): void => {
    if (lines.length > 0) fields.push(fieldOf(lines.join("")))
  }
  for (const line of bytes.toString("latin1", 0, end).match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (/^[ \t]/.test(line)) lines.push(line)
    else {
      finish()
      lines = [line]
    }
  }
  finish()
  return { fields, rest: bytes.subarray(end) }
}

export function joinMail({ fields, rest }: CutMail): Buffer {
  return Buffer.concat([Buffer.from(fields.map(({ lines }) => lines).join(""), "latin1"), rest])
}

/** `text` has only ASCII characters and no line ends. */
export function headerField(name: string, text: string): HeaderField {
  return { name: name.toLowerCase(), value: text, lines: `${name}: ${text}\r\n` }
}

/** The value of the first field of that name; null if there is none. */
export function headerValue({ fields }: CutMail, name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null
}

/** Where the empty line begins, with or without carriage returns. */
function headEnd(bytes: Buffer): number {
  let start = 0
  while (start < headBytesAtMost) {
    if (bytes[start] === 10 || (bytes[start] === 13 && bytes[start + 1] === 10)) return start
    const lineEnd = bytes.indexOf(10, start)
    if (lineEnd === -1) return bytes.length
    start = lineEnd + 1
  }
  return start
}

function fieldOf(lines: string): HeaderField {
  const colon = lines.indexOf(":")
  const name = lines.slice(0, Math.max(colon, 0)).trim().toLowerCase()
  const isField = /^[!-9;-~]{1,200}$/.test(name)
  const value = lines.slice(colon + 1).replaceAll(/\r?\n/g, "")
  return { name: isField ? name : "", value: isField ? utf8(value).trim() : "", lines }
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8")
}
