/** More than a few lines are an answer, whatever else is in them. */
const absenceLength = 200

const days = "(?:tomorrow|today|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
const theHour = `(?:it|this|this (?:week|time|one|session)|next (?:week|time|one|session)|${days}|(?:our|the|tomorrow['’]s) (?:session|hour|call|meeting))`
const cannot = "(?:can(?:['’]?t|not)|could(?:n['’]t| not)|won['’]t|not able to|not going to|unable to)"
/** A phrase about the session stops there; one about a life goes on: "I can't make it work with my brother". */
const stop = String.raw`(?=\s?(?:$|[.,!?;:–—-]|(?:please|sorry|because|as|since)\b|to (?:${days}|next)\b))`
const says = String.raw`(?:^|[.,!;:–—-]\s?|\b(?:i|we|sorry|but|so|and),? (?:really |just )?)`
const asks = String.raw`(?:^|[.,!;:–—-]\s?|\b(?:let['’]?s|(?:can|could|may|shall) (?:we|i)|(?:i|we)(?:['’]d like| want| have| need) to|have to|please|must|sorry,?) )`

const absence = new RegExp(
  [
    `${asks}(?:skip|cancel|postpone|reschedule|move)(?: ${theHour})?${stop}`,
    `${says}${cannot} (?:make|do|meet|come|join|attend|be there)(?: (?:on|at))?(?: ${theHour})?(?: ${days}| at \\d.{0,5})?${stop}`,
    String.raw`${says}${cannot} (?:make )?(?:on )?${days}\b`,
    String.raw`(?:^|\bi['’]m |\bi am |\bwill be )running late(?! with)`,
    String.raw`\bi(?:['’]m| am) (?:ill|sick|unwell)(?: (?:today|tonight|tomorrow|this week|in bed))?(?=\s?(?:$|[.,!;:–—-]|and (?:can|won)))`,
    String.raw`\b(?:same time|another (?:day|time|week))\?\s?$`,
    String.raw`\b(?:want|like|have|need) to (?:stop (?:this|doing this|meeting)|quit this)${stop}`,
    String.raw`^pause\b`,
  ].join("|"),
  "m",
)

/**
 * Whether a short answer sounds as if its writer will not come, or would like another time. It is asked about, never
 * guessed.
 */
export function soundsAbsent(text: string): boolean {
  return text.length <= absenceLength && absence.test(text.toLowerCase())
}
