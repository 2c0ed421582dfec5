import { randomUUID } from "node:crypto"
import { addressParser } from "postal-mime"
import type { Temporal } from "temporal-polyfill"
import { fail, ok, type Result } from "@turnabout/core/result.ts"
import { cutMail, type CutMail, headerValue } from "../mail-head.ts"
import type { Tags } from "./feedback.ts"
import { listOf, type QueryFault } from "./query-protocol.ts"
import type { SentMessage } from "./sent-mail.ts"

/** A mail that SES would take. */
export type Acceptable = {
  readonly raw: Buffer
  readonly message: Omit<SentMessage, "deliveredTo">
  readonly tags: Tags
}

const mailBytesAtMost = 10 * 1024 * 1024
const recipientsAtMost = 50
const atMostOnce = new Set(["from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id"])
const mailbox = /^[^\s@<>()[\]\\,;:"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i

/** Holds a SendRawEmail request against SES's rules. */
export function accept(
  request: URLSearchParams,
  options: { readonly mailDomain: string; readonly region: string; readonly now: Temporal.Instant },
): Result<Acceptable, QueryFault> {
  const raw = Buffer.from(request.get("RawMessage.Data") ?? "", "base64")
  const mail = cutMail(raw)
  const from = headerValue(mail, "from")
  const source = bare(request.get("Source") ?? from ?? "")
  const to = recipients(request, mail)
  const fault = sizeFault(raw, to) ?? headerFault(mail) ?? addressFault([source, ...to])
  if (fault !== null) return fail({ status: 400, code: "InvalidParameterValue", message: fault })
  const strangers = [source, bare(from ?? "")].filter((address) => !isVerified(address, options.mailDomain))
  if (strangers.length > 0) {
    const failed = [...new Set(strangers)].join(", ")
    const message = `Email address is not verified. The following identities failed the check in region ${options.region.toUpperCase()}: ${failed}`
    return fail({ status: 400, code: "MessageRejected", message })
  }
  const id = messageId(options.now)
  const kind = headerValue(mail, "x-turnabout-letter")
  return ok({ raw, message: { id, kind, source, to, sent: options.now }, tags: tagsOf(request, mail) })
}

function recipients(request: URLSearchParams, mail: CutMail): readonly string[] {
  const destinations = listOf(request, "Destinations")
  if (destinations.length > 0) return destinations.map(bare)
  return ["to", "cc", "bcc"].flatMap((name) =>
    addressParser(headerValue(mail, name) ?? "", { flatten: true }).map(({ address }) => address ?? ""),
  )
}

/** The address without a name. */
function bare(text: string): string {
  const [first, ...more] = addressParser(text, { flatten: true })
  return more.length === 0 ? (first?.address ?? text) : text
}

function sizeFault(raw: Buffer, to: readonly string[]): string | null {
  if (raw.length > mailBytesAtMost) return `Message length is more than ${mailBytesAtMost} bytes long: '${raw.length}'.`
  if (to.length > recipientsAtMost) return `Recipient count exceeds ${recipientsAtMost}.`
  return to.length === 0 ? "Missing required header 'To'." : null
}

function headerFault(mail: CutMail): string | null {
  if (headerValue(mail, "from") === null) return "Missing required header 'From'."
  const names = mail.fields.map(({ name }) => name)
  const doubled = names.find((name, place) => atMostOnce.has(name) && names.indexOf(name) !== place)
  return doubled === undefined ? null : `Duplicate header '${doubled}'.`
}

function addressFault(addresses: readonly string[]): string | null {
  const wrong = addresses.find((address) => !mailbox.test(address))
  if (wrong === undefined) return null
  return wrong.includes("@") ? "Illegal address" : "Missing final '@domain'"
}

// Who verifies a domain may send from the domains below it.
function isVerified(address: string, mailDomain: string): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase()
  return domain === mailDomain || domain.endsWith(`.${mailDomain}`)
}

/** Tags come with the request or in X-SES-MESSAGE-TAGS, as `name=value, name=value`. */
function tagsOf(request: URLSearchParams, mail: CutMail): Tags {
  const inHeader = (headerValue(mail, "x-ses-message-tags") ?? "").split(",").map((pair) => pair.trim().split("="))
  const inRequest = Array.from({ length: 50 }, (_, place) => [
    request.get(`Tags.member.${place + 1}.Name`) ?? "",
    request.get(`Tags.member.${place + 1}.Value`) ?? "",
  ])
  const set = request.get("ConfigurationSetName") ?? headerValue(mail, "x-ses-configuration-set")
  const pairs = [...inHeader, ...inRequest, ["ses:configuration-set", set ?? ""]]
  return Object.fromEntries(pairs.flatMap(([name, value]) => (name && value ? [[name, [value]]] : [])))
}

/** As SES's look in its second-oldest regions: `0102`, milliseconds, a random part. */
function messageId(now: Temporal.Instant): string {
  return `0102${now.epochMilliseconds.toString(16).padStart(12, "0")}-${randomUUID()}-000000`
}
