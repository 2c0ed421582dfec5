/** More than a few lines are an answer, whatever else is in them. */
const absenceLength = 200
const days = String.raw`(?:tomorrow|today|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)`
const theHour = String.raw`(?:it|this|this (?:week|time|one|session)|${days}|(?:our|the) (?:session|hour|call|meeting))`
const cannot = String.raw`(?:can(?:['’]?t|not)|could(?:n['’]t| not)|won['’]t|not able to|not going to|unable to)`
const absence = new RegExp(
  [
    String.raw`\b(?:skip|cancel|postpone|reschedule|move) ${theHour}\b`,
    String.raw`\b${cannot} (?:make|do|meet|come|join)(?: (?:on|at))?(?: ${theHour}\b|(?=\s*(?:$|[.,!?;:–—-])))`,
    String.raw`\b(?:running late|same time\?|another (?:day|time|week)\?|i['’]m (?:ill|sick)|i am (?:ill|sick))`,
    String.raw`\b(?:want|like|have|need) to (?:stop (?:this|doing this|meeting)|quit|cancel|postpone|reschedule)\b`,
  ].join("|"),
  "m",
)

/** Whether a short answer sounds as if its writer will not come, or would like another time. It is asked about, never guessed. */
export function soundsAbsent(text: string): boolean {
  return text.length <= absenceLength && absence.test(text.toLowerCase())
}
