// Joiners shape Arabic and Indic words and join emoji; anywhere else they only hide.
const strayJoiner =
  /(?<!\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Tamil}|\p{Script=Malayalam}|\p{Script=Kannada}|\p{Script=Telugu}|\p{Script=Sinhala}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F})[\u200C\u200D]/gu
const bidiControl = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g
const zeroWidth =
  /\u034F|[\u00AD\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|[\u{E0000}-\u{E0FFF}]/gu

/**
 * A text without the characters that turn the direction of what stands around them, or that nobody sees: they make one
 * text pose as another. The one list there is, for what comes in and for what is printed.
 */
export function withoutInvisible(text: string): string {
  return text.replace(bidiControl, "").replace(zeroWidth, "").replace(strayJoiner, "")
}
