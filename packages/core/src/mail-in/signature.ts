import { folded, plain } from "./line.ts"

/** RFC 3676 section 4.3, and the same without its space, which gateways and HTML lose. */
export function isSignatureMark(line: string): boolean {
  return line === "-- " || line === "--"
}

const machines =
  "iphon\\w*|ipad\\w*|ipod|ios|mac|macbook|apple watch|android\\w*|samsung\\w*|galaxy|pixel|xperia|huawei|xiaomi|redmi|poco|htc|nokia|lumia|motorola|oneplus|oppo|vivo|honor|sony|lg|blackberry\\w*|windows(?: phone| mail| 10)?|outlook|hotmail|gmail|google|yahoo|aol|proton(?:\\s?mail)?|mail|mailbird|spark|spike|edison|newton|superhuman|airmail|bluemail|blue|mymail|nine|k-9|thunderbird|fairphone|fairemail|tuta\\w*|hey|fastmail|gmx|web\\.de|telekom|orange|libero|yandex|mail\\.ru|qq|网易|zoho|canary|front|mobile|phone|smartphone|tablet|handy|mobiltelefon|téléphone|móvil|telefono|telefoon|mobil|telefon"
const otherMachines = "устройства|телефона|почты|пристрою|пошти|κινητό|هاتفي"

/**
 * The words that begin such a line, and the form of what follows; where something may stand before them, its form too. Each
 * names a device or a program, so that "Sent from the heart" stays. All in lower case.
 */
type Form = readonly [words: string, after: string, before?: string]

// How each language begins it; what was sent from follows within forty characters.
const sentBy: readonly Form[] = [
  ["gesendet|geschrieben|verschickt|diese nachricht wurde", " (?:von|vom|mit|über|aus)\\b"],
  ["envoyé|expédié", " (?:de|depuis|à partir|avec|par|via)\\b"],
  ["enviado", " (?:desde|con|a partir|do|da|pelo|via|por)\\b"],
  ["inviato|spedito", " (?:da|dal|dall'|con|tramite)\\b"],
  ["verzonden|verstuurd", " (?:vanaf|van|via|met|vanuit)\\b"],
  ["skickat|skickades", " (?:från|med|via)\\b"],
  ["sendt|afsendt", " (?:fra|med|via)\\b"],
  ["lähetetty|küldve|elküldve", "\\b"],
  ["wysłane|wysłano|wysłana|wysłany|wiadomość wysłana", " (?:z|ze|przy|za)\\b"],
  ["odesláno|odeslané|poslané|poslano", " (?:z|ze|s)\\b"],
  ["отправлено|послано", " (?:с|со|из|через|от)(?= )"],
  ["надіслано|відправлено", " (?:з|із|зі|через)(?= )"],
  ["trimis", " (?:de pe|de la|din|prin)\\b"],
  ["στάλθηκε από|được gửi từ|נשלח מ|أُرسلت من|مرسل من|تم الإرسال من", ""],
  ["enviat", " (?:des de|amb)\\b"],
  ["poslano|poslato", " (?:s|sa|z|iz)\\b"],
  ["dikirim dari", "\\b"],
]

const forms: readonly Form[] = [
  ...sentBy.map(([words, by]): Form => [words, `${by}.{0,40}(?:${machines}|${otherMachines})`]),
  [
    "sent|posted|composed|written",
    ` (?:securely )?(?:from|via|with|using|by) (?:my |the |a )?(?:[\\w.-]+ ){0,4}(?:${machines})\\b`,
  ],
  ["sent from my ", "\\S+"],
  ["sent from", " (?:a|the) (?:mobile|phone|device|handheld)"],
  ["yahoo mail: ", ".{1,60}"],
  ["virus-free", "[.,]?\\s?(?:www\\.)?(?:avast|avg)\\.com"],
  ["virenfrei", "[.,]?\\s?(?:www\\.)?(?:avast|avg)\\.(?:com|de)"],
  [
    "this email has been|diese e-mail wurde|cet e-mail a été|este correo electrónico ha sido",
    " .{0,40}(?:avast|avg|antivirus|antivirensoftware).{0,60}",
  ],
  ["get", " (?:the )?(?:outlook|bluemail|typeapp|spike|mymail)\\b.{0,60}"],
  ["get|download|try", " .{0,40}(?:for|on) (?:ios|android)"],
  ["von|vom", ` (?:meine[mr] |einem )?(?:[\\w.-]+ ){0,4}(?:${machines})\\b.{0,40}(?:gesendet|geschickt|verfasst)`],
  [
    "outlook|yahoo mail|holen sie sich",
    "\\b.{0,40}(?:für|for|pour|para|per|voor) (?:ios|android|iphone|mac|windows)\\b",
  ],
  ["obtener|obter|obtenha|descargar", " (?:o )?outlook"],
  ["télécharger|téléchargez|scarica|ottieni|hämta|hent|få|hanki|lataa|získat", " outlook"],
  ["pobierz", " (?:aplikację )?outlook"],
  ["скачать|завантажити|получить", " outlook"],
  ["outlook downloaden", ""],
  ["发自|發自|从|從", ".{0,30}(?:iphone|ipad|手机|手機|android|邮箱|郵箱|信箱).{0,10}"],
  ["从我的|從我的", ".{0,30}(?:发送|傳送|寄出)"],
  ["获取|取得|下载", "\\s?(?:适用于.{0,20})?outlook.{0,20}"],
  ["envoyé|enviado|inviato|gesendet|sent|verzonden", " (?:via|with|mit|avec|con|met) .{1,30}mail\\.?"],
  ["から送信", "(?:されました)?", ".{0,30}(?:iphone|ipad|android|xperia|galaxy|スマートフォン).{0,10}"],
  ["보냄|보냈습니다|발송", "", ".{0,30}(?:iphone|ipad|galaxy|휴대폰|스마트폰|android).{0,15}"],
  ["gönderildi", "", ".{0,30}(?:iphone|ipad|android|galaxy|telefon)\\S{0,12}\\s?(?:\\S+ )?"],
]

const end =
  "[^.!?]{0,60}(?:[.!]|[.!,] {1,2}(?:please|excuse|sorry|pardon|apologies|typos|bitte|excusez)[^.!?]{0,60}[.!]?)?[>\\])*_]{0,2}$"

/** "Sent from my iPhone", "Get Outlook for iOS" and the like: a line that a program adds. */
export function isSentFrom(line: string): boolean {
  const text = plain(line)
    .replace(/\[([^\]]{1,60})\]\(https?:[^)]*\)/g, "$1")
    .replace(/<?https?:[^\s>]*>?/g, "")
    .trim()
  if (text.length <= 5 || text.length >= 120) return false
  const words = folded(text).replace(/^[<[(*_]{1,2}/, "")
  return forms.some((form) => hasForm(words, form))
}

/** Only a line that has one of the words is held against the form: to compile them all would take V8 long. */
function hasForm(text: string, [words, after, before = ""]: Form): boolean {
  const hasWord = words.split("|").some((word) => (before === "" ? text.startsWith(word) : text.includes(word)))
  return hasWord && new RegExp(`^${before}(?:${words})${after}${end}`, "u").test(text)
}
