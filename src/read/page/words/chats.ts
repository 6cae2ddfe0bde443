const CLOCK_TAIL = '(?:\\s?(?:[ap]\\.?\\s?m\\.?|[صم]|uhr|h))?(?:\\s?(?:z|utc|gmt|[ce]?[es]?[mp]?[sd]t))?(?:\\s?[+-]\\d{2}:?\\d{2})?'
/** "14:03", "2:03:11 PM", "14h03", "下午2:03". */
export const CLOCK = `(?:(?:[上下]午|오[전후]|午[前後])\\s?)?\\p{Nd}{1,2}[:.h]\\p{Nd}{2}(?:[:.]\\p{Nd}{2}(?:[.,]\\d{1,6})?)?${CLOCK_TAIL}`
const MONTH_DAY =
  '\\p{L}{3,10}\\.?\\s\\d{1,2}(?:st|nd|rd|th)?(?:,?\\s\\d{4})?|\\d{1,2}(?:st|nd|rd|th)?\\.?[\\s-](?:de\\s)?\\p{L}{3,10}\\.?(?:,?[\\s-](?:de\\s)?\\d{2,4})?'
const DATE = `(?:\\p{L}{2,10}\\.?,?\\s)?(?:\\p{Nd}{1,4}[/.-]\\p{Nd}{1,2}[/.-]\\p{Nd}{1,4}|\\p{Nd}{4}\\.\\s\\p{Nd}{1,2}\\.\\s\\p{Nd}{1,2}|${MONTH_DAY}|\\d{1,2}[/.]\\d{1,2}|today|yesterday|heute|gestern|hoy|ayer|hier|ontem|ieri|oggi|сегодня|вчера)\\.?`
/** Date and time in either order: "05/06/2026, 14:03". */
export const STAMP = `(?:${DATE}(?:[,،]?\\s(?:[-–|]\\s|(?:at|um|à|às|om|alle|kl\\.?|в)\\s)?|[tT])${CLOCK}|${CLOCK},?\\s(?:on\\s)?${DATE})(?:\\s?[|(]?\\s?edited[^\\])]{0,30}\\)?)?`

/** Characters of WhatsApp before names and notices. */
export const MARK = '[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069~\\s]{0,4}'
const DONE = 'changed|created|added|removed|renamed|reacted|pinned|started|set the'
/** Name before a colon. "Ann joined:" is not one. */
export const NAME = `(?![*<=>#[(-]|[^:\\n]{1,60}\\s(?:${DONE})\\s)(?<name>[^:\\n]{1,60}?)`

const MEDIA =
  'media|medien|multimedia|médias?|mídia|image|imagen|imagem|photo|foto|picture|bild|video(?: ?note| message)?|vidéo|vídeo|audio|áudio|sticker|figurinha|gif|voice(?: message| note)?|ptt|file|datei|document|dokument|documento|archivo|fichier|attachment|contact(?: card)?|location|album|animation|фото\\p{L}*|видео\\p{L}*|стикер|голосовое сообщение|файл|документ|геопозиция'
const EMOJI = '\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6}'
/** Line in place of a picture, file or voice. Words below it are a caption. */
export const MEDIA_LINE = [
  `[<[(] ?(?:${MEDIA})(?: (?:omitted|attached|removed|deleted))?(?: ?[,:;] ?[^<>[\\]()]{1,80})? ?[>\\])](?: ?${EMOJI})?`,
  `(?:${MEDIA}) (?:omitted|weggelassen|weggelaten|ausgeschlossen|omitid[oa]s?|absente?|omise?|ocultad[oa]|omess[oa]|пропущено)`,
  '<[^<>]{3,80}>',
  '[<(](?:this )?(?:message )?(?:was )?edited[>)]',
  '.{1,120}\\.[a-z0-9]{2,5} \\([^()]{5,30}\\)',
  '.{1,120}\\.[a-z0-9]{2,5} ?[•·] .{1,60}',
  '(?:location|standort|ubicación): https?:\\S{1,200}',
  '(?:[-=*—–]{2,} ?\\S.{0,80}\\S ?[-=*—–]{2,})',
].join('|')
/** "Ann Bo", "You", "+44 7700 900417" */
const WHO = '(?:\\S{1,30} ){1,5}'
/** Program's line in place of a message. */
export const NOTICE_LINE = [
  'messages and calls are end-to-end encrypted.{0,200}',
  `${WHO}(?:created (?:this )?group|changed (?:the (?:subject|group)|this group|their phone)|joined using|was added|were added|added you|turned (?:on|off) disappearing).{0,160}`,
  'your security code with .{1,80}',
  'you added .{1,60}',
  'missed (?:group )?(?:voice|video) call.{0,60}',
  'live location shared|null',
  // Chat rooms mark their own lines with a star or dash.
  '[*•—–-]{1,3} ?(?:.{1,60} (?:has |is |have |was )?(?:joined|left|quit|typing|away|back|kicked|(?:dis|re)?connected)(?: .{1,60})?|connection .{1,60}|.{1,60} is now known as .{1,40})[.…]{0,3}',
  '[[(<]?(?:this message (?:was|has been) (?:deleted|removed)|you deleted this message|message (?:removed|deleted)|removed|deleted)\\.?[\\])>]?',
  'waiting for this message.{0,80}',
  '(?:diese nachricht wurde|se eliminó este|este mensaje fue|esta mensagem foi|mensagem|ce message a été|questo messaggio è stato|dit bericht is|данное сообщение) .{0,60}(?:gelöscht|mensaje|eliminado|apagada|supprimé|eliminato|verwijderd|удалено)\\.?',
  '(?:du hast diese nachricht gelöscht|eliminaste este mensaje|vous avez supprimé ce message|você apagou esta mensagem|hai eliminato questo messaggio|вы удалили данное сообщение)\\.?',
  '\\u200e?(?:poll|umfrage|encuesta|sondage|enquete|sondaggio|peiling|опрос|anket|ankieta) ?:',
  `\\[ ?(?:poll|quiz|umfrage|encuesta|sondage|опрос)[^\\]]{0,200}\\]`,
].join('|')
