/** Longer words than these are rather the five lines of the review, which are nobody's to pass on. */
const changeLength = 300

const anotherWay = String.raw`instead|rather than|no (?:more )?(?:talk|work)|leave out|keep \w+ out`
/** Words about what the two have agreed on: what is in them may be a change to it. */
const aboutTerms = new RegExp(
  String.raw`\b(?:${anotherWay}|agree|change|from now on|every (?:other )?(?:week|month)|fortnight|weekly|minutes|left outside|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b`,
  "i",
)
/** Who speaks of a person, or fills in the lines one by one, does not write down what both are to keep to. */
const aboutSomebody =
  /\b(?:I|I['’]m|me|my|mine|myself|he|she|you|felt|feel|when|sorry|moment|held back|alone|lonely|tired|nobody|talks|looking|was late|too (?:much|little|fast|soon)|we agree)\b|^\s*(?:[([]?[\da-e]{1,2}[.)\]]|[-*•])\s/im
const wish = /^I(?:['’]d| would) (?:like|prefer)\b/i

const asksFor =
  /^(?:(?:please|let['’]?s|(?:can|could|may) we) change\b|change (?:something|the|our|to|from|this|day|time|length|rhythm)\b)/i
const wouldChange = new RegExp(
  String.raw`\b(?:${anotherWay}|(?:can|could|may|let['’]?s) (?:we )?change|but\b.{0,60}\b(?:minutes|weekly|days?|out)|I['’]d (?:like|prefer))\b`,
  "i",
)

/** Whether a reply says that it is a change to what the two have agreed on: "Change something: …", "Can we change …". */
export function asksForChange(words: string): boolean {
  return asksFor.test(words)
}

/** Whether a short reply to a review can only be such a change, without saying so: "45 minutes from now on". */
export function soundsLikeTerms(words: string, partnersName: string): boolean {
  const [partner = ""] = partnersName.toLowerCase().split(" ")
  return (
    words.length <= changeLength &&
    words.split("\n").every((line) => aboutTerms.test(line)) &&
    !aboutSomebody.test(words.replace(wish, "")) &&
    !words.toLowerCase().includes(partner)
  )
}

/** Whether a reply to the welcome, beside kind words that may name a day as well, would have something otherwise. */
export function asksOtherwise(words: string): boolean {
  return wouldChange.test(words)
}
