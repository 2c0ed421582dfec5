export type Attributes = ReadonlyMap<string, string>

/**
 * What a client means by an element. `quote`: the letter answered. `soft-quote`: around an attribution, the quote and
 * whatever the writer types below it. `rest`: from here on all is the letter answered. Null: nothing.
 */
export type Container = "quote" | "soft-quote" | "attribution" | "signature" | "rest"

/** What mail clients are known to mark by class, id or name. Outlook prefixes those of quoted mails with `x_`. */
export function containerOf(name: string, attributes: Attributes): Container | null {
  if (attributes.size === 0) return name === "blockquote" ? "quote" : null
  for (const word of namesOf(attributes)) {
    const known = containers.get(word) ?? numberedContainer(word)
    if (known !== undefined) return known === "soft-quote" && name === "blockquote" ? "quote" : known
  }
  return name === "blockquote" && !isIndent(attributes) ? "quote" : null
}

/** Whether an element is the quote itself that a `soft-quote` surrounds, and not one that was quoted with it. */
export function isRepliedQuote(name: string, attributes: Attributes): boolean {
  const isClients = /\b(?:gmail_quote|protonmail_quote)\b/.test(attributes.get("class") ?? "")
  return name === "blockquote" && (isClients || attributes.get("type") === "cite")
}

function namesOf(attributes: Attributes): readonly string[] {
  const words = (attributes.get("class") ?? "").split(/\s+/, 20)
  const named = ["id", "name", "data-marker", "data-smartmail"].flatMap((key) => attributes.get(key) ?? [])
  return [...words, ...named].map((word) => word.toLowerCase().replace(/^(?:x_)+/, "")).filter((word) => word !== "")
}

// Gmail and Outlook indent a paragraph by a blockquote without a line at its side: the writer's own words.
function isIndent(attributes: Attributes): boolean {
  const style = (attributes.get("style") ?? "").toLowerCase()
  return attributes.get("type") !== "cite" && !attributes.has("cite") && /border(?:-left)?:\s*(?:none|0)/.test(style)
}

function numberedContainer(word: string): Container | undefined {
  if (/^(?:ydp\w*)?(?:yahoo_quoted|yqt)/.test(word)) return "quote"
  if (/^ydp\w*signature$/.test(word) || /^sig\d+$/.test(word)) return "signature"
  return undefined
}

const containers: ReadonlyMap<string, Container> = new Map([
  // Gmail, and the many who copy it
  ["gmail_quote", "soft-quote"],
  ["gmail_quote_container", "soft-quote"],
  ["gmail_extra", "soft-quote"],
  ["gmail_attr", "attribution"],
  ["gmail_signature", "signature"],
  ["gmail_signature_prefix", "signature"],
  // Outlook on the web, new Outlook, Outlook for iOS, Android and Mac
  ["divrplyfwdmsg", "rest"],
  ["appendonsend", "rest"],
  ["mail-editor-reference-message-container", "quote"],
  ["ms-outlook-mobile-reference-message", "quote"],
  ["olk_src_body_section", "quote"],
  ["ms-outlook-mobile-signature", "signature"],
  ["ms-outlook-ios-signature", "signature"],
  // Thunderbird
  ["moz-cite-prefix", "attribution"],
  ["moz-signature", "signature"],
  ["moz-txt-sig", "signature"],
  // Apple Mail
  ["applemailsignature", "signature"],
  ["apple-mail-signature", "signature"],
  // Proton, Tuta, Fastmail, Zimbra, Roundcube, Nextcloud, Open-Xchange
  ["protonmail_quote", "soft-quote"],
  ["protonmail_signature_block", "signature"],
  ["tutanota_quote", "quote"],
  ["tutanota_indented", "quote"],
  ["__headers__", "quote"],
  ["__quoted_text__", "quote"],
  ["__divider__", "attribution"],
  ["reply-intro", "attribution"],
  ["_rc_sig", "signature"],
  ["ox-quote", "quote"],
  ["io-ox-signature", "signature"],
  // Samsung, QQ, NetEase, mail.ru, GMX
  ["composer_signature", "signature"],
  ["isreplycontent", "quote"],
  ["xm_mail_oringinal_describe", "attribution"],
  ["quoted-content", "quote"],
  // What Avast adds to every mail
  ["dab4fad8-2dd7-40bb-a1b8-4e2aa1f9fdf2", "signature"],
  // Yahoo on phones
  ["ymail_android_signature", "signature"],
  ["ymail_ios_signature", "signature"],
  ["ntes-pcmail-signature", "signature"],
  // Spark, Airmail, Front, Missive, Superhuman, K-9
  ["messagereplysection", "quote"],
  ["messagesignaturesection", "signature"],
  ["bloop_sign", "signature"],
  ["bloop_original_html", "quote"],
  ["front-blockquote", "quote"],
  ["front-signature", "signature"],
  ["missive_quote", "quote"],
  ["missive_signature", "signature"],
  ["sh-signature", "signature"],
  ["k9mail-signature", "signature"],
])
