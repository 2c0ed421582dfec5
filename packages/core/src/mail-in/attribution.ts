import { folded, plain } from "./line.ts"

// How "wrote" ends, or stands near the end of, the line by which clients introduce a quote, in the languages they speak, in
// lower case.
const wrote = [
  "wrote", // English
  "writes",
  "schrieb", // German
  "hat geschrieben",
  "a écrit", // French
  "escribió", // Spanish
  "ha scritto", // Italian
  "escreveu", // Portuguese
  "schreef", // Dutch
  "het volgende geschreven",
  "skrev", // Swedish, Danish, Norwegian
  "følgende",
  "kirjoitti", // Finnish
  "napisał", // Polish
  "napisała",
  "napisał\\(a\\)",
  "pisze",
  "napsal", // Czech
  "napsala",
  "napsal\\(a\\)",
  "napísal", // Slovak
  "napísala",
  "napísal\\(a\\)",
  "написал", // Russian
  "написала",
  "написал\\(а\\)",
  "пишет",
  "пише", // Ukrainian
  "написав",
  "написала",
  "yazdı", // Turkish
  "şunu yazdı",
  "şunları yazdı",
  "írta", // Hungarian
  "a scris", // Romanian
  "έγραψε", // Greek
  "va escriure", // Catalan
  "je napisao", // Croatian, Serbian
  "je napisao\\/la",
  "je napisal", // Slovenian
  "rašė", // Lithuanian
  "rakstīja", // Latvian
  "kirjutas", // Estonian
  "đã viết", // Vietnamese
  "menulis", // Indonesian
  "כתב", // Hebrew
  "כתב\\/ה",
  "‫כתב",
  "كتب", // Arabic
].join("|")

const endsInWrote = new RegExp(`(?:^|[\\s,>)"'])(?:${wrote})\\s*[:：]$`, "u")
// Here the writer's name comes after the verb: "Am 23.11.2026 schrieb Ana:", "Op ma 23 nov schreef Ana <…>:".
const verbThenName = new RegExp(
  "(?:^|\\s)(?:schrieb|schreef|skrev(?: følgende)?|napisał(?:\\(a\\)|a)?|napsal(?:\\(a\\)|a)?|kirjoitti|escribió|a écrit|ha scritto|" +
    "escreveu|írta|yazdı|написал(?:\\(а\\)|а)?|пишет|пише|wrote)\\s+\\S.{0,160}[:：]$",
  "u",
)
// "2026年11月23日(月) 9:00 Turnabout <…>:", "在 … 写道：", "2026년 11월 23일 … 님이 작성:"
const eastAsian =
  /(?:写道|寫道|写到|のメール|のメッセージ|書きました|書き込み|さんは|작성|썼습니다|보낸 메시지|메일에서|쓴 글).{0,20}[:：]?\s*$/u
const endsInColon = /[:：]$/
// Zoho and others draw dashes around it and have no colon: "---- On Mon, 23 Nov 2026 17:00:00 +0100 Ana <…> wrote ----".
const onDateWrote = /^(?:On|At)\s.+\s(?:wrote|writes|sent|said|says)\s*:?$/i

/** How one ends; looked at first, because it costs least and most lines end otherwise. */
const canEnd = /(?:[:：]|wrote|writes|sent|said|says|写道|寫道)$/i

const mailbox = /[^\s<>()]{1,64}@[^\s<>()]{3,}/
const time = /\b\d{1,2}[:.h]\d{2}\b|\d{1,2}(?:時|时|點|点|시)/
const dateNumbers =
  /\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b|\d{4}\s?[年년]|\b(?:19|20)\d{2}\b/

/** "On Monday I wrote:" is a person telling of themselves. */
const selfTold =
  /(?:^|\s)(?:I|we|you|she|he|they|ich|wir|je|j'ai|nous|yo|io)\s+(?:\w+\s+)?(?:wrote|writes|sent|said|says|schrieb|ai écrit|escribí)\s*:?\s*$/i

/**
 * Whether this text, one line or several joined, introduces a quote. `before` says what follows it: before quoted lines
 * less evidence is needed than where only the words can tell.
 */
export function isAttribution(text: string, before: "quoted" | "own"): boolean {
  const line = plain(text).replace(/^[-–—_*\s]+|[-–—_*\s]+$/g, "")
  if (line.length < 6 || line.length > 400 || selfTold.test(line)) return false
  if (before === "own" && !canEnd.test(line)) return false
  const hasMailbox = mailbox.test(line)
  const hasMoment = dateNumbers.test(line) && time.test(line)
  const isIntroduction = endsInColon.test(line) && hasMailbox
  switch (before) {
    case "quoted":
      if (onDateWrote.test(line) && (hasMailbox || hasMoment)) return true
      if (isIntroduction || (hasMailbox && hasWhen(line))) return true
      return (hasMoment || line.length < 120) && hasVerb(line)
    // "On 12 November my father wrote:" is a person's: clients give the hour as well, or the mailbox.
    case "own":
      if (!hasMailbox && !hasMoment) return false
      return (isIntroduction && hasMoment) || onDateWrote.test(line) || hasVerb(line)
  }
}

function hasVerb(line: string): boolean {
  const words = folded(line)
  return (endsInColon.test(line) && (endsInWrote.test(words) || verbThenName.test(words))) || eastAsian.test(line)
}

/** A mailbox and when: on the hour, or on a day in the short form that Gmail once had, "2013/10/2 Ana <ana@…>". */
function hasWhen(line: string): boolean {
  return (dateNumbers.test(line) && time.test(line)) || dateThenMailbox.test(line)
}

const dateThenMailbox = /^\d{4}[/-]\d{1,2}[/-]\d{1,2}\s.{1,100}<\S+@\S+>$/

const openers =
  /^[-–—_*>\s]*(?:On|At|In|Am|Le|El|Il|In data|Em|No dia|A|Op|Den|På|W dniu|Dnia|Dne|Dňa|Le|La|Ik|De|On|Pe|Ma|Ti|Ke|To|La|Su|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/i

/** Whether the first of several lines can begin an attribution that a client wrapped. */
export function beginsAttribution(text: string): boolean {
  const line = plain(text)
  return openers.test(line) || dateNumbers.test(line) || time.test(line) || mailbox.test(line) || line.endsWith("<")
}

const joint =
  /^(.*\S)[-–—\s]+(On\s(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\d{1,4}[/. -]).{10,300}\s(?:wrote|sent)\s?:)$/

/** What stands before an attribution on the same line, where a program lost the line break between them; else null. */
export function wordsBeforeAttribution(text: string): string | null {
  const match = text.length > 500 ? null : joint.exec(text.trimEnd())
  return match !== null && isAttribution(match[2] ?? "", "own") ? (match[1] ?? "").replace(/[-–—\s]+$/, "") : null
}
