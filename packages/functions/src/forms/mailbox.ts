import * as z from "zod/mini"

// RFC 5321 section 4.5.3.1: 64 octets before the @, 254 for all of it. No quoted local parts: nobody has one, and they can smuggle.
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/

/** A mail address in lower case, so that two ways of writing one are one. */
export const mailboxSchema = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.minLength(1, { message: "Write a mail address." }),
    z.refine(isMailbox, { message: "This is no mail address that we can write to. One looks like name@example.org." }),
  )

function isMailbox(text: string): boolean {
  const [local, host, ...rest] = text.split("@")
  if (local === undefined || host === undefined || rest.length > 0) return false
  return text.length <= 254 && local.length <= 64 && localPart.test(local) && domain.test(host)
}

/** Nobody lives at our own domain. */
export function isOurs(mailbox: string, mailDomain: string): boolean {
  return mailbox.endsWith(`@${mailDomain.toLowerCase()}`)
}

export const ours = "This is an address of Turnabout itself. Write a mailbox of your own."
