import { Temporal } from "temporal-polyfill"
import type { MailInput, SentLetter, SentLetters } from "@turnabout/core/mail-in/reading.ts"

export const now = Temporal.Instant.from("2026-11-25T18:00:00Z")

const passes = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" } as const

type Given = Partial<Omit<MailInput, "letters">> & { readonly letters?: readonly SentLetter[] }

/** A mail from Ana that SES vouches for; bare line feeds become CRLF. */
export function input(raw: string | Uint8Array, { letters = [], ...more }: Given = {}): MailInput {
  return {
    raw: typeof raw === "string" ? new TextEncoder().encode(raw.replaceAll(/\r?\n/g, "\r\n")) : raw,
    receipt: { recipients: [], source: "ana@example.org", verdicts: passes },
    letters: sentLetters(letters),
    member: { mailbox: "ana@example.org", zone: "Europe/Berlin" },
    mailDomain: "turnabout.example",
    now,
    ...more,
  }
}

export function sentLetters(letters: readonly SentLetter[]): SentLetters {
  return {
    withOwnId: async (ownId) => {
      const [found, ...others] = letters.filter((each) => each.ownId === ownId)
      return found === undefined || others.length > 0 ? null : found
    },
    all: async () => letters,
  }
}

export function letter(kind: SentLetter["kind"], more: Partial<SentLetter> = {}): SentLetter {
  return {
    key: `letter-${kind}`,
    kind,
    session: 3,
    to: "a",
    ownId: "pair_x.3@turnabout.example",
    sesId: `ses-${kind}`,
    text: "",
    sentAt: Temporal.Instant.from("2026-11-25T16:00:00Z"),
    commitments: [],
    ...more,
  }
}
