import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { CLOCK, MARK, MEDIA_LINE, NAME, NOTICE_LINE, STAMP } from '../words/chats.js'
import { ADVERT, MEDIA } from '../words/vocabulary.js'

const MESSAGES = { byline: 'line', isMessages: true, words: { notice: NOTICE_LINE, furniture: MEDIA_LINE } } as const
const SAID = `(?:${NAME}\\s?:(?:\\s|$)|<(?<name2>[^<>\\n]{1,40})>\\s)(?<text>.*)$`

/** Two forms of byline. A chat uses one; lines in the other form are words. */
const TELEGRAM: Layout = {
  ...MESSAGES,
  id: 'telegram-paste',
  name: 'a chat copied from Telegram Desktop',
  sign: 'lines "NAME, [date time]" or "[date time] NAME" above the words',
  line: lazyPattern(`^(?<name>[^\\[\\]]{1,60}?),? \\[(?<time>${STAMP})\\]:?$`, 'iu'),
  // Quoted message above the words.
  byline: 'line (?:furniture advert|(?<to>answered)|handle)?',
  words: {
    ...MESSAGES.words,
    answered:
      '\\[(?:in reply to|reply to|в ответ(?: на)?|antwort an|als antwort auf|en respuesta a|en réponse à|in risposta a|em resposta a|in antwoord op|yanıt olarak|w odpowiedzi na|ردًا على|ردا على|जवाब में|回复|回覆|返信先|답장) .{1,60}\\]',
    handle: '> [^:]{1,40}: .{1,250}',
    advert: `#?(?:${ADVERT})[:.] .{1,250}`,
    // Reactions and read receipts of Teams stand below a message.
    furniture: `(?:like|heart|laugh|surprised|sad|angry) \\d{1,4}|edited|last read|type a (?:new )?message|\\[(?:forwarded|переслано|weitergeleitet|reenviado|transféré|inoltrato|doorgestuurd|iletildi|przekazan[aeo]|معاد توجيهها|أعيد توجيهها|转发自|轉發自|転送元|전달됨) .{1,80}\\]|\\[ ?(?:\\p{Extended_Pictographic}\\ufe0f? ?)?(?:photo|video|sticker|gif|file|voice|audio|location|contact|album|animation|document|${MEDIA})[^\\]]{0,80}\\](?: ?\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6})?|${MEDIA_LINE}`,
  },
}

const EXPORTS: readonly Layout[] = [
  {
    ...MESSAGES,
    id: 'chat-bracket-paste',
    name: 'a chat with "[date, time] NAME: text", as WhatsApp on iOS exports it',
    sign: 'most lines open with "[date, time] NAME:"',
    byline: 'line|advert',
    line: lazyPattern(
      `^${MARK}(?:\\[(?<time>${STAMP}|${CLOCK})\\]|\\((?<time2>${STAMP}|${CLOCK})\\)|(?<time3>${STAMP}|${CLOCK})(?=\\s<))${MARK}${SAID}`,
      'isu',
    ),
    words: { ...MESSAGES.words, advert: `${MARK}[[(](?:${STAMP}|${CLOCK})[\\])](?: .{1,250})?` },
  },
  {
    ...MESSAGES,
    id: 'chat-dash-paste',
    name: 'a chat with "date, time - NAME: text", as WhatsApp on Android exports it',
    sign: 'most lines open with "date, time - NAME:"',
    byline: 'line|advert',
    line: lazyPattern(`^${MARK}(?<time>${STAMP}|${CLOCK})(?:\\s[-–—|]\\s|:\\s|\\t)${MARK}${SAID}`, 'isu'),
    words: { ...MESSAGES.words, advert: `${MARK}${STAMP}(?: [-–—|]|:) .{1,250}` },
  },
  TELEGRAM,
  { ...TELEGRAM, line: lazyPattern(`^${MARK}\\[(?<time>${STAMP}|${CLOCK})\\] (?<name>[^:\\[\\]]{1,60}):?$`, 'iu') },
]

const JOINED =
  'joined the (?:party|server)|is here|appeared|just (?:landed|showed up|joined|slid into the server)|hopped into the server|(?:just )?boosted the server.{0,60}|pinned a message.{0,80}|started a thread:? ?.{0,120}|added .{1,60} to the group'

/** Dash between name and time. The answered message stands above; "[10:14]" opens the author's next message. */
const DISCORD: Layout = {
  id: 'discord-paste',
  name: 'a channel of Discord',
  sign: 'a name, "—" and "Today at 9:41 AM" above the words',
  isMessages: true,
  needsSign: true,
  byline: '(?:(?<to>handle) [Name short long handle])? (?:(?<name>words) badge{0,3} answered (?<time>time)|line)|words notice time?',
  line: lazyPattern(
    `^(?:(?<name>\\S.{0,60}?)(?: \\[[^\\[\\]]{1,12}\\])? [—–] ?)?(?:\\[(?<time>${CLOCK})\\]|(?<=[—–] ?)(?<time2>${STAMP})|(?<=— ?)(?<time3>${CLOCK}))$`,
    'iu',
  ),
  words: {
    handle: '@(?:[^.,:;!?]|\\.(?! |$)|(?<=@(?:dr|mr|mrs|ms|prof|st))\\.){1,32}',
    answered: '[—–]',
    badge: '\\[.{1,12}\\]|(?:✓ )?(?:app|bot)|moderator|admin|server owner|op',
    time: `${STAMP}|${CLOCK}`,
    furniture:
      '\\p{L}{3,10} \\d{1,2}, \\d{4}|\\d{1,2}\\.? \\p{L}{3,10} \\d{4}|new|\\(edited\\)|original message was deleted|image|wave to say hi!|click to (?:react|see attachment.{0,20})|add reaction',
    notice: `(?:${JOINED})[.!]?`,
    button: '\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{M}\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6}|:\\w{2,40}:',
    end: 'message [#@].{1,80}|(?:online|offline) — \\d+',
  },
  signs:
    '[—–]|direct messages|server boosts|text channels|message [#@].{1,80}|(?:online|offline) — \\d+|.{1,60} [—–] ?(?:(?:today|yesterday) at |\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4},? )\\d{1,2}[:.]\\d{2}.{0,4}',
  countLimit: 12,
}

export const CHAT_LAYOUTS: readonly Layout[] = [...EXPORTS, DISCORD]
