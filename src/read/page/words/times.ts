/** Units of ages in other languages, long and short. */
const UNIT_ELSEWHERE = [
  'sek(?:unden?|\\.)?|min(?:uten?|utes?|utos?|uti|uto|\\.)?|std\\.?|stunden?|tag(?:en?)?|tg\\.|wochen?|wo?\\.|monat(?:en?)?|mon\\.|jahr(?:en?)?|secondes?|segundos?|secondi|heures?|horas?|or[ae]|jours?|j|d[ií]as?|giorn[oi]|sem(?:aines?|anas?|\\.)?|settiman[ae]|sett\\.?|mois|m[eê]s(?:es)?|mes[ei]|ans?|a[nñ]os?|ann[oi]|uur|u|dag(?:en)?|weken|week|maand(?:en)?|jaar',
  'sn|dk|sa|saniye|dakika|saat|gün|g|hf|hafta|ay|yıl',
  'godz\\.?|godzin[aęy]?|dni|dzień|tyg\\.?|tydzień|tygodni[ea]?|mies\\.?|miesi[ąę]c(?:y|e)?|lata?|rok',
  'с(?:ек)?\\.?|секунд[аыу]?|мин\\.?|минут[аыу]?|ч\\.?|час(?:а|ов)?|дн?\\.?|день|дня|дней|нед\\.?|недел[юиья]|мес\\.?|месяц(?:а|ев)?|г\\.?|год(?:а)?|лет',
  'सेकंड|मिनट|घंट[ेा]|दिन|सप्ताह|हफ़्ते|महीन[ेा]|माह|साल|वर्ष',
].join('|')
const ONE = '\\d{1,3}|eine[mrn]?|une?|una|uma?|een|bir'

/** Ages in other languages: "vor 3 Tagen", "9 Monate zuvor", "il y a 2 j", "hace 5 h", "há 2 dias", "3 giorni fa", "3日前". */
export const RELATIVE_ELSEWHERE = [
  `(?:vor|il y a|hace|há) (?:etwa |environ |unos |cerca de )?(?:${ONE}) ?(?:${UNIT_ELSEWHERE}|[smhdwa])|(?:${ONE}) ?(?:${UNIT_ELSEWHERE})(?: (?:zuvor|her|atrás|fa|geleden|plus tôt|önce|temu|назад|पहले))?`,
  "gestern|heute|hier|ayer|hoy|ontem|hoje|ieri|oggi|gisteren|dün|bugün|wczoraj|dzisiaj|вчера|сегодня|только что|(?:gerade )?eben|jetzt|à l[’']instant|ahora|agora|adesso|أمس|अभी",
  '\\d{1,3} ?(?:秒钟?|分鐘?|分钟|時間|小时|小時|日|天|週間?|周|[か个個]月|ヶ月|年|초|분|시간|일|주|개월|년) ?(?:前|전)?|たった今|昨日|昨天|어제|방금|刚刚|剛剛',
  '(?:منذ|قبل) (?:\\d{1,3} )?[\\u0621-\\u064a]{2,10}|\\d{1,3} ?(?:[سيدأ]|ساعة|ساعات|يوم|أيام|دقيقة|دقائق|أسبوع|أسابيع|شهر|أشهر)',
].join('|')

/** Months spelt differently from English. */
const MONTH_ELSEWHERE = [
  'januar|jänner|februar|märz|mai|juni|juli|oktober|okt|dezember|dez|janvier|janv|février|févr|mars|avril|avr|juin|juillet|juil|août|septembre|octobre|novembre|décembre|déc|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|ago|septiembre|octubre|noviembre|diciembre|dic|janeiro|fevereiro|fev|março|maio|mai|junho|julho|setembro|set|outubro|out|novembro|dezembro|gennaio|gen|febbraio|aprile|maggio|mag|giugno|giu|luglio|lug|settembre|ottobre|ott|dicembre|januari|februari|maart|mei|augustus',
  'ocak|oca|şubat|şub|mart|nisan|nis|mayıs|haziran|haz|temmuz|tem|ağustos|ağu|eylül|eyl|ekim|eki|kasım|kas|aralık|ara',
  'stycznia|sty|lutego|lut|marca|kwietnia|kwi|maja|czerwca|cze|lipca|lip|sierpnia|sie|września|wrz|października|paź|listopada|lis|grudnia|gru',
  'января|янв|февраля|февр?|марта|мар|апреля|апр|мая|июня|июн|июля|июл|августа|авг|сентября|сент?|октября|окт|ноября|нояб?|декабря|дек',
  'يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|जनवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर',
].join('|')

const UNIT = 's|secs?\\.?|seconds?|m|mins?\\.?|minutes?|h|hrs?\\.?|hours?|d|days?|w|wks?\\.?|weeks?|mos?\\.?|months?|y|yrs?\\.?|years?'
const MONTH = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|${MONTH_ELSEWHERE})\\.?`
const WEEKDAY = '(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\\.?'
/** An age in English, or "on June 3, 2015". */
export const AGO = `(?:(?:an?|\\d{1,3}) ?(?:${UNIT}) ago|just now|on ${MONTH} \\d{1,2}, \\d{4})`
const RELATIVE = `(?:about |over |almost )?(?:an? |\\d{1,3}\\+? ?)(?:${UNIT})(?: ago)?|just now|now|(?:a few |few )?seconds ago|a moment ago|last (?:week|month|year)|moments? ago|less than an? (?:minute|hour) ago|${RELATIVE_ELSEWHERE}`
const CLOCK =
  '(?:(?:午[前後]|[上下]午|오[전후]|凌晨|晚上|早上) ?)?\\d{1,2}(?:[:.]| ?h ?)\\d{2}(?::\\d{2})?(?: ?(?:[ap]\\.? ?m\\.?|(?:vor|nach)m\\.|[صم]))?'
const DATE = `(?:${WEEKDAY},? )?(?:${MONTH} (?:\\d{1,2}(?:st|nd|rd|th)?(?:,? '?\\d{4}|, ?'?\\d{2}(?!:)|,? '\\d{2})?|'?\\d{2,4})|\\d{1,2}(?:st|nd|rd|th|er)?(?:[. -]{1,2}| de )${MONTH}(?: de |[, -]{0,2})(?:'?\\d{4}|'?\\d{2}(?![:\\d]))?|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|\\d{1,2}-\\d{1,2}-\\d{4}|(?:\\d{4} ?[年년] ?)?\\d{1,2} ?[月월] ?\\d{1,2} ?[日일])`
const DAY_ELSEWHERE =
  "gestern|heute|hier|aujourd[’']hui|ayer|hoy|ontem|hoje|ieri|oggi|gisteren|vandaag|dün|bugün|wczoraj|dziś|dzisiaj|вчера|сегодня|igår|idag"
const DAY = `(?:${DATE}|today|yesterday|${DAY_ELSEWHERE}|${WEEKDAY})`

/** Quick test for times: a digit, a CJK sign, or the first letters of a word. */
export const TIME_SIGN =
  /[\d\u0400-\u09ff\u3000-\ud7ff]|an? [smhdwy]|ago|\bnow|\blast|eine|\b(?:un|um|een|bir)|gest|heute|hier|ayer|hoy|ontem|hoje|ieri|oggi|gister|dün|bugün|wczoraj|dzi|eben|jetzt|instant|ahora|adesso|aujourd|vandaag|igår|idag|day|\b(?:mon|tue|wed|thu|fri|sat|sun)/i

/** Time as pages print it, without case: "2d", "3 days ago", "Jun 5, 2026 at 3:14 PM", "Yesterday, 19:02", "午後8:14 · 2026年10月28日". */
export const TIME = `(?:${RELATIVE}|(?:${CLOCK}(?:,? | ?[·•|–-] ?))?(?:on |am |le |el |il )?${DAY}(?:,? (?:at|um|à|a las|às|alle|om|o|в|saat)|,| [-–—|·•∙]|)? ?@? ?(?:${CLOCK}(?: uhr)?)?(?: (?:utc|gmt|[ce]?[espm][sd]?t)(?:[+-]\\d{1,2})?)?|${CLOCK})`
