import { describe, expect, test } from "vitest"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import type { Receipt, Verdict } from "@turnabout/core/mail-in/reading.ts"
import { whoWrote } from "@turnabout/core/mail-in/who-wrote.ts"
import { calendarClients } from "../../fixtures/mail-in/calendars.ts"
import { input } from "./mail-input.ts"

type Verdicts = Partial<Record<keyof Receipt["verdicts"], Verdict>>

async function who(raw: string | Uint8Array, verdicts: Verdicts, more: { source?: string; mailbox?: string } = {}) {
  const mail = input(raw)
  const receipt = {
    ...mail.receipt,
    source: more.source ?? "ana@example.org",
    verdicts: { ...mail.receipt.verdicts, ...verdicts },
  }
  const writer = whoWrote(await readMail({ ...mail, receipt }), receipt, more.mailbox ?? "ana@example.org")
  return writer.kind === "quarantined" ? `quarantined: ${writer.reason}` : writer.kind
}

const ana = "From: Ana <Ana@Example.org>\n"
const body = "\nyes\n"
const noPolicy: Verdicts = { dmarc: "GRAY" }

type Spf = { readonly comment?: string; readonly sender?: string; readonly helo?: string }

/** What SES puts on top; `signer` signed the mail, as far as its own header says. */
function results(dkim: string, { comment = "domain", sender = "x@example.org", helo = "x" }: Spf = {}): string {
  const spf = `spf=pass (spfCheck: ${comment}) client-ip=192.0.2.1; envelope-from=${sender}; helo=${helo}`
  const signer = /header\.[id]=@?(\S+)/.exec(dkim)?.[1] ?? "nobody.example"
  const signature = `DKIM-Signature: v=1; d=${signer}; s=x; b=abc`
  return `Authentication-Results: amazonses.com;\n ${spf};\n ${dkim};\n dmarc=none header.from=example.org;\n${signature}\n`
}

describe("who wrote", () => {
  test.each<[string, string, Verdicts, string]>([
    ["DMARC passes", ana + body, {}, "verified"],
    ["DMARC fails", ana + body, { dmarc: "FAIL" }, "quarantined: dmarc"],
    [
      "DMARC fails whatever DKIM says",
      ana + results("dkim=pass header.i=@example.org") + body,
      { dmarc: "FAIL" },
      "quarantined: dmarc",
    ],
    ["spam", ana + body, { spam: "FAIL" }, "quarantined: spam"],
    ["a virus", ana + body, { virus: "FAIL" }, "quarantined: virus"],
    ["spam undecided", ana + body, { spam: "GRAY", virus: "PROCESSING_FAILED" }, "verified"],
    ["no policy, DKIM of the domain", results("dkim=pass header.i=@example.org") + ana + body, noPolicy, "verified"],
    [
      "no policy, DKIM of a subdomain",
      results("dkim=pass header.d=mail.example.org") + ana + body,
      { ...noPolicy, spf: "FAIL" },
      "verified",
    ],
    [
      "no policy, DKIM of another domain",
      results("dkim=pass header.i=@evil.example") + ana + body,
      { ...noPolicy, spf: "FAIL" },
      "quarantined: unverified",
    ],
    [
      "no policy, DKIM of a domain that ends alike",
      results("dkim=pass header.i=@notexample.org") + ana + body,
      { ...noPolicy, spf: "FAIL" },
      "quarantined: unverified",
    ],
    ["no policy, SPF of the domain", ana + body, { ...noPolicy, dkim: "GRAY" }, "weak"],
    ["no policy, an unknown signer", ana + body, { ...noPolicy, spf: "FAIL" }, "weak"],
    ["no policy and nothing else", ana + body, { ...noPolicy, spf: "GRAY", dkim: "GRAY" }, "quarantined: unverified"],
    ["DMARC not looked at, SPF of the domain", ana + body, { dmarc: "PROCESSING_FAILED", dkim: "FAIL" }, "weak"],
    ["another mailbox", "From: eve@evil.example\n" + body, {}, "foreign"],
    ["the member's name on another mailbox", `From: "ana@example.org" <eve@evil.example>\n${body}`, {}, "foreign"],
    ["a mailbox that hides another", `From: "ana@example.org x"@internal\n${body}`, {}, "foreign"],
    ["two mailboxes", `From: ana@example.org, eve@evil.example\n${body}`, {}, "foreign"],
    ["two From fields", `From: eve@evil.example\nFrom: ana@example.org\n${body}`, {}, "foreign"],
    ["no mailbox", `From: Ana\n${body}`, {}, "foreign"],
  ])("%s", async (...row) => {
    const [, raw, verdicts, expected] = row
    expect(await who(raw, verdicts)).toBe(expected)
  })

  test("SPF of the envelope's domain is nothing to another From", async () => {
    expect(await who(ana + body, { ...noPolicy, dkim: "GRAY" }, { source: "eve@evil.example" })).toBe(
      "quarantined: unverified",
    )
  })

  test("results that the sender wrote below SES's own count for nothing", async () => {
    const forged = results("dkim=pass header.i=@evil.example") + results("dkim=pass header.i=@example.org") + ana + body
    expect(await who(forged, { ...noPolicy, spf: "FAIL" })).toBe("quarantined: unverified")
    const foreign = `Authentication-Results: mail.example.org; dkim=pass header.i=@example.org\n${ana}${body}`
    expect(await who(foreign, { ...noPolicy, spf: "FAIL" })).not.toBe("verified")
  })

  test.each<[string, Spf]>([
    ["its HELO", { helo: "dkim=pass,header.i=example.org" }],
    ["its HELO, with a semicolon", { helo: "x; dkim=pass header.i=@example.org" }],
    ["its envelope sender", { sender: '"dkim=pass header.i=example.org "@evil.example' }],
    ["its envelope sender, with semicolons", { sender: '"; dkim=pass header.i=@example.org;"@evil.example' }],
    ["the comment that names its domain", { comment: "x; dkim=pass header.i=@example.org; y" }],
  ])("what a sender writes into %s is no result", async (_where, spf) => {
    const raw = results("dkim=pass header.i=@evil.example", spf) + ana + body
    expect(await who(raw, { ...noPolicy, spf: "FAIL" })).not.toBe("verified")
    const signedToo = `${results("dkim=fail header.i=@example.org; dkim=pass header.i=@evil.example", spf)}${ana}${body}`
    expect(await who(signedToo, { ...noPolicy, spf: "FAIL" })).not.toBe("verified")
  })

  test("a single signature tells whose it is where nothing else does", async () => {
    const signed = `DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; b=abc\n${ana}${body}`
    expect(await who(signed, { ...noPolicy, spf: "FAIL" })).toBe("verified")
    expect(await who(signed, { ...noPolicy, spf: "FAIL", dkim: "FAIL" })).toBe("quarantined: unverified")
    expect(await who(`DKIM-Signature: v=1; d=evil.example; b=x\n${signed}`, { ...noPolicy, spf: "FAIL" })).toBe("weak")
  })
})

describe("Google answering an invitation for a domain that it does not sign for", () => {
  const google = new TextDecoder().decode(calendarClients[0]?.mail("decline"))
  const signed = `${results("dkim=pass header.i=@google.com")}${google}`

  test.each<[string, string, Verdicts, string]>([
    ["no policy", signed, { dmarc: "GRAY", spf: "FAIL" }, "google-rsvp"],
    ["a policy that it fails", signed, { dmarc: "FAIL", spf: "FAIL" }, "google-rsvp"],
    [
      "not signed by Google",
      `${results("dkim=pass header.i=@evil.example")}${google}`,
      { dmarc: "FAIL" },
      "quarantined: dmarc",
    ],
    ["the signature did not pass", signed, { dmarc: "FAIL", dkim: "FAIL" }, "quarantined: dmarc"],
    [
      "another attendee",
      signed.replaceAll(/\r\n /g, "").replaceAll("mailto:ana@example.org", "mailto:eve@evil.example"),
      { dmarc: "FAIL" },
      "quarantined: dmarc",
    ],
    [
      "words, no calendar",
      `${results("dkim=pass header.i=@google.com")}${ana}${body}`,
      { dmarc: "FAIL" },
      "quarantined: dmarc",
    ],
    ["spam", signed, { spam: "FAIL" }, "quarantined: spam"],
  ])("%s", async (...row) => {
    const [, raw, verdicts, expected] = row
    expect(await who(raw, verdicts)).toBe(expected)
  })
})
