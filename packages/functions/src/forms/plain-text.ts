/** Characters that turn the direction of the text around them, or that nobody sees: they make one text pose as another. */
const deceiving = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u
const everyDeceiving = new RegExp(deceiving, "gu")
const everyControl = /[^\P{Cc}\n]/gu

/** What a member wrote, with plain line ends and without control or invisible characters. */
export function paragraphs(text: string): string {
  const lines = text.replaceAll(/\r\n?|[\u2028\u2029]/g, "\n").replaceAll("\t", " ")
  return lines.replaceAll(everyControl, "").replaceAll(everyDeceiving, "").trim()
}

/** The same on one line. */
export function oneLine(text: string): string {
  return paragraphs(text).replaceAll(/\s+/g, " ")
}

export function hasControl(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text)
}

export function hasDeceiving(text: string): boolean {
  return deceiving.test(text)
}

const scheme = /[a-z][a-z0-9+.-]{0,20}:\/\//i
const www = /\bwww\./i
const path = /[\p{L}\p{N}]\.[a-z]{2,24}\//iu
// Only endings that are no English word: "See you then.So it goes" is no link.
const domain =
  /[\p{L}\p{N}]\.(?:com|net|org|info|biz|io|co|app|dev|xyz|online|site|shop|store|link|click|top|club|live|page|blog|tech|mobi|eu|ru|cn|de|uk|fr|es|pl|nl|br|jp|ly|example)(?![\p{L}\p{N}])/iu

/** Whether a text holds a link, or what a mail client would make one: our letters carry no stranger's links. */
export function hasLink(text: string): boolean {
  return [scheme, www, path, domain].some((kind) => kind.test(text))
}
