import { withoutInvisible } from "@turnabout/core/invisible.ts"

const everyControl = /[^\P{Cc}\n]/gu
const loneSurrogate = /\p{Cs}/gu

/** What a member wrote, with plain line ends and without control or invisible characters. */
export function paragraphs(text: string): string {
  const lines = text.replaceAll(/\r\n?|[\u2028\u2029]/g, "\n").replaceAll("\t", " ")
  return withoutInvisible(lines.replaceAll(everyControl, "").replaceAll(loneSurrogate, "")).trim()
}

/** The same on one line. */
export function oneLine(text: string): string {
  return paragraphs(text).replaceAll(/\s+/g, " ")
}

export function hasControl(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text)
}

/** Whether a text has characters that turn it around, or that nobody sees. */
export function hasInvisible(text: string): boolean {
  return withoutInvisible(text) !== text || /\p{Cs}/u.test(text)
}

const scheme = /[a-z][a-z0-9+.-]{0,20}:\/\//i
const www = /\bwww\./i
const path = /[\p{L}\p{N}]\.[a-z]{2,24}\//iu
// Only endings that are no English word: "St.John" is no link.
const domain =
  /[\p{L}\p{N}]\.(?:com|net|org|info|biz|io|co|app|dev|xyz|online|site|shop|store|link|click|top|club|live|page|blog|tech|mobi|eu|ru|cn|de|uk|fr|es|pl|nl|br|jp|ly|example)(?![\p{L}\p{N}])/iu
const anyDomain = /[\p{L}\p{N}]\.\p{L}{2}/u
const unspaced = /(?<=[\p{L}\p{N}])\.(?=\p{Lu}\p{Ll})/gu

/** Whether a name holds a link. Those of endings that are not known get a space after the dot when they are printed. */
export function hasLink(name: string): boolean {
  return [scheme, www, path, domain].some((kind) => kind.test(name))
}

/** "I like this.So do you" with a space after the full stop, where a mail client would see a link to this.So. */
export function sentences(text: string): string {
  return text.replaceAll(unspaced, ". ")
}

/** Whether a text holds what any mail client might make a link: our letters carry no stranger's. */
export function mayBecomeLink(text: string): boolean {
  return hasLink(text) || anyDomain.test(text)
}
