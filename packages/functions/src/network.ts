/**
 * The network that an address stands for: an IPv4 address is one, and of an IPv6 address the first 64 bits, since whoever
 * has one has all of those (RFC 6177). What is no address is one network as well.
 */
export function networkOf(address: string): string {
  const [plain = ""] = address.toLowerCase().split("%")
  if (!plain.includes(":") || !URL.canParse(`http://[${plain}]`)) return plain
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  // As URLs spell it: hexadecimal, shortened in one way only.
  const host = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const [head = "", tail = ""] = host.split("::")
  const [first, last] = [head, tail].map((part) => (part === "" ? [] : part.split(":")))
  const zeros = Array.from({ length: 8 - (first?.length ?? 0) - (last?.length ?? 0) }, () => "0")
  return [...(first ?? []), ...zeros, ...(last ?? [])].slice(0, 4).join(":")
}
