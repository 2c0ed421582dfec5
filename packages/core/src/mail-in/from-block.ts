import { folded, plain } from "./line.ts"

// The names of header fields as clients print them above a quote.
const fields: Readonly<Record<"from" | "date" | "to" | "subject", string>> = {
  from: "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|Odesílatel|От|От кого|Від|差出人|送信者|发件人|寄件者|寄件人|보낸 사람|보낸사람|Kimden|Gönderen|Feladó|De la|Από|Expéditeur|Remitente|Mittente|Remetente|Afzender|Avsändare|Afsender|Avsender|Nadawca|Saatja|Siuntėjas|Pošiljatelj|Šalje|Dari|Từ|מאת|من",
  date: "Sent|Date|Gesendet|Datum|Envoyé|Envoyé le|Enviado|Enviado el|Enviada em|Enviado em|Enviada|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Dato|Lähetetty|Päivämäärä|Päiväys|Wysłano|Wysłane|Odesláno|Отправлено|Дата|Отправлена|Надіслано|送信日時|日時|日付|发送时间|发送日期|日期|時間|寄件日期|보낸 날짜|보낸날짜|날짜|Gönderildi|Gönderme Tarihi|Tarih|Elküldve|Dátum|Trimis|Ημερομηνία|Στάλθηκε|Tanggal|Ngày|תאריך|נשלח|التاريخ",
  to: "To|An|À|A|Para|Aan|Till|Til|Vastaanottaja|Do|Komu|Кому|宛先|收件人|收件者|받는 사람|받는사람|Kime|Alıcı|Címzett|Către|Προς|Destinataire|Destinatario|Destinatário|Kepada|Đến|אל|إلى|Cc|Kopie|Copie|Kopia|Kopio|Копия|抄送|副本|참조|Bilgi|CC|Reply-To|Antwort an",
  subject:
    "Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Aihe|Temat|Předmět|Predmet|Тема|件名|主题|主旨|標題|제목|Konu|Tárgy|Subiect|Θέμα|Subjek|Perihal|Chủ đề|נושא|الموضوع",
}

const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries(fields).flatMap(([kind, names]) => names.split("|").map((name) => [name, kind] as const)),
)
const fieldName = /^[*_]{0,2}([^:：]{1,40}?)[*_]{0,2}\s?[:：]/

const blockAtMost = 12

/**
 * How many lines from `at` on are a block of From, Sent, To and Subject as it stands above a quoted mail; 0 if none
 * begins here. "From: now on I will walk" is none: it takes a sender and two more fields in a row.
 */
export function fromBlockLength(lines: readonly string[], at: number): number {
  if (fieldOf(lines[at] ?? "") === null) return 0
  const found = new Set<string>()
  let end = at
  let strangers = 0
  for (let index = at; index < Math.min(lines.length, at + blockAtMost); index += 1) {
    const line = lines[index] ?? ""
    const field = fieldOf(line)
    if (field !== null) {
      found.add(field)
      end = index + 1
      strangers = 0
    } else if (line.trim() !== "" && ++strangers > 1) {
      // One line may be the rest of a long list of recipients.
      break
    }
  }
  const isBlock = found.has("from") && found.size >= 3
  const isShortBlock = found.has("date") && found.size >= 2 && hasMailbox(lines.slice(at, end))
  return isBlock || isShortBlock ? end - at : 0
}

function fieldOf(line: string): string | null {
  if (!line.includes(":") && !line.includes("：")) return null
  return kinds.get(fieldName.exec(plain(line))?.[1] ?? "") ?? null
}

function hasMailbox(lines: readonly string[]): boolean {
  return lines.some((line) => /\S@\S/.test(line))
}

// Between rules of dashes, or alone under one.
const originals: ReadonlySet<string> = new Set(
  "original message|original mail|original-nachricht|ursprüngliche nachricht|originalnachricht|ursprüngliche e-mail|message d'origine|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|origineel bericht|ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|oprindelig besked|opprinnelig e-post|opprinnelig melding|alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|původní zpráva|původní e-mail|исходное сообщение|оригинальное сообщение|первоначальное сообщение|пересылаемое сообщение|початкове повідомлення|元のメッセージ|original|原始邮件|原始郵件|원본 메시지|원본 메일|orijinal mesaj|orjinal mesaj|özgün ileti|eredeti üzenet|mesaj original|αρχικό μήνυμα|reply message|antwort nachricht|message précédent|mensaje anterior".split(
    "|",
  ),
)
const betweenRules = /^[-_=*~—–\s]{2,}(.+?)[-_=*~—–\s:]*$|^(.+?)\s?[-_=—–]{2,}$/
const sender = /\s?(?:from|von)(?: .{1,60})?$/
const forwardedRule =
  /^(?:[-_=*~—–\s]{2,}\s?(?:forwarded message|forwarded by|fwd|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|vidarebefordrat meddelande|videresendt (?:meddelelse|melding)|välitetty viesti|przekazana wiadomość|přeposlaná zpráva|пересланное сообщение|переслане повідомлення|転送メッセージ|转发邮件|轉寄郵件|전달된 메시지|iletilen ileti).{0,60}|begin forwarded message:?|anfang der weitergeleiteten (?:nachricht|e-mail):?|début du (?:message|e-mail) (?:transféré|réexpédié) ?:?|inicio del mensaje reenviado:?|inizio messaggio inoltrato:?)\s*[-_=—–]*$/u

/** "-----Original Message-----" in many languages: what follows is the letter answered. */
export function isOriginalRule(line: string): boolean {
  const match = line.length < 200 ? betweenRules.exec(folded(plain(line))) : null
  return originals.has(match?.[1]?.replace(sender, "") ?? match?.[2] ?? "")
}

/** What follows was passed on by hand: the writer wants it read. */
export function isForwardedRule(line: string): boolean {
  return line.length < 200 && forwardedRule.test(folded(plain(line)))
}

/** A line of dashes or underscores only, as clients draw above a quote. */
export function isRule(line: string): boolean {
  return line.length < 200 && /^[-_=*~—–]{5,}$/.test(line.trim())
}
