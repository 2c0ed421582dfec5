import type { RawMail } from "./raw-mail.ts"
import type { Receipt } from "./reading.ts"

/**
 * The domains for which SES says a DKIM signature passed. SES tells whose only in the Authentication-Results it puts on
 * top of the mail (RFC 8601); a second one below it may be forged. Where there is none, a single signature is the one.
 */
export function dkimDomains(mail: RawMail, receipt: Receipt): readonly string[] {
  if (receipt.verdicts.dkim !== "PASS") return []
  const results = mail.headers.get("authentication-results")?.[0] ?? ""
  if (/^\s*amazonses\.com\s*;/i.test(results)) {
    const passes = results
      .slice(0, 4000)
      .matchAll(/\bdkim=pass\b[^;]{0,200}?\bheader\.[id]=(?:[^\s;@]{0,64}@)?([a-z0-9.-]{3,253})/gi)
    return [...passes].map((match) => (match[1] ?? "").toLowerCase())
  }
  const signatures = mail.headers.get("dkim-signature") ?? []
  const domain = /(?:^|;)\s*d\s*=\s*([a-z0-9.-]{3,253})/i.exec(signatures[0] ?? "")?.[1]
  return signatures.length === 1 && domain !== undefined ? [domain.toLowerCase()] : []
}
