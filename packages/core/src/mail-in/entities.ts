// HTML's Latin-1 names in the order of their code points, from U+00A0 on.
const latinNames = `
nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2
sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc
Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve
Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute
acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde
ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
`
// Name and hexadecimal code point of the others that mail clients write.
const otherNames = `
amp:26 lt:3c gt:3e quot:22 apos:27 OElig:152 oelig:153 Scaron:160 scaron:161 Yuml:178 Zcaron:17d
zcaron:17e circ:2c6 tilde:2dc ensp:2002 emsp:2003 thinsp:2009 zwnj:200c zwj:200d lrm:200e rlm:200f
ndash:2013 mdash:2014 lsquo:2018 rsquo:2019 sbquo:201a ldquo:201c rdquo:201d bdquo:201e dagger:2020
Dagger:2021 bull:2022 hellip:2026 permil:2030 prime:2032 lsaquo:2039 rsaquo:203a euro:20ac
trade:2122 larr:2190 uarr:2191 rarr:2192 darr:2193 minus:2212 ne:2260 le:2264 ge:2265 hearts:2665
ccaron:10d Ccaron:10c ecaron:11b rcaron:159 lstrok:142 Lstrok:141 aogon:105 eogon:119 sacute:15b
zdot:17c cacute:107 nacute:144 zacute:17a gbreve:11f inodot:131 Idot:130 scedil:15f Scedil:15e
uring:16f odblac:151 udblac:171 abreve:103 check:2713 colon:3a comma:2c period:2e excl:21 quest:3f
lpar:28 rpar:29 commat:40 num:23 sol:2f lowbar:5f hyphen:2010 dash:2010 NewLine:a Tab:9
`

const codePoints = new Map<string, number>([
  ...words(latinNames).map((name, index) => [name, 0xa0 + index] as const),
  ...words(otherNames).map(
    (pair) => [pair.split(":")[0] ?? "", Number.parseInt(pair.split(":")[1] ?? "", 16)] as const,
  ),
])

// What &#128; to &#159; mean: every client writes Windows-1252 there (HTML standard, numeric character references).
const windows1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178"

/** Character references of HTML as characters; what is none, or unknown, stays as it is. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text
  return text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});?/g, (whole, body: string) => {
    if (!body.startsWith("#")) return named(whole, body)
    const hexadecimal = body[1] === "x" || body[1] === "X"
    return numbered(hexadecimal ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10))
  })
}

/**
 * Text with the characters that Windows-1252 has where Unicode has controls. Some versions of Node decode Windows-1252,
 * and what calls itself Latin-1, without them, and every second mail from Outlook has a quotation mark there.
 */
export function withWindowsCharacters(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? "")
}

function named(whole: string, name: string): string {
  const codePoint = codePoints.get(name)
  return codePoint === undefined ? whole : String.fromCodePoint(codePoint)
}

function numbered(codePoint: number): string {
  if (codePoint >= 0x80 && codePoint <= 0x9f) return windows1252[codePoint - 0x80] ?? ""
  const isCharacter = codePoint > 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff)
  return isCharacter ? String.fromCodePoint(codePoint) : "\ufffd"
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
