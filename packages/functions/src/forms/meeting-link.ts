import * as z from "zod/mini"

const meetingLinkLength = 500

/** Where a pair meets online: a whole https link without a password in it, or nothing. */
export const meetingLinkSchema = z.pipe(
  z.string().check(
    z.trim(),
    z.refine((link) => link === "" || isSafeLink(link), {
      message: "Write a whole link that begins with https://, or leave it out.",
    }),
  ),
  z.transform((link) => (link === "" ? null : new URL(link).href)),
)

function isSafeLink(link: string): boolean {
  if (link.length > meetingLinkLength || /[\s<>"\\]|[^\x20-\x7e]/.test(link)) return false
  if (!URL.canParse(link)) return false
  const { protocol, username, password, href } = new URL(link)
  return protocol === "https:" && username === "" && password === "" && href.length <= meetingLinkLength
}
