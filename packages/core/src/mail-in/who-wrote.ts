import { isMailbox } from "./raw-mail.ts"
import type { Reading, Receipt } from "./reading.ts"

/**
 * `verified`: the member. `weak`: the member as far as can be told, whose domain has no DMARC policy: answers and words
 * that can be taken back. `google-rsvp`: Google answering an invitation for a member whose domain it doesn't sign for:
 * only if UID and attendee match. `foreign`: somebody else, or another mailbox. `quarantined`: nobody is told anything.
 */
export type Writer =
  | { readonly kind: "verified" | "weak" | "google-rsvp" | "foreign" }
  | { readonly kind: "quarantined"; readonly reason: "spam" | "virus" | "dmarc" | "unverified" }

/** Who wrote, by SES's receipt: of the mail itself only From counts, and only where SES vouches for its domain. */
export function whoWrote(reading: Reading, receipt: Receipt, mailbox: string): Writer {
  const { verdicts } = receipt
  if (verdicts.virus === "FAIL") return { kind: "quarantined", reason: "virus" }
  if (verdicts.spam === "FAIL") return { kind: "quarantined", reason: "spam" }
  if (!isMailbox(reading.from) || reading.from !== mailbox.trim().toLowerCase()) {
    // Of a sender that nobody vouches for there is nothing to tell, not even a name.
    return verdicts.dmarc === "FAIL" ? { kind: "quarantined", reason: "dmarc" } : { kind: "foreign" }
  }
  const domain = domainOf(reading.from)
  const isSigned = verdicts.dkim === "PASS" && reading.dkimDomains.some((signer) => isAligned(signer, domain))
  if (verdicts.dmarc === "PASS") return { kind: "verified" }
  if (isGoogleRsvp(reading, receipt, mailbox)) return { kind: "google-rsvp" }
  if (verdicts.dmarc === "FAIL") return { kind: "quarantined", reason: "dmarc" }
  if (isSigned) return { kind: "verified" }
  // An unknown signer counts for little, a known one of another domain for nothing.
  const isSignedBySomebody = verdicts.dkim === "PASS" && reading.dkimDomains.length === 0
  const isSentByDomain = verdicts.spf === "PASS" && isAligned(domainOf(receipt.source), domain)
  return isSignedBySomebody || isSentByDomain ? { kind: "weak" } : { kind: "quarantined", reason: "unverified" }
}

function isGoogleRsvp(reading: Reading, receipt: Receipt, mailbox: string): boolean {
  if (reading.kind !== "rsvp" && reading.kind !== "proposal") return false
  const isGoogles = receipt.verdicts.dkim === "PASS" && reading.dkimDomains.includes("google.com")
  return isGoogles && reading.rsvp.attendee === mailbox.trim().toLowerCase()
}

function domainOf(mailbox: string): string {
  return mailbox.trim().replace(/>$/, "").toLowerCase().split("@").at(-1) ?? ""
}

/**
 * Relaxed alignment (RFC 7489 section 3.1.1), without a list of public suffixes: one is the other or lies within it, and
 * the shorter has at least two labels. Stricter than the RFC for sister domains, and laxer only where a public suffix
 * itself signs mail.
 */
function isAligned(one: string, other: string): boolean {
  if (one === other) return one !== ""
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one]
  return shorter.includes(".") && longer.endsWith(`.${shorter}`)
}
