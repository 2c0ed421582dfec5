import type { Mailer } from "@turnabout/functions/ports.ts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

/** What SES does with the next mail. */
export type SesBehaviour = "takes it" | "says later" | "says no" | "breaks" | "never answers"

export type MailerUnderTest = {
  readonly mailer: Mailer
  /** How SES behaves, one mail each; then it takes them all. */
  readonly sesWill: (...next: readonly SesBehaviour[]) => void
  /** Every mail that reached SES, taken or not, as the bytes and the envelope it got. */
  readonly arrived: () => readonly ArrivedMail[]
  readonly stop: () => Promise<void>
}

export type ArrivedMail = { readonly raw: Uint8Array; readonly from: string; readonly to: string }

const raw = Buffer.from(
  "From: r-abc@turnabout.example\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\n8 bit: Grüße\0\r\n",
)
const mail = { raw, from: "r-abc@turnabout.example", to: "ana@example.org" }

/** What every mailer promises. `make` gives one whose SES takes everything, and that waits a fifth of a second at most. */
export function mailerContract(name: string, make: () => Promise<MailerUnderTest>): void {
  describe(name, () => {
    let under: MailerUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.stop())

    test("hands over a mail, byte for byte, to its one recipient, and tells SES's id", async () => {
      const result = await under.mailer.send(mail)
      expect(result).toEqual({ kind: "sent", sesId: expect.stringMatching(/^.+$/) })
      expect(under.arrived().map(({ from, to }) => [from, to])).toEqual([[mail.from, mail.to]])
      expect(Buffer.from(under.arrived()[0]?.raw ?? []).equals(raw)).toBe(true)
    })

    test("tells another id for another mail", async () => {
      const [one, other] = [await under.mailer.send(mail), await under.mailer.send({ ...mail, to: "ben@example.net" })]
      expect(one).not.toEqual(other)
      expect(under.arrived().map(({ to }) => to)).toEqual(["ana@example.org", "ben@example.net"])
    })

    test.each([
      ["says later", "throttled"],
      ["says no", "refused"],
      ["breaks", "failed"],
      ["never answers", "failed"],
    ] as const)("when SES %s, says %s, and tries once only", async (behaviour, kind) => {
      under.sesWill(behaviour)
      const result = await under.mailer.send(mail)
      expect(result.kind).toBe(kind)
      expect(JSON.stringify(result)).not.toMatch(/ana@|r-abc/)
      expect(under.arrived()).toHaveLength(1)
      expect((await under.mailer.send(mail)).kind).toBe("sent")
    })
  })
}
