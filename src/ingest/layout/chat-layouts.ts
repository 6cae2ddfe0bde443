import type { Layout } from './layout.js'

const CLOCK = '\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2})?(?:[\\s\\u202f]?[ap]\\.?[\\s\\u202f]?m\\.?)?'
const DAY =
  '(?:\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4}|\\p{L}{3,9}\\.? \\d{1,2},? \\d{4}|\\d{1,2}\\.? \\p{L}{3,9}\\.?,? \\d{4}|today|yesterday)'
const STAMP = `(?:${DAY},?(?:\\s(?:at\\s|um\\s)?)?${CLOCK}|${CLOCK},?\\s${DAY})`
/** Characters that WhatsApp puts before names and notices. */
const MARK = '[\\u200e\\u200f\\u202a-\\u202e~\\s]{0,4}'
const NAME = '(?<name>[^:\\n]{1,50}?)'

/** What programs say in place of a message. */
const NOTICE =
  '.{0,40}(?:end-to-end encrypted|created (?:this )?group|security code|changed (?:the (?:subject|group)|this group|their phone)|joined using|was added|were added|you added|missed (?:voice|video) call|(?:image|video|audio|sticker|gif|document|contact card) omitted|turned (?:on|off) disappearing).{0,200}'
const GONE = '<?(?:media|image|video|audio|sticker|gif|document|file) omitted>?|null|(?:this message was|you) deleted(?: this message)?\\.?|<attached: .{1,100}>|waiting for this message.{0,80}'

const MESSAGES = { head: 'none', byline: 'l', isMessages: true } as const

/** Exports and copies of chats. */
export const CHAT_LAYOUTS: readonly Layout[] = [
  {
    ...MESSAGES,
    id: 'chat-bracket-paste',
    name: 'a chat with "[date, time] NAME: text", as WhatsApp on iOS exports it',
    sign: 'most lines open with "[date, time] NAME:"',
    line: new RegExp(`^${MARK}\\[(?<time>${STAMP}|${CLOCK})\\]${MARK}${NAME}\\s?:(?:\\s(?<text>.*))?$`, 'isu'),
    words: { d: `${NOTICE}|${GONE}|\\[${STAMP}\\] .{1,160}` },
    signs: '(?!)',
  },
  {
    ...MESSAGES,
    id: 'chat-dash-paste',
    name: 'a chat with "date, time - NAME: text", as WhatsApp on Android exports it',
    sign: 'most lines open with "date, time - NAME:"',
    line: new RegExp(`^${MARK}(?<time>${STAMP})\\s[-–—]\\s${MARK}${NAME}\\s?:(?:\\s(?<text>.*))?$`, 'isu'),
    words: { d: `${NOTICE}|${GONE}|${STAMP} [-–—] .{1,200}` },
    signs: '(?!)',
  },
  {
    ...MESSAGES,
    id: 'telegram-paste',
    name: 'a chat copied from Telegram Desktop',
    sign: 'lines "NAME, [date time]" or "[date time] NAME" above the words',
    line: new RegExp(`^(?:(?<name>[^,\\[\\]]{1,60}), \\[(?<time>${STAMP})\\]:?|${MARK}\\[(?<time2>${STAMP})\\] (?<name2>[^:\\[\\]]{1,60}):?)$`, 'iu'),
    words: { d: `${GONE}` },
    signs: '(?!)',
  },
]
