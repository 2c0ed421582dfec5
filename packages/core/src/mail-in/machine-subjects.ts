/*
 * Subjects that only machines write, from the start of the subject: a person who answers an out-of-office mail has "Re:"
 * before it. Phrases that people write too ("out of office") count only as the whole subject or before a colon.
 */

const automatic = [
  "Auto(?:matic|mated|mated)? ?-?(?:reply|response|answer)", // English
  "Auto:",
  "Out of Office Auto-?Reply",
  "Auto-?Reply",
  "Autoreply",
  "Automatische (?:Antwort|Rückmeldung|E-Mail-Antwort)", // German
  "Automatisch(?:e Antwort| generierte Antwort)",
  "Auto-?Antwort",
  "Abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung)",
  "Réponse (?:automatique|auto)", // French
  "Notification d['’]absence",
  "Message d['’]absence",
  "Respuesta autom[áa]tica", // Spanish
  "Mensaje autom[áa]tico",
  "Risposta automatica", // Italian
  "Resposta autom[áa]tica", // Portuguese
  "Automatisch antwoord", // Dutch
  "Automatisch(?:e)? (?:antwoord|bericht)",
  "Afwezigheids(?:bericht|melding|assistent)",
  "Automatiskt svar", // Swedish
  "Autosvar", // Swedish, Danish, Norwegian
  "Automatisk (?:svar|besked)",
  "Frånvaromeddelande",
  "Fraværs(?:besked|melding|assistent)",
  "Automaattinen vastaus", // Finnish
  "Poissaoloilmoitus",
  "Automatyczna odpowied[źz]", // Polish
  "Odpowied[źz] automatyczna",
  "Autoodpowied[źz]",
  "Automatická odpověď", // Czech
  "Automatická odpoveď", // Slovak
  "Автоматический ответ", // Russian
  "Автоответ(?:чик)?",
  "Автоматична відповідь", // Ukrainian
  "Автовідповідь",
  "Автоматичен отговор", // Bulgarian
  "Otomatik (?:yanıt|cevap|Yanıt)", // Turkish
  "自动(?:答复|回复|回應)", // Chinese
  "自動(?:回覆|回复|答覆)",
  "自動(?:応答|返信)", // Japanese
  "不在通知",
  "자동 ?(?:회신|응답|답장)", // Korean
  "부재 ?중 ?(?:알림|자동|메시지)",
  "Automatikus (?:válasz|üzenet)", // Hungarian
  "Răspuns automat", // Romanian
  "Αυτόματη απάντηση", // Greek
  "Automatski odgovor", // Croatian, Serbian
  "Samodejni odgovor", // Slovenian
  "Automaatne vastus", // Estonian
  "Automaatvastus",
  "Automatinis atsakymas", // Lithuanian
  "Automātiskā atbilde", // Latvian
  "Resposta automàtica", // Catalan
  "Trả lời tự động", // Vietnamese
  "Balasan otomatis", // Indonesian
  "ตอบกลับอัตโนมัติ", // Thai
  "מענה אוטומטי", // Hebrew
  "תשובה אוטומטית",
  "رد تلقائي", // Arabic
  "الرد التلقائي",
].join("|")

const absent = [
  "Out of (?:the )?office",
  "OOO",
  "Away from (?:my )?(?:the )?(?:office|desk|mail|email)",
  "On (?:vacation|holiday|leave)",
  "Vacation (?:reply|response|message|notice)",
  "Abwesend",
  "Abwesenheit",
  "Außer Haus",
  "Nicht im Büro",
  "Absence du bureau",
  "Absent du bureau",
  "Absence",
  "Fuera de (?:la )?oficina",
  "Ausente",
  "Fuori (?:sede|ufficio)",
  "Assente",
  "Fora do escritório",
  "Ausência(?: temporária)?",
  "Afwezig(?:heid)?",
  "Niet aanwezig",
  "Frånvaro",
  "Frånvarande",
  "Ikke til stede",
  "Ikke på kontoret",
  "Fravær(?:ende)?",
  "Poissa",
  "Nieobecność",
  "Poza biurem",
  "Nepřítomnost",
  "Mimo kancelář",
  "Нет на месте",
  "Вне офиса",
  "Відсутній",
  "Ofis dışında",
  "不在",
  "外出",
  "부재 중",
  "Házon kívül",
  "În afara biroului",
  "Εκτός γραφείου",
].join("|")

const automaticForm = new RegExp(`^(?:\\[[^\\]]{1,30}\\]\\s*)?(?:${automatic})(?![\\p{L}\\p{N}])`, "iu")
const automaticNames = /^(?:Auto:|(?:[\p{L}'.-]+ ){1,4}is out of the office\b)/iu
const absentForm = new RegExp(`^(?:${absent})\\s*(?:$|[:：!(]|- ?Re:)`, "iu")

/** Whether only a machine that answers for an absent person writes this subject. */
export function isAutomaticSubject(subject: string): boolean {
  return automaticForm.test(subject) || automaticNames.test(subject) || absentForm.test(subject)
}

const bounce =
  /^(?:Undeliver|Delivery (?:Status|Failure|Notification|has failed|incomplete|delayed)|Mail delivery|Mail System Error|Returned mail|Failure Notice|Message (?:not delivered|delayed|undeliverable|status)|Warning: (?:could not send|message)|Non[- ]?delivery|Unable to deliver|Could not (?:deliver|send)|Nicht zustellbar|Unzustellbar|Zustellung|Non remis|Non distribuable|Échec de|No se puede entregar|No entregado|Rechazado|Mancato recapito|Recapito non|Impossibile recapitare|Não entregue|Onbestelbaar|Niet bezorgd|Ej levererbar|Olevererbar|Kan ikke leveres|Ikke leveret|Ei voitu toimittaa|Nie można dostarczyć|Niedostarczo|Nedoručitelné|Nelze doručit|Не удается доставить|Недоставлен|Не вдалося доставити|Teslim edilem|无法(?:投递|送达)|退信|無法傳遞|配信不能|配信不可|배달(?:되지| 불가)|반송)/iu

/** Whether this is how mail servers name a mail they could not deliver. */
export function isBounceSubject(subject: string): boolean {
  return bounce.test(subject.replace(/^\*+\s*/, ""))
}
