import { createTransport, type SendMailOptions } from "nodemailer"
import { fail, ok, type Result } from "@turnabout/core/result.ts"

/** Hands one mail in at the SMTP door: once this answers, it has been taken in. A refusal is what the door said. */
export async function handIn(mail: SendMailOptions, smtpPort: number): Promise<Result<null, string>> {
  const transport = createTransport({ host: "127.0.0.1", port: smtpPort, secure: false, ignoreTLS: true })
  try {
    await transport.sendMail(mail)
    return ok(null)
  } catch (error) {
    if (!(error instanceof Error) || !("response" in error)) throw error
    return fail(String(error.response))
  } finally {
    transport.close()
  }
}
