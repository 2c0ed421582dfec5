import type { RawMail } from "./raw-mail.ts"
import type { Receipt } from "./reading.ts"

/**
 * The domains for which SES says a DKIM signature passed. SES tells whose only in the Authentication-Results it puts on
 * top of the mail (RFC 8601); a second one below it may be forged. In SES's own, HELO and envelope sender are as the
 * sender chose them, and may be made to look like a result: so a domain counts only if the mail has a signature by it, and
 * none by it failed. Where there is no such header, a single signature is the one.
 */
export function dkimDomains(mail: RawMail, receipt: Receipt): readonly string[] {
  if (receipt.verdicts.dkim !== "PASS") return []
  const signers = (mail.headers.get("dkim-signature") ?? []).flatMap(signerIn)
  const header = mail.headers.get("authentication-results")?.[0] ?? ""
  if (!/^\s*amazonses\.com\s*;/i.test(header)) return signers.length === 1 ? signers : []
  const results = resultsIn(header)
  const failed = new Set(results.filter(({ isPass }) => !isPass).map(({ domain }) => domain))
  return results
    .filter(({ isPass, domain }) => isPass && !failed.has(domain) && signers.some((signer) => isWithin(domain, signer)))
    .map(({ domain }) => domain)
}

function signerIn(signature: string): string[] {
  const domain = /(?:^|;)\s*d\s*=\s*([a-z0-9.-]{3,253})/i.exec(signature)?.[1]
  return domain === undefined ? [] : [domain.toLowerCase()]
}

type DkimResult = { readonly isPass: boolean; readonly domain: string }

const pattern = /^\s*dkim\s*=\s*([a-z]+)\b.*?\bheader\.[id]\s*=\s*(?:[^\s;@]{0,64}@)?([a-z0-9.-]{3,253})/i

/** Each result stands between semicolons; a quoted string or a comment may hold one, and means nothing here. */
function resultsIn(header: string): DkimResult[] {
  const bare = header
    .slice(0, 4000)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, "")
    .replaceAll(/\([^()]*\)/g, "")
  return bare.split(";").flatMap((part): DkimResult[] => {
    const [, result, domain] = pattern.exec(part.replaceAll(/\s+/g, " ")) ?? []
    return domain === undefined ? [] : [{ isPass: result?.toLowerCase() === "pass", domain: domain.toLowerCase() }]
  })
}

/** The identity that signed lies in the domain that signed (RFC 6376 section 3.5, `i=`). */
function isWithin(identity: string, signer: string): boolean {
  return identity === signer || identity.endsWith(`.${signer}`)
}
