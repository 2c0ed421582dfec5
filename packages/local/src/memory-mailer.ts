import type { Mailer, SendResult } from "@turnabout/functions/ports.ts"

export type MailToSes = Parameters<Mailer["send"]>[0]

/** Asked once for each mail, with the id it would be taken under: what SES says to it, or null if it takes it. */
type Says = (mail: MailToSes, sesId: string) => SendResult | null

/** SES in memory: takes every mail under an id of its own, unless it is to say something else. */
export function memoryMailer(says: Says = () => null): Mailer {
  let mails = 0
  return {
    send: async (mail) => {
      mails += 1
      const sesId = `0102018f${String(mails).padStart(8, "0")}`
      return says(mail, sesId) ?? { kind: "sent", sesId }
    },
  }
}
