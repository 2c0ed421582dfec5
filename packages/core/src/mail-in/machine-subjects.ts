import { folded } from "./line.ts"

/*
 * Subjects that only machines write, from the start of the subject: a person who answers an out-of-office mail has "Re:"
 * before it. Phrases that people write too ("out of office") count only as the whole subject or before a colon. All in
 * lower case.
 */

const automatic = [
  "auto(?:matic|mated|mated)? ?-?(?:reply|response|answer)", // English
  "auto:",
  "out of office auto-?reply",
  "auto-?reply",
  "autoreply",
  "automatische (?:antwort|rückmeldung|e-mail-antwort)", // German
  "automatisch(?:e antwort| generierte antwort)",
  "auto-?antwort",
  "abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung)",
  "réponse (?:automatique|auto)", // French
  "notification d['’]absence",
  "message d['’]absence",
  "respuesta autom[áa]tica", // Spanish
  "mensaje autom[áa]tico",
  "risposta automatica", // Italian
  "resposta autom[áa]tica", // Portuguese
  "automatisch antwoord", // Dutch
  "automatisch(?:e)? (?:antwoord|bericht)",
  "afwezigheids(?:bericht|melding|assistent)",
  "automatiskt svar", // Swedish
  "autosvar", // Swedish, Danish, Norwegian
  "automatisk (?:svar|besked)",
  "frånvaromeddelande",
  "fraværs(?:besked|melding|assistent)",
  "automaattinen vastaus", // Finnish
  "poissaoloilmoitus",
  "automatyczna odpowied[źz]", // Polish
  "odpowied[źz] automatyczna",
  "autoodpowied[źz]",
  "automatická odpověď", // Czech
  "automatická odpoveď", // Slovak
  "автоматический ответ", // Russian
  "автоответ(?:чик)?",
  "автоматична відповідь", // Ukrainian
  "автовідповідь",
  "автоматичен отговор", // Bulgarian
  "otomatik (?:yanıt|cevap)", // Turkish
  "自动(?:答复|回复|回應)", // Chinese
  "自動(?:回覆|回复|答覆)",
  "自動(?:応答|返信)", // Japanese
  "不在通知",
  "자동 ?(?:회신|응답|답장)", // Korean
  "부재 ?중 ?(?:알림|자동|메시지)",
  "automatikus (?:válasz|üzenet)", // Hungarian
  "răspuns automat", // Romanian
  "αυτόματη απάντηση", // Greek
  "automatski odgovor", // Croatian, Serbian
  "samodejni odgovor", // Slovenian
  "automaatne vastus", // Estonian
  "automaatvastus",
  "automatinis atsakymas", // Lithuanian
  "automātiskā atbilde", // Latvian
  "resposta automàtica", // Catalan
  "trả lời tự động", // Vietnamese
  "balasan otomatis", // Indonesian
  "ตอบกลับอัตโนมัติ", // Thai
  "מענה אוטומטי", // Hebrew
  "תשובה אוטומטית",
  "رد تلقائي", // Arabic
  "الرد التلقائي",
].join("|")

const absent = [
  "out of (?:the )?office",
  "ooo",
  "away from (?:my )?(?:the )?(?:office|desk|mail|email)",
  "on (?:vacation|holiday|leave)",
  "vacation (?:reply|response|message|notice)",
  "abwesend",
  "abwesenheit",
  "außer haus",
  "nicht im büro",
  "absence du bureau",
  "absent du bureau",
  "absence",
  "fuera de (?:la )?oficina",
  "ausente",
  "fuori (?:sede|ufficio)",
  "assente",
  "fora do escritório",
  "ausência(?: temporária)?",
  "afwezig(?:heid)?",
  "niet aanwezig",
  "frånvaro",
  "frånvarande",
  "ikke til stede",
  "ikke på kontoret",
  "fravær(?:ende)?",
  "poissa",
  "nieobecność",
  "poza biurem",
  "nepřítomnost",
  "mimo kancelář",
  "нет на месте",
  "вне офиса",
  "відсутній",
  "ofis dışında",
  "不在",
  "外出",
  "부재 중",
  "házon kívül",
  "în afara biroului",
  "εκτός γραφείου",
].join("|")

const automaticForm = new RegExp(`^(?:\\[[^\\]]{1,30}\\]\\s*)?(?:${automatic})(?![\\p{L}\\p{N}])`, "u")
const automaticNames = /^(?:auto:|(?:[\p{L}'.-]+ ){1,4}is out of the office\b)/u
const absentForm = new RegExp(`^(?:${absent})\\s*(?:$|[:：!(]|- ?re:)`, "u")

/** Most subjects begin so, and none that is automatic. */
const answers = /^(?:re|aw|sv|vs|antw):/

/** Whether only a machine that answers for an absent person writes this subject. */
export function isAutomaticSubject(subject: string): boolean {
  const text = folded(subject)
  if (answers.test(text)) return false
  return automaticForm.test(text) || automaticNames.test(text) || absentForm.test(text)
}

const bounce =
  /^(?:Undeliver|Delivery (?:Status|Failure|Notification|has failed|incomplete|delayed)|Mail delivery|Mail System Error|Returned mail|Failure Notice|Message (?:not delivered|delayed|undeliverable|status)|Warning: (?:could not send|message)|Non[- ]?delivery|Unable to deliver|Could not (?:deliver|send)|Nicht zustellbar|Unzustellbar|Zustellung|Non remis|Non distribuable|Échec de|No se puede entregar|No entregado|Rechazado|Mancato recapito|Recapito non|Impossibile recapitare|Não entregue|Onbestelbaar|Niet bezorgd|Ej levererbar|Olevererbar|Kan ikke leveres|Ikke leveret|Ei voitu toimittaa|Nie można dostarczyć|Niedostarczo|Nedoručitelné|Nelze doručit|Не удается доставить|Недоставлен|Не вдалося доставити|Teslim edilem|无法(?:投递|送达)|退信|無法傳遞|配信不能|配信不可|배달(?:되지| 불가)|반송)/iu

/** Whether this is how mail servers name a mail they could not deliver. */
export function isBounceSubject(subject: string): boolean {
  return bounce.test(subject.replace(/^\*+\s*/, ""))
}
