import { plain } from "./line.ts"

/** RFC 3676 section 4.3, and the same without its space, which gateways and HTML lose. */
export function isSignatureMark(line: string): boolean {
  return line === "-- " || line === "--"
}

const machines =
  "iPhon\\w*|iPad\\w*|iPod|iOS|Mac|MacBook|Apple Watch|Android\\w*|Samsung\\w*|Galaxy|Pixel|Xperia|Huawei|Xiaomi|Redmi|POCO|HTC|Nokia|Lumia|Motorola|OnePlus|OPPO|vivo|Honor|Sony|LG|BlackBerry\\w*|Windows(?: Phone| Mail| 10)?|Outlook|Hotmail|Gmail|Google|Yahoo|AOL|Proton(?:\\s?Mail)?|Mail|Mailbird|Spark|Spike|Edison|Newton|Superhuman|Airmail|BlueMail|Blue|myMail|Nine|K-9|Thunderbird|Fairphone|FairEmail|Tuta\\w*|HEY|Fastmail|GMX|WEB\\.DE|Telekom|Orange|Libero|Yandex|Mail\\.ru|QQ|网易|Zoho|Canary|Front|mobile|phone|smartphone|tablet|Handy|Mobiltelefon|Tablet|téléphone|móvil|telefono|telefoon|mobil|telefon"

// How each language begins such a line; what was sent from follows within forty characters.
const sentBy = [
  "(?:Gesendet|Geschrieben|Verschickt|Diese Nachricht wurde) (?:von|vom|mit|über|aus)\\b",
  "(?:Envoyé|Expédié) (?:de|depuis|à partir|avec|par|via)\\b",
  "Enviado (?:desde|con|a partir|do|da|pelo|via|por)\\b",
  "(?:Inviato|Spedito) (?:da|dal|dall'|con|tramite)\\b",
  "(?:Verzonden|Verstuurd) (?:vanaf|van|via|met|vanuit)\\b",
  "(?:Skickat|Skickades) (?:från|med|via)\\b",
  "(?:Sendt|Afsendt) (?:fra|med|via)\\b",
  "Lähetetty\\b",
  "(?:Wysłan[eoay]|Wiadomość wysłana) (?:z|ze|przy|za)\\b",
  "(?:Odesláno|Odeslané|Poslané|Poslano) (?:z|ze|s)\\b",
  "(?:Отправлено|Послано) (?:с|со|из|через|от)(?= )",
  "(?:Надіслано|Відправлено) (?:з|із|зі|через)(?= )",
  "(?:Küldve|Elküldve)\\b",
  "Trimis (?:de pe|de la|din|prin)\\b",
  "Στάλθηκε από",
  "Enviat (?:des de|amb)\\b",
  "(?:Poslano|Poslato) (?:s|sa|z|iz)\\b",
  "Dikirim dari\\b",
  "Được gửi từ",
  "נשלח מ",
  "(?:أُرسلت|مرسل|تم الإرسال) من",
].join("|")
const otherMachines = "устройства|телефона|почты|Почты|пристрою|пошти|Пошти|κινητό|هاتفي"

// Each begins its line and names a device or a program, so that "Sent from the heart" stays.
const sentFrom = [
  `(?:${sentBy}).{0,40}(?:${machines}|${otherMachines})`,
  `(?:Sent|Posted|Composed|Written) (?:securely )?(?:from|via|with|using|by) (?:my |the |a )?(?:[\\w.-]+ ){0,4}(?:${machines})\\b`,
  "Sent from my \\S+",
  "Sent from (?:a|the) (?:mobile|phone|device|handheld)",
  "Yahoo Mail: .{1,60}",
  "Virus-free[.,]?\\s?(?:www\\.)?(?:avast|avg)\\.com",
  "Virenfrei[.,]?\\s?(?:www\\.)?(?:avast|avg)\\.(?:com|de)",
  "(?:This email has been|Diese E-Mail wurde|Cet e-mail a été|Este correo electrónico ha sido) .{0,40}(?:Avast|AVG|antivirus|Antivirensoftware).{0,60}",
  "Get (?:the )?(?:Outlook|BlueMail|TypeApp|Spike|myMail)\\b.{0,60}",
  "(?:Get|Download|Try) .{0,40}(?:for|on) (?:iOS|Android)",
  `(?:Von|Vom) (?:meine[mr] |einem )?(?:[\\w.-]+ ){0,4}(?:${machines})\\b.{0,40}(?:gesendet|geschickt|verfasst)`,
  `(?:Outlook|Yahoo Mail|Holen Sie sich)\\b.{0,40}(?:für|for|pour|para|per|voor) (?:iOS|Android|iPhone|Mac|Windows)\\b`,
  "Télécharge[rz] Outlook",
  "(?:Obtener|Obter|Obtenha|Descargar) (?:o )?Outlook",
  "(?:Scarica|Ottieni) Outlook",
  "Outlook downloaden",
  "(?:Hämta|Hent|Få) Outlook",
  `(?:Hanki|Lataa) Outlook`,
  "Pobierz (?:aplikację )?Outlook",
  "Získat Outlook",
  "(?:Скачать|Завантажити|Получить) Outlook",
  ".{0,30}(?:iPhone|iPad|Android|Xperia|Galaxy|スマートフォン).{0,10}から送信(?:されました)?",
  "(?:发自|發自|从|從).{0,30}(?:iPhone|iPad|手机|手機|Android|邮箱|郵箱|信箱).{0,10}",
  "(?:从我的|從我的).{0,30}(?:发送|傳送|寄出)",
  "(?:获取|取得|下载)\\s?(?:适用于.{0,20})?Outlook.{0,20}",
  ".{0,30}(?:iPhone|iPad|Galaxy|휴대폰|스마트폰|Android).{0,15}(?:보냄|보냈습니다|발송)",
  ".{0,30}(?:iPhone|iPad|Android|Galaxy|telefon)\\S{0,12}\\s?(?:\\S+ )?gönderildi",
  "(?:Envoyé|Enviado|Inviato|Gesendet|Sent|Verzonden) (?:via|with|mit|avec|con|met) .{1,30}(?:Mail|mail)\\.?",
].join("|")

const sentFromForm = new RegExp(
  `^[<\\[(*_]{0,2}(?:${sentFrom})[^.!?]{0,60}(?:[.!]|[.!,] {1,2}(?:Please|Excuse|Sorry|Pardon|Apologies|Typos|Bitte|Excusez)[^.!?]{0,60}[.!]?)?[>\\])*_]{0,2}$`,
  "iu",
)

/** "Sent from my iPhone", "Get Outlook for iOS" and the like: a line that a program adds. */
export function isSentFrom(line: string): boolean {
  const text = plain(line)
    .replace(/\[([^\]]{1,60})\]\(https?:[^)]*\)/g, "$1")
    .replace(/<?https?:[^\s>]*>?/g, "")
    .trim()
  return text.length > 5 && text.length < 120 && sentFromForm.test(text)
}
