/** One MIME part as it stands in the raw mail, read by the letter of RFC 2045 and 2046, so that nothing is forgiven. */
export type Part = {
  /** Unfolded, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `text/plain`, in lower case. */
  readonly type: string
  /** Of the Content-Type, names in lower case. */
  readonly parameters: Readonly<Record<string, string>>
  readonly encoding: string
  /** As transferred. */
  readonly encoded: string
  readonly children: readonly Part[]
}

export function readPart(raw: string): Part {
  const end = raw.indexOf("\r\n\r\n")
  const headers = headersIn(raw.slice(0, end + 2))
  const encoded = raw.slice(end + 4)
  const [type = "", ...rest] = (headerOf(headers, "Content-Type") ?? "text/plain").split(";")
  const parameters = Object.fromEntries(
    rest.map((parameter) => {
      const [name = "", value = ""] = parameter.trim().split(/=(.*)/s)
      return [name.toLowerCase(), value.replaceAll('"', "")]
    }),
  )
  const { boundary } = parameters
  return {
    headers,
    type: type.trim().toLowerCase(),
    parameters,
    encoding: (headerOf(headers, "Content-Transfer-Encoding") ?? "7bit").toLowerCase(),
    encoded,
    children: boundary === undefined ? [] : between(encoded, boundary).map(readPart),
  }
}

/** The value of a header that is there once; throws if it is there more often. */
export function header(part: Part, name: string): string | null {
  const values = part.headers.filter(([other]) => other.toLowerCase() === name.toLowerCase())
  if (values.length > 1) throw new Error(`${values.length} of ${name}`)
  return values[0]?.[1] ?? null
}

/** `multipart/mixed{multipart/alternative{text/plain, text/html}, application/ics}` */
export function treeOf({ type, children }: Part): string {
  return children.length === 0 ? type : `${type}{${children.map(treeOf).join(", ")}}`
}

/** Every part that has no parts of its own. */
export function leavesOf(part: Part): readonly Part[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leavesOf)
}

/** The bytes a leaf stands for; throws if they are not encoded as its header says (RFC 2045 section 6). */
export function bytesOf({ encoding, encoded, type }: Part): Buffer {
  const tooLong = encoded.split("\r\n").find((line) => line.length > (encoding === "7bit" ? 998 : 76))
  if (tooLong !== undefined) throw new Error(`a line of ${tooLong.length} in ${type}`)
  switch (encoding) {
    case "7bit":
      if (/[^\t\r\n\x20-\x7e]/.test(encoded)) throw new Error(`not 7bit: ${type}`)
      return Buffer.from(encoded, "latin1")
    case "quoted-printable":
      if (!/^(?:[\x20-\x3c\x3e-\x7e\t]|=[\dA-F]{2}|=?\r\n)*$/.test(encoded) || /[ \t]\r\n/.test(encoded)) {
        throw new Error(`not quoted-printable: ${type}`)
      }
      return Buffer.from(
        encoded
          .replaceAll("=\r\n", "")
          .replaceAll(/=([\dA-F]{2})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16))),
        "latin1",
      )
    case "base64": {
      const text = encoded.replaceAll("\r\n", "")
      if (!/^[A-Za-z\d+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new Error(`not base64: ${type}`)
      return Buffer.from(text, "base64")
    }
    default:
      throw new Error(`${encoding} of ${type}`)
  }
}

/** The text of the one leaf of this type, with bare line feeds. */
export function textOf(part: Part, type = "text/plain"): string {
  const leaves = leavesOf(part).filter((leaf) => leaf.type === type)
  if (leaves.length !== 1) throw new Error(`${leaves.length} of ${type}`)
  return bytesOf(leaves[0]!).toString().replaceAll("\r\n", "\n")
}

function headersIn(block: string): [string, string][] {
  return block
    .replaceAll(/\r\n(?=[ \t])/g, "")
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => {
      const colon = line.indexOf(":")
      return [line.slice(0, colon), line.slice(colon + 1).trim()]
    })
}

function headerOf(headers: Part["headers"], name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1]
}

/** RFC 2046 section 5.1.1: the line break before a boundary belongs to the boundary. */
function between(body: string, boundary: string): string[] {
  const [, ...parts] = `\r\n${body}`.split(`\r\n--${boundary}`)
  if (!parts.at(-1)?.startsWith("--")) throw new Error("no closing boundary")
  return parts.slice(0, -1).map((part) => part.replace(/^[ \t]*\r\n/, ""))
}
